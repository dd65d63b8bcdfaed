package usecase

import (
	"context"
	"errors"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// waitFor lets a nomination wait at a step for whoever is to decide there.
func (uc *UseCases) waitFor(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, level recognition.Level, nominees []people.Employee, now time.Time) error {
	approver, err := uc.chooseApprover(ctx, tx, n, level, nominees)
	if err != nil {
		return err
	}
	w := postgres.Waiting{ID: domain.NewApprovalID(), Kind: "nomination", Nomination: &n.ID, Step: n.Step, Level: level, Approver: approver, CreatedAt: now}
	tx.Approvals.Insert(w)
	tx.Events.Add(domain.NewEvent(domain.ApprovalWaiting, n.ID, nil, now, map[string]any{"kind": "nomination", "approver": approver}))
	return nil
}

func (uc *UseCases) chooseApprover(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, level recognition.Level, nominees []people.Employee) (domain.EmployeeID, error) {
	managers, err := tx.People.KeepActive(ctx, people.NearestAboveAll(nominees))
	if err != nil {
		return domain.EmployeeID{}, err
	}
	owners, err := tx.People.ActiveOwners(ctx)
	if err != nil {
		return domain.EmployeeID{}, err
	}
	return n.Approver(level, managers, owners)
}

// decision is a nomination that is locked for a decision, with what it needs.
type decision struct {
	n       *recognition.Nomination
	program recognition.Program
	waiting *postgres.Waiting // nil where nothing waits
	asked   bool              // the actor was once asked to decide on it
}

// lockForDecision locks a nomination. A nomination that the actor may not see is NotFound.
func (uc *UseCases) lockForDecision(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.NominationID) (decision, error) {
	n, err := tx.Nominations.Lock(ctx, id)
	if err != nil {
		return decision{}, err
	}
	if _, err := tx.Nominations.View(ctx, id, actor); err != nil {
		return decision{}, err
	}
	d := decision{n: n}
	if n.Program != nil {
		if d.program, err = tx.Catalogue.Program(ctx, actor.Language, *n.Program); err != nil {
			return decision{}, err
		}
	}
	waiting, err := tx.Approvals.OfNomination(ctx, id)
	switch {
	case err == nil:
		d.waiting = &waiting
	case domain.CodeOf(err) != "not_found":
		return decision{}, err
	default:
		if d.asked, err = tx.Approvals.WasAsked(ctx, id, actor.ID); err != nil {
			return decision{}, err
		}
	}
	return d, nil
}

// mayDecide says whether the actor decides at the present step: the chosen approver, or any owner.
func (d decision) mayDecide(actor domain.Actor) error {
	if d.n.Gains(actor.ID) {
		return domain.Forbidden("own_nomination", "Nobody decides on a nomination that they have a part in.")
	}
	if actor.Is(domain.RoleOwner) || (d.waiting != nil && d.waiting.Approver == actor.ID) {
		return nil
	}
	if d.asked {
		return nil // nothing waits any more: not_pending, rather than forbidden
	}
	return domain.Forbidden("not_approver", "This nomination waits for somebody else.")
}

// Approve says yes at the present step. By the last step the nomination is published and its points
// are issued. The result is a recognition.View.
func (uc *UseCases) Approve(ctx context.Context, actor domain.Actor, id domain.NominationID, yes recognition.Decision, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) { return uc.approve(ctx, tx, actor, id, yes) })
}

func (uc *UseCases) approve(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.NominationID, yes recognition.Decision) (any, error) {
	now := uc.Now()
	d, err := uc.lockForDecision(ctx, tx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := d.mayDecide(actor); err != nil {
		return nil, err
	}
	if err := d.n.Approve(yes, d.program, actor.ID, now); err != nil {
		return nil, err
	}
	tx.Approvals.End(&id, nil, "approved", actor.Ref(), now)
	if d.n.Status == recognition.Approved {
		err = uc.issue(ctx, tx, d, actor, now)
	} else {
		err = uc.passOn(ctx, tx, d, now)
	}
	if err != nil {
		return nil, err
	}
	tx.Nominations.Update(d.n, uc.countedOn(d.n))
	uc.auditDecision(tx, actor, d.n, "approve", now)
	return uc.viewAfter(ctx, tx, actor, id)
}

// issue pays a nomination that has just been approved for good, and tells.
func (uc *UseCases) issue(ctx context.Context, tx *postgres.Tx, d decision, actor domain.Actor, now time.Time) error {
	if d.program.Funding == recognition.FromAllowance {
		if err := uc.returnPledge(ctx, tx, d.n, d.program, now); err != nil {
			return err
		}
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		if err := uc.awardFromAllowance(ctx, tx, d.n, d.program, now); err != nil {
			return err
		}
	} else if err := uc.award(ctx, tx, d.n, d.program, now); err != nil {
		return err
	}
	tx.Events.Add(uc.published(d.n, actor, now))
	return nil
}

// awardFromAllowance pays what was held: other points than were asked for may be more or less than
// the pledge, so the pledge goes back and the award is taken anew.
func (uc *UseCases) awardFromAllowance(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	unheld := p
	unheld.Approval = recognition.NoApproval
	return uc.award(ctx, tx, n, unheld, now)
}

// passOn lets the nomination wait at its next step.
func (uc *UseCases) passOn(ctx context.Context, tx *postgres.Tx, d decision, now time.Time) error {
	if err := tx.Flush(ctx); err != nil { // the step before must have ended
		return err
	}
	nominees, err := uc.nomineesOf(ctx, tx, d.n)
	if err != nil {
		return err
	}
	return uc.waitFor(ctx, tx, d.n, d.program.Approval.Steps()[d.n.Step], nominees, now)
}

func (uc *UseCases) nomineesOf(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination) ([]people.Employee, error) {
	ids := make([]domain.EmployeeID, len(n.Nominees))
	for i, m := range n.Nominees {
		ids[i] = m.Employee
	}
	var named []postgres.Named
	if err := tx.Read(ctx, tx.People.NamedQuery(&named, ids)); err != nil {
		return nil, err
	}
	list := make([]people.Employee, 0, len(named))
	for _, id := range ids { // in the nominator's order: the first nominee's manager is the nearest
		if i := slices.IndexFunc(named, func(e postgres.Named) bool { return e.ID == id }); i >= 0 {
			list = append(list, named[i].Employee)
		}
	}
	return list, nil
}

// Decline says no, with a reason for the nominator; a held allowance goes back.
func (uc *UseCases) Decline(ctx context.Context, actor domain.Actor, id domain.NominationID, reason string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) { return uc.decline(ctx, tx, actor, id, reason) })
}

func (uc *UseCases) decline(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.NominationID, reason string) (any, error) {
	now := uc.Now()
	d, err := uc.lockForDecision(ctx, tx, actor, id)
	if err != nil {
		return nil, err
	}
	if err := d.mayDecide(actor); err != nil {
		return nil, err
	}
	if err := d.n.Decline(reason, actor.ID, now); err != nil {
		return nil, err
	}
	tx.Approvals.End(&id, nil, "declined", actor.Ref(), now)
	if err := uc.returnPledge(ctx, tx, d.n, d.program, now); err != nil {
		return nil, err
	}
	tx.Nominations.Update(d.n, nil)
	tx.Events.Add(domain.NewEvent(domain.NominationDeclined, id, actor.Ref(), now, nil))
	uc.auditDecision(tx, actor, d.n, "decline", now)
	return uc.viewAfter(ctx, tx, actor, id)
}

// Withdraw takes a waiting nomination back; only its nominator may.
func (uc *UseCases) Withdraw(ctx context.Context, actor domain.Actor, id domain.NominationID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		d, err := uc.lockForDecision(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		if err := d.n.Withdraw(actor.ID); err != nil {
			return nil, err
		}
		tx.Approvals.End(&id, nil, "dropped", actor.Ref(), now)
		if err := uc.returnPledge(ctx, tx, d.n, d.program, now); err != nil {
			return nil, err
		}
		tx.Nominations.Update(d.n, nil)
		tx.Events.Add(domain.NewEvent(domain.NominationWithdrawn, id, actor.Ref(), now, nil))
		uc.auditDecision(tx, actor, d.n, "withdraw", now)
		return uc.viewAfter(ctx, tx, actor, id)
	})
}

// Undo takes the actor's own decision back, within ten minutes and before any of it is spent.
func (uc *UseCases) Undo(ctx context.Context, actor domain.Actor, id domain.NominationID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		d, err := uc.lockForDecision(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		was, counted := d.n.Status, uc.boardData(d.n)
		if err := d.n.Undo(d.program, actor.ID, now); err != nil {
			return nil, err
		}
		if err := uc.takeBack(ctx, tx, d, was, counted, actor, now); err != nil {
			return nil, err
		}
		tx.Nominations.Update(d.n, nil)
		tx.Events.Add(domain.NewEvent(domain.NominationReopened, id, actor.Ref(), now, nil))
		uc.auditDecision(tx, actor, d.n, "undo", now)
		return uc.viewAfter(ctx, tx, actor, id)
	})
}

// takeBack reverses what a decision moved and lets the nomination wait again at that step.
func (uc *UseCases) takeBack(ctx context.Context, tx *postgres.Tx, d decision, was recognition.Status, counted boardFacts, actor domain.Actor, now time.Time) error {
	tx.Approvals.End(&d.n.ID, nil, "dropped", actor.Ref(), now) // the next step, where the nomination went on to it
	if was == recognition.Approved {
		err := uc.reverse(ctx, tx, d.n.ID, points.KindAward, points.KindAwardReversed, "", d.program, now)
		if domain.CodeOf(err) == "insufficient_points" {
			return domain.Conflict("too_late", "Some of the points have been spent already.")
		}
		if err != nil {
			return err
		}
		tx.Events.Add(domain.NewEvent(domain.RecognitionRevoked, d.n.ID, actor.Ref(), now, counted))
	}
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	if was != recognition.Pending {
		if err := uc.pledge(ctx, tx, d.n, d.program, now); err != nil {
			return err
		}
	}
	nominees, err := uc.nomineesOf(ctx, tx, d.n)
	if err != nil {
		return err
	}
	return uc.waitFor(ctx, tx, d.n, d.program.Approval.Steps()[d.n.Step], nominees, now)
}

// Revoke takes a recognition back for good; only an owner may. The points go back, unless keep says
// that the wallets stay as they are.
func (uc *UseCases) Revoke(ctx context.Context, actor domain.Actor, id domain.NominationID, reason string, keep bool, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		d, err := uc.lockForDecision(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		counted := uc.boardData(d.n)
		if err := d.n.Revoke(reason, actor.ID, now); err != nil {
			return nil, err
		}
		if !keep {
			err := uc.reverse(ctx, tx, id, points.KindAward, points.KindAwardReversed, d.n.Reason, d.program, now)
			if domain.CodeOf(err) == "insufficient_points" {
				return nil, domain.Conflict("points_spent", "Some of the points have been spent. Revoke with keep_points to leave the wallets as they are.")
			}
			if err != nil {
				return nil, err
			}
		}
		tx.Nominations.Update(d.n, nil)
		tx.Events.Add(domain.NewEvent(domain.RecognitionRevoked, id, actor.Ref(), now, counted))
		uc.auditDecision(tx, actor, d.n, "revoke", now)
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

func (uc *UseCases) auditDecision(tx *postgres.Tx, actor domain.Actor, n *recognition.Nomination, action string, now time.Time) {
	tx.Audit.Add(actor, now, postgres.Entry{Action: action, SubjectKind: "nomination", Subject: domain.ID[any]{UUID: n.ID.UUID},
		Data: map[string]any{"status": n.Status, "points": n.Points, "step": n.Step}})
}
