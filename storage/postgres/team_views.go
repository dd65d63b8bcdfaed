package postgres

import (
	"context"
	"strconv"

	"laurel/domain"
	"laurel/domain/people"
)

// below is who of the employees e stands below the reader $1; each scope has its own text, so that each
// has its own plan.
func below(scope people.Scope) string {
	if scope == people.All {
		return `e.active and e.above @> array[$1::uuid]`
	}
	return `e.active and e.manager_id = $1`
}

// seen are the recognitions n of the nominees m that count for a manager: private ones too, hidden ones
// not.
const seen = `nominee m join nomination n on n.id = m.nomination_id and n.status = 'approved' and n.hidden_at is null`

// isUnseen says of an employee e that nothing was published for them since $4, though they were here.
const isUnseen = `(coalesce(e.started_on, e.created_at::date) < $4::timestamptz::date
	and not exists (select from ` + seen + ` where m.employee_id = e.id and n.published_at >= $4))`

// TeamFigures counts what a manager sees of all below, from $2 until $3.
func (p People) TeamFigures(ctx context.Context, manager domain.EmployeeID, scope people.Scope, span people.Span) (people.TeamFigures, error) {
	who := below(scope)
	number, err := one[int](ctx, p.q, `select count(*) from (select from employee e where `+who+` limit `+strconv.Itoa(people.MaxReports+1)+`) counted`, manager)
	if err != nil || number > people.MaxReports {
		return people.TeamFigures{People: number}, err
	}
	figures, err := one[people.TeamFigures](ctx, p.q, `
		with below as materialized (select e.id, e.started_on, e.created_at from employee e where `+who+`),
		got as materialized (
			select m.employee_id, m.nomination_id from below e join nominee m on m.employee_id = e.id
			join nomination n on n.id = m.nomination_id and n.status = 'approved' and n.hidden_at is null
			where n.published_at >= $2 and n.published_at < $3),
		waiting as materialized (
			select a.id, a.kind, a.created_at from below e join nominee m on m.employee_id = e.id
				join approval a on a.nomination_id = m.nomination_id and a.status = 'waiting'
			union
			select a.id, a.kind, a.created_at from below e join redemption d on d.employee_id = e.id and d.status = 'requested'
				join approval a on a.redemption_id = d.id and a.status = 'waiting')
		select (select count(*) from below) as people,
			(select count(distinct employee_id) from got) as recognised,
			(select count(distinct nomination_id) from got) as recognitions,
			(select count(*) from below e join nomination n on n.nominator_id = e.id and n.status = 'approved'
				where n.published_at >= $2 and n.published_at < $3) as given,
			(select count(*) from below e where `+isUnseen+`) as unseen,
			(select count(*) from waiting where kind = 'nomination') as waiting_nominations,
			(select count(*) from waiting where kind = 'redemption') as waiting_redemptions,
			(select min(created_at) from waiting) as oldest_since`, manager, span.From, span.Until, span.Unseen)
	return figures, err
}

// teamMost is how many behaviours and customers are listed.
const teamMost = "8"

// TeamBehaviours counts for what those below a manager were recognised, the most often first, with names
// in a language.
func (p People) TeamBehaviours(ctx context.Context, manager domain.EmployeeID, scope people.Scope, span people.Span, language string) ([]people.BehaviourCount, error) {
	return many[people.BehaviourCount](ctx, p.q, `
		select b.id, b.code, coalesce(b.translations -> $4 ->> 'name', b.name) as name, count(distinct n.id) as count
		from employee e join `+seen+` on m.employee_id = e.id join behaviour b on b.id = any(n.behaviour_ids)
		where `+below(scope)+` and n.published_at >= $2 and n.published_at < $3
		group by b.id order by count desc, b.place limit `+teamMost, manager, span.From, span.Until, language)
}

// TeamCustomers counts whom those below a manager served, the most often first.
func (p People) TeamCustomers(ctx context.Context, manager domain.EmployeeID, scope people.Scope, span people.Span) ([]people.CustomerCount, error) {
	return many[people.CustomerCount](ctx, p.q, `
		select c.customer_kind, c.customer_id, coalesce(c.customer_name, case c.customer_kind
				when 'employee' then (select name from employee where id = c.customer_id)
				when 'team' then (select name from team where id = c.customer_id) end) as customer_name, c.count
		from (select n.customer_kind, n.customer_id, n.customer_name, count(distinct n.id) as count
			from employee e join `+seen+` on m.employee_id = e.id
			where `+below(scope)+` and n.published_at >= $2 and n.published_at < $3
			group by n.customer_kind, n.customer_id, n.customer_name
			order by count desc, n.customer_name collate "C", n.customer_id limit `+teamMost+`) c
		order by c.count desc, customer_name collate "C"`, manager, span.From, span.Until)
}

// Reports lists those below a manager by name.
func (p People) Reports(ctx context.Context, manager domain.EmployeeID, scope people.Scope, show people.Show, span people.Span, page domain.Page) (domain.Slice[people.Report], error) {
	afterName, afterID, err := readNameCursor(page.Cursor)
	if err != nil {
		return domain.Slice[people.Report]{}, err
	}
	narrowed := ``
	switch show {
	case people.Unseen:
		narrowed = ` and ` + isUnseen
	case people.Thanked:
		narrowed = ` and exists (select from ` + seen + ` where m.employee_id = e.id and n.published_at >= $2 and n.published_at < $3)`
	case people.Everybody:
	}
	rows, err := many[people.Report](ctx, p.q, `
		select e.id, e.name, e.team_id, t.name as team_name, got.recognitions, got.last_at,
			(select count(*) from nomination n where n.nominator_id = e.id and n.status = 'approved' and n.published_at >= $2 and n.published_at < $3) as given,
			(coalesce(e.started_on, e.created_at::date) < $4::timestamptz::date and coalesce(got.last_at < $4, true)) as unseen
		from (select * from (select e.id, e.name, e.team_id, e.started_on, e.created_at from employee e
			where `+below(scope)+` and ($5 = '' or (e.name collate "C", e.id) > ($5 collate "C", $6::uuid))) e
			where true`+narrowed+` order by e.name collate "C", e.id limit $7) e
		left join team t on t.id = e.team_id
		cross join lateral (
			select count(*) filter (where n.published_at >= $2 and n.published_at < $3) as recognitions, max(n.published_at) as last_at
			from `+seen+` where m.employee_id = e.id) got
		order by e.name collate "C", e.id`,
		manager, span.From, span.Until, span.Unseen, afterName, afterID, page.Limit+1)
	if err != nil {
		return domain.Slice[people.Report]{}, err
	}
	return slice(rows, page.Limit, func(r people.Report) string { return nameCursor(r.Name, r.ID) }), nil
}

// WaitingOfReports lists what waits of those below a manager, the oldest first, whoever is to decide.
func (p People) WaitingOfReports(ctx context.Context, manager domain.EmployeeID, scope people.Scope, page domain.Page) (domain.Slice[people.WaitingThing], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[people.WaitingThing]{}, err
	}
	rows, err := many[people.WaitingThing](ctx, p.q, `
		select a.id as approval_id, a.kind, coalesce(a.nomination_id, a.redemption_id) as id, a.created_at as since, coalesce(n.points, d.points) as points,
			a.approver_id, w.name as approver_name, who.id as who_id, who.name as who_name
		from approval a join employee w on w.id = a.approver_id
		left join nomination n on n.id = a.nomination_id left join redemption d on d.id = a.redemption_id
		cross join lateral (
			select e.id, e.name from nominee m join employee e on e.id = m.employee_id and `+below(scope)+` where m.nomination_id = a.nomination_id
			union all
			select e.id, e.name from employee e where e.id = d.employee_id and `+below(scope)+` limit 1) who
		where a.status = 'waiting' and ($2::uuid is null or a.id > $2) order by a.id limit $3`, manager, after, page.Limit+1)
	if err != nil {
		return domain.Slice[people.WaitingThing]{}, err
	}
	return slice(rows, page.Limit, func(w people.WaitingThing) string { return w.Approval.String() }), nil
}
