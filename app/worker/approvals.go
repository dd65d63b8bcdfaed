package worker

import (
	"context"
	"log/slog"
	"time"
)

// The rhythm of what waits for somebody.
const (
	approvalPoll  = time.Minute // delegations begin and end, patience runs out
	approvalPause = time.Second // between two rounds while things come
	approvalLimit = 5 * time.Minute
)

// keepApprovals brings what waits to whom it should wait for: once a minute, and soon after something
// new waits.
func (w *Worker) keepApprovals(ctx context.Context) {
	poll := time.NewTicker(approvalPoll)
	defer poll.Stop()
	for {
		bounded, cancel := context.WithTimeout(ctx, approvalLimit)
		err := w.o.UseCases.KeepApprovals(bounded)
		cancel()
		if err != nil && ctx.Err() == nil {
			w.o.Log.WarnContext(ctx, "delegations and reminders wait", slog.Any("error", err))
		}
		if !pause(ctx, approvalPause) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-w.waiting:
		case <-poll.C:
		}
	}
}
