package usecase

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"laurel/app/webhook"
	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// order sends what is approved among some redemptions to the suppliers of their rewards. What is approved of a
// reward without a supplier's address waits for an owner. It is called by whatever approves, in the transaction of
// the change.
func (uc *UseCases) order(ctx context.Context, tx *postgres.Tx, redemptions ...*reward.Redemption) error {
	if len(redemptions) == 0 {
		return nil
	}
	rewards := make([]domain.RewardID, len(redemptions))
	for i, d := range redemptions {
		rewards[i] = d.Reward
	}
	suppliers, err := tx.Orders.Suppliers(ctx, rewards)
	if err != nil {
		return err
	}
	now := uc.Now()
	for _, d := range redemptions {
		supplier := suppliers[d.Reward]
		if supplier.URL == "" || supplier.Secret == nil {
			continue
		}
		o := reward.NewOrder(d.ID, now)
		tx.Orders.Insert(o)
		orderDue(tx, o, now)
		auditRedemption(tx, domain.Actor{}, "order", d, now)
	}
	return nil
}

// orderDue lets the relay make the job of a message to a supplier.
func orderDue(tx *postgres.Tx, o *reward.Order, now time.Time) {
	tx.Events.Add(domain.NewEvent(domain.OrderDue, o.Redemption, nil, now, map[string]any{"message": o.Message}))
}

// orderStopped tells owners that an order needs them.
func orderStopped(tx *postgres.Tx, o *reward.Order, now time.Time) {
	tx.Events.Add(domain.NewEvent(domain.OrderStopped, o.Redemption, nil, now, map[string]any{"status": o.Status}))
}

// DueOrder is a message to a supplier that is to be sent: to be posted where Message is not nil, else to be looked
// at again after Wait.
type DueOrder struct {
	Message *webhook.Message
	Wait    time.Duration

	redemption domain.RedemptionID
	message    domain.EventID
}

// orderMessage is the body of what is sent to a supplier.
type orderMessage struct {
	ID        domain.EventID     `json:"id"`
	Type      reward.MessageType `json:"type"`
	CreatedAt time.Time          `json:"created_at"`
	Data      orderData          `json:"data"`
}

type orderData struct {
	Redemption domain.RedemptionID `json:"redemption_id"`
	Reward     orderReward         `json:"reward"`
	Quantity   int64               `json:"quantity"`
	Note       string              `json:"note,omitempty"`
	Employee   orderEmployee       `json:"employee"`
}

type orderReward struct {
	ID   domain.RewardID `json:"id"`
	Name string          `json:"name"`
}

type orderEmployee struct {
	ID    domain.EmployeeID `json:"id"`
	Name  string            `json:"name"`
	Email *string           `json:"email,omitempty"`
}

// earlyOrder is how much too early a message may be sent.
const earlyOrder = 20 * time.Millisecond

// DueOrder reads a message that is to be sent, and notes that a try of it begins. ErrNothingDue says that it was
// sent, or is not to be sent any more.
func (uc *UseCases) DueOrder(ctx context.Context, id domain.RedemptionID, message domain.EventID) (DueOrder, error) {
	due := DueOrder{redemption: id, message: message}
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		due.Message, due.Wait = nil, 0
		o, err := tx.Orders.Lock(ctx, id)
		if err != nil {
			return err
		}
		if o == nil || !o.IsDue(message) {
			return ErrNothingDue
		}
		now := uc.Now()
		if due.Wait = o.DueAt.Sub(now); due.Wait > earlyOrder {
			return nil
		}
		due.Wait = 0
		o.Begin(now)
		tx.Orders.Update(o)
		due.Message, err = uc.orderMessage(ctx, tx, o, now)
		return err
	})
	return due, err
}

func (uc *UseCases) orderMessage(ctx context.Context, tx *postgres.Tx, o *reward.Order, now time.Time) (*webhook.Message, error) {
	view, err := tx.Redemptions.Plain(ctx, o.Redemption, "")
	if err != nil {
		return nil, err
	}
	who, err := tx.People.ByID(ctx, view.EmployeeID)
	if err != nil {
		return nil, err
	}
	supplier, err := tx.Orders.Supplier(ctx, view.RewardID)
	if err != nil {
		return nil, err
	}
	secrets, err := uc.openSecrets(supplier, now)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(orderMessage{ID: o.Message, Type: o.Type, CreatedAt: o.MessageAt.UTC(), Data: orderData{
		Redemption: o.Redemption, Reward: orderReward{view.RewardID, view.RewardName}, Quantity: view.Quantity, Note: view.Note,
		Employee: orderEmployee{view.EmployeeID, view.EmployeeName, who.Email},
	}})
	return &webhook.Message{URL: supplier.URL, ID: o.Message.String(), Body: body, ContentType: "application/json; charset=utf-8", Secrets: secrets}, err
}

// supplierWord is what a supplier sends, in an answer or by a call.
type supplierWord struct {
	Status    string `json:"status"`
	Reference string `json:"reference"`
	Code      string `json:"code"`
	Reason    string `json:"reason"`
}

func (w supplierWord) checked() (reward.SupplierAnswer, error) {
	return reward.SupplierAnswer{Status: reward.SupplierStatus(w.Status), Reference: w.Reference, Code: w.Code, Reason: w.Reason}.Checked()
}

// wordIn reads a supplier's word in the answer to an order; false where there is none: the try has failed. Who
// answers 2xx without saying more has taken the order.
func wordIn(reply webhook.Reply) (reward.SupplierAnswer, bool) {
	var w supplierWord
	err := json.Unmarshal(reply.Body, &w)
	answer, fault := w.checked()
	switch {
	case reply.Delivered() && (err != nil || w.Status == ""):
		return reward.SupplierAnswer{Status: reward.SupplierAccepted}, true
	case reply.Delivered():
		return answer, fault == nil
	case reply.Status == http.StatusGone || reply.Status == http.StatusUnprocessableEntity:
		return answer, err == nil && fault == nil && answer.Status == reward.SupplierRefused
	}
	return answer, false
}

// knowsNothing says whether who is told of a cancellation answers that there is nothing to cancel.
func knowsNothing(reply webhook.Reply) bool {
	return reply.Status == http.StatusGone || reply.Status == http.StatusNotFound
}

// OrderAnswered stores how a try went, and what comes of it. It gives when the next one is due, nil where there is
// none. Random is as in announcement.Delay. A message that is not to be sent any more (the supplier has called
// meanwhile, an owner has decided) changes nothing.
func (uc *UseCases) OrderAnswered(ctx context.Context, due DueOrder, reply webhook.Reply, random float64) (next *time.Time, err error) {
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		next = nil
		d, r, o, err := uc.lockOrder(ctx, tx, due.redemption)
		if err != nil || o == nil || !o.IsDue(due.message) {
			return err
		}
		if o.Type == reward.OrderCalledOff {
			if reply.Delivered() || knowsNothing(reply) {
				o.Told(d.now)
				tx.Orders.Update(o)
				return nil
			}
		} else if word, ok := wordIn(reply); ok {
			_, err := uc.take(ctx, d, r, o, word)
			return err
		}
		next = failedOrder(o, reply.Answer, d.now, random)
		tx.Orders.Update(o)
		if next == nil {
			orderStopped(tx, o, d.now)
		}
		return nil
	})
	if err == nil {
		uc.wake()
	}
	return next, err
}

// failedOrder notes a try that came to nothing, by the schedule of announcements; it gives when the next is due.
func failedOrder(o *reward.Order, answer announcement.Answer, now time.Time, random float64) *time.Time {
	failure, text := answer.Failure, answer.Error
	if answer.Delivered() { // it says what cannot be understood
		answer = announcement.Answer{Status: http.StatusBadGateway}
		failure, text = announcement.Answered, "the answer cannot be understood"
	}
	_, next := announcement.Outcome(o.Attempt+1, answer, now, random)
	o.Failed(next, string(failure), text, now)
	return next
}

// lockOrder keeps a redemption and its order for a transaction, in this order; the order is nil where there is none.
func (uc *UseCases) lockOrder(ctx context.Context, tx *postgres.Tx, id domain.RedemptionID) (*desk, *postgres.LockedRedemption, *reward.Order, error) {
	d, err := uc.openDesk(ctx, tx, domain.Actor{}, nil, []domain.RedemptionID{id})
	if err != nil {
		return nil, nil, nil, err
	}
	r := d.Redemptions[id]
	if r == nil {
		return nil, nil, nil, domain.NotFound()
	}
	o, err := tx.Orders.Lock(ctx, id)
	return d, r, o, err
}

// take takes a supplier's word on an order, and says whether it changes anything: what is fulfilled is spent, a
// refusal leaves the points held until an owner decides.
func (uc *UseCases) take(ctx context.Context, d *desk, r *postgres.LockedRedemption, o *reward.Order, word reward.SupplierAnswer) (bool, error) {
	mark, err := uc.markOf(word)
	if err != nil {
		return false, err
	}
	changed, err := o.Answered(word, mark, d.now)
	if err != nil || !changed {
		return false, err
	}
	d.tx.Orders.Update(o)
	switch o.Status {
	case reward.OrderFulfilled:
		return true, uc.supply(ctx, d, r, word)
	case reward.OrderRefused:
		auditRedemption(d.tx, d.actor, "refuse_order", r.Redemption, d.now)
		orderStopped(d.tx, o, d.now)
	case reward.OrderWaiting, reward.OrderSent, reward.OrderStuck, reward.OrderCancelled:
	}
	return true, nil
}

// supply fulfils a redemption by the word of its supplier.
func (uc *UseCases) supply(ctx context.Context, d *desk, r *postgres.LockedRedemption, word reward.SupplierAnswer) error {
	sealed, err := uc.sealed(word.Code)
	if err != nil {
		return err
	}
	if err := r.HandOut(sealed, d.now); err != nil {
		return err
	}
	if err := uc.book(ctx, d.tx, d.now, recognition.Program{}, []points.Transfer{spendOf(r.Redemption, d.now)}); err != nil {
		return err
	}
	d.recordRedemption(r)
	return nil
}

// markOf is by what a supplier's word is known again.
func (uc *UseCases) markOf(word reward.SupplierAnswer) ([]byte, error) {
	raw, err := json.Marshal(word)
	return uc.box.Mark(raw), err
}

// RetryOrder tries an order once more that has stopped. The result is a reward.RedemptionView; the errors are
// `no_order` and `order_goes_on`.
func (uc *UseCases) RetryOrder(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once) (Answer, error) {
	return uc.onRedemption(ctx, actor, id, o, func(d *desk, r *postgres.LockedRedemption) error {
		order, err := d.tx.Orders.Lock(ctx, id)
		if err != nil {
			return err
		}
		if order == nil {
			return domain.Conflict("no_order", "This redemption is not ordered at a supplier.")
		}
		if err := order.Again(d.now); err != nil {
			return err
		}
		d.tx.Orders.Update(order)
		orderDue(d.tx, order, d.now)
		auditRedemption(d.tx, actor, "retry_order", r.Redemption, d.now)
		return nil
	})
}

// withOrder changes the order of a redemption on the desk, where it has one.
func (d *desk) withOrder(ctx context.Context, id domain.RedemptionID, change func(*reward.Order) error) error {
	o, err := d.tx.Orders.Lock(ctx, id)
	if err != nil || o == nil {
		return err
	}
	if err := change(o); err != nil {
		return err
	}
	d.tx.Orders.Update(o)
	return nil
}

// cancelOrder takes the order of a redemption back: before it is sent whoever may, later an owner, and then the
// supplier is told.
func (d *desk) cancelOrder(ctx context.Context, r *postgres.LockedRedemption) error {
	return d.withOrder(ctx, r.ID, func(o *reward.Order) error {
		if !o.MayWithdraw() && !d.actor.Is(domain.RoleOwner) {
			return reward.ErrOrderSent
		}
		if o.Cancel(d.now) {
			orderDue(d.tx, o, d.now)
		}
		return nil
	})
}

// undoOrder takes the order back of an approval that is taken back: as long as no try of it has begun.
func (d *desk) undoOrder(ctx context.Context, r *postgres.LockedRedemption) error {
	return d.withOrder(ctx, r.ID, func(o *reward.Order) error {
		if !o.MayWithdraw() {
			return domain.Conflict("too_late", "It has been ordered at the supplier since.")
		}
		o.Cancel(d.now)
		return nil
	})
}
