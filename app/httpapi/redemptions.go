package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/reward"
)

// CanRedemption says what the caller may do with a redemption now.
type CanRedemption struct {
	Approve bool `json:"approve"`
	Reject  bool `json:"reject"`
	Fulfil  bool `json:"fulfil"`
	Cancel  bool `json:"cancel"`
	Undo    bool `json:"undo"`
	Retry   bool `json:"retry" doc:"Try an order at a supplier once more that has stopped."`
}

// Order is where a redemption stands at the supplier of its reward.
type Order struct {
	Status        string     `json:"status" enum:"waiting,sent,fulfilled,refused,stuck,cancelled" doc:"waiting: to be sent, or tried again; sent: the supplier has taken it; refused and stuck wait for an owner."`
	Attempts      int        `json:"attempts" doc:"Tries that came to nothing."`
	NextAttemptAt *time.Time `json:"next_attempt_at"`
	Failure       *string    `json:"failure" doc:"Why the last try came to nothing, in the words of deliveries; null where it did not."`
	Error         string     `json:"error" doc:"The same in English."`
	Reference     string     `json:"reference" doc:"Of the supplier."`
	Reason        string     `json:"reason" doc:"Why the supplier refused it."`
}

// Redemption is an employee's asking for a reward.
type Redemption struct {
	ID             string        `json:"id" format:"uuid"`
	Reward         Ref           `json:"reward"`
	Employee       Person        `json:"employee"`
	Quantity       int64         `json:"quantity"`
	Points         int64         `json:"points" doc:"For all of the quantity."`
	Status         string        `json:"status" enum:"requested,approved,fulfilled,rejected,cancelled"`
	Note           string        `json:"note" doc:"Of who redeemed it."`
	CreatedAt      time.Time     `json:"created_at"`
	DecidedAt      *time.Time    `json:"decided_at"`
	FulfilledAt    *time.Time    `json:"fulfilled_at"`
	Reason         string        `json:"reason" doc:"Why it was rejected."`
	FulfilmentNote string        `json:"fulfilment_note" doc:"Of who fulfilled it."`
	Code           *string       `json:"code" doc:"Only who redeemed it sees it."`
	Order          *Order        `json:"order" doc:"For owners, of what a supplier fulfils; else null."`
	Can            CanRedemption `json:"can" doc:"What the caller may do with it now."`
}

// redemptionFor shapes a redemption for an actor, as it is at a moment.
func redemptionFor(actor domain.Actor, now time.Time) func(reward.RedemptionView) Redemption {
	return func(v reward.RedemptionView) Redemption {
		return Redemption{
			ID: v.ID.String(), Reward: Ref{ID: v.RewardID.String(), Name: v.RewardName},
			Employee: Person{ID: v.EmployeeID.String(), Name: v.EmployeeName, Team: refOf(v.TeamID, v.TeamName)},
			Quantity: v.Quantity, Points: v.Points, Status: string(v.Status), Note: v.Note, CreatedAt: v.CreatedAt.UTC(),
			DecidedAt: utc(v.DecidedAt), FulfilledAt: utc(v.FulfilledAt), Reason: v.Reason, FulfilmentNote: v.FulfilmentNote,
			Code: v.Code, Order: orderOf(v, actor), Can: CanRedemption(v.CanOf(actor, now)),
		}
	}
}

func orderOf(v reward.RedemptionView, actor domain.Actor) *Order {
	if v.OrderStatus == nil || !actor.Is(domain.RoleOwner) {
		return nil
	}
	return &Order{
		Status: string(*v.OrderStatus), Attempts: or(v.OrderAttempt, 0), NextAttemptAt: utc(v.OrderDueAt), Failure: wordOf(or(v.OrderFailure, "")),
		Error: or(v.OrderError, ""), Reference: or(v.OrderReference, ""), Reason: or(v.OrderReason, ""),
	}
}

// RedeemInput asks for a reward.
type RedeemInput struct {
	RewardID string `json:"reward_id" format:"uuid"`
	Quantity int64  `json:"quantity,omitempty" minimum:"1" maximum:"100" default:"1"`
	Note     string `json:"note,omitempty" maxLength:"8000" example:"The green one, please."`
	Cost     *int64 `json:"cost,omitempty" doc:"The price of one that you saw: where it is another now, the answer is 409 price_changed."`
}

// RejectInput is the reason of a no.
type RejectInput struct {
	Reason string `json:"reason" maxLength:"8000"`
}

// FulfilInput is what an owner hands over.
type FulfilInput struct {
	Code string `json:"code,omitempty" maxLength:"8000" doc:"For the redeemer alone; needed where the reward is fulfilled by code."`
	Note string `json:"note,omitempty" maxLength:"8000"`
}

type redeemInput struct {
	OnceInput
	Body RedeemInput
}

type redemptionInput struct {
	ID string `path:"id" doc:"Of the redemption."`
}

type redemptionOutput struct{ Body Redemption }

type listRedemptionsInput struct {
	PageInput
	Scope  string `query:"scope" enum:"own,team,all" doc:"Your own; those of people below you; for owners all. Without it whatever you may see of these."`
	Status string `query:"status" enum:"requested,approved,fulfilled,rejected,cancelled"`
}

func (s *server) addRedemptions() {
	tags := []string{"Redemptions"}
	register(s, forEverybody, huma.Operation{
		OperationID: "redeem", Method: http.MethodPost, Path: "/redemptions", DefaultStatus: http.StatusCreated,
		Summary: "Ask for a reward", Tags: tags,
	}, s.redeem)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-redemptions", Method: http.MethodGet, Path: "/redemptions",
		Summary: "List redemptions, the latest first", Tags: tags,
	}, s.listRedemptions)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-redemption", Method: http.MethodGet, Path: "/redemptions/{id}",
		Summary: "Read one redemption", Tags: tags,
	}, s.getRedemption)
	register(s, forAsked, huma.Operation{
		OperationID: "approve-redemption", Method: http.MethodPost, Path: "/redemptions/{id}/approve",
		Summary: "Say yes to a redemption that waits for you", Tags: tags,
	}, s.approveRedemption)
	register(s, forAsked, huma.Operation{
		OperationID: "reject-redemption", Method: http.MethodPost, Path: "/redemptions/{id}/reject",
		Summary: "Say no, with a reason; points and stock go back", Tags: tags,
	}, s.rejectRedemption)
	register(s, forEverybody, huma.Operation{
		OperationID: "undo-redemption-decision", Method: http.MethodPost, Path: "/redemptions/{id}/undo",
		Summary: "Take your decision back, within ten minutes and before the redemption has gone on", Tags: tags,
	}, s.undoRedemption)
	register(s, forOwners, huma.Operation{
		OperationID: "fulfil-redemption", Method: http.MethodPost, Path: "/redemptions/{id}/fulfil",
		Summary: "Hand the reward over", Tags: tags,
	}, s.fulfilRedemption)
	register(s, forOwners, huma.Operation{
		OperationID: "retry-order", Method: http.MethodPost, Path: "/redemptions/{id}/order/retry",
		Summary: "Try an order at a supplier once more that was refused or could not be sent", Tags: tags,
	}, s.retryOrder)
	register(s, forEverybody, huma.Operation{
		OperationID: "cancel-redemption", Method: http.MethodPost, Path: "/redemptions/{id}/cancel",
		Summary: "Take a redemption back that is not fulfilled; points and stock go back", Tags: tags,
	}, s.cancelRedemption)
}

func (s *server) redeem(ctx context.Context, in *redeemInput) (*onceOutput[Redemption], error) {
	id, err := domain.ParseRewardID(in.Body.RewardID)
	if err != nil {
		return nil, err
	}
	ask := reward.Ask{Quantity: max(in.Body.Quantity, 1), Note: in.Body.Note, Cost: in.Body.Cost}
	actor := actorOf(ctx)
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, redemptionFor(actor, s.uc.Now()))
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.Redeem(ctx, actor, id, ask, o)
	return onceAnswer[Redemption](answer), err
}

func (s *server) listRedemptions(ctx context.Context, in *listRedemptionsInput) (*listOutput[Redemption], error) {
	actor := actorOf(ctx)
	page, err := s.uc.Redemptions(ctx, actor, reward.Filter{Scope: reward.Scope(in.Scope), Status: reward.Status(in.Status)}, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, redemptionFor(actor, s.uc.Now())), nil
}

func (s *server) getRedemption(ctx context.Context, in *redemptionInput) (*redemptionOutput, error) {
	id, err := domain.ParseRedemptionID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	view, err := s.uc.Redemption(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &redemptionOutput{Body: redemptionFor(actor, s.uc.Now())(view)}, nil
}

// redemptionVerbInput is what a verb on one redemption takes.
type redemptionVerbInput[B any] struct {
	OnceInput
	ID   string `path:"id" doc:"Of the redemption."`
	Body B
}

// redemptionPlainInput is redemptionVerbInput for a verb that needs no words; its body may be left
// out.
type redemptionPlainInput[B any] struct {
	OnceInput
	ID   string `path:"id" doc:"Of the redemption."`
	Body *B     `required:"false"`
}

// onRedemption runs a verb on a redemption and answers it as it then is.
func onRedemption[B any](ctx context.Context, s *server, text, key string, body B, run func(domain.Actor, domain.RedemptionID, usecase.Once) (usecase.Answer, error)) (*onceOutput[Redemption], error) {
	id, err := domain.ParseRedemptionID(text)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	o, err := once(ctx, key, http.StatusOK, body, redemptionFor(actor, s.uc.Now()))
	if err != nil {
		return nil, err
	}
	o.Redemption = &id
	answer, err := run(actor, id, o)
	return onceAnswer[Redemption](answer), err
}

func (s *server) approveRedemption(ctx context.Context, in *redemptionPlainInput[struct{}]) (*onceOutput[Redemption], error) {
	return onRedemption(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.RedemptionID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.ApproveRedemption(ctx, actor, id, o)
	})
}

func (s *server) rejectRedemption(ctx context.Context, in *redemptionVerbInput[RejectInput]) (*onceOutput[Redemption], error) {
	return onRedemption(ctx, s, in.ID, in.Key, in.Body, func(actor domain.Actor, id domain.RedemptionID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.RejectRedemption(ctx, actor, id, in.Body.Reason, o)
	})
}

func (s *server) fulfilRedemption(ctx context.Context, in *redemptionPlainInput[FulfilInput]) (*onceOutput[Redemption], error) {
	handover := FulfilInput{}
	if in.Body != nil {
		handover = *in.Body
	}
	return onRedemption(ctx, s, in.ID, in.Key, handover, func(actor domain.Actor, id domain.RedemptionID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.FulfilRedemption(ctx, actor, id, reward.Handover(handover), o)
	})
}

func (s *server) undoRedemption(ctx context.Context, in *redemptionPlainInput[struct{}]) (*onceOutput[Redemption], error) {
	return onRedemption(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.RedemptionID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.UndoRedemption(ctx, actor, id, o)
	})
}

func (s *server) cancelRedemption(ctx context.Context, in *redemptionPlainInput[struct{}]) (*onceOutput[Redemption], error) {
	return onRedemption(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.RedemptionID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.CancelRedemption(ctx, actor, id, o)
	})
}

func (s *server) retryOrder(ctx context.Context, in *redemptionPlainInput[struct{}]) (*onceOutput[Redemption], error) {
	return onRedemption(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.RedemptionID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.RetryOrder(ctx, actor, id, o)
	})
}
