package redisboard_test

import (
	"cmp"
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/redisboard"
)

// history is everything that happened, and what boards must be after any part of it: counted anew
// each time from the recognitions, in the simplest way.
type history struct {
	people     []domain.EmployeeID
	behaviours []domain.BehaviourID
	changes    []leaderboard.Change // positions 2, 4, 6, …: odd ones are events that are not about boards
}

func newHistory(random *rand.Rand, people int) *history {
	h := &history{behaviours: behaviours}
	for range people {
		id := domain.NewEmployeeID()
		id.UUID[8] = byte(random.Uint32())
		h.people = append(h.people, id)
	}
	return h
}

func (h *history) last() int64 { return 2*int64(len(h.changes)) + 1 }

// happen adds a random change: a recognition, the revocation of one that stands, or somebody hidden or
// shown.
func (h *history) happen(random *rand.Rand, day leaderboard.Day) {
	position := h.last() + 1
	switch n := random.IntN(20); {
	case n == 0:
		who := h.people[random.IntN(len(h.people))]
		if h.hidden(h.last())[who] {
			h.changes = append(h.changes, leaderboard.Show(position, who))
		} else {
			h.changes = append(h.changes, leaderboard.Hide(position, who))
		}
	case n <= 6 && len(h.standing(h.last())) > 0:
		standing := h.standing(h.last())
		h.changes = append(h.changes, leaderboard.Revoked(position, standing[random.IntN(len(standing))]))
	default:
		h.changes = append(h.changes, leaderboard.Published(position, h.recognition(random, day)))
	}
}

func (h *history) recognition(random *rand.Rand, day leaderboard.Day) leaderboard.Recognition {
	who := random.Perm(len(h.people))
	r := leaderboard.Recognition{Day: day, Behaviours: h.behaviours[:random.IntN(len(h.behaviours)+1)]}
	if random.IntN(10) > 0 {
		r.Nominator = &h.people[who[0]]
	}
	for _, i := range who[1 : 2+random.IntN(3)] {
		r.Nominees = append(r.Nominees, leaderboard.Nominee{Employee: h.people[i], Points: int64(random.IntN(4) * 10)})
	}
	return r
}

func (h *history) until(position int64) []leaderboard.Change {
	n, _ := slices.BinarySearchFunc(h.changes, position+1, func(c leaderboard.Change, p int64) int { return cmp.Compare(c.Position, p) })
	return h.changes[:n]
}

func (h *history) hidden(position int64) map[domain.EmployeeID]bool {
	hidden := map[domain.EmployeeID]bool{}
	for _, c := range h.until(position) {
		if c.Visibility != nil {
			hidden[c.Visibility.Employee] = c.Visibility.Hidden
		}
	}
	return hidden
}

// standing gives the recognitions that are published at a position.
func (h *history) standing(position int64) []leaderboard.Recognition {
	var standing []leaderboard.Recognition
	for _, c := range h.until(position) {
		switch c.Sign {
		case 1:
			standing = append(standing, c.Recognition)
		case -1:
			i := slices.IndexFunc(standing, func(r leaderboard.Recognition) bool { return &r.Nominees[0] == &c.Recognition.Nominees[0] })
			standing = slices.Delete(standing, i, i+1)
		}
	}
	return standing
}

// moment is what stands at a position.
type moment struct {
	standing []leaderboard.Recognition
	hidden   map[domain.EmployeeID]bool
}

func (h *history) at(position int64) moment { return moment{h.standing(position), h.hidden(position)} }

// board counts a board.
func (m moment) board(board leaderboard.Board) map[domain.EmployeeID]int64 {
	scores := map[domain.EmployeeID]int64{}
	thanked := map[[2]domain.EmployeeID]bool{}
	for _, r := range m.standing {
		if !board.Window.Contains(r.Day) || !slices.Contains(r.Scopes(), board.Scope) {
			continue
		}
		for _, n := range r.Nominees {
			switch board.Metric {
			case leaderboard.Received:
				scores[n.Employee] += n.Points
			case leaderboard.Recognitions:
				scores[n.Employee]++
			case leaderboard.Given:
				if r.Nominator != nil {
					scores[*r.Nominator]++
				}
			case leaderboard.ThankedBy:
				if r.Nominator != nil && !thanked[[2]domain.EmployeeID{n.Employee, *r.Nominator}] {
					thanked[[2]domain.EmployeeID{n.Employee, *r.Nominator}] = true
					scores[n.Employee]++
				}
			}
		}
	}
	for who, score := range scores {
		if m.hidden[who] || score == 0 {
			delete(scores, who)
		}
	}
	return scores
}

// groups gives a board as groups of ties.
func (m moment) groups(board leaderboard.Board) []redisboard.Group {
	byScore := map[int64][]domain.EmployeeID{}
	for who, score := range m.board(board) {
		byScore[score] = append(byScore[score], who)
	}
	groups := []redisboard.Group{}
	for score, who := range byScore {
		groups = append(groups, redisboard.Group{Score: score, Who: who, Size: int64(len(who))})
	}
	slices.SortFunc(groups, func(a, b redisboard.Group) int { return cmp.Compare(b.Score, a.Score) })
	rank := int64(1)
	for i := range groups {
		groups[i].Rank = rank
		rank += groups[i].Size
	}
	return inOrder(groups)
}

func inOrder(groups []redisboard.Group) []redisboard.Group {
	for _, g := range groups {
		slices.SortFunc(g.Who, func(a, b domain.EmployeeID) int { return cmp.Compare(a.String(), b.String()) })
	}
	return groups
}

// snapshot gives what PostgreSQL would: the tables as they are at the position `tables`, while the
// relay has given positions up to an earlier one.
func (h *history) snapshot(position, tables int64, today leaderboard.Day) leaderboard.Snapshot {
	s := leaderboard.Snapshot{Position: position, At: timeOf(position), Kept: h.shelves(), Tallies: h.tallies(tables, today)}
	for who, hidden := range h.hidden(tables) {
		if hidden {
			s.Hidden = append(s.Hidden, who)
		}
	}
	s.Pending = slices.Clone(h.until(tables)[len(h.until(position)):])
	return s
}

func (h *history) tallies(position int64, today leaderboard.Day) iter.Seq2[leaderboard.Tally, error] {
	type key struct {
		scope               leaderboard.Scope
		window              leaderboard.Window
		employee, nominator domain.EmployeeID
	}
	sums := map[key]leaderboard.Tally{}
	for _, r := range h.standing(position) {
		for _, period := range leaderboard.Periods() {
			if !leaderboard.WindowOf(period, r.Day).Open() && r.Day < leaderboard.KeptSince(period, today) {
				continue
			}
			for _, scope := range r.Scopes() {
				for _, n := range r.Nominees {
					k := key{scope: scope, window: leaderboard.WindowOf(period, r.Day), employee: n.Employee}
					if r.Nominator != nil {
						k.nominator = *r.Nominator
					}
					t := sums[k]
					sums[k] = leaderboard.Tally{Scope: scope, Window: k.window, Employee: n.Employee, Nominator: r.Nominator, Points: t.Points + n.Points, Count: t.Count + 1}
				}
			}
		}
	}
	rows := make([]leaderboard.Tally, 0, len(sums))
	for _, row := range sums {
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b leaderboard.Tally) int {
		return cmp.Or(cmp.Compare(a.Scope.String()+a.Window.String(), b.Scope.String()+b.Window.String()), cmp.Compare(a.Employee.String(), b.Employee.String()))
	})
	return func(yield func(leaderboard.Tally, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func timeOf(position int64) time.Time { return time.Unix(1_700_000_000+position, 0).UTC() }

// batch gives the events after one position up to another.
func (h *history) batch(from, to int64) redisboard.Batch {
	changes := slices.Clone(h.until(to)[len(h.until(from)):])
	for i := range changes {
		changes[i].At = timeOf(changes[i].Position)
	}
	return redisboard.Batch{From: from, To: to, At: timeOf(to), Changes: changes}
}

// shelves gives all that can be kept.
func (h *history) shelves() []leaderboard.Shelf {
	var all []leaderboard.Shelf
	for _, scope := range h.scopes() {
		for _, period := range leaderboard.Periods() {
			all = append(all, leaderboard.Shelf{Scope: scope, Period: period})
		}
	}
	return all
}

func (h *history) scopes() []leaderboard.Scope {
	scopes := []leaderboard.Scope{leaderboard.Org()}
	for _, id := range h.behaviours {
		scopes = append(scopes, leaderboard.Behaviour(id))
	}
	return scopes
}

// currentBoards gives every board that Redis holds on a day.
func (h *history) currentBoards(today leaderboard.Day) []leaderboard.Board {
	var boards []leaderboard.Board
	for _, scope := range h.scopes() {
		for _, period := range leaderboard.Periods() {
			for _, metric := range leaderboard.Metrics() {
				boards = append(boards, leaderboard.Board{Metric: metric, Window: leaderboard.WindowOf(period, today), Scope: scope})
			}
		}
	}
	return boards
}

// check reads every current board whole and holds it against the history at the position that the
// board says it has.
func (h *history) check(t *testing.T, boards *redisboard.Boards, today leaderboard.Day) (position int64) {
	t.Helper()
	var then moment
	for _, board := range h.currentBoards(today) {
		got, err := boards.Read(context.Background(), redisboard.Read{Board: board, Start: redisboard.FromTop, Below: 1_000_000})
		if err != nil {
			t.Fatal(err)
		}
		if got.Position != position {
			position, then = got.Position, h.at(got.Position)
		}
		if diff := gocmp.Diff(then.groups(board), append([]redisboard.Group{}, inOrder(got.Groups)...)); diff != "" {
			t.Fatalf("%s at %d:\n%s", board, position, diff)
		}
		if want := int64(len(then.board(board))); got.Total != want || !got.At.Equal(timeOf(position)) {
			t.Fatalf("%s at %d: total %d, not %d; as of %s", board, position, got.Total, want, got.At)
		}
	}
	return position
}

// clock is one that a test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func (c *clock) today() leaderboard.Day { return leaderboard.DayOf(c.at, moscow) }

var moscow = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Moscow")
	if err != nil {
		panic(err)
	}
	return zone
}()

func newBoards(client redis.UniversalClient, prefix string) (*redisboard.Boards, *clock) {
	c := &clock{time.Date(2026, time.March, 18, 12, 0, 0, 0, moscow)}
	return redisboard.New(client, redisboard.Options{Prefix: prefix, Zone: moscow, Now: c.now}), c
}

// behaviours are those of every history.
var behaviours = []domain.BehaviourID{domain.NewBehaviourID(), domain.NewBehaviourID()}

// nothing is the snapshot of an organisation in which nothing has happened.
func nothing() leaderboard.Snapshot { return (&history{behaviours: behaviours}).snapshot(1, 1, 0) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
