package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/notification"
	"laurel/storage/postgres"
)

// Inbox is a page of what the actor is told of, and how much of all is not read (up to
// postgres.MostUnread).
type Inbox struct {
	domain.Slice[notification.View]
	Unread int
}

// Notifications lists what the actor is told of, the latest first.
func (uc *UseCases) Notifications(ctx context.Context, actor domain.Actor, f notification.Filter, page domain.Page) (Inbox, error) {
	items, err := uc.db.Inbox.List(ctx, actor, f, page)
	if err != nil {
		return Inbox{}, err
	}
	unread, err := uc.db.Inbox.Unread(ctx, actor)
	return Inbox{items, unread}, err
}

// ReadNotifications says which notifications are read: some of them by their ids, all up to a moment, or
// all about a nomination, whose page was opened.
type ReadNotifications struct {
	IDs        []domain.NotificationID
	UpTo       *time.Time
	Nomination *domain.NominationID
}

// check says whether exactly one of them is named.
func (r ReadNotifications) check() error {
	named := 0
	for _, is := range []bool{len(r.IDs) > 0, r.UpTo != nil, r.Nomination != nil} {
		if is {
			named++
		}
	}
	if named != 1 {
		return domain.Invalid("invalid_input", "Name the notifications, the moment up to which all are read, or the nomination that was read.",
			domain.FieldError{Location: "body.ids", Message: "or up_to, or nomination_id is needed, one of them"})
	}
	return nil
}

// Read marks notifications of the actor as read. The result is how many are left, an int.
func (uc *UseCases) Read(ctx context.Context, actor domain.Actor, what ReadNotifications, o Once) (Answer, error) {
	if err := what.check(); err != nil {
		return Answer{}, err
	}
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		switch {
		case what.Nomination != nil:
			tx.Inbox.ReadOf(actor.ID, *what.Nomination, now)
		case what.UpTo != nil:
			tx.Inbox.ReadUpTo(actor.ID, *what.UpTo, now)
		default:
			tx.Inbox.Read(actor.ID, what.IDs, now)
		}
		if what.Nomination == nil {
			tx.Events.Add(domain.NewEvent(domain.NotificationsRead, actor.ID, actor.Ref(), now, map[string]any{"employee": actor.ID}))
		}
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		left, err := tx.Inbox.Unread(ctx, actor)
		return left, err
	})
}
