package postgres

import (
	"context"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
	"laurel/domain/recognition"
)

// WaitingCase is a waiting step with the people who have a part in what waits.
type WaitingCase struct {
	Waiting
	Nominator *domain.EmployeeID `db:"nominator_id"`
	Subjects  domain.Chain       `db:"subjects"` // the nominees in the nominator's order, or the redeemer
	Enablers  domain.Chain       `db:"enablers"`
}

// Step is the case as the rules of approval see it.
func (c WaitingCase) Step() approval.Step {
	parts := slices.Concat(c.Subjects, c.Enablers)
	if c.Nominator != nil {
		parts = append(parts, *c.Nominator)
	}
	return approval.Step{Approver: c.Approver, ForOwners: c.Level == recognition.OwnerStep, Passed: c.Passed, Parts: parts}
}

const caseColumns = `a.id, a.kind, a.nomination_id, a.redemption_id, a.step, a.level, a.approver_id, a.created_at,
			a.assigned_at, a.passed::text as passed, a.moved, a.delegation_id, a.reminded_at, n.nominator_id,
			case when d.id is not null then array[d.employee_id]
				else array(select m.employee_id from nominee m where m.nomination_id = n.id order by m.place) end::text as subjects,
			array(select e.employee_id from enabler e where e.nomination_id = n.id and e.declined_at is null)::text as enablers`

const caseTables = ` from approval a left join nomination n on n.id = a.nomination_id left join redemption d on d.id = a.redemption_id `

// Cases lists the steps that wait, in the order of their ids, after one of them, and keeps them for
// this transaction.
func (a Approvals) Cases(ctx context.Context, after domain.ApprovalID, most int) ([]WaitingCase, error) {
	return many[WaitingCase](ctx, a.q, `select `+caseColumns+caseTables+`
		where a.status = 'waiting' and a.id > $1 order by a.id limit $2 for update of a`, after, most)
}

// Overdue is Cases for those steps that their approvers have had since before a moment, and have not
// been reminded of since then.
func (a Approvals) Overdue(ctx context.Context, before time.Time, after domain.ApprovalID, most int) ([]WaitingCase, error) {
	return many[WaitingCase](ctx, a.q, `select `+caseColumns+caseTables+`
		where a.status = 'waiting' and coalesce(a.assigned_at, a.created_at) <= $1 and (a.reminded_at is null or a.reminded_at <= $1)
		  and a.id > $2 order by a.id limit $3 for update of a`, before, after, most)
}

// Candidates reads, of some employees, what the choice of an approver must know.
func (a Approvals) Candidates(ctx context.Context, ids []domain.EmployeeID) (map[domain.EmployeeID]approval.Candidate, error) {
	rows, err := many[approval.Candidate](ctx, a.q, `select e.id, e.active, e.role = 'owner' as is_owner,
			e.role in ('manager', 'owner') or exists (select from employee r where r.manager_id = e.id and r.active) as decides
		from employee e where e.id = any($1)`, ids)
	found := make(map[domain.EmployeeID]approval.Candidate, len(rows))
	for _, c := range rows {
		found[c.ID] = c
	}
	return found, err
}
