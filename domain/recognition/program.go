// Package recognition has what Laurel is for: programs, behaviours, nominations and the rules by
// which a nomination becomes a recognition.
package recognition

import (
	"slices"
	"time"

	"laurel/domain"
)

// Funding says where a program's points come from.
type Funding string

// The ways of funding.
const (
	FromAllowance Funding = "allowance"
	FromBudget    Funding = "budget"
	FromNothing   Funding = "none"
)

// Approval says who decides on a program's nominations.
type Approval string

// The ways of approval.
const (
	NoApproval         Approval = "none"
	ByManager          Approval = "manager"
	ByManagerThenOwner Approval = "manager_owner"
	ByOwner            Approval = "owner"
)

// Level is who decides at one step.
type Level string

// The levels of a step.
const (
	ManagerStep Level = "manager"
	OwnerStep   Level = "owner"
)

// Steps lists the levels that a nomination passes, in order.
func (a Approval) Steps() []Level {
	switch a {
	case ByManager:
		return []Level{ManagerStep}
	case ByManagerThenOwner:
		return []Level{ManagerStep, OwnerStep}
	case ByOwner:
		return []Level{OwnerStep}
	case NoApproval:
	}
	return nil
}

// Shares says whether each of several nominees gets the points, or all of them together.
type Shares string

// The ways of sharing.
const (
	Each  Shares = "each"
	Split Shares = "split"
)

// Program is a set of rules for nominating.
type Program struct {
	ID            domain.ProgramID `db:"id"`
	Name          string           `db:"name"`
	Description   string           `db:"description"`
	Funding       Funding          `db:"funding"`
	Approval      Approval         `db:"approval"`
	PointsMin     int64            `db:"points_min"`
	PointsMax     int64            `db:"points_max"`
	PointsDefault int64            `db:"points_default"`
	Levels        Levels           `db:"levels"`
	MaxNominees   int              `db:"max_nominees"`
	Shares        Shares           `db:"shares"`
	// Simple programs (*Thanks*) need only who and what: no behaviour, and the customer is then the
	// nominator.
	Simple       bool       `db:"simple"`
	LimitGiver   *int       `db:"limit_giver"`
	LimitPair    *int       `db:"limit_pair"`
	LimitNominee *int       `db:"limit_nominee"`
	LimitPeriod  *string    `db:"limit_period"`
	Budget       *int64     `db:"budget"`
	BudgetPeriod *string    `db:"budget_period"`
	From         *time.Time `db:"from_date"`
	To           *time.Time `db:"to_date"`
	Active       bool       `db:"active"`
}

// Behaviour is a customer-focused behaviour that can be recognised, in the language of the reader.
type Behaviour struct {
	ID          domain.BehaviourID `db:"id"`
	Code        string             `db:"code"`
	Name        string             `db:"name"`
	Description string             `db:"description"`
}

// IsOpen says whether one may nominate under the program on a day (its date in the organisation's
// time zone); both its dates are included.
func (p Program) IsOpen(day time.Time) bool {
	date := day.Format(time.DateOnly)
	return p.Active &&
		(p.From == nil || p.From.Format(time.DateOnly) <= date) &&
		(p.To == nil || date <= p.To.Format(time.DateOnly))
}

// CheckPoints says whether the program allows this number of points.
func (p Program) CheckPoints(points int64) error {
	if points < p.PointsMin || points > p.PointsMax {
		return domain.Invalid("points_out_of_range", "The program does not allow this number of points.",
			domain.FieldError{Location: "body.points", Message: "outside the program's bounds"})
	}
	if len(p.Levels) > 0 && !slices.Contains(p.Levels, points) {
		return domain.Invalid("points_out_of_range", "The program has fixed award levels, and this is none of them.",
			domain.FieldError{Location: "body.points", Message: "not one of the program's levels"})
	}
	return nil
}

// PointsFor gives each of n nominees their points: the same for each, or the points cut in n whole
// parts, the first ones getting what is left over, so that nothing is lost.
func (p Program) PointsFor(points int64, n int) []int64 {
	parts := make([]int64, n)
	for i := range parts {
		parts[i] = points
		if p.Shares == Split {
			parts[i] = points / int64(n)
			if int64(i) < points%int64(n) {
				parts[i]++
			}
		}
	}
	return parts
}
