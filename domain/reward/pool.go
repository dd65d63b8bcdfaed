package reward

import (
	"strings"
	"time"

	"laurel/domain"
)

// The bounds of what is put into a pool at once, and of one code in it, in characters.
const (
	MaxCodes    = 10_000
	MaxPoolCode = 500
	MaxWarn     = 1_000_000
)

// Pool is how many codes a reward has to hand out.
type Pool struct {
	Fulfilment Fulfilment `db:"fulfilment"`
	Available  int64      `db:"available"`
	Used       int64      `db:"used"` // codes of the pool that were handed out
	// Waiting is how many codes approved redemptions wait for.
	Waiting int64 `db:"waiting"`
	// WarnBelow is from below how many available codes owners are told; 0 for never. Warned says that they
	// have been, and that it has not been refilled since.
	WarnBelow int64 `db:"codes_warn_below"`
	Warned    bool  `db:"codes_warned"`
}

// IsLow says whether the pool should be refilled. A reward that never had one has none to refill.
func (p Pool) IsLow() bool {
	return p.Fulfilment == ByCode && p.Available+p.Used > 0 && p.Available < p.WarnBelow
}

// CheckWarning says what is wrong with a number from below which owners are told.
func CheckWarning(below int64) error {
	if fault := outside(below, 0, MaxWarn); fault != "" {
		return domain.InvalidField("warn_below", fault)
	}
	return nil
}

// TypedCode is a code as it was sent, and where: the line of a file, or the place in a list.
type TypedCode struct {
	Text     string
	Line     int
	Location string
}

// CheckCodes keeps those codes that can be in a pool, without the space around them, and says what is wrong
// with the others, never in their own words. Empty lines are no codes. The error is that there are none at
// all, or too many.
func CheckCodes(typed []TypedCode) (codes []string, faults []domain.FieldError, err error) {
	for _, t := range typed {
		text := strings.TrimSpace(t.Text)
		if text == "" {
			continue
		}
		fault := domain.TextFault(text, 1, MaxPoolCode)
		if fault == "" && strings.ContainsAny(text, "\r\n") {
			fault = "has more than one line"
		}
		if fault != "" {
			faults = append(faults, domain.FieldError{Location: t.Location, Message: fault, Line: t.Line})
			continue
		}
		codes = append(codes, text)
	}
	switch n := len(codes) + len(faults); {
	case n == 0:
		return nil, nil, domain.InvalidField("codes", "is empty")
	case n > MaxCodes:
		return nil, nil, domain.InvalidField("codes", "has more than 10,000 codes: send them in parts")
	}
	return codes, faults, nil
}

// Deal says which of the waiting redemptions, the oldest first, get their codes from so many: one for each
// piece. Nobody is passed over: where there are not enough for one, those after it wait as well.
func Deal(waiting []Redemption, available int64) []Redemption {
	for i, d := range waiting {
		if available -= d.Quantity; available < 0 {
			return waiting[:i]
		}
	}
	return waiting
}

// HandOut fulfils the redemption from the pool: nobody in particular has done it.
func (d *Redemption) HandOut(sealed []byte, now time.Time) error {
	if d.Status != Approved {
		return ErrNotPending
	}
	d.Status, d.Sealed, d.FulfilledAt = Fulfilled, sealed, &now
	return nil
}
