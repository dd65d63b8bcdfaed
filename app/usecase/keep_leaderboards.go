package usecase

import (
	"context"
	"errors"
	"fmt"

	"laurel/domain/leaderboard"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
)

// RebuildLeaderboards makes all current boards in Redis anew from PostgreSQL, while they are in use.
// Several instances may do so at once.
func (uc *UseCases) RebuildLeaderboards(ctx context.Context) error {
	if uc.boards == nil {
		return errors.New("there is no Redis to keep boards in")
	}
	today := leaderboard.DayOf(uc.Now(), uc.where)
	return uc.db.BoardSnapshot(ctx, today, func(s leaderboard.Snapshot) error { return uc.boards.Rebuild(ctx, s) })
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
	board, err := uc.currentBoard(ctx, turn)
	if err != nil {
		return false, nil, err
	}
	sample, err := uc.db.BoardSample(ctx, board, sampleSize)
	if errors.Is(err, postgres.ErrUnsettled) {
		return false, nil, nil
	}
	if err != nil {
		return false, nil, err
	}
	drifted, err = uc.boards.Compare(ctx, sample)
	switch {
	case errors.Is(err, redisboard.ErrElsewhere), errors.Is(err, redisboard.ErrNotReady):
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
func (uc *UseCases) currentBoard(ctx context.Context, turn int) (leaderboard.Board, error) {
	behaviours, err := uc.db.Boards.Behaviours(ctx)
	if err != nil {
		return leaderboard.Board{}, err
	}
	scopes := []leaderboard.Scope{leaderboard.Org()}
	for _, id := range behaviours {
		scopes = append(scopes, leaderboard.Behaviour(id))
	}
	metrics, periods := leaderboard.Metrics(), leaderboard.Periods()
	today := leaderboard.DayOf(uc.Now(), uc.where)
	return leaderboard.Board{
		Metric: metrics[turn%len(metrics)],
		Window: leaderboard.WindowOf(periods[turn/len(metrics)%len(periods)], today),
		Scope:  scopes[turn/len(metrics)/len(periods)%len(scopes)],
	}, nil
}
