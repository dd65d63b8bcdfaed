package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// cluster is PostgreSQL's part of the data folder.
type cluster struct {
	as       account
	folder   string // the account's own: data and sockets
	data     string
	programs string
	password string
	log      *slog.Logger
}

// settings are what PostgreSQL runs with, the same at each start. Errors of statements are not
// logged: they reach the caller, and their text may hold what people wrote.
var settings = map[string]string{ //nolint:gosec // no password among them
	"listen_addresses":         "",
	"unix_socket_permissions":  "0700",
	"port":                     port,
	"max_connections":          "100",
	"shared_buffers":           "128MB",
	"effective_cache_size":     "512MB",
	"work_mem":                 "8MB",
	"maintenance_work_mem":     "64MB",
	"max_wal_size":             "1GB",
	"random_page_cost":         "1.1", // solid-state disks
	"jit":                      "off", // not carried
	"fsync":                    "on",
	"synchronous_commit":       "on",
	"full_page_writes":         "on",
	"timezone":                 "UTC",
	"log_timezone":             "UTC",
	"lc_messages":              "C",
	"log_min_messages":         "log",
	"log_min_error_statement":  "panic",
	"log_checkpoints":          "off",
	"logging_collector":        "off",
	"log_destination":          "stderr",
	"log_line_prefix":          "",
	"password_encryption":      "scram-sha-256",
	"restart_after_crash":      "on",
	"shared_preload_libraries": "",
}

// openCluster makes sure that there is a cluster of the right version which nobody uses.
func openCluster(ctx context.Context, opts Options, as account, programs string) (*cluster, error) {
	folder := filepath.Join(opts.DataDir, "postgres")
	if err := as.own(folder); err != nil {
		return nil, err
	}
	c := &cluster{as: as, folder: folder, data: filepath.Join(folder, "data"), programs: programs, log: opts.Log}
	password, fresh, err := secret(filepath.Join(opts.DataDir, "postgres.password"))
	if err != nil {
		return nil, err
	}
	c.password = password
	c.removeHalves()
	version, err := os.ReadFile(filepath.Join(c.data, "PG_VERSION"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, c.initialise(ctx)
	case err != nil:
		return nil, err
	case strings.TrimSpace(string(version)) != PostgresVersion:
		return nil, &VersionError{Folder: opts.DataDir, Found: strings.TrimSpace(string(version))}
	}
	if err := c.waitForPrevious(ctx); err != nil || !fresh {
		return c, err
	}
	return c, c.setPassword(ctx)
}

// half is how the folder of a cluster is named until it is whole.
const half = "initialising-"

// removeHalves removes what an initialisation that was killed has left.
func (c *cluster) removeHalves() {
	left, _ := filepath.Glob(filepath.Join(c.folder, half+"*"))
	for _, folder := range left {
		c.log.Info("removing what an interrupted first start has left", "folder", folder)
		if err := os.RemoveAll(folder); err != nil {
			c.log.Warn("it could not be removed", "folder", folder, "error", err)
		}
	}
}

// locales are the names of locales that know all of Unicode's letters. PostgreSQL's trigram and
// full-text search ask the C library what a letter is: in the locale C only ASCII would be found.
// Order and case come from PostgreSQL's own C.UTF-8, the same on every machine.
var locales = []string{"C.UTF-8", "C.utf8", "en_US.UTF-8", "ru_RU.UTF-8"}

// initialise makes the cluster in a folder beside its place and renames it when it is whole.
func (c *cluster) initialise(ctx context.Context) error {
	if entries, err := os.ReadDir(c.data); err == nil && len(entries) > 0 {
		return fmt.Errorf("the folder %s holds files but no PostgreSQL data: move them away first", c.data)
	}
	partial, err := os.MkdirTemp(c.folder, half)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(partial) }()
	if err := c.as.own(partial); err != nil {
		return err
	}
	if err := c.writePassword(filepath.Join(partial, "password")); err != nil {
		return err
	}
	c.log.Info("making the data folder of PostgreSQL", "folder", c.data)
	if err := c.initdb(ctx, partial); err != nil {
		return err
	}
	_ = os.Remove(c.data) // at most an empty folder
	if err := os.Rename(filepath.Join(partial, "data"), c.data); err != nil {
		return err
	}
	return flush(c.folder)
}

// writePassword hands the password to initdb, which runs as another user: in a folder that only that
// user can enter, until the cluster is made.
func (c *cluster) writePassword(file string) error {
	if err := os.WriteFile(file, []byte(c.password), 0o600); err != nil || !c.as.switched {
		return err
	}
	return os.Chown(file, int(c.as.uid), int(c.as.gid))
}

// initdb makes `data` in the folder, with the owner's password from the file `password` beside it.
func (c *cluster) initdb(ctx context.Context, folder string) error {
	for _, locale := range locales {
		in, err := c.as.place(folder)
		if err != nil {
			return err
		}
		cmd := c.command(ctx, "initdb",
			"--pgdata", in.path+"/data", "--username", owner, "--pwfile", in.path+"/password", "--auth", "scram-sha-256",
			"--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
			"--locale", "C", "--lc-ctype", locale, "--text-search-config", "simple", "--no-instructions")
		run, err := in.start(cmd, c.as, c.log)
		if err != nil {
			return err
		}
		err = run.wait(ctx)
		if err == nil || ctx.Err() != nil {
			return err
		}
		said := run.said.String()
		if strings.Contains(said, "invalid locale name") {
			continue
		}
		if strings.Contains(said, "could not look up effective user ID") {
			return fmt.Errorf("the user id %d has no name on this machine, which PostgreSQL needs: add it to /etc/passwd, start laurel as another user, or set DATABASE_URL", c.as.uid)
		}
		return fmt.Errorf("initdb failed: %w\n%s", err, said)
	}
	return fmt.Errorf("this machine has none of the locales %s, one of which the search in names needs: install one, or set DATABASE_URL", strings.Join(locales, ", "))
}

// setPassword gives the owner the present password, where the file of the former one was lost: the
// account of the server may always do so, without the server running.
func (c *cluster) setPassword(ctx context.Context) error {
	c.log.Warn("the file of PostgreSQL's password was missing: a new password is set")
	in, err := c.as.place(c.data)
	if err != nil {
		return err
	}
	cmd := c.command(ctx, "postgres", "--single", "-D", in.path, "postgres")
	cmd.Stdin = strings.NewReader("alter role " + owner + " password '" + c.password + "'\n") // letters and digits only
	run, err := in.start(cmd, c.as, c.log)
	if err != nil {
		return err
	}
	if err := run.wait(ctx); err != nil {
		return fmt.Errorf("setting PostgreSQL's password failed: %w\n%s", err, run.said)
	}
	return nil
}

// patience is how long the PostgreSQL of a killed Laurel is given to end: it has been told to by the
// kernel and writes out what it holds.
const patience = time.Minute

// waitForPrevious waits until nothing of a previous run works on the data any more, and removes its
// postmaster.pid: PostgreSQL would refuse to start where the id in it belongs to some other process by now.
func (c *cluster) waitForPrevious(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for told := false; ; {
		left := workersIn(c.data)
		if len(left) == 0 {
			break
		}
		if !told {
			c.log.Info("waiting for the PostgreSQL of the previous run to end", "processes", left)
			told = true
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the PostgreSQL of a previous run (processes %v) still works on %s: %w", left, c.data, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
	err := os.Remove(filepath.Join(c.data, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		c.log.Info("the previous run was killed; PostgreSQL recovers from its log")
	}
	return err
}

// serve starts the server. More overrides the settings.
func (c *cluster) serve(ctx context.Context, sockets string, more map[string]string) (*child, error) {
	in, err := c.as.place(c.data)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(settings)
	maps.Copy(all, more)
	all["unix_socket_directories"] = sockets
	args := []string{"-D", in.path}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return in.start(c.command(ctx, "postgres", args...), c.as, c.log)
}

func (c *cluster) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	return command(ctx, filepath.Join(c.programs, "bin", program), args...)
}

// isFull says whether the error, or what PostgreSQL said, is that the disk is full.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		strings.Contains(err.Error(), "No space left on device") || strings.Contains(err.Error(), "Disk quota exceeded")
}
