package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/people"
)

// Me is an employee with what is on their accounts.
type Me struct {
	people.Listing
	Hidden         bool       `db:"hidden_from_boards"`
	Wallet         int64      `db:"wallet"`
	Reserved       int64      `db:"reserved"` // by redemptions that wait
	Allowance      int64      `db:"allowance"`
	AllowanceStart *time.Time `db:"allowance_start"` // the first day of the period that it was filled for
	AllowanceTotal int64      `db:"allowance_total"` // of a period
	TimeZone       string     `db:"time_zone"`       // of the organisation
	Number         *string    `db:"personnel_number"`
	HasPIN         bool       `db:"has_pin"`
}

// Me reads an employee with their accounts, in one query.
func (p People) Me(ctx context.Context, id domain.EmployeeID) (Me, error) {
	return one[Me](ctx, p.q, `select `+listingColumns+`, e.hidden_from_boards, e.personnel_number, e.pin_hash is not null as has_pin,
			coalesce(w.balance, 0) as wallet, coalesce(a.balance, 0) as allowance, a.period_start as allowance_start,
			(select coalesce(sum(d.points), 0)::bigint from redemption d where d.employee_id = e.id and d.status in ('requested', 'approved')) as reserved,
			coalesce(o.allowance, 0) as allowance_total, coalesce(o.time_zone, 'UTC') as time_zone`+listingTables+`
		left join account w on w.owner_id = e.id and w.kind = 'wallet' and w.slot = 0
		left join account a on a.owner_id = e.id and a.kind = 'allowance' and a.slot = 0
		left join organisation o on true
		where e.id = $1`, id)
}

// Preferences are what an employee has chosen for themselves.
type Preferences struct {
	Locale string `db:"locale"`
	Hidden bool   `db:"hidden_from_boards"`
}

// Preferences reads what an employee has chosen.
func (p People) Preferences(ctx context.Context, id domain.EmployeeID) (Preferences, error) {
	return one[Preferences](ctx, p.q, `select locale, hidden_from_boards from employee where id = $1`, id)
}

// LockPreferences is Preferences, and keeps them for this transaction.
func (p People) LockPreferences(ctx context.Context, id domain.EmployeeID) (Preferences, error) {
	return one[Preferences](ctx, p.q, `select locale, hidden_from_boards from employee where id = $1 for no key update`, id)
}

// SetPreferences keeps what an employee has chosen.
func (p People) SetPreferences(id domain.EmployeeID, chosen Preferences, now time.Time) {
	p.tx.queue(`update employee set locale = $2, hidden_from_boards = $3, updated_at = $4 where id = $1`, id, chosen.Locale, chosen.Hidden, now)
}
