package postgres

import (
	"context"
	"errors"
	"time"

	"laurel/domain"
	"laurel/domain/people"
)

// Sessions is the tables of who is signed in: sessions of browsers and of programs, and the refresh
// tokens of the latter. Only hashes of tokens are kept.
type Sessions struct {
	q  queryer
	tx *Tx
}

// The kinds of sessions.
const (
	BrowserSession = "browser"
	SharedSession  = "shared" // a browser on a device that many use
	ProgramSession = "program"
)

// Session is one sign-in. Token is the hash of a browser's token, nil for a program.
type Session struct {
	ID        domain.SessionID
	Employee  domain.EmployeeID
	Kind      string
	Token     []byte
	At        time.Time
	ExpiresAt time.Time
	Address   string
	UserAgent string
}

// Insert opens a session.
func (s Sessions) Insert(n Session) {
	s.tx.queue(`insert into session (id, employee_id, kind, token_hash, created_at, last_seen_at, expires_at, address, user_agent)
		values ($1, $2, $3, $4, $5, $5, $6, $7, $8)`, n.ID, n.Employee, n.Kind, n.Token, n.At, n.ExpiresAt, n.Address, n.UserAgent)
}

// Caller is who a session belongs to, as the gate of every call needs it.
type Caller struct {
	Actor      domain.Actor
	LastSeenAt time.Time
}

// callerSelect reads sessions that still run, of employees who are still active. It is on the way of
// every call: whether somebody has reports is asked, not how many they are.
const callerSelect = `select s.id, s.token_hash, s.last_seen_at, s.kind = 'shared', e.id, e.role, e.locale, e.team_id,
		exists (select from employee r where r.manager_id = e.id and r.active)
	from session s join employee e on e.id = s.employee_id
	where s.ended_at is null and e.active and s.expires_at > $1 and `

// Idle is since when a session must have been used to go on, by the kind of its device.
type Idle struct{ Own, Shared time.Time }

var (
	callersByToken   = newMulti(1, callerSelect+`s.token_hash in (`, `$1`, `)`)
	callersBySession = newMulti(1, callerSelect+`s.id in (`, `$1`, `)`)
)

// MostCallers is how many callers can be read at once.
const MostCallers = mostRows

// CallersByToken finds who holds some browsers' tokens, by their hashes; nobody where nobody does.
func (db *DB) CallersByToken(ctx context.Context, hashes []string, now time.Time) (map[string]Caller, error) {
	found := make(map[string]Caller, len(hashes))
	return found, db.callers(ctx, callersByToken, binary(hashes), now, func(c Caller, token []byte) { found[string(token)] = c })
}

// CallersBySession finds whom some programs' sessions belong to; nobody where they have ended.
func (db *DB) CallersBySession(ctx context.Context, ids []domain.SessionID, now time.Time) (map[domain.SessionID]Caller, error) {
	found := make(map[domain.SessionID]Caller, len(ids))
	return found, db.callers(ctx, callersBySession, anys(ids), now, func(c Caller, _ []byte) { found[c.Actor.Session] = c })
}

func binary(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = []byte(text)
	}
	return list
}

// callers runs on the pool itself: the way of every call is kept short.
func (db *DB) callers(ctx context.Context, by *multi, which []any, now time.Time, found func(c Caller, token []byte)) error {
	bounded, cancel := context.WithTimeout(ctx, acquireTimeout)
	defer cancel()
	conn, err := db.pool.Acquire(bounded)
	if err != nil {
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			return errBusy
		}
		return translate(err)
	}
	defer conn.Release()
	text, args := by.padded(which, now)
	rows, err := conn.Query(ctx, text, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c Caller
		var token []byte
		if err := rows.Scan(&c.Actor.Session, &token, &c.LastSeenAt, &c.Actor.Shared, &c.Actor.ID, &c.Actor.Role, &c.Actor.Language, &c.Actor.Team, &c.Actor.HasReports); err != nil {
			return err
		}
		found(c, token)
	}
	return translate(rows.Err())
}

// Touch notes that a session is in use.
func (db *DB) Touch(ctx context.Context, id domain.SessionID, now time.Time) error {
	_, err := db.x.ExecContext(ctx, `update session set last_seen_at = greatest(last_seen_at, $2) where id = $1`, id, now)
	return translate(err)
}

// End ends a session; its tokens are worth nothing from then on.
func (s Sessions) End(id domain.SessionID, at time.Time) {
	s.tx.queue(`update session set ended_at = $2 where id = $1 and ended_at is null`, id, at)
}

// EndByToken ends the session of a browser's token, where there is one.
func (s Sessions) EndByToken(hash []byte, at time.Time) {
	s.tx.queue(`update session set ended_at = $2 where token_hash = $1 and ended_at is null`, hash, at)
}

// EndAll ends all sessions of an employee.
func (s Sessions) EndAll(employee domain.EmployeeID, at time.Time) {
	s.tx.queue(`update session set ended_at = $2 where employee_id = $1 and ended_at is null`, employee, at)
}

// EndOthers ends all sessions of an employee but one.
func (s Sessions) EndOthers(employee domain.EmployeeID, but domain.SessionID, at time.Time) {
	s.tx.queue(`update session set ended_at = $3 where employee_id = $1 and id <> $2 and ended_at is null`, employee, but, at)
}

const openSession = `s.employee_id = $1 and s.ended_at is null and s.expires_at > $2 and (s.kind = 'program' or s.last_seen_at > case s.kind when 'shared' then $4::timestamptz else $3::timestamptz end)`

// Open lists the sessions of an employee that still run, the latest sign-in first. A browser's ends by
// itself when it was not used for a while.
func (s Sessions) Open(ctx context.Context, employee domain.EmployeeID, now time.Time, idle Idle, page domain.Page) (domain.Slice[people.Session], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[people.Session]{}, err
	}
	rows, err := many[people.Session](ctx, s.q, `select s.id, s.kind, s.created_at, s.last_seen_at, s.address, s.user_agent from session s
		where `+openSession+` and ($5::uuid is null or s.id < $5) order by s.id desc limit $6`, employee, now, idle.Own, idle.Shared, after, page.Limit+1)
	if err != nil {
		return domain.Slice[people.Session]{}, err
	}
	return slice(rows, page.Limit, func(o people.Session) string { return o.ID.String() }), nil
}

// LockOpen keeps a session that still runs for this transaction; domain.NotFound where it is another's
// or has ended.
func (s Sessions) LockOpen(ctx context.Context, employee domain.EmployeeID, id domain.SessionID, now time.Time, idle Idle) error {
	_, err := one[domain.SessionID](ctx, s.q, `select s.id from session s where `+openSession+` and s.id = $5 for update`, employee, now, idle.Own, idle.Shared, id)
	return err
}

// Extend moves the end of a program's session.
func (s Sessions) Extend(id domain.SessionID, now, expiresAt time.Time) {
	s.tx.queue(`update session set last_seen_at = $2, expires_at = $3 where id = $1`, id, now, expiresAt)
}

// Refresh is a refresh token with the session that it belongs to.
type Refresh struct {
	Session   domain.SessionID  `db:"session_id"`
	Employee  domain.EmployeeID `db:"employee_id"`
	UsedAt    *time.Time        `db:"used_at"`
	ExpiresAt time.Time         `db:"expires_at"`
	Ended     bool              `db:"ended"` // the session, or the employee's time here
}

// LockRefresh reads a refresh token and keeps it and its session for this transaction: of two who
// bring the same token at once, the second finds it used. domain.NotFound where there is none.
func (s Sessions) LockRefresh(ctx context.Context, hash []byte) (Refresh, error) {
	return one[Refresh](ctx, s.q, `select r.session_id, s.employee_id, r.used_at, r.expires_at,
			s.ended_at is not null or not e.active as ended
		from refresh_token r join session s on s.id = r.session_id join employee e on e.id = s.employee_id
		where r.hash = $1 for update of r, s`, hash)
}

// AddRefresh adds a refresh token to a session, and forgets those of it that have expired.
func (s Sessions) AddRefresh(session domain.SessionID, hash []byte, at, expiresAt time.Time) {
	s.tx.queue(`delete from refresh_token where session_id = $1 and expires_at < $2`, session, at)
	s.tx.queue(`insert into refresh_token (hash, session_id, created_at, expires_at) values ($1, $2, $3, $4)`, hash, session, at, expiresAt)
}

// UseRefresh marks a refresh token as used.
func (s Sessions) UseRefresh(hash []byte, at time.Time) {
	s.tx.queue(`update refresh_token set used_at = $2 where hash = $1`, hash, at)
}
