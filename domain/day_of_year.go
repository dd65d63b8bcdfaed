package domain

import (
	"fmt"
	"time"
)

// DayOfYear is a day that comes every year: a month and a day, never a year. A 29 February is kept on
// 28 February in other years. It is kept as a number: 229 is 29 February.
type DayOfYear struct {
	Month time.Month
	Day   int
}

// DayOfYearOf is the day of the year on which a date falls.
func DayOfYearOf(date time.Time) DayOfYear { return DayOfYear{date.Month(), date.Day()} }

// IsDay says whether there is such a day, in a leap year at least.
func (d DayOfYear) IsDay() bool {
	date := time.Date(2000, d.Month, d.Day, 0, 0, 0, 0, time.UTC) // a leap year
	return d.Month >= time.January && d.Month <= time.December && date.Month() == d.Month && date.Day() == d.Day
}

// In gives the date in a year, as midnight UTC.
func (d DayOfYear) In(year int) time.Time {
	date := time.Date(year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	if date.Month() != d.Month {
		return time.Date(year, d.Month+1, 0, 0, 0, 0, 0, time.UTC)
	}
	return date
}

// Number is how the day is kept.
func (d DayOfYear) Number() int { return int(d.Month)*100 + d.Day }

// Scan reads the number.
func (d *DayOfYear) Scan(source any) error {
	n, ok := source.(int64)
	if !ok {
		return fmt.Errorf("a day of the year cannot be read from %T", source)
	}
	*d = DayOfYear{time.Month(n / 100), int(n % 100)}
	return nil
}
