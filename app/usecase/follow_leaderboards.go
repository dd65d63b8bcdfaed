package usecase

import (
	"context"
	"errors"
	"slices"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/redisboard"
)

// followAtOnce is how many events one step takes.
const followAtOnce = 500

// mostRebuilds is how many rebuilds may follow one another: while the first reads, events may get their
// positions and be struck as too old, as those of a new demo organisation are.
const mostRebuilds = 2

// FollowLeaderboards brings the boards in Redis from the event that they hold to the last one that has
// a position. It rebuilds them where they are not there, and where the events alone do not say how the
// boards go on: after an import, when events in between are no longer kept, and when the database is
// an older one than the boards have seen. Several instances may follow at once.
func (uc *UseCases) FollowLeaderboards(ctx context.Context) error {
	if uc.boards == nil {
		return nil
	}
	for rebuilds := 0; ; {
		step, err := uc.followStep(ctx)
		switch {
		case err != nil:
			return err
		case step == followDone:
			return nil
		case step == followMore:
			rebuilds = 0
			continue
		case rebuilds == mostRebuilds:
			return errors.New("the boards in Redis are lost again as soon as they are built")
		}
		if err := uc.RebuildLeaderboards(ctx); err != nil {
			return err
		}
		rebuilds++
	}
}

// ApplyToLeaderboards brings the boards in Redis forward by events that have just got their positions, all
// that there are between the first and the last. It says whether that was all that there was to do; else
// FollowLeaderboards finds out what is.
func (uc *UseCases) ApplyToLeaderboards(ctx context.Context, events []domain.Event) (done bool, err error) {
	if uc.boards == nil || len(events) == 0 {
		return true, nil
	}
	if slices.ContainsFunc(events, isImport) {
		return false, nil
	}
	from := events[0].Position - 1
	if events[len(events)-1].Position-from != int64(len(events)) {
		return false, nil
	}
	err = uc.applyBatch(ctx, from, events)
	var gap *redisboard.GapError
	if errors.Is(err, redisboard.ErrNotReady) || errors.As(err, &gap) {
		return false, nil
	}
	return err == nil, err
}

// following is how a step of FollowLeaderboards ended.
type following int

const (
	followDone following = iota
	followMore
	followRebuild // the events alone do not lead on
)

func (uc *UseCases) followStep(ctx context.Context) (following, error) {
	at, err := uc.boards.Checkpoint(ctx)
	if errors.Is(err, redisboard.ErrNotReady) {
		return followRebuild, nil
	}
	if err != nil {
		return followDone, err
	}
	events, err := uc.db.EventsOfBoards(ctx, at.Position, followAtOnce)
	if err != nil {
		return followDone, err
	}
	if len(events) == 0 {
		return uc.followToEnd(ctx, at.Position)
	}
	if imported := slices.IndexFunc(events, isImport); imported >= 0 {
		events = events[:imported]
	}
	if len(events) == 0 || events[0].Position != at.Position+1 {
		return followRebuild, nil
	}
	return uc.applyEvents(ctx, at.Position, events)
}

// followToEnd finds out whether boards without further events are at the end of them, or ahead: then
// the database has been put back to an earlier time, and what they hold never happened.
func (uc *UseCases) followToEnd(ctx context.Context, position int64) (following, error) {
	last, err := uc.db.LastPosition(ctx)
	if err != nil || last >= position {
		return followDone, err
	}
	return followRebuild, uc.boards.Drop(ctx)
}

func isImport(event domain.Event) bool { return event.Kind.MovesAllBoards() }

func (uc *UseCases) applyEvents(ctx context.Context, from int64, events []domain.Event) (following, error) {
	err := uc.applyBatch(ctx, from, events)
	var gap *redisboard.GapError
	switch {
	case errors.Is(err, redisboard.ErrNotReady):
		return followRebuild, nil
	case errors.As(err, &gap): // rebuilt meanwhile by another instance: go on from there
		return followMore, nil
	}
	return followMore, err
}

// applyBatch applies what follows a position.
func (uc *UseCases) applyBatch(ctx context.Context, from int64, events []domain.Event) error {
	last := events[len(events)-1]
	batch := redisboard.Batch{From: from, To: last.Position, At: last.At}
	for _, event := range events {
		change, ok, err := leaderboard.ChangeOf(event)
		if err != nil { // the check finds what it did, and nothing else must wait for it
			uc.log.ErrorContext(ctx, "an event cannot be applied to the boards", "event", event.ID.String(), "error", err)
		}
		if ok {
			batch.Changes = append(batch.Changes, change)
		}
	}
	return uc.boards.Apply(ctx, batch)
}
