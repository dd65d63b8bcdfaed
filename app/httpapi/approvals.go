package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/domain/reward"
)

// PairHistory is what a nominator gave a nominee in the twelve months before, and the nominee the
// nominator.
type PairHistory struct {
	Nominee *Ref         `json:"nominee" doc:"Of several nominees, the one with whom there was most; null where an outside customer nominates."`
	Count   int          `json:"count"`
	Points  int64        `json:"points"`
	LastAt  *time.Time   `json:"last_at"`
	Back    HistoryOfOne `json:"back" doc:"What the nominee gave the nominator."`
}

// HistoryOfOne is what one gave another in the twelve months before.
type HistoryOfOne struct {
	Count  int        `json:"count"`
	Points int64      `json:"points"`
	LastAt *time.Time `json:"last_at"`
}

// Guidance says what one behaviour means, for who decides.
type Guidance struct {
	Behaviour Coded  `json:"behaviour"`
	Text      string `json:"text"`
}

// RedemptionContext is what stands next to the decision on a redemption. The points are held already;
// the wallet is its owner's alone.
type RedemptionContext struct {
	Stock            *int64     `json:"stock" doc:"Left beside this one; null where there is no end of it."`
	LimitPerEmployee *int64     `json:"limit_per_employee"`
	CashValue        *CashValue `json:"cash_value" doc:"Of one."`
	Taxable          bool       `json:"taxable"`
	EarlierCount     int64      `json:"earlier_count" doc:"How many of it the same employee has had before."`
	EarlierLastAt    *time.Time `json:"earlier_last_at"`
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
	BudgetAfter  *int64       `json:"budget_after" doc:"What is left after approving what was asked for."`
	PointsMin    int64        `json:"points_min" doc:"The least that the program allows."`
	PointsMax    int64        `json:"points_max"`
	PointsLevels []int64      `json:"points_levels" doc:"The only numbers that the program allows; empty where any within the bounds will do."`
	Shares       string       `json:"shares" enum:"each,split" doc:"Whether each nominee gets the points, or all of them together."`
	Pair         PairHistory  `json:"pair"`
	Reciprocity  *Reciprocity `json:"reciprocity" doc:"Given where the nominee has recognised the nominator at least twice in 90 days."`
	Guidance     string       `json:"guidance" doc:"What the first behaviour means."`
	Behaviours   []Guidance   `json:"behaviours" doc:"What each of its behaviours means."`
	PassedOn     *PassedOn    `json:"passed_on" doc:"null where the rules chose you."`
}

// PassedOn says how something came to you from somebody else.
type PassedOn struct {
	From Ref       `json:"from"`
	How  string    `json:"how" enum:"delegated,escalated" doc:"Escalated: it waited too long with them."`
	At   time.Time `json:"at"`
}

// RedemptionApproval is a redemption that waits for you.
type RedemptionApproval struct {
	Kind         string            `json:"kind" enum:"redemption"`
	ID           string            `json:"id" format:"uuid" doc:"Of the redemption."`
	Redemption   Redemption        `json:"redemption"`
	Context      RedemptionContext `json:"context"`
	WaitingSince time.Time         `json:"waiting_since"`
	PassedOn     *PassedOn         `json:"passed_on" doc:"null where the rules chose you."`
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
	nomination, redemption := nominationFor(actor, now), redemptionFor(actor, now)
	return func(q usecase.Queued) Approval {
		if n := q.Nomination; n != nil {
			a := NominationApproval{
				Kind: "nomination", ID: n.ID.String(), Nomination: nomination(n.View), Step: n.Step, WaitingSince: q.Since.UTC(),
				BudgetLeft: n.BudgetLeft, BudgetAfter: n.BudgetAfter(), PointsMin: n.Program.PointsMin, PointsMax: n.Program.PointsMax,
				PointsLevels: append([]int64{}, n.Program.Levels...), Shares: cmp.Or(string(n.Program.Shares), string(recognition.Each)),
				Pair: pairOf(*n), Behaviours: make([]Guidance, len(n.Guidance)),
				Reciprocity: reciprocityOf(n.Reciprocity), PassedOn: passedOnOf(q.PassedOn),
			}
			for i, b := range n.Guidance {
				a.Behaviours[i] = Guidance{Behaviour: Coded{ID: b.ID.String(), Code: b.Code, Name: b.Name}, Text: cmp.Or(b.Guidance, b.Description)}
			}
			if len(a.Behaviours) > 0 {
				a.Guidance = a.Behaviours[0].Text
			}
			return Approval{a}
		}
		r := q.Redemption
		return Approval{RedemptionApproval{
			Kind: "redemption", ID: r.ID.String(), Redemption: redemption(r.RedemptionView), Context: redemptionContextOf(r.Context),
			WaitingSince: q.Since.UTC(), PassedOn: passedOnOf(q.PassedOn),
		}}
	}
}

func pairOf(q usecase.QueuedNomination) PairHistory {
	h := q.Pair
	pair := PairHistory{
		Count: h.Count, Points: h.Points, LastAt: utc(h.LastAt),
		Back: HistoryOfOne{Count: h.BackCount, Points: h.BackPoints, LastAt: utc(h.BackLastAt)},
	}
	if !q.PairWith.ID.IsZero() {
		pair.Nominee = &Ref{ID: q.PairWith.ID.String(), Name: q.PairWith.Name}
	}
	return pair
}

func redemptionContextOf(c reward.Context) RedemptionContext {
	out := RedemptionContext{
		Stock: c.Stock, LimitPerEmployee: c.Limit, Taxable: c.Taxable, EarlierCount: c.EarlierCount, EarlierLastAt: utc(c.EarlierLastAt),
	}
	if c.CashAmount != nil && c.CashCurrency != nil {
		out.CashValue = &CashValue{Amount: *c.CashAmount, Currency: *c.CashCurrency}
	}
	return out
}

func passedOnOf(p *usecase.PassedOn) *PassedOn {
	if p == nil {
		return nil
	}
	return &PassedOn{From: Ref{ID: p.From.String(), Name: p.Name}, How: string(p.How), At: p.At.UTC()}
}

func reciprocityOf(r *recognition.Reciprocity) *Reciprocity {
	if r == nil {
		return nil
	}
	return &Reciprocity{AToB: r.AToB, BToA: r.BToA}
}

// DecisionItem is one decision of a batch.
type DecisionItem struct {
	Kind     string `json:"kind" enum:"nomination,redemption"`
	ID       string `json:"id" doc:"Of the nomination or the redemption."`
	Action   string `json:"action" enum:"approve,decline,reject,delegate" doc:"A nomination is approved or declined, a redemption approved or rejected; either is given to somebody else."`
	Points   *int64 `json:"points,omitempty" minimum:"0" doc:"Other points for a nomination."`
	AsThanks bool   `json:"as_thanks,omitempty" doc:"Publish a nomination without points."`
	To       string `json:"to,omitempty" doc:"The employee to whom the decision is given."`
	Comment  string `json:"comment,omitempty" maxLength:"8000" doc:"With a yes to a nomination."`
	Reason   string `json:"reason,omitempty" maxLength:"8000" doc:"Of a no: needed there."`
}

// decision gives what the item asks for; an id that is none stands for nothing, which is not found.
func (in DecisionItem) decision() usecase.DecisionItem {
	item := usecase.DecisionItem{Action: usecase.DecisionAction(in.Action), Points: in.Points, AsThanks: in.AsThanks, Comment: in.Comment, Reason: in.Reason}
	if to, err := domain.ParseEmployeeID(in.To); err == nil {
		item.To = &to
	}
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
	return listOf(page, approvalFor(actor, s.now())), nil
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
