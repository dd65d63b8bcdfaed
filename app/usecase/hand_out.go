package usecase

import (
	"context"
	"slices"
	"strings"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// handOut fulfils what waits for codes of a reward, the oldest first, for as long as its pool has them: one
// code for each piece. It is called by whatever may leave one that can be fulfilled, in the transaction of
// the change; the reward is locked, so that who adds codes and who asks for one cannot miss each other. It
// gives how many redemptions it has fulfilled.
func (uc *UseCases) handOut(ctx context.Context, tx *postgres.Tx, id domain.RewardID) (int64, error) {
	if err := tx.Flush(ctx); err != nil {
		return 0, err
	}
	pool, err := tx.Codes.Lock(ctx, id)
	if err != nil || pool.Fulfilment != reward.ByCode || pool.Available == 0 || pool.Waiting == 0 {
		return 0, err
	}
	waiting, err := tx.Codes.Waiting(ctx, id, pool.Available)
	if err != nil {
		return 0, err
	}
	dealt := reward.Deal(waiting, pool.Available)
	var pieces int64
	for _, d := range dealt {
		pieces += d.Quantity
	}
	if pieces == 0 {
		return 0, nil
	}
	codes, err := tx.Codes.Next(ctx, id, pieces)
	if err != nil {
		return 0, err
	}
	if int64(len(codes)) < pieces {
		return 0, domain.Unavailable("The pool of codes is busy. Try again in a moment.", time.Second)
	}
	now := uc.Now()
	var spends []points.Transfer
	for i := range dealt {
		d := &dealt[i]
		var own []postgres.Code
		own, codes = codes[:d.Quantity], codes[d.Quantity:]
		if err := uc.giveCodes(tx, d, own, now); err != nil {
			return 0, err
		}
		spends = append(spends, spendOf(d, now))
	}
	if err := uc.book(ctx, tx, now, recognition.Program{}, spends); err != nil {
		return 0, err
	}
	_, err = uc.watchPool(ctx, tx, id)
	return int64(len(dealt)), err
}

// giveCodes fulfils one redemption with codes of the pool.
func (uc *UseCases) giveCodes(tx *postgres.Tx, d *reward.Redemption, codes []postgres.Code, now time.Time) error {
	texts, ids := make([]string, len(codes)), make([]domain.CodeID, len(codes))
	for i, code := range codes {
		plain, err := uc.box.Open(code.Sealed)
		if err != nil {
			return err
		}
		texts[i], ids[i] = string(plain), code.ID
	}
	sealed, err := uc.sealed(strings.Join(texts, "\n"))
	if err != nil {
		return err
	}
	if err := d.HandOut(sealed, now); err != nil {
		return err
	}
	tx.Codes.Give(ids, d.ID, now)
	tx.Redemptions.Update(d)
	tx.Events.Add(redemptionEvent(domain.RedemptionFulfilled, d, domain.Actor{}, now))
	auditRedemption(tx, domain.Actor{}, "hand_out", d, now)
	return nil
}

// spendOf books what was held for a redemption that is fulfilled: held → spent.
func spendOf(d *reward.Redemption, now time.Time) points.Transfer {
	return points.Transfer{
		ID: domain.NewTransferID(), Key: "fulfil:" + d.ID.String(), Kind: points.KindFulfilment,
		From: points.Of(points.Held, d.Employee), To: points.OfOrganisation(points.Spent, d.ID), Points: d.Points,
		Redemption: &d.ID, EffectiveAt: now,
	}
}

// noteTyped keeps a code that an owner types from being handed out a second time: one that lies in the pool
// is taken from it, and one that was handed out of it is refused (`code_given`).
func (uc *UseCases) noteTyped(ctx context.Context, tx *postgres.Tx, d *reward.Redemption, code string, now time.Time) error {
	if code == "" {
		return nil
	}
	if _, err := tx.Codes.Lock(ctx, d.Reward); err != nil {
		return err
	}
	whole := uc.codeMark(d.Reward, code)
	marks := [][]byte{whole}
	for line := range strings.Lines(code) { // several codes, or one with words around it
		marks = append(marks, uc.codeMark(d.Reward, strings.TrimSpace(line)))
	}
	known, err := tx.Codes.Known(ctx, d.Reward, marks)
	if err != nil {
		return err
	}
	var taken []domain.CodeID
	for _, k := range known {
		if k.Pooled && k.Taken {
			return domain.Conflict("code_given", "This code has been handed out already.")
		}
		if !k.Taken {
			taken = append(taken, k.ID)
		}
	}
	if len(taken) > 0 {
		tx.Codes.Give(taken, d.ID, now)
	}
	tx.Codes.Note(d.Reward, whole, d.ID, now)
	return nil
}

// handOutAll is handOut for several rewards, in the one order in which rewards are locked.
func (uc *UseCases) handOutAll(ctx context.Context, tx *postgres.Tx, ids []domain.RewardID) error {
	slices.SortFunc(ids, func(a, b domain.RewardID) int { return slices.Compare(a.UUID[:], b.UUID[:]) })
	for _, id := range slices.Compact(ids) {
		if _, err := uc.handOut(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}
