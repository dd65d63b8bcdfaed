package worker

import (
	"context"
	"log/slog"
	"time"
)

// celebrationPoll is how often it is seen whose morning has come: a look-up in an index of each kind.
const celebrationPoll = time.Minute

// keepCelebrations celebrates anniversaries and birthdays.
func (w *Worker) keepCelebrations(ctx context.Context) {
	for {
		bounded, cancel := context.WithTimeout(ctx, celebrationPoll)
		err := w.o.UseCases.Celebrate(bounded)
		cancel()
		if err != nil && ctx.Err() == nil {
			w.o.Log.WarnContext(ctx, "celebrations wait", slog.Any("error", err))
		}
		if !pause(ctx, celebrationPoll) {
			return
		}
	}
}
