package postgres

import (
	"context"
	"time"

	"laurel/domain"
)

// SignInCodes is the table of printed codes, by each of which an employee chooses a PIN once.
type SignInCodes struct {
	q  queryer
	tx *Tx
}

// Numbered is an employee with a personnel number, as a sheet of codes needs them.
type Numbered struct {
	ID     domain.EmployeeID `db:"id"`
	Name   string            `db:"name"`
	Number string            `db:"personnel_number"`
}

// Numbered lists the active employees with a personnel number of a team and the teams below it, by
// name; only those without a PIN where withoutPIN says so.
func (c SignInCodes) Numbered(ctx context.Context, team domain.TeamID, withoutPIN bool, limit int) ([]Numbered, error) {
	return many[Numbered](ctx, c.q, `select e.id, e.name, e.personnel_number from employee e join team t on t.id = e.team_id
		where t.path @> array[$1::uuid] and e.active and e.personnel_number is not null and (not $2 or e.pin_hash is null)
		order by e.name collate "C", e.id limit $3`, team, withoutPIN, limit)
}

// NumberedByID is Numbered for some employees.
func (c SignInCodes) NumberedByID(ctx context.Context, ids []domain.EmployeeID) ([]Numbered, error) {
	return many[Numbered](ctx, c.q, `select id, name, personnel_number from employee
		where id = any($1) and active and personnel_number is not null order by name collate "C", id`, ids)
}

// Insert adds an employee's code. Earlier ones end: only the last one works.
func (c SignInCodes) Insert(hash []byte, employee domain.EmployeeID, by *domain.EmployeeID, at, expiresAt time.Time) {
	c.EndAll(employee, at)
	c.tx.queue(`insert into sign_in_code (hash, employee_id, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5)`, hash, employee, by, at, expiresAt)
}

// EndAll ends all codes of an employee.
func (c SignInCodes) EndAll(employee domain.EmployeeID, at time.Time) {
	c.tx.queue(`update sign_in_code set used_at = $2 where employee_id = $1 and used_at is null`, employee, at)
}

// Lock finds whose code it is and keeps it for this transaction: of two who bring it at once, the
// second finds it used. domain.NotFound where it was used, has expired, or never was.
func (c SignInCodes) Lock(ctx context.Context, hash []byte, now time.Time) (domain.EmployeeID, error) {
	return one[domain.EmployeeID](ctx, c.q, `select c.employee_id from sign_in_code c join employee e on e.id = c.employee_id
		where c.hash = $1 and c.used_at is null and c.expires_at > $2 and e.active for update of c`, hash, now)
}
