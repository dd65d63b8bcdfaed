package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Imports bring files in: the lines are copied into a temporary table of the transaction, checked
// there and written from there, each step as one statement over all of them, so that memory stays flat
// whatever the length of the file.
type Imports struct {
	q  queryer
	tx *Tx
}

// ImportFault is what is wrong with a line of a file. Line counts as an editor does; Column is the
// name in the header.
type ImportFault struct {
	Line    int64  `db:"line"`
	Column  string `db:"column_name"`
	Message string `db:"message"`
}

// MostImportFaults is how many faults of a file are told; all are counted.
const MostImportFaults = 100

// Begin lets one import at a time work in the database, and makes the place for its faults.
func (i Imports) Begin(ctx context.Context) error {
	if err := i.tx.Flush(ctx); err != nil {
		return err
	}
	err := i.execAll(ctx,
		`select pg_advisory_xact_lock(hashtext('laurel.import'))`,
		`set local work_mem = '64MB'`) // one import sorts at a time
	if err != nil {
		return err
	}
	_, err = i.exec(ctx, `create temporary table import_fault (line bigint not null, column_name text not null, message text not null) on commit drop`)
	return err
}

// Faults gives the first faults that were found in the database, and how many lines and faults there
// are in all.
func (i Imports) Faults(ctx context.Context) (first []ImportFault, total int64, err error) {
	first, err = many[ImportFault](ctx, i.q, `select line, column_name, message from import_fault order by line, column_name limit $1`, MostImportFaults)
	if err != nil {
		return nil, 0, err
	}
	total, err = one[int64](ctx, i.q, `select count(*) from import_fault`)
	return first, total, err
}

// exec runs a statement and gives how many rows it changed.
func (i Imports) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	if err := i.tx.begin(ctx); err != nil {
		return 0, translate(err)
	}
	err = i.tx.raw(func(conn *pgx.Conn) error {
		tag, err := conn.Exec(ctx, query, args...)
		changed = tag.RowsAffected()
		return err
	})
	return changed, translate(err)
}

// execAll runs statements without arguments, one after another.
func (i Imports) execAll(ctx context.Context, queries ...string) error {
	for _, query := range queries {
		if _, err := i.exec(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// copyInto copies rows as long as next gives some (nil ends them).
func (i Imports) copyInto(ctx context.Context, table string, columns []string, next func() ([]any, error)) error {
	var reading error
	err := i.tx.raw(func(conn *pgx.Conn) error {
		_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() (row []any, err error) {
			row, reading = next()
			return row, reading
		}))
		return err
	})
	if reading != nil {
		return reading // the server only hears that the copy was broken off
	}
	return translate(err)
}
