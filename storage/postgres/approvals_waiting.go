package postgres

import (
	"context"

	"laurel/domain"
)

// WaitingCase is a waiting step with the people who have a part in what waits.
type WaitingCase struct {
	Waiting
	Nominator *domain.EmployeeID `db:"nominator_id"`
	Subjects  domain.Chain       `db:"subjects"` // the nominees in the nominator's order, or the redeemer
	Enablers  domain.Chain       `db:"enablers"`
}

// Cases lists the steps that wait, in the order of their ids, after one of them, and keeps them for
// this transaction.
func (a Approvals) Cases(ctx context.Context, after domain.ApprovalID, most int) ([]WaitingCase, error) {
	return many[WaitingCase](ctx, a.q, `select a.id, a.kind, a.nomination_id, a.redemption_id, a.step, a.level, a.approver_id, a.created_at, n.nominator_id,
			case when d.id is not null then array[d.employee_id]
				else array(select m.employee_id from nominee m where m.nomination_id = n.id order by m.place) end::text as subjects,
			array(select e.employee_id from enabler e where e.nomination_id = n.id and e.declined_at is null)::text as enablers
		from approval a left join nomination n on n.id = a.nomination_id left join redemption d on d.id = a.redemption_id
		where a.status = 'waiting' and a.id > $1 order by a.id limit $2 for update of a`, after, most)
}
