// Package postgres keeps Laurel's truth in PostgreSQL: one file per concept with its SQL beside the
// method that runs it, and transactions that a use case reads as a list of steps.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"laurel/domain"
)

// acquireTimeout bounds the wait for a connection: past it the caller hears 503, never a hang.
const acquireTimeout = 3 * time.Second

// txAttempts is how often a transaction is tried that PostgreSQL ends for reasons of concurrency.
const txAttempts = 6

// Options of Open.
type Options struct {
	URL string
	// Role is what every connection acts as (`set role`), "" for the user of the URL.
	Role string
	// Connections is the size of the pool, 0 for four a core.
	Connections int
}

// DB is the database outside a transaction, for reading.
type DB struct {
	pool *pgxpool.Pool
	x    *sqlx.DB
	repositories
}

// Tx is one transaction. Reads run at once; writes are queued and sent as one batch before the
// commit, so that a verb takes few round trips.
//
// `begin` travels with the first read and `commit` with the last writes, so that they cost no round
// trip of their own.
type Tx struct {
	conn  *sqlx.Conn
	begun bool
	batch *pgx.Batch
	added []*addition

	changes map[int64]*accountChange // of accounts, by their ids
	first   []Query                  // go in front of the next Read
	repositories
}

// addition is rows that wait to be written by one kind of statement.
type addition struct {
	by   *multi
	rows []any
}

// Open connects the one pool that everything shares. It does not wait for the server.
func Open(ctx context.Context, o Options) (*DB, error) {
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, errors.New("DATABASE_URL cannot be read as a PostgreSQL address") // the parser's own text would show the password
	}
	if o.Connections == 0 {
		o.Connections = max(4*runtime.NumCPU(), 8)
	}
	config.MaxConns = int32(min(o.Connections, 1000)) //nolint:gosec // bounded
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["application_name"] = "laurel"
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		conn.TypeMap().TryWrapEncodePlanFuncs = append([]pgtype.TryWrapEncodePlanFunc{wrapID}, conn.TypeMap().TryWrapEncodePlanFuncs...)
		if o.Role == "" {
			return nil
		}
		_, err := conn.Exec(ctx, "set role "+pgx.Identifier{o.Role}.Sanitize())
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return FromPool(pool), nil
}

// FromPool makes a DB of a pool that is already open.
func FromPool(pool *pgxpool.Pool) *DB {
	x := sqlx.NewDb(stdlib.OpenDBFromPool(pool), "pgx")
	return &DB{pool: pool, x: x, repositories: newRepositories(x, nil)}
}

// Pool gives the shared pool to the relay, to `copy` and to River.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Ping asks the server for an answer.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

// Close ends all connections.
func (db *DB) Close() {
	_ = db.x.Close()
	db.pool.Close()
}

// InTx runs one unit of work. It is run again where PostgreSQL gave up for reasons of concurrency,
// so it may touch nothing but the transaction. What it returns as an error ends the transaction
// without a trace.
func (db *DB) InTx(ctx context.Context, work func(*Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := db.once(ctx, work)
		if err == nil || attempt == txAttempts || !isRetryable(err) {
			return translate(err)
		}
	}
}

func (db *DB) once(ctx context.Context, work func(*Tx) error) error {
	conn, err := db.acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // the connection goes back to the pool; a broken one is dropped there
	tx := &Tx{conn: conn, batch: &pgx.Batch{}}
	tx.repositories = newRepositories(reader{tx}, tx)
	if err := work(tx); err != nil {
		tx.rollBack(ctx)
		return err
	}
	if err := tx.commit(ctx); err != nil {
		tx.rollBack(ctx)
		return err
	}
	return nil
}

func (db *DB) acquire(ctx context.Context) (*sqlx.Conn, error) {
	bounded, cancel := context.WithTimeout(ctx, acquireTimeout)
	defer cancel()
	conn, err := db.x.Connx(bounded)
	if err != nil && ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
		return nil, errBusy
	}
	return conn, err
}

// queue adds a write to the batch that is sent before the commit.
func (tx *Tx) queue(query string, args ...any) {
	tx.batch.Queue(query, args...)
}

// add adds a row to those that one kind of statement writes, in front of all queued writes: whatever
// many steps of a transaction add to a table goes in few statements.
func (tx *Tx) add(by *multi, row ...any) {
	for _, a := range tx.added {
		if a.by == by {
			a.rows = append(a.rows, row...)
			return
		}
	}
	tx.added = append(tx.added, &addition{by, row})
}

// written takes all writes that wait.
func (tx *Tx) written() *pgx.Batch {
	batch := &pgx.Batch{}
	for id, c := range tx.changes {
		tx.add(changeAccount, id, c.by, c.filled)
	}
	for _, a := range tx.added {
		a.by.split(a.rows, func(text string, args ...any) { batch.Queue(text, args...) })
	}
	batch.QueuedQueries = append(batch.QueuedQueries, tx.batch.QueuedQueries...)
	tx.added, tx.changes, tx.batch = nil, nil, &pgx.Batch{}
	return batch
}

// Flush sends the queued writes now: for a verb that must read what it wrote.
func (tx *Tx) Flush(ctx context.Context) error {
	batch := tx.written()
	if batch.Len() == 0 {
		return nil
	}
	return tx.send(ctx, batch)
}

// commit sends what is still queued and ends the transaction.
func (tx *Tx) commit(ctx context.Context) error {
	batch := tx.written()
	if !tx.begun && batch.Len() == 0 {
		return nil
	}
	batch.Queue("commit")
	return tx.send(ctx, batch)
}

// rollBack leaves no trace of the transaction. Where it cannot be sent, the connection is broken and
// its end does the same.
func (tx *Tx) rollBack(ctx context.Context) {
	if !tx.begun {
		return
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), acquireTimeout)
	defer cancel()
	_, _ = tx.conn.ExecContext(bounded, "rollback")
}

// send runs a batch in one round trip, beginning the transaction where it has not begun.
func (tx *Tx) send(ctx context.Context, batch *pgx.Batch) error {
	if !tx.begun {
		tx.begun = true
		batch.QueuedQueries = append([]*pgx.QueuedQuery{{SQL: "begin"}}, batch.QueuedQueries...)
	}
	return tx.raw(func(conn *pgx.Conn) error { return conn.SendBatch(ctx, batch).Close() })
}

// begin begins the transaction where it has not begun: before a read that is no batch.
func (tx *Tx) begin(ctx context.Context) error {
	if tx.begun {
		return nil
	}
	return tx.send(ctx, &pgx.Batch{})
}

// queryer is what repositories read from: the database, or one transaction.
type queryer interface {
	sqlx.QueryerContext
	sqlx.ExecerContext
}

// reader is the transaction as sqlx reads from it.
type reader struct{ tx *Tx }

// QueryContext begins the transaction where it has not begun, then reads.
func (r reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := r.tx.begin(ctx); err != nil {
		return nil, err
	}
	return r.tx.conn.QueryContext(ctx, query, args...)
}

// QueryxContext is QueryContext for sqlx.
func (r reader) QueryxContext(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	if err := r.tx.begin(ctx); err != nil {
		return nil, err
	}
	return r.tx.conn.QueryxContext(ctx, query, args...)
}

// QueryRowxContext is QueryContext for one row.
func (r reader) QueryRowxContext(ctx context.Context, query string, args ...any) *sqlx.Row {
	_ = r.tx.begin(ctx) // its fault is the fault of what follows on the same connection
	return r.tx.conn.QueryRowxContext(ctx, query, args...)
}

// ExecContext begins the transaction where it has not begun, then writes at once.
func (r reader) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := r.tx.begin(ctx); err != nil {
		return nil, err
	}
	return r.tx.conn.ExecContext(ctx, query, args...)
}

// Read sends several queries in one round trip; each query's callback collects its rows.
func (tx *Tx) Read(ctx context.Context, queries ...Query) error {
	queries = append(tx.first, queries...)
	tx.first = nil
	if len(queries) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for _, q := range queries {
		batch.Queue(q.sql, q.args...).Query(q.collect)
	}
	return tx.send(ctx, batch)
}

func (tx *Tx) raw(work func(*pgx.Conn) error) error {
	var inner error
	err := tx.conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("unexpected driver connection %T", driver)
		}
		inner = work(c.Conn())
		return nil // a fault of the work is no fault of the connection
	})
	return errors.Join(err, inner)
}

// ReadFirst puts queries in front of the next Read, in the same round trip. A collector's error ends
// that Read.
func (tx *Tx) ReadFirst(queries ...Query) { tx.first = append(tx.first, queries...) }

// Query is one query of Tx.Read with the place for its rows.
type Query struct {
	sql     string
	args    []any
	collect func(pgx.Rows) error
}

// rowsInto makes a query whose rows are collected into a slice of structs by their `db` tags. Lists
// of ids and numbers read the text form of an array: select them as `list::text as list`.
func rowsInto[T any](to *[]T, query string, args ...any) Query {
	return Query{sql: query, args: args, collect: func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		*to = found
		return err
	}}
}

// repositories are all concepts' tables, over the database or over one transaction.
type repositories struct {
	Organisation Organisation
	People       People
	Teams        Teams
	Catalogue    Catalogue
	Awards       Awards
	Nominations  Nominations
	Social       Social
	Reports      Reports
	Inbox        Inbox
	Chains       Chains
	Approvals    Approvals
	Delegations  Delegations
	Rewards      Rewards
	Redemptions  Redemptions
	Images       Images
	Codes        Codes
	Wishes       Wishes
	Donations    Donations
	Orders       Orders
	Boards       Boards
	Ledger       Ledger
	Budgets      Budgets
	Celebrations Celebrations
	Events       Events
	Audit        Audit
	Keys         IdempotencyKeys
	Sessions     Sessions
	SignIns      SignIns
	Invitations  Invitations
	SignInCodes  SignInCodes
	Stock        Stock
	Mail         Mail
	Cards        Cards
	Endpoints    Endpoints
	Deliveries   Deliveries
	Imports      Imports
	Checkups     Checkups
	AuditLog     AuditLog
}

func newRepositories(q queryer, tx *Tx) repositories {
	return repositories{
		Organisation: Organisation{q, tx},
		People:       People{q, tx},
		Teams:        Teams{q, tx},
		Catalogue:    Catalogue{q, tx},
		Awards:       Awards{q, tx},
		Nominations:  Nominations{q, tx},
		Social:       Social{q, tx},
		Reports:      Reports{q, tx},
		Inbox:        Inbox{q, tx},
		Chains:       Chains{q, tx},
		Approvals:    Approvals{q, tx},
		Delegations:  Delegations{q, tx},
		Rewards:      Rewards{q, tx},
		Redemptions:  Redemptions{q, tx},
		Images:       Images{q, tx},
		Codes:        Codes{q, tx},
		Wishes:       Wishes{q, tx},
		Donations:    Donations{q, tx},
		Orders:       Orders{q, tx},
		Boards:       Boards{q, tx},
		Ledger:       Ledger{q, tx},
		Budgets:      Budgets{q, tx},
		Celebrations: Celebrations{q, tx},
		Events:       Events{tx},
		Audit:        Audit{tx},
		Keys:         IdempotencyKeys{tx},
		Sessions:     Sessions{q, tx},
		SignIns:      SignIns{q, tx},
		Invitations:  Invitations{q, tx},
		SignInCodes:  SignInCodes{q, tx},
		Stock:        Stock{q, tx},
		Mail:         Mail{q, tx},
		Cards:        Cards{q, tx},
		Endpoints:    Endpoints{q, tx},
		Deliveries:   Deliveries{q, tx},
		Imports:      Imports{q, tx},
		Checkups:     Checkups{q, tx},
		AuditLog:     AuditLog{q},
	}
}

// one reads one row; no row is domain.NotFound.
func one[T any](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) (T, error) {
	var row T
	err := sqlx.GetContext(ctx, q, &row, query, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return row, domain.NotFound()
	}
	return row, translate(err)
}

// many reads all rows.
func many[T any](ctx context.Context, q sqlx.QueryerContext, query string, args ...any) ([]T, error) {
	rows := []T{}
	err := sqlx.SelectContext(ctx, q, &rows, query, args...)
	return rows, translate(err)
}

// slice cuts the one row too many that tells whether a further page exists.
func slice[T any](rows []T, limit int, cursor func(T) string) domain.Slice[T] {
	if len(rows) <= limit {
		return domain.Slice[T]{Items: rows}
	}
	rows = rows[:limit]
	return domain.Slice[T]{Items: rows, Next: cursor(rows[limit-1])}
}

// wrapID lets pgx send our ids in binary: it would otherwise go through their text.
func wrapID(value any) (pgtype.WrappedEncodePlanNextSetter, any, bool) {
	id, ok := value.(interface{ Bytes16() [16]byte })
	if !ok {
		return nil, nil, false
	}
	return &wrappedID{}, pgtype.UUID{Bytes: id.Bytes16(), Valid: true}, true
}

type wrappedID struct{ next pgtype.EncodePlan }

// SetNext is told how a UUID is encoded.
func (w *wrappedID) SetNext(next pgtype.EncodePlan) { w.next = next }

// Encode writes the id as a UUID.
func (w *wrappedID) Encode(value any, buf []byte) ([]byte, error) {
	id, ok := value.(interface{ Bytes16() [16]byte })
	if !ok {
		return nil, fmt.Errorf("not an id: %T", value)
	}
	return w.next.Encode(pgtype.UUID{Bytes: id.Bytes16(), Valid: true}, buf)
}
