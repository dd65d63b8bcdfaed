package usecase

import (
	"context"
	"encoding/json"
	"time"

	"laurel/domain"
	"laurel/domain/notification"
	"laurel/domain/people"
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
	made        map[domain.EventID][]notification.Notification // by the rules
	receivers   map[domain.EmployeeID]people.Told              // who are there, and how they want to be told
	known       map[notification.Key]bool                      // told before
	wanted      []notification.Notification                    // not written yet
	asked       []askedOf                                      // who may have to be written to
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
	if t.admins, err = tx.Inbox.ActiveWithRole(ctx, domain.RoleAdmin); err != nil {
		return nil, err
	}
	return t, t.make(ctx, events)
}

// make makes the notifications of some events, and reads who would receive them.
func (t *teller) make(ctx context.Context, events []domain.Event) (err error) {
	t.made = make(map[domain.EventID][]notification.Notification, len(events))
	var all []notification.Notification
	var receivers []domain.EmployeeID
	for _, e := range events {
		made := notification.For(t.facts(e))
		t.made[e.ID] = made
		all = append(all, made...)
		for _, n := range made {
			receivers = append(receivers, n.Receiver)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if t.receivers, err = t.tx.People.Told(ctx, receivers); err != nil {
		return err
	}
	t.known, err = t.tx.Inbox.Known(ctx, all)
	return err
}

// facts are what the rules know of an event.
func (t *teller) facts(e domain.Event) notification.Facts {
	data := t.data[e.ID]
	thing := subjectOf(e, data)
	return notification.Facts{Event: e, Data: data, Nomination: t.nominations[thing], Redemption: t.redemptions[thing], Owners: t.owners, Admins: t.admins}
}

// subjectOf is the thing that an event is about: its subject, or the nomination that its data name.
func subjectOf(e domain.Event, data notification.Data) domain.ID[any] {
	if data.Nomination != nil {
		return domain.ID[any]{UUID: data.Nomination.UUID}
	}
	return e.Subject
}

// tell tells of what an event made, and ends what it ends.
func (t *teller) tell(e domain.Event, now time.Time) {
	data := t.data[e.ID]
	thing := subjectOf(e, data)
	facts := t.facts(e)
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
	for _, n := range t.made[e.ID] {
		receiver, active := t.receivers[n.Receiver]
		if !active {
			continue
		}
		if now.Sub(n.At) > notification.Stale {
			n.ReadAt = &now
		}
		if n.Kind == notification.ConfirmationAsked && n.Nomination != nil {
			t.tx.Inbox.AskToConfirm(*n.Nomination, n.Receiver, n.At)
		}
		if receiver.Notifications.Channels(people.NotificationKind(n.Kind.Preference())).Inbox && !t.known[n.Key()] {
			t.wanted = append(t.wanted, n)
		}
		if (n.Kind == notification.ApprovalWaiting || n.Kind == notification.ApprovalDelegated) && n.ReadAt == nil {
			t.asked = append(t.asked, askedOf{n, e.Position})
		}
	}
}

// flush writes what is wanted, before something that must come after it.
func (t *teller) flush(now time.Time) {
	t.tx.Inbox.Insert(t.wanted, now)
	t.wanted = nil
}
