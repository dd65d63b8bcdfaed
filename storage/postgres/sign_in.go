package postgres

import (
	"context"
	"time"

	"laurel/domain"
)

// SignIns is the table of sign-ins that failed, and what a sign-in asks of employees.
type SignIns struct {
	q  queryer
	tx *Tx
}

// Account is an employee as the sign-in sees them. PasswordHash is "" until a password is chosen.
type Account struct {
	ID           domain.EmployeeID `db:"id"`
	Name         string            `db:"name"`
	Email        *string           `db:"email"`
	Role         domain.Role       `db:"role"`
	Locale       string            `db:"locale"`
	Active       bool              `db:"active"`
	PasswordHash string            `db:"password_hash"`
	Number       *string           `db:"personnel_number"`
	// PINHash is "" until a PIN is chosen, and once it was typed wrong too often.
	PINHash string `db:"pin_hash"`
	// PINFailures counts wrong PINs since the last right one.
	PINFailures int `db:"pin_failures"`
}

const accountSelect = `select id, name, email, role, locale, active, coalesce(password_hash, '') as password_hash,
	personnel_number, coalesce(pin_hash, '') as pin_hash, pin_failures from employee `

// Account finds the account with an address; the zero Account where there is none, so that the caller
// takes the same way for both.
func (s SignIns) Account(ctx context.Context, email string) (Account, error) {
	rows, err := many[Account](ctx, s.q, accountSelect+`where lower(email) = lower($1)`, email)
	if err != nil || len(rows) == 0 {
		return Account{}, err
	}
	return rows[0], nil
}

// AccountByNumber finds the account with a personnel number, in any case of letters; the zero Account
// where there is none.
func (s SignIns) AccountByNumber(ctx context.Context, number string) (Account, error) {
	rows, err := many[Account](ctx, s.q, accountSelect+`where lower(personnel_number) = lower($1)
		order by (personnel_number = $1) desc, id limit 1`, number)
	if err != nil || len(rows) == 0 {
		return Account{}, err
	}
	return rows[0], nil
}

// LockAccountOf is AccountOf, and keeps the account for this transaction.
func (s SignIns) LockAccountOf(ctx context.Context, id domain.EmployeeID) (Account, error) {
	return one[Account](ctx, s.q, accountSelect+`where id = $1 for no key update`, id)
}

// SetPIN keeps the hash of a new PIN, of which none was wrong yet.
func (s SignIns) SetPIN(id domain.EmployeeID, hash string, now time.Time) {
	s.tx.queue(`update employee set pin_hash = $2, pin_failures = 0, updated_at = $3 where id = $1`, id, hash, now)
}

// AddPINFailure counts a wrong PIN; the one that is the last allowed ends the PIN. For nobody (a zero
// id) it does the same work.
func (s SignIns) AddPINFailure(id domain.EmployeeID, most int) {
	s.tx.queue(`update employee set pin_failures = pin_failures + 1, pin_hash = case when pin_failures + 1 < $2 then pin_hash end where id = $1`, id, most)
}

// ForgetPINFailures begins the count anew.
func (s SignIns) ForgetPINFailures(id domain.EmployeeID) {
	s.tx.queue(`update employee set pin_failures = 0 where id = $1 and pin_failures > 0`, id)
}

// AccountOf reads an employee's account.
func (s SignIns) AccountOf(ctx context.Context, id domain.EmployeeID) (Account, error) {
	return one[Account](ctx, s.q, accountSelect+`where id = $1`, id)
}

// Tally is how many sign-ins have failed of late. Account is a hash of what was typed.
type Tally struct {
	OfAccount   int `db:"of_account"`
	FromAddress int `db:"from_address"`
	// Nth is when, counted back from now, the nth failure for the account from the address was; nil
	// where there were fewer.
	Nth *time.Time `db:"nth"`
}

// tallied is how far failures are counted: slowing ends growing long before.
const tallied = 500

// Tally counts the failures since a moment: for an account, from an address, and whether there were
// n for the account from the address.
func (s SignIns) Tally(ctx context.Context, account, address string, since time.Time, n int) (Tally, error) {
	return one[Tally](ctx, s.q, `select
		(select count(*) from (select from sign_in_failure where account = $1 and at > $3 limit $4) a) as of_account,
		(select count(*) from (select from sign_in_failure where address = $2 and at > $3 limit $4) b) as from_address,
		(select at from sign_in_failure where account = $1 and address = $2 and at > $3 order by at desc offset $5 limit 1) as nth`,
		account, address, since, tallied, n-1)
}

// AddFailure notes that a sign-in has failed, and forgets some of those that no longer count.
func (s SignIns) AddFailure(account, address string, at, since time.Time) {
	s.tx.queue(`insert into sign_in_failure (account, address, at) values ($1, $2, $3)`, account, address, at)
	s.tx.queue(`delete from sign_in_failure where id in (
		select id from (select id, at from sign_in_failure order by id limit 100) oldest where at < $1)`, since)
}
