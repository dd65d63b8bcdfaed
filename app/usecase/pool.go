package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// CodesAdded is what became of codes that were put into a pool.
type CodesAdded struct {
	Added      int64
	Duplicates int64 // in what was sent, and of codes that the reward has ever had
	Faults     []domain.FieldError
	// Fulfilled is how many redemptions that waited have got their codes by it.
	Fulfilled int64
	Pool      reward.Pool
}

// Pool reads how many codes a reward has to hand out.
func (uc *UseCases) Pool(ctx context.Context, id domain.RewardID) (reward.Pool, error) {
	return uc.db.Codes.Pool(ctx, id)
}

// AddCodes puts codes into the pool of a reward: the good ones, without those that it has ever had. What
// waits for one is fulfilled, the oldest first. The result is a CodesAdded; the error is `not_by_code`.
func (uc *UseCases) AddCodes(ctx context.Context, actor domain.Actor, id domain.RewardID, typed []reward.TypedCode, o Once) (Answer, error) {
	codes, faults, err := reward.CheckCodes(typed)
	if err != nil {
		return Answer{}, err
	}
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		pool, err := tx.Codes.Lock(ctx, id)
		if err != nil {
			return nil, err
		}
		if pool.Fulfilment != reward.ByCode {
			return nil, domain.Conflict("not_by_code", "This reward is not fulfilled by code.")
		}
		closed, err := uc.closed(id, codes)
		if err != nil {
			return nil, err
		}
		done := CodesAdded{Faults: faults}
		if done.Added, err = tx.Codes.Add(ctx, id, closed, now); err != nil {
			return nil, err
		}
		done.Duplicates = int64(len(codes)) - done.Added
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "add_codes", SubjectKind: "reward", Subject: domain.ID[any](id),
			Data: map[string]any{"added": done.Added, "duplicates": done.Duplicates},
		})
		if done.Fulfilled, err = uc.handOut(ctx, tx, id); err != nil {
			return nil, err
		}
		done.Pool, err = uc.watchPool(ctx, tx, id)
		return done, err
	})
}

// ChangePool sets from below how many codes owners are told; 0 for never.
func (uc *UseCases) ChangePool(ctx context.Context, actor domain.Actor, id domain.RewardID, warnBelow int64) (reward.Pool, error) {
	if err := reward.CheckWarning(warnBelow); err != nil {
		return reward.Pool{}, err
	}
	var pool reward.Pool
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		before, err := tx.Codes.Lock(ctx, id)
		if err != nil {
			return err
		}
		tx.Codes.SetWarning(id, warnBelow, before.Warned)
		tx.Audit.Add(actor, uc.Now(), postgres.Entry{
			Action: "change_pool", SubjectKind: "reward", Subject: domain.ID[any](id), Data: map[string]any{"warn_below": warnBelow},
		})
		pool, err = uc.watchPool(ctx, tx, id)
		return err
	})
	uc.wake()
	return pool, err
}

// closed makes codes ready to be stored: nothing of them can be read from the database alone.
func (uc *UseCases) closed(id domain.RewardID, codes []string) ([]postgres.NewCode, error) {
	closed := make([]postgres.NewCode, len(codes))
	for i, code := range codes {
		sealed, err := uc.sealed(code)
		if err != nil {
			return nil, err
		}
		closed[i] = postgres.NewCode{Hash: uc.codeMark(id, code), Sealed: sealed}
	}
	return closed, nil
}

// codeMark is by what a code of a reward is known again.
func (uc *UseCases) codeMark(id domain.RewardID, code string) []byte {
	return uc.box.Mark([]byte(id.String() + "\n" + code))
}

// watchPool tells owners once when a pool runs low, and begins to watch it anew when it was refilled.
func (uc *UseCases) watchPool(ctx context.Context, tx *postgres.Tx, id domain.RewardID) (reward.Pool, error) {
	if err := tx.Flush(ctx); err != nil {
		return reward.Pool{}, err
	}
	pool, err := tx.Codes.Lock(ctx, id)
	if err != nil || pool.IsLow() == pool.Warned {
		return pool, err
	}
	pool.Warned = pool.IsLow()
	tx.Codes.SetWarning(id, pool.WarnBelow, pool.Warned)
	if pool.Warned {
		tx.Events.Add(domain.NewEvent(domain.RewardCodesLow, id, nil, uc.Now(), map[string]any{"reward": id, "available": pool.Available}))
	}
	return pool, nil
}
