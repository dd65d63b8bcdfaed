package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// NameEnabler adds to a recognition a colleague who made it possible for the actor, who is recognised
// or was named. It is credit without points and without approval; the one who is named hears of it and
// can stay out. Naming oneself takes one's own staying out back. The result is a recognition.View.
func (uc *UseCases) NameEnabler(ctx context.Context, actor domain.Actor, id domain.NominationID, who domain.EmployeeID, o Once) (Answer, error) {
	return uc.onChain(ctx, actor, id, o, func(d *desk, n *recognition.Nomination, chain recognition.Chain) error {
		named, err := d.tx.People.ByID(ctx, who)
		if domain.CodeOf(err) == "not_found" || (err == nil && !named.Active) {
			return domain.InvalidField("employee_id", "is no active employee")
		}
		if err != nil {
			return err
		}
		link, err := n.Name(actor.ID, who, chain, d.now)
		if err != nil {
			return err
		}
		d.tx.Chains.Name(id, link)
		d.noteChain(domain.EnablerNamed, "name_enabler", id, link)
		return nil
	})
}

// StayOut takes the actor out of the chain that they were named in. The same colleague does not name
// them there again.
func (uc *UseCases) StayOut(ctx context.Context, actor domain.Actor, id domain.NominationID) error {
	_, err := uc.onChain(ctx, actor, id, Once{Encode: func(any) ([]byte, error) { return nil, nil }}, func(d *desk, n *recognition.Nomination, chain recognition.Chain) error {
		changed, err := n.StayOut(actor.ID, chain, d.now)
		if err != nil {
			return err
		}
		d.tx.Chains.StayOut(id, changed)
		d.noteChain(domain.EnablerDeclined, "decline_enabling", id, changed[0])
		return nil
	})
	return err
}

// Confirm takes the word of the nomination's internal customer on whether it was so. The result is a
// recognition.View.
func (uc *UseCases) Confirm(ctx context.Context, actor domain.Actor, id domain.NominationID, confirmed bool, o Once) (Answer, error) {
	return uc.onChain(ctx, actor, id, o, func(d *desk, n *recognition.Nomination, _ recognition.Chain) error {
		word, err := d.tx.Chains.Confirmation(ctx, id)
		if err != nil {
			return err
		}
		before := word.Answer()
		if err := word.Say(confirmed, actor.ID, n.Status, d.now); err != nil {
			return err
		}
		if before != nil && *before == confirmed {
			return nil // said again what was said
		}
		d.tx.Chains.Say(id, word)
		d.tx.Events.Add(domain.NewEvent(domain.ConfirmationGiven, id, actor.Ref(), d.now, map[string]any{"confirmed": confirmed}))
		d.tx.Audit.Add(actor, d.now, postgres.Entry{
			Action: "confirm", SubjectKind: "nomination", Subject: domain.ID[any](id), Data: map[string]any{"confirmed": confirmed},
		})
		return nil
	})
}

// noteChain writes the event and the audit entry of a change of a chain.
func (d *desk) noteChain(kind domain.EventKind, action string, id domain.NominationID, l recognition.Link) {
	data := map[string]any{"employee": l.Employee, "named_by": l.NamedBy}
	d.tx.Events.Add(domain.NewEvent(kind, id, d.actor.Ref(), d.now, data))
	d.tx.Audit.Add(d.actor, d.now, postgres.Entry{Action: action, SubjectKind: "nomination", Subject: domain.ID[any](id), Data: data})
}

// onChain runs a verb on the chain of a nomination that the actor may see, one at a time, and answers
// the nomination with its chain as it then is.
func (uc *UseCases) onChain(ctx context.Context, actor domain.Actor, id domain.NominationID, o Once,
	verb func(*desk, *recognition.Nomination, recognition.Chain) error,
) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		d, err := uc.openDesk(ctx, tx, actor, []domain.NominationID{id}, nil)
		if err != nil {
			return nil, err
		}
		n, err := d.nomination(id)
		if err != nil {
			return nil, err
		}
		chain, err := tx.Chains.Of(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := verb(d, n.Nomination, chain); err != nil {
			return nil, err
		}
		after, err := uc.viewAfter(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		view, ok := after.(recognition.View)
		if !ok {
			return after, nil
		}
		view.Detail, err = tx.Chains.Detail(ctx, id, actor)
		return view, err
	})
}
