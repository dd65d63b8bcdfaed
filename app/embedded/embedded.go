// Package embedded runs the PostgreSQL and the Redis that Laurel brings along, for an organisation
// that has configured none. PostgreSQL is a real one, unpacked from the binary and run as a child
// over a Unix socket; Redis is the machine's own redis-server as a child or, where there is none,
// one inside the process.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// PostgresVersion is the major version of the PostgreSQL that Laurel carries. A data folder of
// another one is refused: its format differs.
const PostgresVersion = "18"

// ErrUnsupported says that this binary carries no PostgreSQL for the machine it runs on.
var ErrUnsupported = errors.New("this laurel carries no PostgreSQL for this machine: set DATABASE_URL to a PostgreSQL 16 to 18")

// ErrNotRunning says that no Laurel runs on the data folder, so there is nothing to attach to.
var ErrNotRunning = errors.New("no laurel runs on this data folder")

// InUseError says that another process serves the data folder already.
type InUseError struct {
	Folder  string
	Process int // 0 where it could not be read
}

// Error names the folder and the process.
func (e *InUseError) Error() string {
	return fmt.Sprintf("another laurel (process %d) already runs on the data folder %s: stop it, or set LAUREL_DATA_DIR to another folder", e.Process, e.Folder)
}

// VersionError says that the data folder was made by another major version of PostgreSQL.
type VersionError struct {
	Folder string
	Found  string // as the file PG_VERSION says
}

// Error names both versions and the way out.
func (e *VersionError) Error() string {
	return fmt.Sprintf("the data folder %s holds data of PostgreSQL %s, this laurel carries PostgreSQL %s: "+
		"make a backup with the laurel that made the folder and restore it into an empty one; nothing was changed",
		e.Folder, e.Found, PostgresVersion)
}

// Options say where and how the servers run.
type Options struct {
	// DataDir is the data folder; it is made where it is missing.
	DataDir string
	// Programs is where PostgreSQL is unpacked, once for all that share the folder; default: the
	// folder `programs` in the data folder.
	Programs string
	// Settings change settings of PostgreSQL; for tests, which do without durability.
	Settings map[string]string
	// Log takes what the servers say; default: nothing is logged.
	Log *slog.Logger
}

func (o Options) complete() (Options, error) {
	folder, err := filepath.Abs(o.DataDir)
	if err != nil || o.DataDir == "" {
		return o, errors.Join(errors.New("no data folder is given"), err)
	}
	o.DataDir = folder
	if o.Programs == "" {
		o.Programs = o.programsInside()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

func (o Options) programsInside() string { return filepath.Join(o.DataDir, "programs") }

// ownPrograms says whether nobody else unpacks into the folder of the programs.
func (o Options) ownPrograms() bool { return o.Programs == o.programsInside() }

// The files of the data folder that say where the running servers are. They hold passwords.
const (
	postgresURLFile = "postgres.url"
	redisURLFile    = "redis.url"
)

// Servers are the addresses of the servers that a running Laurel has started.
type Servers struct {
	DatabaseURL string
	RedisURL    string // "" where that Laurel uses a Redis of the operator's
}

// Attach gives the addresses of the servers of the Laurel that runs on the data folder, so that a
// command can work beside it; ErrNotRunning where none runs.
func Attach(ctx context.Context, folder string) (Servers, error) {
	address, err := os.ReadFile(filepath.Join(folder, postgresURLFile)) //nolint:gosec // the operator's folder
	if errors.Is(err, fs.ErrNotExist) {
		return Servers{}, ErrNotRunning
	}
	if err != nil {
		return Servers{}, err
	}
	servers := Servers{DatabaseURL: strings.TrimSpace(string(address))}
	db, err := pgx.Connect(ctx, servers.DatabaseURL)
	if err != nil {
		// The file is what a killed process has left, or that process is just going down.
		return Servers{}, ErrNotRunning
	}
	if err := db.Close(ctx); err != nil {
		return Servers{}, err
	}
	address, err = os.ReadFile(filepath.Join(folder, redisURLFile)) //nolint:gosec // the operator's folder
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Servers{}, err
	}
	servers.RedisURL = strings.TrimSpace(string(address))
	return servers, nil
}

// DefaultDataDir is the data folder where LAUREL_DATA_DIR sets none: for root /var/lib/laurel, which
// the unprivileged user of PostgreSQL can reach; else $XDG_DATA_HOME/laurel or ~/.local/share/laurel.
// The environment is read through getenv.
func DefaultDataDir(getenv func(string) string) (string, error) {
	if folder := getenv("LAUREL_DATA_DIR"); folder != "" {
		return filepath.Abs(folder)
	}
	if os.Geteuid() == 0 {
		return "/var/lib/laurel", nil
	}
	// The XDG base directory specification ignores a relative path.
	if folder := getenv("XDG_DATA_HOME"); filepath.IsAbs(folder) {
		return filepath.Join(folder, "laurel"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "laurel"), nil
	}
	return "", errors.New("there is no home folder to keep data in: set LAUREL_DATA_DIR")
}
