package worker

import (
	"context"
	"log/slog"
	"time"
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
	for turn := 0; ; {
		err := w.follow(ctx)
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
		case <-w.numbered:
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

func (w *Worker) follow(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, boardLimit)
	defer cancel()
	return w.o.UseCases.FollowLeaderboards(ctx)
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
