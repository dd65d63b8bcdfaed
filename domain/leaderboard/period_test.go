package leaderboard_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"laurel/domain/leaderboard"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func day(t *testing.T, text string) leaderboard.Day {
	t.Helper()
	d, err := leaderboard.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPeriodOf_aMillisecondDecidesAtTheEndOfAMonth(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Moscow", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu"} {
		loc := zone(t, name)
		turn := time.Date(2026, time.April, 1, 0, 0, 0, 0, loc)
		for _, c := range []struct {
			at                            time.Time
			month, quarter, lastOfMonth   string
			sameWeekMonday, firstOfTheDay string
		}{
			{turn.Add(-time.Millisecond), "2026-03-01", "2026-01-01", "2026-03-31", "2026-03-30", "2026-03-31"},
			{turn, "2026-04-01", "2026-04-01", "2026-04-30", "2026-03-30", "2026-04-01"},
			{turn.Add(time.Millisecond), "2026-04-01", "2026-04-01", "2026-04-30", "2026-03-30", "2026-04-01"},
		} {
			month := leaderboard.PeriodOf(leaderboard.Month, c.at, loc)
			if month.From != day(t, c.month) || month.To != day(t, c.lastOfMonth) {
				t.Errorf("%s: month of %s is %s to %s", name, c.at, month.From, month.To)
			}
			if got := leaderboard.PeriodOf(leaderboard.Quarter, c.at, loc); got.From != day(t, c.quarter) {
				t.Errorf("%s: quarter of %s begins %s", name, c.at, got.From)
			}
			if got := leaderboard.PeriodOf(leaderboard.Week, c.at, loc); got.From != day(t, c.sameWeekMonday) || got.To != got.From+6 {
				t.Errorf("%s: week of %s is %s to %s", name, c.at, got.From, got.To)
			}
			if got := leaderboard.DayOf(c.at, loc); got != day(t, c.firstOfTheDay) {
				t.Errorf("%s: day of %s is %s", name, c.at, got)
			}
		}
	}
}

// The clocks change at midnight in Beirut and Havana, in the night in Berlin, by half an hour on
// Lord Howe, and changed a minute after midnight in St. John's; Apia had no 30 December 2011.
func TestPeriodOf_eachInstantIsInExactlyOnePeriodWhenClocksChange(t *testing.T) {
	for _, c := range []struct{ zone, from string }{
		{"Europe/Berlin", "2026-03-28T20:00:00Z"},
		{"Europe/Berlin", "2026-10-24T20:00:00Z"},
		{"Asia/Beirut", "2026-03-28T18:00:00Z"},
		{"Asia/Beirut", "2026-10-24T18:00:00Z"},
		{"America/Havana", "2026-03-08T00:00:00Z"},
		{"America/Havana", "2026-11-01T00:00:00Z"},
		{"America/St_Johns", "2010-11-07T00:00:00Z"},
		{"Australia/Lord_Howe", "2026-04-04T10:00:00Z"},
		{"Pacific/Apia", "2011-12-30T06:00:00Z"},
	} {
		loc := zone(t, c.zone)
		start, err := time.Parse(time.RFC3339, c.from)
		if err != nil {
			t.Fatal(err)
		}
		for at := start; at.Before(start.Add(12 * time.Hour)); at = at.Add(time.Minute) {
			for _, ms := range []time.Duration{-time.Millisecond, 0, time.Millisecond} {
				inExactlyOne(t, at.Add(ms), loc)
			}
		}
	}
}

func inExactlyOne(t *testing.T, at time.Time, loc *time.Location) {
	t.Helper()
	today := leaderboard.DayOf(at, loc)
	if at.In(loc).Format(time.DateOnly) != today.String() {
		t.Fatalf("%s in %s counts on %s", at, loc, today)
	}
	for _, period := range leaderboard.Periods() {
		in := 0
		for d := today - 40; d <= today+40; d++ {
			if w := leaderboard.WindowOf(period, d); w.Contains(today) {
				if w != leaderboard.PeriodOf(period, at, loc) {
					t.Fatalf("%s is in %s and in %s", at, w, leaderboard.PeriodOf(period, at, loc))
				}
				in++
			}
		}
		if in == 0 {
			t.Fatalf("%s is in no %s", at, period)
		}
	}
}

func TestWindowOf_windowsFollowOneAnotherWithoutGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := leaderboard.Day(rapid.Int32Range(-100_000, 200_000).Draw(t, "day"))
		period := rapid.SampledFrom(leaderboard.Periods()[:4]).Draw(t, "period")
		w := leaderboard.WindowOf(period, d)
		if !w.Contains(d) {
			t.Fatalf("%s does not contain %s", w, d)
		}
		if next := leaderboard.WindowOf(period, w.To+1); next.From != w.To+1 {
			t.Fatalf("after %s (to %s) comes %s", w, w.To, next)
		}
		if !w.EndedBefore(w.To+1) || w.EndedBefore(w.To) {
			t.Fatalf("%s does not end on its last day %s", w, w.To)
		}
		if period == leaderboard.Week && w.From.Time().Weekday() != time.Monday {
			t.Fatalf("the week %s begins on a %s", w, w.From.Time().Weekday())
		}
		if back, err := leaderboard.ParseDay(d.String()); d.Time().Year() >= 1 && d.Time().Year() <= 9999 && (err != nil || back != d) {
			t.Fatalf("%s is read as %s, %v", d, back, err)
		}
	})
}

func TestWindowOf_allTimeIsOpen(t *testing.T) {
	w := leaderboard.WindowOf(leaderboard.All, 20_000)
	if !w.Open() || !w.Contains(-1_000_000) || !w.Contains(1_000_000) || w.EndedBefore(1_000_000) {
		t.Errorf("the window of all time has an end: %+v", w)
	}
	if w != leaderboard.WindowOf(leaderboard.All, -5) {
		t.Error("there are two windows of all time")
	}
}

func TestParseAt_readsADateAndAnInstant(t *testing.T) {
	loc := zone(t, "Asia/Vladivostok")
	for text, want := range map[string]string{
		"2026-03-31":               "2026-03-31",
		"2026-03-31T13:59:59.999Z": "2026-03-31",
		"2026-03-31T14:00:00Z":     "2026-04-01",
	} {
		if got, err := leaderboard.ParseAt(text, loc); err != nil || got != day(t, want) {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "yesterday", "2026-02-30", "2026-3-1", "31.03.2026"} {
		if _, err := leaderboard.ParseAt(text, loc); location(err) != "query.at" {
			t.Errorf("%q is read: %v", text, err)
		}
	}
}
