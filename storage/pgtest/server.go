package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"laurel/app/embedded"
	"laurel/migrations"
)

// Databases made here begin with these, so that they are told from others on an outside server.
const (
	testPrefix     = "laurel_test_"
	templatePrefix = "laurel_template_"
)

// durabilityOff is what only tests may do: a test's data need not outlive the machine.
var durabilityOff = map[string]string{
	"fsync":              "off",
	"synchronous_commit": "off",
	"full_page_writes":   "off",
	"wal_level":          "minimal",
	"max_wal_senders":    "0",
	"autovacuum":         "off",
	"shared_buffers":     "64MB",
	"max_connections":    "300",
}

func newServer(ctx context.Context) (*server, error) {
	address, err := serverURL(ctx)
	if err != nil {
		return nil, err
	}
	s := &server{}
	if s.url, err = url.Parse(address); err != nil {
		return nil, errors.New("LAUREL_TEST_DATABASE_URL is not an address") // the error itself would show the password
	}
	if s.pool, err = pgxpool.New(ctx, address); err != nil {
		return nil, err
	}
	if os.Getenv("LAUREL_TEST_DATABASE_URL") == "" {
		if err := s.dropLeft(ctx); err != nil {
			return nil, err
		}
	}
	return s, s.prepareTemplate(ctx)
}

func serverURL(ctx context.Context) (string, error) {
	if outside := os.Getenv("LAUREL_TEST_DATABASE_URL"); outside != "" {
		return outside, nil
	}
	running, err := startOwn(ctx)
	if errors.Is(err, embedded.ErrUnsupported) {
		return "", errors.New("this build carries no PostgreSQL: run `make build` first, or set LAUREL_TEST_DATABASE_URL")
	}
	if err != nil {
		return "", err
	}
	return running.URL(), nil
}

// slots is how many test processes of one user may run at once.
const slots = 64

// startOwn runs the carried PostgreSQL in the first data folder that no other test process uses. It
// is stopped by the kernel when this process ends.
func startOwn(ctx context.Context) (*embedded.Postgres, error) {
	base := filepath.Join(os.TempDir(), "laurel-pgtest-"+strconv.Itoa(os.Geteuid()))
	// Passable, because root's PostgreSQL runs as an unprivileged user.
	if err := os.Mkdir(base, 0o711); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	for slot := range slots {
		folder := filepath.Join(base, strconv.Itoa(slot))
		if mine, err := take(folder + ".lock"); err != nil || !mine {
			if err != nil {
				return nil, err
			}
			continue
		}
		opts := embedded.Options{DataDir: folder, Settings: durabilityOff}
		running, err := embedded.StartPostgres(ctx, opts)
		var inUse *embedded.InUseError
		if errors.As(err, &inUse) {
			continue // the PostgreSQL of a process that was killed is still ending there
		}
		// Without fsync a folder may be damaged by a power cut, one of another version is of no use, and
		// what tidies the folder for temporary files takes parts of it: nothing is worth keeping.
		if err != nil && !errors.Is(err, embedded.ErrUnsupported) && ctx.Err() == nil {
			if err := os.RemoveAll(folder); err != nil {
				return nil, err
			}
			running, err = embedded.StartPostgres(ctx, opts)
		}
		return running, err
	}
	return nil, fmt.Errorf("%d test processes run already", slots)
}

// take locks a file until this process ends, so that nobody else uses or removes what it stands for;
// mine is false where another process has it.
func take(name string) (mine bool, err error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		return false, errors.Join(file.Close(), ignoreBusy(err))
	}
	taken = append(taken, file)
	return true, nil
}

// taken keeps the locked files open.
var taken []*os.File

func ignoreBusy(err error) error {
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil
	}
	return err
}

// dropLeft drops what killed test processes have left in a folder that is ours alone: their
// databases, and templates of other migrations.
func (s *server) dropLeft(ctx context.Context) error {
	keep, err := templateName()
	if err != nil {
		return err
	}
	rows, err := s.pool.Query(ctx, `select datname from pg_database
		where starts_with(datname, $1) or (starts_with(datname, $2) and datname <> $3)`, testPrefix, templatePrefix, keep)
	if err != nil {
		return err
	}
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range left {
		if _, err := s.pool.Exec(ctx, "drop database "+quote(name)+" with (force)"); err != nil {
			return err
		}
	}
	return nil
}

// prepareTemplate makes the database that tests are cloned from, unless it is there. Several
// processes may share an outside server: one makes it, under another name until it is whole, while
// the others wait for its lock.
func (s *server) prepareTemplate(ctx context.Context) error {
	name, err := templateName()
	if err != nil {
		return err
	}
	s.template = name
	lock, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer lock.Release()
	if _, err := lock.Exec(ctx, "select pg_advisory_lock(hashtext('laurel.pgtest'))"); err != nil {
		return err
	}
	defer lock.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock(hashtext('laurel.pgtest'))") //nolint:errcheck // the connection's end frees it as well
	var exists bool
	if err := lock.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&exists); err != nil || exists {
		return err
	}
	partial := name + "_partial"
	for _, step := range []func() error{
		func() error { return s.exec(ctx, "drop database if exists "+quote(partial)+" with (force)") },
		func() error { return s.exec(ctx, "create database "+quote(partial)+" template template0") },
		func() error { return migrate(ctx, s.address(partial)) },
		// Whoever is connected to a template keeps it from being cloned.
		func() error { return s.exec(ctx, "alter database "+quote(partial)+" with allow_connections false") },
		func() error { return s.exec(ctx, "alter database "+quote(partial)+" rename to "+quote(name)) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("the template of the tests' databases: %w", err)
		}
	}
	return nil
}

func (s *server) exec(ctx context.Context, sql string) error {
	_, err := s.pool.Exec(ctx, sql)
	return err
}

func migrate(ctx context.Context, address string) error {
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = migrations.Up(ctx, pool)
	return err
}

// templateName depends on the text of all migrations: who changes one gets a new template.
func templateName() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := migrations.FS.ReadFile(name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
		return err
	})
	return templatePrefix + hex.EncodeToString(sum.Sum(nil))[:16], err
}
