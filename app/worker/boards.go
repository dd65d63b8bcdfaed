package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/redisboard"
)

// The rhythm of the boards.
const (
	boardBatch   = 1000
	boardPoll    = time.Second // finds out that Redis has lost them
	boardPause   = 500 * time.Millisecond
	boardLimit   = 30 * time.Second
	rebuildLimit = 30 * time.Minute
	checkEvery   = 10 * time.Second // a sample of one board is held against PostgreSQL
)

// errOutdated says that the boards lack what no event tells: they must be rebuilt.
var errOutdated = errors.New("the boards lack recognitions that were imported")

// keepBoards brings the boards in Redis up to the last position, again and again. It has its own
// pace, and its own checkpoint beside the boards: while Redis is away nothing else waits.
func (w *Worker) keepBoards(ctx context.Context) {
	check := time.NewTicker(checkEvery)
	defer check.Stop()
	poll := time.NewTicker(boardPoll)
	defer poll.Stop()
	isAway := false
	for turn := 0; ; {
		err := w.bringForward(ctx)
		if err != nil && ctx.Err() == nil && !isAway {
			w.o.Log.WarnContext(ctx, "the boards in Redis wait", slog.Any("error", err))
		}
		isAway = err != nil
		if isAway && !pause(ctx, boardPause) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-w.applied:
		case <-poll.C:
		case <-check.C:
			if checked, _, err := w.o.UseCases.CheckLeaderboard(ctx, turn); err == nil && checked {
				turn++
			}
		}
	}
}

// bringForward applies all events that the boards do not hold yet; boards that are not there are
// rebuilt.
func (w *Worker) bringForward(ctx context.Context) error {
	for {
		more, err := w.applyBatch(ctx)
		var gap *redisboard.GapError
		switch {
		case errors.Is(err, redisboard.ErrNotReady), errors.Is(err, errOutdated):
			err = w.rebuild(ctx)
			more = true
		case errors.As(err, &gap):
			err, more = nil, true
		}
		if err != nil || !more {
			return err
		}
	}
}

func (w *Worker) rebuild(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, rebuildLimit)
	defer cancel()
	return w.o.UseCases.RebuildLeaderboards(ctx)
}

// applyBatch applies the next events and says whether there may be more.
func (w *Worker) applyBatch(ctx context.Context) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, boardLimit)
	defer cancel()
	at, err := w.o.Boards.Checkpoint(ctx)
	if err != nil {
		return false, err
	}
	events, err := w.o.DB.EventsAfter(ctx, at.Position, boardBatch)
	if err != nil || len(events) == 0 {
		return false, err
	}
	if events[0].Position != at.Position+1 {
		return false, errOutdated // what comes between has been deleted
	}
	batch := redisboard.Batch{From: at.Position, To: events[len(events)-1].Position, At: events[len(events)-1].At}
	for _, event := range events {
		change, ok, err := leaderboard.ChangeOf(event)
		switch {
		case err != nil:
			return false, err
		case event.Kind == domain.RecognitionsImported:
			return false, w.skipTo(ctx, batch)
		case ok:
			batch.Changes = append(batch.Changes, change)
		}
	}
	return len(events) == boardBatch, w.o.Boards.Apply(ctx, batch)
}

// skipTo rebuilds the boards because of events that do not tell all that changed. The rebuilt boards
// hold everything up to the batch's end.
func (w *Worker) skipTo(ctx context.Context, batch redisboard.Batch) error {
	if err := w.rebuild(ctx); err != nil {
		return err
	}
	at, err := w.o.Boards.Checkpoint(ctx)
	if err == nil && at.Position < batch.To {
		err = &redisboard.GapError{Have: at.Position, From: batch.To}
	}
	return err
}
