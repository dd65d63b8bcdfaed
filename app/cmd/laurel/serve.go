package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/app/config"
	"laurel/app/httpapi"
	"laurel/app/usecase"
)

// stopLimit is how long calls that run may take to end after the server was told to stop.
const stopLimit = 15 * time.Second

// collectAt is by how many percent the memory in use may grow before it is collected: what is in use is
// little, and a collection costs a busy server more than the memory is worth.
const collectAt = 300

// serve runs the server until the context ends.
func (p *program) serve(ctx context.Context) (err error) {
	if p.getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	listener, err := p.bind(ctx, "LAUREL_ADDR", p.config.Addr)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // closed by the server's end
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	giveUp := func(err error) { end(&lostError{err}) }
	s, err := p.startServers(ctx, giveUp)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	h, err := p.open(ctx, s, p.config.Public(listener.Addr()))
	if err != nil {
		return err
	}
	defer h.close()
	if err := p.demo(ctx, h); err != nil {
		return err
	}
	return p.listen(ctx, h, listener, giveUp)
}

// bind takes an address that a setting names.
func (p *program) bind(ctx context.Context, name, address string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s %s cannot be listened on: %w", name, address, err)
	}
	return listener, nil
}

// listen serves until the context ends, then lets the calls that run end.
func (p *program) listen(ctx context.Context, h *house, listener net.Listener, giveUp func(error)) (err error) {
	back, err := p.startBackground(ctx, h, giveUp)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, back.stop()) }()
	metrics := httpapi.NewMetrics(h.uc, back.live)
	app := httpapi.New(httpapi.Options{
		UseCases: h.uc, Log: p.log, Public: h.public, TrustedProxies: p.config.TrustedProxies, ImportMax: p.config.ImportMax,
		Version: version, Live: back.live, Metrics: metrics, MetricsHere: p.config.MetricsAddr == "", Checks: h.checks(),
		Operation: h.servers.operation(p.config.HasMail()),
	})
	stopBeside, err := p.listenBeside(ctx, metrics)
	if err != nil {
		return err
	}
	defer stopBeside()
	served := make(chan error, 1)
	go func() { served <- app.Listener(httpapi.Lingering(listener)) }()
	// The address that is listened on, whatever links begin with: who starts the server calls it there.
	if _, err := fmt.Fprintln(p.stdout, "laurel ready on", config.Listening(listener.Addr())); err != nil {
		return err
	}
	select {
	case err = <-served:
		return fmt.Errorf("the server ended: %w", err)
	case <-ctx.Done():
	}
	p.log.Info("stopping")
	back.end()
	err = p.shutDown(app, h.uc)
	var lost *lostError
	if errors.As(context.Cause(ctx), &lost) {
		return errors.Join(lost, err)
	}
	return err
}

// lostError is why a server stops that nobody has told to.
type lostError struct{ err error }

// Error gives the cause.
func (e *lostError) Error() string { return e.err.Error() }

// Unwrap gives the cause.
func (e *lostError) Unwrap() error { return e.err }

// shutDown stops accepting and waits for the calls, then for the imports that run by themselves, as long
// as there is time.
func (p *program) shutDown(app *fiber.App, uc *usecase.UseCases) error {
	began := p.now()
	err := app.ShutdownWithTimeout(stopLimit)
	uc.StopImports(stopLimit - p.now().Sub(began))
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // what still ran is cut, and has changed nothing
	}
	return err
}

// listenBeside serves figures and profiles on addresses of their own, where they are set.
func (p *program) listenBeside(ctx context.Context, metrics *httpapi.Metrics) (stop func(), err error) {
	figures := http.NewServeMux()
	figures.Handle("/metrics", metrics.Handler())
	profiles := http.NewServeMux()
	profiles.HandleFunc("/debug/pprof/", pprof.Index)
	profiles.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	profiles.HandleFunc("/debug/pprof/profile", pprof.Profile)
	profiles.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	profiles.HandleFunc("/debug/pprof/trace", pprof.Trace)
	var running sync.WaitGroup
	var servers []*http.Server
	stop = func() {
		for _, server := range servers {
			_ = server.Close()
		}
		running.Wait()
	}
	for _, beside := range []struct {
		name, address string
		handler       http.Handler
	}{{"LAUREL_METRICS_ADDR", p.config.MetricsAddr, figures}, {"LAUREL_PPROF_ADDR", p.config.PprofAddr, profiles}} {
		if beside.address == "" {
			continue
		}
		listener, err := p.bind(ctx, beside.name, beside.address)
		if err != nil {
			stop()
			return nil, err
		}
		server := &http.Server{Handler: beside.handler, ReadHeaderTimeout: 10 * time.Second}
		servers = append(servers, server)
		running.Go(func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				p.log.Error("nothing is served there any more", slog.String("setting", beside.name), slog.Any("error", err))
			}
		})
	}
	return stop, nil
}
