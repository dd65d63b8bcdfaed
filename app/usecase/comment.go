package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// AddComment says something to a recognition. The result is a recognition.Comment.
func (uc *UseCases) AddComment(ctx context.Context, actor domain.Actor, id domain.NominationID, text string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		c, err := recognition.NewComment(id, actor.ID, text, now)
		if err != nil {
			return nil, err
		}
		if err := checkOpen(ctx, tx, actor, id); err != nil {
			return nil, err
		}
		tx.Social.AddComment(c)
		tx.Events.Add(domain.NewEvent(domain.CommentAdded, id, actor.Ref(), now, map[string]any{"comment": c.ID}))
		uc.auditComment(tx, actor, "comment", c)
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		return tx.Social.Comment(ctx, c.ID)
	})
}

// Comments lists the comments to a recognition, the first said first: for all who see it.
func (uc *UseCases) Comments(ctx context.Context, actor domain.Actor, id domain.NominationID, page domain.Page) (domain.Slice[recognition.Comment], error) {
	if _, err := uc.db.Social.Standing(ctx, id, actor); err != nil {
		return domain.Slice[recognition.Comment]{}, err
	}
	return uc.db.Social.Comments(ctx, id, page)
}

// EditComment puts other words in the place of the actor's.
func (uc *UseCases) EditComment(ctx context.Context, actor domain.Actor, id domain.CommentID, text string) (c recognition.Comment, err error) {
	err = uc.inTx(ctx, func(tx *postgres.Tx) error {
		if c, err = tx.Social.LockComment(ctx, id, actor); err != nil {
			return err
		}
		if err := c.Edit(text, actor.ID, uc.Now()); err != nil {
			return err
		}
		if err := checkOpen(ctx, tx, actor, c.Nomination); err != nil {
			return err
		}
		tx.Social.UpdateComment(c)
		tx.Events.Add(uc.changed(c.Nomination, actor))
		uc.auditComment(tx, actor, "edit_comment", c)
		return nil
	})
	if err == nil {
		uc.wake()
	}
	return c, err
}

// RemoveComment takes a comment away, with its words: its author may, and an owner.
func (uc *UseCases) RemoveComment(ctx context.Context, actor domain.Actor, id domain.CommentID) error {
	err := uc.inTx(ctx, func(tx *postgres.Tx) error {
		c, err := tx.Social.LockComment(ctx, id, actor)
		if err != nil {
			return err
		}
		if !c.MayRemove(actor) {
			return domain.Forbidden("not_author", "Only who wrote a comment takes it away, or an owner.")
		}
		tx.Social.RemoveComment(c, actor.ID, uc.Now())
		tx.Events.Add(uc.changed(c.Nomination, actor))
		uc.auditComment(tx, actor, "remove_comment", c)
		return nil
	})
	if err == nil {
		uc.wake()
	}
	return err
}

func (uc *UseCases) auditComment(tx *postgres.Tx, actor domain.Actor, action string, c recognition.Comment) {
	tx.Audit.Add(actor, uc.Now(), postgres.Entry{
		Action: action, SubjectKind: "comment", Subject: domain.ID[any]{UUID: c.ID.UUID},
		Data: map[string]any{"nomination": c.Nomination, "author": c.Author},
	})
}
