package usecase

import (
	"context"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// Donations lists what is to be paid to charities, or was, the latest first; of one reward where one is named.
func (uc *UseCases) Donations(ctx context.Context, actor domain.Actor, state reward.DonationState, of *domain.RewardID, page domain.Page) (domain.Slice[reward.DonationView], error) {
	return uc.db.Donations.List(ctx, actor.Language, state, of, page)
}

// AllDonations are Donations in one piece: for a table.
func (uc *UseCases) AllDonations(ctx context.Context, actor domain.Actor, state reward.DonationState, of *domain.RewardID) ([]reward.DonationView, error) {
	return uc.db.Donations.All(ctx, actor.Language, state, of)
}

// DonationTotals sums what is to be paid to each charity, and what was.
func (uc *UseCases) DonationTotals(ctx context.Context, actor domain.Actor) ([]reward.DonationTotal, error) {
	return uc.db.Donations.Totals(ctx, actor.Language)
}

// donate fulfils what is approved among some redemptions of donations by itself: what was held is spent, and
// becomes a sum to pay out. It is called by whatever approves, in the transaction of the change.
func (uc *UseCases) donate(ctx context.Context, tx *postgres.Tx, redemptions ...*reward.Redemption) error {
	now := uc.Now()
	var spends []points.Transfer
	for _, d := range redemptions {
		if d.Status != reward.Approved {
			continue
		}
		due, err := d.Donate(now)
		if err != nil {
			return err
		}
		if due == nil {
			continue
		}
		tx.Redemptions.Update(d)
		tx.Donations.Insert(due)
		tx.Events.Add(redemptionEvent(domain.RedemptionFulfilled, d, domain.Actor{}, now))
		auditRedemption(tx, domain.Actor{}, "donate", d, now)
		spends = append(spends, spendOf(d, now))
	}
	if len(spends) == 0 {
		return nil
	}
	if err := tx.Flush(ctx); err != nil { // what was held just now is there to be spent
		return err
	}
	return uc.book(ctx, tx, now, recognition.Program{}, spends)
}

// DonationsPaid is what was paid at once: how many donations, and the sums by reward and currency.
type DonationsPaid struct {
	Paid      int64
	Sums      []reward.DonationTotal
	Reference string
	At        time.Time
}

// PayDonations marks donations as paid, all or none. The result is a DonationsPaid; NotFound where one is not
// there, 409 `already_paid` where one is paid already.
func (uc *UseCases) PayDonations(ctx context.Context, actor domain.Actor, p reward.Payment, o Once) (Answer, error) {
	p, err := p.Checked()
	if err != nil {
		return Answer{}, err
	}
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		found, err := tx.Donations.Lock(ctx, actor.Language, p.Donations)
		if err != nil {
			return nil, err
		}
		if len(found) < len(p.Donations) {
			return nil, domain.NotFound()
		}
		for _, d := range found {
			if d.PaidAt != nil {
				return nil, domain.Conflict("already_paid", "One of these donations is paid already. Nothing was changed: look at the list again.")
			}
		}
		tx.Donations.Pay(p.Donations, actor.ID, p.Reference, now)
		done := DonationsPaid{Paid: int64(len(found)), Sums: sumsOf(found), Reference: p.Reference, At: now}
		for _, sum := range done.Sums {
			tx.Audit.Add(actor, now, postgres.Entry{
				Action: "pay_donations", SubjectKind: "reward", Subject: domain.ID[any](sum.Reward),
				Data: map[string]any{"donations": sum.Paid, "amount": sum.PaidAmount, "currency": sum.Currency},
			})
		}
		return done, nil
	})
}

// sumsOf adds donations up by reward and currency, in the order in which they are met.
func sumsOf(donations []reward.DonationView) []reward.DonationTotal {
	var sums []reward.DonationTotal
	for _, d := range donations {
		at := slices.IndexFunc(sums, func(s reward.DonationTotal) bool { return s.Reward == d.Reward && s.Currency == d.Currency })
		if at < 0 {
			at = len(sums)
			sums = append(sums, reward.DonationTotal{Reward: d.Reward, RewardName: d.RewardName, Currency: d.Currency})
		}
		sums[at].Paid++
		sums[at].PaidAmount += d.Amount
	}
	return sums
}
