package postgres

import (
	"context"

	"laurel/domain"
	"laurel/domain/reward"
)

// Stock is the ledger of the stock of rewards, and what is left of each.
type Stock struct {
	q  queryer
	tx *Tx
}

// Move books one movement, and moves what is left of the reward by it. The reward has been locked. Where its stock
// is not counted any more, nothing is taken and nothing goes back.
func (s Stock) Move(e reward.StockEntry) {
	s.tx.queue(`with moved as (
			update reward set stock = case $2 when 'uncounted' then null else coalesce(stock, 0) + $3 end
			where id = $1 and (stock is not null or $2 = 'counted') returning stock)
		insert into stock_entry (reward_id, kind, quantity, left_over, redemption_id, actor_id, reason, at)
		select $1, $2, $3, moved.stock, $4, $5, $6, $7 from moved`,
		e.Reward, e.Kind, e.Quantity, e.Redemption, e.Actor, e.Reason, e.At)
}

// Entries lists the movements of a reward's stock, the latest first.
func (s Stock) Entries(ctx context.Context, id domain.RewardID, page domain.Page) (domain.Slice[reward.StockEntry], error) {
	before, err := readNumberCursor(page.Cursor)
	if err != nil {
		return domain.Slice[reward.StockEntry]{}, err
	}
	rows, err := many[reward.StockEntry](ctx, s.q, `select s.id, s.reward_id, s.kind, s.quantity, s.left_over, s.redemption_id, s.actor_id,
			(select name from employee where id = s.actor_id) as actor_name, s.reason, s.at
		from stock_entry s where s.reward_id = $1 and ($2 = 0 or s.id < $2) order by s.id desc limit $3`, id, before, page.Limit+1)
	if err != nil {
		return domain.Slice[reward.StockEntry]{}, err
	}
	return slice(rows, page.Limit, func(e reward.StockEntry) string { return numberCursor(e.ID) }), nil
}
