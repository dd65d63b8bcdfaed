package points_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/points"
)

func date(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return day
}

func TestForecast_saysWhenABudgetEnds(t *testing.T) {
	for _, c := range []struct {
		left, lately int64
		want         string
	}{
		{0, 0, "2026-03-10"},
		{100, 0, ""},
		{100, -5, ""},
		{100, 3000, "2026-03-11"},
		{150, 300, "2026-03-25"},
		{155, 300, "2026-03-25"},
		{210, 300, "2026-03-31"},
		{220, 300, ""},
		{1 << 62, 1, ""},
		{1 << 62, 1 << 62, ""},
	} {
		end := points.Forecast(c.left, c.lately, date("2026-03-10"), date("2026-04-01"))
		got := ""
		if end != nil {
			got = end.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%d left at %d in 30 days: %q, want %q", c.left, c.lately, got, c.want)
		}
	}
}

// A slower pace never ends earlier, and no forecast lies outside of the period.
func TestForecast_isMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		today, next := date("2026-03-10"), date("2026-03-10").AddDate(0, 0, rapid.IntRange(1, 366).Draw(t, "days"))
		left, lately := rapid.Int64Range(0, 1<<62).Draw(t, "left"), rapid.Int64Range(1, 1<<40).Draw(t, "lately")
		fast, slow := points.Forecast(left, lately+rapid.Int64Range(0, 1000).Draw(t, "more"), today, next), points.Forecast(left, lately, today, next)
		if slow != nil && (fast == nil || fast.After(*slow) || slow.Before(today) || !slow.Before(next)) {
			t.Fatalf("fast %v, slow %v", fast, slow)
		}
	})
}

func TestReached_namesTheThresholds(t *testing.T) {
	for _, c := range []struct {
		issued, total int64
		want          []int
	}{
		{79, 100, nil}, {80, 100, []int{80}}, {99, 100, []int{80}}, {100, 100, []int{80, 100}}, {799, 1000, nil}, {0, 0, nil}, {-5, 100, nil}, {1 << 61, 1 << 61, []int{80, 100}},
	} {
		if got := (points.BudgetUse{Issued: c.issued, Total: c.total}).Reached(); !slices.Equal(got, c.want) {
			t.Errorf("%d of %d reach %v, want %v", c.issued, c.total, got, c.want)
		}
	}
}

// What is topped up is in the budget, and lapses with the rest when the period ends.
func TestTopUp_lapsesWithThePeriod(t *testing.T) {
	program, where := domain.NewProgramID(), time.UTC
	ref := points.Of(points.Budget, program)
	rapid.Check(t, func(t *rapid.T) {
		budget, more := rapid.Int64Range(0, 1000).Draw(t, "budget"), rapid.Int64Range(1, 1000).Draw(t, "more")
		at := date("2026-03-10").Add(9 * time.Hour)
		books := points.NewBooks(nil)
		topUp, transfer, err := points.NewTopUp(program, more, " The year went well. ", points.Quarter, domain.NewEmployeeID(), at, where)
		if err != nil || topUp.Reason != "The year went well." || !topUp.From.Equal(date("2026-01-01")) {
			t.Fatal(topUp, err)
		}
		transfers := append(points.Renew(books.Account(ref), budget, points.Quarter, at, where), transfer)
		if err := books.ApplyAll(transfers...); err != nil {
			t.Fatal(err)
		}
		if left, _ := points.Standing(books.Account(ref), budget, points.Quarter, at, where); left != budget+more {
			t.Fatalf("%d and %d more are %d", budget, more, left)
		}
		if again := points.Renew(books.Account(ref), budget, points.Quarter, at.AddDate(0, 0, 20), where); len(again) != 0 {
			t.Fatalf("renewed within the period: %+v", again)
		}
		if err := books.ApplyAll(points.Renew(books.Account(ref), budget, points.Quarter, at.AddDate(0, 0, 22), where)...); err != nil {
			t.Fatal(err)
		}
		if got := books.Account(ref).Balance; got != budget {
			t.Fatalf("the next period has %d, want %d", got, budget)
		}
	})
}

func TestNewTopUp_namesEachFault(t *testing.T) {
	for _, c := range []struct {
		amount int64
		reason string
		want   int
	}{{1, "More", 0}, {0, "More", 1}, {points.MaxTopUp + 1, "More", 1}, {1, "  ", 1}, {-1, strings.Repeat("x", 1001), 2}} {
		_, _, err := points.NewTopUp(domain.NewProgramID(), c.amount, c.reason, points.Month, domain.NewEmployeeID(), date("2026-03-10"), time.UTC)
		var fault *domain.Error
		if (err == nil) != (c.want == 0) || (err != nil && (!errors.As(err, &fault) || len(fault.Fields) != c.want)) {
			t.Errorf("%d because of %q: %v", c.amount, c.reason, err)
		}
	}
}

func TestAgeBounds_areInTheOrganisationsTime(t *testing.T) {
	where := time.FixedZone("east", 3*3600)
	quarter, one, two := points.AgeBounds(time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC), where) // July there
	if quarter.Format(time.RFC3339) != "2026-07-01T00:00:00+03:00" || one.Format(time.RFC3339) != "2025-07-01T01:00:00+03:00" || two.Year() != 2024 {
		t.Errorf("%s, %s, %s", quarter, one, two)
	}
}

func TestPeriods_areWhole(t *testing.T) {
	program := domain.ID[any](domain.NewProgramID())
	unused := points.BudgetUse{Owner: program, Period: points.Month, Total: 100, Left: 100}
	at := date("2026-03-10").Add(9 * time.Hour)
	january := points.BudgetUse{Owner: program, Period: points.Month, From: date("2026-01-01"), Total: 100, Issued: 30, Left: 70, Lately: 2}
	march := points.BudgetUse{Owner: program, Period: points.Month, From: date("2026-03-01"), Total: 150, ToppedUp: 50, Issued: 90, Left: 60, Lately: 90}
	toppedUp := points.BudgetUse{Owner: program, Period: points.Month, From: date("2026-03-04").Add(time.Hour), Total: 50, ToppedUp: 50, Left: 50}
	quarter := points.BudgetUse{Owner: program, Period: points.Month, From: date("2026-02-20"), Total: 100, Left: 100}
	for _, c := range []struct {
		name   string
		booked []points.BudgetUse
		want   string
	}{
		{"nothing booked yet", nil, "2026-03-01 2026-03-31 100 0 100 0 -"},
		{"an earlier one has lapsed", []points.BudgetUse{january}, "2026-01-01 2026-01-31 100 30 0 70 - | 2026-03-01 2026-03-31 100 0 100 0 -"},
		{"the present one ends early", []points.BudgetUse{january, march}, "2026-01-01 2026-01-31 100 30 0 70 - | 2026-03-01 2026-03-31 150 90 60 0 2026-03-29"},
		{"only topped up", []points.BudgetUse{toppedUp}, "2026-03-01 2026-03-31 50 0 50 0 -"},
		{"of another length once", []points.BudgetUse{quarter, march}, "2026-02-20 2026-02-28 100 0 0 100 - | 2026-03-01 2026-03-31 150 90 60 0 2026-03-30"},
	} {
		var got []string
		for _, u := range points.Periods(c.booked, unused, at, time.UTC) {
			ends := "-"
			if u.EndsOn != nil {
				ends = u.EndsOn.Format(time.DateOnly)
			}
			got = append(got, fmt.Sprintf("%s %s %d %d %d %d %s", u.From.Format(time.DateOnly), u.To.Format(time.DateOnly), u.Total, u.Issued, u.Left, u.Lapsed, ends))
			if u.Total-u.Issued-u.Lapsed != u.Left {
				t.Errorf("%s: %d of %d issued and %d lapsed leave %d", c.name, u.Issued, u.Total, u.Lapsed, u.Left)
			}
		}
		if text := strings.Join(got, " | "); text != c.want {
			t.Errorf("%s: %s, want %s", c.name, text, c.want)
		}
	}
}
