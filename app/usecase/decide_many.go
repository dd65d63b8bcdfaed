package usecase

import (
	"context"
	"errors"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// MaxDecisions is how many decisions one batch may hold.
const MaxDecisions = 100

// DecisionAction is what a batch does to one thing.
type DecisionAction string

// The actions of a batch. Declining a redemption is rejecting it.
const (
	ActionApprove DecisionAction = "approve"
	ActionDecline DecisionAction = "decline"
	ActionReject  DecisionAction = "reject"
	// ActionDelegate gives the decision to somebody else.
	ActionDelegate DecisionAction = "delegate"
)

// DecisionItem is one decision of a batch: on the nomination or on the redemption, the other is nil.
type DecisionItem struct {
	Nomination *domain.NominationID
	Redemption *domain.RedemptionID
	Action     DecisionAction
	Points     *int64 // other points for a nomination
	AsThanks   bool
	To         *domain.EmployeeID // of a delegation
	Comment    string             // with a yes to a nomination
	Reason     string             // of a no
}

// DecideMany decides on up to MaxDecisions things at once, each by itself and in the given order: one
// that fails changes nothing and stops no other. All stand in one transaction under one key. The
// result is a list of the items' errors, nil for those that were done.
func (uc *UseCases) DecideMany(ctx context.Context, actor domain.Actor, items []DecisionItem, o Once) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		var nominations []domain.NominationID
		var redemptions []domain.RedemptionID
		for _, item := range items {
			switch {
			case item.Nomination != nil:
				nominations = append(nominations, *item.Nomination)
			case item.Redemption != nil:
				redemptions = append(redemptions, *item.Redemption)
			}
		}
		d, err := uc.openDesk(ctx, tx, actor, nominations, redemptions)
		if err != nil {
			return nil, err
		}
		if err := d.prepare(ctx, d.accountsFor(items)); err != nil {
			return nil, err
		}
		if err := d.readMoves(ctx, items); err != nil {
			return nil, err
		}
		results := make([]error, len(items))
		for i, item := range items {
			err := d.decide(ctx, item)
			var refusal *domain.Error
			if err != nil && !errors.As(err, &refusal) {
				return nil, err
			}
			results[i] = err
		}
		if err := d.followApprovals(ctx); err != nil {
			return nil, err
		}
		return results, uc.handOutAll(ctx, tx, d.codedRewards())
	})
}

// codedRewards are the rewards on the desk that are fulfilled by code.
func (d *desk) codedRewards() []domain.RewardID {
	var ids []domain.RewardID
	for _, r := range d.Redemptions {
		if r.Visible && r.Fulfilment == reward.ByCode {
			ids = append(ids, r.Reward)
		}
	}
	return ids
}

// accountsFor are all accounts that the items may touch, of those that the actor may see.
func (d *desk) accountsFor(items []DecisionItem) []points.Ref {
	var accounts []points.Ref
	for _, item := range items {
		switch {
		case item.Nomination != nil:
			n, err := d.nomination(*item.Nomination)
			switch {
			case err != nil || n.Nomination.Status != recognition.Pending || item.Action == ActionDelegate:
			case item.Action == ActionApprove:
				accounts = append(accounts, accountsOf(n)...)
			default:
				accounts = append(accounts, pledgedAccounts(n)...)
			}
		case item.Redemption != nil && item.Action != ActionApprove && item.Action != ActionDelegate:
			if r, err := d.redemption(*item.Redemption); err == nil {
				accounts = append(accounts, refundedAccounts(r)...)
			}
		}
	}
	return points.Once(accounts)
}

// decide carries out one item.
func (d *desk) decide(ctx context.Context, item DecisionItem) error {
	if item.Nomination != nil {
		return d.decideNomination(ctx, *item.Nomination, item)
	}
	if item.Redemption != nil {
		return d.decideRedemption(ctx, *item.Redemption, item)
	}
	return domain.NotFound()
}

func (d *desk) decideNomination(ctx context.Context, id domain.NominationID, item DecisionItem) error {
	n, err := d.nomination(id)
	if err != nil {
		return err
	}
	switch item.Action {
	case ActionApprove:
		return d.approve(ctx, n, recognition.Decision{Points: item.Points, AsThanks: item.AsThanks, Comment: item.Comment})
	case ActionDecline:
		return d.decline(ctx, n, item.Reason)
	case ActionDelegate:
		return d.delegateNomination(n, item.To)
	case ActionReject:
	}
	return domain.InvalidField("action", "is approve, decline or delegate for a nomination")
}

func (d *desk) decideRedemption(ctx context.Context, id domain.RedemptionID, item DecisionItem) error {
	if item.Points != nil {
		return domain.InvalidField("points", "are chosen for a nomination only")
	}
	if item.AsThanks {
		return domain.InvalidField("as_thanks", "is for a nomination only")
	}
	r, err := d.redemption(id)
	if err != nil {
		return err
	}
	switch item.Action {
	case ActionApprove:
		return d.approveRedemption(r)
	case ActionReject, ActionDecline:
		return d.rejectRedemption(ctx, r, item.Reason)
	case ActionDelegate:
		return d.delegateRedemption(r, item.To)
	}
	return domain.InvalidField("action", "is approve, reject or delegate for a redemption")
}
