package points_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain/points"
)

// However a period lies, it is touched by no more periods of another kind than Within says; and by so
// many somewhere.
func TestWithin_isTheMostThatTouch(t *testing.T) {
	kinds := []points.Period{points.Week, points.Month, points.Quarter, points.Year}
	touching := func(inner, outer points.Period, at time.Time) (n int64) {
		from, next := outer.Window(at, time.UTC)
		for day := from; day.Before(next); n++ {
			_, day = inner.Window(day, time.UTC)
		}
		return n
	}
	rapid.Check(t, func(t *rapid.T) {
		inner, outer := rapid.SampledFrom(kinds).Draw(t, "inner"), rapid.SampledFrom(kinds).Draw(t, "outer")
		at := date("2000-01-01").AddDate(0, 0, rapid.IntRange(0, 40_000).Draw(t, "day"))
		if n := touching(inner, outer, at); n > inner.Within(outer) {
			t.Fatalf("%d %ss touch the %s of %s", n, inner, outer, at.Format(time.DateOnly))
		}
	})
	for _, inner := range kinds {
		for _, outer := range kinds {
			most := int64(0)
			for day := range 366 * 30 {
				if day%5 == 0 {
					most = max(most, touching(inner, outer, date("2000-01-01").AddDate(0, 0, day)))
				}
			}
			if most != inner.Within(outer) {
				t.Errorf("%ss within a %s: %d, said %d", inner, outer, most, inner.Within(outer))
			}
		}
	}
}
