package redisboard_test

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/pgtest/chance"
	"laurel/storage/redisboard"
)

// Promise 10 of RELIABILITY.md, in short form.
func TestApply_scoresAndRanksAreRightWhateverIsDeliveredAgain(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		must(t, boards.Rebuild(ctx, nothing()))
		h := newHistory(random, 25)
		for range 400 {
			h.happen(random, clock.today()-leaderboard.Day(random.IntN(120))+2)
		}
		for have := int64(1); have < h.last(); {
			from := max(have-random.Int64N(40), 1)
			if random.IntN(4) == 0 {
				from = random.Int64N(have) + 1 // from any earlier position
			}
			to := min(from+random.Int64N(60)+1, h.last())
			must(t, boards.Apply(ctx, h.batch(from, to)))
			must(t, boards.Apply(ctx, h.batch(from, to)))
			have = max(have, to)
			at, err := boards.Checkpoint(ctx)
			must(t, err)
			if at.Position != have || !at.At.Equal(timeOf(have)) {
				t.Fatalf("the checkpoint is %+v after %d", at, have)
			}
			if random.IntN(8) == 0 {
				h.check(t, boards, clock.today())
			}
		}
		h.check(t, boards, clock.today())
	})
}

func TestApply_twoRelaysAtOnceCountOnce(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		must(t, boards.Rebuild(ctx, nothing()))
		h := newHistory(random, 12)
		for range 150 {
			h.happen(random, clock.today())
		}
		var both sync.WaitGroup
		for range 2 {
			source := rand.New(rand.NewPCG(random.Uint64(), 1))
			both.Go(func() {
				for from := int64(1); from < h.last(); {
					to := min(from+source.Int64N(9)+1, h.last())
					if err := boards.Apply(ctx, h.batch(from, to)); err != nil {
						t.Error(err)
						return
					}
					from = to
				}
			})
		}
		both.Wait()
		if at := h.check(t, boards, clock.today()); at != h.last() {
			t.Errorf("the boards are at %d", at)
		}
	})
}

func TestApply_refusesAGap(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		must(t, boards.Rebuild(ctx, nothing()))
		h := newHistory(random, 12)
		for range 10 {
			h.happen(random, clock.today())
		}
		must(t, boards.Apply(ctx, h.batch(1, 5)))
		var gap *redisboard.GapError
		if err := boards.Apply(ctx, h.batch(7, 11)); !errors.As(err, &gap) || gap.Have != 5 || gap.From != 7 {
			t.Fatal(err)
		}
		if at := h.check(t, boards, clock.today()); at != 5 {
			t.Errorf("the boards are at %d", at)
		}
		must(t, boards.Apply(ctx, h.batch(gap.Have, h.last())))
		h.check(t, boards, clock.today())
	})
}

func TestBoards_thatAreNotThereAreNotReady(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx := t.Context()
		boards, clock := newBoards(client, prefix)
		board := leaderboard.Board{Metric: leaderboard.Given, Window: leaderboard.WindowOf(leaderboard.Week, clock.today()), Scope: leaderboard.Org()}
		notReady := func() {
			t.Helper()
			_, checkpoint := boards.Checkpoint(ctx)
			_, read := boards.Read(ctx, redisboard.Read{Board: board, Start: redisboard.FromTop, Below: 1})
			_, scores := boards.Scores(ctx, board, nil)
			_, compare := boards.Compare(ctx, leaderboard.Sample{Board: board})
			for _, err := range []error{
				checkpoint, read, scores, compare,
				boards.Apply(ctx, redisboard.Batch{From: 1, To: 3}),
				boards.Apply(ctx, redisboard.Batch{From: 1, To: 3, Changes: []leaderboard.Change{leaderboard.Hide(2, domain.NewEmployeeID())}}),
			} {
				if !errors.Is(err, redisboard.ErrNotReady) {
					t.Error(err)
				}
			}
		}
		notReady()
		must(t, boards.Rebuild(ctx, nothing()))
		if _, err := boards.Checkpoint(ctx); err != nil {
			t.Error(err)
		}
		must(t, boards.Drop(ctx))
		must(t, boards.Drop(ctx))
		notReady()
		if left := keys(ctx, t, client, prefix); len(left) > 0 {
			t.Errorf("%q is left", left)
		}
	})
}

func keys(ctx context.Context, t *testing.T, client redis.UniversalClient, prefix string) []string {
	t.Helper()
	found, err := client.Keys(ctx, strings.ReplaceAll(prefix, "{", "\\{")+"*").Result()
	must(t, err)
	return found
}

func TestRebuild_equalsTheSnapshotAndTakesBackWhatIsPending(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		h := newHistory(random, 20)
		for range 200 {
			h.happen(random, clock.today()-leaderboard.Day(random.IntN(100))+1)
		}
		for range 5 {
			position := random.Int64N(h.last()) + 1
			tables := min(position+random.Int64N(20), h.last())
			must(t, boards.Drop(ctx))
			must(t, boards.Rebuild(ctx, h.snapshot(position, tables, clock.today())))
			if at := h.check(t, boards, clock.today()); at != position {
				t.Fatalf("the boards are at %d, not %d", at, position)
			}
			must(t, boards.Apply(ctx, h.batch(position, h.last())))
			h.check(t, boards, clock.today())
		}
	})
}

func TestRebuild_byTwoInstancesWhileChangesAreAppliedIsNeverWrong(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		h := newHistory(random, 10)
		for range 250 {
			h.happen(random, clock.today()-leaderboard.Day(random.IntN(30)))
		}
		must(t, boards.Rebuild(ctx, nothing()))
		var rebuilders sync.WaitGroup
		for range 2 {
			source := rand.New(rand.NewPCG(random.Uint64(), 1))
			rebuilders.Go(func() {
				for range 12 {
					at, err := boards.Checkpoint(ctx)
					if err != nil {
						t.Error(err)
						return
					}
					position := max(at.Position-source.Int64N(30), 1) // as if the build had taken that long
					snapshot := h.snapshot(position, min(position+source.Int64N(10), h.last()), clock.today())
					if err := boards.Rebuild(ctx, snapshot); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		var seen int64
		for from := int64(1); ; {
			err := boards.Apply(ctx, h.batch(from, min(from+random.Int64N(8)+1, h.last())))
			var gap *redisboard.GapError
			if err != nil && !errors.As(err, &gap) {
				t.Fatal(err)
			}
			if random.IntN(6) == 0 {
				at := h.check(t, boards, clock.today())
				if at < seen {
					t.Fatalf("the boards went back from %d to %d", seen, at)
				}
				seen = at
			}
			at, err := boards.Checkpoint(ctx)
			must(t, err)
			if from = at.Position; from >= h.last() {
				break
			}
		}
		rebuilders.Wait()
		at, err := boards.Checkpoint(ctx)
		must(t, err)
		must(t, boards.Apply(ctx, h.batch(at.Position, h.last())))
		if at := h.check(t, boards, clock.today()); at != h.last() {
			t.Errorf("the boards are at %d", at)
		}
		generations := map[string]bool{}
		for _, key := range keys(ctx, t, client, prefix) {
			if rest := strings.TrimPrefix(key, prefix); rest != "state" {
				generations[rest[:strings.Index(rest, ":")]] = true
			}
		}
		if len(generations) != 1 {
			t.Errorf("%d generations are left", len(generations))
		}
	})
}

func TestRebuild_thatIsCutOffOrLostChangesNothing(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		h := newHistory(random, 10)
		for range 40 {
			h.happen(random, clock.today())
		}
		must(t, boards.Rebuild(ctx, h.snapshot(21, 21, clock.today())))
		before := keys(ctx, t, client, prefix)

		broken := errors.New("the database went away")
		snapshot := h.snapshot(61, 61, clock.today())
		snapshot.Tallies = interrupted(snapshot.Tallies, func() error { return broken })
		if err := boards.Rebuild(ctx, snapshot); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		snapshot.Tallies = interrupted(h.tallies(61, clock.today()), func() error {
			for _, key := range keys(ctx, t, client, prefix) {
				if strings.HasSuffix(key, ":building") {
					must(t, client.Del(ctx, key).Err())
				}
			}
			return nil
		})
		if err := boards.Rebuild(ctx, snapshot); !errors.Is(err, redisboard.ErrLost) {
			t.Fatal(err)
		}
		if at := h.check(t, boards, clock.today()); at != 21 {
			t.Errorf("the boards are at %d", at)
		}
		if after := keys(ctx, t, client, prefix); !slices.Equal(slices.Sorted(slices.Values(after)), slices.Sorted(slices.Values(before))) {
			t.Errorf("there are %d keys, and were %d", len(after), len(before))
		}
	})
}

// interrupted does something in the middle of the tallies.
func interrupted(tallies iter.Seq2[leaderboard.Tally, error], do func() error) iter.Seq2[leaderboard.Tally, error] {
	return func(yield func(leaderboard.Tally, error) bool) {
		n := 0
		for tally, err := range tallies {
			if n++; n == 20 {
				err = do()
			}
			if !yield(tally, err) || err != nil {
				return
			}
		}
	}
}

func TestRebuild_refusesASnapshotOutOfOrder(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx := t.Context()
		boards, clock := newBoards(client, prefix)
		low, high := domain.NewEmployeeID(), domain.NewEmployeeID()
		week, all := leaderboard.WindowOf(leaderboard.Week, clock.today()), leaderboard.WindowOf(leaderboard.All, 0)
		tally := func(w leaderboard.Window, who domain.EmployeeID) leaderboard.Tally {
			return leaderboard.Tally{Scope: leaderboard.Org(), Window: w, Employee: who, Points: 1, Count: 1}
		}
		for _, rows := range [][]leaderboard.Tally{
			{tally(week, high), tally(week, low)},
			{tally(week, low), tally(all, low), tally(week, high)},
		} {
			snapshot := nothing()
			snapshot.Tallies = func(yield func(leaderboard.Tally, error) bool) {
				for _, row := range rows {
					if !yield(row, nil) {
						return
					}
				}
			}
			if err := boards.Rebuild(ctx, snapshot); err == nil {
				t.Error("it is taken")
			}
			if left := keys(ctx, t, client, prefix); len(left) > 0 {
				t.Errorf("%q is left", left)
			}
		}
	})
}

func TestBoards_periodsRollOverWithTheClock(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		must(t, boards.Rebuild(ctx, nothing()))
		h := newHistory(random, 8)
		clock.at = time.Date(2026, time.March, 27, 23, 59, 59, 999_000_000, moscow)
		for range 8 { // over a Monday and the end of a quarter
			for _, step := range []time.Duration{time.Millisecond, 11 * time.Hour, 13*time.Hour - time.Millisecond} {
				clock.at = clock.at.Add(step)
				for range 4 {
					// Now and then a recognition of yesterday or, by an instance whose clock is ahead, of
					// tomorrow comes in.
					day := clock.today() + leaderboard.Day([]int{0, 0, 0, 0, 0, -1, 1}[random.IntN(7)])
					from := h.last()
					h.happen(random, day)
					must(t, boards.Apply(ctx, h.batch(from, h.last())))
				}
				h.check(t, boards, clock.today())
				checkExpiry(t, client, prefix, clock)
			}
		}
		if board := (leaderboard.Board{Window: leaderboard.WindowOf(leaderboard.Month, clock.today()-10), Scope: leaderboard.Org()}); boards.Holds(board) {
			t.Error("a month that is over is held to be current")
		}
		if board := (leaderboard.Board{Window: leaderboard.WindowOf(leaderboard.Week, clock.today()), Scope: leaderboard.Team(domain.NewTeamID())}); boards.Holds(board) {
			t.Error("a team's board is held to be here")
		}
	})
}

// checkExpiry holds the time that each key has left against the end of its window.
func checkExpiry(t *testing.T, client redis.UniversalClient, prefix string, clock *clock) {
	t.Helper()
	ctx := t.Context()
	for _, key := range keys(ctx, t, client, prefix) {
		ttl, err := client.TTL(ctx, key).Result()
		must(t, err)
		parts := strings.Split(key, "/")
		if len(parts) < 3 || parts[1] == "all" {
			if ttl > 0 {
				t.Errorf("%s expires in %s", key, ttl)
			}
			continue
		}
		period, from, _ := strings.Cut(parts[1], ":")
		day, err := leaderboard.ParseDay(from)
		must(t, err)
		// A key got its time at some earlier moment of this test's clock, and Redis' own has hardly
		// moved since: it has at least the time that it still needs.
		window := leaderboard.WindowOf(leaderboard.Period(period), day)
		end := window.To.Time().AddDate(0, 0, 1).Sub(clock.at)
		if ttl <= 0 || ttl < end+24*time.Hour-time.Minute {
			t.Errorf("%s expires in %s, %s before it can no longer change", key, ttl, end)
		}
	}
}

func TestBoards_hiddenPeopleAreOnNoneAndComeBackWhole(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		must(t, boards.Rebuild(ctx, nothing()))
		h := newHistory(random, 6)
		for range 30 {
			h.changes = append(h.changes, leaderboard.Published(h.last()+1, h.recognition(random, clock.today())))
		}
		who := h.people[3]
		h.changes = append(h.changes, leaderboard.Hide(h.last()+1, who), leaderboard.Hide(h.last()+3, who))
		for range 10 { // scores go on being kept
			h.changes = append(h.changes, leaderboard.Published(h.last()+1, h.recognition(random, clock.today())))
		}
		must(t, boards.Apply(ctx, h.batch(1, h.last())))
		h.check(t, boards, clock.today())
		board := leaderboard.Board{Metric: leaderboard.Recognitions, Window: leaderboard.WindowOf(leaderboard.Week, clock.today()), Scope: leaderboard.Org()}
		read := redisboard.Read{Board: board, Viewer: who, Start: redisboard.FromViewer, Above: 3, Below: 3}
		hidden, err := boards.Read(ctx, read)
		must(t, err)
		if hidden.Viewer != nil || hidden.Total != int64(len(h.at(h.last()).board(board))) {
			t.Errorf("who is hidden stands at %+v of %d", hidden.Viewer, hidden.Total)
		}
		from := h.last()
		h.changes = append(h.changes, leaderboard.Show(from+1, who), leaderboard.Show(from+3, who))
		must(t, boards.Apply(ctx, h.batch(from, h.last())))
		h.check(t, boards, clock.today())
		shown, err := boards.Read(ctx, read)
		must(t, err)
		if shown.Viewer == nil || shown.Viewer.Score != h.at(h.last()).board(board)[who] || shown.Total != hidden.Total+1 {
			t.Errorf("who is shown again stands at %+v of %d", shown.Viewer, shown.Total)
		}
	})
}

func TestRead_givesWholeGroupsFromAnywhere(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		must(t, boards.Rebuild(ctx, nothing()))
		h := newHistory(random, 40)
		for range 120 {
			h.happen(random, clock.today())
		}
		must(t, boards.Apply(ctx, h.batch(1, h.last())))
		for range 300 {
			board := leaderboard.Board{Metric: leaderboard.Metrics()[random.IntN(4)], Window: leaderboard.WindowOf(leaderboard.Week, clock.today()), Scope: leaderboard.Org()}
			whole := h.at(h.last()).groups(board)
			viewer := h.people[random.IntN(len(h.people))]
			ask := redisboard.Read{Board: board, Viewer: viewer, Below: 1 + random.IntN(9), Above: random.IntN(6)}
			ask.Start = []string{redisboard.FromTop, redisboard.FromRank, redisboard.FromScore, redisboard.FromViewer}[random.IntN(4)]
			ask.Begin = 1 + random.Int64N(45)
			others := []domain.EmployeeID{h.people[random.IntN(len(h.people))], viewer, domain.NewEmployeeID()}
			got, standings, err := boards.ReadFor(ctx, ask, others)
			must(t, err)
			standing := standingOf(whole, viewer)
			if diff := gocmp.Diff(standing, got.Viewer); diff != "" {
				t.Fatalf("%+v: %s", ask, diff)
			}
			if diff := gocmp.Diff([]*leaderboard.Standing{standingOf(whole, others[0]), standing, nil}, standings); diff != "" {
				t.Fatalf("%+v for others: %s", ask, diff)
			}
			if diff := gocmp.Diff(stretchOf(whole, ask, standing), append([]redisboard.Group{}, inOrder(got.Groups)...)); diff != "" {
				t.Fatalf("%+v: %s", ask, diff)
			}
		}
	})
}

func standingOf(whole []redisboard.Group, who domain.EmployeeID) *leaderboard.Standing {
	for _, g := range whole {
		if slices.Contains(g.Who, who) {
			return &leaderboard.Standing{Rank: g.Rank, Score: g.Score}
		}
	}
	return nil
}

// stretchOf cuts out of a whole board what a read must give.
func stretchOf(whole []redisboard.Group, ask redisboard.Read, viewer *leaderboard.Standing) []redisboard.Group {
	score, above := ask.Begin, 0
	switch ask.Start {
	case redisboard.FromTop:
		return take(whole, ask.Below)
	case redisboard.FromRank:
		return take(slices.DeleteFunc(slices.Clone(whole), func(g redisboard.Group) bool { return g.Rank < ask.Begin }), ask.Below)
	case redisboard.FromViewer:
		if viewer == nil {
			return take(whole, ask.Below)
		}
		score, above = viewer.Score, ask.Above
	}
	var higher, same, lower []redisboard.Group
	for _, g := range whole {
		switch {
		case g.Score > score:
			higher = append(higher, g)
		case g.Score == score:
			same = append(same, g)
		default:
			lower = append(lower, g)
		}
	}
	slices.Reverse(higher)
	higher = take(higher, above)
	slices.Reverse(higher)
	return append([]redisboard.Group{}, slices.Concat(higher, same, take(lower, ask.Below))...)
}

// take gives whole groups until they have so many people.
func take(groups []redisboard.Group, people int) []redisboard.Group {
	taken := []redisboard.Group{}
	for _, g := range groups {
		if people <= 0 {
			break
		}
		taken = append(taken, g)
		people -= int(g.Size)
	}
	return taken
}

func TestRead_givesALargeGroupOnlyByItsSize(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx := t.Context()
		boards, clock := newBoards(client, prefix)
		must(t, boards.Rebuild(ctx, nothing()))
		const crowd = redisboard.LargestGroup + 1
		var changes []leaderboard.Change
		var people []domain.EmployeeID
		add := func(points int64) {
			people = append(people, domain.NewEmployeeID())
			changes = append(changes, leaderboard.Published(int64(len(changes))+2, leaderboard.Recognition{
				Day: clock.today(), Nominees: []leaderboard.Nominee{{Employee: people[len(people)-1], Points: points}},
			}))
		}
		add(9)
		for range crowd {
			add(5)
		}
		add(1)
		must(t, boards.Apply(ctx, redisboard.Batch{From: 1, To: crowd + 3, Changes: changes}))
		board := leaderboard.Board{Metric: leaderboard.Received, Window: leaderboard.WindowOf(leaderboard.Week, clock.today()), Scope: leaderboard.Org()}
		top := redisboard.Group{Score: 9, Rank: 1, Size: 1, Who: people[:1]}
		many := redisboard.Group{Score: 5, Rank: 2, Size: crowd}
		low := redisboard.Group{Score: 1, Rank: crowd + 2, Size: 1, Who: people[crowd+1:]}
		for _, c := range []struct {
			ask  redisboard.Read
			want []redisboard.Group
		}{
			{redisboard.Read{Start: redisboard.FromTop, Below: 1}, []redisboard.Group{top}},
			{redisboard.Read{Start: redisboard.FromTop, Below: 3}, []redisboard.Group{top, many}},
			{redisboard.Read{Start: redisboard.FromRank, Begin: 2, Below: 3}, []redisboard.Group{many}},
			{redisboard.Read{Start: redisboard.FromScore, Begin: 5, Below: 3}, []redisboard.Group{many, low}},
			{redisboard.Read{Start: redisboard.FromScore, Begin: 4, Below: 3, Largest: 1}, []redisboard.Group{low}},
			{redisboard.Read{Start: redisboard.FromTop, Below: 0}, nil},
			{redisboard.Read{Start: redisboard.FromViewer, Viewer: people[7], Above: 2, Below: 3}, []redisboard.Group{top, many, low}},
			{redisboard.Read{Start: redisboard.FromViewer, Viewer: people[crowd+1], Above: 2, Below: 3}, []redisboard.Group{many, low}},
		} {
			c.ask.Board = board
			got, err := boards.Read(ctx, c.ask)
			must(t, err)
			if diff := gocmp.Diff(c.want, got.Groups); diff != "" {
				t.Errorf("%+v: %s", c.ask, diff)
			}
		}
		scores, err := boards.Scores(ctx, board, []domain.EmployeeID{people[0], people[1], domain.NewEmployeeID(), people[crowd], people[crowd+1]})
		must(t, err)
		if want := []int64{9, 5, 0, 5, 1}; !slices.Equal(scores, want) {
			t.Errorf("their scores are %v", scores)
		}
	})
}

func TestCompare_findsWhatIsNotAsItShouldBe(t *testing.T) {
	onEach(t, func(s server) {
		t, client, prefix := s.t, s.client, s.prefix
		ctx, random := t.Context(), chance.New(t, 1)
		boards, clock := newBoards(client, prefix)
		h := newHistory(random, 10)
		for range 40 {
			h.happen(random, clock.today())
		}
		must(t, boards.Rebuild(ctx, h.snapshot(h.last(), h.last(), clock.today())))
		board := leaderboard.Board{Metric: leaderboard.Recognitions, Window: leaderboard.WindowOf(leaderboard.Year, clock.today()), Scope: leaderboard.Org()}
		scores := h.at(h.last()).board(board)
		sample := leaderboard.Sample{Position: h.last(), Board: board, Total: int64(len(scores))}
		for _, who := range h.people {
			sample.Rows = append(sample.Rows, leaderboard.Row{Employee: who, Score: scores[who]})
		}
		if differences, err := boards.Compare(ctx, sample); err != nil || len(differences) > 0 {
			t.Fatalf("%v, %v", differences, err)
		}
		sample.Rows[4].Score++
		sample.Total--
		want := []leaderboard.Difference{
			{Board: board, Have: sample.Total + 1, Want: sample.Total},
			{Board: board, Employee: sample.Rows[4].Employee, Have: sample.Rows[4].Score - 1, Want: sample.Rows[4].Score},
		}
		if differences, err := boards.Compare(ctx, sample); err != nil || !slices.Equal(differences, want) {
			t.Fatalf("%v, %v", differences, err)
		}
		sample.Position++
		if _, err := boards.Compare(ctx, sample); !errors.Is(err, redisboard.ErrElsewhere) {
			t.Error(err)
		}
	})
}

func TestConnect_aServerThatIsAwayKeepsNobodyWaiting(t *testing.T) {
	client, err := redisboard.Connect("redis://" + freeAddress())
	must(t, err)
	defer client.Close()
	boards, clock := newBoards(client, "")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	board := leaderboard.Board{Metric: leaderboard.Given, Window: leaderboard.WindowOf(leaderboard.Week, clock.today()), Scope: leaderboard.Org()}
	if _, err := boards.Read(ctx, redisboard.Read{Board: board, Start: redisboard.FromTop, Below: 1}); err == nil || ctx.Err() != nil {
		t.Error(err)
	}
	if _, err := redisboard.Connect("postgres://secret@host"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}
