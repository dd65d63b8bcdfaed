package leaderboard

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"laurel/domain"
)

// Row is an employee's score on a board.
type Row struct {
	Employee domain.EmployeeID
	Score    int64
}

// Standing is where one employee stands on a board.
type Standing struct {
	Rank  int64
	Score int64
}

// Person is an employee as a board shows one.
type Person struct {
	ID   domain.EmployeeID
	Name string
	Team *PersonTeam
}

// PersonTeam is the team that a person is in now.
type PersonTeam struct {
	ID   domain.TeamID
	Name string
}

// Entry is one line of a board. Equal scores share a rank (1, 2, 2, 4); lines of one rank stand in
// the order of names by Unicode code points, then of ids.
type Entry struct {
	Rank     int64
	Employee Person
	Score    int64
}

// Place gives the entry's place in the order of its board.
func (e Entry) Place() Place { return Place{e.Score, e.Employee.Name, e.Employee.ID} }

// Sort puts entries into the order of a board.
func Sort(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int { return a.Place().Compare(b.Place()) })
}

// Number gives ranks to entries that follow one another on a board. The first must be the first of
// its score; above is how many stand above it.
func Number(entries []Entry, above int64) {
	for i := range entries {
		if i > 0 && entries[i].Score == entries[i-1].Score {
			entries[i].Rank = entries[i-1].Rank
			continue
		}
		entries[i].Rank = above + int64(i) + 1
	}
}

// Place is a point in the order of a board: the highest score first, then names by Unicode code
// points, then ids. It stays a point when the entry that it was taken from moves or goes.
type Place struct {
	Score int64
	Name  string
	ID    domain.EmployeeID
}

// Compare is negative where p stands before (above) other, positive where it stands after it.
// Go compares strings by bytes, which for UTF-8 is the order of code points.
func (p Place) Compare(other Place) int {
	return cmp.Or(
		cmp.Compare(other.Score, p.Score),
		strings.Compare(p.Name, other.Name),
		slices.Compare(p.ID.UUID[:], other.ID.UUID[:]),
	)
}

const (
	cursorID   = 16 // bytes of an id in a cursor
	cursorName = 4096
)

// Cursor gives the place as opaque text that ParseCursor reads.
func (p Place) Cursor() string {
	raw := append([]byte{}, p.ID.UUID[:]...)
	raw = binary.AppendVarint(raw, p.Score)
	raw = append(raw, p.Name...)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// ParseCursor reads a cursor; the error names the query parameter.
func ParseCursor(text string) (Place, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) <= cursorID || len(raw) > cursorName {
		return Place{}, cursorFault()
	}
	var p Place
	copy(p.ID.UUID[:], raw)
	score, n := binary.Varint(raw[cursorID:])
	name := string(raw[cursorID+max(n, 0):])
	if n <= 0 || strings.ToValidUTF8(name, "") != name || strings.ContainsRune(name, 0) {
		return Place{}, cursorFault()
	}
	p.Score, p.Name = score, name
	return p, nil
}

func cursorFault() *domain.Error {
	return fault("query.cursor", "This is not a cursor of a board.")
}

// Page is a part of a board. Total counts all who have a score above zero. Next is the cursor of
// what follows, "" at the end. AsOf is the time of the last change that is counted in.
type Page struct {
	Board    Board
	Total    int64
	Entries  []Entry
	Me       *Standing // nil where the viewer is not on the board
	Next     string
	AsOf     time.Time
	Degraded bool // Redis should have answered and could not
}

// Cut keeps the first limit entries of a page that may have been read with some more behind them,
// and sets the cursor accordingly.
func (p *Page) Cut(limit int) {
	if len(p.Entries) <= limit {
		return
	}
	p.Entries = p.Entries[:limit]
	p.Next = p.Entries[limit-1].Place().Cursor()
}
