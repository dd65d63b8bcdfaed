package organisation_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"laurel/domain/organisation"
)

func TestPointCost_roundsHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct{ of, per, points, want int64 }{
		{1, 5, 0, 0},
		{1, 5, 100, 500},
		{2, 1, 1, 1},
		{2, 1, 3, 2},
		{2, 1, -1, -1},
		{2, 1, -3, -2},
		{3, 1, 1, 0},
		{3, 1, 2, 1},
		{3, 1, -1, 0},
		{3, 1, -2, -1},
		{1, 1_000_000_000_000, math.MaxInt64, math.MaxInt64},
		{1, 1_000_000_000_000, math.MinInt64, math.MinInt64},
	} {
		if got := (organisation.PointCost{Points: c.of, Amount: c.per}).Of(c.points); got != c.want {
			t.Errorf("%d points at %d for %d cost %d, want %d", c.points, c.per, c.of, got, c.want)
		}
	}
}

func cost(t *rapid.T) organisation.PointCost {
	return organisation.PointCost{
		Points: rapid.Int64Range(1, 1_000_000).Draw(t, "points"), Amount: rapid.Int64Range(1, 1_000_000).Draw(t, "amount"), Currency: "EUR",
	}
}

// The cost is the exact one but for half a minor unit, the same for what is owed and what is due, and
// never falls as points rise.
func TestPointCost_isNearestAndMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, n := cost(t), rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "n")
		got := c.Of(n)
		exact := big.NewRat(1, 1).Mul(big.NewRat(n, 1), big.NewRat(c.Amount, c.Points))
		off := new(big.Rat).Sub(new(big.Rat).SetInt64(got), exact)
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%d points cost %d, exactly %s", n, got, exact)
		}
		if c.Of(-n) != -got {
			t.Fatalf("%d points cost %d, as many less cost %d", n, got, c.Of(-n))
		}
		if more := n + rapid.Int64Range(0, 1000).Draw(t, "more"); c.Of(more) < got {
			t.Fatalf("%d points cost less than %d", more, n)
		}
	})
}

// Many parts, rounded once, are within half a minor unit; each rounded by itself they need not be.
func TestPointCost_ofASumIsNotTheSumOfRoundedParts(t *testing.T) {
	c := organisation.PointCost{Points: 2, Amount: 1, Currency: "EUR"}
	if c.Of(10) != 5 || 10*c.Of(1) != 10 {
		t.Errorf("ten points cost %d, each %d", c.Of(10), c.Of(1))
	}
}

func TestPointCost_isReadFromJSON(t *testing.T) {
	var c organisation.PointCost
	if err := c.Scan([]byte(`{"points": 1, "amount": 5, "currency": "EUR"}`)); err != nil || c != (organisation.PointCost{Points: 1, Amount: 5, Currency: "EUR"}) {
		t.Errorf("%+v, %v", c, err)
	}
	if c.Scan(4) == nil {
		t.Error("a number was read")
	}
}
