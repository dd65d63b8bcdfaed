package usecase

import (
	"context"
	"errors"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// waitFor finds who is to decide on a new nomination at a step; wait lets it wait for them.
func (uc *UseCases) waitFor(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, level recognition.Level, nominees []people.Employee, now time.Time) (wait func(), err error) {
	managers, err := tx.People.KeepActive(ctx, people.NearestAboveAll(nominees))
	if err != nil {
		return nil, err
	}
	owners, err := tx.People.ActiveOwners(ctx)
	if err != nil {
		return nil, err
	}
	w, err := waitingStep(n, level, managers, owners, now)
	return func() {
		tx.Approvals.Insert(w)
		tx.Events.Add(domain.NewEvent(domain.ApprovalWaiting, n.ID, nil, now, map[string]any{"kind": "nomination", "approver": w.Approver}))
	}, err
}

// Approve says yes at the present step. By the last step the nomination is published and its points
// are issued. The result is a recognition.View, as of all verbs here.
func (uc *UseCases) Approve(ctx context.Context, actor domain.Actor, id domain.NominationID, yes recognition.Decision, o Once) (Answer, error) {
	return uc.onNomination(ctx, actor, id, o, func(d *desk, n *postgres.Decidable) error {
		if err := d.prepare(ctx, accountsOf(n)); err != nil {
			return err
		}
		return d.approve(ctx, n, yes)
	})
}

// Decline says no, with a reason for the nominator; a held allowance goes back.
func (uc *UseCases) Decline(ctx context.Context, actor domain.Actor, id domain.NominationID, reason string, o Once) (Answer, error) {
	return uc.onNomination(ctx, actor, id, o, func(d *desk, n *postgres.Decidable) error {
		if err := d.prepare(ctx, pledgedAccounts(n)); err != nil {
			return err
		}
		return d.decline(ctx, n, reason)
	})
}

// Withdraw takes a waiting nomination back; only its nominator may.
func (uc *UseCases) Withdraw(ctx context.Context, actor domain.Actor, id domain.NominationID, o Once) (Answer, error) {
	return uc.onNomination(ctx, actor, id, o, func(d *desk, n *postgres.Decidable) error {
		if err := n.Nomination.Withdraw(n.Program, actor.ID, uc.day(d.now)); err != nil {
			return err
		}
		if err := uc.book(ctx, d.tx, d.now, n.Program, returnsOf(n.Standing, d.now)); err != nil {
			return err
		}
		d.end(n, "dropped")
		d.tx.Events.Add(domain.NewEvent(domain.NominationWithdrawn, id, actor.Ref(), d.now, nil))
		d.record(n, "withdraw")
		return nil
	})
}

// Undo takes the actor's own decision back, within ten minutes and before any of it is spent.
func (uc *UseCases) Undo(ctx context.Context, actor domain.Actor, id domain.NominationID, o Once) (Answer, error) {
	return uc.onNomination(ctx, actor, id, o, func(d *desk, n *postgres.Decidable) error {
		was, counted := n.Nomination.Status, uc.boardData(n.Nomination)
		if err := n.Nomination.Undo(n.Program, actor.ID, d.now); err != nil {
			return err
		}
		if err := uc.takeBack(ctx, d, n, was); err != nil {
			return err
		}
		next, err := d.reopened(ctx, n)
		if err != nil {
			return err
		}
		d.end(n, "dropped") // the next step, where the nomination went on to it
		if was == recognition.Approved {
			d.tx.Events.Add(domain.NewEvent(domain.RecognitionRevoked, id, actor.Ref(), d.now, counted))
		}
		d.wait(n, *next)
		d.tx.Events.Add(domain.NewEvent(domain.NominationReopened, id, actor.Ref(), d.now, nil))
		d.record(n, "undo")
		return nil
	})
}

// takeBack reverses what a decision moved, and the boosts that followed, and holds the allowance again.
func (uc *UseCases) takeBack(ctx context.Context, d *desk, n *postgres.Decidable, was recognition.Status) error {
	var transfers []points.Transfer
	if was == recognition.Approved {
		transfers = d.reversalOf(n)
	}
	if was != recognition.Pending {
		transfers = append(transfers, pledgesOf(n.Nomination, n.Program, d.now)...)
	}
	err := uc.book(ctx, d.tx, d.now, n.Program, transfers)
	if domain.CodeOf(err) == "insufficient_points" {
		return domain.Conflict("too_late", "Some of the points have been spent already.")
	}
	return err
}

// Revoke takes a recognition back for good; only an owner may. The points go back, those of boosts to
// the allowances of who gave them, unless keep says that the wallets stay as they are.
func (uc *UseCases) Revoke(ctx context.Context, actor domain.Actor, id domain.NominationID, reason string, keep bool, o Once) (Answer, error) {
	return uc.onNomination(ctx, actor, id, o, func(d *desk, n *postgres.Decidable) error {
		counted := uc.boardData(n.Nomination)
		if err := n.Nomination.Revoke(reason, actor.ID, d.now); err != nil {
			return err
		}
		if !keep {
			err := uc.book(ctx, d.tx, d.now, n.Program, d.reversalOf(n))
			if domain.CodeOf(err) == "insufficient_points" {
				return domain.Conflict("points_spent", "Some of the points have been spent. Revoke with keep_points to leave the wallets as they are.")
			}
			if err != nil {
				return err
			}
		}
		d.tx.Events.Add(domain.NewEvent(domain.RecognitionRevoked, id, actor.Ref(), d.now, counted))
		d.record(n, "revoke")
		return nil
	})
}

// onNomination runs a verb on one nomination that the actor may see, and answers it as it then is.
func (uc *UseCases) onNomination(ctx context.Context, actor domain.Actor, id domain.NominationID, o Once, verb func(*desk, *postgres.Decidable) error) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		d, err := uc.openDesk(ctx, tx, actor, []domain.NominationID{id}, nil)
		if err != nil {
			return nil, err
		}
		n, err := d.nomination(id)
		if err != nil {
			return nil, err
		}
		if err := verb(d, n); err != nil {
			return nil, err
		}
		return uc.viewAfter(ctx, tx, actor, id)
	})
}

func (uc *UseCases) viewAfter(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.NominationID) (any, error) {
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	views, err := tx.Nominations.Views(ctx, []domain.NominationID{id}, actor)
	if err != nil {
		return nil, err
	}
	if len(views) == 0 {
		return nil, errors.New("the nomination is gone within its own transaction")
	}
	return views[0], nil
}
