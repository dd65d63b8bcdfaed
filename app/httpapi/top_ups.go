package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/points"
)

// TopUp is points that an owner has added to a program's budget within a period.
type TopUp struct {
	ID         string    `json:"id" format:"uuid"`
	Points     int64     `json:"points"`
	Reason     string    `json:"reason"`
	PeriodFrom string    `json:"period_from" format:"date" doc:"The first day of the period that they were added to; they lapse with it."`
	At         time.Time `json:"at"`
	By         Ref       `json:"by"`
}

// TopUpMade is a top-up with what the budget holds after it.
type TopUpMade struct {
	TopUp

	Left int64 `json:"left" doc:"Of the program's budget in the present period."`
}

// TopUpInput is how many points an owner adds to a budget, and why.
type TopUpInput struct {
	Points int64  `json:"points" doc:"1 to 1,000,000,000,000." example:"500"`
	Reason string `json:"reason" maxLength:"8000" doc:"1 to 1,000 characters; for owners." example:"The peak season took longer."`
}

func topUpOf(t points.BudgetTopUp) TopUp {
	return TopUp{
		ID: t.ID.String(), Points: t.Points, Reason: t.Reason, PeriodFrom: t.From.Format(time.DateOnly), At: t.At.UTC(), By: Ref{ID: t.By.String(), Name: t.ByName},
	}
}

func topUpMadeOf(t usecase.ToppedUp) TopUpMade {
	return TopUpMade{TopUp: topUpOf(t.BudgetTopUp), Left: t.Left}
}

func (s *server) addTopUps() {
	register(s, forOwners, huma.Operation{
		OperationID: "top-up-budget", Method: http.MethodPost, Path: "/programs/{id}/budget/top-ups", DefaultStatus: http.StatusCreated,
		Summary: "Add points to a program's budget of the present period", Tags: []string{"Programs"},
		Description: "They are there at once and lapse with the rest when the period ends. A program that is paid otherwise is 409 `no_budget`, one that was ended 409 `program_ended`.",
	}, s.topUp)
	register(s, forOwners, huma.Operation{
		OperationID: "list-top-ups", Method: http.MethodGet, Path: "/programs/{id}/budget/top-ups",
		Summary: "What a program's budget was topped up with, the latest first", Tags: []string{"Programs"},
	}, s.listTopUps)
}

type topUpInput struct {
	OnceInput
	ID   string `path:"id" doc:"Of the program."`
	Body TopUpInput
}

func (s *server) topUp(ctx context.Context, in *topUpInput) (*onceOutput[TopUpMade], error) {
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, topUpMadeOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.TopUpBudget(ctx, actorOf(ctx), id, in.Body.Points, in.Body.Reason, o)
	return onceAnswer[TopUpMade](answer), err
}

func (s *server) listTopUps(ctx context.Context, in *listProgramVersionsInput) (*listOutput[TopUp], error) {
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	page, err := s.uc.BudgetTopUps(ctx, actorOf(ctx), id, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, topUpOf), nil
}
