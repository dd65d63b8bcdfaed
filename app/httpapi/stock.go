package httpapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/reward"
)

// StockEntry is one movement of the stock of a reward.
type StockEntry struct {
	ID           string    `json:"id" example:"4711"`
	Kind         string    `json:"kind" enum:"counted,uncounted,added,written_off,taken,returned" doc:"counted: an owner said how many there are; uncounted: that there is no end of them; taken and returned: by a redemption and its refund."`
	Quantity     int64     `json:"quantity" doc:"Below 0 where it went."`
	Left         *int64    `json:"left" doc:"After it; null where it is not counted any more."`
	RedemptionID *string   `json:"redemption_id" format:"uuid"`
	By           *Ref      `json:"by" doc:"null where the movement is older than this list."`
	Reason       string    `json:"reason"`
	At           time.Time `json:"at"`
}

// StockInput is what an owner adds to the stock of a reward, and why.
type StockInput struct {
	Change int64  `json:"change" minimum:"-1000000000" maximum:"1000000000" doc:"How many come; below 0: how many go." example:"20"`
	Reason string `json:"reason" maxLength:"8000" doc:"1 to 1,000 characters; for owners." example:"Two boxes came from the printer."`
}

func stockEntryOf(e reward.StockEntry) StockEntry {
	w := StockEntry{ID: strconv.FormatInt(e.ID, 10), Kind: string(e.Kind), Quantity: e.Quantity, Left: e.Left, Reason: e.Reason, At: e.At.UTC()}
	if e.Redemption != nil {
		id := e.Redemption.String()
		w.RedemptionID = &id
	}
	if e.Actor != nil && e.ActorName != nil {
		w.By = &Ref{ID: e.Actor.String(), Name: *e.ActorName}
	}
	return w
}

type changeStockInput struct {
	OnceInput
	ID   string `path:"id" doc:"Of the reward."`
	Body StockInput
}

type listStockInput struct {
	PageInput
	ID string `path:"id" doc:"Of the reward."`
}

func (s *server) addStock() {
	register(s, forOwners, huma.Operation{
		OperationID: "list-stock", Method: http.MethodGet, Path: "/rewards/{id}/stock",
		Summary: "Every movement of a reward's stock, the latest first", Tags: []string{"Rewards"},
		Description: "What is left is the sum of them. `GET /ledger/check` adds them up.",
	}, s.listStock)
	register(s, forOwners, huma.Operation{
		OperationID: "change-stock", Method: http.MethodPost, Path: "/rewards/{id}/stock", DefaultStatus: http.StatusCreated,
		Summary: "Add to a reward's stock, or take from it", Tags: []string{"Rewards"},
		Description: "Unlike a number set by `PATCH /rewards/{id}`, it is right whoever redeems meanwhile. More than are left is 409 `too_few_left`; where the stock is not counted it is 409 `not_counted`.",
	}, s.changeStock)
}

func (s *server) listStock(ctx context.Context, in *listStockInput) (*listOutput[StockEntry], error) {
	id, err := domain.ParseRewardID(in.ID)
	if err != nil {
		return nil, err
	}
	page, err := s.uc.StockEntries(ctx, actorOf(ctx), id, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, stockEntryOf), nil
}

func (s *server) changeStock(ctx context.Context, in *changeStockInput) (*onceOutput[StockEntry], error) {
	id, err := domain.ParseRewardID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, stockEntryOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.ChangeStock(ctx, actorOf(ctx), id, reward.StockChange{Change: in.Body.Change, Reason: in.Body.Reason}, o)
	return onceAnswer[StockEntry](answer), err
}
