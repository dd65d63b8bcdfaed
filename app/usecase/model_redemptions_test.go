package usecase_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/reward"
)

// modelRedemption is a redemption as the model has it.
type modelRedemption struct {
	id        domain.RedemptionID
	reward    modelReward
	by        domain.EmployeeID
	quantity  int64
	status    reward.Status
	decidedBy *domain.Actor
	decidedAt time.Time
}

func (d *modelRedemption) points() int64 { return d.quantity * d.reward.cost }

// moved holds the points of a redemption, or gives them back where sign is -1; with them its stock.
func (w *world) moved(d *modelRedemption, sign int64) string {
	code := w.all(toWallet(d.by, -d.points()*sign), toHeld(d.by, d.points()*sign))
	if code == "" && d.reward.stock {
		w.stock[d.reward.id] -= d.quantity * sign
	}
	return code
}

// redeemed is how many of a reward somebody has that were not refunded.
func (w *world) redeemed(by domain.EmployeeID, of modelReward) (count int64) {
	for _, d := range w.redemptions {
		if d.by == by && d.reward.id == of.id && !d.status.IsRefunded() {
			count += d.quantity
		}
	}
	return count
}

// room is why no more of a reward can be had, "" where there is room.
func (w *world) room(d *modelRedemption) string {
	switch {
	case d.reward.limit > 0 && w.redeemed(d.by, d.reward)+d.quantity > d.reward.limit:
		return "limit_reached"
	case d.reward.stock && w.stock[d.reward.id] < d.quantity:
		return "out_of_stock"
	}
	return ""
}

func (w *world) redeem(r *rapid.T) {
	w.r = r
	by := one(r, w.people, "by")
	d := &modelRedemption{reward: one(r, w.rewards, "reward"), by: by.ID, quantity: rapid.Int64Range(1, 3).Draw(r, "quantity"), status: reward.Approved}
	if d.reward.asks {
		d.status = reward.Requested
	}
	code := w.room(d)
	if code == "" {
		code = w.moved(d, 1)
	}
	answer := w.tried("redeem", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Redeem(w.h.t.Context(), by, d.reward.id, reward.Ask{Quantity: d.quantity}, o)
	})
	if code == "" {
		d.id = domain.RedemptionID(w.made(answer, nil))
		w.redemptions = append(w.redemptions, d)
	}
}

func (w *world) someRedemption(r *rapid.T) *modelRedemption {
	w.r = r
	if len(w.redemptions) == 0 {
		r.Skip("there is none yet")
	}
	return one(r, w.redemptions, "redemption")
}

func (w *world) decideRedemption(r *rapid.T) {
	d := w.someRedemption(r)
	by := one(r, w.people[:2], "by")
	yes := rapid.Bool().Draw(r, "yes")
	code := ""
	switch {
	case d.by == by.ID:
		code = "own_redemption"
	case d.status != reward.Requested:
		code = "not_pending"
	default:
		d.status, d.decidedBy, d.decidedAt = reward.Approved, &by, w.h.now
		if !yes {
			d.status = reward.Rejected
			w.moved(d, -1)
		}
	}
	w.tried("decide on a redemption", code, func(o usecase.Once) (usecase.Answer, error) {
		if yes {
			return w.h.uc.ApproveRedemption(w.h.t.Context(), by, d.id, o)
		}
		return w.h.uc.RejectRedemption(w.h.t.Context(), by, d.id, "Not this year.", o)
	})
}

func (w *world) cancel(r *rapid.T) {
	d := w.someRedemption(r)
	code := "not_pending"
	if d.status.IsOpen() {
		code = w.moved(d, -1)
		d.status = reward.Cancelled
	}
	w.tried("cancel", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.CancelRedemption(w.h.t.Context(), w.person(d.by), d.id, o)
	})
}

func (w *world) fulfil(r *rapid.T) {
	d := w.someRedemption(r)
	code := "not_pending"
	if d.status == reward.Approved {
		code = w.all(toHeld(d.by, -d.points()))
		d.status = reward.Fulfilled
	}
	w.tried("fulfil", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.FulfilRedemption(w.h.t.Context(), w.people[olaf], d.id, reward.Handover{}, o)
	})
}

func (w *world) changeStock(r *rapid.T) {
	w.r = r
	of := one(r, w.rewards, "reward")
	change := rapid.SampledFrom([]int64{-2, -1, 1, 2}).Draw(r, "change")
	code := ""
	switch {
	case !of.stock:
		code = "not_counted"
	case w.stock[of.id]+change < 0:
		code = "too_few_left"
	default:
		w.stock[of.id] += change
	}
	w.tried("change stock", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.ChangeStock(w.h.t.Context(), w.people[olaf], of.id, reward.StockChange{Change: change, Reason: "Counted."}, o)
	})
}

func (w *world) undoRedemption(r *rapid.T) {
	d := w.someRedemption(r)
	by := one(r, w.people[:2], "by")
	code := w.undoneRedemption(d, by)
	w.tried("undo on a redemption", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.UndoRedemption(w.h.t.Context(), by, d.id, o)
	})
}

// undoneRedemption takes the decision back, or says why not.
func (w *world) undoneRedemption(d *modelRedemption, by domain.Actor) string {
	switch {
	case d.decidedBy == nil || d.decidedBy.ID != by.ID:
		return "not_decider"
	case w.h.now.Sub(d.decidedAt) > undoWindow || (d.status != reward.Approved && d.status != reward.Rejected):
		return "too_late"
	case d.status == reward.Rejected && (w.room(d) != "" || w.moved(d, 1) != ""):
		return "too_late"
	}
	d.status, d.decidedBy = reward.Requested, nil
	return ""
}

// openWallets imports an opening balance: another number than before books the difference.
func (w *world) openWallets(r *rapid.T) {
	w.r = r
	i := rapid.IntRange(0, len(w.people)-1).Draw(r, "whose")
	opening := rapid.Int64Range(0, 60).Draw(r, "points")
	code := ""
	if w.all(toWallet(w.people[i].ID, opening-w.opened[i])) != "" {
		code = "import_failed"
	} else {
		w.opened[i] = opening
	}
	_, err := w.h.try(usecase.ImportWallets, fmt.Sprintf("email,points\n%s,%d\n", w.emails[i], opening), usecase.ImportOptions{})
	if got := domain.CodeOf(err); got != code {
		r.Fatalf("open wallets: the product says %q (%v), the model %q", got, err, code)
	}
}

// letTimePass comes to the end of what can be undone, and of months.
func (w *world) letTimePass(r *rapid.T) {
	w.r = r
	w.h.now = w.h.now.Add(rapid.SampledFrom([]time.Duration{time.Minute, 5 * time.Minute, undoWindow, 24 * time.Hour, 9 * 24 * time.Hour}).Draw(r, "how long"))
}
