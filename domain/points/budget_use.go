package points

import (
	"time"

	"laurel/domain"
)

// BudgetUse is what became of the budget of a program, or of a manager, in one of its periods. Total - Issued - Lapsed =
// Left.
type BudgetUse struct {
	Owner    domain.ID[any]     `db:"owner_id"`   // the program, or the manager's budget
	Manager  *domain.EmployeeID `db:"manager_id"` // nil: it is a program's
	Name     string             `db:"name"`       // of the program or the manager
	Period   Period             `db:"period"`
	From     time.Time          `db:"period_from"` // the first day, as midnight UTC
	To       time.Time          `db:"-"`           // the last day
	Total    int64              `db:"total"`       // with top-ups
	ToppedUp int64              `db:"topped_up"`
	Issued   int64              `db:"issued"` // less what was taken back in the period
	Lapsed   int64              `db:"lapsed"`
	Left     int64              `db:"remaining"`
	Lately   int64              `db:"lately"` // issued in the last 30 days
	Warnings []BudgetWarning    `db:"-"`
	EndsOn   *time.Time         `db:"-"` // the day on which it ends at that pace; nil where it lasts
}

// BudgetWarning says when it was warned that a share of a budget is used, in hundredths.
type BudgetWarning struct {
	Owner   domain.ID[any] `db:"owner_id"`
	From    time.Time      `db:"period_from"` // the first day of the budget's period, as midnight UTC
	Percent int            `db:"percent"`
	At      time.Time      `db:"at"`
}

// pace is how many days are looked back on for the pace of a budget.
const pace = 30

// Pace is how far is looked back for the pace of a budget.
const Pace = pace * 24 * time.Hour

// Forecast gives the day on which a budget ends at the pace of the last 30 days, nil where it lasts
// until the period does. Today and next, the first day after the period, are dates. What is empty has
// ended today.
func Forecast(left, lately int64, today, next time.Time) *time.Time {
	if left <= 0 {
		return &today
	}
	if lately <= 0 {
		return nil
	}
	if left/lately > 366/pace { // no period is as long
		return nil
	}
	days := left/lately*pace + left%lately*pace/lately
	if end := today.AddDate(0, 0, int(days)); end.Before(next) {
		return &end
	}
	return nil
}

// Thresholds are the shares of a budget, in hundredths, that owners are warned at.
func Thresholds() []int { return []int{80, 100} }

// Reached lists the thresholds that a budget has reached.
func (u BudgetUse) Reached() []int {
	var reached []int
	for _, percent := range Thresholds() {
		if u.Total > 0 && u.Issued > 0 && Share(u.Issued, u.Total) >= int64(percent) {
			reached = append(reached, percent)
		}
	}
	return reached
}

// Share is a part of a whole in hundredths, rounded down; nothing where either is not above zero.
func Share(part, whole int64) int64 {
	if part <= 0 || whole <= 0 {
		return 0
	}
	return part/whole*100 + part%whole*100/whole
}

// Periods completes what was booked on one budget, in the order of its periods: with the days
// of each period, the present one where nothing was booked in it yet (unused is its budget, whole), and
// what is left of a period that has ended as lapsed, though that is booked only when the next is filled.
func Periods(booked []BudgetUse, unused BudgetUse, at time.Time, where *time.Location) []BudgetUse {
	from, next := unused.Period.Window(at, where)
	unused.From = dateIn(from, where)
	uses := make([]BudgetUse, 0, len(booked)+1)
	var lately int64
	for _, u := range booked {
		if u.Total == u.ToppedUp { // never filled: it began with its period all the same
			u.From, _ = u.Period.Window(u.From, where)
		}
		u.From = dateIn(u.From, where)
		lately += u.Lately
		uses = append(uses, u)
	}
	if last := len(uses) - 1; last < 0 || uses[last].From.Before(unused.From) {
		uses = append(uses, unused)
	}
	present := len(uses) - 1
	for i := range uses {
		_, end := uses[i].Period.Window(time.Date(uses[i].From.Year(), uses[i].From.Month(), uses[i].From.Day(), 0, 0, 0, 0, where), where)
		uses[i].To = dateIn(end, where).AddDate(0, 0, -1)
		if i < present {
			if uses[i+1].From.Before(dateIn(end, where)) { // the length of its periods was changed
				uses[i].To = uses[i+1].From.AddDate(0, 0, -1)
			}
			uses[i].Lapsed, uses[i].Left, uses[i].Lately = uses[i].Lapsed+uses[i].Left, 0, 0
		}
	}
	uses[present].Lately = lately
	uses[present].EndsOn = Forecast(uses[present].Left, lately, dateIn(at, where), dateIn(next, where))
	return uses
}

// dateIn is the date of a moment somewhere, as midnight UTC.
func dateIn(at time.Time, where *time.Location) time.Time {
	y, m, d := at.In(where).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Warned puts to the periods of budgets what owners were warned of in them.
func Warned(uses []BudgetUse, warnings []BudgetWarning) []BudgetUse {
	for i, u := range uses {
		for _, w := range warnings {
			if w.Owner == u.Owner && !w.From.Before(u.From) && !w.From.After(u.To) {
				uses[i].Warnings = append(uses[i].Warnings, w)
			}
		}
	}
	return uses
}
