package recognition

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"laurel/domain"
)

// Person is an employee by id, name and team, as a recognition shows them.
type Person struct {
	ID       domain.EmployeeID `json:"id"`
	Name     string            `json:"name"`
	TeamID   *domain.TeamID    `json:"team_id"`
	TeamName *string           `json:"team_name"`
	// PointsPrivate says that a nominee keeps the points of their recognitions to themselves.
	PointsPrivate bool `json:"points_private"`
}

// Named is anything by id and name.
type Named struct {
	ID   domain.ID[any] `json:"id"`
	Name string         `json:"name"`
}

// Coded is a behaviour by id, code and name.
type Coded struct {
	ID   domain.BehaviourID `json:"id"`
	Code string             `json:"code"`
	Name string             `json:"name"`
}

// List is a list that a query gives as JSON.
type List[T any] []T

// Scan reads the JSON text; null gives an empty list.
func (l *List[T]) Scan(source any) error {
	switch s := source.(type) {
	case nil:
		*l = nil
		return nil
	case string:
		return json.Unmarshal([]byte(s), (*[]T)(l))
	case []byte:
		return json.Unmarshal(s, (*[]T)(l))
	}
	return fmt.Errorf("a list cannot be read from %T", source)
}

// View is a nomination as people read it: with the names of all whom it mentions, in the language of
// the reader.
type View struct {
	ID                domain.NominationID `db:"id"`
	ProgramID         *domain.ProgramID   `db:"program_id"`
	ProgramName       *string             `db:"program_name"`
	Source            Source              `db:"source"`
	Status            Status              `db:"status"`
	NominatorID       *domain.EmployeeID  `db:"nominator_id"`
	NominatorName     *string             `db:"nominator_name"`
	NominatorTeamID   *domain.TeamID      `db:"nominator_team_id"`
	NominatorTeamName *string             `db:"nominator_team_name"`
	CustomerKind      CustomerKind        `db:"customer_kind"`
	CustomerID        *domain.ID[any]     `db:"customer_id"`
	CustomerName      *string             `db:"customer_name"` // nil where it is withheld from the reader
	Confidential      bool                `db:"customer_confidential"`
	Story             string              `db:"story"`
	Impact            string              `db:"impact"`
	Points            int64               `db:"points"`
	AsThanks          bool                `db:"as_thanks"`
	Visibility        Visibility          `db:"visibility"`
	Step              int                 `db:"step"`
	CreatedAt         time.Time           `db:"created_at"`
	DecidedAt         *time.Time          `db:"decided_at"`
	DecidedBy         *domain.EmployeeID  `db:"decided_by"`
	DeciderName       *string             `db:"decider_name"`
	Comment           string              `db:"decision_comment"`
	Reason            string              `db:"decision_reason"`
	PublishedAt       *time.Time          `db:"published_at"`
	HiddenAt          *time.Time          `db:"hidden_at"`
	// ManagerBudget is the nominator's own budget that it is paid from; nil: as the program says.
	ManagerBudget *domain.ManagerBudgetID `db:"manager_budget_id"`
	Nominees      List[Person]            `db:"nominees"`
	Behaviours    List[Coded]             `db:"behaviours"`
	Enablers      List[Named]             `db:"enablers"`
	Social
	// AwardCloses is the last day on which one may nominate for the award that it is for; nil for none.
	AwardCloses *time.Time `db:"award_closes"`
	// MayDecide says whether the reader is one who may decide on it now.
	MayDecide bool `db:"may_decide"`
	// Detail is the chain and the customer's word, where one nomination is read; nil in lists.
	Detail *Detail `db:"-"`
}

// PointsFor gives the points as an actor sees them: nil where a nominee keeps them to themselves, unless
// the actor is a nominee, gave them, decides or decided on them, or is an owner.
func (v View) PointsFor(actor domain.Actor) *int64 {
	if !HidesPoints(v.Nominees) || v.MayDecide || actor.Is(domain.RoleOwner) {
		return &v.Points
	}
	for _, id := range []*domain.EmployeeID{v.NominatorID, v.DecidedBy} {
		if id != nil && *id == actor.ID {
			return &v.Points
		}
	}
	if slices.ContainsFunc(v.Nominees, func(p Person) bool { return p.ID == actor.ID }) {
		return &v.Points
	}
	return nil
}

// HidesPoints says whether any of some nominees keeps the points to themselves.
func HidesPoints(nominees []Person) bool {
	return slices.ContainsFunc(nominees, func(p Person) bool { return p.PointsPrivate })
}

// Can says what the reader may do with the nomination now.
type Can struct {
	Approve, Decline, Withdraw, Undo, Revoke bool
	Respond                                  bool // react, comment, report
	Boost                                    bool
	NameEnabler                              bool // say who made it possible
	StayOut                                  bool // of the chain that one was named in
	Confirm                                  bool // say as its customer whether it was so
	Letter                                   bool // have the letter of it
}

// CanOf works out what an actor may do with the nomination at a moment, in the organisation's time zone.
func (v View) CanOf(actor domain.Actor, now time.Time) Can {
	mine := v.NominatorID != nil && *v.NominatorID == actor.ID
	pending := v.Status == Pending
	published := CheckPublished(v.Status, v.HiddenAt != nil) == nil
	received := slices.ContainsFunc(v.Nominees, func(p Person) bool { return p.ID == actor.ID })
	forAward := v.AwardCloses != nil
	scored := forAward && v.AwardCloses.Format(time.DateOnly) < now.Format(time.DateOnly)
	undo := !forAward && v.DecidedBy != nil && *v.DecidedBy == actor.ID && v.DecidedAt != nil && now.Sub(*v.DecidedAt) <= UndoWindow &&
		(v.Status == Approved || v.Status == Declined || (pending && v.Step > 0))
	return Can{
		Approve: pending && v.MayDecide, Decline: pending && v.MayDecide,
		Withdraw: pending && mine && !scored, Undo: undo,
		Revoke:  v.Status == Approved && actor.Is(domain.RoleOwner),
		Respond: published, Boost: published && !received,
		NameEnabler: published && v.Visibility == Public && (received || v.isNamed(actor.ID)), StayOut: published && v.isNamed(actor.ID),
		Confirm: v.Detail != nil && v.Detail.Word != nil && v.Detail.Word.MaySay(actor.ID, v.Status),
		Letter:  v.CheckLetter(actor, v.Detail != nil && v.Detail.Concerns) == nil,
	}
}

// CheckLetter says why an actor does not get the letter of a recognition: it is for owners, for who put it
// forward, and for those whom it concerns, who were recognised or stand above who was.
func (v View) CheckLetter(actor domain.Actor, concerned bool) error {
	mine := v.NominatorID != nil && *v.NominatorID == actor.ID
	switch {
	case !concerned && !mine && !actor.Is(domain.RoleOwner):
		return domain.Forbidden("not_yours", "A letter is for who was recognised, who put them forward, and their managers.")
	case v.Status != Approved || v.PublishedAt == nil:
		return domain.Conflict("not_published", "There is no letter before a recognition is published.")
	}
	return nil
}

func (v View) isNamed(who domain.EmployeeID) bool {
	return slices.ContainsFunc(v.Enablers, func(e Named) bool { return e.ID.UUID == who.UUID })
}

// Filter narrows a list of nominations; zero fields narrow nothing.
type Filter struct {
	Status    Status
	Nominee   *domain.EmployeeID
	Nominator *domain.EmployeeID
	Team      *domain.TeamID // of a nominee, or a team below it
	Behaviour *domain.BehaviourID
	Query     string // full text, English and Russian
	Enabler   *domain.EmployeeID
	Customer  *domain.ID[any] // an employee or a team
	Outside   string          // the name of an outside customer, in any case of letters
	// When it was written: from From on, before Until; zero for no bound.
	From, Until time.Time
}
