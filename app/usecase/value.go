package usecase

import (
	"cmp"
	"context"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/organisation"
	"laurel/domain/points"
	"laurel/storage/postgres"
)

// Days are from which day to which a report looks, both included, as midnight UTC; zero where they were
// not said.
type Days struct{ From, To time.Time }

// maxReportYears is how far apart the days of a report may be.
const maxReportYears = 10

// reportDays completes days that were not said: the present quarter.
func (uc *UseCases) reportDays(d Days) (Days, error) {
	from, next := points.Quarter.Window(uc.Now(), uc.where)
	if d.To.IsZero() {
		d.To = dateOf(next).AddDate(0, 0, -1)
	}
	if d.From.IsZero() {
		d.From = dateOf(from)
		if d.To.Before(d.From) { // of a day that has been: the quarter of that day
			earlier, _ := points.Quarter.Window(uc.midnight(d.To), uc.where)
			d.From = dateOf(earlier)
		}
	}
	if d.To.Before(d.From) || d.From.AddDate(maxReportYears, 0, 0).Before(d.To) {
		return d, domain.Invalid("invalid_input", "The days are not right.", domain.FieldError{Location: "query.to", Message: "is before from, or more than ten years after it"})
	}
	return d, nil
}

// dateOf is the date of a midnight in the organisation's time zone, as midnight UTC.
func dateOf(midnight time.Time) time.Time {
	y, m, d := midnight.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Liability is what the organisation owes for points that nobody has spent.
type Liability struct {
	Days
	AsOf  time.Time
	Cost  *organisation.PointCost // of a point; nil: nobody has said
	Now   points.Outstanding
	End   points.Outstanding // at the end of To, or now where that is still to come
	Moved points.Movement
	Owed  []points.Owed // End by source and age
}

// Liability tells what is outstanding, now and at the end of a day, and where it comes from.
func (uc *UseCases) Liability(ctx context.Context, actor domain.Actor, days Days) (Liability, error) {
	days, err := uc.reportDays(days)
	if err != nil {
		return Liability{}, err
	}
	report := Liability{Days: days, AsOf: uc.Now()}
	until := uc.midnight(days.To.AddDate(0, 0, 1))
	if soonest := report.AsOf.Add(time.Microsecond); until.After(soonest) {
		until = soonest // what is booked at this very moment counts
	}
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		report.Owed, report.Moved, err = tx.Ledger.Liability(ctx, uc.midnight(days.From), until, uc.where, actor.Language)
		if err != nil {
			return err
		}
		settings, err := tx.Organisation.Settings(ctx)
		report.Cost = settings.PointCost
		return err
	})
	report.Now = points.Outstanding{Wallets: report.Moved.NowWallets, Held: report.Moved.NowHeld}
	report.End = points.Outstanding{Wallets: report.Moved.EndWallets, Held: report.Moved.EndHeld}
	return report, err
}

// Budgets is what became of the budgets of programs and managers.
type Budgets struct {
	Days
	AsOf time.Time
	Cost *organisation.PointCost
	Uses []points.BudgetUse
}

// Budgets tells what became of the budgets in the periods that touch some days.
func (uc *UseCases) Budgets(ctx context.Context, actor domain.Actor, days Days) (Budgets, error) {
	days, err := uc.reportDays(days)
	if err != nil {
		return Budgets{}, err
	}
	report := Budgets{Days: days, AsOf: uc.Now()}
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		uses, err := uc.budgetUses(ctx, tx, actor.Language)
		if err != nil {
			return err
		}
		report.Uses = report.Uses[:0]
		for _, u := range uses {
			if !u.To.Before(days.From) && !u.From.After(days.To) {
				report.Uses = append(report.Uses, u)
			}
		}
		settings, err := tx.Organisation.Settings(ctx)
		report.Cost = settings.PointCost
		return err
	})
	return report, err
}

// budgetUses are what became of all budgets in all periods, with the present period of those in which
// nothing has been booked in it yet.
func (uc *UseCases) budgetUses(ctx context.Context, tx *postgres.Tx, language string) ([]points.BudgetUse, error) {
	now := uc.Now()
	booked, err := tx.Ledger.BudgetUses(ctx, now.Add(-points.Pace), language)
	if err != nil {
		return nil, err
	}
	warnings, err := tx.Budgets.Warnings(ctx)
	if err != nil {
		return nil, err
	}
	byOwner := map[domain.ID[any]][]points.BudgetUse{}
	for _, u := range booked {
		byOwner[u.Owner] = append(byOwner[u.Owner], u)
	}
	complete := func(present points.BudgetUse) []points.BudgetUse {
		return points.Warned(points.Periods(byOwner[present.Owner], present, now, uc.where), warnings)
	}
	var all []points.BudgetUse
	page := domain.Page{Limit: domain.MaxLimit}
	for {
		programs, err := tx.Catalogue.Programs(ctx, language, true, page)
		if err != nil {
			return nil, err
		}
		for _, p := range programs.Items {
			if p.Budget == nil || p.BudgetPeriod == nil {
				continue
			}
			all = append(all, complete(points.BudgetUse{Owner: domain.ID[any](p.ID), Name: p.Name, Period: points.Period(*p.BudgetPeriod), Total: *p.Budget, Left: *p.Budget})...)
		}
		if page.Cursor = programs.Next; page.Cursor == "" {
			break
		}
	}
	managers, err := uc.managerBudgetUses(ctx, tx, complete)
	return append(all, managers...), err
}

// managerBudgetUses is the part of budgetUses for managers, by their names.
func (uc *UseCases) managerBudgetUses(ctx context.Context, tx *postgres.Tx, complete func(present points.BudgetUse) []points.BudgetUse) ([]points.BudgetUse, error) {
	var all []points.BudgetUse
	page := domain.Page{Limit: domain.MaxLimit}
	for {
		budgets, err := tx.Budgets.ManagerBudgets(ctx, nil, uc.Now(), page)
		if err != nil {
			return nil, err
		}
		for _, b := range budgets.Items {
			present := points.BudgetUse{Owner: domain.ID[any](b.ID), Manager: &b.Manager, Name: b.ManagerName, Period: b.Period, Total: b.Total, Left: b.Total}
			if b.EndedAt != nil {
				present.Total, present.Left = 0, 0
			}
			for _, u := range complete(present) {
				if u.Total == 0 && u.Issued == 0 {
					continue // it had been ended
				}
				if b.EndedAt != nil {
					u.EndsOn = nil
				}
				all = append(all, u)
			}
		}
		if page.Cursor = budgets.Next; page.Cursor == "" {
			slices.SortStableFunc(all, func(a, b points.BudgetUse) int { return cmp.Compare(a.Name, b.Name) })
			return all, nil
		}
	}
}
