package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/storage/postgres"
)

// WarnBudgets tells owners, and a manager whose budget it is, of budgets of which a share is used that they are warned at: once for each
// share and period, whatever is topped up or taken back later. It may run at any time and any number of
// times; nominations know nothing of it.
func (uc *UseCases) WarnBudgets(ctx context.Context) error {
	warned := false
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		warned = false
		now := uc.Now()
		used, err := tx.Budgets.Used(ctx)
		if err != nil {
			return err
		}
		for _, u := range used {
			from, _ := u.Period.Window(now, uc.where)
			if u.From.Before(dateOf(from)) {
				continue // its period has ended
			}
			for _, percent := range u.Reached() {
				isNew, err := uc.warnBudget(ctx, tx, u, percent, now)
				if err != nil {
					return err
				}
				warned = warned || isNew
			}
		}
		return nil
	})
	if err == nil && warned {
		uc.wake()
	}
	return err
}

// budgetFacts are the data of an event that a share of a budget is used.
type budgetFacts struct {
	Percent    int                `json:"percent"`
	PeriodFrom string             `json:"period_from"`
	Employee   *domain.EmployeeID `json:"employee,omitempty"` // the manager whose budget it is
}

func (uc *UseCases) warnBudget(ctx context.Context, tx *postgres.Tx, u points.BudgetUse, percent int, now time.Time) (bool, error) {
	isNew, err := tx.Budgets.Warn(ctx, u, points.BudgetWarning{Owner: u.Owner, From: u.From, Percent: percent, At: now})
	if err != nil || !isNew {
		return false, err
	}
	facts := budgetFacts{Percent: percent, PeriodFrom: u.From.Format(time.DateOnly), Employee: u.Manager}
	tx.Events.Add(domain.NewEvent(domain.BudgetUsed, u.Owner, nil, now, facts))
	return true, nil
}
