package recognition

import (
	"time"

	"laurel/domain"
)

// What an approver is told of two people who recognise each other.
const (
	// HistoryYears is how far back the history of a pair reaches.
	HistoryYears = 1
	// ReciprocityDays is how far back a reciprocity notice looks, and ReciprocityLeast from how many
	// recognitions the other way on it is given.
	ReciprocityDays  = 90
	ReciprocityLeast = 2
)

// Pair is a nominator and one of the nominees.
type Pair struct {
	Nominator, Nominee domain.EmployeeID
}

// History is what the nominator of a pair gave the nominee in the year before, and the nominee the
// nominator (Back…), and how often both did so lately (ReciprocityDays).
type History struct {
	Nominator   domain.EmployeeID `db:"nominator_id"`
	Nominee     domain.EmployeeID `db:"nominee_id"`
	Count       int               `db:"count"`
	Points      int64             `db:"points"`
	LastAt      *time.Time        `db:"last_at"`
	BackCount   int               `db:"back_count"`
	BackPoints  int64             `db:"back_points"`
	BackLastAt  *time.Time        `db:"back_last_at"`
	RecentThere int               `db:"recent_there"`
	RecentBack  int               `db:"recent_back"`
}

// Reciprocity is how often two recognised each other lately: the nominator the nominee, and back.
type Reciprocity struct {
	AToB, BToA int
}

// Reciprocity gives the notice that an approver should see, nil where there is none to give.
func (h History) Reciprocity() *Reciprocity {
	if h.RecentBack < ReciprocityLeast {
		return nil
	}
	return &Reciprocity{AToB: h.RecentThere, BToA: h.RecentBack}
}

// Closest picks, of the histories of a nomination's pairs, the longest one, and the strongest notice
// of reciprocity: of many nominees an approver is shown whom to look at twice.
func Closest(histories []History) (longest History, notice *Reciprocity) {
	for i, h := range histories {
		if i == 0 || h.Count+h.BackCount > longest.Count+longest.BackCount {
			longest = h
		}
		if r := h.Reciprocity(); r != nil && (notice == nil || r.BToA > notice.BToA) {
			notice = r
		}
	}
	return longest, notice
}
