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
// transactions lock them. Accounts that have no row yet get one.
func (l Ledger) Lock(ctx context.Context, refs ...points.Ref) (*points.Books, error) {
	var locked []points.Account
	if err := l.tx.Read(ctx, l.LockQuery(&locked, refs...)); err != nil {
		return nil, err
	}
	books := points.NewBooks(locked)
	return books, l.Open(ctx, books, refs...)
}

// Open locks those of some accounts that are not in the books yet, and makes the rows of those that
// have none: what is to be booked on must be in the books.
func (l Ledger) Open(ctx context.Context, books *points.Books, refs ...points.Ref) error {
	missing := slices.DeleteFunc(points.Once(slices.Clone(refs)), func(ref points.Ref) bool { return books.Account(ref).ID != 0 })
	if len(missing) == 0 {
		return nil
	}
	var queries []Query
	var found []points.Account
	for some := range slices.Chunk(missing, mostRows) {
		text, args := openAccounts.padded(accountRows(some))
		queries = append(queries, Query{sql: text, args: args, collect: func(rows pgx.Rows) error { rows.Close(); return rows.Err() }})
	}
	if err := l.tx.Read(ctx, append(queries, l.LockQuery(&found, missing...))...); err != nil {
		return err
	}
	books.Add(found)
	return nil
}

var openAccounts = newMulti(0, `insert into account (owner_id, kind, slot) values `, `($1, $2, $3)`, ` on conflict (owner_id, kind, slot) do nothing`)

func accountRows(refs []points.Ref) []any {
	rows := make([]any, 0, 3*len(refs))
	for _, r := range refs {
		rows = append(rows, r.Owner, r.Kind, r.Slot)
	}
	return rows
}

// LockQuery locks accounts as a query of Tx.Read; those that have no row yet are not found.
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
	if len(refs) > 0 && len(refs) <= mostRows {
		q.sql, q.args = lockSome.padded(accountRows(refs))
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
// of the references, whatever the planner thinks of the table's size.
const (
	lockLateral = `, lateral (select id, kind, owner_id, slot, balance, period_start from account
			where owner_id = r.owner and kind = r.kind and slot = r.slot for update) a`
	lockMany = `select a.* from unnest($1::uuid[], $2::text[], $3::smallint[]) as r (owner, kind, slot)` + lockLateral
)

var lockSome = newMulti(0, `select a.* from (values `, `($1::uuid, $2::text, $3::smallint)`, `) as r (owner, kind, slot)`+lockLateral)

// Post books transfers that the books have just taken (Books.Apply), each with its two entries and
// the balances that they change, by the batch before the commit. As the accounts are locked and have
// rows, few statements do for all.
func (l Ledger) Post(now time.Time, books *points.Books, transfers ...points.Transfer) {
	touched := points.Touched(transfers...)
	change, filled := map[points.Ref]int64{}, map[points.Ref]*time.Time{}
	for _, t := range transfers {
		l.tx.add(insertTransfer, t.ID, t.Key, t.Kind, t.Reason, t.Nomination, t.Redemption, t.Program, t.Reverses, t.InputHash(), t.EffectiveAt, now)
		change[t.From] -= t.Points
		change[t.To] += t.Points
		if t.FilledFor != nil {
			filled[t.To] = t.FilledFor
		}
	}
	after := make(map[points.Ref]int64, len(touched)) // of the entry that comes next
	for _, ref := range touched {
		account := books.Account(ref)
		l.tx.addChange(account.ID, change[ref], filled[ref])
		after[ref] = account.Balance - change[ref]
	}
	for _, t := range transfers {
		after[t.From] -= t.Points
		l.tx.add(insertEntry, t.ID, books.Account(t.From).ID, -t.Points, after[t.From])
		after[t.To] += t.Points
		l.tx.add(insertEntry, t.ID, books.Account(t.To).ID, t.Points, after[t.To])
	}
}

var (
	insertTransfer = newInsert(`transfer`, `id uuid, key text, kind text, reason text, nomination_id uuid, redemption_id uuid, program_id uuid,
		reverses uuid, input_hash bytea, effective_at timestamptz, booked_at timestamptz`)
	insertEntry   = newInsert(`entry`, `transfer_id uuid, account_id bigint, points bigint, balance_after bigint`)
	changeAccount = newMulti(0, `update account set balance = balance + c.change, period_start = coalesce(c.filled, period_start) from (values `,
		`($1::bigint, $2::bigint, $3::date)`, `) as c (id, change, filled) where account.id = c.id`)
)

// addChange adds to what a transaction changes of an account: one row for each account, however often
// it is booked on.
func (tx *Tx) addChange(account, by int64, filled *time.Time) {
	c := tx.changes[account]
	if c == nil {
		c = &accountChange{}
		if tx.changes == nil {
			tx.changes = map[int64]*accountChange{}
		}
		tx.changes[account] = c
	}
	c.by += by
	if filled != nil {
		c.filled = filled
	}
}

// accountChange is by how much a balance changes, and the period that the account is filled for.
type accountChange struct {
	by     int64
	filled *time.Time
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

// BudgetAccount is a program's budget account, with what it was topped up with in its period.
type BudgetAccount struct {
	points.Account
	ToppedUp int64
}

const budgetSelect = `select a.owner_id, a.balance, a.period_start,
		(select coalesce(sum(t.points), 0)::bigint from budget_top_up t where t.program_id = p.id and t.period_from = a.period_start) as topped_up
	from account a join program p on p.id = a.owner_id where a.kind = 'budget'`

type budgetRow struct {
	Owner    domain.ProgramID `db:"owner_id"`
	ToppedUp int64            `db:"topped_up"`
	accountRow
}

func (r budgetRow) account() BudgetAccount {
	return BudgetAccount{points.Account{Ref: points.Of(points.Budget, r.Owner), Balance: r.Balance, PeriodStart: r.PeriodStart}, r.ToppedUp}
}

// Budgets reads the budget accounts of all programs.
func (l Ledger) Budgets(ctx context.Context) (map[domain.ProgramID]BudgetAccount, error) {
	rows, err := many[budgetRow](ctx, l.q, budgetSelect)
	budgets := make(map[domain.ProgramID]BudgetAccount, len(rows))
	for _, r := range rows {
		budgets[r.Owner] = r.account()
	}
	return budgets, err
}

// Budget reads the budget account of one program, empty where it has none yet.
func (l Ledger) Budget(ctx context.Context, program domain.ProgramID) (BudgetAccount, error) {
	rows, err := many[budgetRow](ctx, l.q, budgetSelect+` and a.owner_id = $1 and a.slot = 0`, program)
	if err != nil || len(rows) == 0 {
		return BudgetAccount{}, err
	}
	return rows[0].account(), nil
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
	return l.standingQuery(to, `t.nomination_id = any($1) and t.reverses is null`, ids)
}

// OfRedemptionsQuery is a query of Tx.Read for the transfers of redemptions that have not been reversed,
// refunds among them.
func (l Ledger) OfRedemptionsQuery(to *[]points.Transfer, ids []domain.RedemptionID) Query {
	return l.standingQuery(to, `t.redemption_id = any($1)`, ids)
}

func (l Ledger) standingQuery(to *[]points.Transfer, condition string, ids any) Query {
	var rows []transferRow
	return then(rowsInto(&rows, transferSelect+` where `+condition+`
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
