package usecase

import (
	"context"
	"encoding/json"
	"time"

	"laurel/domain"
	"laurel/domain/notification"
	"laurel/storage/postgres"
)

// FollowNotifications makes the notifications of all events that have positions and were not read for
// it yet. How far it has read is kept in the same transaction as what it makes, so that each event is
// told once whatever dies. Several instances may follow at once.
func (uc *UseCases) FollowNotifications(ctx context.Context) error {
	for {
		behind, err := uc.db.NotificationsBehind(ctx)
		if err != nil || !behind {
			return err
		}
		if err := uc.notifyStep(ctx); err != nil {
			return err
		}
		uc.wake() // what was made is told by events of its own
	}
}

// notifyStep reads the next events.
func (uc *UseCases) notifyStep(ctx context.Context) error {
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		position, err := tx.Inbox.LockPosition(ctx, now)
		if err != nil {
			return err
		}
		events, err := tx.Inbox.EventsAfter(ctx, position, followAtOnce)
		if err != nil || len(events) == 0 {
			return err
		}
		told, err := readTold(ctx, tx, events)
		if err != nil {
			return err
		}
		for _, e := range events {
			told.tell(e, now)
		}
		told.flush(now)
		tx.Inbox.SetPosition(events[len(events)-1].Position)
		return uc.writeToApprovers(ctx, tx, told.asked, now)
	})
}

// teller makes the notifications of some events, in their order.
type teller struct {
	tx          *postgres.Tx
	data        map[domain.EventID]notification.Data
	nominations map[domain.ID[any]]*notification.Nomination
	redemptions map[domain.ID[any]]*notification.Redemption
	owners      []domain.EmployeeID
	admins      []domain.EmployeeID
	made        []notification.Notification // not written yet
	asked       []askedOf                   // who may have to be written to
}

// readTold reads all that the rules know of some events, by one query for each kind of thing.
func readTold(ctx context.Context, tx *postgres.Tx, events []domain.Event) (*teller, error) {
	t := &teller{tx: tx, data: make(map[domain.EventID]notification.Data, len(events))}
	var things []domain.ID[any]
	for _, e := range events {
		if !notification.Concerns(e.Kind) && !notification.Closing(e.Kind) {
			continue
		}
		var data notification.Data
		_ = json.Unmarshal(e.Data, &data) // what cannot be read is not there, and the rules do without
		t.data[e.ID] = data
		things = append(things, subjectOf(e, data))
	}
	if len(things) == 0 {
		return t, nil
	}
	var err error
	if t.nominations, err = tx.Inbox.NominationFacts(ctx, things); err != nil {
		return nil, err
	}
	if t.redemptions, err = tx.Inbox.RedemptionFacts(ctx, things); err != nil {
		return nil, err
	}
	if t.owners, err = tx.Inbox.ActiveWithRole(ctx, domain.RoleOwner); err != nil {
		return nil, err
	}
	t.admins, err = tx.Inbox.ActiveWithRole(ctx, domain.RoleAdmin)
	return t, err
}

// subjectOf is the thing that an event is about: its subject, or the nomination that its data name.
func subjectOf(e domain.Event, data notification.Data) domain.ID[any] {
	if data.Nomination != nil {
		return domain.ID[any]{UUID: data.Nomination.UUID}
	}
	return e.Subject
}

// tell makes what an event makes, and ends what it ends.
func (t *teller) tell(e domain.Event, now time.Time) {
	data := t.data[e.ID]
	thing := subjectOf(e, data)
	facts := notification.Facts{Event: e, Data: data, Nomination: t.nominations[thing], Redemption: t.redemptions[thing], Owners: t.owners, Admins: t.admins}
	if notification.Closing(e.Kind) && (facts.Redemption != nil || (facts.Nomination != nil && facts.Nomination.WasAsked)) {
		t.flush(now)
		t.tx.Inbox.Settle(thing, nil, now)
	}
	if e.Kind == domain.CardAnswered && e.Actor != nil {
		t.flush(now)
		t.tx.Inbox.SettleCard(*e.Actor, e.Subject, now)
	}
	if ended := notification.EndsForAward(e.Kind); len(ended) > 0 {
		t.flush(now)
		t.tx.Inbox.SettleAward(e.Subject, ended, now)
	}
	if data.From != nil {
		t.flush(now)
		t.tx.Inbox.Settle(thing, data.From, now)
	}
	if e.Kind == domain.RecognitionRevoked {
		t.flush(now)
		t.tx.Inbox.Forget(thing)
	}
	for _, n := range notification.For(facts) {
		if now.Sub(n.At) > notification.Stale {
			n.ReadAt = &now
		}
		t.made = append(t.made, n)
		if (n.Kind == notification.ApprovalWaiting || n.Kind == notification.ApprovalDelegated) && n.ReadAt == nil {
			t.asked = append(t.asked, askedOf{n, e.Position})
		}
	}
}

// flush writes what was made, before something that must come after it.
func (t *teller) flush(now time.Time) {
	t.tx.Inbox.Insert(t.made, now)
	t.made = nil
}
