package postgres

import (
	"context"
	"strings"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/reward"
)

// Redemptions is the table of redemptions.
type Redemptions struct {
	q  queryer
	tx *Tx
}

const redemptionColumns = `id, reward_id, employee_id, quantity, points, status, stocked, note, reason, fulfilment_note, code,
	created_at, decided_at, decided_by, fulfilled_at, fulfilled_by, taxable, cash_amount, cash_currency`

// LockedRedemption is a redemption that a transaction keeps, with what a verb on it must know.
type LockedRedemption struct {
	*reward.Redemption
	Fulfilment reward.Fulfilment
	Visible    bool               // to the actor
	Approver   *domain.EmployeeID // whom it waits for, or waited for until it was decided
	Paid       []points.Transfer  // by which its points were held, not refunded
	Refunded   []points.Transfer  // by which they went back, not taken back
}

// redemptionFacts are what a redemption's own row does not say.
type redemptionFacts struct {
	ID         domain.RedemptionID `db:"id"`
	Fulfilment reward.Fulfilment   `db:"fulfilment"`
	Visible    bool                `db:"visible"`
	Approver   *domain.EmployeeID  `db:"approver_id"`
}

// lockQueries are the part of Approvals.Lock for redemptions.
func (r Redemptions) lockQueries(rows *[]reward.Redemption, facts *[]redemptionFacts, paid *[]points.Transfer, actor domain.Actor, ids []domain.RedemptionID) []Query {
	return []Query{
		rowsInto(rows, `select `+redemptionColumns+` from redemption where id = any($1) order by id for update`, ids),
		// One that was rejected can only be waiting again, and must then find room within the limit: what
		// Rewards.RedeemingQueries lock for it comes before the reward here as well.
		{sql: `select pg_advisory_xact_lock(hashtextextended(r.id::text || d.employee_id::text, 0)) from redemption d join reward r on r.id = d.reward_id
			where d.id = any($1) and d.status = 'rejected' and r.limit_per_employee is not null order by r.id, d.employee_id`, args: []any{ids}, collect: ignored},
		{sql: `select from reward r where id in (select d.reward_id from redemption d where d.id = any($1) and ((d.stocked and r.stock is not null) or r.fulfilment = 'code'))
			order by id for no key update`, args: []any{ids}, collect: ignored},
		rowsInto(facts, `select d.id, r.fulfilment, `+redemptionVisible+` as visible,
				(select a.approver_id from approval a where a.redemption_id = d.id order by a.id desc limit 1) as approver_id
			from redemption d join reward r on r.id = d.reward_id where d.id = any($2)`, actor.ID, ids, actor.Is(domain.RoleOwner)),
		r.tx.Ledger.OfRedemptionsQuery(paid, ids),
	}
}

func lockedRedemptions(rows []reward.Redemption, facts []redemptionFacts, paid []points.Transfer) map[domain.RedemptionID]*LockedRedemption {
	locked := make(map[domain.RedemptionID]*LockedRedemption, len(rows))
	for i := range rows {
		locked[rows[i].ID] = &LockedRedemption{Redemption: &rows[i]}
	}
	for _, f := range facts {
		if d := locked[f.ID]; d != nil {
			d.Fulfilment, d.Visible, d.Approver = f.Fulfilment, f.Visible, f.Approver
		}
	}
	for _, t := range paid {
		d := locked[*t.Redemption]
		switch {
		case d == nil:
		case t.Kind == points.KindRedemption:
			d.Paid = append(d.Paid, t)
		case t.Kind == points.KindRefund:
			d.Refunded = append(d.Refunded, t)
		}
	}
	return locked
}

// Insert adds a redemption.
func (r Redemptions) Insert(d *reward.Redemption) {
	r.tx.queue(`insert into redemption (`+redemptionColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		d.ID, d.Reward, d.Employee, d.Quantity, d.Points, d.Status, d.Stocked, d.Note, d.Reason, d.FulfilmentNote, d.Sealed,
		d.CreatedAt, d.DecidedAt, d.DecidedBy, d.FulfilledAt, d.FulfilledBy, d.Taxable, d.CashAmount, d.CashCurrency)
}

// Update stores the state after a verb.
func (r Redemptions) Update(d *reward.Redemption) {
	r.tx.queue(`update redemption set status = $2, reason = $3, fulfilment_note = $4, code = $5, decided_at = $6, decided_by = $7,
			fulfilled_at = $8, fulfilled_by = $9 where id = $1`,
		d.ID, d.Status, d.Reason, d.FulfilmentNote, d.Sealed, d.DecidedAt, d.DecidedBy, d.FulfilledAt, d.FulfilledBy)
}

// redemptionVisible is what a reader ($1) may see: their own; what they decide or decided; those of
// people below them; and, for an owner ($3), all.
const redemptionVisible = `(d.employee_id = $1 or $3
	or exists (select from approval a where a.redemption_id = d.id and ($1 in (a.approver_id, a.decided_by) or a.passed @> array[$1::uuid]))
	or exists (select from employee e where e.id = d.employee_id and e.above @> array[$1::uuid]))`

// redemptionViewSelect reads redemptions for the reader $1 in the language $2. The code
// leaves the database for its redeemer alone.
const redemptionViewSelect = `
	select d.id, d.reward_id, coalesce(r.translations -> $2 ->> 'name', r.name) as reward_name, d.employee_id, e.name as employee_name,
		e.team_id, t.name as team_name, d.quantity, d.points, d.status, d.note, d.reason, d.fulfilment_note,
		case when d.employee_id = $1 then d.code end as code, d.created_at, d.decided_at, d.decided_by, d.fulfilled_at,
		exists (select from approval a where a.redemption_id = d.id and a.status = 'waiting' and a.approver_id = $1) as is_approver,
		o.status as order_status, o.attempt as order_attempt, o.begun_at as order_begun_at, o.due_at as order_due_at, o.failure as order_failure,
		o.error as order_error, o.reference as order_reference, o.reason as order_reason
	from redemption d
	join reward r on r.id = d.reward_id left join supplier_order o on o.redemption_id = d.id
	join employee e on e.id = d.employee_id left join team t on t.id = e.team_id `

// View reads one redemption as the actor sees it; NotFound where the actor may not. The code is still
// sealed.
func (r Redemptions) View(ctx context.Context, id domain.RedemptionID, actor domain.Actor) (reward.RedemptionView, error) {
	return one[reward.RedemptionView](ctx, r.q, redemptionViewSelect+` where d.id = $4 and `+redemptionVisible,
		actor.ID, actor.Language, actor.Is(domain.RoleOwner), id)
}

// Views reads some redemptions for a reader who has been found to be allowed to, in no order.
func (r Redemptions) Views(ctx context.Context, ids []domain.RedemptionID, actor domain.Actor) ([]reward.RedemptionView, error) {
	return many[reward.RedemptionView](ctx, r.q, redemptionViewSelect+` where d.id = any($3)`, actor.ID, actor.Language, ids)
}

// Contexts reads what stands next to the decisions on some redemptions.
func (r Redemptions) Contexts(ctx context.Context, ids []domain.RedemptionID) (map[domain.RedemptionID]reward.Context, error) {
	rows, err := many[reward.Context](ctx, r.q, `select d.id, r.stock, r.limit_per_employee, r.cash_amount, r.cash_currency, r.taxable,
			earlier.count as earlier_count, earlier.last_at as earlier_last_at
		from redemption d join reward r on r.id = d.reward_id
		cross join lateral (
			select coalesce(sum(o.quantity), 0)::bigint as count, max(o.created_at) as last_at from redemption o
			where o.reward_id = d.reward_id and o.employee_id = d.employee_id and o.id < d.id and o.status in ('approved', 'fulfilled')) earlier
		where d.id = any($1)`, ids)
	found := make(map[domain.RedemptionID]reward.Context, len(rows))
	for _, c := range rows {
		found[c.ID] = c
	}
	return found, err
}

// Plain reads one redemption without asking who reads, and without its code: for announcements, in a
// language.
func (r Redemptions) Plain(ctx context.Context, id domain.RedemptionID, language string) (reward.RedemptionView, error) {
	return one[reward.RedemptionView](ctx, r.q, redemptionViewSelect+` where d.id = $3`, domain.EmployeeID{}, language, id)
}

// List lists redemptions, the latest first: those of the filter's scope.
func (r Redemptions) List(ctx context.Context, f reward.Filter, actor domain.Actor, page domain.Page) (domain.Slice[reward.RedemptionView], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[reward.RedemptionView]{}, err
	}
	conditions := []string{`($3::uuid is null or d.id < $3)`}
	args := []any{actor.ID, actor.Language, after, page.Limit + 1}
	if f.Status != "" {
		args = append(args, f.Status)
		conditions = append(conditions, `d.status = $5`)
	}
	switch {
	case f.Scope == reward.OfAll || (f.Scope == reward.Seen && actor.Is(domain.RoleOwner)):
	case f.Scope == reward.OfBelow:
		conditions = append(conditions, `e.above @> array[$1::uuid]`)
	case f.Scope == reward.Seen && actor.Is(domain.RoleManager):
		conditions = append(conditions, `(d.employee_id = $1 or e.above @> array[$1::uuid])`)
	default:
		conditions = append(conditions, `d.employee_id = $1`)
	}
	rows, err := many[reward.RedemptionView](ctx, r.q, redemptionViewSelect+` where `+strings.Join(conditions, " and ")+` order by d.id desc limit $4`, args...)
	if err != nil {
		return domain.Slice[reward.RedemptionView]{}, err
	}
	return slice(rows, page.Limit, func(v reward.RedemptionView) string { return v.ID.String() }), nil
}
