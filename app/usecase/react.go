package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// React adds the actor's reaction to a recognition; again is the same as once. The result is what
// followed the recognition until now.
func (uc *UseCases) React(ctx context.Context, actor domain.Actor, id domain.NominationID, emoji recognition.Emoji) (recognition.Social, error) {
	return uc.reacting(ctx, actor, id, func(tx *postgres.Tx) error {
		isNew, err := tx.Social.React(ctx, id, actor.ID, emoji, uc.Now())
		if isNew {
			tx.Events.Add(domain.NewEvent(domain.ReactionAdded, id, actor.Ref(), uc.Now(), map[string]any{"emoji": emoji}))
		}
		return err
	})
}

// Unreact takes the actor's reaction back; one that is not there is no fault. The result is as of
// React.
func (uc *UseCases) Unreact(ctx context.Context, actor domain.Actor, id domain.NominationID, emoji recognition.Emoji) (recognition.Social, error) {
	return uc.reacting(ctx, actor, id, func(tx *postgres.Tx) error {
		wasThere, err := tx.Social.Unreact(ctx, id, actor.ID, emoji)
		if wasThere {
			tx.Events.Add(uc.changed(id, actor))
		}
		return err
	})
}

// changed says that what follows a recognition is not what it was, to who looks at it now.
func (uc *UseCases) changed(id domain.NominationID, actor domain.Actor) domain.Event {
	return domain.NewEvent(domain.RecognitionChanged, id, actor.Ref(), uc.Now(), nil)
}

func (uc *UseCases) reacting(ctx context.Context, actor domain.Actor, id domain.NominationID, work func(*postgres.Tx) error) (social recognition.Social, err error) {
	err = uc.inTx(ctx, func(tx *postgres.Tx) error {
		if err := checkOpen(ctx, tx, actor, id); err != nil {
			return err
		}
		if err := work(tx); err != nil {
			return err
		}
		social, err = tx.Social.Of(ctx, id, actor.ID)
		return err
	})
	if err == nil {
		uc.wake()
	}
	return social, err
}

// checkOpen says whether the actor may say something to a recognition: NotFound where they do not see
// it, `not_published` where it is none (any more).
func checkOpen(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.NominationID) error {
	at, err := tx.Social.Standing(ctx, id, actor)
	if err != nil {
		return err
	}
	return recognition.CheckPublished(at.Status, at.Hidden)
}
