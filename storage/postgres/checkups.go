package postgres

import (
	"context"
	"encoding/json"
	"time"
)

// Checkups is the table of how things stood when they were last looked at.
type Checkups struct {
	q  queryer
	tx *Tx
}

// Checkup is how one thing stood.
type Checkup struct {
	At   time.Time       `db:"at"`
	Good bool            `db:"good"`
	Data json.RawMessage `db:"data"`
}

// Get reads the last look at a thing; domain.NotFound where there was none.
func (c Checkups) Get(ctx context.Context, name string) (Checkup, error) {
	return one[Checkup](ctx, c.q, `select at, good, data from checkup where name = $1`, name)
}

// Put notes a look at a thing.
func (c Checkups) Put(name string, at time.Time, good bool, data any) {
	c.tx.queue(`insert into checkup (name, at, good, data) values ($1, $2, $3, $4)
		on conflict (name) do update set at = excluded.at, good = excluded.good, data = excluded.data`, name, at, good, asJSON(data))
}
