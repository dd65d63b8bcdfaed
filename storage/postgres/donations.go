package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/reward"
)

// Donations is the table of what is to be paid out to charities, and what was.
type Donations struct {
	q  queryer
	tx *Tx
}

// Insert adds a donation that is to be paid.
func (d Donations) Insert(n *reward.Donation) {
	d.tx.queue(`insert into donation (id, redemption_id, reward_id, employee_id, points, amount, currency, at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, n.ID, n.Redemption, n.Reward, n.Employee, n.Points, n.Amount, n.Currency, n.At)
}

// donationSelect reads donations in the language $1, of a state ($2: null for all, else whether they are paid)
// and of one reward ($3, null for all).
const donationSelect = `select d.id, d.redemption_id, d.reward_id, coalesce(r.translations -> $1 ->> 'name', r.name) as reward_name,
		d.employee_id, e.name as employee_name, d.points, d.amount, d.currency, d.at, d.paid_at, d.reference
	from donation d join reward r on r.id = d.reward_id join employee e on e.id = d.employee_id
	where ($2::boolean is null or (d.paid_at is not null) = $2) and ($3::uuid is null or d.reward_id = $3)`

// List lists donations, the latest first.
func (d Donations) List(ctx context.Context, language string, state reward.DonationState, of *domain.RewardID, page domain.Page) (domain.Slice[reward.DonationView], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[reward.DonationView]{}, err
	}
	rows, err := many[reward.DonationView](ctx, d.q, donationSelect+` and ($4::uuid is null or d.id < $4) order by d.id desc limit $5`,
		language, isPaid(state), of, before, page.Limit+1)
	if err != nil {
		return domain.Slice[reward.DonationView]{}, err
	}
	return slice(rows, page.Limit, func(v reward.DonationView) string { return v.ID.String() }), nil
}

// All reads the donations of a state, the latest first: for a table.
func (d Donations) All(ctx context.Context, language string, state reward.DonationState, of *domain.RewardID) ([]reward.DonationView, error) {
	return many[reward.DonationView](ctx, d.q, donationSelect+` order by d.id desc`, language, isPaid(state), of)
}

func isPaid(state reward.DonationState) *bool {
	if state == reward.AllDonations {
		return nil
	}
	paid := state == reward.Paid
	return &paid
}

// Totals sums donations by reward and currency, in the order in which the rewards were made.
func (d Donations) Totals(ctx context.Context, language string) ([]reward.DonationTotal, error) {
	return many[reward.DonationTotal](ctx, d.q, `
		select t.*, coalesce(r.translations -> $1 ->> 'name', r.name) as reward_name from (
			select reward_id, currency,
				count(*) filter (where paid_at is null) as unpaid, coalesce(sum(amount) filter (where paid_at is null), 0)::bigint as unpaid_amount,
				count(*) filter (where paid_at is not null) as paid, coalesce(sum(amount) filter (where paid_at is not null), 0)::bigint as paid_amount
			from donation group by reward_id, currency) t
		join reward r on r.id = t.reward_id order by t.reward_id, t.currency collate "C"`, language)
}

// Lock reads some donations and keeps them for this transaction, in the one order in which they are locked;
// those that are not there are missing.
func (d Donations) Lock(ctx context.Context, language string, ids []domain.DonationID) ([]reward.DonationView, error) {
	return many[reward.DonationView](ctx, d.q, donationSelect+` and d.id = any($4) order by d.id for no key update of d`, language, nil, nil, uuids(ids))
}

// Pay stores that donations were paid.
func (d Donations) Pay(ids []domain.DonationID, by domain.EmployeeID, reference string, now time.Time) {
	d.tx.queue(`update donation set paid_at = $2, paid_by = $3, reference = $4 where id = any($1)`, uuids(ids), now, by, reference)
}
