package worker

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// The rhythm of the relay.
const (
	batchSize   = 500
	busyPoll    = 10 * time.Millisecond  // while events come
	idlePoll    = 100 * time.Millisecond // finds events of other instances
	busyFor     = 50                     // polls without an event after which it is idle
	gather      = 8 * time.Millisecond   // between two batches: what one batch costs is shared by all that come meanwhile
	settleAfter = time.Second
	followPoll  = time.Second // asks whether the leader is gone
	faultPause  = 500 * time.Millisecond
	relayLimit  = 30 * time.Second // of one batch
	housekeep   = time.Hour
	housePoll   = time.Minute
	houseLimit  = 10 * time.Minute
	leaveLimit  = time.Second
	connectWait = 5 * time.Second
)

// relay tries to be the one relay among all instances, for as long as the context runs. While it is,
// it numbers events, keeps the boards and the house, and tells people what concerns them.
func (w *Worker) relay(ctx context.Context) {
	for ctx.Err() == nil {
		if err := w.stand(ctx); err != nil && ctx.Err() == nil {
			w.o.Log.WarnContext(ctx, "the relay waits", slog.Any("error", err))
		}
		if !pause(ctx, faultPause) {
			return
		}
	}
}

// stand connects, waits for the lead, and leads until the connection fails.
func (w *Worker) stand(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, connectWait)
	relay, err := w.o.DB.OpenRelay(bounded)
	cancel()
	if err != nil {
		return err
	}
	defer func() {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveLimit)
		defer cancel()
		_ = relay.Close(bounded) // its end frees the lock, however it ends
	}()
	for {
		leads, err := relay.Lead(ctx)
		if err != nil {
			return err
		}
		if leads {
			return w.lead(ctx, relay)
		}
		if !pause(ctx, followPoll) {
			return nil
		}
	}
}

// lead is the one relay's work.
func (w *Worker) lead(ctx context.Context, relay *postgres.Relay) error {
	w.o.Log.InfoContext(ctx, "this instance is the relay now")
	ctx, cancel := context.WithCancel(ctx)
	var others sync.WaitGroup
	defer others.Wait()
	defer cancel()
	others.Go(func() { w.keepHouse(ctx) })
	others.Go(func() { w.keepApprovals(ctx) })
	others.Go(func() { w.keepNotifications(ctx) })
	others.Go(func() { w.keepSearch(ctx) })
	others.Go(func() { w.rounds(ctx, budgetPoll, "warnings of budgets", w.o.UseCases.WarnBudgets) })
	others.Go(func() { w.rounds(ctx, celebrationPoll, "celebrations", w.o.UseCases.Celebrate) })
	if w.o.Boards != nil {
		others.Go(func() { w.keepBoards(ctx) })
	}
	return w.number(ctx, relay)
}

// number gives events their positions until the connection fails or the context ends.
func (w *Worker) number(ctx context.Context, relay *postgres.Relay) error {
	quiet := 0 // polls since the last event
	timer := time.NewTimer(busyPoll)
	defer timer.Stop()
	for {
		n, err := w.numberBatch(ctx, relay)
		if err != nil {
			return err
		}
		quiet++
		if n > 0 {
			quiet = 0
		}
		if n == batchSize {
			continue
		}
		if n > 0 && !pause(ctx, gather) {
			return nil
		}
		timer.Reset(pollAfter(quiet))
		select {
		case <-ctx.Done():
			return nil
		case <-w.o.Wake:
		case <-timer.C:
		}
	}
}

func pollAfter(quiet int) time.Duration {
	if quiet < busyFor {
		return busyPoll
	}
	return idlePoll
}

// numberBatch gives some events their positions, with the jobs that follow from them, and tells who
// waits for them.
func (w *Worker) numberBatch(ctx context.Context, relay *postgres.Relay) (int, error) {
	bounded, cancel := context.WithTimeout(ctx, relayLimit)
	defer cancel()
	events, err := relay.Number(bounded, w.o.Now().UTC(), batchSize, w.announce)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	w.told(events)
	return len(events), nil
}

// told says that there are events with positions.
func (w *Worker) told(events []domain.Event) {
	if w.o.Live != nil {
		w.o.Live.Wake(events[len(events)-1].Position)
	}
	w.fresh.give(events)
	signal(w.numbered)
	if slices.ContainsFunc(events, func(e domain.Event) bool { return e.Kind == domain.ApprovalWaiting }) {
		signal(w.waiting)
	}
	signal(w.untold)
	signal(w.unsettled)
	if w.o.Hints != nil {
		w.o.Hints.Publish(events[len(events)-1].Position)
	}
}

// keepSearch puts what was written into the indexes of words, gathered for a while: found it is before as
// well, only slower the more of it there is.
func (w *Worker) keepSearch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.unsettled:
		}
		if !pause(ctx, settleAfter) {
			return
		}
		bounded, cancel := context.WithTimeout(ctx, relayLimit)
		err := w.o.DB.SettleSearch(bounded)
		cancel()
		if err != nil && ctx.Err() == nil {
			w.o.Log.WarnContext(ctx, "words could not be put into their indexes", slog.Any("error", err))
		}
	}
}

// keepHouse deletes, every hour by the injected clock, what is kept only for a while.
func (w *Worker) keepHouse(ctx context.Context) {
	var last time.Time
	for {
		if now := w.o.Now(); now.Sub(last) >= housekeep {
			last = now
			bounded, cancel := context.WithTimeout(ctx, houseLimit)
			n, err := w.o.DB.Housekeep(bounded, now.UTC())
			cancel()
			if err != nil && ctx.Err() == nil {
				w.o.Log.WarnContext(ctx, "old rows could not be deleted", slog.Any("error", err))
			}
			w.o.Log.DebugContext(ctx, "old rows deleted", slog.Int64("rows", n))
		}
		if !pause(ctx, housePoll) {
			return
		}
	}
}
