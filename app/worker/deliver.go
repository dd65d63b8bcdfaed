package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"laurel/app/usecase"
	"laurel/app/webhook"
	"laurel/domain"
	"laurel/domain/announcement"
)

// How River is set. Its default of a fetch every 100 ms would cap the rate at ten times the workers.
const (
	fetchCooldown  = 10 * time.Millisecond
	fetchPoll      = time.Second // finds what no notification told of
	jobLimit       = 30 * time.Second
	rescueAfter    = 45 * time.Second // a job of an instance that died is made again after this
	keepJobs       = 15 * time.Minute // of tries that are over; the record is the delivery
	jobAttempts    = 1000             // of faults of our own, such as a database that is away
	longestFault   = time.Minute
	databaseShare  = 4 // tries that read or write at the same time: requests come first
	tooEarlyMargin = 20 * time.Millisecond
)

// deliverArgs is the job of one announcement to one endpoint, through all its tries. Which try is to
// be made says the delivery that waits.
type deliverArgs struct {
	Endpoint domain.EndpointID `json:"endpoint"`
	Event    domain.EventID    `json:"event"`
}

// Kind names the job.
func (deliverArgs) Kind() string { return "deliver" }

// InsertOpts lets our own faults be tried often: the receiver's are counted by the deliveries.
func (deliverArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: jobAttempts} }

// newJobs sets River up.
func (w *Worker) newJobs() (*river.Client[pgx.Tx], error) {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &deliverWorker{courier: w.courier}); err != nil {
		return nil, err
	}
	if err := river.AddWorkerSafely(workers, &mailWorker{uc: w.o.UseCases}); err != nil {
		return nil, err
	}
	if err := river.AddWorkerSafely(workers, &orderWorker{uc: w.o.UseCases, poster: w.o.Poster, now: w.o.Now}); err != nil {
		return nil, err
	}
	return river.NewClient(riverpgxv5.New(w.o.DB.Pool()), &river.Config{
		Logger:  slog.New(quieter{w.o.Log.Handler()}),
		Workers: workers,
		Queues: map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: w.o.Deliveries}, mailQueue: {MaxWorkers: mailWorkers}, orderQueue: {MaxWorkers: orderWorkers},
		},
		FetchCooldown:               fetchCooldown,
		FetchPollInterval:           fetchPoll,
		JobTimeout:                  jobLimit,
		RescueStuckJobsAfter:        rescueAfter,
		CompletedJobRetentionPeriod: keepJobs,
		RetryPolicy:                 faultPolicy{},
	})
}

// quieter passes on what an operator should know of River: its warnings and errors.
type quieter struct{ slog.Handler }

// Enabled says whether a record is wanted.
func (q quieter) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the choice.
func (q quieter) WithAttrs(attrs []slog.Attr) slog.Handler {
	return quieter{q.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the choice.
func (q quieter) WithGroup(name string) slog.Handler { return quieter{q.Handler.WithGroup(name)} }

// faultPolicy is when a job comes again after a fault of our own.
type faultPolicy struct{}

// NextRetry doubles the pause from a quarter of a second up to a minute.
func (faultPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	wait := longestFault
	if n := len(job.Errors); n < 8 {
		wait = min(250*time.Millisecond<<n, longestFault)
	}
	began := job.ScheduledAt
	if job.AttemptedAt != nil {
		began = *job.AttemptedAt
	}
	return began.Add(time.Duration(float64(wait) * (1 + rand.Float64()/4))) //nolint:gosec // spreads load, guards nothing
}

type deliverWorker struct {
	river.WorkerDefaults[deliverArgs]
	courier *courier
}

// Work makes the try that is due and sleeps until the next one.
func (d *deliverWorker) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	again, err := d.courier.try(ctx, job.Args.Endpoint, job.Args.Event)
	switch {
	case err != nil && ctx.Err() != nil:
		return river.JobSnooze(0) // the server stops, or the try took too long: it was not made
	case err != nil:
		return err
	case again > 0:
		return river.JobSnooze(again)
	}
	return nil
}

// courier makes tries.
type courier struct {
	uc       *usecase.UseCases
	poster   *webhook.Poster
	shapes   usecase.Shapes
	now      func() time.Time
	database chan struct{} // a place for each that may use the database now
	lanes    *lanes
}

func newCourier(o Options) *courier {
	return &courier{
		uc: o.UseCases, poster: o.Poster, shapes: o.Shapes, now: o.Now,
		database: make(chan struct{}, databaseShare), lanes: newLanes(o.Deliveries),
	}
}

// try makes the try that waits for an endpoint and an event, if it is due, and gives the time until
// there is something to do again, 0 for never.
func (c *courier) try(ctx context.Context, endpoint domain.EndpointID, event domain.EventID) (again time.Duration, err error) {
	lane := c.lanes.of(endpoint)
	if !lane.enter(ctx) {
		return lane.later(), nil
	}
	defer lane.leave()
	due, a, wait, err := c.prepare(ctx, endpoint, event)
	if err != nil || wait != 0 {
		return max(wait, 0), err
	}
	answer, err := c.post(ctx, due, a, lane)
	if err != nil {
		return 0, err
	}
	// What was posted is noted even when the server stops meanwhile.
	noted := context.WithoutCancel(ctx)
	var next *time.Time
	err = c.withDatabase(noted, func() (err error) {
		next, err = c.uc.Answered(noted, due, answer, rand.Float64()) //nolint:gosec // spreads load, guards nothing
		return err
	})
	if err != nil || next == nil {
		return 0, err
	}
	return max(next.Sub(c.now()), time.Millisecond), nil
}

// prepare reads what is to be told. A wait above 0 says that it is to be told later, below 0 that it
// is not.
func (c *courier) prepare(ctx context.Context, endpoint domain.EndpointID, event domain.EventID) (due usecase.DueDelivery, a announcement.Announcement, wait time.Duration, err error) {
	err = c.withDatabase(ctx, func() (err error) {
		if due, err = c.uc.DueDelivery(ctx, endpoint, event); err != nil {
			return err
		}
		if wait = due.At.Sub(c.now()); wait > tooEarlyMargin {
			return nil
		}
		wait = 0
		a, err = c.uc.Announcement(ctx, due, c.shapes)
		return err
	})
	if errors.Is(err, usecase.ErrNothingDue) {
		return due, a, -1, nil
	}
	return due, a, wait, err
}

func (c *courier) post(ctx context.Context, due usecase.DueDelivery, a announcement.Announcement, lane *lane) (announcement.Answer, error) {
	body, media, err := webhook.Render(due.Endpoint.Kind, a)
	if err != nil {
		return announcement.Answer{}, fmt.Errorf("render for endpoint %s: %w", due.EndpointID, err)
	}
	defer lane.time()()
	return c.poster.Post(ctx, webhook.Message{
		URL: due.Endpoint.URL, ID: due.EventID.String(), Body: body, ContentType: media, Secrets: due.Endpoint.Secrets(c.now().UTC()),
	})
}

// withDatabase lets only a few tries use the database at a time.
func (c *courier) withDatabase(ctx context.Context, work func() error) error {
	select {
	case c.database <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.database }()
	return work()
}
