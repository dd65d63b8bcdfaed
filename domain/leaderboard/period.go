package leaderboard

import (
	"time"
)

// Day is a day of the calendar, counted from 1 January 1970 (day 0). Boards count in days of the
// organisation's time zone, never in hours: each instant has exactly one day there, whatever
// daylight saving does to that day's length.
type Day int32

// DayOf gives the day on which an instant falls in a time zone.
func DayOf(at time.Time, zone *time.Location) Day {
	return DayAt(at.In(zone).Date())
}

// DayAt gives the day of a date; months and days out of range roll over as in time.Date.
func DayAt(year int, month time.Month, day int) Day {
	const secondsOfDay = 24 * 60 * 60
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay) //nolint:gosec // years of four digits fit
}

// ParseDay reads a date as `2006-01-02`.
func ParseDay(text string) (Day, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, err
	}
	return DayOf(at, time.UTC), nil
}

// Date gives the year, the month and the day of the month.
func (d Day) Date() (year int, month time.Month, day int) { return d.Time().Date() }

// Time gives the day's midnight in UTC: for arithmetic and for columns of dates, not the instant at
// which the day begins in the organisation.
func (d Day) Time() time.Time { return time.Unix(0, 0).UTC().AddDate(0, 0, int(d)) }

// String gives the date as `2006-01-02`.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// MarshalText gives the date as `2006-01-02`.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a date as `2006-01-02`.
func (d *Day) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDay(string(text))
	return err
}

// Period is how long a board counts.
type Period string

// The periods.
const (
	Week    Period = "week" // begins on Monday
	Month   Period = "month"
	Quarter Period = "quarter"
	Year    Period = "year"
	All     Period = "all"
)

// Periods lists every period, the shortest first.
func Periods() []Period { return []Period{Week, Month, Quarter, Year, All} }

// ParsePeriod reads a period; the error names the query parameter.
func ParsePeriod(text string) (Period, error) {
	switch p := Period(text); p {
	case Week, Month, Quarter, Year, All:
		return p, nil
	}
	return "", fault("query.period", "A period is one of week, month, quarter, year and all.")
}

// Window is one period of the calendar: from the day From to the day To, both counted. The window of
// all time is open: its From and To are zero and mean nothing. Equal windows are equal values.
type Window struct {
	Period   Period
	From, To Day
}

// PeriodOf gives the whole period that contains an instant in the organisation's time zone.
func PeriodOf(period Period, at time.Time, zone *time.Location) Window {
	return WindowOf(period, DayOf(at, zone))
}

// WindowOf gives the whole period that contains a day.
func WindowOf(period Period, day Day) Window {
	year, month, _ := day.Date()
	switch period {
	case Week:
		monday := day - Day((int(day.Time().Weekday())+6)%7)
		return Window{Week, monday, monday + 6}
	case Month:
		return months(Month, year, month, 1)
	case Quarter:
		return months(Quarter, year, month-(month-1)%3, 3)
	case Year:
		return months(Year, year, time.January, 12)
	default:
		return Window{Period: All}
	}
}

func months(period Period, year int, first time.Month, count time.Month) Window {
	return Window{period, DayAt(year, first, 1), DayAt(year, first+count, 1) - 1}
}

// Open says whether the window has no first and no last day.
func (w Window) Open() bool { return w.Period == All }

// Contains says whether the day counts in the window.
func (w Window) Contains(day Day) bool { return w.Open() || (w.From <= day && day <= w.To) }

// EndedBefore says whether the window was over when the day began; one that is open never is.
func (w Window) EndedBefore(day Day) bool { return !w.Open() && w.To < day }

// String names the window by its period and first day, as in `week:2026-11-23`, or `all`.
func (w Window) String() string {
	if w.Open() {
		return string(All)
	}
	return string(w.Period) + ":" + w.From.String()
}

// ParseAt reads the day that a caller asks a board for: a date (`2006-01-02`) or an instant
// (RFC 3339), which is a day by the organisation's time zone. The error names the query parameter.
func ParseAt(text string, zone *time.Location) (Day, error) {
	if day, err := ParseDay(text); err == nil {
		return day, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, fault("query.at", "Give a date such as 2026-03-31 or a time such as 2026-03-31T12:00:00Z.")
	}
	return DayOf(at, zone), nil
}
