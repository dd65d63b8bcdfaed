package worker

import (
	"context"
	"log/slog"
	"time"
)

// The rhythm of notifications.
const (
	notifyPoll  = time.Second // finds what was numbered while nobody listened
	notifyPause = time.Second
	notifyAfter = 50 * time.Millisecond // gathers what comes meanwhile: nobody is told of more than they can read at once
	notifyLimit = 5 * time.Minute       // of one catching up, after an upgrade too
)

// keepNotifications makes notifications of events, again and again, at its own pace: nothing else waits
// for it.
func (w *Worker) keepNotifications(ctx context.Context) {
	poll := time.NewTicker(notifyPoll)
	defer poll.Stop()
	wasTold := true
	for {
		err := w.notify(ctx)
		if err != nil && ctx.Err() == nil && wasTold {
			w.o.Log.WarnContext(ctx, "notifications wait", slog.Any("error", err))
		}
		wasTold = err == nil
		if err != nil && !pause(ctx, notifyPause) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-w.untold:
			if !pause(ctx, notifyAfter) {
				return
			}
		case <-poll.C:
		}
	}
}

func (w *Worker) notify(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, notifyLimit)
	defer cancel()
	return w.o.UseCases.FollowNotifications(ctx)
}
