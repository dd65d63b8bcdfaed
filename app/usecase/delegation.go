package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
	"laurel/storage/postgres"
)

// Standing is who stands in for an employee, and for whom they stand in, now or later.
type Standing struct {
	Own *approval.DelegationView
	For []approval.DelegationView
}

// Delegation reads who stands in for the actor, and for whom the actor does.
func (uc *UseCases) Delegation(ctx context.Context, actor domain.Actor) (Standing, error) {
	today := uc.day(uc.Now())
	var s Standing
	own, err := uc.db.Delegations.Of(ctx, actor.ID, today)
	switch {
	case err == nil:
		s.Own = &own
	case domain.CodeOf(err) != "not_found":
		return s, err
	}
	s.For, err = uc.db.Delegations.To(ctx, actor.ID, today)
	return s, err
}

// StandIn is the wish that somebody else decides for a while.
type StandIn struct {
	To           domain.EmployeeID
	Starts, Ends time.Time // days, as midnight UTC
}

// SetDelegation lets somebody else decide on all that waits, or will wait, for the actor from one day
// to another. It takes the place of an earlier one.
func (uc *UseCases) SetDelegation(ctx context.Context, actor domain.Actor, wish StandIn) (Standing, error) {
	if err := mayDelegate(actor); err != nil {
		return Standing{}, err
	}
	now := uc.Now()
	today := uc.day(now)
	err := uc.inTx(ctx, func(tx *postgres.Tx) error {
		d, err := newDelegation(ctx, tx, actor, wish, today, now)
		if err != nil {
			return err
		}
		if _, err := tx.Delegations.End(ctx, actor.ID, now); err != nil {
			return err
		}
		tx.Delegations.Insert(d)
		auditDelegation(tx, actor, "set_delegation", map[string]any{
			"to": d.Delegate, "from": d.StartsOn.Format(time.DateOnly), "until": d.EndsOn.Format(time.DateOnly),
		}, now)
		if err := uc.returnSteps(ctx, tx, now); err != nil {
			return err
		}
		return uc.handOver(ctx, tx, now)
	})
	if err != nil {
		return Standing{}, err
	}
	uc.wake()
	return uc.Delegation(ctx, actor)
}

// newDelegation checks a wish: the delegate is a manager or an owner, and here in those days.
func newDelegation(ctx context.Context, tx *postgres.Tx, actor domain.Actor, wish StandIn, today, now time.Time) (approval.Delegation, error) {
	candidates, err := tx.Approvals.Candidates(ctx, []domain.EmployeeID{wish.To})
	if err != nil {
		return approval.Delegation{}, err
	}
	candidate, known := candidates[wish.To]
	if !known {
		return approval.Delegation{}, domain.InvalidField("to", "is nobody here")
	}
	d, err := approval.NewDelegation(actor.ID, candidate, wish.Starts, wish.Ends, today, now)
	if err != nil {
		return d, err
	}
	theirs, err := tx.Delegations.Of(ctx, wish.To, today)
	switch {
	case err == nil && theirs.Meets(d):
		return d, domain.Conflict("delegate_away", "They have somebody stand in for themselves in these days.")
	case err != nil && domain.CodeOf(err) != "not_found":
		return d, err
	}
	return d, nil
}

// EndDelegation lets the actor decide again: what still waits comes back. There may be none.
func (uc *UseCases) EndDelegation(ctx context.Context, actor domain.Actor) error {
	if err := mayDelegate(actor); err != nil {
		return err
	}
	now := uc.Now()
	err := uc.inTx(ctx, func(tx *postgres.Tx) error {
		ended, err := tx.Delegations.End(ctx, actor.ID, now)
		if err != nil || ended == 0 {
			return err
		}
		auditDelegation(tx, actor, "end_delegation", nil, now)
		return uc.returnSteps(ctx, tx, now)
	})
	uc.wake()
	return err
}

func mayDelegate(actor domain.Actor) error {
	if actor.Is(domain.RoleManager, domain.RoleOwner) {
		return nil
	}
	return domain.Forbidden("forbidden", "Only managers and owners have decisions to give to somebody.")
}

func auditDelegation(tx *postgres.Tx, actor domain.Actor, action string, data map[string]any, now time.Time) {
	tx.Audit.Add(actor, now, postgres.Entry{Action: action, SubjectKind: "employee", Subject: domain.ID[any]{UUID: actor.ID.UUID}, Data: data})
}
