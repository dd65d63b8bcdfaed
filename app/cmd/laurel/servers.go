package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"laurel/app/embedded"
	"laurel/app/httpapi"
	"laurel/migrations"
	"laurel/storage/postgres"
)

// servers are the PostgreSQL and the Redis that this process works with: its own, those of a Laurel
// that runs on the same data folder, or outside ones.
type servers struct {
	DataDir     string // "" where nothing embedded is used
	DatabaseURL string
	RedisURL    string // "" for a command that needs none

	postgres *supervised
	redis    *embedded.Redis
}

// migrateURL is the address by which the owner of the schema connects.
func (s *servers) migrateURL(p *program) string {
	if s.postgres != nil || p.config.EmbeddedDatabase() {
		return s.DatabaseURL
	}
	return p.config.MigrateDatabaseURL
}

// operation is what is known of how these servers fare, and whether mail is set up.
func (s *servers) operation(mail bool) httpapi.Operation {
	o := httpapi.Operation{Mail: mail, InProcessRedis: s.redis != nil && s.redis.Kind() == embedded.RedisInProcess}
	if s.DataDir != "" {
		o.Space = func() (free, total int64, err error) { return embedded.Space(s.DataDir) }
	}
	return o
}

// startServers starts what is not configured. failed is called when an own server is lost for good.
func (p *program) startServers(ctx context.Context, failed func(error)) (*servers, error) {
	s := &servers{DatabaseURL: p.config.DatabaseURL, RedisURL: p.config.RedisURL}
	if s.DatabaseURL != "" && s.RedisURL != "" {
		return s, nil
	}
	var err error
	if s.DataDir, err = embedded.DefaultDataDir(p.getenv); err != nil {
		return nil, err
	}
	options := embedded.Options{DataDir: s.DataDir, Log: p.log}
	if s.DatabaseURL == "" {
		if s.postgres, err = supervise(ctx, options, failed); err != nil {
			return nil, err
		}
		s.DatabaseURL = s.postgres.url
	}
	if s.RedisURL == "" {
		if s.redis, err = embedded.StartRedis(ctx, options); err != nil {
			return nil, errors.Join(err, s.stop())
		}
		s.RedisURL = s.redis.URL()
		p.log.Info("no REDIS_URL: a Redis of our own runs", slog.String("kind", s.redis.Kind()))
	}
	return s, nil
}

// stop ends what startServers has started: Redis first, then PostgreSQL.
func (s *servers) stop() error {
	if s.redis != nil {
		s.redis.Stop()
	}
	if s.postgres != nil {
		return s.postgres.stop()
	}
	return nil
}

// attachServers finds the servers for a command: outside ones, those of the Laurel that runs on the
// data folder, or else a PostgreSQL that is started for the command.
func (p *program) attachServers(ctx context.Context) (*servers, error) {
	s := &servers{DatabaseURL: p.config.DatabaseURL, RedisURL: p.config.RedisURL}
	if s.DatabaseURL != "" {
		return s, nil
	}
	var err error
	if s.DataDir, err = embedded.DefaultDataDir(p.getenv); err != nil {
		return nil, err
	}
	var inUse *embedded.InUseError
	for deadline := p.now().Add(startPatience); ; {
		running, err := embedded.Attach(ctx, s.DataDir)
		if err == nil {
			s.DatabaseURL = running.DatabaseURL
			if s.RedisURL == "" {
				s.RedisURL = running.RedisURL
			}
			return s, nil
		}
		if !errors.Is(err, embedded.ErrNotRunning) {
			return nil, err
		}
		s.postgres, err = supervise(ctx, embedded.Options{DataDir: s.DataDir, Log: p.log}, func(error) {})
		if err == nil {
			s.DatabaseURL = s.postgres.url
			return s, nil
		}
		// A Laurel that is just starting has locked the folder and will be there in a moment.
		if !errors.As(err, &inUse) || !p.now().Before(deadline) {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// startPatience is how long a command waits for a Laurel that is just starting.
const startPatience = 15 * time.Second

// openDatabase connects as the role that may not change history, and checks the schema.
func openDatabase(ctx context.Context, url string, connections int) (*postgres.DB, error) {
	db, err := postgres.Open(ctx, postgres.Options{URL: url, Role: "laurel_app", Connections: connections})
	if err != nil {
		return nil, err
	}
	if err := reach(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	if err := migrations.Check(ctx, db.Pool()); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// reach waits a moment for a server that is still starting.
func reach(ctx context.Context, db *postgres.DB) error {
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	for {
		err := db.Ping(ctx)
		if err == nil {
			return nil
		}
		var refused *pgconn.PgError
		if errors.As(err, &refused) {
			switch refused.Code {
			case "42501", "42704", "22023": // may not be it, or there is no such role: the schema is not there yet
				return postgres.ErrNoRole
			case "57P03": // still starting
			default:
				return fmt.Errorf("PostgreSQL refuses: %s", refused.Message)
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("PostgreSQL does not answer at the address of DATABASE_URL")
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// migrateSchema brings the schema up to date as its owner.
func migrateSchema(ctx context.Context, url string) (applied int, err error) {
	owner, err := postgres.Open(ctx, postgres.Options{URL: url, Connections: 3})
	if err != nil {
		return 0, err
	}
	defer owner.Close()
	if err := reach(ctx, owner); err != nil {
		return 0, err
	}
	return migrations.Up(ctx, owner.Pool())
}
