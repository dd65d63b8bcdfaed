package approval

import (
	"time"

	"laurel/domain"
)

// MaxDelegationDays is how long one delegation may be.
const MaxDelegationDays = 366

// Delegation lets somebody else decide on all that waits for an employee, from one day to another,
// both included (days in the organisation's time zone, as midnight UTC).
type Delegation struct {
	ID        domain.DelegationID `db:"id"`
	Employee  domain.EmployeeID   `db:"employee_id"`
	Delegate  domain.EmployeeID   `db:"delegate_id"`
	StartsOn  time.Time           `db:"starts_on"`
	EndsOn    time.Time           `db:"ends_on"`
	CreatedAt time.Time           `db:"created_at"`
}

// DelegationView is a delegation with names.
type DelegationView struct {
	Delegation
	EmployeeName string `db:"employee_name"`
	DelegateName string `db:"delegate_name"`
}

// NewDelegation makes a delegation, or says what is wrong with it. Whether the delegate may decide is
// for the caller to check (Candidate).
func NewDelegation(employee domain.EmployeeID, to Candidate, starts, ends, today, now time.Time) (Delegation, error) {
	var faults []domain.FieldError
	add := func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	}
	switch {
	case ends.Before(starts):
		add("until", "is before from")
	case ends.Before(today):
		add("until", "is in the past")
	case ends.Sub(starts) > MaxDelegationDays*24*time.Hour:
		add("until", "is more than a year after from")
	}
	if len(faults) > 0 {
		return Delegation{}, domain.Invalid("invalid_input", "The days are not right.", faults...)
	}
	if to.ID == employee {
		return Delegation{}, notTo("delegate_not_allowed", "Nobody stands in for themselves.")
	}
	if err := (Step{}).MayHave(to); err != nil {
		return Delegation{}, err
	}
	return Delegation{ID: domain.NewDelegationID(), Employee: employee, Delegate: to.ID, StartsOn: starts, EndsOn: ends, CreatedAt: now}, nil
}

// IsOn says whether it holds on a day.
func (d Delegation) IsOn(day time.Time) bool { return !day.Before(d.StartsOn) && !day.After(d.EndsOn) }

// Meets says whether two delegations have a day in common.
func (d Delegation) Meets(other Delegation) bool {
	return !d.EndsOn.Before(other.StartsOn) && !other.EndsOn.Before(d.StartsOn)
}
