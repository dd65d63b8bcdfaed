package postgres

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"laurel/domain"
	"laurel/domain/points"
)

// Ledger is the books of points: accounts, transfers and their entries.
type Ledger struct {
	q  queryer
	tx *Tx
}

// Lock reads accounts and keeps them for this transaction, in the one order in which all
// transactions lock them. Accounts that have no row yet are empty.
func (l Ledger) Lock(ctx context.Context, refs ...points.Ref) (*points.Books, error) {
	var locked []points.Account
	if err := l.tx.Read(ctx, l.LockQuery(&locked, refs...)); err != nil {
		return nil, err
	}
	return points.NewBooks(locked), nil
}

// LockQuery is Lock as a query of Tx.Read.
func (l Ledger) LockQuery(to *[]points.Account, refs ...points.Ref) Query {
	refs = slices.SortedFunc(slices.Values(refs), points.Ref.Compare)
	q := Query{sql: lockMany, collect: func(rows pgx.Rows) error {
		defer rows.Close()
		for rows.Next() {
			var a points.Account
			if err := rows.Scan(&a.ID, &a.Kind, &a.Owner, &a.Slot, &a.Balance, &a.PeriodStart); err != nil {
				return err
			}
			*to = append(*to, a)
		}
		return rows.Err()
	}}
	if len(refs) == 2 {
		q.sql, q.args = lockTwo, []any{refs[0].Owner, refs[0].Kind, refs[0].Slot, refs[1].Owner, refs[1].Kind, refs[1].Slot}
		return q
	}
	kinds, owners, slots := make([]string, len(refs)), make([]uuid.UUID, len(refs)), make([]int16, len(refs))
	for i, r := range refs {
		kinds[i], owners[i], slots[i] = string(r.Kind), r.Owner, r.Slot
	}
	q.args = []any{owners, kinds, slots}
	return q
}

// The accounts are joined laterally, so that each row is found by its index and locked in the order
// of the references, whatever the planner thinks of the table's size. Two accounts are what nearly
// every verb needs, and without arrays PostgreSQL keeps the plan instead of making it for each call.
const (
	lockLateral = `, lateral (select id, kind, owner_id, slot, balance, period_start from account
			where owner_id = r.owner and kind = r.kind and slot = r.slot for update) a`
	lockMany = `select a.* from unnest($1::uuid[], $2::text[], $3::smallint[]) as r (owner, kind, slot)` + lockLateral
	lockTwo  = `select a.* from (values ($1::uuid, $2::text, $3::smallint), ($4, $5, $6)) as r (owner, kind, slot)` + lockLateral
)

// Post books transfers that the books have just taken (Books.Apply), each with its two entries and
// the balances that they change, by the batch before the commit. As the accounts are locked, one
// statement does for all; only what touches an account that has no row yet goes one by one.
func (l Ledger) Post(now time.Time, books *points.Books, transfers ...points.Transfer) {
	for _, t := range transfers {
		if books.Account(t.From).ID == 0 || books.Account(t.To).ID == 0 {
			l.postSlowly(now, transfers)
			return
		}
	}
	if len(transfers) == 1 {
		t := transfers[0]
		from, to := books.Account(t.From), books.Account(t.To)
		l.tx.queue(postOne, t.ID, t.Key, t.Kind, t.Reason, t.Nomination, t.Redemption, t.Program, t.Reverses, t.InputHash(), t.EffectiveAt, now,
			from.ID, to.ID, t.Points, t.FilledFor, from.Balance, to.Balance)
		return
	}
	var p posting
	p.take(books, transfers)
	l.tx.queue(postAll, p.ids, p.keys, p.kinds, p.reasons, p.nominations, p.redemptions, p.programs, p.reverses, p.hashes, p.effective, now,
		p.accounts, p.changes, p.filled, p.entryTransfers, p.entryAccounts, p.entryPoints, p.entryAfter)
}

const postOne = `with booked as (
		insert into transfer (id, key, kind, reason, nomination_id, redemption_id, program_id, reverses, input_hash, effective_at, booked_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
	), given as (
		update account set balance = balance - $14 where id = $12
	), taken as (
		update account set balance = balance + $14, period_start = coalesce($15, period_start) where id = $13
	)
	insert into entry (transfer_id, account_id, points, balance_after) values ($1, $12, -$14::bigint, $16), ($1, $13, $14, $17)`

const postAll = `with booked as (
		insert into transfer (id, key, kind, reason, nomination_id, redemption_id, program_id, reverses, input_hash, effective_at, booked_at)
		select *, $11 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::bytea[], $10::timestamptz[])
	), changed as (
		update account set balance = balance + ($13::bigint[])[array_position($12::bigint[], id)],
			period_start = coalesce(($14::date[])[array_position($12::bigint[], id)], period_start)
		where id = any($12)
	)
	insert into entry (transfer_id, account_id, points, balance_after)
	select * from unnest($15::uuid[], $16::bigint[], $17::bigint[], $18::bigint[])`

// posting are the columns of some transfers, their entries and the accounts that they change.
type posting struct {
	ids                        []domain.TransferID
	keys, kinds, reasons       []string
	nominations                []*domain.NominationID
	redemptions                []*domain.RedemptionID
	programs                   []*domain.ProgramID
	reverses                   []*domain.TransferID
	hashes                     [][]byte
	effective                  []time.Time
	accounts, changes          []int64
	filled                     []*time.Time
	entryTransfers             []domain.TransferID
	entryAccounts, entryPoints []int64
	entryAfter                 []int64
}

func (p *posting) take(books *points.Books, transfers []points.Transfer) {
	change, filled := map[points.Ref]int64{}, map[points.Ref]*time.Time{}
	for _, t := range transfers {
		p.ids, p.keys, p.kinds, p.reasons = append(p.ids, t.ID), append(p.keys, t.Key), append(p.kinds, string(t.Kind)), append(p.reasons, t.Reason)
		p.nominations, p.redemptions, p.programs = append(p.nominations, t.Nomination), append(p.redemptions, t.Redemption), append(p.programs, t.Program)
		p.reverses, p.hashes, p.effective = append(p.reverses, t.Reverses), append(p.hashes, t.InputHash()), append(p.effective, t.EffectiveAt)
		change[t.From] -= t.Points
		change[t.To] += t.Points
		if t.FilledFor != nil {
			filled[t.To] = t.FilledFor
		}
	}
	after := map[points.Ref]int64{} // of the entry that comes next
	for _, ref := range points.Touched(transfers...) {
		account := books.Account(ref)
		p.accounts, p.changes, p.filled = append(p.accounts, account.ID), append(p.changes, change[ref]), append(p.filled, filled[ref])
		after[ref] = account.Balance - change[ref]
	}
	for _, t := range transfers {
		for _, side := range []struct {
			ref    points.Ref
			points int64
		}{{t.From, -t.Points}, {t.To, t.Points}} {
			after[side.ref] += side.points
			p.entryTransfers, p.entryAccounts = append(p.entryTransfers, t.ID), append(p.entryAccounts, books.Account(side.ref).ID)
			p.entryPoints, p.entryAfter = append(p.entryPoints, side.points), append(p.entryAfter, after[side.ref])
		}
	}
}

// postSlowly books transfers one by one, making the rows of accounts that have none.
func (l Ledger) postSlowly(now time.Time, transfers []points.Transfer) {
	for _, t := range transfers {
		l.tx.queue(`insert into transfer (id, key, kind, reason, nomination_id, redemption_id, program_id, reverses, input_hash, effective_at, booked_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			t.ID, t.Key, t.Kind, t.Reason, t.Nomination, t.Redemption, t.Program, t.Reverses, t.InputHash(), t.EffectiveAt, now)
		first, second := l.side(t, t.From, -t.Points), l.side(t, t.To, t.Points)
		if t.To.Compare(t.From) < 0 {
			first, second = second, first
		}
		first()
		second()
	}
}

// side books one entry with the balance after it. The account's row is made where there is none. A
// row that is to shrink is there already, unless it may overdraw, and must not go through an insert:
// its constraint would be held against the change instead of the balance.
func (l Ledger) side(t points.Transfer, ref points.Ref, change int64) func() {
	return func() {
		var filled *time.Time
		if change > 0 {
			filled = t.FilledFor
		}
		changed := `insert into account (kind, owner_id, slot, balance, period_start) values ($1, $2, $3, $4, $5)
				on conflict (owner_id, kind, slot) do update
					set balance = account.balance + excluded.balance, period_start = coalesce(excluded.period_start, account.period_start)`
		if change < 0 && ref.Kind != points.Issuance {
			changed = `update account set balance = balance + $4, period_start = coalesce($5, period_start)
				where owner_id = $2 and kind = $1 and slot = $3`
		}
		l.tx.queue(`with changed as (`+changed+` returning id, balance)
			insert into entry (transfer_id, account_id, points, balance_after) select $6, id, $4, balance from changed`,
			ref.Kind, ref.Owner, ref.Slot, change, filled, t.ID)
	}
}

// Account reads an account without locking it.
func (l Ledger) Account(ctx context.Context, ref points.Ref) (points.Account, error) {
	rows, err := many[accountRow](ctx, l.q, `select balance, period_start from account where owner_id = $1 and kind = $2 and slot = $3`,
		ref.Owner, ref.Kind, ref.Slot)
	if err != nil || len(rows) == 0 {
		return points.Account{Ref: ref}, err
	}
	return points.Account{Ref: ref, Balance: rows[0].Balance, PeriodStart: rows[0].PeriodStart}, nil
}

// Budgets reads the budget accounts of all programs.
func (l Ledger) Budgets(ctx context.Context) (map[domain.ProgramID]points.Account, error) {
	type row struct {
		Owner domain.ProgramID `db:"owner_id"`
		accountRow
	}
	rows, err := many[row](ctx, l.q, `select a.owner_id, a.balance, a.period_start from account a join program p on p.id = a.owner_id where a.kind = 'budget'`)
	budgets := make(map[domain.ProgramID]points.Account, len(rows))
	for _, r := range rows {
		budgets[r.Owner] = points.Account{Ref: points.Of(points.Budget, r.Owner), Balance: r.Balance, PeriodStart: r.PeriodStart}
	}
	return budgets, err
}

type accountRow struct {
	Balance     int64      `db:"balance"`
	PeriodStart *time.Time `db:"period_start"`
}

type transferRow struct {
	ID          domain.TransferID    `db:"id"`
	Key         string               `db:"key"`
	Kind        points.TransferKind  `db:"kind"`
	Points      int64                `db:"points"`
	FromKind    points.AccountKind   `db:"from_kind"`
	FromOwner   uuid.UUID            `db:"from_owner"`
	FromSlot    int16                `db:"from_slot"`
	ToKind      points.AccountKind   `db:"to_kind"`
	ToOwner     uuid.UUID            `db:"to_owner"`
	ToSlot      int16                `db:"to_slot"`
	Nomination  *domain.NominationID `db:"nomination_id"`
	Redemption  *domain.RedemptionID `db:"redemption_id"`
	Program     *domain.ProgramID    `db:"program_id"`
	EffectiveAt time.Time            `db:"effective_at"`
}

const transferSelect = `select t.id, t.key, t.kind, f.points * -1 as points, fa.kind as from_kind, fa.owner_id as from_owner, fa.slot as from_slot,
		ta.kind as to_kind, ta.owner_id as to_owner, ta.slot as to_slot, t.nomination_id, t.redemption_id, t.program_id, t.effective_at
	from transfer t
	join entry f on f.transfer_id = t.id and f.points < 0 join account fa on fa.id = f.account_id
	join entry g on g.transfer_id = t.id and g.points > 0 join account ta on ta.id = g.account_id `

// OfNominationsQuery is a query of Tx.Read for the transfers of nominations that have not been
// reversed and reverse nothing.
func (l Ledger) OfNominationsQuery(to *[]points.Transfer, ids []domain.NominationID) Query {
	return l.standingQuery(to, `t.nomination_id = any($1)`, ids)
}

// OfRedemptionsQuery is OfNominationsQuery for redemptions.
func (l Ledger) OfRedemptionsQuery(to *[]points.Transfer, ids []domain.RedemptionID) Query {
	return l.standingQuery(to, `t.redemption_id = any($1)`, ids)
}

func (l Ledger) standingQuery(to *[]points.Transfer, condition string, ids any) Query {
	var rows []transferRow
	return then(rowsInto(&rows, transferSelect+` where `+condition+` and t.reverses is null
		and not exists (select from transfer r where r.reverses = t.id) order by t.booked_at, t.id`, ids), func() { *to = transfersOf(rows) })
}

func transfersOf(rows []transferRow) []points.Transfer {
	transfers := make([]points.Transfer, len(rows))
	for i, r := range rows {
		transfers[i] = points.Transfer{
			ID: r.ID, Key: r.Key, Kind: r.Kind, Points: r.Points,
			From:       points.Ref{Kind: r.FromKind, Owner: r.FromOwner, Slot: r.FromSlot},
			To:         points.Ref{Kind: r.ToKind, Owner: r.ToOwner, Slot: r.ToSlot},
			Nomination: r.Nomination, Redemption: r.Redemption, Program: r.Program, EffectiveAt: r.EffectiveAt,
		}
	}
	return transfers
}

// Check recomputes every balance from the entries, in one snapshot. At most 100 mismatches are
// listed.
func (l Ledger) Check(ctx context.Context) (points.CheckReport, error) {
	var r points.CheckReport
	err := l.tx.Read(ctx,
		Query{
			sql: `select (select count(*) from account), (select count(*) from transfer), (select count(*) from entry), (select coalesce(sum(balance), 0)::bigint from account)`,
			collect: func(rows pgx.Rows) error {
				_, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (struct{}, error) {
					return struct{}{}, row.Scan(&r.Accounts, &r.Transfers, &r.Entries, &r.Sum)
				})
				return err
			},
		},
		rowsInto(&r.Mismatches, `
			select 'account' as kind, a.id::text as id, a.balance, coalesce(e.sum, 0)::bigint as computed
			from account a left join (select account_id, sum(points) as sum from entry group by account_id) e on e.account_id = a.id
			where a.balance <> coalesce(e.sum, 0)
			union all
			select 'transfer', transfer_id::text, 0, sum(points)::bigint from entry group by transfer_id having sum(points) <> 0 or count(*) <> 2
			limit 100`))
	return r, translate(err)
}

func numberCursor(n int64) string { return strconv.FormatInt(n, 10) }

func readNumberCursor(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n <= 0 {
		return 0, errCursor
	}
	return n, nil
}
