package points_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain/points"
)

func TestAllowance_isWhatTheRuleSays(t *testing.T) {
	at := date("2026-03-20").Add(9 * time.Hour)
	rule := points.AllowanceRule{PerPerson: 100, PerReport: 10, Period: points.Month, ProRata: true}
	for _, c := range []struct {
		name    string
		change  func(*points.AllowanceRule)
		reports int64
		since   string
		want    int64
	}{
		{"there for long", func(*points.AllowanceRule) {}, 0, "2019-01-01", 100},
		{"with reports", func(*points.AllowanceRule) {}, 3, "2019-01-01", 130},
		{"from the first day on", func(*points.AllowanceRule) {}, 0, "2026-03-01", 100},
		{"from the second", func(*points.AllowanceRule) {}, 0, "2026-03-02", 97},
		{"from the last", func(*points.AllowanceRule) {}, 0, "2026-03-31", 4},
		{"from the last, with reports", func(*points.AllowanceRule) {}, 2, "2026-03-31", 4},
		{"next month", func(*points.AllowanceRule) {}, 0, "2026-04-01", 0},
		{"in whole", func(r *points.AllowanceRule) { r.ProRata = false }, 0, "2026-03-31", 100},
		{"of a week", func(r *points.AllowanceRule) { r.Period = points.Week }, 0, "2026-03-20", 43}, // three days of seven
		{"of a quarter", func(r *points.AllowanceRule) { r.Period = points.Quarter }, 0, "2026-03-20", 14},
	} {
		r := rule
		c.change(&r)
		if got := r.For(points.AllowanceOf{Reports: c.reports, Since: date(c.since)}, at, time.UTC); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// Nobody gets more than the whole, and who comes earlier never gets less; a day in the period is worth
// something.
func TestAllowance_proRataIsMonotoneAndNeverAboveTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := points.AllowanceRule{
			PerPerson: rapid.Int64Range(0, 1_000_000).Draw(t, "each"), PerReport: rapid.Int64Range(0, 1000).Draw(t, "for each report"), ProRata: true,
			Period: rapid.SampledFrom([]points.Period{points.Week, points.Month, points.Quarter}).Draw(t, "period"),
		}
		who := points.AllowanceOf{Reports: rapid.Int64Range(0, 2_000_000).Draw(t, "reports"), Since: date("2026-01-01").AddDate(0, 0, rapid.IntRange(-10, 370).Draw(t, "since"))}
		at := date("2026-01-01").AddDate(0, 0, rapid.IntRange(0, 365).Draw(t, "at"))
		full := rule.PerPerson + rule.PerReport*who.Reports
		got := rule.For(who, at, time.UTC)
		if got < 0 || got > full {
			t.Fatalf("%d of %d", got, full)
		}
		earlier := who
		earlier.Since = who.Since.AddDate(0, 0, -rapid.IntRange(0, 40).Draw(t, "earlier"))
		if before := rule.For(earlier, at, time.UTC); before < got {
			t.Fatalf("since %v %d, since %v %d", earlier.Since, before, who.Since, got)
		}
		if !who.Since.After(at) && full > 0 && got == 0 {
			t.Fatalf("nothing for who is there since %v at %v", who.Since, at)
		}
		rule.ProRata = false
		if rule.For(who, at, time.UTC) != full {
			t.Fatal("not in whole")
		}
	})
}
