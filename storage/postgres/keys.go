package postgres

import (
	"bytes"
	"hash/fnv"
	"time"

	"github.com/jackc/pgx/v5"

	"laurel/domain"
)

// IdempotencyKeys are the answers of calls that came with a key.
type IdempotencyKeys struct{ tx *Tx }

// Kept is the answer of a call that was made before.
type Kept struct {
	Request   []byte    `db:"request"`
	Status    int       `db:"status"`
	Response  []byte    `db:"response"`
	Encrypted bool      `db:"encrypted"`
	At        time.Time `db:"at"`
}

// KeyState is what a look-up of a key has found.
type KeyState struct {
	locked bool
	kept   []Kept
}

// TakeQueries hold the key for this transaction and look for an earlier answer: two queries of
// Tx.Read; found is called with the outcome. The lock belongs to the transaction, so a killed call
// leaves nothing behind.
func (k IdempotencyKeys) TakeQueries(caller domain.EmployeeID, key string, notBefore time.Time, found func(KeyState) error) []Query {
	h := fnv.New64a()
	_, _ = h.Write(append(caller.UUID[:], key...)) // a hash takes everything
	var state KeyState
	return []Query{
		{sql: `select pg_try_advisory_xact_lock($1)`, args: []any{int64(h.Sum64())}, //nolint:gosec // any 64 bits will do
			collect: func(rows pgx.Rows) (err error) {
				state.locked, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
				return err
			}},
		{
			sql:  `select request, status, response, encrypted, at from idempotency where caller = $1 and key = $2 and at > $3`,
			args: []any{caller, key, notBefore},
			collect: func(rows pgx.Rows) (err error) {
				if state.kept, err = pgx.CollectRows(rows, pgx.RowToStructByName[Kept]); err != nil {
					return err
				}
				return found(state)
			},
		},
	}
}

// Earlier gives the earlier answer of the same request, nil where there is none; the error says that
// the key is in use by a call that still runs, or was used for another request.
func (s KeyState) Earlier(request []byte) (*Kept, error) {
	if !s.locked {
		return nil, domain.Conflict("idempotency_in_progress", "The first call with this key still runs.")
	}
	if len(s.kept) == 0 {
		return nil, nil //nolint:nilnil // no earlier answer is no fault
	}
	if !bytes.Equal(s.kept[0].Request, request) {
		return nil, domain.Invalid("idempotency_key_reused", "This key was used for another request.")
	}
	return &s.kept[0], nil
}

// Keep stores the answer in the transaction of its effect.
func (k IdempotencyKeys) Keep(caller domain.EmployeeID, key string, kept Kept) {
	k.tx.queue(`insert into idempotency (caller, key, request, status, response, encrypted, at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (caller, key) do update set request = excluded.request, status = excluded.status,
			response = excluded.response, encrypted = excluded.encrypted, at = excluded.at`,
		caller, key, kept.Request, kept.Status, kept.Response, kept.Encrypted, kept.At)
}
