package people

import (
	"time"

	"laurel/domain"
)

// Scope says which of those below a manager are meant.
type Scope string

// The scopes: who reports to the manager, or everybody below.
const (
	Direct Scope = "direct"
	All    Scope = "all"
)

// MaxReports is of how many people the figures of a team are counted: above it they would take too
// long to wait for.
const MaxReports = 5000

// UnseenDays is how long somebody goes without a recognition before their manager is told of it.
const UnseenDays = 90

// Span is the time that a view looks at: From is in it, Until is not. Unseen is since when somebody
// must have been recognised so as not to have gone unseen.
type Span struct {
	From, Until, Unseen time.Time
}

// Show narrows a list of reports.
type Show string

// What a list of reports can be narrowed to.
const (
	Everybody Show = "everybody"
	Thanked   Show = "thanked" // recognised in the span
	Unseen    Show = "unseen"
)

// Report is somebody below a manager, with what was seen of them.
type Report struct {
	ID           domain.EmployeeID `db:"id"`
	Name         string            `db:"name"`
	TeamID       *domain.TeamID    `db:"team_id"`
	TeamName     *string           `db:"team_name"`
	Recognitions int               `db:"recognitions"` // received in the span
	Given        int               `db:"given"`        // in the span
	LastAt       *time.Time        `db:"last_at"`      // when last recognised, ever
	Unseen       bool              `db:"unseen"`
}

// TeamFigures are what a manager sees of all below together. Where there are more than MaxReports,
// only People is counted, and no further than that.
type TeamFigures struct {
	People       int        `db:"people"`
	Recognised   int        `db:"recognised"`
	Recognitions int        `db:"recognitions"`
	Given        int        `db:"given"`
	Unseen       int        `db:"unseen"`
	Nominations  int        `db:"waiting_nominations"`
	Redemptions  int        `db:"waiting_redemptions"`
	OldestSince  *time.Time `db:"oldest_since"`
}

// TooLarge says whether there are too many to count the figures of.
func (f TeamFigures) TooLarge() bool { return f.People > MaxReports }

// BehaviourCount is how often a behaviour was recognised.
type BehaviourCount struct {
	ID    domain.BehaviourID `db:"id"`
	Code  string             `db:"code"`
	Name  string             `db:"name"`
	Count int                `db:"count"`
}

// CustomerCount is how often somebody was named as the customer.
type CustomerCount struct {
	Kind  string          `db:"customer_kind"`
	ID    *domain.ID[any] `db:"customer_id"`
	Name  *string         `db:"customer_name"`
	Count int             `db:"count"`
}

// WaitingThing is a nomination or a redemption of somebody below that waits for a decision.
type WaitingThing struct {
	Approval     domain.ApprovalID `db:"approval_id"`
	Kind         string            `db:"kind"` // nomination or redemption
	ID           domain.ID[any]    `db:"id"`
	Since        time.Time         `db:"since"`
	Points       int64             `db:"points"`
	ApproverID   domain.EmployeeID `db:"approver_id"`
	ApproverName string            `db:"approver_name"`
	WhoID        domain.EmployeeID `db:"who_id"` // the first of them who is below
	WhoName      string            `db:"who_name"`
}
