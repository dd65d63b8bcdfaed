package postgres

import (
	"context"
	"encoding/json"
	"time"

	"laurel/domain"
)

// MostPreviewed is how many people, addresses or codes of each sort a preview lists.
const MostPreviewed = 50

// PersonChange is what an import changes of one employee. Before and After hold the fields that
// change, by their names in the database; teams and managers by name.
type PersonChange struct {
	Change    string            `db:"change"` // created, updated or deactivated
	Employee  domain.EmployeeID `db:"employee_id"`
	Name      string            `db:"name"`
	Email     *string           `db:"email"`
	Personnel *string           `db:"personnel_number"`
	Before    json.RawMessage   `db:"before"`
	After     json.RawMessage   `db:"after"`
}

// named replaces the ids of teams and managers in some fields by their names.
const named = `(select jsonb_object_agg(case f.key when 'team_id' then 'team' when 'manager_id' then 'manager' else f.key end,
		case f.key when 'team_id' then (select to_jsonb(t.name) from team t where t.id = (f.value #>> '{}')::uuid)
			when 'manager_id' then (select to_jsonb(m.name) from employee m where m.id = (f.value #>> '{}')::uuid)
			else f.value end) from jsonb_each(`

// PreviewPeople lists the first of each sort of changes that an import of a roster has made, by name.
func (i Imports) PreviewPeople(ctx context.Context, id domain.ImportID) ([]PersonChange, error) {
	list := []PersonChange{}
	for _, change := range []string{"deactivated", "updated", "created"} {
		some, err := many[PersonChange](ctx, i.q, `select i.change, i.employee_id, e.name, e.email, e.personnel_number,
				coalesce(`+named+`i.before) f), '{}') as before,
				coalesce(`+named+`case when i.change = 'created' then `+employeeFields+` else i.after end) f), '{}') as after
			from imported_employee i join employee e on e.id = i.employee_id
			where i.import_id = $1 and i.change = $2 order by e.name collate "C", e.id limit $3`, id, change, MostPreviewed)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// HistoryPreview is what the recognitions of a file are, as far as they are new.
type HistoryPreview struct {
	First     *time.Time `db:"first"`
	Last      *time.Time `db:"last"`
	Points    int64      `db:"points"`
	Givers    int64      `db:"givers"`
	Receivers int64      `db:"receivers"`
}

// PreviewHistory sums the recognitions up that an import has just written.
func (i Imports) PreviewHistory(ctx context.Context) (HistoryPreview, error) {
	return one[HistoryPreview](ctx, i.q, `select min(at) as first, max(at) as last, coalesce(sum(points), 0)::bigint as points,
		count(distinct giver_id) as givers, count(distinct receiver_id) as receivers from import_checked`)
}

// BehaviourPreview is one behaviour's part of the recognitions of a file.
type BehaviourPreview struct {
	Code         string `db:"code"`
	Name         string `db:"name"`
	Recognitions int64  `db:"recognitions"`
	Points       int64  `db:"points"`
}

// PreviewBehaviours sums the same up by behaviour, in the actor's language.
func (i Imports) PreviewBehaviours(ctx context.Context, language string) ([]BehaviourPreview, error) {
	return many[BehaviourPreview](ctx, i.q, `select b.code, coalesce(b.translations -> $1 ->> 'name', b.name) as name, c.recognitions, c.points
		from (select behaviour_id, count(*) as recognitions, sum(points)::bigint as points from import_checked group by behaviour_id) c
		join behaviour b on b.id = c.behaviour_id order by b.place, b.id`, language)
}

// Unknown is an address, or a code, that a file names and nobody has, with how often it does.
type Unknown struct {
	Text  string `db:"text"`
	Lines int64  `db:"lines"`
}

// Unknowns are those of a file: the most frequent ones, and how many there are in all.
type Unknowns struct {
	Items []Unknown
	Total int64
}

// UnknownPeople lists the addresses of a file of recognitions that nobody has.
func (i Imports) UnknownPeople(ctx context.Context) (Unknowns, error) {
	return i.unknowns(ctx, `select a.address as text, count(*) as lines
		from (select giver as address from import_recognition union all select receiver from import_recognition) a
		where not exists (select from employee e where lower(e.email) = a.address) group by 1`)
}

// UnknownBehaviours lists the codes of a file of recognitions that no behaviour has.
func (i Imports) UnknownBehaviours(ctx context.Context) (Unknowns, error) {
	return i.unknowns(ctx, `select l.behaviour as text, count(*) as lines from import_recognition l
		where not exists (select from behaviour b where b.code = l.behaviour) group by 1`)
}

// UnknownWallets lists the addresses of a file of wallets that nobody has.
func (i Imports) UnknownWallets(ctx context.Context) (Unknowns, error) {
	return i.unknowns(ctx, `select address as text, count(*) as lines from import_wallet_unknown group by 1`)
}

func (i Imports) unknowns(ctx context.Context, found string) (u Unknowns, err error) {
	if u.Total, err = one[int64](ctx, i.q, `select count(*) from (`+found+`) f`); err != nil || u.Total == 0 {
		return u, err
	}
	u.Items, err = many[Unknown](ctx, i.q, found+` order by 2 desc, 1 limit $1`, MostPreviewed)
	return u, err
}

// WalletPreview is what the opening balances of a file book: Issued is added to wallets, Returned is
// taken from them.
type WalletPreview struct {
	Issued   int64 `db:"issued"`
	Returned int64 `db:"returned"`
}

// PreviewWallets sums up what an import of wallets has booked.
func (i Imports) PreviewWallets(ctx context.Context, id domain.ImportID) (WalletPreview, error) {
	return one[WalletPreview](ctx, i.q, `select coalesce(sum(greatest(points - coalesce(before, 0), 0)), 0)::bigint as issued,
		coalesce(sum(greatest(coalesce(before, 0) - points, 0)), 0)::bigint as returned from imported_balance where import_id = $1`, id)
}

// BalanceChange is what an import makes of one opening balance; Before is nil where there was none.
type BalanceChange struct {
	Employee domain.EmployeeID `db:"employee_id"`
	Name     string            `db:"name"`
	Email    *string           `db:"email"`
	Before   *int64            `db:"before"`
	Points   int64             `db:"points"`
}

// PreviewBalances lists the opening balances that an import changes the most.
func (i Imports) PreviewBalances(ctx context.Context, id domain.ImportID) ([]BalanceChange, error) {
	return many[BalanceChange](ctx, i.q, `select b.employee_id, e.name, e.email, b.before, b.points
		from imported_balance b join employee e on e.id = b.employee_id
		where b.import_id = $1 order by abs(b.points - coalesce(b.before, 0)) desc, e.name collate "C", e.id limit $2`, id, MostPreviewed)
}

// Worth is what some points cost the organisation at most: by the dearest reward of a currency. Amount
// is in minor units.
type Worth struct {
	Currency string `db:"currency"`
	Amount   int64  `db:"amount"`
}

// WorthOf prices points by the rewards that can be had now; empty where none has a cash value.
func (i Imports) WorthOf(ctx context.Context, points int64) ([]Worth, error) {
	return many[Worth](ctx, i.q, `select cash_currency as currency, ceil(max(cash_amount::numeric / cost) * $1)::bigint as amount
		from reward where active and cash_amount > 0 and cash_currency is not null group by cash_currency order by count(*) desc, cash_currency`, points)
}
