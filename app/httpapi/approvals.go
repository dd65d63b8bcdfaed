package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// PairHistory is what a nominator gave a nominee in the year before.
type PairHistory struct {
	Count  int        `json:"count"`
	Points int64      `json:"points"`
	LastAt *time.Time `json:"last_at"`
}

// Reciprocity is how often two people recognised each other in the last 90 days.
type Reciprocity struct {
	AToB int `json:"a_to_b" doc:"The nominator the nominee."`
	BToA int `json:"b_to_a" doc:"The nominee the nominator."`
}

// NominationApproval is a nomination that waits for you.
type NominationApproval struct {
	Kind         string       `json:"kind" enum:"nomination"`
	ID           string       `json:"id" format:"uuid" doc:"Of the nomination."`
	Nomination   Nomination   `json:"nomination"`
	Step         int          `json:"step" doc:"0 is the first."`
	WaitingSince time.Time    `json:"waiting_since"`
	BudgetLeft   *int64       `json:"budget_left" doc:"Of the program, in this period; null where it has no budget."`
	PointsMin    int64        `json:"points_min" doc:"The least that the program allows."`
	PointsMax    int64        `json:"points_max"`
	Pair         PairHistory  `json:"pair" doc:"Of several nominees, the one with the longest history."`
	Reciprocity  *Reciprocity `json:"reciprocity" doc:"Given where the nominee has recognised the nominator at least twice in 90 days."`
	Guidance     string       `json:"guidance" doc:"What the first behaviour means."`
}

// RedemptionApproval is a redemption that waits for you.
type RedemptionApproval struct {
	Kind         string     `json:"kind" enum:"redemption"`
	ID           string     `json:"id" format:"uuid" doc:"Of the redemption."`
	Redemption   Redemption `json:"redemption"`
	WaitingSince time.Time  `json:"waiting_since"`
}

// Approval is one thing that waits for you: a nomination or a redemption.
type Approval struct{ item any }

// MarshalJSON gives the one that it is.
func (a Approval) MarshalJSON() ([]byte, error) { return json.Marshal(a.item) }

// Schema is that of either.
func (a Approval) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{
		r.Schema(reflect.TypeFor[NominationApproval](), true, "NominationApproval"),
		r.Schema(reflect.TypeFor[RedemptionApproval](), true, "RedemptionApproval"),
	}}
}

func approvalFor(actor domain.Actor, now time.Time) func(usecase.Queued) Approval {
	nomination, redemption := nominationFor(actor, now), redemptionFor(actor)
	return func(q usecase.Queued) Approval {
		if n := q.Nomination; n != nil {
			return Approval{NominationApproval{
				Kind: "nomination", ID: n.ID.String(), Nomination: nomination(n.View), Step: n.Step, WaitingSince: q.Since.UTC(),
				BudgetLeft: n.BudgetLeft, PointsMin: n.PointsMin, PointsMax: n.PointsMax, Guidance: n.Guidance,
				Pair:        PairHistory{Count: n.Pair.Count, Points: n.Pair.Points, LastAt: utc(n.Pair.LastAt)},
				Reciprocity: reciprocityOf(n.Reciprocity),
			}}
		}
		return Approval{RedemptionApproval{Kind: "redemption", ID: q.Redemption.ID.String(), Redemption: redemption(*q.Redemption), WaitingSince: q.Since.UTC()}}
	}
}

func reciprocityOf(r *recognition.Reciprocity) *Reciprocity {
	if r == nil {
		return nil
	}
	return &Reciprocity{AToB: r.AToB, BToA: r.BToA}
}

// DecisionItem is one decision of a batch.
type DecisionItem struct {
	Kind    string `json:"kind" enum:"nomination,redemption"`
	ID      string `json:"id" doc:"Of the nomination or the redemption."`
	Action  string `json:"action" enum:"approve,decline,reject" doc:"A nomination is approved or declined, a redemption approved or rejected."`
	Points  *int64 `json:"points,omitempty" minimum:"0" doc:"Other points for a nomination."`
	Comment string `json:"comment,omitempty" maxLength:"8000" doc:"With a yes to a nomination."`
	Reason  string `json:"reason,omitempty" maxLength:"8000" doc:"Of a no: needed there."`
}

// decision gives what the item asks for; an id that is none stands for nothing, which is not found.
func (in DecisionItem) decision() usecase.DecisionItem {
	item := usecase.DecisionItem{Action: usecase.DecisionAction(in.Action), Points: in.Points, Comment: in.Comment, Reason: in.Reason}
	if in.Kind == "redemption" {
		if id, err := domain.ParseRedemptionID(in.ID); err == nil {
			item.Redemption = &id
		}
	} else if id, err := domain.ParseNominationID(in.ID); err == nil {
		item.Nomination = &id
	}
	return item
}

// DecisionBatch is many decisions.
type DecisionBatch struct {
	Items []DecisionItem `json:"items" minItems:"1" maxItems:"100" nullable:"false"`
}

// DecisionResult says how one item went.
type DecisionResult struct {
	ID     string  `json:"id"`
	Status int     `json:"status" example:"200" doc:"What a call for this item alone would have answered."`
	Code   *string `json:"code" doc:"Of the problem; null where it was done."`
}

// DecisionResults says how each item went, in the order of the items.
type DecisionResults struct {
	Results []DecisionResult `json:"results"`
}

type decideManyInput struct {
	OnceInput
	Body DecisionBatch
}

func (s *server) addApprovals() {
	register(s, forEverybody, huma.Operation{
		OperationID: "list-approvals", Method: http.MethodGet, Path: "/approvals",
		Summary: "What waits for you, the oldest first", Tags: []string{"Approvals"},
	}, s.listApprovals)
	register(s, forEverybody, huma.Operation{
		OperationID: "decide-many", Method: http.MethodPost, Path: "/approvals/batch",
		Summary: "Decide on many at once, each by itself", Tags: []string{"Approvals"},
	}, s.decideMany)
}

func (s *server) listApprovals(ctx context.Context, in *PageInput) (*listOutput[Approval], error) {
	actor := actorOf(ctx)
	page, err := s.uc.Approvals(ctx, actor, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, approvalFor(actor, s.uc.Now())), nil
}

func (s *server) decideMany(ctx context.Context, in *decideManyInput) (*onceOutput[DecisionResults], error) {
	items := make([]usecase.DecisionItem, len(in.Body.Items))
	for i, item := range in.Body.Items {
		items[i] = item.decision()
	}
	o, err := once(ctx, in.Key, http.StatusOK, in.Body, func(errs []error) DecisionResults { return resultsOf(in.Body.Items, errs) })
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.DecideMany(ctx, actorOf(ctx), items, o)
	return onceAnswer[DecisionResults](answer), err
}

func resultsOf(items []DecisionItem, errs []error) DecisionResults {
	results := DecisionResults{Results: make([]DecisionResult, len(items))}
	for i, item := range items {
		results.Results[i] = DecisionResult{ID: item.ID, Status: http.StatusOK}
		if errs[i] != nil {
			p := problemOf(errs[i])
			results.Results[i].Status, results.Results[i].Code = p.Status, &p.Code
		}
	}
	return results
}
