package usecase

import (
	"context"
	"slices"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// behavioursCheckup notes that an owner has looked at the behaviours.
const behavioursCheckup = "behaviours"

// BehaviourTexts reads what a behaviour says in its own words and in each language.
func (uc *UseCases) BehaviourTexts(ctx context.Context, id domain.BehaviourID) (domain.Texts, error) {
	rule, err := uc.db.Catalogue.BehaviourRule(ctx, id)
	return rule.Texts, err
}

// AddBehaviour adds a behaviour after all others. The result is a recognition.Behaviour.
func (uc *UseCases) AddBehaviour(ctx context.Context, actor domain.Actor, b recognition.BehaviourRule, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		all, err := tx.Catalogue.LockBehaviours(ctx)
		if err != nil {
			return nil, err
		}
		b := b
		b.ID, b.Active, b.Place = domain.NewBehaviourID(), true, 1
		if len(all) > 0 {
			b.Place = all[len(all)-1].Place + 1
		}
		if b, err = b.Checked(people.Languages()); err != nil {
			return nil, err
		}
		tx.Catalogue.InsertBehaviour(b)
		uc.noteBehaviour(tx, actor, "create_behaviour", b)
		return behaviourAfter(ctx, tx, actor, b.ID)
	})
}

// ChangeBehaviour changes what a behaviour says, or stops or begins again to offer it. Recognitions keep
// a behaviour that is offered no more. 409 `last_behaviour` where none would be left.
func (uc *UseCases) ChangeBehaviour(ctx context.Context, actor domain.Actor, id domain.BehaviourID, change func(*recognition.BehaviourRule)) (recognition.Behaviour, error) {
	var changed recognition.Behaviour
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		all, err := tx.Catalogue.LockBehaviours(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(b recognition.BehaviourRule) bool { return b.ID == id })
		if at < 0 {
			return domain.NotFound()
		}
		before, after := all[at], all[at]
		change(&after)
		if after, err = after.Checked(people.Languages()); err != nil {
			return err
		}
		if before.Active && !after.Active {
			if err := recognition.Retire(offered(all) - 1); err != nil {
				return err
			}
		}
		tx.Catalogue.UpdateBehaviour(after)
		uc.noteBehaviour(tx, actor, "change_behaviour", after)
		changed, err = behaviourAfter(ctx, tx, actor, id)
		return err
	})
	if err == nil {
		uc.wake()
	}
	return changed, err
}

func offered(all []recognition.BehaviourRule) int {
	n := 0
	for _, b := range all {
		if b.Active {
			n++
		}
	}
	return n
}

// OrderBehaviours puts the behaviours in an order, which names each of them once.
func (uc *UseCases) OrderBehaviours(ctx context.Context, actor domain.Actor, order []domain.BehaviourID) error {
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		all, err := tx.Catalogue.LockBehaviours(ctx)
		if err != nil {
			return err
		}
		if len(order) != len(all) {
			return errOrder
		}
		for place, id := range order {
			at := slices.IndexFunc(all, func(b recognition.BehaviourRule) bool { return b.ID == id })
			if at < 0 || slices.Contains(order[:place], id) {
				return errOrder
			}
			all[at].Place = place + 1
			tx.Catalogue.UpdateBehaviour(all[at])
		}
		now := uc.Now()
		tx.Checkups.Put(behavioursCheckup, now, true, nil)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "order_behaviours", SubjectKind: "behaviour"})
		tx.Events.Add(domain.NewEvent(domain.BehaviourChanged, order[0], actor.Ref(), now, nil))
		return nil
	})
	if err == nil {
		uc.wake()
	}
	return err
}

var errOrder = domain.InvalidField("ids", "does not name each behaviour once: somebody has changed them meanwhile")

// ReviewBehaviours notes that an owner has looked at the behaviours and keeps them as they are.
func (uc *UseCases) ReviewBehaviours(ctx context.Context, actor domain.Actor) error {
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		tx.Checkups.Put(behavioursCheckup, now, true, nil)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "review_behaviours", SubjectKind: "behaviour"})
		return nil
	})
}

func (uc *UseCases) noteBehaviour(tx *postgres.Tx, actor domain.Actor, action string, b recognition.BehaviourRule) {
	now := uc.Now()
	tx.Checkups.Put(behavioursCheckup, now, true, nil)
	tx.Audit.Add(actor, now, postgres.Entry{Action: action, SubjectKind: "behaviour", Subject: domain.ID[any](b.ID), Data: map[string]any{"active": b.Active}})
	tx.Events.Add(domain.NewEvent(domain.BehaviourChanged, b.ID, actor.Ref(), now, nil))
}

func behaviourAfter(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.BehaviourID) (recognition.Behaviour, error) {
	if err := tx.Flush(ctx); err != nil {
		return recognition.Behaviour{}, err
	}
	found, err := tx.Catalogue.BehavioursByID(ctx, actor.Language, []domain.BehaviourID{id})
	if err != nil || len(found) == 0 {
		return recognition.Behaviour{}, err
	}
	return found[0], nil
}
