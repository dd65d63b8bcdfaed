package leaderboard

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/domain"
)

// Query asks for a part of a board. At most Limit entries (1 to domain.MaxLimit) are wanted.
type Query struct {
	Board  Board
	Viewer domain.EmployeeID // whose own standing is wanted as well; zero for nobody's
	Start  Start
	Search string // only people whose names have this in them, in any case; ranks stay those of the whole board
	Limit  int
}

// Start is where a page of a board begins; the first of its fields that is set decides, and with
// none it begins at the top.
type Start struct {
	After  *Place // behind this place
	Around bool   // so that the viewer stands in the middle; at the top for who is not on the board, or who searches
	Rank   int64  // with the first entry whose rank is this or more
}

// Request is a query as it was typed; empty fields have their defaults.
type Request struct {
	Metric   string
	Period   string // a month
	Scope    string // the organisation
	At       string // a day or an instant in the wanted period; now
	Limit    int    // domain.DefaultLimit
	Cursor   string
	FromRank int64
	Around   string // me, or nothing
	Search   string
}

// The longest search, in characters.
const maxSearch = 200

// ParseQuery reads a request, or says everything that is wrong with it.
func ParseQuery(r Request, viewer domain.EmployeeID, now time.Time, zone *time.Location) (Query, error) {
	q := Query{Viewer: viewer, Limit: r.Limit, Search: strings.TrimSpace(r.Search), Start: Start{Around: r.Around == "me", Rank: r.FromRank}}
	if q.Limit == 0 {
		q.Limit = domain.DefaultLimit
	}
	var faults faults
	var err error
	q.Board.Metric, err = ParseMetric(r.Metric)
	faults.add(err)
	q.Board.Scope, err = ParseScope(orDefault(r.Scope, string(Organisation)))
	faults.add(err)
	period, err := ParsePeriod(orDefault(r.Period, string(Month)))
	faults.add(err)
	day := DayOf(now, zone)
	if r.At != "" {
		day, err = ParseAt(r.At, zone)
		faults.add(err)
	}
	q.Board.Window = WindowOf(period, day)
	if r.Cursor != "" {
		after, err := ParseCursor(r.Cursor)
		faults.add(err)
		q.Start.After = &after
	}
	faults.check(q.Limit >= 1 && q.Limit <= domain.MaxLimit, "query.limit", "A page has 1 to 100 entries.")
	faults.check(r.FromRank >= 0, "query.from_rank", "Ranks begin at 1.")
	faults.check(r.Around == "" || r.Around == "me", "query.around", "The only page that can be around somebody is the one around me.")
	faults.check(utf8.RuneCountInString(r.Search) <= maxSearch, "query.q", "The search is too long.")
	return q, faults.err()
}

func orDefault(text, standard string) string {
	if text == "" {
		return standard
	}
	return text
}

// faults gathers what is wrong with several fields.
type faults []domain.FieldError

func (f *faults) add(err error) {
	var e *domain.Error
	if errors.As(err, &e) {
		*f = append(*f, e.Fields...)
	}
}

func (f *faults) check(ok bool, location, message string) {
	if !ok {
		f.add(fault(location, message))
	}
}

func (f *faults) err() error {
	switch len(*f) {
	case 0:
		return nil
	case 1:
		return fault((*f)[0].Location, (*f)[0].Message)
	default:
		return domain.Invalid("invalid_input", "This cannot be asked of a board.", *f...)
	}
}
