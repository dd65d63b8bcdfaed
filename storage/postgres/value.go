package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
)

// owedSQL asks who has issued the points that are outstanding before a moment ($1), and when. For each
// employee, what was spent, or taken out of a wallet without naming what it takes back, is taken from
// what was issued first; what was taken back is taken from what it takes back. All of it is one pass
// over the entries of wallets, and of what was held and is spent.
const owedSQL = `
	with moved as materialized (
		select a.owner_id, e.id, e.points, t.id as transfer_id, t.kind, t.program_id, t.reverses, t.effective_at
		from account a join entry e on e.account_id = a.id join transfer t on t.id = e.transfer_id
		where t.booked_at < $1 and ((a.kind = 'wallet' and t.kind not in ('redemption', 'refund')) or (a.kind = 'held' and t.kind = 'fulfilment'))),
	taken as (
		select owner_id, -sum(points) as points from moved where points < 0 and (reverses is null or kind = 'fulfilment') group by owner_id),
	back as (
		select owner_id, reverses as transfer_id, -sum(points) as points from moved where points < 0 and reverses is not null and kind <> 'fulfilment' group by owner_id, reverses),
	lot as (
		select m.owner_id, m.id, m.kind, m.program_id, m.effective_at, m.points - coalesce(b.points, 0) as points
		from moved m left join back b on b.owner_id = m.owner_id and b.transfer_id = m.transfer_id where m.points > 0),
	rest as (
		select l.kind, l.program_id, l.effective_at,
			greatest(0, least(l.points, sum(l.points) over (partition by l.owner_id order by l.id) - coalesce(t.points, 0))) as points
		from lot l left join taken t on t.owner_id = l.owner_id),
	owed as (
		select case kind when 'award' then 'program' when 'boost' then 'boosts' when 'celebration' then 'celebrations' else 'opening_balances' end as source,
			case when kind = 'award' then program_id end as program_id,
			case when effective_at >= $2 then 'this_quarter' when effective_at >= $3 then 'up_to_1_year' when effective_at >= $4 then 'up_to_2_years' else 'older' end as age,
			sum(points)::bigint as points
		from rest where points > 0 group by 1, 2, 3)
	select o.source, o.program_id, coalesce(p.translations -> $5 ->> 'name', p.name) as program_name, o.age, o.points
	from owed o left join program p on p.id = o.program_id
	order by o.source = 'opening_balances', o.source = 'celebrations', o.source = 'boosts', p.place, o.program_id, o.age`

// movementSQL asks how what is outstanding became what it is, from $1 until before $2, in one pass.
const movementSQL = `
	select coalesce(sum(e.points) filter (where t.booked_at < $1), 0)::bigint as start,
		coalesce(sum(e.points) filter (where t.booked_at >= $1 and t.booked_at < $2 and e.points > 0 and a.kind = 'wallet' and t.kind not in ('redemption', 'refund')), 0)::bigint as issued,
		coalesce(-sum(e.points) filter (where t.booked_at >= $1 and t.booked_at < $2 and e.points < 0 and a.kind = 'wallet' and t.kind not in ('redemption', 'refund')), 0)::bigint as taken_back,
		coalesce(-sum(e.points) filter (where t.booked_at >= $1 and t.booked_at < $2 and t.kind = 'fulfilment'), 0)::bigint as spent,
		coalesce(sum(e.points) filter (where t.booked_at < $2 and a.kind = 'wallet'), 0)::bigint as end_wallets,
		coalesce(sum(e.points) filter (where t.booked_at < $2 and a.kind = 'held'), 0)::bigint as end_held,
		coalesce(sum(e.points) filter (where a.kind = 'wallet'), 0)::bigint as now_wallets,
		coalesce(sum(e.points) filter (where a.kind = 'held'), 0)::bigint as now_held
	from account a join entry e on e.account_id = a.id join transfer t on t.id = e.transfer_id
	where a.kind = 'wallet' or (a.kind = 'held' and t.redemption_id is not null)`

// Liability reads what is outstanding before the moment until, by source and age, and how it came to be
// since the moment from; names are in a language. Both are read from one snapshot.
func (l Ledger) Liability(ctx context.Context, from, until time.Time, where *time.Location, language string) ([]points.Owed, points.Movement, error) {
	var owed []points.Owed
	var moved []points.Movement
	quarter, oneYear, twoYears := points.AgeBounds(until.Add(-time.Microsecond), where)
	err := l.tx.Read(ctx, oneSnapshot,
		rowsInto(&owed, owedSQL, until, quarter, oneYear, twoYears, language),
		rowsInto(&moved, movementSQL, from, until))
	if err != nil || len(moved) == 0 {
		return nil, points.Movement{}, translate(err)
	}
	return owed, moved[0], nil
}

// oneSnapshot, as the first query of a transaction, lets all others see the same.
var oneSnapshot = Query{sql: `set transaction isolation level repeatable read read only`, collect: ignored}

// budgetUseSQL asks what became of the budgets: a line for each time that one was filled, or topped up
// after it had lapsed. $1 is since when lately is.
const budgetUseSQL = `
	with booked as (
		select a.owner_id, e.id, e.points, t.kind, t.effective_at, t.booked_at,
			lag(t.kind) over (partition by a.id order by e.id) as before
		from account a join entry e on e.account_id = a.id join transfer t on t.id = e.transfer_id where a.kind = 'budget'),
	parted as (
		select *, count(*) filter (where kind = 'budget_renewed' or before is null or before = 'lapsed') over (partition by owner_id order by id) as part from booked)
	select p.id as owner_id, p.manager_id, p.name, p.period,
		coalesce(min(b.effective_at) filter (where b.kind = 'budget_renewed'), min(b.effective_at)) as period_from,
		coalesce(sum(b.points) filter (where b.kind in ('budget_renewed', 'budget_topped_up')), 0)::bigint as total,
		coalesce(sum(b.points) filter (where b.kind = 'budget_topped_up'), 0)::bigint as topped_up,
		coalesce(-sum(b.points) filter (where b.kind in ('award', 'award_reversed')), 0)::bigint as issued,
		coalesce(-sum(b.points) filter (where b.kind = 'lapsed'), 0)::bigint as lapsed,
		sum(b.points)::bigint as remaining,
		coalesce(-sum(b.points) filter (where b.kind in ('award', 'award_reversed') and b.booked_at >= $1), 0)::bigint as lately
	from parted b join (
		select id, null::uuid as manager_id, coalesce(translations -> $2 ->> 'name', name) as name, budget_period as period, place from program where budget_period is not null
		union all
		select m.id, m.manager_id, e.name, m.period, 0 from manager_budget m join employee e on e.id = m.manager_id) p on p.id = b.owner_id
	group by p.id, p.manager_id, p.name, p.period, p.place, b.part order by p.manager_id is not null, p.place, p.name, p.id, b.part`

// BudgetUses reads what became of the budgets of all programs since they have them, in the order of
// programs and periods, with names in a language, and then of those of managers by their names. Periods in which nothing was booked are not among
// them. Lately is since when.
func (l Ledger) BudgetUses(ctx context.Context, lately time.Time, language string) ([]points.BudgetUse, error) {
	return many[points.BudgetUse](ctx, l.q, budgetUseSQL, lately, language)
}

// GivenSince counts what colleagues were nominated with under a program since a moment: by points and
// number of nominees.
func (n Nominations) GivenSince(ctx context.Context, program domain.ProgramID, since time.Time) ([]recognition.Given, error) {
	return many[recognition.Given](ctx, n.q, `select points, nominees, count(*) as nominations
		from (select n.asked_points as points, count(*)::int as nominees from nomination n join nominee m on m.nomination_id = n.id
			where n.program_id = $1 and n.created_at >= $2 and n.source = 'employee' group by n.id) given
		group by points, nominees`, program, since)
}
