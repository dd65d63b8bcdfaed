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

// ReadNotifications says which notifications are read: some of them by their ids, or all up to a
// moment.
type ReadNotifications struct {
	IDs  []domain.NotificationID
	UpTo *time.Time
}

// Read marks notifications of the actor as read. The result is how many are left, an int.
func (uc *UseCases) Read(ctx context.Context, actor domain.Actor, what ReadNotifications, o Once) (Answer, error) {
	if (len(what.IDs) == 0) == (what.UpTo == nil) {
		return Answer{}, domain.Invalid("invalid_input", "Name the notifications, or the moment up to which all are read.",
			domain.FieldError{Location: "body.ids", Message: "or up_to is needed, not both"})
	}
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		if what.UpTo != nil {
			tx.Inbox.ReadUpTo(actor.ID, *what.UpTo, now)
		} else {
			tx.Inbox.Read(actor.ID, what.IDs, now)
		}
		tx.Events.Add(domain.NewEvent(domain.NotificationsRead, actor.ID, actor.Ref(), now, map[string]any{"employee": actor.ID}))
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		left, err := tx.Inbox.Unread(ctx, actor)
		return left, err
	})
}
