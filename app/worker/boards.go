package worker

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"laurel/domain"
)

// The rhythm of the boards.
const (
	boardPoll   = time.Second // finds out that Redis has lost them, and which are looked at
	boardPause  = 500 * time.Millisecond
	boardLimit  = 30 * time.Minute // of one catching up, a rebuild of everything included
	checkEvery  = 10 * time.Second // a sample of one board is held against PostgreSQL
	sampleLimit = time.Minute
)

// keepBoards brings the boards in Redis up to the last position, again and again. It has its own
// pace, and its own checkpoint beside the boards: while Redis is away nothing else waits.
func (w *Worker) keepBoards(ctx context.Context) {
	check, poll := time.NewTicker(checkEvery), time.NewTicker(boardPoll)
	defer check.Stop()
	defer poll.Stop()
	isAway := false
	for turn, due := 0, true; ; {
		fresh := w.fresh.take()
		if due || isAway || len(fresh) > 0 { // else what was numbered had been taken with what came before
			err := w.follow(ctx, fresh)
			if err != nil && ctx.Err() == nil && !isAway {
				w.o.Log.WarnContext(ctx, "the boards in Redis wait", slog.Any("error", err))
			}
			isAway = err != nil
		}
		if isAway && !pause(ctx, boardPause) {
			return
		}
		due = true
		select {
		case <-ctx.Done():
			return
		case <-w.numbered:
			due = false
		case <-poll.C:
			w.keepWanted(ctx)
		case <-check.C:
			turn = w.checkBoard(ctx, turn)
		}
	}
}

// keepWanted has those boards kept that are looked at. Where it fails it is tried again a poll later.
func (w *Worker) keepWanted(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, boardLimit)
	defer cancel()
	if err := w.o.UseCases.KeepWantedLeaderboards(ctx); err != nil {
		w.o.Log.DebugContext(ctx, "the boards that are kept stay as they are", slog.Any("error", err))
	}
}

// follow brings the boards forward: by the events that were handed over, where those are all that is new.
func (w *Worker) follow(ctx context.Context, fresh []domain.Event) error {
	ctx, cancel := context.WithTimeout(ctx, boardLimit)
	defer cancel()
	if len(fresh) > 0 {
		if done, err := w.o.UseCases.ApplyToLeaderboards(ctx, fresh); done || err != nil {
			return err
		}
	}
	return w.o.UseCases.FollowLeaderboards(ctx)
}

// handed are events on their way from the relay to the boards beside it, which so need not read them
// again. More than mostHanded are left for them to read.
type handed struct {
	mu     sync.Mutex
	events []domain.Event
}

const mostHanded = 4 * batchSize

func (h *handed) give(events []domain.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.events)+len(events) > mostHanded {
		h.events = nil // what follows has a gap before it, and the boards read
	}
	h.events = append(h.events, events...)
}

func (h *handed) take() []domain.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	events := h.events
	h.events = nil
	return events
}

// checkBoard holds a board against PostgreSQL and gives the turn of the next one.
func (w *Worker) checkBoard(ctx context.Context, turn int) int {
	ctx, cancel := context.WithTimeout(ctx, sampleLimit)
	defer cancel()
	checked, _, err := w.o.UseCases.CheckLeaderboard(ctx, turn)
	if err != nil || !checked {
		return turn // the same again: Redis was away, or a step behind
	}
	return turn + 1
}
