// Package migrations holds the schema: numbered SQL files, forward only, and the one function that
// brings a database up to date. River's own tables come with River's own migrations.
package migrations

import (
	"context"
	"embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// FS holds the files `NNNN_what.sql`.
//
//go:embed *.sql
var FS embed.FS

// ErrOld says that the database's schema is older than this program; ErrNew that it is newer than
// this program knows.
var (
	ErrOld = errors.New("the schema of the database is older than this version of laurel: run `laurel migrate`")
	ErrNew = errors.New("the schema of the database is newer than this version of laurel: run the newer laurel")
)

// Up applies what is missing and gives the number of applied files. The pool's user must own the
// schema. Two callers at once wait for each other.
func Up(ctx context.Context, pool *pgxpool.Pool) (int, error) {
	lock, err := pool.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer lock.Release()
	if _, err := lock.Exec(ctx, "select pg_advisory_lock(hashtext('laurel.migrate'))"); err != nil {
		return 0, err
	}
	defer lock.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock(hashtext('laurel.migrate'))") //nolint:errcheck // the connection's end frees it as well
	provider, closeProvider, err := newProvider(pool)
	if err != nil {
		return 0, err
	}
	defer closeProvider()
	results, err := provider.Up(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	river, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return 0, err
	}
	if _, err := river.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return 0, fmt.Errorf("migrate the tables of jobs: %w", err)
	}
	return len(results), nil
}

// Check gives ErrOld or ErrNew where the database's schema is not this program's.
func Check(ctx context.Context, pool *pgxpool.Pool) error {
	provider, closeProvider, err := newProvider(pool)
	if err != nil {
		return err
	}
	defer closeProvider()
	sources := provider.ListSources()
	want := sources[len(sources)-1].Version
	var have int64
	err = pool.QueryRow(ctx, `select coalesce(max(version_id), 0) from goose_db_version where is_applied`).Scan(&have)
	switch {
	case err != nil:
		var exists bool
		if e := pool.QueryRow(ctx, "select to_regclass('goose_db_version') is not null").Scan(&exists); e == nil && !exists {
			return ErrOld
		}
		return err
	case have < want:
		return ErrOld
	case have > want:
		return ErrNew
	}
	return nil
}

func newProvider(pool *pgxpool.Pool) (*goose.Provider, func(), error) {
	db := stdlib.OpenDBFromPool(pool)
	provider, err := goose.NewProvider(goose.DialectPostgres, db, FS)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return provider, func() { _ = db.Close() }, nil
}
