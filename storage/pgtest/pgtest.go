// Package pgtest gives each test a database of its own on a real PostgreSQL: a clone of a template
// that has all migrations, made in about 10 ms. It is for tests only.
//
// The server is the one that LAUREL_TEST_DATABASE_URL names, or the PostgreSQL that Laurel carries:
// one for each test process, which ends with that process. Its data folder is kept in the system's
// folder for temporary files and used again by later processes, so that only the first pays for
// making it.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// New gives a pool on a fresh database with all migrations, as the owner of the schema. Pool and
// database are gone when the test ends.
func New(tb testing.TB) *pgxpool.Pool {
	tb.Helper()
	return Open(tb, URL(tb))
}

// Open gives a pool on a database, closed when the test ends.
func Open(tb testing.TB, databaseURL string) *pgxpool.Pool {
	tb.Helper()
	pool, err := pgxpool.New(tb.Context(), databaseURL)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	return pool
}

// URL gives the address of a fresh database with all migrations, as the owner of the schema. The
// database is dropped when the test ends.
func URL(tb testing.TB) string {
	tb.Helper()
	s := started(tb)
	return s.create(tb, s.template)
}

// Empty gives the address of a fresh database without any table, dropped when the test ends.
func Empty(tb testing.TB) string {
	tb.Helper()
	return started(tb).create(tb, "template0")
}

// Redis gives a Redis of the test's own inside the process. Its time stands still until the test
// drives it by FastForward.
func Redis(tb testing.TB) *miniredis.Miniredis {
	tb.Helper()
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr("127.0.0.1:0"); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(server.Close)
	return server
}

// server is the PostgreSQL of this test process.
type server struct {
	url      *url.URL // of a database that is only for making others
	pool     *pgxpool.Pool
	template string
}

var start = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	return newServer(ctx)
})

func started(tb testing.TB) *server {
	tb.Helper()
	s, err := start()
	if err != nil {
		tb.Fatalf("a PostgreSQL for the tests: %v", err)
	}
	return s
}

// create clones a database from the template. Databases are named at random, because other
// processes may use the same outside server.
func (s *server) create(tb testing.TB, template string) string {
	tb.Helper()
	name := testPrefix + strings.ToLower(rand.Text()[:16])
	// Copying files is faster than the default, which writes each page to the log.
	if _, err := s.pool.Exec(tb.Context(), fmt.Sprintf("create database %s template %s strategy file_copy", quote(name), quote(template))); err != nil {
		tb.Fatalf("a database for the test: %v", err)
	}
	tb.Cleanup(func() {
		if _, err := s.pool.Exec(context.Background(), "drop database "+quote(name)+" with (force)"); err != nil {
			tb.Errorf("the test's database could not be dropped: %v", err)
		}
	})
	return s.address(name)
}

func (s *server) address(database string) string {
	u := *s.url
	u.Path = "/" + database
	return u.String()
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
