package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// StockEntries lists the movements of the stock of a reward, the latest first.
func (uc *UseCases) StockEntries(ctx context.Context, actor domain.Actor, id domain.RewardID, page domain.Page) (domain.Slice[reward.StockEntry], error) {
	if _, err := uc.Reward(ctx, actor, id); err != nil {
		return domain.Slice[reward.StockEntry]{}, err
	}
	return uc.db.Stock.Entries(ctx, id, page)
}

// ChangeStock adds to the stock of a reward, or takes from it; whoever redeems meanwhile loses nothing by it. The
// result is a reward.StockEntry.
func (uc *UseCases) ChangeStock(ctx context.Context, actor domain.Actor, id domain.RewardID, c reward.StockChange, o Once) (Answer, error) {
	if err := c.Check(); err != nil {
		return Answer{}, err
	}
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		r, err := tx.Rewards.Lock(ctx, id)
		if err != nil {
			return nil, err
		}
		entry, err := r.MoveStock(c, actor.ID, uc.Now())
		if err != nil {
			return nil, err
		}
		tx.Stock.Move(entry)
		auditReward(tx, actor, "change_stock", r)
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		latest, err := tx.Stock.Entries(ctx, id, domain.Page{Limit: 1})
		if err != nil {
			return nil, err
		}
		return latest.Items[0], nil
	})
}

// setStock books what an owner has set the stock of a reward to, from what was before.
func setStock(tx *postgres.Tx, r *reward.Reward, before *int64, actor domain.Actor) {
	if entry := r.StockSet(before, actor.ID, r.UpdatedAt); entry != nil {
		tx.Stock.Move(*entry)
	}
}
