package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/points"
)

// ManagerBudgetRow is a manager's budget with what is on its account, and with names.
type ManagerBudgetRow struct {
	points.ManagerBudget
	ManagerName string `db:"manager_name"`
	GivenByName string `db:"given_by_name"`
	Active      bool   `db:"active"` // whether the manager is still there
	accountRow
	ToppedUp int64 `db:"topped_up"` // in the period that the account was filled for
	Lately   int64 `db:"lately"`    // issued in the last 30 days
}

// Standing is the account of the budget.
func (r ManagerBudgetRow) Standing() points.Account {
	return points.Account{Ref: r.Account(), Balance: r.Balance, PeriodStart: r.PeriodStart}
}

const managerBudgetColumns = `b.id, b.manager_id, b.period, b.total, b.given_by, b.given_at, b.ended_at`

// managerBudgetSelect reads managers' budgets; $1 is since when lately is.
const managerBudgetSelect = `select ` + managerBudgetColumns + `, m.name as manager_name, m.active, g.name as given_by_name,
		coalesce(a.balance, 0) as balance, a.period_start,
		(select coalesce(sum(t.points), 0)::bigint from manager_budget_top_up t where t.budget_id = b.id and t.period_from = a.period_start) as topped_up,
		(select coalesce(-sum(e.points), 0)::bigint from entry e join transfer t on t.id = e.transfer_id
			where e.account_id = a.id and t.kind in ('award', 'award_reversed') and t.booked_at >= $1) as lately
	from manager_budget b join employee m on m.id = b.manager_id join employee g on g.id = b.given_by
	left join account a on a.owner_id = b.id and a.kind = 'budget' and a.slot = 0 `

// Give adds a manager's budget; a Conflict `budget_exists` where the manager has one.
func (b Budgets) Give(of points.ManagerBudget) {
	b.tx.queue(`insert into manager_budget (id, manager_id, period, total, given_by, given_at) values ($1, $2, $3, $4, $5, $6)`,
		of.ID, of.Manager, of.Period, of.Total, of.GivenBy, of.GivenAt)
}

// End keeps when a manager's budget was ended.
func (b Budgets) End(of points.ManagerBudget) {
	b.tx.queue(`update manager_budget set ended_at = $2 where id = $1`, of.ID, of.EndedAt)
}

// OfManager reads a manager's budget.
func (b Budgets) OfManager(ctx context.Context, id domain.ManagerBudgetID) (points.ManagerBudget, error) {
	return one[points.ManagerBudget](ctx, b.q, `select `+managerBudgetColumns+` from manager_budget b where b.id = $1`, id)
}

// LockOfManager is OfManager, and keeps it for this transaction.
func (b Budgets) LockOfManager(ctx context.Context, id domain.ManagerBudgetID) (points.ManagerBudget, error) {
	return one[points.ManagerBudget](ctx, b.q, `select `+managerBudgetColumns+` from manager_budget b where b.id = $1 for update`, id)
}

// OwnOf finds the budget that an employee gives from; a Conflict `no_manager_budget` where there is none.
func (b Budgets) OwnOf(ctx context.Context, manager domain.EmployeeID) (*domain.ManagerBudgetID, error) {
	found, err := many[domain.ManagerBudgetID](ctx, b.q, `select id from manager_budget where manager_id = $1 and ended_at is null`, manager)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, domain.Conflict("no_manager_budget", "You have no budget of your own to give from.")
	}
	return &found[0], nil
}

// ManagerBudgets lists managers' budgets, the latest given first: all of them, or those of one.
func (b Budgets) ManagerBudgets(ctx context.Context, only *domain.EmployeeID, now time.Time, page domain.Page) (domain.Slice[ManagerBudgetRow], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[ManagerBudgetRow]{}, err
	}
	rows, err := many[ManagerBudgetRow](ctx, b.q, managerBudgetSelect+`
		where ($2::uuid is null or b.manager_id = $2) and ($3::uuid is null or b.id < $3) order by b.id desc limit $4`, now.Add(-points.Pace), only, before, page.Limit+1)
	if err != nil {
		return domain.Slice[ManagerBudgetRow]{}, err
	}
	return slice(rows, page.Limit, func(r ManagerBudgetRow) string { return r.ID.String() }), nil
}

// SomeManagerBudgets reads managers' budgets by their ids, in no order.
func (b Budgets) SomeManagerBudgets(ctx context.Context, ids []domain.ManagerBudgetID, now time.Time) ([]ManagerBudgetRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return many[ManagerBudgetRow](ctx, b.q, managerBudgetSelect+` where b.id = any($2)`, now.Add(-points.Pace), ids)
}

// InsertManagerTopUp keeps why a manager's budget was topped up.
func (b Budgets) InsertManagerTopUp(budget domain.ManagerBudgetID, t points.BudgetTopUp) {
	b.tx.queue(`insert into manager_budget_top_up (id, budget_id, transfer_id, period_from, points, reason, at, added_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, t.ID, budget, t.Transfer, t.From, t.Points, t.Reason, t.At, t.By)
}

// IsManager says whether an employee is active and leads others, by role or by having reports.
func (b Budgets) IsManager(ctx context.Context, id domain.EmployeeID) (bool, error) {
	return one[bool](ctx, b.q, `select exists (select from employee e where e.id = $1 and e.active
		and (e.role in ('manager', 'owner') or exists (select from employee r where r.manager_id = e.id and r.active)))`, id)
}

// ManagerTopUps lists what a manager's budget was topped up with, the latest first.
func (b Budgets) ManagerTopUps(ctx context.Context, id domain.ManagerBudgetID, page domain.Page) (domain.Slice[points.BudgetTopUp], error) {
	return topUps(ctx, b.q, `manager_budget_top_up t where t.budget_id = $1`, id, page)
}
