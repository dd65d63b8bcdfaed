package usecase

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"laurel/domain/leaderboard"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
)

// RebuildLeaderboards makes the current boards in Redis that are looked at anew from PostgreSQL, while
// they are in use. Several instances may do so at once.
func (uc *UseCases) RebuildLeaderboards(ctx context.Context) error {
	if uc.boards == nil {
		return errors.New("there is no Redis to keep boards in")
	}
	wanted, err := uc.boards.Wanted(ctx)
	if err != nil {
		return err
	}
	today := leaderboard.DayOf(uc.Now(), uc.where)
	return uc.db.BoardSnapshot(ctx, today, wanted, func(s leaderboard.Snapshot) error { return uc.boards.Rebuild(ctx, s) })
}

// KeepWantedLeaderboards rebuilds the boards in Redis where others are kept than those that are looked at.
func (uc *UseCases) KeepWantedLeaderboards(ctx context.Context) error {
	if uc.boards == nil {
		return nil
	}
	wanted, err := uc.boards.Wanted(ctx)
	if err != nil {
		return err
	}
	kept, err := uc.boards.Kept(ctx)
	if errors.Is(err, redisboard.ErrNotReady) || (err == nil && slices.Equal(wanted, kept)) {
		return nil
	}
	if err != nil {
		return err
	}
	return uc.RebuildLeaderboards(ctx)
}

// sampleSize is how many people of a board, and of all employees, one check compares.
const sampleSize = 50

// CheckLeaderboard compares a sample of one current board in Redis with PostgreSQL, another board for
// each turn, and rebuilds all boards where it differs. Nothing is compared where the two are not of the
// same moment; checked says whether they were.
func (uc *UseCases) CheckLeaderboard(ctx context.Context, turn int) (checked bool, drifted []leaderboard.Difference, err error) {
	if uc.boards == nil {
		return false, nil, nil
	}
	kept, err := uc.boards.Kept(ctx)
	if errors.Is(err, redisboard.ErrNotReady) {
		return false, nil, nil
	}
	if err != nil || len(kept) == 0 {
		return false, nil, err
	}
	board := uc.currentBoard(kept, turn)
	sample, err := uc.db.BoardSample(ctx, board, sampleSize)
	if errors.Is(err, postgres.ErrUnsettled) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	drifted, err = uc.boards.Compare(ctx, sample)
	switch {
	case errors.Is(err, redisboard.ErrElsewhere), errors.Is(err, redisboard.ErrNotReady), errors.Is(err, redisboard.ErrNotKept):
		return false, nil, nil
	case err != nil:
		return false, nil, fmt.Errorf("compare the board %s: %w", board, err)
	case len(drifted) > 0:
		uc.log.ErrorContext(ctx, "a board in Redis differs from PostgreSQL and is rebuilt", "board", board.String(), "differences", len(drifted))
		return true, drifted, uc.RebuildLeaderboards(ctx)
	}
	return true, nil, nil
}

// currentBoard gives the board whose turn it is, of all that Redis keeps now.
func (uc *UseCases) currentBoard(kept []leaderboard.Shelf, turn int) leaderboard.Board {
	metrics, today := leaderboard.Metrics(), leaderboard.DayOf(uc.Now(), uc.where)
	shelf := kept[turn/len(metrics)%len(kept)]
	return leaderboard.Board{Metric: metrics[turn%len(metrics)], Window: leaderboard.WindowOf(shelf.Period, today), Scope: shelf.Scope}
}
