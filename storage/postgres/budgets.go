package postgres

import (
	"context"

	"laurel/domain"
	"laurel/domain/points"
)

// Budgets is the tables of what budgets were topped up with and warned of.
type Budgets struct {
	q  queryer
	tx *Tx
}

// InsertTopUp keeps why a budget was topped up.
func (b Budgets) InsertTopUp(program domain.ProgramID, t points.BudgetTopUp) {
	b.tx.queue(`insert into budget_top_up (id, program_id, transfer_id, period_from, points, reason, at, added_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, t.ID, program, t.Transfer, t.From, t.Points, t.Reason, t.At, t.By)
}

// TopUps lists what a program's budget was topped up with, the latest first.
func (b Budgets) TopUps(ctx context.Context, program domain.ProgramID, page domain.Page) (domain.Slice[points.BudgetTopUp], error) {
	return topUps(ctx, b.q, `budget_top_up t where t.program_id = $1`, program, page)
}

// topUps lists the top-ups of one budget ($1), out of a table t.
func topUps(ctx context.Context, q queryer, from string, budget any, page domain.Page) (domain.Slice[points.BudgetTopUp], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[points.BudgetTopUp]{}, err
	}
	rows, err := many[points.BudgetTopUp](ctx, q, `select t.id, t.transfer_id, t.period_from, t.points, t.reason, t.at, t.added_by,
			(select name from employee where id = t.added_by) as added_by_name
		from `+from+` and ($2::uuid is null or t.id < $2) order by t.id desc limit $3`, budget, before, page.Limit+1)
	if err != nil {
		return domain.Slice[points.BudgetTopUp]{}, err
	}
	return slice(rows, page.Limit, func(t points.BudgetTopUp) string { return t.ID.String() }), nil
}

// Warnings lists what was warned of, by budgets and periods.
func (b Budgets) Warnings(ctx context.Context) ([]points.BudgetWarning, error) {
	return many[points.BudgetWarning](ctx, b.q, `select program_id as owner_id, period_from, percent, at from budget_warning
		union all select budget_id, period_from, percent, at from manager_budget_warning order by owner_id, period_from, percent`)
}

// Warn keeps that it is warned of a share of a budget, and says whether it was not before.
func (b Budgets) Warn(ctx context.Context, u points.BudgetUse, w points.BudgetWarning) (bool, error) {
	table := `budget_warning (program_id`
	if u.Manager != nil {
		table = `manager_budget_warning (budget_id`
	}
	made, err := many[int](ctx, b.q, `insert into `+table+`, period_from, percent, at) values ($1, $2, $3, $4)
		on conflict do nothing returning percent`, w.Owner, w.From, w.Percent, w.At)
	return len(made) > 0, err
}

// Used reads how much of each budget is used in the period that it was filled for, by a few look-ups in
// indexes: what it was filled and topped up with, less what it holds.
func (b Budgets) Used(ctx context.Context) ([]points.BudgetUse, error) {
	return many[points.BudgetUse](ctx, b.q, `
		select p.id as owner_id, p.manager_id, p.name, p.period, a.period_start as period_from, f.total, f.topped_up,
			f.total - a.balance as issued, 0::bigint as lapsed, a.balance as remaining, 0::bigint as lately
		from account a join (
			select id, null::uuid as manager_id, name, budget_period as period from program where budget_period is not null and funding = 'budget' and ended_at is null
			union all
			select m.id, m.manager_id, e.name, m.period from manager_budget m join employee e on e.id = m.manager_id where m.ended_at is null) p on p.id = a.owner_id,
		lateral (select coalesce(u.points, 0) + coalesce(r.points, 0) as total, coalesce(u.points, 0) as topped_up from
			(select sum(t.points)::bigint as points from (
				select points from budget_top_up where program_id = p.id and period_from = a.period_start
				union all select points from manager_budget_top_up where budget_id = p.id and period_from = a.period_start) t) u,
			(select sum(e.points)::bigint as points from transfer t join entry e on e.transfer_id = t.id and e.account_id = a.id
				where t.key = 'renew:budget:' || p.id || ':' || a.period_start) r) f
		where a.kind = 'budget' and a.period_start is not null`)
}
