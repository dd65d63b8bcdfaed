package usecase

import (
	"context"
	"strings"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// ApproveRedemption says yes: it then waits to be fulfilled, or is at once where its reward has a code in
// the pool. The result is a reward.RedemptionView, as of all verbs here.
func (uc *UseCases) ApproveRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once) (Answer, error) {
	return uc.onRedemption(ctx, actor, id, o, func(d *desk, r *postgres.LockedRedemption) error { return d.approveRedemption(r) })
}

// RejectRedemption says no, with a reason for the redeemer; points and stock go back in full.
func (uc *UseCases) RejectRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, reason string, o Once) (Answer, error) {
	if err := reward.CheckReason(reason); err != nil {
		return Answer{}, err
	}
	return uc.onRedemption(ctx, actor, id, o, func(d *desk, r *postgres.LockedRedemption) error {
		if err := d.prepare(ctx, refundedAccounts(r)); err != nil {
			return err
		}
		return d.rejectRedemption(ctx, r, reason)
	})
}

// UndoRedemption takes the actor's own decision back, within ten minutes and before the redemption has
// gone on: it waits again, and what a rejection gave back is held again.
func (uc *UseCases) UndoRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once) (Answer, error) {
	return uc.onRedemption(ctx, actor, id, o, func(d *desk, r *postgres.LockedRedemption) error {
		var seen postgres.Redeeming
		if err := d.tx.Read(ctx, d.tx.Rewards.RedeemingQueries(&seen, r.Reward, r.Employee, actor.Language)...); err != nil {
			return err
		}
		if err := r.Undo(seen.Reward, seen.Redeemed, actor.ID, d.now); err != nil {
			return err
		}
		if err := d.undoOrder(ctx, r); err != nil {
			return err
		}
		if err := d.holdAgain(ctx, r); err != nil {
			return err
		}
		w, err := d.reopenedRedemption(ctx, r, seen)
		if err != nil {
			return err
		}
		if len(r.Refunded) > 0 && r.Stocked && seen.Reward.Stock != nil {
			d.tx.Stock.Move(r.Takes(actor.Ref(), d.now))
		}
		d.recordRedemption(r)
		d.tx.Approvals.Insert(w)
		d.tx.Events.Add(domain.NewEvent(domain.ApprovalWaiting, id, actor.Ref(), d.now, map[string]any{"kind": "redemption", "approver": w.Approver}))
		return nil
	})
}

// CancelRedemption takes a redemption back that is not fulfilled yet: the redeemer may, or an owner.
// Points and stock go back in full.
func (uc *UseCases) CancelRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once) (Answer, error) {
	return uc.onRedemption(ctx, actor, id, o, func(d *desk, r *postgres.LockedRedemption) error {
		if err := r.Cancel(actor.ID, actor.Is(domain.RoleOwner)); err != nil {
			return err
		}
		if err := d.cancelOrder(ctx, r); err != nil {
			return err
		}
		if err := uc.book(ctx, d.tx, d.now, recognition.Program{}, refundsOf(r, d.now)); err != nil {
			return err
		}
		d.recordRedemption(r)
		return nil
	})
}

// FulfilRedemption hands the reward over: what was held is spent. A code is kept encrypted and shown
// to the redeemer alone. It is for owners.
func (uc *UseCases) FulfilRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, h reward.Handover, o Once) (Answer, error) {
	o.Secret = true // the answer holds the code where an owner fulfils their own
	return uc.onRedemption(ctx, actor, id, o, func(d *desk, r *postgres.LockedRedemption) error {
		if err := h.Check(r.Fulfilment); err != nil {
			return err
		}
		sealed, err := uc.sealed(strings.TrimSpace(h.Code))
		if err != nil {
			return err
		}
		if err := r.Fulfil(h.Note, sealed, actor.ID, d.now); err != nil {
			return err
		}
		if err := d.withOrder(ctx, id, func(o *reward.Order) error { o.FulfilByHand(d.now); return nil }); err != nil {
			return err
		}
		if r.Fulfilment == reward.ByCode {
			if err := uc.noteTyped(ctx, d.tx, r.Redemption, strings.TrimSpace(h.Code), d.now); err != nil {
				return err
			}
		}
		if err := uc.book(ctx, d.tx, d.now, recognition.Program{}, []points.Transfer{spendOf(r.Redemption, d.now)}); err != nil {
			return err
		}
		if due := r.Due(d.now); due != nil && r.Fulfilment == reward.ByDonation {
			d.tx.Donations.Insert(due)
		}
		d.recordRedemption(r)
		return nil
	})
}

// onRedemption runs a verb on one redemption that the actor may see, and answers it as it then is.
func (uc *UseCases) onRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once, verb func(*desk, *postgres.LockedRedemption) error) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		d, err := uc.openDesk(ctx, tx, actor, nil, []domain.RedemptionID{id})
		if err != nil {
			return nil, err
		}
		r, err := d.redemption(id)
		if err != nil {
			return nil, err
		}
		if err := verb(d, r); err != nil {
			return nil, err
		}
		if err := d.followApprovals(ctx); err != nil {
			return nil, err
		}
		if r.Fulfilment == reward.ByCode { // it has its turn now, or others have
			if _, err := uc.handOut(ctx, tx, r.Reward); err != nil {
				return nil, err
			}
			if _, err := uc.watchPool(ctx, tx, r.Reward); err != nil {
				return nil, err
			}
		}
		return uc.asItIs(ctx, tx, actor, id)
	})
}

// followApprovals does what follows from the redemptions that were approved at the desk: a donation is fulfilled by
// itself, what a supplier fulfils is ordered there.
func (d *desk) followApprovals(ctx context.Context) error {
	var donations, orders []*reward.Redemption
	for _, r := range d.yes {
		switch r.Fulfilment {
		case reward.ByDonation:
			donations = append(donations, r.Redemption)
		case reward.ByWebhook:
			orders = append(orders, r.Redemption)
		case reward.ByHand, reward.ByCode:
		}
	}
	if err := d.uc.donate(ctx, d.tx, donations...); err != nil {
		return err
	}
	return d.uc.order(ctx, d.tx, orders...)
}

// mayDecideOn says whether the actor decides on a redemption: whom it goes to, or any owner; never
// the redeemer.
func (d *desk) mayDecideOn(r *postgres.LockedRedemption) error {
	if r.Employee == d.actor.ID || d.actor.Is(domain.RoleOwner) || (r.Approver != nil && *r.Approver == d.actor.ID) {
		return nil // on one's own: the redemption says no
	}
	return domain.Forbidden("not_approver", "This redemption waits for somebody else.")
}

// holdAgain reverses the refund of a rejection that is taken back; of an approval there is none.
func (d *desk) holdAgain(ctx context.Context, r *postgres.LockedRedemption) error {
	err := d.uc.book(ctx, d.tx, d.now, recognition.Program{}, reversalsOf(r.Refunded, points.KindRefund, points.KindRedemption, d.now))
	if domain.CodeOf(err) == "insufficient_points" {
		return domain.Conflict("too_late", "Some of the points have been spent already.")
	}
	return err
}

// reopenedRedemption is where a redemption waits after a decision was taken back: with whom it was
// before, where the one who decided had it, at its old place in the queue; else with whom the rules choose.
func (d *desk) reopenedRedemption(ctx context.Context, r *postgres.LockedRedemption, seen postgres.Redeeming) (postgres.Waiting, error) {
	last, err := d.tx.Approvals.LastStep(ctx, domain.ID[any](r.ID))
	if err == nil && last.Approver == d.actor.ID {
		last.ID, last.AssignedAt = domain.NewApprovalIDAt(last.CreatedAt), &d.now
		return last, nil
	}
	if err != nil && domain.CodeOf(err) != "not_found" {
		return last, err
	}
	return redemptionStep(ctx, d.tx, r.Redemption, seen, d.now)
}

func (d *desk) approveRedemption(r *postgres.LockedRedemption) error {
	if err := d.mayDecideOn(r); err != nil {
		return err
	}
	if err := r.Approve(d.actor.ID, d.now); err != nil {
		return err
	}
	d.recordRedemption(r)
	d.yes = append(d.yes, r)
	return nil
}

func (d *desk) rejectRedemption(ctx context.Context, r *postgres.LockedRedemption, reason string) error {
	if err := d.mayDecideOn(r); err != nil {
		return err
	}
	before := *r.Redemption
	if err := r.Reject(reason, d.actor.ID, d.now); err != nil {
		return err
	}
	if err := d.book(ctx, recognition.Program{}, refundsOf(r, d.now)); err != nil {
		*r.Redemption = before
		return err
	}
	d.recordRedemption(r)
	return nil
}

// refundedAccounts are the accounts that a refund touches.
func refundedAccounts(r *postgres.LockedRedemption) []points.Ref {
	return []points.Ref{points.Of(points.Wallet, r.Employee), points.Of(points.Held, r.Employee)}
}

// refundsOf are the transfers that give the points of a redemption back: exactly what was taken.
func refundsOf(r *postgres.LockedRedemption, now time.Time) []points.Transfer {
	return reversalsOf(r.Paid, points.KindRedemption, points.KindRefund, now)
}

// redemptionVerbs say, for each state that a verb leads to, how its approval ends ("" where none can
// end here), which event tells of it, and what the audit log calls it.
var redemptionVerbs = map[reward.Status]struct {
	approval, action string
	event            domain.EventKind
}{
	reward.Requested: {"", "undo", domain.RedemptionReopened},
	reward.Approved:  {"approved", "approve", domain.RedemptionApproved},
	reward.Rejected:  {"declined", "reject", domain.RedemptionRejected},
	reward.Cancelled: {"dropped", "cancel", domain.RedemptionCancelled},
	reward.Fulfilled: {"", "fulfil", domain.RedemptionFulfilled},
}

// recordRedemption queues what every verb on a redemption leaves behind: its new state, its stock
// given back where it is refunded, the end of its approval, the event and the audit entry.
func (d *desk) recordRedemption(r *postgres.LockedRedemption) {
	verb := redemptionVerbs[r.Status]
	d.tx.Redemptions.Update(r.Redemption)
	if r.Stocked && r.Status.IsRefunded() {
		d.tx.Stock.Move(r.Returns(d.actor.Ref(), d.now))
	}
	if verb.approval != "" {
		d.tx.Approvals.End(nil, &r.ID, verb.approval, d.actor.Ref(), d.now)
	}
	d.tx.Events.Add(redemptionEvent(verb.event, r.Redemption, d.actor, d.now))
	auditRedemption(d.tx, d.actor, verb.action, r.Redemption, d.now)
}

// sealed encrypts a code, nil where there is none.
func (uc *UseCases) sealed(code string) ([]byte, error) {
	if code == "" {
		return nil, nil
	}
	return uc.box.Seal([]byte(code))
}

// opened is a redemption with its code readable, where the database gave it: to the redeemer alone.
func (uc *UseCases) opened(v reward.RedemptionView) (reward.RedemptionView, error) {
	if len(v.Sealed) == 0 {
		return v, nil
	}
	plain, err := uc.box.Open(v.Sealed)
	if err != nil {
		return v, err
	}
	code := string(plain)
	v.Code = &code
	return v, nil
}
