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

// ManagerBudget is points that an owner lets a manager give in each period.
type ManagerBudget struct {
	ID       string     `json:"id" format:"uuid"`
	Manager  Ref        `json:"manager"`
	Active   bool       `json:"active" doc:"Whether the manager is still there."`
	Period   string     `json:"period" enum:"week,month,quarter,year"`
	Total    int64      `json:"total" doc:"Of each period."`
	ToppedUp int64      `json:"topped_up" doc:"In the present period, besides the total."`
	Left     int64      `json:"left"`
	Used     int64      `json:"used_percent" doc:"Of the total and what was topped up, in hundredths, rounded down. Owners and the manager are told at 80 and at 100."`
	EndsOn   *string    `json:"ends_on" format:"date" doc:"The day on which it ends at the pace of the last 30 days; null where it lasts until its period ends, or was ended."`
	From     string     `json:"from" format:"date" doc:"The first day of the present period; of the last one where it was ended."`
	To       string     `json:"to" format:"date" doc:"Its last day: what is left then lapses."`
	GivenBy  Ref        `json:"given_by"`
	GivenAt  time.Time  `json:"given_at"`
	EndedAt  *time.Time `json:"ended_at"`
}

// ManagerBudgetInput is what an owner gives a manager.
type ManagerBudgetInput struct {
	ManagerID string `json:"manager_id" format:"uuid"`
	Period    string `json:"period" enum:"week,month,quarter,year" doc:"How often it is filled anew."`
	Total     int64  `json:"total" doc:"1 to 1,000,000,000,000: of each period, all of it at once for the present one." example:"500"`
}

func managerBudgetOf(b usecase.ManagerBudget) ManagerBudget {
	used := b.Total + b.ToppedUp - b.Left
	if b.EndedAt != nil {
		used = 0 // what was left has lapsed: how much was given says the report of budgets
	}
	return ManagerBudget{
		ID: b.ID.String(), Manager: Ref{ID: b.Manager.String(), Name: b.ManagerName}, Active: b.Active, Period: string(b.Period), Total: b.Total, ToppedUp: b.ToppedUp, Left: b.Left,
		Used: points.Share(used, b.Total+b.ToppedUp), EndsOn: dateOf(b.EndsOn),
		From: b.From.Format(time.DateOnly), To: b.Next.AddDate(0, 0, -1).Format(time.DateOnly),
		GivenBy: Ref{ID: b.GivenBy.String(), Name: b.GivenByName}, GivenAt: b.GivenAt.UTC(), EndedAt: utc(b.EndedAt),
	}
}

func (s *server) addManagerBudgets() {
	tags := []string{"Programs"}
	register(s, forEverybody, huma.Operation{
		OperationID: "list-manager-budgets", Method: http.MethodGet, Path: "/manager-budgets",
		Summary: "The budgets that managers give from, the latest first: all for owners, for others their own", Tags: tags,
	}, s.listManagerBudgets)
	register(s, forOwners, huma.Operation{
		OperationID: "give-manager-budget", Method: http.MethodPost, Path: "/manager-budgets", DefaultStatus: http.StatusCreated,
		Summary: "Give a manager a budget", Tags: tags,
		Description: "It pays nominations that the manager makes with `from: manager_budget`, under programs with `manager_budgets`. One at a time: 409 `budget_exists`.",
	}, s.giveManagerBudget)
	register(s, forOwners, huma.Operation{
		OperationID: "top-up-manager-budget", Method: http.MethodPost, Path: "/manager-budgets/{id}/top-ups", DefaultStatus: http.StatusCreated,
		Summary: "Add points to a manager's budget of the present period", Tags: tags,
		Description: "They are there at once and lapse with the rest when the period ends. One that was ended is 409 `budget_ended`, one's own 403 `own_budget`.",
	}, s.topUpManagerBudget)
	register(s, forOwners, huma.Operation{
		OperationID: "list-manager-top-ups", Method: http.MethodGet, Path: "/manager-budgets/{id}/top-ups",
		Summary: "What a manager's budget was topped up with, the latest first", Tags: tags,
	}, s.listManagerTopUps)
	register(s, forOwners, huma.Operation{
		OperationID: "end-manager-budget", Method: http.MethodPost, Path: "/manager-budgets/{id}/end",
		Summary: "Take a manager's budget back: what is left lapses at once", Tags: tags,
		Description: "What waits for a decision and was to be paid from it can then be approved only as thanks. 409 `budget_ended` where it was ended already.",
	}, s.endManagerBudget)
}

func (s *server) listManagerBudgets(ctx context.Context, in *PageInput) (*listOutput[ManagerBudget], error) {
	page, err := s.uc.ManagerBudgets(ctx, actorOf(ctx), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, managerBudgetOf), nil
}

type giveManagerBudgetInput struct {
	OnceInput
	Body ManagerBudgetInput
}

func (s *server) giveManagerBudget(ctx context.Context, in *giveManagerBudgetInput) (*onceOutput[ManagerBudget], error) {
	manager, err := domain.ParseEmployeeID(in.Body.ManagerID)
	if err != nil {
		return nil, domain.InvalidField("manager_id", "is no id")
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, managerBudgetOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.GiveManagerBudget(ctx, actorOf(ctx), manager, in.Body.Total, points.Period(in.Body.Period), o)
	return onceAnswer[ManagerBudget](answer), err
}

type topUpManagerBudgetInput struct {
	OnceInput
	ID   string `path:"id" doc:"Of the budget."`
	Body TopUpInput
}

func (s *server) topUpManagerBudget(ctx context.Context, in *topUpManagerBudgetInput) (*onceOutput[ManagerBudget], error) {
	id, err := domain.ParseManagerBudgetID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, managerBudgetOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.TopUpManagerBudget(ctx, actorOf(ctx), id, in.Body.Points, in.Body.Reason, o)
	return onceAnswer[ManagerBudget](answer), err
}

type listManagerTopUpsInput struct {
	PageInput
	ID string `path:"id" doc:"Of the budget."`
}

func (s *server) listManagerTopUps(ctx context.Context, in *listManagerTopUpsInput) (*listOutput[TopUp], error) {
	id, err := domain.ParseManagerBudgetID(in.ID)
	if err != nil {
		return nil, err
	}
	page, err := s.uc.ManagerTopUps(ctx, id, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, topUpOf), nil
}

type endManagerBudgetInput struct {
	OnceInput
	ID string `path:"id" doc:"Of the budget."`
}

func (s *server) endManagerBudget(ctx context.Context, in *endManagerBudgetInput) (*onceOutput[ManagerBudget], error) {
	id, err := domain.ParseManagerBudgetID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusOK, nil, managerBudgetOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.EndManagerBudget(ctx, actorOf(ctx), id, o)
	return onceAnswer[ManagerBudget](answer), err
}
