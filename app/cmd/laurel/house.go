package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"runtime"
	"time"

	"github.com/redis/go-redis/v9"

	"laurel/app/auth"
	"laurel/app/mail"
	"laurel/app/usecase"
	"laurel/app/webhook"
	"laurel/domain/approval"
	"laurel/migrations"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
)

// house is all that a server, or a command, is made of below HTTP.
type house struct {
	servers *servers
	public  *url.URL
	db      *postgres.DB
	redis   redis.UniversalClient // nil for a command that needs none
	poster  *webhook.Poster
	uc      *usecase.UseCases
	boards  *redisboard.Boards
	wake    chan struct{} // a committed event says so to the worker
	demo    bool          // it is the demo organisation's
}

func (h *house) close() {
	if h.poster != nil {
		h.poster.Close()
	}
	if h.redis != nil {
		_ = h.redis.Close()
	}
	h.db.Close()
}

// open brings the schema up to date where it is ours, and wires everything below HTTP.
func (p *program) open(ctx context.Context, s *servers, public *url.URL) (*house, error) {
	if p.config.EmbeddedDatabase() {
		if _, err := migrateSchema(ctx, s.DatabaseURL); err != nil {
			return nil, err
		}
	}
	return p.openBeside(ctx, s, public, p.config.DatabaseConns)
}

// openBeside is open for a database that others serve from: it never migrates.
func (p *program) openBeside(ctx context.Context, s *servers, public *url.URL, connections int) (*house, error) {
	db, err := openDatabase(ctx, s.DatabaseURL, connections)
	if err != nil {
		return nil, err
	}
	h := &house{servers: s, public: public, db: db, wake: make(chan struct{}, 1)}
	if err := p.wire(ctx, h); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (p *program) wire(ctx context.Context, h *house) error {
	where, err := p.found(ctx, h)
	if err != nil {
		return err
	}
	o := usecase.Options{DB: h.db, PublicURL: h.public.String(), Log: p.log, Now: p.now, Location: where, Patience: approval.Patience(p.config.ApprovalDays)}
	key, err := p.signingKey(h.servers.DataDir)
	if err != nil {
		return err
	}
	if o.Box, err = auth.NewBox(key, "secrets"); err != nil {
		return err
	}
	if o.Signer, err = auth.NewSigner(key, p.config.AccessTTL, p.now); err != nil {
		return err
	}
	if o.Passwords, err = auth.NewPasswords(runtime.NumCPU()); err != nil {
		return err
	}
	h.poster = webhook.NewPoster(webhook.Options{Allow: p.config.AllowedInner, Now: p.now, UserAgent: "Laurel/" + version})
	o.Poster = h.poster
	if p.config.HasMail() {
		server, err := mail.ParseServer(p.config.SMTPURL)
		if err != nil {
			return err
		}
		if o.Mailer, err = mail.NewSender(server, p.config.MailFrom); err != nil {
			return err
		}
	}
	if h.servers.RedisURL != "" {
		if h.redis, err = redisboard.Connect(h.servers.RedisURL); err != nil {
			return err
		}
		h.boards = redisboard.New(h.redis, redisboard.Options{Zone: where, Now: p.now})
	}
	o.Boards = h.boards
	o.Wake = func() {
		select {
		case h.wake <- struct{}{}:
		default: // a word waits already
		}
	}
	h.uc = usecase.New(o)
	return nil
}

// found makes the organisation at the first start and gives its time zone.
func (p *program) found(ctx context.Context, h *house) (*time.Location, error) {
	organisation, _, err := usecase.Found(ctx, h.db, usecase.Founding{TimeZone: p.config.TimeZone, Now: p.now()})
	if err != nil {
		return nil, err
	}
	h.demo = organisation.Demo
	if organisation.TimeZone != p.config.TimeZone {
		p.log.Warn("LAUREL_TIMEZONE is not the time zone of the first start, which stays: periods and boards are made by it",
			slog.String("configured", p.config.TimeZone), slog.String("used", organisation.TimeZone))
	}
	where, err := time.LoadLocation(organisation.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("the organisation's time zone: %w", err)
	}
	return where, nil
}

// checks are what /readyz asks.
func (h *house) checks() map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"database": h.uc.Ready,
		"schema":   func(ctx context.Context) error { return migrations.Check(ctx, h.db.Pool()) },
		"redis":    func(ctx context.Context) error { return h.redis.Ping(ctx).Err() },
	}
}
