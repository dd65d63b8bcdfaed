package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/reward"
)

// Wishes is the table of what people save for.
type Wishes struct {
	q  queryer
	tx *Tx
}

// Add notes that somebody saves for a reward; who does already, does so since then.
func (w Wishes) Add(by domain.EmployeeID, id domain.RewardID, now time.Time) {
	w.tx.queue(`insert into wish (employee_id, reward_id, wished_at) values ($1, $2, $3) on conflict do nothing`, by, id, now)
}

// Drop takes a wish back, where there is one.
func (w Wishes) Drop(by domain.EmployeeID, id domain.RewardID) {
	w.tx.queue(`delete from wish where employee_id = $1 and reward_id = $2`, by, id)
}

// wishRow is a wish with its reward.
type wishRow struct {
	rewardViewRow
	WishedAt time.Time `db:"wished_at"`
	Balance  int64     `db:"balance"`
}

// List lists what somebody saves for of what is offered to them, in the order of the catalogue.
func (w Wishes) List(ctx context.Context, reader domain.EmployeeID, language string, page domain.Page) (domain.Slice[reward.Wish], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[reward.Wish]{}, err
	}
	rows, err := many[wishRow](ctx, w.q, `select v.*, w.wished_at, `+walletOf+` as balance
		from (`+rewardViewSelect+`) v join wish w on w.reward_id = v.id and w.employee_id = $1
		where v.active and v.eligible and ($3::uuid is null or v.id > $3) order by v.id limit $4`, reader, language, after, page.Limit+1)
	if err != nil {
		return domain.Slice[reward.Wish]{}, err
	}
	found := slice(rows, page.Limit, func(row wishRow) string { return row.ID.String() })
	wishes := domain.Slice[reward.Wish]{Items: make([]reward.Wish, len(found.Items)), Next: found.Next}
	for i, row := range found.Items {
		wishes.Items[i] = reward.Wish{View: row.view(), WishedAt: row.WishedAt, Balance: row.Balance}
	}
	return wishes, nil
}
