package worker

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"

	"laurel/app/usecase"
	"laurel/app/webhook"
	"laurel/domain"
)

// Orders have a queue of their own: a slow supplier holds up no announcement.
const (
	orderQueue   = "orders"
	orderWorkers = 8
)

// orderArgs is the job of one message to a supplier, through all its tries. Which try is to be made says the order.
type orderArgs struct {
	Redemption domain.RedemptionID `json:"redemption"`
	Message    domain.EventID      `json:"message"`
}

// Kind names the job.
func (orderArgs) Kind() string { return "order" }

// InsertOpts lets our own faults be tried often: the supplier's are counted by the order.
func (orderArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: jobAttempts, Queue: orderQueue}
}

// orderJobs are the jobs of the messages to suppliers that some events tell of.
func orderJobs(events []domain.Event) ([]river.InsertManyParams, error) {
	var jobs []river.InsertManyParams
	for _, event := range events {
		if event.Kind != domain.OrderDue {
			continue
		}
		args := orderArgs{Redemption: domain.RedemptionID{UUID: event.Subject.UUID}}
		if err := json.Unmarshal(event.Data, &args); err != nil {
			return nil, err
		}
		jobs = append(jobs, river.InsertManyParams{Args: args})
	}
	return jobs, nil
}

type orderWorker struct {
	river.WorkerDefaults[orderArgs]
	uc     *usecase.UseCases
	poster *webhook.Poster
	now    func() time.Time
}

// Work makes the try that is due and sleeps until the next one.
func (o *orderWorker) Work(ctx context.Context, job *river.Job[orderArgs]) error {
	again, err := o.try(ctx, job.Args)
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

// try sends a message, if it is due, and gives the time until there is something to do again, 0 for never. What was
// sent and not noted, because we ended in between, is sent again with the same id.
func (o *orderWorker) try(ctx context.Context, args orderArgs) (again time.Duration, err error) {
	due, err := o.uc.DueOrder(ctx, args.Redemption, args.Message)
	if errors.Is(err, usecase.ErrNothingDue) {
		return 0, nil
	}
	if err != nil || due.Message == nil {
		return due.Wait, err
	}
	reply, err := o.poster.Ask(ctx, *due.Message)
	if err != nil {
		return 0, err
	}
	// What was sent is noted even when the server stops meanwhile.
	next, err := o.uc.OrderAnswered(context.WithoutCancel(ctx), due, reply, rand.Float64()) //nolint:gosec // spreads load, guards nothing
	if err != nil || next == nil {
		return 0, err
	}
	return max(next.Sub(o.now()), time.Millisecond), nil
}
