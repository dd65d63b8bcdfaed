package domain_test

import (
	"testing"
	"time"

	"laurel/domain"
)

func TestDayOfYear(t *testing.T) {
	for _, c := range []struct {
		day  domain.DayOfYear
		is   bool
		then string // in 2027
	}{
		{domain.DayOfYear{Month: time.February, Day: 29}, true, "2027-02-28"},
		{domain.DayOfYear{Month: time.December, Day: 31}, true, "2027-12-31"},
		{domain.DayOfYear{Month: time.February, Day: 30}, false, ""},
		{domain.DayOfYear{Month: time.April, Day: 31}, false, ""},
		{domain.DayOfYear{Month: 13, Day: 1}, false, ""},
		{domain.DayOfYear{Month: 1, Day: 0}, false, ""},
		{domain.DayOfYear{}, false, ""},
	} {
		if c.day.IsDay() != c.is {
			t.Errorf("%v is a day: %v", c.day, !c.is)
		}
		if c.is && c.day.In(2027).Format(time.DateOnly) != c.then {
			t.Errorf("%v is on %s", c.day, c.day.In(2027).Format(time.DateOnly))
		}
		var read domain.DayOfYear
		if read.Scan(int64(c.day.Number())) != nil || read != c.day {
			t.Errorf("%v is read as %v", c.day, read)
		}
	}
	if new(domain.DayOfYear).Scan("229") == nil {
		t.Error("a text was read")
	}
}
