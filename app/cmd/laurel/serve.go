package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/app/auth"
	"laurel/app/httpapi"
	"laurel/app/usecase"
	"laurel/storage/postgres"
)

// stopLimit is how long calls that run may take to end after the server was told to stop.
const stopLimit = 15 * time.Second

// serve runs the server until the context ends.
func (p *program) serve(ctx context.Context) (err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.config.Addr)
	if err != nil {
		return fmt.Errorf("LAUREL_ADDR %s cannot be listened on: %w", p.config.Addr, err)
	}
	defer listener.Close() //nolint:errcheck // closed by the server's end
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	s, err := p.startServers(ctx, giveUp)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	h, err := p.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.close()
	return p.listen(ctx, h, listener)
}

// house is all that a server is made of, below HTTP.
type house struct {
	servers *servers
	db      *postgres.DB
	uc      *usecase.UseCases
}

func (h *house) close() { h.db.Close() }

// open brings the schema up to date where it is ours, and wires everything below HTTP.
func (p *program) open(ctx context.Context, s *servers) (*house, error) {
	if p.config.EmbeddedDatabase() {
		if _, err := migrateSchema(ctx, s.DatabaseURL); err != nil {
			return nil, err
		}
	}
	db, err := openDatabase(ctx, s.DatabaseURL, p.config.DatabaseConns)
	if err != nil {
		return nil, err
	}
	h := &house{servers: s, db: db}
	if err := p.wire(ctx, h); err != nil {
		db.Close()
		return nil, err
	}
	return h, nil
}

func (p *program) wire(ctx context.Context, h *house) error {
	organisation, _, err := usecase.Found(ctx, h.db, usecase.Founding{TimeZone: p.config.TimeZone, Now: p.now()})
	if err != nil {
		return err
	}
	if organisation.TimeZone != p.config.TimeZone {
		p.log.Warn("LAUREL_TIMEZONE is not the time zone of the first start, which stays: periods and boards are made by it",
			slog.String("configured", p.config.TimeZone), slog.String("used", organisation.TimeZone))
	}
	where, err := time.LoadLocation(organisation.TimeZone)
	if err != nil {
		return fmt.Errorf("the organisation's time zone: %w", err)
	}
	key, err := p.signingKey(h.servers.DataDir)
	if err != nil {
		return err
	}
	box, err := auth.NewBox(key, "secrets")
	if err != nil {
		return err
	}
	h.uc = usecase.New(usecase.Options{DB: h.db, Box: box, Log: p.log, Now: p.now, Location: where})
	return nil
}

// listen serves until the context ends, then lets the calls that run end.
func (p *program) listen(ctx context.Context, h *house, listener net.Listener) error {
	public := p.config.Public(listener.Addr())
	app := httpapi.New(httpapi.Options{
		UseCases: h.uc, Log: p.log, Public: public, TrustedProxies: p.config.TrustedProxies,
		ImportMax: p.config.ImportMax, Version: version,
	})
	stopProfiles, err := p.profiles(ctx)
	if err != nil {
		return err
	}
	defer stopProfiles()
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	if _, err := fmt.Fprintln(p.stdout, "laurel ready on", p.config.Public(listener.Addr())); err != nil {
		return err
	}
	select {
	case err = <-served:
		return fmt.Errorf("the server ended: %w", err)
	case <-ctx.Done():
	}
	p.log.Info("stopping")
	err = shutDown(app)
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return errors.Join(cause, err)
	}
	return err
}

// shutDown stops accepting and waits for the calls that run.
func shutDown(app *fiber.App) error {
	if err := app.ShutdownWithTimeout(stopLimit); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// profiles serves net/http/pprof on an address of its own, where one is set.
func (p *program) profiles(ctx context.Context) (stop func(), err error) {
	if p.config.PprofAddr == "" {
		return func() {}, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.config.PprofAddr)
	if err != nil {
		return nil, fmt.Errorf("LAUREL_PPROF_ADDR %s cannot be listened on: %w", p.config.PprofAddr, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	var running sync.WaitGroup
	running.Go(func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("profiles are not served any more", slog.Any("error", err))
		}
	})
	return func() {
		_ = server.Close()
		running.Wait()
	}, nil
}
