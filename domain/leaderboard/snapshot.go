package leaderboard

import (
	"errors"
	"iter"
	"strings"
	"time"

	"laurel/domain"
)

// Tally is what one employee has from one nominator (nil: customers from outside) on the boards of
// one scope and window: the sum of points and the number of recognitions.
type Tally struct {
	Scope     Scope
	Window    Window
	Employee  domain.EmployeeID
	Nominator *domain.EmployeeID
	Points    int64
	Count     int64
}

// Shelf is the boards of one scope for the current window of one period, of all metrics: they are kept
// together or not at all.
type Shelf struct {
	Scope  Scope
	Period Period
}

// ShelfOf gives the shelf that a board of a current window belongs to.
func ShelfOf(board Board) Shelf { return Shelf{board.Scope, board.Window.Period} }

// ParseShelf reads what String has written.
func ParseShelf(text string) (Shelf, error) {
	scope, period, _ := strings.Cut(text, "/")
	s, scopeErr := ParseScope(scope)
	p, periodErr := ParsePeriod(period)
	return Shelf{s, p}, errors.Join(scopeErr, periodErr)
}

// String names the shelf as in `org/month`.
func (s Shelf) String() string { return s.Scope.String() + "/" + string(s.Period) }

// Snapshot is all that current boards are made of, as it stood when the event at Position had been
// applied and no later one.
type Snapshot struct {
	Position int64
	At       time.Time // of that event
	// Kept are the shelves whose tallies are there.
	Kept []Shelf
	// Hidden are the people who are on no board now; their tallies are among the others.
	Hidden []domain.EmployeeID
	// Tallies come one scope and window after the other, within these in the order of the ids of the
	// employees, each nominator of an employee once.
	Tallies iter.Seq2[Tally, error]
	// Pending are changes that the tallies already hold though their events come after Position; who
	// reads the snapshot takes them back. See docs/adr/0003-leaderboards.md.
	Pending []Change
}

// grace is for how many days after its end a window goes on being kept: instances' clocks may
// differ, and one of them may still ask for the window as the current one.
const grace = 1

// Kept says whether boards of a window are current boards on a day: those that have not ended, and
// for one more day those that just have. Days to come count as well: clocks differ.
func Kept(w Window, today Day) bool { return !w.EndedBefore(today - grace) }

// KeptSince gives the first day that still counts on some current board of a period.
func KeptSince(period Period, today Day) Day { return WindowOf(period, today-grace).From }

// KeptUntil gives the time from which a window's boards are asked for and changed by nobody any
// more, whatever the time zone; the zero time where that never comes.
func KeptUntil(w Window) time.Time {
	if w.Open() {
		return time.Time{}
	}
	return (w.To + grace + 2).Time()
}

// Sample is a part of a board as it stood at a position, to hold a projection against.
type Sample struct {
	Position int64
	Board    Board
	Total    int64 // how many have a score above zero
	Rows     []Row // some of them, and some with score 0 who must not be on it
}

// Difference is what a board has where it should have something else: one person's score, or for the
// zero id its total.
type Difference struct {
	Board      Board
	Employee   domain.EmployeeID
	Have, Want int64
}
