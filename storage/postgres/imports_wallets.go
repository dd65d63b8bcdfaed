package postgres

import (
	"context"
	"time"

	"laurel/domain"
)

// WalletLine is one line of opening balances.
type WalletLine struct {
	Line   int64
	Email  string // in lower case
	Points int64
	Note   string
}

// CopyWallets brings the lines that next gives into the transaction; nil ends them.
func (i Imports) CopyWallets(ctx context.Context, next func() (*WalletLine, error)) error {
	_, err := i.exec(ctx, `create temporary table import_wallet (
		line bigint not null, email text not null, points bigint not null, note text not null, employee_id uuid) on commit drop`)
	if err != nil {
		return err
	}
	row := make([]any, 4)
	return i.copyInto(ctx, "import_wallet", []string{"line", "email", "points", "note"}, func() ([]any, error) {
		l, err := next()
		if l == nil || err != nil {
			return nil, err
		}
		row[0], row[1], row[2], row[3] = l.Line, l.Email, l.Points, l.Note
		return row, nil
	})
}

// CheckWallets notes the faults that only the database can find.
func (i Imports) CheckWallets(ctx context.Context) error {
	return i.execAll(ctx,
		`update import_wallet w set employee_id = e.id from employee e where lower(e.email) = w.email`,
		`insert into import_fault
			select line, 'email', 'is the address of no employee' from import_wallet where employee_id is null
			union all
			select line, 'email', 'stands on line ' || first || ' already' from (
				select line, min(line) over (partition by email) as first from import_wallet) l where line > first`,
		`create temporary table import_wallet_unknown on commit drop as select email as address from import_wallet where employee_id is null`,
		`delete from import_wallet where line in (select line from import_fault)`,
		`create unique index on import_wallet (employee_id)`)
}

// OpenAccounts makes the accounts that the file needs and that have no row yet, in the order in which
// all transactions lock accounts: booking is then one statement for many.
func (i Imports) OpenAccounts(ctx context.Context) error {
	return i.execAll(ctx,
		`insert into account (kind, owner_id, slot) select 'issuance', '`+zeroID+`', slot from generate_series(0, 15) slot
			order by slot on conflict (owner_id, kind, slot) do nothing`,
		`insert into account (kind, owner_id, slot) select 'wallet', employee_id, 0 from import_wallet
			order by employee_id on conflict (owner_id, kind, slot) do nothing`)
}

// OpeningBalance is one that a file sets. Before is what was set earlier.
type OpeningBalance struct {
	Line     int64             `db:"line"`
	Employee domain.EmployeeID `db:"employee_id"`
	Points   int64             `db:"points"`
	Before   int64             `db:"before"`
	Known    bool              `db:"known"` // one was set earlier
	Noted    bool              `db:"noted"` // with the same note
}

// OpeningBalances gives the next of those that the file sets, in the order of the employees' ids, after
// one of them.
func (i Imports) OpeningBalances(ctx context.Context, after domain.EmployeeID, most int) ([]OpeningBalance, error) {
	return many[OpeningBalance](ctx, i.q, `select w.line, w.employee_id, w.points, coalesce(o.points, 0) as before, o.employee_id is not null as known,
			coalesce(o.note, '') = w.note as noted
		from import_wallet w left join opening_balance o on o.employee_id = w.employee_id
		where w.employee_id > $1 order by w.employee_id limit $2`, after, most)
}

// AddFault notes a fault that the use case has found.
func (i Imports) AddFault(f ImportFault) {
	i.tx.queue(`insert into import_fault (line, column_name, message) values ($1, $2, $3)`, f.Line, f.Column, f.Message)
}

// KeepOpeningBalances remembers what was set, but for the lines with faults, and writes the audit log.
func (i Imports) KeepOpeningBalances(ctx context.Context, actor domain.Actor, about domain.ImportID, now time.Time) error {
	if err := i.tx.Flush(ctx); err != nil {
		return err
	}
	if err := i.traceBalances(ctx, about); err != nil {
		return err
	}
	_, err := i.exec(ctx, `insert into audit (id, at, actor_id, action, subject_kind, subject_id, address, request_id, data)
		select new_id(), $1, $2, 'set_opening_balance', 'employee', w.employee_id, $3, $4,
			jsonb_build_object('import', $5::text, 'points', w.points, 'before', coalesce(o.points, 0))
		from import_wallet w left join opening_balance o on o.employee_id = w.employee_id
		where not exists (select from import_fault f where f.line = w.line) and (o.points, o.note) is distinct from (w.points, w.note)`,
		now, actor.Ref(), actor.Address, actor.Request, about.String())
	if err != nil {
		return err
	}
	_, err = i.exec(ctx, `insert into opening_balance (employee_id, points, note, at)
		select w.employee_id, w.points, w.note, $1 from import_wallet w where not exists (select from import_fault f where f.line = w.line)
		on conflict (employee_id) do update set points = excluded.points, note = excluded.note, at = excluded.at
			where (opening_balance.points, opening_balance.note) is distinct from (excluded.points, excluded.note)`, now)
	return err
}

// Liability is what all wallets hold, and what open redemptions have taken from them, in points.
func (i Imports) Liability(ctx context.Context) (int64, error) {
	return one[int64](ctx, i.q, `select ((select coalesce(sum(balance), 0) from account where kind = 'wallet')
		+ (select coalesce(sum(points), 0) from redemption where status in ('requested', 'approved')))::bigint`)
}
