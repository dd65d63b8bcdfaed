package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// ApproveRedemption says yes: it then waits to be fulfilled. The result is a reward.RedemptionView,
// as of all verbs here.
func (uc *UseCases) ApproveRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once) (Answer, error) {
	return uc.onRedemption(ctx, actor, id, o, func(tx *postgres.Tx, d *postgres.LockedRedemption, now time.Time) error {
		if err := approveRedemption(d, actor, now); err != nil {
			return err
		}
		recordRedemption(tx, d, actor, now)
		return nil
	})
}

// RejectRedemption says no, with a reason for the redeemer; points and stock go back in full.
func (uc *UseCases) RejectRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, reason string, o Once) (Answer, error) {
	return uc.onRedemption(ctx, actor, id, o, func(tx *postgres.Tx, d *postgres.LockedRedemption, now time.Time) error {
		if err := rejectRedemption(d, reason, actor, now); err != nil {
			return err
		}
		if err := uc.book(ctx, tx, now, recognition.Program{}, refundsOf(d, now)); err != nil {
			return err
		}
		recordRedemption(tx, d, actor, now)
		return nil
	})
}

// CancelRedemption takes a redemption back that is not fulfilled yet: the redeemer may, or an owner.
// Points and stock go back in full.
func (uc *UseCases) CancelRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once) (Answer, error) {
	return uc.onRedemption(ctx, actor, id, o, func(tx *postgres.Tx, d *postgres.LockedRedemption, now time.Time) error {
		if err := d.Cancel(actor.ID, actor.Is(domain.RoleOwner)); err != nil {
			return err
		}
		if err := uc.book(ctx, tx, now, recognition.Program{}, refundsOf(d, now)); err != nil {
			return err
		}
		recordRedemption(tx, d, actor, now)
		return nil
	})
}

// FulfilRedemption hands the reward over: what was held is spent. A code is kept encrypted and shown
// to the redeemer alone. It is for owners.
func (uc *UseCases) FulfilRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, h reward.Handover, o Once) (Answer, error) {
	o.Secret = true // the answer holds the code where an owner fulfils their own
	return uc.onRedemption(ctx, actor, id, o, func(tx *postgres.Tx, d *postgres.LockedRedemption, now time.Time) error {
		if err := h.Check(d.Fulfilment); err != nil {
			return err
		}
		var sealed []byte
		if h.Code != "" {
			var err error
			if sealed, err = uc.box.Seal([]byte(h.Code)); err != nil {
				return err
			}
		}
		if err := d.Fulfil(h.Note, sealed, actor.ID, now); err != nil {
			return err
		}
		spend := points.Transfer{
			ID: domain.NewTransferID(), Key: "fulfil:" + d.ID.String(), Kind: points.KindFulfilment,
			From: points.Of(points.Held, d.Employee), To: points.OfOrganisation(points.Spent, d.ID), Points: d.Points,
			Redemption: &d.ID, EffectiveAt: now,
		}
		if err := uc.book(ctx, tx, now, recognition.Program{}, []points.Transfer{spend}); err != nil {
			return err
		}
		recordRedemption(tx, d, actor, now)
		return nil
	})
}

// onRedemption runs a verb on a locked redemption that the actor may see, and answers it as it then
// is.
func (uc *UseCases) onRedemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID, o Once, verb func(*postgres.Tx, *postgres.LockedRedemption, time.Time) error) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		locked, err := tx.Redemptions.Lock(ctx, actor, id)
		if err != nil {
			return nil, err
		}
		d := locked[id]
		if d == nil || !d.Visible {
			return nil, domain.NotFound()
		}
		if err := verb(tx, d, uc.Now()); err != nil {
			return nil, err
		}
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		view, err := tx.Redemptions.View(ctx, id, actor)
		if err != nil {
			return nil, err
		}
		return uc.opened(view)
	})
}

// mayDecideOn says whether the actor decides on a redemption: whom it goes to, or any owner; never
// the redeemer.
func mayDecideOn(d *postgres.LockedRedemption, actor domain.Actor) error {
	if d.Employee == actor.ID || actor.Is(domain.RoleOwner) || (d.Approver != nil && *d.Approver == actor.ID) {
		return nil // on one's own: the redemption says no
	}
	return domain.Forbidden("not_approver", "This redemption waits for somebody else.")
}

func approveRedemption(d *postgres.LockedRedemption, actor domain.Actor, now time.Time) error {
	if err := mayDecideOn(d, actor); err != nil {
		return err
	}
	return d.Approve(actor.ID, now)
}

func rejectRedemption(d *postgres.LockedRedemption, reason string, actor domain.Actor, now time.Time) error {
	if err := mayDecideOn(d, actor); err != nil {
		return err
	}
	return d.Reject(reason, actor.ID, now)
}

// refundsOf are the transfers that give the points of a redemption back: exactly what was taken.
func refundsOf(d *postgres.LockedRedemption, now time.Time) []points.Transfer {
	refunds := make([]points.Transfer, len(d.Paid))
	for i, t := range d.Paid {
		refunds[i] = t.Reverse(points.KindRefund, "refund:"+d.ID.String(), "", now)
	}
	return refunds
}

// redemptionVerbs say, for each state that a verb leads to, how its approval ends ("" where none can
// wait any more), which event tells of it, and what the audit log calls it.
var redemptionVerbs = map[reward.Status]struct {
	approval, action string
	event            domain.EventKind
}{
	reward.Approved:  {"approved", "approve", domain.RedemptionApproved},
	reward.Rejected:  {"declined", "reject", domain.RedemptionRejected},
	reward.Cancelled: {"dropped", "cancel", domain.RedemptionCancelled},
	reward.Fulfilled: {"", "fulfil", domain.RedemptionFulfilled},
}

// recordRedemption queues what every verb on a redemption leaves behind: its new state, its stock
// given back where it is refunded, the end of its approval, the event and the audit entry.
func recordRedemption(tx *postgres.Tx, d *postgres.LockedRedemption, actor domain.Actor, now time.Time) {
	verb := redemptionVerbs[d.Status]
	tx.Redemptions.Update(d.Redemption)
	if d.Stocked && d.Status.IsRefunded() {
		tx.Rewards.PutBack(d.Reward, d.Quantity)
	}
	if verb.approval != "" {
		tx.Approvals.End(nil, &d.ID, verb.approval, actor.Ref(), now)
	}
	tx.Events.Add(redemptionEvent(verb.event, d.Redemption, actor, now))
	auditRedemption(tx, actor, verb.action, d.Redemption, now)
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
