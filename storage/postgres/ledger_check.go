package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"laurel/domain"
	"laurel/domain/points"
)

// mostMismatches is how many of what is wrong are listed.
const mostMismatches = 100

// Check recomputes every balance from the entries, and adds up each transfer, in one snapshot. A statement adds
// up so many entries at once, and tell hears after each how many of all are done.
func (l Ledger) Check(ctx context.Context, atOnce int64, tell func(done, all int64)) (points.CheckReport, error) {
	var r points.CheckReport
	l.tx.ReadFirst(Query{sql: `set transaction isolation level repeatable read`, collect: func(pgx.Rows) error { return nil }})
	err := l.tx.Read(ctx, rowInto(`select (select count(*) from account), (select count(*) from transfer), (select count(*) from entry),
		(select coalesce(sum(balance), 0)::bigint from account)`, nil, &r.Accounts, &r.Transfers, &r.Entries, &r.Sum))
	if err == nil {
		err = l.checkTransfers(ctx, &r, atOnce, tell)
	}
	if err == nil {
		err = l.tx.Read(ctx, mismatchesInto(&r, `select 'account' as kind, a.id::text as id, a.balance, coalesce(e.sum, 0)::bigint as computed
			from account a left join (select account_id, sum(points) as sum from entry group by account_id) e on e.account_id = a.id
			where a.balance <> coalesce(e.sum, 0) limit $1`, mostMismatches-len(r.Mismatches)))
	}
	if err == nil {
		err = l.tx.Read(ctx, mismatchesInto(&r, stockMismatches, mostMismatches-len(r.Mismatches)))
	}
	return r, translate(err)
}

// stockMismatches are rewards whose stock is not what its movements say, or was not after one of them.
const stockMismatches = `select 'stock' as kind, id::text, balance, computed from (
		select r.id, coalesce(r.stock, 0) as balance, coalesce(s.sum, 0)::bigint as computed
			from reward r left join (select reward_id, sum(quantity) as sum from stock_entry group by reward_id) s on s.reward_id = r.id
		union all
		select reward_id, coalesce(left_over, 0), sum(quantity) over (partition by reward_id order by id)::bigint from stock_entry) m
	where balance <> computed order by id limit $1`

// checkTransfers adds up the entries of each transfer, part by part. Ids of transfers follow time, as entries
// do, so a part is read nearly in the order in which it lies.
func (l Ledger) checkTransfers(ctx context.Context, r *points.CheckReport, atOnce int64, tell func(done, all int64)) error {
	from, done := domain.TransferID{}, int64(0)
	for done < r.Entries {
		to := lastTransfer // where the next part does not begin
		err := l.tx.Read(ctx, rowInto(`select coalesce((select transfer_id from entry where transfer_id > $1 order by transfer_id offset $2 limit 1), $3)`,
			[]any{from, atOnce - 1, lastTransfer}, &to))
		if err != nil {
			return err
		}
		err = l.tx.Read(ctx, mismatchesInto(r, `select 'transfer' as kind, transfer_id::text as id, 0::bigint as balance, sum(points)::bigint as computed
			from entry where transfer_id > $1 and transfer_id <= $2 group by transfer_id having sum(points) <> 0 or count(*) <> 2
			order by transfer_id limit $3`, from, to, mostMismatches-len(r.Mismatches)))
		if err != nil {
			return err
		}
		from, done = to, min(done+atOnce, r.Entries)
		if to == lastTransfer {
			done = r.Entries
		}
		tell(done, r.Entries)
	}
	return nil
}

// lastTransfer is behind all ids of transfers.
var lastTransfer = domain.TransferID{UUID: uuid.Max}

// rowInto is a query of Tx.Read for the values of one row.
func rowInto(query string, args []any, to ...any) Query {
	return Query{sql: query, args: args, collect: func(rows pgx.Rows) error {
		_, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (struct{}, error) { return struct{}{}, row.Scan(to...) })
		return err
	}}
}

// mismatchesInto is a query of Tx.Read for more of what is wrong.
func mismatchesInto(r *points.CheckReport, query string, args ...any) Query {
	var found []points.Mismatch
	return then(rowsInto(&found, query, args...), func() { r.Mismatches = append(r.Mismatches, found...) })
}
