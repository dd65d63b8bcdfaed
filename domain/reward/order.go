package reward

import (
	"strings"
	"time"

	"laurel/domain"
)

// OrderStatus is where the order of a redemption stands at its supplier.
type OrderStatus string

// The states of an order: waiting → sent → fulfilled or refused. Who answers at once skips sent; what could not
// be sent after the last try is stuck. A refused or stuck one stops until an owner decides.
const (
	OrderWaiting   OrderStatus = "waiting" // to be sent, or to be tried again
	OrderSent      OrderStatus = "sent"    // the supplier has taken it
	OrderFulfilled OrderStatus = "fulfilled"
	OrderRefused   OrderStatus = "refused"
	OrderStuck     OrderStatus = "stuck"
	OrderCancelled OrderStatus = "cancelled"
)

// IsOver says whether nothing can come of the order any more.
func (s OrderStatus) IsOver() bool { return s == OrderFulfilled || s == OrderCancelled }

// MessageType is what a message to a supplier says.
type MessageType string

// The messages to suppliers.
const (
	Ordered        MessageType = "redemption.ordered"
	OrderCalledOff MessageType = "redemption.cancelled"
)

// MaxSupplierURL is how long a supplier's address may be, in characters.
const MaxSupplierURL = 2000

// Order is the order of a redemption at its supplier. Message names the message that is to be sent, or was sent
// last: the same through all its tries, so that the supplier can tell repeats.
type Order struct {
	Redemption domain.RedemptionID `db:"redemption_id"`
	Status     OrderStatus         `db:"status"`
	Message    domain.EventID      `db:"message_id"`
	Type       MessageType         `db:"message_type"`
	MessageAt  time.Time           `db:"message_at"`
	Attempt    int                 `db:"attempt"`  // tries of the message that are over
	BegunAt    *time.Time          `db:"begun_at"` // from then on the supplier may know of the order
	DueAt      *time.Time          `db:"due_at"`   // nil: nothing is to be sent
	Failure    string              `db:"failure"`  // of the last try, as a stable word; "" where it went well
	Error      string              `db:"error"`    // the same in English
	Reference  string              `db:"reference"`
	Reason     string              `db:"reason"` // why it was refused
	Answer     []byte              `db:"answer"` // a keyed hash of the supplier's last word
	ChangedAt  time.Time           `db:"changed_at"`
}

// NewOrder is the order of a redemption that was approved, due at once.
func NewOrder(id domain.RedemptionID, now time.Time) *Order {
	o := &Order{Redemption: id, Status: OrderWaiting, ChangedAt: now}
	o.send(Ordered, now)
	return o
}

// send makes a new message due.
func (o *Order) send(kind MessageType, now time.Time) {
	o.Message, o.Type, o.MessageAt, o.Attempt, o.DueAt = domain.NewEventID(), kind, now, 0, &now
	o.Failure, o.Error = "", ""
}

// IsDue says whether a message is still to be sent.
func (o *Order) IsDue(message domain.EventID) bool { return o.Message == message && o.DueAt != nil }

// Begin notes that a try begins: whatever comes of it, the supplier may know of the order.
func (o *Order) Begin(now time.Time) {
	if o.BegunAt == nil {
		o.BegunAt = &now
	}
}

// SupplierStatus is what a supplier says of an order.
type SupplierStatus string

// What suppliers say.
const (
	SupplierAccepted  SupplierStatus = "accepted"
	SupplierFulfilled SupplierStatus = "fulfilled"
	SupplierRefused   SupplierStatus = "refused"
)

// SupplierAnswer is a supplier's word. Code is a secret for the redeemer alone.
type SupplierAnswer struct {
	Status    SupplierStatus
	Reference string
	Code      string
	Reason    string
}

// Checked gives the answer without the space around its texts, or says what is wrong with it.
func (a SupplierAnswer) Checked() (SupplierAnswer, error) {
	var faults []domain.FieldError
	add := func(field, fault string) {
		if fault != "" {
			faults = append(faults, domain.FieldError{Location: "body." + field, Message: fault})
		}
	}
	switch a.Status {
	case SupplierAccepted, SupplierFulfilled, SupplierRefused:
	default:
		add("status", "is accepted, fulfilled or refused")
	}
	add("reference", domain.TextFault(a.Reference, 0, MaxReference))
	add("code", domain.TextFault(a.Code, 0, MaxCode))
	add("reason", domain.TextFault(a.Reason, 0, MaxReason))
	if a.Code != "" && a.Status != SupplierFulfilled {
		add("code", "comes with what is fulfilled only")
	}
	if len(faults) > 0 {
		return a, domain.Invalid("invalid_input", "The answer is not right.", faults...)
	}
	a.Reference, a.Code, a.Reason = strings.TrimSpace(a.Reference), strings.TrimSpace(a.Code), strings.TrimSpace(a.Reason)
	return a, nil
}

// The errors of a supplier's word that comes when it changes nothing any more.
var (
	ErrOrderCancelled = domain.Conflict("order_cancelled", "The order was cancelled.")
	ErrOrderAnswered  = domain.Conflict("already_answered", "The order has been answered otherwise.")
)

// Answered takes a supplier's word; mark is a keyed hash of it. It says whether the word changes the order: a
// repeat of the last one does not. One that contradicts the last is ErrOrderAnswered, one about an order that was
// cancelled ErrOrderCancelled.
func (o *Order) Answered(a SupplierAnswer, mark []byte, now time.Time) (changed bool, err error) {
	switch o.Status {
	case OrderCancelled:
		return false, ErrOrderCancelled
	case OrderFulfilled, OrderRefused:
		if a.Status == SupplierAccepted || (len(o.Answer) > 0 && string(o.Answer) == string(mark)) {
			return false, nil
		}
		return false, ErrOrderAnswered
	case OrderSent:
		if a.Status == SupplierAccepted {
			return false, nil
		}
	case OrderWaiting, OrderStuck:
	}
	o.Status = map[SupplierStatus]OrderStatus{SupplierAccepted: OrderSent, SupplierFulfilled: OrderFulfilled, SupplierRefused: OrderRefused}[a.Status]
	o.DueAt, o.Failure, o.Error, o.Reference, o.Reason, o.Answer, o.ChangedAt = nil, "", "", a.Reference, a.Reason, nil, now
	if a.Status != SupplierAccepted {
		o.Answer = mark
	}
	return true, nil
}

// Failed takes note of a try that came to nothing: the next one is at next; where there is none, the order is
// stuck, or that it was cancelled stays untold. It says whether this was the last try.
func (o *Order) Failed(next *time.Time, failure, text string, now time.Time) (last bool) {
	o.Attempt++
	o.DueAt, o.Failure, o.Error, o.ChangedAt = next, failure, text, now
	if next == nil && o.Status == OrderWaiting {
		o.Status = OrderStuck
	}
	return next == nil
}

// Told takes note that the supplier has heard of the cancellation.
func (o *Order) Told(now time.Time) {
	o.DueAt, o.Failure, o.Error, o.ChangedAt = nil, "", "", now
}

// Again tries once more what has stopped: with the same id where it is not known whether the supplier has the
// order, with a new one where it has refused it. The error is `order_goes_on`.
func (o *Order) Again(now time.Time) error {
	switch o.Status {
	case OrderStuck:
		o.Attempt, o.DueAt = 0, &now
	case OrderRefused:
		o.send(Ordered, now)
	case OrderWaiting, OrderSent, OrderFulfilled, OrderCancelled:
		return domain.Conflict("order_goes_on", "The order has not stopped: there is nothing to try again.")
	}
	o.Status, o.Reference, o.Reason, o.Answer, o.ChangedAt = OrderWaiting, "", "", nil, now
	return nil
}

// FulfilByHand ends the order well without the supplier.
func (o *Order) FulfilByHand(now time.Time) {
	if !o.Status.IsOver() {
		o.Status, o.DueAt, o.Answer, o.ChangedAt = OrderFulfilled, nil, nil, now
	}
}

// Cancel ends the order, and says whether the supplier is to be told: who may know of it and has not refused it.
func (o *Order) Cancel(now time.Time) (tell bool) {
	if o.Status.IsOver() {
		return false
	}
	tell = o.BegunAt != nil && o.Status != OrderRefused
	o.Status, o.DueAt, o.ChangedAt = OrderCancelled, nil, now
	if tell {
		o.send(OrderCalledOff, now)
	}
	return tell
}

// MayWithdraw says whether the redeemer, or who undoes their approval, can still take the order back: as long as
// no try of it has begun.
func (o *Order) MayWithdraw() bool { return o == nil || o.BegunAt == nil || o.Status == OrderCancelled }

// ErrOrderSent answers who takes back too late what is ordered.
var ErrOrderSent = domain.Conflict("order_sent", "It has been ordered at the supplier already: only an owner cancels it now.")
