package reward

import (
	"time"

	"laurel/domain"
)

// RedemptionView is a redemption as one reader sees it, with names, the reward's in the reader's
// language.
type RedemptionView struct {
	ID             domain.RedemptionID `db:"id"`
	RewardID       domain.RewardID     `db:"reward_id"`
	RewardName     string              `db:"reward_name"`
	EmployeeID     domain.EmployeeID   `db:"employee_id"`
	EmployeeName   string              `db:"employee_name"`
	TeamID         *domain.TeamID      `db:"team_id"`
	TeamName       *string             `db:"team_name"`
	Quantity       int64               `db:"quantity"`
	Points         int64               `db:"points"`
	Status         Status              `db:"status"`
	Note           string              `db:"note"`
	Reason         string              `db:"reason"`
	FulfilmentNote string              `db:"fulfilment_note"`
	Sealed         []byte              `db:"code"` // only for the redeemer
	CreatedAt      time.Time           `db:"created_at"`
	DecidedAt      *time.Time          `db:"decided_at"`
	DecidedBy      *domain.EmployeeID  `db:"decided_by"`
	FulfilledAt    *time.Time          `db:"fulfilled_at"`
	// IsApprover says whether it waits for the reader.
	IsApprover bool `db:"is_approver"`
	// The order at a supplier, all nil where there is none.
	OrderStatus    *OrderStatus `db:"order_status"`
	OrderAttempt   *int         `db:"order_attempt"` // tries that are over
	OrderBegunAt   *time.Time   `db:"order_begun_at"`
	OrderDueAt     *time.Time   `db:"order_due_at"`
	OrderFailure   *string      `db:"order_failure"`
	OrderError     *string      `db:"order_error"`
	OrderReference *string      `db:"order_reference"`
	OrderReason    *string      `db:"order_reason"`
	// Code is the opened code, nil for everybody but the redeemer.
	Code *string `db:"-"`
}

// Can says what the reader may do with the redemption now.
type Can struct {
	Approve, Reject, Fulfil, Cancel, Undo bool
	// Retry is to try an order once more that has stopped.
	Retry bool
}

// CanOf works out what an actor may do with the redemption at a moment.
func (v RedemptionView) CanOf(actor domain.Actor, now time.Time) Can {
	mine, owner := v.EmployeeID == actor.ID, actor.Is(domain.RoleOwner)
	decide := v.Status == Requested && !mine && (owner || v.IsApprover)
	undo := v.DecidedBy != nil && *v.DecidedBy == actor.ID && v.DecidedAt != nil && now.Sub(*v.DecidedAt) <= UndoWindow
	ordered := v.OrderBegunAt != nil // what the supplier may know of is taken back by an owner alone
	stopped := v.OrderStatus != nil && (*v.OrderStatus == OrderStuck || *v.OrderStatus == OrderRefused)
	return Can{
		Approve: decide, Reject: decide,
		Fulfil: v.Status == Approved && owner,
		Cancel: v.Status.IsOpen() && ((mine && !ordered) || owner),
		Undo:   undo && !ordered && (v.Status == Approved || v.Status == Rejected),
		Retry:  v.Status == Approved && owner && stopped,
	}
}

// Scope says whose redemptions a list has.
type Scope string

// The scopes of a list of redemptions.
const (
	Seen    Scope = "" // the reader's own, those of everybody below, and for an owner all
	Own     Scope = "own"
	OfBelow Scope = "team" // of everybody below the reader
	OfAll   Scope = "all"
)

// Filter narrows a list of redemptions; a zero Status narrows nothing.
type Filter struct {
	Scope  Scope
	Status Status
}

// Context is what who decides on a redemption should know of it: the reward as it is now, and what
// the same employee has had of it before. Whose wallet it comes from is nobody's business: the points
// are held already.
type Context struct {
	ID            domain.RedemptionID `db:"id"`
	Stock         *int64              `db:"stock"` // left beside this one; nil: no end of it
	Limit         *int64              `db:"limit_per_employee"`
	CashAmount    *int64              `db:"cash_amount"` // of one, in minor units
	CashCurrency  *string             `db:"cash_currency"`
	Taxable       bool                `db:"taxable"`
	EarlierCount  int64               `db:"earlier_count"` // pieces, without those that were refunded
	EarlierLastAt *time.Time          `db:"earlier_last_at"`
}
