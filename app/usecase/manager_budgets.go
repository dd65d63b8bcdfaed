package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// ManagerBudget is a manager's budget with what it holds now, and until when.
type ManagerBudget struct {
	postgres.ManagerBudgetRow
	Left int64
	From time.Time // the present period, as midnights of the organisation; the last one of a budget that was ended
	Next time.Time
	// EndsOn is the day on which it ends at the pace of the last 30 days; nil where it lasts, or was ended.
	EndsOn *time.Time
}

// managerBudget says how a budget stands at a moment.
func (uc *UseCases) managerBudget(r postgres.ManagerBudgetRow, now time.Time) ManagerBudget {
	if r.EndedAt != nil {
		now = *r.EndedAt
	}
	m := ManagerBudget{ManagerBudgetRow: r}
	m.From, m.Next = r.Period.Window(now, uc.where)
	m.Left, _ = r.ManagerBudget.Standing(r.Standing(), now, uc.where)
	if !isFilled(r.Standing(), r.Period, now, uc.where) {
		m.ToppedUp = 0 // of a period that is over
	}
	if r.EndedAt == nil {
		m.EndsOn = points.Forecast(m.Left, m.Lately, dateOf(now.In(uc.where)), dateOf(m.Next))
	}
	return m
}

// ManagerBudgets lists the budgets that managers give from, the latest first: all for an owner, for others
// their own.
func (uc *UseCases) ManagerBudgets(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[ManagerBudget], error) {
	now, only := uc.Now(), &actor.ID
	if actor.Is(domain.RoleOwner) {
		only = nil
	}
	rows, err := uc.db.Budgets.ManagerBudgets(ctx, only, now, page)
	list := domain.Slice[ManagerBudget]{Next: rows.Next}
	for _, r := range rows.Items {
		list.Items = append(list.Items, uc.managerBudget(r, now))
	}
	return list, err
}

// GiveManagerBudget gives a manager a budget, filled for the present period. The result is a ManagerBudget.
func (uc *UseCases) GiveManagerBudget(ctx context.Context, actor domain.Actor, manager domain.EmployeeID, total int64, period points.Period, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		b, transfers, err := points.NewManagerBudget(manager, total, period, actor.ID, now, uc.where)
		if err != nil {
			return nil, err
		}
		isManager, err := tx.Budgets.IsManager(ctx, manager)
		if err != nil {
			return nil, err
		}
		if !isManager {
			return nil, domain.InvalidField("manager_id", "is no active manager")
		}
		tx.Budgets.Give(b)
		if err := tx.Flush(ctx); err != nil { // one who has a budget is told so before anything is booked
			return nil, err
		}
		if err := post(ctx, tx, transfers, now); err != nil {
			return nil, err
		}
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "give_manager_budget", SubjectKind: "employee", Subject: domain.ID[any](manager), Data: map[string]any{"total": total, "period": period, "budget": b.ID},
		})
		return uc.managerBudgetAfter(ctx, tx, b.ID, now)
	})
}

// TopUpManagerBudget adds points to a manager's budget of the present period; they lapse with the rest when
// it ends. The result is a ManagerBudget.
func (uc *UseCases) TopUpManagerBudget(ctx context.Context, actor domain.Actor, id domain.ManagerBudgetID, amount int64, reason string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		b, err := tx.Budgets.LockOfManager(ctx, id)
		if err != nil {
			return nil, err
		}
		now := uc.Now()
		topUp, transfer, err := b.TopUp(amount, reason, actor.ID, now, uc.where)
		if err != nil {
			return nil, err
		}
		if err := uc.book(ctx, tx, now, recognition.Program{}, []points.Transfer{transfer}); err != nil {
			return nil, err
		}
		tx.Budgets.InsertManagerTopUp(id, topUp)
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "top_up_manager_budget", SubjectKind: "employee", Subject: domain.ID[any](b.Manager), Data: map[string]any{"points": amount, "top_up": topUp.ID, "budget": id},
		})
		return uc.managerBudgetAfter(ctx, tx, id, now)
	})
}

// EndManagerBudget takes a manager's budget back: what is left lapses at once, and it is filled no more. What
// waits for a decision and was to be paid from it finds it empty. The result is a ManagerBudget.
func (uc *UseCases) EndManagerBudget(ctx context.Context, actor domain.Actor, id domain.ManagerBudgetID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		b, err := tx.Budgets.LockOfManager(ctx, id)
		if err != nil {
			return nil, err
		}
		now := uc.Now()
		books, err := tx.Ledger.Lock(ctx, b.Account(), points.OfOrganisation(points.Lapsed, b.ID))
		if err != nil {
			return nil, err
		}
		transfers, err := b.End(books.Account(b.Account()), now)
		if err != nil {
			return nil, err
		}
		if err := books.ApplyAll(transfers...); err != nil {
			return nil, err
		}
		if len(transfers) > 0 {
			tx.Ledger.Post(now, books, transfers...)
		}
		tx.Budgets.End(b)
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "end_manager_budget", SubjectKind: "employee", Subject: domain.ID[any](b.Manager), Data: map[string]any{"budget": id},
		})
		return uc.managerBudgetAfter(ctx, tx, id, now)
	})
}

// ManagerTopUps lists what a manager's budget was topped up with, the latest first.
func (uc *UseCases) ManagerTopUps(ctx context.Context, id domain.ManagerBudgetID, page domain.Page) (domain.Slice[points.BudgetTopUp], error) {
	if _, err := uc.db.Budgets.OfManager(ctx, id); err != nil {
		return domain.Slice[points.BudgetTopUp]{}, err
	}
	return uc.db.Budgets.ManagerTopUps(ctx, id, page)
}

// managerBudgetAfter reads a budget as it stands after a verb.
func (uc *UseCases) managerBudgetAfter(ctx context.Context, tx *postgres.Tx, id domain.ManagerBudgetID, now time.Time) (any, error) {
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	rows, err := tx.Budgets.SomeManagerBudgets(ctx, []domain.ManagerBudgetID{id}, now)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return uc.managerBudget(rows[0], now), nil
}
