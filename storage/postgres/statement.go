package postgres

import (
	"context"

	"laurel/domain"
	"laurel/domain/points"
)

// Statement lists a wallet's entries, the newest first, in the order of booking, with names in a
// language. The giver of a private recognition is named: who has received points knows from whom. The
// giver of a boost is who it came from, and went back to.
func (l Ledger) Statement(ctx context.Context, owner domain.EmployeeID, language string, page domain.Page) (domain.Slice[points.Line], error) {
	before, err := readNumberCursor(page.Cursor)
	if err != nil {
		return domain.Slice[points.Line]{}, err
	}
	rows, err := many[points.Line](ctx, l.q, `
		select e.id, e.transfer_id, t.booked_at, t.kind, e.points, e.balance_after, t.reason, t.nomination_id, t.redemption_id,
			case when t.kind in ('boost', 'boost_returned') then (select b.name from entry o join account a on a.id = o.account_id
				join employee b on b.id = a.owner_id where o.transfer_id = e.transfer_id and o.account_id <> e.account_id) else g.name end as giver, coalesce(p.translations -> $2 ->> 'name', p.name) as program, coalesce(r.translations -> $2 ->> 'name', r.name) as reward
		from entry e join transfer t on t.id = e.transfer_id
		left join nomination n on n.id = t.nomination_id left join employee g on g.id = n.nominator_id left join program p on p.id = n.program_id
		left join redemption d on d.id = t.redemption_id left join reward r on r.id = d.reward_id
		where e.account_id = (select id from account where owner_id = $1 and kind = 'wallet' and slot = 0)
		  and ($3::bigint = 0 or e.id < $3)
		order by e.id desc limit $4`, owner, language, before, page.Limit+1)
	if err != nil {
		return domain.Slice[points.Line]{}, err
	}
	return slice(rows, page.Limit, func(line points.Line) string { return numberCursor(line.ID) }), nil
}
