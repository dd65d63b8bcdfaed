package worker

import (
	"context"
	"log/slog"
	"time"
)

// How often is looked at what comes with time alone: a few look-ups in indexes.
const (
	budgetPoll      = time.Minute // how much of the budgets is used
	celebrationPoll = time.Minute // whose morning has come
)

// rounds does a work again and again, with so long between two; where it fails it waits for the next round.
func (w *Worker) rounds(ctx context.Context, every time.Duration, what string, work func(context.Context) error) {
	for {
		bounded, cancel := context.WithTimeout(ctx, every)
		err := work(bounded)
		cancel()
		if err != nil && ctx.Err() == nil {
			w.o.Log.WarnContext(ctx, what+" wait", slog.Any("error", err))
		}
		if !pause(ctx, every) {
			return
		}
	}
}
