package redisboard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"laurel/domain/leaderboard"
)

// Batch is the changes that the events after From up to To make, in the order of their positions.
// Most events make none: the batch says that it has seen all of them, so that no gap stays unseen.
type Batch struct {
	From, To int64
	At       time.Time // of the event at To
	Changes  []leaderboard.Change
}

// A script blocks Redis while it runs: this many scores are changed by one, some 5 ms.
const scoresPerScript = 4000

// Apply brings the boards from one position to a later one. What they hold already is left out, so a
// batch may come again, whole or in part, from several instances at once. The error is a GapError
// where the batch does not follow what they hold, and ErrNotReady where there are none.
func (b *Boards) Apply(ctx context.Context, batch Batch) error {
	for {
		have, err := b.applyOnce(ctx, batch)
		switch {
		case err != nil:
			return err
		case have >= batch.To:
			return nil
		case have < batch.From:
			return &GapError{Have: have, From: batch.From}
		}
		batch.From = have
		batch.Changes = slices.DeleteFunc(slices.Clone(batch.Changes), func(c leaderboard.Change) bool { return c.Position <= have })
	}
}

// applyOnce applies the batch if the boards stand at its From, and gives the position that they have
// then: To, or any other where they stood elsewhere.
func (b *Boards) applyOnce(ctx context.Context, batch Batch) (have int64, err error) {
	if batch.To <= batch.From {
		at, err := b.Checkpoint(ctx)
		return at.Position, err
	}
	g, err := b.seen(ctx)
	if err != nil {
		return 0, err
	}
	at := batch.From
	for len(batch.Changes) > 0 {
		w := b.work(g.keeps, batch.Changes)
		last := batch.Changes[w.changes-1]
		to, when := last.Position, last.At
		if w.changes == len(batch.Changes) {
			to, when = batch.To, batch.At
		}
		have, err := b.move(ctx, w, g, at, to, when)
		if err != nil || have != to {
			return have, err
		}
		at, batch.Changes = to, batch.Changes[w.changes:]
	}
	if at == batch.To {
		return at, nil
	}
	return b.move(ctx, b.work(g.keeps, nil), g, at, batch.To, batch.At)
}

// move does some work on the boards in use and brings them from one position to another. It gives the
// position at which they then are.
func (b *Boards) move(ctx context.Context, w work, g *generation, from, to int64, at time.Time) (have int64, err error) {
	answer, err := b.send(ctx, w, g.name, from, to, at)
	if err != nil {
		return 0, err
	}
	switch word := answer.text(0); word {
	case "ok", "moved":
		return answer.number(1)
	case "other": // rebuilt meanwhile
		b.current.Store(nil)
		at, err := b.Checkpoint(ctx)
		return at.Position, err
	default:
		return 0, fmt.Errorf("a script of the boards answered %q", word)
	}
}

// work is what one script does: hide or show one person, or change scores.
type work struct {
	changes    int // how many changes of the batch it covers
	visibility *leaderboard.Visibility
	sums       *sums
}

// work takes from the front of the changes as many as one script does.
func (b *Boards) work(keeps func(leaderboard.Shelf) bool, changes []leaderboard.Change) work {
	w := work{sums: b.newSums(keeps)}
	for _, change := range changes {
		if change.Visibility != nil {
			if w.changes == 0 {
				w.changes, w.visibility = 1, change.Visibility
			}
			return w
		}
		if w.changes > 0 && w.sums.size() >= scoresPerScript {
			return w
		}
		w.sums.add(change)
		w.changes++
	}
	return w
}

// send runs the script for some work on a generation; from is "" for one that is being built.
func (b *Boards) send(ctx context.Context, w work, generation string, from any, to int64, at time.Time) (answer, error) {
	args := []any{b.Prefix, generation, from, to, at.UnixMilli()}
	script := applyScript
	if w.visibility != nil {
		script = visibilityScript
		args = append(args, member(w.visibility.Employee), toggle(w.visibility.Hidden))
	} else {
		args = w.sums.appendTo(args)
	}
	return b.run(ctx, script, args...)
}

func toggle(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// sums are the changes of scores that several changes make together, each score once.
type sums struct {
	boards *Boards
	keeps  func(leaderboard.Shelf) bool
	today  leaderboard.Day
	names  map[string]int // name of a key to its number, from 1
	keys   []any          // name, seconds until it expires
	scores map[scoreKey]int64
	thanks map[thankKey]int64
}

type scoreKey struct {
	name   int
	member string
}

type thankKey struct {
	board, counts       int
	employee, nominator string
}

func (b *Boards) newSums(keeps func(leaderboard.Shelf) bool) *sums {
	return &sums{
		boards: b, keeps: keeps, today: b.today(), names: map[string]int{},
		scores: map[scoreKey]int64{}, thanks: map[thankKey]int64{},
	}
}

func (s *sums) size() int { return len(s.scores) + len(s.thanks) }

func (s *sums) add(change leaderboard.Change) {
	deltas, thanks := change.Effects()
	for _, period := range leaderboard.Periods() {
		window := leaderboard.WindowOf(period, change.Recognition.Day)
		if !leaderboard.Kept(window, s.today) {
			continue
		}
		for _, d := range deltas {
			if !s.keeps(leaderboard.Shelf{Scope: d.Scope, Period: period}) {
				continue
			}
			name := s.name(nameOf(leaderboard.Board{Metric: d.Metric, Window: window, Scope: d.Scope}), window)
			s.scores[scoreKey{name, member(d.Employee)}] += d.By
		}
		for _, t := range thanks {
			if !s.keeps(leaderboard.Shelf{Scope: t.Scope, Period: period}) {
				continue
			}
			s.thanks[thankKey{
				board:    s.name(nameOf(leaderboard.Board{Metric: leaderboard.ThankedBy, Window: window, Scope: t.Scope}), window),
				counts:   s.name(countsOf(t.Scope, window), window),
				employee: member(t.Employee), nominator: member(t.Nominator),
			}] += t.By
		}
	}
}

func (s *sums) name(text string, window leaderboard.Window) int {
	number, ok := s.names[text]
	if !ok {
		number = len(s.names) + 1
		s.names[text] = number
		s.keys = append(s.keys, text, s.boards.ttlOf(window))
	}
	return number
}

// appendTo writes the sums as the script reads them, by boards. What comes to nothing is left out: a
// score of 0 is no score.
func (s *sums) appendTo(args []any) []any {
	args = append(args, len(s.names))
	args = append(args, s.keys...)
	scores := map[int][]any{}
	for key, by := range s.scores {
		if by != 0 {
			scores[key.name] = append(scores[key.name], key.member, by)
		}
	}
	args = append(args, len(scores))
	for name, list := range scores {
		args = append(append(args, name, len(list)/2), list...)
	}
	type shelf struct{ board, counts int }
	thanks := map[shelf][]any{}
	for key, by := range s.thanks {
		if by != 0 {
			on := shelf{key.board, key.counts}
			thanks[on] = append(thanks[on], key.employee, key.nominator, by)
		}
	}
	args = append(args, len(thanks))
	for on, list := range thanks {
		args = append(append(args, on.board, on.counts, len(list)/3), list...)
	}
	return args
}
