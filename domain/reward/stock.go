package reward

import (
	"strings"
	"time"

	"laurel/domain"
)

// StockKind says why the stock of a reward has moved.
type StockKind string

// The kinds of movements of stock.
const (
	StockCounted    StockKind = "counted"   // an owner says how many there are
	StockUncounted  StockKind = "uncounted" // an owner says that there is no end of it
	StockAdded      StockKind = "added"
	StockWrittenOff StockKind = "written_off"
	StockTaken      StockKind = "taken"    // by a redemption
	StockReturned   StockKind = "returned" // of a redemption that was refunded
)

// StockEntry is one movement of the stock of a reward. It is never changed.
type StockEntry struct {
	ID         int64                `db:"id"`
	Reward     domain.RewardID      `db:"reward_id"`
	Kind       StockKind            `db:"kind"`
	Quantity   int64                `db:"quantity"`  // below 0 where it went
	Left       *int64               `db:"left_over"` // after it; nil: not counted any more
	Redemption *domain.RedemptionID `db:"redemption_id"`
	Actor      *domain.EmployeeID   `db:"actor_id"`
	ActorName  *string              `db:"actor_name"`
	Reason     string               `db:"reason"`
	At         time.Time            `db:"at"`
}

// StockChange is what an owner adds to the stock of a reward, or takes away where Change is below 0, and why.
type StockChange struct {
	Change int64
	Reason string
}

const maxStockReason = 1000

// Check says what is wrong with a change of stock, whatever is left.
func (c StockChange) Check() error {
	var faults []domain.FieldError
	if fault := outside(c.Change, -MaxStock, MaxStock); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.change", Message: fault})
	} else if c.Change == 0 {
		faults = append(faults, domain.FieldError{Location: "body.change", Message: "must not be 0"})
	}
	if fault := domain.TextFault(strings.TrimSpace(c.Reason), 1, maxStockReason); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.reason", Message: fault})
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The change of the stock is not right.", faults...)
	}
	return nil
}

// MoveStock adds to the stock, or takes from it. The errors are `not_counted` and `too_few_left` (409).
func (r *Reward) MoveStock(c StockChange, by domain.EmployeeID, now time.Time) (StockEntry, error) {
	if err := c.Check(); err != nil {
		return StockEntry{}, err
	}
	switch {
	case r.Stock == nil:
		return StockEntry{}, domain.Conflict("not_counted", "The stock of this reward is not counted.")
	case *r.Stock+c.Change < 0:
		return StockEntry{}, domain.Conflict("too_few_left", "There are not so many left to take away.")
	case *r.Stock+c.Change > MaxStock:
		return StockEntry{}, domain.InvalidField("change", "would make more than 1000000000")
	}
	left := *r.Stock + c.Change
	r.Stock, r.UpdatedAt = &left, now
	kind := StockAdded
	if c.Change < 0 {
		kind = StockWrittenOff
	}
	return StockEntry{Reward: r.ID, Kind: kind, Quantity: c.Change, Left: &left, Actor: &by, Reason: strings.TrimSpace(c.Reason), At: now}, nil
}

// StockSet is the movement by which an owner has set the stock to what it is, from what was before; nil where it
// stays.
func (r *Reward) StockSet(before *int64, by domain.EmployeeID, now time.Time) *StockEntry {
	e := StockEntry{Reward: r.ID, Kind: StockCounted, Left: r.Stock, Actor: &by, At: now}
	switch {
	case before == nil && r.Stock == nil, before != nil && r.Stock != nil && *before == *r.Stock:
		return nil
	case r.Stock == nil:
		e.Kind = StockUncounted
	default:
		e.Quantity = *r.Stock
	}
	if before != nil {
		e.Quantity -= *before
	}
	return &e
}

// Takes is the movement by which the redemption takes its stock; what is left is for the table to say.
func (d *Redemption) Takes(by *domain.EmployeeID, now time.Time) StockEntry {
	return StockEntry{Reward: d.Reward, Kind: StockTaken, Quantity: -d.Quantity, Redemption: &d.ID, Actor: by, At: now}
}

// Returns is the movement by which the stock of a refunded redemption goes back.
func (d *Redemption) Returns(by *domain.EmployeeID, now time.Time) StockEntry {
	return StockEntry{Reward: d.Reward, Kind: StockReturned, Quantity: d.Quantity, Redemption: &d.ID, Actor: by, At: now}
}
