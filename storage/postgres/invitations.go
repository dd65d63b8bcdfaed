package postgres

import (
	"context"
	"time"

	"laurel/domain"
)

// Invitations is the table of links by which an employee chooses a password, once each. Only hashes
// of their tokens are kept.
type Invitations struct {
	q  queryer
	tx *Tx
}

// The kinds of links.
const (
	InvitationLink = "invitation" // made by an administrator
	ResetLink      = "reset"      // asked for by who forgot the password
)

// Insert adds a link. Earlier links of the employee end: only the last one works.
func (i Invitations) Insert(hash []byte, kind string, employee domain.EmployeeID, at, expiresAt time.Time) {
	i.EndAll(employee, at)
	i.tx.queue(`insert into invitation (hash, kind, employee_id, created_at, expires_at) values ($1, $2, $3, $4, $5)`, hash, kind, employee, at, expiresAt)
}

// EndAll ends all links of an employee.
func (i Invitations) EndAll(employee domain.EmployeeID, at time.Time) {
	i.tx.queue(`update invitation set used_at = $2 where employee_id = $1 and used_at is null`, employee, at)
}

const invitationOpen = `select i.employee_id from invitation i join employee e on e.id = i.employee_id
	where i.hash = $1 and i.kind = $2 and i.used_at is null and i.expires_at > $3 and e.active`

// Open finds whose link it is; domain.NotFound where it was used, has expired, or never was.
func (i Invitations) Open(ctx context.Context, hash []byte, kind string, now time.Time) (domain.EmployeeID, error) {
	return one[domain.EmployeeID](ctx, i.q, invitationOpen, hash, kind, now)
}

// Link is a link that can be taken up, with whose it is.
type Link struct {
	Employee  domain.EmployeeID `db:"employee_id"`
	Name      string            `db:"name"`
	Email     *string           `db:"email"`
	Locale    string            `db:"locale"`
	ExpiresAt time.Time         `db:"expires_at"`
}

// Link is Open, with whose link it is.
func (i Invitations) Link(ctx context.Context, hash []byte, kind string, now time.Time) (Link, error) {
	return one[Link](ctx, i.q, `select i.employee_id, e.name, e.email, e.locale, i.expires_at from invitation i join employee e on e.id = i.employee_id
		where i.hash = $1 and i.kind = $2 and i.used_at is null and i.expires_at > $3 and e.active`, hash, kind, now)
}

// Exists says whether there ever was a link, taken up or not.
func (i Invitations) Exists(ctx context.Context, hash []byte) (bool, error) {
	return one[bool](ctx, i.q, `select exists (select from invitation where hash = $1)`, hash)
}

// Lock is Open, and keeps the link for this transaction.
func (i Invitations) Lock(ctx context.Context, hash []byte, kind string, now time.Time) (domain.EmployeeID, error) {
	return one[domain.EmployeeID](ctx, i.q, invitationOpen+` for update of i`, hash, kind, now)
}
