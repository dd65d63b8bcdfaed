package points

import "time"

// AllowanceRule says how many points somebody may give away in a period: so many each, and for who has
// reports so many more for each of them. Pro rata, who joins within the period gets the part of it that
// is left.
type AllowanceRule struct {
	PerPerson int64
	PerReport int64
	Period    Period
	ProRata   bool
}

// AllowanceOf is what an allowance depends on: how many active employees report to somebody, and the
// day since when they are there, as midnight UTC.
type AllowanceOf struct {
	Reports int64
	Since   time.Time
}

// IsSame says whether everybody's allowance is the same: nothing needs to be known of a person.
func (r AllowanceRule) IsSame() bool { return r.PerReport == 0 && !r.ProRata }

// For gives somebody's allowance for the period of a moment. Of a period that began before they did
// they get the days that are left, the first included, of its days; rounded up.
func (r AllowanceRule) For(who AllowanceOf, at time.Time, where *time.Location) int64 {
	full := r.PerPerson + r.PerReport*who.Reports
	if !r.ProRata {
		return full
	}
	begin, end := r.Period.Window(at, where)
	from, next := dateIn(begin, where), dateIn(end, where)
	if !who.Since.After(from) {
		return full
	}
	if !who.Since.Before(next) {
		return 0
	}
	left, days := daysBetween(who.Since, next), daysBetween(from, next)
	return full/days*left + (full%days*left+days-1)/days
}

// daysBetween counts the days from one date to another, both as midnight UTC.
func daysBetween(from, to time.Time) int64 { return int64(to.Sub(from) / (24 * time.Hour)) }
