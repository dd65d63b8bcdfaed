package celebration_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/celebration"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func zone(t rapid.TB, name string) *time.Location {
	where, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return where
}

func TestIsDue_fromEightInTheirOwnMorningForThreeDays(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		on         time.Time
		now        string
		want       bool
	}{
		{"at eight", "Europe/Moscow", date(2026, 3, 10), "2026-03-10T08:00:00+03:00", true},
		{"a second before", "Europe/Moscow", date(2026, 3, 10), "2026-03-10T07:59:59+03:00", false},
		{"the furthest ahead", "Pacific/Kiritimati", date(2026, 3, 10), "2026-03-09T18:00:00Z", true},
		{"the furthest behind", "Etc/GMT+12", date(2026, 3, 10), "2026-03-10T19:59:59Z", false},
		{"the clock goes forward that night", "Europe/Berlin", date(2026, 3, 29), "2026-03-29T06:00:00Z", true},
		{"and not an hour before", "Europe/Berlin", date(2026, 3, 29), "2026-03-29T05:59:59Z", false},
		{"the clock goes back that night", "Europe/Berlin", date(2026, 10, 25), "2026-10-25T07:00:00Z", true},
		{"and not an hour before", "Europe/Berlin", date(2026, 10, 25), "2026-10-25T06:59:59Z", false},
		{"midnight does not exist that night", "Africa/Cairo", date(2026, 4, 24), "2026-04-24T05:00:00Z", true},
		{"three days late", "UTC", date(2026, 12, 31), "2027-01-03T08:00:00Z", true},
		{"later", "UTC", date(2026, 12, 31), "2027-01-03T08:00:01Z", false},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := celebration.IsDue(c.on, now, zone(t, c.zone)); got != c.want {
			t.Errorf("%s (%s): %v", c.name, c.zone, got)
		}
	}
}

// Whatever is due anywhere is among the occasions, so that nobody is forgotten.
func TestOccasions_holdAllThatIsDueAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_577_836_800, 2_000_000_000).Draw(t, "now"), 0).UTC()
		day := date(2024, 1, 1).AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "day"))
		where := zone(t, rapid.SampledFrom([]string{"UTC", "Pacific/Kiritimati", "Etc/GMT+12", "America/St_Johns", "Asia/Kathmandu"}).Draw(t, "zone"))
		kept := domain.DayOfYearOf(day)
		for year := now.Year() - 1; year <= now.Year()+1; year++ {
			on := kept.In(year)
			if celebration.IsDue(on, now, where) && !holds(celebration.Occasions(now), on, kept) {
				t.Fatalf("%v is due on %v and forgotten", kept, on)
			}
		}
	})
}

func holds(occasions []celebration.Occasion, on time.Time, day domain.DayOfYear) bool {
	for _, o := range occasions {
		for _, d := range o.Days {
			if o.On.Equal(on) && d == day {
				return true
			}
		}
	}
	return false
}

func TestOccasions_keepTheLeapDayOnTheTwentyEighthInOtherYears(t *testing.T) {
	leap := domain.DayOfYear{Month: time.February, Day: 29}
	if common := celebration.Occasions(date(2027, 2, 28)); !holds(common, date(2027, 2, 28), leap) || holds(common, date(2027, 3, 1), leap) {
		t.Error("2027")
	}
	if year := celebration.Occasions(date(2028, 2, 28)); holds(year, date(2028, 2, 28), leap) || !holds(year, date(2028, 2, 29), leap) {
		t.Error("2028")
	}
}
