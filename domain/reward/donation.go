package reward

import (
	"strings"
	"time"

	"laurel/domain"
)

// The bounds of paying donations: how many at once, and of the payment's reference in characters.
const (
	MaxPaid      = 500
	MaxReference = 200
)

// Donation is a sum to be paid out to the charity that a reward names: Amount in minor units of Currency, as
// the reward said when it was asked for.
type Donation struct {
	ID         domain.DonationID
	Redemption domain.RedemptionID
	Reward     domain.RewardID
	Employee   domain.EmployeeID
	Points     int64
	Amount     int64
	Currency   string
	At         time.Time
}

// Donate fulfils an approved redemption of a donation by itself: nobody has anything to hand out. It gives what
// is to be paid; nil where the redemption is worth nothing that could be paid, and then it is left as it is,
// for an owner to fulfil. The error is ErrNotPending.
func (d *Redemption) Donate(now time.Time) (*Donation, error) {
	if d.Status != Approved {
		return nil, ErrNotPending
	}
	due := d.Due(now)
	if due != nil {
		d.Status, d.FulfilledAt = Fulfilled, &now
	}
	return due, nil
}

// Due is what is to be paid for a redemption that becomes a donation at a moment; nil where it is worth nothing.
func (d *Redemption) Due(now time.Time) *Donation {
	if d.CashAmount == nil || d.CashCurrency == nil || *d.CashAmount == 0 {
		return nil
	}
	return &Donation{
		ID: domain.NewDonationID(), Redemption: d.ID, Reward: d.Reward, Employee: d.Employee, Points: d.Points,
		Amount: *d.CashAmount * d.Quantity, Currency: *d.CashCurrency, At: now,
	}
}

// DonationState narrows a list of donations.
type DonationState string

// The states of a donation, and all of them.
const (
	AllDonations DonationState = ""
	Unpaid       DonationState = "unpaid"
	Paid         DonationState = "paid"
)

// DonationView is a donation with names, the reward's in the reader's language. PaidAt is nil and Reference ""
// until it is paid.
type DonationView struct {
	ID           domain.DonationID   `db:"id"`
	Redemption   domain.RedemptionID `db:"redemption_id"`
	Reward       domain.RewardID     `db:"reward_id"`
	RewardName   string              `db:"reward_name"`
	Employee     domain.EmployeeID   `db:"employee_id"`
	EmployeeName string              `db:"employee_name"`
	Points       int64               `db:"points"`
	Amount       int64               `db:"amount"`
	Currency     string              `db:"currency"`
	At           time.Time           `db:"at"`
	PaidAt       *time.Time          `db:"paid_at"`
	Reference    string              `db:"reference"`
}

// DonationTotal is what was given to one charity in one currency: what is to be paid, and what has been.
type DonationTotal struct {
	Reward       domain.RewardID `db:"reward_id"`
	RewardName   string          `db:"reward_name"`
	Currency     string          `db:"currency"`
	Unpaid       int64           `db:"unpaid"` // donations
	UnpaidAmount int64           `db:"unpaid_amount"`
	Paid         int64           `db:"paid"`
	PaidAmount   int64           `db:"paid_amount"`
}

// Payment is what an owner says who has paid donations.
type Payment struct {
	Donations []domain.DonationID
	Reference string
}

// Checked gives the payment as it is kept, or says what is wrong with it.
func (p Payment) Checked() (Payment, error) {
	var faults []domain.FieldError
	seen := make(map[domain.DonationID]bool, len(p.Donations))
	for _, id := range p.Donations {
		seen[id] = true
	}
	switch {
	case len(p.Donations) == 0:
		faults = append(faults, domain.FieldError{Location: "body.ids", Message: "is empty"})
	case len(p.Donations) > MaxPaid:
		faults = append(faults, domain.FieldError{Location: "body.ids", Message: "names more than 500 donations: pay them in parts"})
	case len(seen) < len(p.Donations):
		faults = append(faults, domain.FieldError{Location: "body.ids", Message: "names a donation twice"})
	}
	if fault := domain.TextFault(p.Reference, 1, MaxReference); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.reference", Message: fault})
	}
	if len(faults) > 0 {
		return p, domain.Invalid("invalid_input", "The payment is not right.", faults...)
	}
	p.Reference = strings.TrimSpace(p.Reference)
	return p, nil
}
