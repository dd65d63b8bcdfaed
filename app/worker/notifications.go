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
	notifyEvery = 200 * time.Millisecond // under load: what one turn costs is shared by all that comes meanwhile
	notifyLimit = 5 * time.Minute        // of one catching up, after an upgrade too
)

// keepNotifications makes notifications of events, again and again, at its own pace: nothing else waits
// for it.
func (w *Worker) keepNotifications(ctx context.Context) {
	poll := time.NewTicker(notifyPoll)
	defer poll.Stop()
	rest := time.NewTimer(0)
	defer rest.Stop()
	wasTold := true
	for {
		rest.Reset(notifyEvery)
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
			select {
			case <-ctx.Done():
				return
			case <-rest.C:
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
