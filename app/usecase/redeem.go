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

// Redeem asks for a reward: its points move from the wallet to what is held for the actor, and its
// stock, where it is counted, is taken. Where the reward wants it, the redemption waits for approval; one
// that needs none is fulfilled at once where it finds a code in the pool, or is a donation.
// The result is a reward.RedemptionView.
func (uc *UseCases) Redeem(ctx context.Context, actor domain.Actor, id domain.RewardID, ask reward.Ask, o Once) (Answer, error) {
	if err := ask.Check(); err != nil {
		return Answer{}, err
	}
	o.Secret = true // the answer may hold a code
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		seen, books, err := readForRedeeming(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		d, err := seen.Reward.Redeem(ask, actor.ID, seen.Path, seen.Redeemed, now)
		if err != nil {
			return nil, err
		}
		if err := hold(tx, books, d, now); err != nil {
			return nil, err
		}
		tx.Redemptions.Insert(d)
		if d.Stocked {
			tx.Stock.Move(d.Takes(actor.Ref(), now))
		}
		tx.Events.Add(redemptionEvent(domain.RedemptionRequested, d, actor, now))
		if d.Status == reward.Requested {
			if err := waitForRedemption(ctx, tx, d, seen, now); err != nil {
				return nil, err
			}
		}
		auditRedemption(tx, actor, "redeem", d, now)
		switch seen.Reward.Fulfilment {
		case reward.ByCode:
			if _, err := uc.handOut(ctx, tx, d.Reward); err != nil {
				return nil, err
			}
			return uc.asItIs(ctx, tx, actor, d.ID)
		case reward.ByWebhook:
			if d.Status != reward.Approved {
				break
			}
			if err := uc.order(ctx, tx, d); err != nil {
				return nil, err
			}
			return uc.asItIs(ctx, tx, actor, d.ID)
		case reward.ByDonation:
			if err := uc.donate(ctx, tx, d); err != nil {
				return nil, err
			}
		case reward.ByHand:
		}
		return viewOfRedeemed(d, seen), nil
	})
}

// asItIs is a redemption as it stands in the transaction, with its code where it has one.
func (uc *UseCases) asItIs(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.RedemptionID) (any, error) {
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	view, err := tx.Redemptions.View(ctx, id, actor)
	if err != nil {
		return nil, err
	}
	return uc.opened(view)
}

// readForRedeeming reads, and locks, all that a redemption takes from: one round trip.
func readForRedeeming(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.RewardID) (postgres.Redeeming, *points.Books, error) {
	var seen postgres.Redeeming
	var accounts []points.Account
	queries := append(tx.Rewards.RedeemingQueries(&seen, id, actor.ID, actor.Language),
		tx.Ledger.LockQuery(&accounts, points.Of(points.Wallet, actor.ID), points.Of(points.Held, actor.ID)))
	if err := tx.Read(ctx, queries...); err != nil {
		return seen, nil, err
	}
	hidden := seen.Reward == nil || ((!seen.Reward.Active || !seen.Reward.IsFor(seen.Path)) && !actor.Is(domain.RoleOwner))
	if hidden || seen.Redeemer == nil {
		return seen, nil, domain.NotFound()
	}
	books := points.NewBooks(accounts)
	return seen, books, tx.Ledger.Open(ctx, books, points.Of(points.Wallet, actor.ID), points.Of(points.Held, actor.ID))
}

// hold books wallet → held.
func hold(tx *postgres.Tx, books *points.Books, d *reward.Redemption, now time.Time) error {
	t := points.Transfer{
		ID: domain.NewTransferID(), Key: "redeem:" + d.ID.String(), Kind: points.KindRedemption,
		From: points.Of(points.Wallet, d.Employee), To: points.Of(points.Held, d.Employee), Points: d.Points,
		Redemption: &d.ID, EffectiveAt: now,
	}
	if err := books.Apply(t); err != nil {
		return err
	}
	tx.Ledger.Post(now, books, t)
	return nil
}

// waitForRedemption lets a redemption wait for who is to decide.
func waitForRedemption(ctx context.Context, tx *postgres.Tx, d *reward.Redemption, seen postgres.Redeeming, now time.Time) error {
	w, err := redemptionStep(ctx, tx, d, seen, now)
	if err != nil {
		return err
	}
	tx.Approvals.Insert(w)
	tx.Events.Add(domain.NewEvent(domain.ApprovalWaiting, d.ID, nil, now, map[string]any{"kind": "redemption", "approver": w.Approver}))
	return nil
}

// redemptionStep chooses who decides on a redemption.
func redemptionStep(ctx context.Context, tx *postgres.Tx, d *reward.Redemption, seen postgres.Redeeming, now time.Time) (postgres.Waiting, error) {
	managers, err := tx.People.KeepActive(ctx, seen.Redeemer.Above)
	if err != nil {
		return postgres.Waiting{}, err
	}
	owners, err := tx.People.ActiveOwners(ctx)
	if err != nil {
		return postgres.Waiting{}, err
	}
	approver, err := d.Approver(seen.Reward.Approver, managers, owners)
	level := recognition.ManagerStep
	if seen.Reward.Approver == reward.Owner {
		level = recognition.OwnerStep
	}
	return postgres.Waiting{ID: domain.NewApprovalID(), Kind: "redemption", Redemption: &d.ID, Level: level, Approver: approver, CreatedAt: now}, err
}

// viewOfRedeemed is the redemption with the names that were read for it, so that the answer needs no
// further round trip.
func viewOfRedeemed(d *reward.Redemption, seen postgres.Redeeming) reward.RedemptionView {
	return reward.RedemptionView{
		ID: d.ID, RewardID: d.Reward, RewardName: seen.Reward.Name, EmployeeID: d.Employee, EmployeeName: seen.Redeemer.Name,
		TeamID: seen.Redeemer.Team, TeamName: seen.Redeemer.TeamName, Quantity: d.Quantity, Points: d.Points, Status: d.Status,
		Note: d.Note, CreatedAt: d.CreatedAt, FulfilledAt: d.FulfilledAt,
	}
}

// redemptionEvent is a fact about a redemption.
func redemptionEvent(kind domain.EventKind, d *reward.Redemption, actor domain.Actor, now time.Time) domain.Event {
	return domain.NewEvent(kind, d.ID, actor.Ref(), now, map[string]any{"employee": d.Employee, "reward": d.Reward})
}

func auditRedemption(tx *postgres.Tx, actor domain.Actor, action string, d *reward.Redemption, now time.Time) {
	tx.Audit.Add(actor, now, postgres.Entry{
		Action: action, SubjectKind: "redemption", Subject: domain.ID[any]{UUID: d.ID.UUID},
		Data: map[string]any{"status": d.Status, "points": d.Points, "quantity": d.Quantity},
	})
}
