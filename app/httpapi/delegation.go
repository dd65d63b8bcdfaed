package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/approval"
)

// Delegation says who stands in for whom, from one day to another, both included.
type Delegation struct {
	Employee Ref    `json:"employee" doc:"Whose decisions they are."`
	To       Ref    `json:"to" doc:"Who decides instead."`
	From     string `json:"from" format:"date"`
	Until    string `json:"until" format:"date"`
	Active   bool   `json:"active" doc:"Today is one of its days."`
}

// Standing is who stands in for you, and for whom you stand in.
type Standing struct {
	Delegation *Delegation  `json:"delegation" doc:"Yours; null where you decide yourself."`
	For        []Delegation `json:"standing_in_for" doc:"Those of others to you, now and to come."`
}

// DelegationInput is the wish that somebody else decides for a while.
type DelegationInput struct {
	To    string `json:"to" format:"uuid" doc:"A manager or an owner."`
	From  string `json:"from,omitempty" format:"date" doc:"Today where it is left out."`
	Until string `json:"until" format:"date" doc:"The last day."`
}

// DelegateInput says to whom a decision is given.
type DelegateInput struct {
	To string `json:"to" format:"uuid" doc:"A manager or an owner who has no part in it; yourself to take back what you gave away."`
}

// Delegated is something that now waits for somebody else.
type Delegated struct {
	Kind string `json:"kind" enum:"nomination,redemption"`
	ID   string `json:"id" format:"uuid"`
	To   Person `json:"to"`
}

func delegationOn(today time.Time) func(approval.DelegationView) Delegation {
	return func(d approval.DelegationView) Delegation {
		return Delegation{
			Employee: Ref{ID: d.Employee.String(), Name: d.EmployeeName}, To: Ref{ID: d.Delegate.String(), Name: d.DelegateName},
			From: d.StartsOn.Format(time.DateOnly), Until: d.EndsOn.Format(time.DateOnly), Active: d.IsOn(today),
		}
	}
}

func delegatedOf(d usecase.Delegated) Delegated {
	return Delegated{Kind: d.Kind, ID: d.ID.String(), To: Person{ID: d.To.ID.String(), Name: d.To.Name, Team: refOf(d.To.TeamID, d.To.TeamName)}}
}

func (s *server) addDelegation() {
	register(s, forDeciders, huma.Operation{
		OperationID: "delegate-approval", Method: http.MethodPost, Path: "/approvals/{id}/delegate",
		Summary: "Give a decision to somebody else", Tags: []string{"Approvals"},
	}, s.delegate)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-delegation", Method: http.MethodGet, Path: "/me/delegation",
		Summary: "Who decides in your place, and in whose you decide", Tags: []string{"Approvals"},
	}, s.getDelegation)
	register(s, forDeciders, huma.Operation{
		OperationID: "set-delegation", Method: http.MethodPut, Path: "/me/delegation",
		Summary: "Let somebody else decide for a while", Tags: []string{"Approvals"},
	}, s.setDelegation)
	register(s, forDeciders, huma.Operation{
		OperationID: "end-delegation", Method: http.MethodDelete, Path: "/me/delegation", DefaultStatus: http.StatusNoContent,
		Summary: "Decide yourself again", Tags: []string{"Approvals"},
	}, s.endDelegation)
}

type delegateInput struct {
	OnceInput
	ID   string `path:"id" doc:"Of the nomination or the redemption."`
	Body DelegateInput
}

func (s *server) delegate(ctx context.Context, in *delegateInput) (*onceOutput[Delegated], error) {
	to, err := domain.ParseEmployeeID(in.Body.To)
	if err != nil {
		return nil, domain.InvalidField("to", "is no id")
	}
	id, err := domain.ParseID[any](in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusOK, in.Body, delegatedOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.Delegate(ctx, actorOf(ctx), id, to, o)
	return onceAnswer[Delegated](answer), err
}

type standingOutput struct{ Body Standing }

func (s *server) standing(found usecase.Standing) *standingOutput {
	shape := delegationOn(s.uc.Today())
	out := &standingOutput{Body: Standing{For: make([]Delegation, len(found.For))}}
	if found.Own != nil {
		own := shape(*found.Own)
		out.Body.Delegation = &own
	}
	for i, d := range found.For {
		out.Body.For[i] = shape(d)
	}
	return out
}

func (s *server) getDelegation(ctx context.Context, _ *struct{}) (*standingOutput, error) {
	found, err := s.uc.Delegation(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return s.standing(found), nil
}

func (s *server) setDelegation(ctx context.Context, in *struct{ Body DelegationInput }) (*standingOutput, error) {
	wish := usecase.StandIn{Starts: s.uc.Today()}
	var err error
	if wish.To, err = domain.ParseEmployeeID(in.Body.To); err != nil {
		return nil, domain.InvalidField("to", "is no id")
	}
	if in.Body.From != "" {
		if wish.Starts, err = dayOf(in.Body.From, "from"); err != nil {
			return nil, err
		}
	}
	if wish.Ends, err = dayOf(in.Body.Until, "until"); err != nil {
		return nil, err
	}
	found, err := s.uc.SetDelegation(ctx, actorOf(ctx), wish)
	if err != nil {
		return nil, err
	}
	return s.standing(found), nil
}

// dayOf reads a day of a body.
func dayOf(text, field string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, domain.InvalidField(field, "is no date, such as 2026-11-23")
	}
	return day, nil
}

func (s *server) endDelegation(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, s.uc.EndDelegation(ctx, actorOf(ctx))
}
