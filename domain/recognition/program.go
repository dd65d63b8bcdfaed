// Package recognition has what Laurel is for: programs, behaviours, nominations and the rules by
// which a nomination becomes a recognition.
package recognition

import (
	"reflect"
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
	ApprovalFrom  *int64           `db:"approval_from"` // in all; with fewer nobody decides
	Nominators    Circle           `db:"nominators"`
	Eligible      Circle           `db:"nominees"`
	Guidance      string           `db:"guidance"` // when each award fits
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
	EndedAt      *time.Time `db:"ended_at"` // for good
	Version      int        `db:"version"`
	Award        *Award     `db:"award"` // nil: no award program
	// ManagerBudgets lets managers who have a budget of their own pay from it instead of the program's.
	ManagerBudgets bool `db:"manager_budgets"`
}

// Behaviour is a customer-focused behaviour that can be recognised, in the language of the reader.
type Behaviour struct {
	ID          domain.BehaviourID `db:"id"`
	Code        string             `db:"code"`
	Name        string             `db:"name"`
	Description string             `db:"description"`
	Guidance    string             `db:"guidance"` // when it is shown, for who nominates and who decides
	Active      bool               `db:"active"`
}

// IsOpen says whether one may nominate under the program on a day (its date in the organisation's
// time zone); both its dates are included.
func (p Program) IsOpen(day time.Time) bool {
	date := day.Format(time.DateOnly)
	return p.Active && p.EndedAt == nil &&
		(p.From == nil || p.From.Format(time.DateOnly) <= date) &&
		(p.To == nil || date <= p.To.Format(time.DateOnly))
}

// Check says what is wrong with a program's rules.
func (p Program) Check() error {
	var faults []domain.FieldError
	add := func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	}
	checkText(p.Name, "name", 1, 200, add)
	checkText(p.Description, "description", 0, 5000, add)
	checkText(p.Guidance, "guidance", 0, 5000, add)
	if p.PointsMin < 0 || p.PointsMin > p.PointsDefault || p.PointsDefault > p.PointsMax {
		add("points", "min, default and max are not in order")
	}
	for _, level := range p.Levels {
		if level < p.PointsMin || level > p.PointsMax {
			add("points.levels", "holds a level outside the bounds")
			break
		}
	}
	if len(p.Levels) > 0 && !slices.Contains(p.Levels, p.PointsDefault) {
		add("points.default", "is none of the levels")
	}
	if p.Funding == FromBudget && (p.Budget == nil || p.BudgetPeriod == nil) {
		add("budget", "is needed by a program that is funded by one")
	}
	if p.ManagerBudgets && (p.Funding != FromBudget || p.Award != nil) {
		add("manager_budgets", "is for programs that are funded by a budget and are no awards")
	}
	if (p.LimitGiver != nil || p.LimitPair != nil || p.LimitNominee != nil) && p.LimitPeriod == nil {
		add("limits.period", "is needed with limits")
	}
	if p.ApprovalFrom != nil && (*p.ApprovalFrom < 1 || p.Approval == NoApproval) {
		add("approval_from", "is a number above zero, for a program on which somebody decides")
	}
	p.Nominators.check("nominators", add)
	p.Eligible.check("nominees", add)
	if p.From != nil && p.To != nil && p.To.Before(*p.From) {
		add("to", "is before from")
	}
	p.checkAward(add)
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The program's rules are not right.", faults...)
	}
	return nil
}

// StepsFor lists the levels that a nomination for these points in all passes, in order: none where they
// are fewer than somebody decides on.
func (p Program) StepsFor(total int64) []Level {
	if p.ApprovalFrom != nil && total < *p.ApprovalFrom {
		return nil
	}
	return p.Approval.Steps()
}

// SameRules says whether a nomination under one program is decided as it would be under the other.
func (p Program) SameRules(other Program) bool {
	return reflect.DeepEqual(p.rules(), other.rules())
}

// rules is the program without what is no rule of a nomination: its texts, its budget and when it is open.
func (p Program) rules() Program {
	p.ID, p.Name, p.Description, p.Guidance = domain.ProgramID{}, "", "", ""
	p.Budget, p.BudgetPeriod, p.From, p.To, p.Active, p.EndedAt, p.Version, p.ManagerBudgets = nil, nil, nil, nil, false, nil, 0, false
	p.Levels = append(Levels{}, p.Levels...)
	p.Nominators, p.Eligible = p.Nominators.clone(), p.Eligible.clone()
	if p.Award != nil {
		untranslated := p.Award.In("")
		p.Award = &untranslated
	}
	return p
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
