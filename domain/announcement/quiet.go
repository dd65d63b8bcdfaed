package announcement

import (
	"encoding/json"
	"fmt"
	"time"

	"laurel/domain"
)

// QuietHours are the hours of each day in which nothing is sent, by the clock of a time zone: from
// From (included) to To (not included), over midnight where From is the later. Hours are "22:00".
type QuietHours struct {
	From     string `json:"from"`
	To       string `json:"to"`
	TimeZone string `json:"time_zone"` // such as Europe/Moscow
}

// Scan reads the hours from a column of JSON.
func (q *QuietHours) Scan(source any) error {
	text, err := columnText(source)
	if err != nil {
		return fmt.Errorf("quiet hours: %w", err)
	}
	if err := json.Unmarshal([]byte(text), q); err != nil {
		return fmt.Errorf("quiet hours: %w", err)
	}
	return nil
}

// End gives the end of the quiet hours that a time falls into, and the time itself where it falls
// into none. The zone's changes of the clock are followed.
func (q QuietHours) End(at time.Time) time.Time {
	from, to, zone, err := q.parsed()
	if err != nil {
		return at // hours that were checked when made cannot be wrong; a lost zone must not lose the announcement
	}
	local := at.In(zone)
	minute := local.Hour()*60 + local.Minute()
	day := local.Day()
	switch {
	case from < to && (minute < from || minute >= to), from > to && minute < from && minute >= to:
		return at
	case from > to && minute >= from:
		day++
	}
	end := time.Date(local.Year(), local.Month(), day, to/60, to%60, 0, 0, zone)
	if end.Before(at) { // the hour of the end comes twice that night, and this is the second
		return at
	}
	return end.UTC()
}

func (q QuietHours) check() error {
	_, _, _, err := q.parsed()
	return err
}

// parsed gives the hours as minutes of the day.
func (q QuietHours) parsed() (from, to int, zone *time.Location, err error) {
	from, ok := minutes(q.From)
	if !ok {
		return 0, 0, nil, domain.InvalidField("quiet_hours.from", "Write the hour as 22:00.")
	}
	to, ok = minutes(q.To)
	if !ok || from == to {
		return 0, 0, nil, domain.InvalidField("quiet_hours.to", "Write the hour as 07:30, other than that of the beginning.")
	}
	zone, err = time.LoadLocation(q.TimeZone)
	if err != nil || q.TimeZone == "" || q.TimeZone == "Local" {
		return 0, 0, nil, domain.InvalidField("quiet_hours.time_zone", "Name a time zone, such as Europe/Moscow.")
	}
	return from, to, zone, nil
}

func minutes(text string) (int, bool) {
	hour, err := time.Parse("15:04", text)
	return hour.Hour()*60 + hour.Minute(), err == nil && len(text) == len("15:04")
}
