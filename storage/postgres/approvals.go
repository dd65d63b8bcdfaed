package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
	"laurel/domain/recognition"
)

// Approvals is the table of steps at which nominations and redemptions wait.
type Approvals struct {
	q  queryer
	tx *Tx
}

// Waiting is one thing that waits for somebody.
type Waiting struct {
	ID         domain.ApprovalID    `db:"id"`
	Kind       string               `db:"kind"` // nomination or redemption
	Nomination *domain.NominationID `db:"nomination_id"`
	Redemption *domain.RedemptionID `db:"redemption_id"`
	Step       int                  `db:"step"`
	Level      recognition.Level    `db:"level"`
	Approver   domain.EmployeeID    `db:"approver_id"`
	CreatedAt  time.Time            `db:"created_at"`
	AssignedAt *time.Time           `db:"assigned_at"`   // since when the approver has it; nil: since it was made
	Passed     domain.Chain         `db:"passed"`        // from whom it has moved on, the first one first
	Moved      *approval.Moved      `db:"moved"`         // nil where it is where the rules put it
	Delegation *domain.DelegationID `db:"delegation_id"` // it goes back when that ends
	RemindedAt *time.Time           `db:"reminded_at"`
}

// Since is when its approver got it.
func (w Waiting) Since() time.Time {
	if w.AssignedAt != nil {
		return *w.AssignedAt
	}
	return w.CreatedAt
}

// From is from whom it came to its approver, nil where the rules chose.
func (w Waiting) From() *domain.EmployeeID {
	if w.Moved == nil || len(w.Passed) == 0 {
		return nil
	}
	return &w.Passed[len(w.Passed)-1]
}

const waitingColumns = `id, kind, nomination_id, redemption_id, step, level, approver_id, created_at,
	assigned_at, passed::text as passed, moved, delegation_id, reminded_at`

// Insert lets a thing wait for an approver.
func (a Approvals) Insert(w Waiting) {
	a.tx.queue(`insert into approval (id, kind, nomination_id, redemption_id, step, level, approver_id, status, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8)`, w.ID, w.Kind, w.Nomination, w.Redemption, w.Step, w.Level, w.Approver, w.CreatedAt)
	if len(w.Passed) > 0 || w.AssignedAt != nil {
		a.Move(w)
	}
}

// OfNomination reads the step that a nomination waits at.
func (a Approvals) OfNomination(ctx context.Context, id domain.NominationID) (Waiting, error) {
	return one[Waiting](ctx, a.q, `select `+waitingColumns+` from approval where nomination_id = $1 and status = 'waiting'`, id)
}

// OfRedemption reads the step that a redemption waits at.
func (a Approvals) OfRedemption(ctx context.Context, id domain.RedemptionID) (Waiting, error) {
	return one[Waiting](ctx, a.q, `select `+waitingColumns+` from approval where redemption_id = $1 and status = 'waiting'`, id)
}

// WaitingAt reads a step that somebody is asked at now.
func (a Approvals) WaitingAt(ctx context.Context, id domain.ApprovalID) (Waiting, error) {
	return one[Waiting](ctx, a.q, `select `+waitingColumns+` from approval where id = $1 and status = 'waiting'`, id)
}

// AnyAt reads a step, whether it waits or has ended.
func (a Approvals) AnyAt(ctx context.Context, id domain.ApprovalID) (Waiting, error) {
	return one[Waiting](ctx, a.q, `select `+waitingColumns+` from approval where id = $1`, id)
}

// End closes the waiting step of a nomination or a redemption: approved, declined or dropped.
func (a Approvals) End(nomination *domain.NominationID, redemption *domain.RedemptionID, status string, by *domain.EmployeeID, at time.Time) {
	a.tx.queue(`update approval set status = $3, decided_by = $4, decided_at = $5
		where status = 'waiting' and (nomination_id = $1 or redemption_id = $2)`, nomination, redemption, status, by, at)
}

// Move gives a waiting step to the approver that it has now, with how it came there.
func (a Approvals) Move(w Waiting) {
	a.tx.queue(`update approval set approver_id = $2, assigned_at = $3, passed = coalesce($4::uuid[], '{}'), moved = $5, delegation_id = $6
		where id = $1 and status = 'waiting'`, w.ID, w.Approver, w.AssignedAt, w.Passed, w.Moved, w.Delegation)
}

// Remind keeps when the approver of a waiting step was reminded of it.
func (a Approvals) Remind(id domain.ApprovalID, at time.Time) {
	a.tx.queue(`update approval set reminded_at = $2 where id = $1`, id, at)
}

// WaitingOf reads the steps that some nominations and redemptions wait at, by the ids of those.
func (a Approvals) WaitingOf(ctx context.Context, ids []domain.ID[any]) (map[domain.ID[any]]Waiting, error) {
	rows, err := many[Waiting](ctx, a.q, `
		select `+waitingColumns+` from approval where nomination_id = any($1) and status = 'waiting'
		union all
		select `+waitingColumns+` from approval where redemption_id = any($1) and status = 'waiting'`, uuids(ids))
	found := make(map[domain.ID[any]]Waiting, len(rows))
	for _, w := range rows {
		found[w.Subject()] = w
	}
	return found, err
}

// LastStep reads the latest step of a nomination or a redemption that somebody decided on.
func (a Approvals) LastStep(ctx context.Context, subject domain.ID[any]) (Waiting, error) {
	return one[Waiting](ctx, a.q, `select `+waitingColumns+` from approval
		where (nomination_id = $1 or redemption_id = $1) and status in ('approved', 'declined') order by decided_at desc, id desc limit 1`, subject)
}

// Subject is the id of the nomination or the redemption that waits.
func (w Waiting) Subject() domain.ID[any] {
	if w.Redemption != nil {
		return domain.ID[any]{UUID: w.Redemption.UUID}
	}
	if w.Nomination != nil {
		return domain.ID[any]{UUID: w.Nomination.UUID}
	}
	return domain.ID[any]{}
}

// IsAsked says whether anything waits for an employee.
func (a Approvals) IsAsked(ctx context.Context, approver domain.EmployeeID) (bool, error) {
	return one[bool](ctx, a.q, `select exists (select from approval where approver_id = $1 and status = 'waiting')`, approver)
}

// QueueOf lists what waits for an employee, the oldest first.
func (a Approvals) QueueOf(ctx context.Context, approver domain.EmployeeID, page domain.Page) (domain.Slice[Waiting], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[Waiting]{}, err
	}
	rows, err := many[Waiting](ctx, a.q, `select `+waitingColumns+` from approval
		where approver_id = $1 and status = 'waiting' and ($2::uuid is null or id > $2) order by id limit $3`,
		approver, after, page.Limit+1)
	if err != nil {
		return domain.Slice[Waiting]{}, err
	}
	return slice(rows, page.Limit, func(w Waiting) string { return w.ID.String() }), nil
}

// Histories sums up, for each pair that has any, the recognitions since a moment from the nominator
// to the nominee and back, and of them those since a later moment.
func (a Approvals) Histories(ctx context.Context, pairs []recognition.Pair, since, lately time.Time) ([]recognition.History, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	nominators, nominees := make([]domain.EmployeeID, len(pairs)), make([]domain.EmployeeID, len(pairs))
	for i, p := range pairs {
		nominators[i], nominees[i] = p.Nominator, p.Nominee
	}
	return many[recognition.History](ctx, a.q, `
		select p.nominator_id, p.nominee_id, there.count, there.points, there.last_at, there.recent as recent_there,
			back.count as back_count, back.points as back_points, back.last_at as back_last_at, back.recent as recent_back
		from (select distinct nominator_id, nominee_id from unnest($1::uuid[], $2::uuid[]) as u (nominator_id, nominee_id)) p
		cross join lateral (
			select count(*) as count, coalesce(sum(m.points), 0)::bigint as points, max(n.published_at) as last_at,
				count(*) filter (where n.published_at >= $4) as recent
			from nominee m join nomination n on n.id = m.nomination_id
			where m.employee_id = p.nominee_id and m.nominator_id = p.nominator_id and n.status = 'approved' and n.published_at >= $3) there
		cross join lateral (
			select count(*) as count, coalesce(sum(m.points), 0)::bigint as points, max(n.published_at) as last_at,
				count(*) filter (where n.published_at >= $4) as recent
			from nominee m join nomination n on n.id = m.nomination_id
			where m.employee_id = p.nominator_id and m.nominator_id = p.nominee_id and n.status = 'approved' and n.published_at >= $3) back`,
		nominators, nominees, since, lately)
}
