package postgres

import (
	"context"
	"time"

	"laurel/domain"
)

// Mail is the table of letters that are to be sent, and of who asked for one of late.
type Mail struct {
	q  queryer
	tx *Tx
}

// What became of a letter.
const (
	MailSent     = "sent"
	MailNobody   = "nobody"   // there is no such account
	MailLate     = "late"     // what it says does not hold any more
	MailRefused  = "refused"  // by the mail server, for good
	MailUnwanted = "unwanted" // by whom it was written to
)

// Letter is a letter that is to be sent. Sealed is what it says, encrypted; nil once it has ended.
type Letter struct {
	ID        domain.MailID `db:"id"`
	Kind      string        `db:"kind"`
	Sealed    []byte        `db:"sealed"`
	CreatedAt time.Time     `db:"created_at"`
	EndedAt   *time.Time    `db:"ended_at"`
}

// ByID reads a letter.
func (m Mail) ByID(ctx context.Context, id domain.MailID) (Letter, error) {
	return one[Letter](ctx, m.q, `select id, kind, sealed, created_at, ended_at from mail where id = $1`, id)
}

// Insert adds a letter.
func (m Mail) Insert(l Letter) {
	m.tx.queue(`insert into mail (id, kind, sealed, created_at) values ($1, $2, $3, $4)`, l.ID, l.Kind, l.Sealed, l.CreatedAt)
}

// End notes what became of a letter, and forgets what it said.
func (m Mail) End(id domain.MailID, outcome string, at time.Time) {
	m.tx.queue(`update mail set sealed = null, ended_at = $3, outcome = $2 where id = $1 and ended_at is null`, id, outcome, at)
}

// Requests is how many letters were asked for of late: for an account (a hash of what was typed), and
// from an address.
type Requests struct {
	OfAccount   int `db:"of_account"`
	FromAddress int `db:"from_address"`
}

// Requests counts them since a moment.
func (m Mail) Requests(ctx context.Context, account, address string, since time.Time) (Requests, error) {
	return one[Requests](ctx, m.q, `select
		(select count(*) from mail_request where account = $1 and at > $3) as of_account,
		(select count(*) from mail_request where address = $2 and at > $3) as from_address`, account, address, since)
}

// AddRequest notes that a letter was asked for, and forgets some that no longer count.
func (m Mail) AddRequest(account, address string, at, since time.Time) {
	m.tx.queue(`insert into mail_request (account, address, at) values ($1, $2, $3)`, account, address, at)
	m.tx.queue(`delete from mail_request where id in (
		select id from (select id, at from mail_request order by id limit 100) oldest where at < $1)`, since)
}
