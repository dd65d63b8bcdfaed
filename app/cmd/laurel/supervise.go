package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"laurel/app/embedded"
)

// supervised is an embedded PostgreSQL that is started again when it dies.
type supervised struct {
	url     string
	options embedded.Options
	failed  func(error)

	mu      sync.Mutex
	running *embedded.Postgres
	ending  chan struct{}
	ended   chan struct{}
}

// How a PostgreSQL that died is started again.
const (
	restartPause = 200 * time.Millisecond
	restarts     = 5 // in a row, before it is given up
	restartLimit = time.Minute
	ranWell      = time.Minute // a server that ran so long is no longer one that cannot live
)

// supervise starts PostgreSQL and keeps it running until stop. failed is called once where it cannot
// be kept.
func supervise(ctx context.Context, options embedded.Options, failed func(error)) (*supervised, error) {
	running, err := embedded.StartPostgres(ctx, options)
	if err != nil {
		return nil, err
	}
	s := &supervised{url: running.URL(), options: options, failed: failed, running: running, ending: make(chan struct{}), ended: make(chan struct{})}
	go s.watch(context.WithoutCancel(ctx))
	return s, nil
}

func (s *supervised) current() *embedded.Postgres {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.running
}

// watch starts the server again whenever it ends by itself.
func (s *supervised) watch(ctx context.Context) {
	defer close(s.ended)
	for tries := 0; ; tries++ {
		began := time.Now()
		select {
		case <-s.ending:
			return
		case <-s.current().Done():
		}
		select {
		case <-s.ending:
			return
		default:
		}
		if time.Since(began) > ranWell {
			tries = 0
		}
		s.options.Log.Error("the embedded PostgreSQL ended by itself and is started again", slog.Any("error", s.current().Err()))
		_ = s.current().Stop() // frees the data folder; how it ended has been logged
		if err := s.again(ctx, tries); err != nil {
			s.failed(err)
			return
		}
	}
}

func (s *supervised) again(ctx context.Context, tries int) error {
	if tries >= restarts {
		return fmt.Errorf("the embedded PostgreSQL ended %d times in a row", tries)
	}
	select {
	case <-s.ending:
		return nil
	case <-time.After(restartPause << tries):
	}
	ctx, cancel := context.WithTimeout(ctx, restartLimit)
	defer cancel()
	next, err := embedded.StartPostgres(ctx, s.options)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.running = next
	s.mu.Unlock()
	if next.URL() != s.url {
		return errors.New("the embedded PostgreSQL came back at another socket than before: start laurel again")
	}
	s.options.Log.Info("the embedded PostgreSQL is back")
	return nil
}

// stop ends the server for good.
func (s *supervised) stop() error {
	close(s.ending)
	<-s.ended
	return s.current().Stop()
}
