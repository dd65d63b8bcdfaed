package embedded

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// The names that never change: a data folder keeps them.
const (
	owner    = "laurel" // the superuser, who owns the schema
	database = "laurel"
	port     = "5432" // names the socket only; nothing listens on a network
)

// Postgres is a running PostgreSQL that belongs to this process.
type Postgres struct {
	server   *child
	url      string
	cleanUp  []func() // run in this order when the server has ended
	stopOnce sync.Once
}

// URL is the address of the database `laurel` for the owner of the schema, over the Unix socket. It
// holds the password.
func (p *Postgres) URL() string { return p.url }

// Done is closed when PostgreSQL has ended: after Stop, or because it died.
func (p *Postgres) Done() <-chan struct{} { return p.server.done }

// Err says, once Done is closed, how PostgreSQL ended; nil after a clean stop.
func (p *Postgres) Err() error {
	select {
	case <-p.server.done:
	default:
		return nil
	}
	if p.server.err == nil {
		return nil
	}
	return fmt.Errorf("the embedded PostgreSQL ended: %w\n%s", p.server.err, p.server.said)
}

// Stop ends PostgreSQL: sessions are cut, everything committed is on disk. It frees the data folder.
// Calling it again does nothing.
func (p *Postgres) Stop() error {
	p.stopOnce.Do(func() {
		p.end()
	})
	return p.Err()
}

// end asks for a fast shutdown, then for an immediate one, from which the next start recovers.
func (p *Postgres) end() {
	p.server.stop([]syscall.Signal{syscall.SIGINT, syscall.SIGQUIT}, 10*time.Second)
	for _, step := range p.cleanUp {
		step()
	}
}

// StartPostgres runs the carried PostgreSQL on the data folder, which is made at the first start,
// and returns when it answers. The context bounds the start alone. Errors are sentences for the
// operator; among them ErrUnsupported, *InUseError and *VersionError.
func StartPostgres(ctx context.Context, opts Options) (*Postgres, error) {
	archive, err := postgresArchive(runtime.GOARCH)
	if err != nil {
		return nil, err
	}
	if opts, err = opts.complete(); err != nil {
		return nil, err
	}
	lock, err := openFolder(opts.DataDir)
	if err != nil {
		return nil, err
	}
	p, err := start(ctx, opts, archive)
	if err != nil {
		return nil, errors.Join(understandable(opts.DataDir, err), lock.Close())
	}
	p.cleanUp = append(p.cleanUp, func() { _ = lock.Close() }) // closing frees the folder: last
	return p, nil
}

func start(ctx context.Context, opts Options, archive packed) (*Postgres, error) {
	as, err := childAccount(filepath.Join(opts.DataDir, "postgres"))
	if err != nil {
		return nil, err
	}
	programs, err := unpackFor(as, opts, archive)
	if err != nil {
		return nil, fmt.Errorf("unpacking PostgreSQL failed: %w", err)
	}
	c, err := openCluster(ctx, opts, as, programs)
	if err != nil {
		return nil, err
	}
	sockets, removeSockets, err := socketFolder(as, filepath.Join(c.folder, "run"), ".s.PGSQL."+port+".lock")
	if err != nil {
		return nil, err
	}
	server, err := c.serve(ctx, sockets, opts.Settings)
	if err != nil {
		removeSockets()
		return nil, err
	}
	p := &Postgres{server: server, url: address(sockets, database, c.password), cleanUp: []func(){removeSockets}}
	if err := p.open(ctx, c, opts.DataDir, address(sockets, "postgres", c.password)); err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// sharedPrograms is where root unpacks PostgreSQL when its unprivileged user cannot reach the data
// folder.
const sharedPrograms = "/var/cache/laurel"

// unpackFor unpacks PostgreSQL to where the account can run it. In the data folder, programs of other
// versions are removed; elsewhere another Laurel may still run them.
func unpackFor(as account, opts Options, archive packed) (string, error) {
	if !as.reaches(opts.Programs) {
		return unpackOnce(archive, sharedPrograms)
	}
	programs, err := unpackOnce(archive, opts.Programs)
	if err == nil && opts.ownPrograms() {
		if err := removeOthers(opts.Programs, programs); err != nil {
			opts.Log.Warn("programs of other versions could not be removed", "error", err)
		}
	}
	return programs, err
}

// open waits until the server answers and writes down where, for who attaches to it.
func (p *Postgres) open(ctx context.Context, c *cluster, folder, maintenance string) error {
	if err := p.ready(ctx, c.data); err != nil {
		return err
	}
	if err := makeDatabase(ctx, maintenance); err != nil {
		return err
	}
	file := filepath.Join(folder, postgresURLFile)
	p.cleanUp = append(p.cleanUp, func() { _ = os.Remove(file) })
	return replaceFile(file, p.url+"\n")
}

func address(sockets, database, password string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(owner, password), Path: "/" + database}
	u.RawQuery = url.Values{"host": {sockets}, "port": {port}}.Encode()
	return u.String()
}

// ready waits until PostgreSQL takes connections, which takes as long as it has to recover after a
// crash. It looks where pg_ctl looks; connecting before would fill the log with refusals.
func (p *Postgres) ready(ctx context.Context, data string) error {
	for {
		if text, err := os.ReadFile(filepath.Join(data, "postmaster.pid")); err == nil { //nolint:gosec // our own folder
			// The last line is the state; it is written when the others have been for long.
			if strings.HasSuffix(strings.TrimSpace(string(text)), "\nready") {
				return nil
			}
		}
		select {
		case <-p.server.done:
			return errors.Join(errors.New("PostgreSQL ended while it was starting"), p.Err())
		case <-ctx.Done():
			return fmt.Errorf("the embedded PostgreSQL was not ready in time: %w\n%s", ctx.Err(), p.server.said)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// makeDatabase makes the database at the first start.
func makeDatabase(ctx context.Context, maintenance string) error {
	db, err := pgx.Connect(ctx, maintenance)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close(ctx) }()
	var exists bool
	if err := db.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", database).Scan(&exists); err != nil || exists {
		return err
	}
	_, err = db.Exec(ctx, "create database "+database)
	return err
}

// understandable adds to a fault of the start what an operator can do about it.
func understandable(folder string, err error) error {
	switch {
	case isFull(err):
		return fmt.Errorf("the disk of the data folder %s is full: free some space (a first start takes about 150 MB) and start again; nothing is lost: %w", folder, err)
	default:
		return fmt.Errorf("the embedded PostgreSQL in %s did not start: %w", folder, err)
	}
}

// command prepares a program with an environment of its own: nothing of this process's (PGDATA,
// LC_ALL, LD_LIBRARY_PATH …) may change what it does. The context's end does not kill it: a server
// outlives the call that starts it.
func command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, args...) //nolint:gosec // our own program
	cmd.Dir = "/"                                                            // the present folder may be closed to the account
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LANG=C", "TZ=UTC"}
	return cmd
}
