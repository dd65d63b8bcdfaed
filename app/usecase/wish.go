package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// Wishes lists what the actor saves for.
func (uc *UseCases) Wishes(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[reward.Wish], error) {
	return uc.db.Wishes.List(ctx, actor.ID, actor.Language, page)
}

// Wish notes that the actor saves for a reward. Twice is once.
func (uc *UseCases) Wish(ctx context.Context, actor domain.Actor, id domain.RewardID) error {
	return uc.onWish(ctx, actor, id, func(tx *postgres.Tx) { tx.Wishes.Add(actor.ID, id, uc.Now()) })
}

// Unwish takes the actor's wish back, where there is one.
func (uc *UseCases) Unwish(ctx context.Context, actor domain.Actor, id domain.RewardID) error {
	return uc.onWish(ctx, actor, id, func(tx *postgres.Tx) { tx.Wishes.Drop(actor.ID, id) })
}

// onWish changes a wish for a reward that is offered to the actor.
func (uc *UseCases) onWish(ctx context.Context, actor domain.Actor, id domain.RewardID, change func(*postgres.Tx)) error {
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		if _, err := tx.Rewards.View(ctx, id, actor.ID, actor.Language, actor.Is(domain.RoleOwner)); err != nil {
			return err
		}
		change(tx)
		return nil
	})
}
