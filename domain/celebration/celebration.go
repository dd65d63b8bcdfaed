// Package celebration has the days on which an organisation thinks of one of its people: the anniversary
// of their first day at work, and their birthday where they have said it. A celebration is no
// recognition: it is in no figure and on no board.
package celebration

import (
	"fmt"
	"time"

	"laurel/domain"
)

// Kind says what is celebrated.
type Kind string

// What is celebrated.
const (
	Anniversary Kind = "anniversary"
	Birthday    Kind = "birthday"
)

// When a day is celebrated.
const (
	hour = 8 // of the morning, by the clock of who is celebrated
	late = 72 * time.Hour
)

// ShownFor is for how many days colleagues see a celebration.
const ShownFor = 30

// Occasion is a date with the days of the year that are kept on it: on 28 February, unless the year is a
// leap year, also the 29th.
type Occasion struct {
	On   time.Time // midnight UTC of the date
	Days []domain.DayOfYear
}

// Occasions are the dates that may have to be celebrated at a moment somewhere on Earth, the earliest
// first: which of them are, says IsDue.
func Occasions(now time.Time) []Occasion {
	const first, last = -3, 1 // the latest that is still celebrated, in the zone that is furthest behind; tomorrow's, in the one furthest ahead
	y, m, d := now.UTC().Date()
	occasions := make([]Occasion, 0, last-first+1)
	for shift := first; shift <= last; shift++ {
		on := time.Date(y, m, d+shift, 0, 0, 0, 0, time.UTC)
		o := Occasion{On: on, Days: []domain.DayOfYear{domain.DayOfYearOf(on)}}
		if leap := (domain.DayOfYear{Month: time.February, Day: 29}); on.Equal(leap.In(on.Year())) && on.Day() == 28 {
			o.Days = append(o.Days, leap)
		}
		occasions = append(occasions, o)
	}
	return occasions
}

// IsDue says whether a date is celebrated at a moment by who lives in a time zone: from eight in its
// morning until three days later, in case nobody was there to do it.
func IsDue(on, now time.Time, zone *time.Location) bool {
	morning := time.Date(on.Year(), on.Month(), on.Day(), hour, 0, 0, 0, zone)
	return !now.Before(morning) && now.Sub(morning) <= late
}

// Celebration is one day of one employee. There is one of each kind in a calendar year, whatever the
// roster or the employee say later.
type Celebration struct {
	Employee domain.EmployeeID `db:"employee_id"`
	Kind     Kind              `db:"kind"`
	On       time.Time         `db:"on_day"` // midnight UTC of the date
	Years    int               `db:"years"`  // since the first day at work; 0 of a birthday
	Points   int64             `db:"points"` // that came with it
}

// Key names the celebration among all: the transfer of its points has it.
func (c Celebration) Key() string {
	return fmt.Sprintf("celebration:%s:%s:%d", c.Kind, c.Employee, c.On.Year())
}

// View is a celebration as colleagues see it.
type View struct {
	Celebration
	Name     string         `db:"name"`
	TeamID   *domain.TeamID `db:"team_id"`
	TeamName *string        `db:"team_name"`
}
