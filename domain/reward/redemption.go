package reward

import (
	"slices"
	"strings"
	"time"

	"laurel/domain"
)

// Status is where a redemption stands.
type Status string

// The states of a redemption: requested → approved → fulfilled, or rejected or cancelled with a full
// refund.
const (
	Requested Status = "requested"
	Approved  Status = "approved"
	Fulfilled Status = "fulfilled"
	Rejected  Status = "rejected"
	Cancelled Status = "cancelled"
)

// IsOpen says whether points are held for a redemption in this state.
func (s Status) IsOpen() bool { return s == Requested || s == Approved }

// IsRefunded says whether points and stock have gone back.
func (s Status) IsRefunded() bool { return s == Rejected || s == Cancelled }

// The bounds of a redemption; texts in characters.
const (
	MaxQuantity = 100
	MaxNote     = 2000
	MaxReason   = 2000
	MaxCode     = 2000
)

// Redemption is an employee's asking for a reward: points, and stock where it is counted, are
// reserved from the moment it is made.
type Redemption struct {
	ID             domain.RedemptionID `db:"id"`
	Reward         domain.RewardID     `db:"reward_id"`
	Employee       domain.EmployeeID   `db:"employee_id"`
	Quantity       int64               `db:"quantity"`
	Points         int64               `db:"points"` // for all of the quantity
	Status         Status              `db:"status"`
	Stocked        bool                `db:"stocked"` // stock was taken and goes back with a refund
	Note           string              `db:"note"`    // of the redeemer
	Reason         string              `db:"reason"`  // of a rejection
	FulfilmentNote string              `db:"fulfilment_note"`
	Sealed         []byte              `db:"code"` // the encrypted code
	CreatedAt      time.Time           `db:"created_at"`
	DecidedAt      *time.Time          `db:"decided_at"`
	DecidedBy      *domain.EmployeeID  `db:"decided_by"`
	FulfilledAt    *time.Time          `db:"fulfilled_at"`
	FulfilledBy    *domain.EmployeeID  `db:"fulfilled_by"`
	// What one of it is worth, and whether that is a taxable benefit, is settled when it is asked for: CashAmount
	// in minor units, nil where the reward did not say.
	Taxable      bool    `db:"taxable"`
	CashAmount   *int64  `db:"cash_amount"`
	CashCurrency *string `db:"cash_currency"`
}

// Ask is what an employee says who redeems.
type Ask struct {
	Quantity int64
	Note     string
	Cost     *int64 // the price of one that the employee saw, nil where they do not say
}

// Check says what is wrong with an asking, whatever is asked for.
func (a Ask) Check() error {
	var faults []domain.FieldError
	if fault := outside(a.Quantity, 1, MaxQuantity); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.quantity", Message: fault})
	}
	if fault := domain.TextFault(a.Note, 0, MaxNote); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.note", Message: fault})
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The redemption is not right.", faults...)
	}
	return nil
}

// Redeem takes the quantity from stock, where it is counted, and makes the redemption. path is that
// of the employee's team (IsFor); redeemed is how many of the reward the employee has had that were
// not refunded. The errors are `not_eligible` (403), `not_offered`, `price_changed`, `limit_reached`
// and `out_of_stock` (409); whether the wallet holds enough is for the ledger to say.
func (r *Reward) Redeem(a Ask, by domain.EmployeeID, path []domain.TeamID, redeemed int64, now time.Time) (*Redemption, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	switch {
	case !r.IsFor(path):
		return nil, domain.Forbidden("not_eligible", "This reward is for other teams.")
	case !r.Active:
		return nil, domain.Conflict("not_offered", "This reward is not offered any more.")
	case a.Cost != nil && *a.Cost != r.Cost:
		return nil, domain.Conflict("price_changed", "The price of this reward has changed. Look at it again.")
	case r.LimitPerEmployee != nil && redeemed+a.Quantity > *r.LimitPerEmployee:
		return nil, domain.Conflict("limit_reached", "This is more than one employee may redeem of this reward.")
	case r.Stock != nil && *r.Stock < a.Quantity:
		return nil, domain.Conflict("out_of_stock", "There is not enough of this reward left.")
	}
	d := &Redemption{
		ID: domain.NewRedemptionID(), Reward: r.ID, Employee: by, Quantity: a.Quantity, Points: r.Cost * a.Quantity,
		Status: Approved, Note: strings.TrimSpace(a.Note), CreatedAt: now, Taxable: r.Taxable,
	}
	if r.Cash != nil {
		d.CashAmount, d.CashCurrency = &r.Cash.Amount, &r.Cash.Currency
	}
	if r.RequiresApproval {
		d.Status = Requested
	}
	if r.Stock != nil {
		left := *r.Stock - a.Quantity
		r.Stock, d.Stocked = &left, true
	}
	return d, nil
}

// Approver chooses who decides: the nearest active manager above the redeemer, where the reward says
// so, else the first owner; never the redeemer. The error is `no_approver`.
func (d *Redemption) Approver(wanted Approver, managers, owners []domain.EmployeeID) (domain.EmployeeID, error) {
	candidates := owners
	if wanted == Manager {
		candidates = append(slices.Clone(managers), owners...)
	}
	for _, id := range candidates {
		if id != d.Employee {
			return id, nil
		}
	}
	return domain.EmployeeID{}, domain.Invalid("no_approver", "There is nobody who could decide on this redemption.")
}

// ErrNotPending answers a verb that comes too late.
var ErrNotPending = domain.Conflict("not_pending", "The redemption has gone on since: this cannot be done to it any more.")

// Approve says yes. Nobody approves their own.
func (d *Redemption) Approve(by domain.EmployeeID, now time.Time) error {
	if err := d.mayBeDecided(by); err != nil {
		return err
	}
	d.Status, d.DecidedAt, d.DecidedBy = Approved, &now, &by
	return nil
}

// CheckReason says what is wrong with the reason of a rejection.
func CheckReason(reason string) error {
	if fault := domain.TextFault(reason, 1, MaxReason); fault != "" {
		return domain.Invalid("invalid_input", "A rejection needs a reason.", domain.FieldError{Location: "body.reason", Message: fault})
	}
	return nil
}

// Reject says no, with the reason that the redeemer will read; the caller refunds.
func (d *Redemption) Reject(reason string, by domain.EmployeeID, now time.Time) error {
	if err := CheckReason(reason); err != nil {
		return err
	}
	if err := d.mayBeDecided(by); err != nil {
		return err
	}
	d.Status, d.Reason, d.DecidedAt, d.DecidedBy = Rejected, strings.TrimSpace(reason), &now, &by
	return nil
}

func (d *Redemption) mayBeDecided(by domain.EmployeeID) error {
	if by == d.Employee {
		return domain.Forbidden("own_redemption", "Nobody decides on their own redemption.")
	}
	if d.Status != Requested {
		return ErrNotPending
	}
	return nil
}

// UndoWindow is how long a decision can be taken back.
const UndoWindow = 10 * time.Minute

// Undo takes the decision back: by who decided, within ten minutes, before the redemption was fulfilled
// or cancelled. It then waits again. A rejected one needs its stock and its place within the limit again:
// r is the reward as it is now, from which its stock is taken, and redeemed how many of it the employee
// has that were not refunded; the caller takes the refund back. The errors are `not_decider` (403) and
// `too_late` (409).
func (d *Redemption) Undo(r *Reward, redeemed int64, by domain.EmployeeID, now time.Time) error {
	if d.DecidedBy == nil || *d.DecidedBy != by {
		return domain.Forbidden("not_decider", "Only who decided takes a decision back.")
	}
	if d.DecidedAt == nil || now.Sub(*d.DecidedAt) > UndoWindow {
		return domain.Conflict("too_late", "A decision can be taken back within ten minutes.")
	}
	switch d.Status {
	case Approved:
	case Rejected:
		if err := d.takeAgain(r, redeemed); err != nil {
			return err
		}
	case Requested, Fulfilled, Cancelled:
		return domain.Conflict("too_late", "The redemption has gone on since.")
	}
	d.Status, d.Reason, d.DecidedAt, d.DecidedBy = Requested, "", nil, nil
	return nil
}

// takeAgain takes from stock what a rejection has put back.
func (d *Redemption) takeAgain(r *Reward, redeemed int64) error {
	if r.LimitPerEmployee != nil && redeemed+d.Quantity > *r.LimitPerEmployee {
		return domain.Conflict("too_late", "They have redeemed the reward again since.")
	}
	if !d.Stocked || r.Stock == nil {
		return nil
	}
	if *r.Stock < d.Quantity {
		return domain.Conflict("too_late", "Others have had what was left of the reward since.")
	}
	left := *r.Stock - d.Quantity
	r.Stock = &left
	return nil
}

// Cancel takes the redemption back before it is fulfilled: the redeemer may, and an owner; the
// caller refunds. A decision that was made stays on record.
func (d *Redemption) Cancel(by domain.EmployeeID, isOwner bool) error {
	if by != d.Employee && !isOwner {
		return domain.Forbidden("not_redeemer", "Only who redeemed it, or an owner, cancels a redemption.")
	}
	if !d.Status.IsOpen() {
		return ErrNotPending
	}
	d.Status = Cancelled
	return nil
}

// Handover is what an owner gives who fulfils.
type Handover struct {
	Code string // a secret for the redeemer alone; needed where the reward is fulfilled by code
	Note string
}

// Check says what is wrong with a handover of a reward of one kind.
func (h Handover) Check(kind Fulfilment) error {
	var faults []domain.FieldError
	least := 0
	if kind == ByCode {
		least = 1
	}
	if fault := domain.TextFault(h.Code, least, MaxCode); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.code", Message: fault})
	}
	if fault := domain.TextFault(h.Note, 0, MaxNote); fault != "" {
		faults = append(faults, domain.FieldError{Location: "body.note", Message: fault})
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The fulfilment is not complete.", faults...)
	}
	return nil
}

// Fulfil ends the redemption well; sealed is the encrypted code, nil where there is none.
func (d *Redemption) Fulfil(note string, sealed []byte, by domain.EmployeeID, now time.Time) error {
	if d.Status != Approved {
		return ErrNotPending
	}
	d.Status, d.FulfilmentNote, d.Sealed, d.FulfilledAt, d.FulfilledBy = Fulfilled, strings.TrimSpace(note), sealed, &now, &by
	return nil
}
