package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
)

// Delegations is the table of who stands in for whom.
type Delegations struct {
	q  queryer
	tx *Tx
}

const delegationColumns = `d.id, d.employee_id, d.delegate_id, d.starts_on, d.ends_on, d.created_at`

// Of reads an employee's delegation that has not ended on a day; domain.NotFound where there is none.
func (r Delegations) Of(ctx context.Context, employee domain.EmployeeID, day time.Time) (approval.DelegationView, error) {
	return one[approval.DelegationView](ctx, r.q, `select `+delegationColumns+`, e.name as employee_name, t.name as delegate_name
		from delegation d join employee e on e.id = d.employee_id join employee t on t.id = d.delegate_id
		where d.employee_id = $1 and d.ended_at is null and d.ends_on >= $2`, employee, day)
}

// To lists the delegations to an employee that have not ended on a day, the earliest first.
func (r Delegations) To(ctx context.Context, delegate domain.EmployeeID, day time.Time) ([]approval.DelegationView, error) {
	return many[approval.DelegationView](ctx, r.q, `select `+delegationColumns+`, e.name as employee_name, t.name as delegate_name
		from delegation d join employee e on e.id = d.employee_id join employee t on t.id = d.delegate_id
		where d.delegate_id = $1 and d.ended_at is null and d.ends_on >= $2 order by d.starts_on, d.id limit 100`, delegate, day)
}

// Insert adds a delegation; who has one already ends it first.
func (r Delegations) Insert(d approval.Delegation) {
	r.tx.queue(`insert into delegation (id, employee_id, delegate_id, starts_on, ends_on, created_at) values ($1, $2, $3, $4, $5, $6)`,
		d.ID, d.Employee, d.Delegate, d.StartsOn, d.EndsOn, d.CreatedAt)
}

// End ends an employee's delegation, and gives how many there were: 0 or 1.
func (r Delegations) End(ctx context.Context, employee domain.EmployeeID, at time.Time) (int64, error) {
	result, err := r.q.ExecContext(ctx, `update delegation set ended_at = $2 where employee_id = $1 and ended_at is null`, employee, at)
	if err != nil {
		return 0, translate(err)
	}
	return result.RowsAffected()
}

// HandOver is a waiting step that a delegation moves: to the delegate, or back.
type HandOver struct {
	WaitingCase
	By    domain.DelegationID `db:"by_id"`
	Owner domain.EmployeeID   `db:"by_employee_id"` // whose delegation it is
	To    domain.EmployeeID   `db:"by_delegate_id"`
}

// ToDelegates lists steps that wait for employees whose delegates decide on a day, where those may
// have them, and keeps them for this transaction. What a delegate has had already stays.
func (r Delegations) ToDelegates(ctx context.Context, day time.Time, most int) ([]HandOver, error) {
	return many[HandOver](ctx, r.q, `select `+caseColumns+`, g.id as by_id, g.employee_id as by_employee_id, g.delegate_id as by_delegate_id
		from delegation g
		join employee t on t.id = g.delegate_id and t.active
		join approval a on a.approver_id = g.employee_id and a.status = 'waiting'
		left join nomination n on n.id = a.nomination_id left join redemption d on d.id = a.redemption_id
		where g.ended_at is null and g.starts_on <= $1 and g.ends_on >= $1 and not a.passed @> array[g.delegate_id]
		  and (t.role = 'owner' or a.level <> 'owner')
		  and (t.role in ('manager', 'owner') or exists (select from employee r where r.manager_id = t.id and r.active))
		  and n.nominator_id is distinct from t.id and d.employee_id is distinct from t.id
		  and not exists (select from nominee m where m.nomination_id = n.id and m.employee_id = t.id)
		  and not exists (select from enabler x where x.nomination_id = n.id and x.employee_id = t.id and x.declined_at is null)
		order by a.id limit $2 for update of a`, day, most)
}

// ToReturn lists steps that delegates still have by delegations that have ended on a day, and keeps
// them for this transaction.
func (r Delegations) ToReturn(ctx context.Context, day time.Time, most int) ([]HandOver, error) {
	return many[HandOver](ctx, r.q, `select `+caseColumns+`, g.id as by_id, g.employee_id as by_employee_id, g.delegate_id as by_delegate_id
		from approval a join delegation g on g.id = a.delegation_id
		left join nomination n on n.id = a.nomination_id left join redemption d on d.id = a.redemption_id
		where a.status = 'waiting' and a.delegation_id is not null and (g.ended_at is not null or g.ends_on < $1)
		order by a.id limit $2 for update of a`, day, most)
}
