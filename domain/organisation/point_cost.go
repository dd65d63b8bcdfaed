package organisation

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"

	"laurel/domain"
)

// PointCost is what points cost the organisation: Points of them cost Amount, in minor units (cents) of
// the Currency (ISO 4217). Whole numbers on both sides hold every rate without a fraction: a point at
// half a cent is 2 points for 1 cent. It can be read from a column of JSON.
type PointCost struct {
	Points   int64  `json:"points"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// The bounds of a point's cost.
const (
	maxCostPoints = 1_000_000
	maxCostAmount = 1_000_000_000_000
)

// Of gives what a number of points costs, in minor units, rounded half away from zero. Sum points first
// and ask once: the cost of a sum is not the sum of rounded costs. What no number can hold is the
// greatest that one can.
func (c PointCost) Of(points int64) int64 {
	whole, rest := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(points), big.NewInt(c.Amount)), big.NewInt(c.Points), new(big.Int))
	if twice := new(big.Int).Lsh(new(big.Int).Abs(rest), 1); twice.Cmp(big.NewInt(c.Points)) >= 0 {
		whole.Add(whole, big.NewInt(int64(rest.Sign())))
	}
	switch {
	case whole.IsInt64():
		return whole.Int64()
	case whole.Sign() < 0:
		return math.MinInt64
	default:
		return math.MaxInt64
	}
}

// Scan reads JSON.
func (c *PointCost) Scan(source any) error {
	switch s := source.(type) {
	case string:
		return json.Unmarshal([]byte(s), c)
	case []byte:
		return json.Unmarshal(s, c)
	default:
		return fmt.Errorf("the cost of a point cannot be read from %T", source)
	}
}

// check says what is wrong, field by field; nothing said is right.
func (c *PointCost) check(add func(field, message string)) {
	if c == nil {
		return
	}
	if c.Points < 1 || c.Points > maxCostPoints {
		add("point_cost.points", fmt.Sprintf("must be from 1 to %d", maxCostPoints))
	}
	if c.Amount < 1 || c.Amount > maxCostAmount {
		add("point_cost.amount", fmt.Sprintf("must be from 1 to %d", maxCostAmount))
	}
	if !domain.IsCurrency(c.Currency) {
		add("point_cost.currency", "is no currency of ISO 4217, such as EUR")
	}
}
