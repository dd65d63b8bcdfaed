// Package reward has the catalogue on which points are spent, and the life of a redemption.
package reward

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"laurel/domain"
)

// Fulfilment says how a reward reaches who redeemed it.
type Fulfilment string

// The ways of fulfilment.
const (
	ByHand     Fulfilment = "manual"
	ByCode     Fulfilment = "code" // a secret text that only the redeemer may read
	ByWebhook  Fulfilment = "webhook"
	ByDonation Fulfilment = "donation"
)

// Approver says to whom a redemption goes that wants approval.
type Approver string

// The approvers of redemptions.
const (
	Manager Approver = "manager" // of the redeemer
	Owner   Approver = "owner"
)

// The bounds of a reward: texts in characters, MaxCost in points, MaxCash in minor units of money.
// They keep every product of two of them far below what an integer holds.
const (
	MaxName        = 200
	MaxDescription = 5000
	MaxCategory    = 100
	MaxCost        = 1_000_000_000
	MaxStock       = 1_000_000_000
	MaxLimit       = 1_000_000
	MaxCash        = 1_000_000_000_000
	MaxTeams       = 1000
)

// CashValue is what a reward is worth in money: Amount in minor units (cents) of the Currency (ISO
// 4217, three capital letters). Whether the currency exists is for the caller to check.
type CashValue struct {
	Amount   int64
	Currency string
}

// Details are what an owner says about a reward.
type Details struct {
	Name             string
	Description      string
	Category         string
	Cost             int64
	Stock            *int64 // nil: no end of it
	RequiresApproval bool
	Approver         Approver // "": the redeemer's manager
	Fulfilment       Fulfilment
	Cash             *CashValue
	Taxable          bool
	LimitPerEmployee *int64          // how many one employee may redeem, nil for no limit
	Teams            []domain.TeamID // with the teams below them; empty: for everybody
	Image            *domain.ImageID // nil: none; whether it is there is for the caller to check
	SupplierURL      string          // where orders go that a supplier fulfils; whether it may be reached is for the caller to check
	Active           bool
}

// Reward is something in the catalogue, with a cost in points.
type Reward struct {
	ID domain.RewardID
	Details
	CreatedAt time.Time
	UpdatedAt time.Time
}

// New makes a reward, or says what is wrong with its details (`invalid_input`). Whether the teams
// exist is for the caller to check.
func New(d Details, now time.Time) (*Reward, error) {
	d, err := d.checked()
	if err != nil {
		return nil, err
	}
	return &Reward{ID: domain.NewRewardID(), Details: d, CreatedAt: now, UpdatedAt: now}, nil
}

// Change replaces the details, or says what is wrong with them and changes nothing. Redemptions that
// were made before keep their points.
func (r *Reward) Change(d Details, now time.Time) error {
	d, err := d.checked()
	if err != nil {
		return err
	}
	r.Details, r.UpdatedAt = d, now
	return nil
}

// checked gives the details as they are kept: without space around texts, with defaults.
func (d Details) checked() (Details, error) {
	var faults []domain.FieldError
	add := func(field, message string) {
		if message != "" {
			faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
		}
	}
	add("name", domain.TextFault(d.Name, 1, MaxName))
	add("description", domain.TextFault(d.Description, 0, MaxDescription))
	add("category", domain.TextFault(d.Category, 0, MaxCategory))
	add("cost", outside(d.Cost, 1, MaxCost))
	if d.Stock != nil {
		add("stock", outside(*d.Stock, 0, MaxStock))
	}
	if d.LimitPerEmployee != nil {
		add("limit_per_employee", outside(*d.LimitPerEmployee, 1, MaxLimit))
	}
	switch d.Fulfilment {
	case ByHand, ByCode, ByWebhook, ByDonation:
	default:
		add("fulfilment", "is manual, code, webhook or donation")
	}
	switch d.Approver {
	case "":
		d.Approver = Manager
	case Manager, Owner:
	default:
		add("approver", "is manager or owner")
	}
	if c := d.Cash; c != nil {
		add("cash_value.amount", outside(c.Amount, 0, MaxCash))
		if !domain.IsCurrency(c.Currency) {
			add("cash_value.currency", "is no currency of ISO 4217, such as EUR")
		}
	}
	if fault := domain.TextFault(d.SupplierURL, 0, MaxSupplierURL); fault != "" {
		add("supplier_url", fault)
	} else if d.Fulfilment == ByWebhook && d.Active && strings.TrimSpace(d.SupplierURL) == "" {
		add("supplier_url", "is needed: it is where orders go")
	}
	if d.Fulfilment == ByDonation && d.Active && (d.Cash == nil || d.Cash.Amount == 0) {
		add("cash_value.amount", "is needed: it is what a donation pays out")
	}
	if len(d.Teams) > MaxTeams {
		add("team_ids", "names too many teams")
	}
	if len(faults) > 0 {
		return d, domain.Invalid("invalid_input", "The reward is not right.", faults...)
	}
	d.Name, d.Description, d.Category = strings.TrimSpace(d.Name), strings.TrimSpace(d.Description), strings.TrimSpace(d.Category)
	d.SupplierURL = strings.TrimSpace(d.SupplierURL)
	d.Teams = withoutRepeats(d.Teams)
	return d, nil
}

// outside says that a number is not within its bounds, "" where it is.
func outside(n, least, most int64) string {
	if n < least || n > most {
		return "must be from " + strconv.FormatInt(least, 10) + " to " + strconv.FormatInt(most, 10)
	}
	return ""
}

func withoutRepeats(ids []domain.TeamID) []domain.TeamID {
	kept := make([]domain.TeamID, 0, len(ids))
	for _, id := range ids {
		if !slices.Contains(kept, id) {
			kept = append(kept, id)
		}
	}
	return kept
}

// IsFor says whether the reward is meant for an employee whose team has this path: the team itself
// and all teams above it (empty for who is in no team).
func (d Details) IsFor(path []domain.TeamID) bool {
	return len(d.Teams) == 0 || slices.ContainsFunc(path, func(id domain.TeamID) bool { return slices.Contains(d.Teams, id) })
}

// View is a reward as one reader sees it, with texts in the reader's language.
type View struct {
	Reward
	// Redeemed is how many the reader has redeemed that were not refunded; Eligible whether the
	// reward is for the reader at all.
	Redeemed int64
	Eligible bool
	// Wished is whether the reader saves for it.
	Wished bool
}

// IsAvailable says whether the reader could redeem one now, their points apart.
func (v View) IsAvailable() bool {
	return v.Active && v.Eligible && (v.Stock == nil || *v.Stock > 0) &&
		(v.LimitPerEmployee == nil || v.Redeemed < *v.LimitPerEmployee)
}
