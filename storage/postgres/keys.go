package postgres

import (
	"bytes"
	"hash/fnv"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"laurel/domain"
)

// IdempotencyKeys are the answers of calls that came with a key.
type IdempotencyKeys struct{ tx *Tx }

// Call names a call by its caller and the key that it came with.
type Call struct {
	Caller domain.EmployeeID
	Key    string
}

// Kept is the answer of a call that was made before.
type Kept struct {
	Request   []byte
	Status    int
	Response  []byte
	Encrypted bool
	At        time.Time
}

// KeyState is what a look-up of a key has found.
type KeyState struct {
	locked bool
	kept   *Kept
}

// TakeQueries hold the keys of some different calls for this transaction and look for earlier
// answers: queries of Tx.Read, after which found is called with the outcome. The locks belong to the
// transaction, so a killed call leaves nothing behind.
func (k IdempotencyKeys) TakeQueries(calls []Call, notBefore time.Time, found func(map[Call]KeyState) error) []Query {
	states := make(map[Call]KeyState, len(calls))
	var queries []Query
	for some := range slices.Chunk(calls, mostRows) {
		queries = append(queries, lockKeys(states, some), findKeys(states, some, notBefore))
	}
	if len(queries) > 0 {
		last := queries[len(queries)-1].collect
		queries[len(queries)-1].collect = func(rows pgx.Rows) error {
			if err := last(rows); err != nil {
				return err
			}
			return found(states)
		}
	}
	return queries
}

var (
	lockKey = newMulti(0, `select r.place, pg_try_advisory_xact_lock(r.hash) from (values `, `($1::integer, $2::bigint)`, `) as r (place, hash)`)
	findKey = newMulti(0, `select k.caller, k.key, k.request, k.status, k.response, k.encrypted, k.at from (values `,
		`($1::uuid, $2::text)`, `) as r (caller, key) join idempotency k on k.caller = r.caller and k.key = r.key`)
)

func lockKeys(states map[Call]KeyState, calls []Call) Query {
	rows := make([]any, 0, 2*len(calls))
	for i, c := range calls {
		h := fnv.New64a()
		_, _ = h.Write(append(c.Caller.UUID[:], c.Key...)) // a hash takes everything
		rows = append(rows, i, int64(h.Sum64()))           //nolint:gosec // any 64 bits will do
	}
	q := Query{collect: func(rows pgx.Rows) error {
		var place int
		var locked bool
		_, err := pgx.ForEachRow(rows, []any{&place, &locked}, func() error {
			states[calls[place]] = KeyState{locked: locked}
			return nil
		})
		return err
	}}
	q.sql, q.args = lockKey.padded(rows)
	return q
}

func findKeys(states map[Call]KeyState, calls []Call, notBefore time.Time) Query {
	rows := make([]any, 0, 2*len(calls))
	for _, c := range calls {
		rows = append(rows, c.Caller, c.Key)
	}
	q := Query{collect: func(rows pgx.Rows) error {
		for rows.Next() {
			var c Call
			var kept Kept
			if err := rows.Scan(&c.Caller, &c.Key, &kept.Request, &kept.Status, &kept.Response, &kept.Encrypted, &kept.At); err != nil {
				return err
			}
			if kept.At.After(notBefore) {
				states[c] = KeyState{locked: states[c].locked, kept: &kept}
			}
		}
		return rows.Err()
	}}
	q.sql, q.args = findKey.padded(rows)
	return q
}

// Earlier gives the earlier answer of the same request, nil where there is none; the error says that
// the key is in use by a call that still runs, or was used for another request.
func (s KeyState) Earlier(request []byte) (*Kept, error) {
	if !s.locked {
		return nil, domain.Conflict("idempotency_in_progress", "The first call with this key still runs.")
	}
	if s.kept != nil && !bytes.Equal(s.kept.Request, request) {
		return nil, domain.Invalid("idempotency_key_reused", "This key was used for another request.")
	}
	return s.kept, nil
}

// Keep stores the answer in the transaction of its effect.
func (k IdempotencyKeys) Keep(c Call, kept Kept) {
	k.tx.add(keepKey, c.Caller, c.Key, kept.Request, kept.Status, kept.Response, kept.Encrypted, kept.At)
}

var keepKey = newInsert(`idempotency`, `caller uuid, key text, request bytea, status integer, response bytea, encrypted boolean, at timestamptz`).
	then(` on conflict (caller, key) do update set request = excluded.request, status = excluded.status,
		response = excluded.response, encrypted = excluded.encrypted, at = excluded.at`)
