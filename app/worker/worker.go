// Package worker does what is not on the way of a request: one relay among all instances gives
// committed events their order, from which leaderboards, the live feed and announcements follow;
// River's jobs try announcements until they are taken; imports whose process has died are taken up; and
// once an hour what is kept only for a while is deleted.
package worker

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"laurel/app/usecase"
	"laurel/app/webhook"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
	"laurel/storage/redislive"
)

// Options of New. Those that may be nil say so.
type Options struct {
	DB       *postgres.DB
	UseCases *usecase.UseCases
	Poster   *webhook.Poster
	Shapes   usecase.Shapes
	Log      *slog.Logger
	Now      func() time.Time
	// Wake says that this instance has committed an event: UseCases.Options.Wake sends to it. It holds
	// one word at most (capacity 1).
	Wake <-chan struct{}
	// Live is this instance's live feed; nil where none runs.
	Live *usecase.Live
	// Boards are the leaderboards in Redis, and Hints the word to other instances; nil without Redis.
	Boards *redisboard.Boards
	Hints  *redislive.Hints
	// Deliveries is how many announcements are tried at the same time, 0 for 100.
	Deliveries int
}

// Worker is the background of one instance.
type Worker struct {
	o        Options
	jobs     *river.Client[pgx.Tx]
	courier  *courier
	fresh    handed        // to the boards
	numbered chan struct{} // says to the boards that events were numbered
	waiting  chan struct{} // says that something new waits for somebody
	untold   chan struct{} // says the same to the notifications

	unsettled chan struct{} // says that there may be words that the indexes do not hold yet
}

// New makes the background of an instance; Run runs it.
func New(o Options) (*Worker, error) {
	if o.Deliveries == 0 {
		o.Deliveries = 100
	}
	w := &Worker{o: o, numbered: make(chan struct{}, 1), waiting: make(chan struct{}, 1), untold: make(chan struct{}, 1), unsettled: make(chan struct{}, 1)}
	w.courier = newCourier(o)
	jobs, err := w.newJobs()
	if err != nil {
		return nil, err
	}
	w.jobs = jobs
	return w, nil
}

// stopLimit is how long announcements that are being tried may take to end.
const stopLimit = 10 * time.Second

// Run works until the context ends, then lets what is being tried end.
func (w *Worker) Run(ctx context.Context) error {
	var running sync.WaitGroup
	running.Go(func() { w.relay(ctx) })
	running.Go(func() { w.takeUpImports(ctx) })
	if w.o.Live != nil {
		running.Go(func() { w.o.Live.Run(ctx) })
	}
	if err := w.startJobs(ctx); err != nil { // only for being told to stop
		running.Wait()
		return nil //nolint:nilerr // nothing had begun
	}
	<-ctx.Done()
	running.Wait()
	return w.stopJobs(context.WithoutCancel(ctx))
}

// startJobs starts River; while the database is away it tries again. River's own context goes on after
// ours: stopJobs ends it softly.
func (w *Worker) startJobs(ctx context.Context) error {
	for {
		err := w.jobs.Start(context.WithoutCancel(ctx))
		if err == nil {
			return nil
		}
		w.o.Log.WarnContext(ctx, "announcements wait: their jobs cannot be read", slog.Any("error", err))
		if !pause(ctx, time.Second) {
			return ctx.Err()
		}
	}
}

// stopJobs lets the tries end that run; those that take too long are cut and made again later.
func (w *Worker) stopJobs(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, stopLimit)
	defer cancel()
	err := w.jobs.Stop(bounded)
	if err == nil || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	bounded, cancel = context.WithTimeout(ctx, stopLimit/4)
	defer cancel()
	return w.jobs.StopAndCancel(bounded)
}

// pause waits, and says whether the context still runs.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// signal says something to who listens, or leaves the word that waits already.
func signal(to chan<- struct{}) {
	select {
	case to <- struct{}{}:
	default:
	}
}
