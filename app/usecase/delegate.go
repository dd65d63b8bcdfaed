package usecase

import (
	"context"
	"slices"

	"laurel/domain"
	"laurel/domain/approval"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// Delegated is something that now waits for somebody else.
type Delegated struct {
	Kind string // nomination or redemption
	ID   domain.ID[any]
	To   people.Listing
}

// Delegate gives the decision on a nomination or a redemption to somebody else: whom it waits for may,
// and any owner; from whom it has moved on may take it back. The result is a Delegated.
func (uc *UseCases) Delegate(ctx context.Context, actor domain.Actor, id domain.ID[any], to domain.EmployeeID, o Once) (Answer, error) {
	nomination, redemption := domain.NominationID(id), domain.RedemptionID(id)
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		d, err := uc.openDesk(ctx, tx, actor, []domain.NominationID{nomination}, []domain.RedemptionID{redemption})
		if err != nil {
			return nil, err
		}
		item := DecisionItem{Action: ActionDelegate, To: &to, Nomination: &nomination}
		done := Delegated{Kind: "nomination", ID: id}
		if d.Redemptions[redemption] != nil {
			item.Nomination, item.Redemption, done.Kind = nil, &redemption, "redemption"
		}
		if err := d.readMoves(ctx, []DecisionItem{item}); err != nil {
			return nil, err
		}
		if err := d.decide(ctx, item); err != nil {
			return nil, err
		}
		done.To, err = tx.People.Listing(ctx, to)
		return done, err
	})
}

// moves is what delegating needs to know: who could decide, and where redemptions wait.
type moves struct {
	candidates map[domain.EmployeeID]approval.Candidate
	steps      map[domain.ID[any]]postgres.Waiting
}

// readMoves reads what the delegations among some decisions need to know.
func (d *desk) readMoves(ctx context.Context, items []DecisionItem) error {
	var people []domain.EmployeeID
	var redemptions []domain.ID[any]
	for _, item := range items {
		if item.Action != ActionDelegate || item.To == nil {
			continue
		}
		people = append(people, *item.To)
		if item.Redemption != nil {
			redemptions = append(redemptions, domain.ID[any]{UUID: item.Redemption.UUID})
		}
	}
	if len(people) == 0 {
		return nil
	}
	var err error
	if d.moves.candidates, err = d.tx.Approvals.Candidates(ctx, people); err != nil || len(redemptions) == 0 {
		return err
	}
	d.moves.steps, err = d.tx.Approvals.WaitingOf(ctx, redemptions)
	return err
}

// delegateNomination lets a nomination wait for somebody else.
func (d *desk) delegateNomination(n *postgres.Decidable, to *domain.EmployeeID) error {
	if n.Waiting == nil {
		if err := d.mayDecide(n); err != nil {
			return err
		}
		return recognition.ErrNotPending
	}
	moved, err := d.passOn(*n.Waiting, partsOf(n.Nomination), to)
	if err == nil {
		n.Waiting = &moved
	}
	return err
}

// partsOf are all who have a part in a nomination.
func partsOf(n *recognition.Nomination) []domain.EmployeeID {
	parts := slices.Clone(n.Enablers)
	for _, m := range n.Nominees {
		parts = append(parts, m.Employee)
	}
	if n.Nominator != nil {
		parts = append(parts, *n.Nominator)
	}
	return parts
}

// delegateRedemption lets a redemption wait for somebody else.
func (d *desk) delegateRedemption(r *postgres.LockedRedemption, to *domain.EmployeeID) error {
	if r.Employee == d.actor.ID {
		return domain.Forbidden("own_redemption", "Nobody decides on their own redemption.")
	}
	w, waits := d.moves.steps[domain.ID[any]{UUID: r.ID.UUID}]
	if !waits {
		if err := d.mayDecideOn(r); err != nil {
			return err
		}
		return reward.ErrNotPending
	}
	moved, err := d.passOn(w, []domain.EmployeeID{r.Employee}, to)
	if err == nil {
		d.moves.steps[w.Subject()] = moved
	}
	return err
}

// passOn gives a waiting step to somebody. Who takes it back has it again as the rules chose; the one
// who had it meanwhile stays on record, so that no standing delegation moves it there once more.
func (d *desk) passOn(w postgres.Waiting, parts []domain.EmployeeID, to *domain.EmployeeID) (postgres.Waiting, error) {
	if to == nil {
		return w, domain.InvalidField("to", "is needed: to whom?")
	}
	candidate, known := d.moves.candidates[*to]
	if !known {
		return w, domain.InvalidField("to", "is nobody here")
	}
	step := approval.Step{Approver: w.Approver, ForOwners: w.Level == recognition.OwnerStep, Passed: w.Passed, Parts: parts}
	if err := step.PassTo(candidate, d.actor.ID, d.actor.Is(domain.RoleOwner)); err != nil {
		return w, err
	}
	moved := approval.Delegated
	w.Moved = &moved
	if slices.Contains(w.Passed, *to) {
		w.Moved = nil
	}
	passTo(d.tx, d.actor, domain.ApprovalDelegated, &w, *to, d.now)
	return w, nil
}
