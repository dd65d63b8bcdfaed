package recognition

import (
	"time"

	"laurel/domain"
)

// Confirmation is the word of the internal customer of a nomination: who was asked, and whether it was
// so. Silence blocks nothing.
type Confirmation struct {
	Employee   domain.EmployeeID `db:"employee_id"`
	AskedAt    time.Time         `db:"asked_at"`
	Confirmed  *bool             `db:"confirmed"` // nil: has said nothing
	AnsweredAt *time.Time        `db:"answered_at"`
}

// Say takes the customer's word on a nomination in a state. While it waits it can be changed; who had
// said nothing may still say it of what was published, once.
func (c *Confirmation) Say(confirmed bool, by domain.EmployeeID, status Status, now time.Time) error {
	if c == nil || c.Employee != by {
		return domain.Forbidden("not_asked", "Only the customer who was asked says whether it was so.")
	}
	if !c.MaySay(by, status) {
		return domain.Conflict("not_pending", "It is decided: what you said stands.")
	}
	c.Confirmed, c.AnsweredAt = &confirmed, &now
	return nil
}

// Answer gives what was said, nil for nothing.
func (c *Confirmation) Answer() *bool {
	if c == nil {
		return nil
	}
	return c.Confirmed
}

// MaySay says whether an employee is asked for their word now.
func (c *Confirmation) MaySay(by domain.EmployeeID, status Status) bool {
	return c != nil && c.Employee == by && (status == Pending || (status == Approved && c.Confirmed == nil))
}

// SeenBy gives the confirmation as a reader may see it: what was said in the negative, and whom it
// waits for, is for those who decide, so that a customer is free to say no; a yes is for all.
func (c *Confirmation) SeenBy(reader domain.EmployeeID, decides bool) *Confirmation {
	if c == nil || (!decides && c.Employee != reader && (c.Confirmed == nil || !*c.Confirmed)) {
		return nil
	}
	return c
}

// Word is a confirmation with the name of who gives it.
type Word struct {
	Nomination domain.NominationID `db:"nomination_id"`
	Name       string              `db:"name"`
	Status     Status              `db:"status"`  // of the nomination
	Decides    bool                `db:"decides"` // the reader, now or before
	Confirmation
}
