// Package approval has the rules of who decides in place of whom, and of how long something may wait:
// delegation, reminders and escalation.
package approval

import (
	"slices"
	"time"

	"laurel/domain"
)

// Moved says why a step waits for another employee than the one whom the rules chose.
type Moved string

// The reasons why a step has moved.
const (
	Delegated Moved = "delegated"
	Escalated Moved = "escalated"
)

// Step is a step that waits, with what the choice of another approver must know.
type Step struct {
	Approver domain.EmployeeID
	// ForOwners says that an owner decides at this step.
	ForOwners bool
	// Passed are those from whom it has moved on, the first one first.
	Passed domain.Chain
	// Parts are the employees who have a part in what waits: nominator, nominees and enablers, or the
	// redeemer.
	Parts []domain.EmployeeID
}

// Candidate is an employee to whom a decision may be given.
type Candidate struct {
	ID     domain.EmployeeID `db:"id"`
	Active bool              `db:"active"`
	// Decides says that the employee is a manager or an owner; Owner that they are an owner.
	Decides bool `db:"decides"`
	Owner   bool `db:"is_owner"`
}

// MayHave says why the candidate may not decide at the step; nil where they may.
func (s Step) MayHave(c Candidate) error {
	switch {
	case !c.Active || !c.Decides:
		return notTo("delegate_not_allowed", "Decisions go to managers and owners who are here.")
	case s.ForOwners && !c.Owner:
		return notTo("delegate_not_allowed", "This step is for owners.")
	case slices.Contains(s.Parts, c.ID):
		return notTo("delegate_has_part", "Nobody decides on what they have a part in.")
	}
	return nil
}

func notTo(code, detail string) error {
	return domain.Invalid(code, detail, domain.FieldError{Location: "body.to", Message: detail})
}

// PassTo says whether an employee may give the step to the candidate: the present approver and any
// owner may, and from whom it moved on may take it back.
func (s Step) PassTo(c Candidate, by domain.EmployeeID, isOwner bool) error {
	takesBack := c.ID == by && slices.Contains(s.Passed, by)
	switch {
	case slices.Contains(s.Parts, by):
		return domain.Forbidden("own_nomination", "Nobody decides on what they have a part in.")
	case by != s.Approver && !isOwner && !takesBack:
		return domain.Forbidden("not_approver", "This waits for somebody else.")
	case c.ID == s.Approver:
		return notTo("delegate_not_allowed", "It waits for them already.")
	}
	return s.MayHave(c)
}

// Stays says whether a step that has moved stays with whom it moved to when approvers are chosen anew.
func (s Step) Stays(c Candidate) bool { return len(s.Passed) > 0 && s.MayHave(c) == nil }

// Next gives who comes after the present approver, of managers from the nearest up and owners in a
// fixed order; ok is false where there is nobody else.
func (s Step) Next(managers, owners []domain.EmployeeID) (next domain.EmployeeID, ok bool) {
	candidates := owners
	if !s.ForOwners {
		candidates = append(slices.Clone(managers), owners...)
	}
	for _, id := range candidates {
		if id != s.Approver && !slices.Contains(s.Passed, id) && !slices.Contains(s.Parts, id) {
			return id, true
		}
	}
	return domain.EmployeeID{}, false
}

// Patience is how many days a step may wait for one employee: half-way through they are reminded, at
// its end the next one decides. 0 is for ever.
type Patience int

// Due is what is due for a step that waits.
type Due int

// What may be due.
const (
	Nothing Due = iota
	Reminder
	Escalation
)

// Half is when the reminder is due.
func (p Patience) Half() time.Duration { return time.Duration(p) * 12 * time.Hour }

// Due says what is due for a step that an employee has had since a moment, and of which they were
// last reminded (nil for never). Where there is nobody to escalate to, the reminder of that day counts
// as the try, and the next is due as many days later.
func (p Patience) Due(since time.Time, reminded *time.Time, now time.Time) Due {
	if p <= 0 {
		return Nothing
	}
	whole := 2 * p.Half()
	late := since.Add(whole)
	if !now.Before(late) && (reminded == nil || reminded.Before(late) || now.Sub(*reminded) >= whole) {
		return Escalation
	}
	if now.Sub(since) >= p.Half() && (reminded == nil || reminded.Before(since)) {
		return Reminder
	}
	return Nothing
}
