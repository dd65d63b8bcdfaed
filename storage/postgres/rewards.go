package postgres

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"laurel/domain"
	"laurel/domain/reward"
)

// Rewards is the catalogue of rewards.
type Rewards struct {
	q  queryer
	tx *Tx
}

// rewardRow is a reward as the table has it.
type rewardRow struct {
	ID               domain.RewardID   `db:"id"`
	Name             string            `db:"name"`
	Description      string            `db:"description"`
	Category         string            `db:"category"`
	Cost             int64             `db:"cost"`
	Stock            *int64            `db:"stock"`
	RequiresApproval bool              `db:"requires_approval"`
	Approver         reward.Approver   `db:"approver"`
	Fulfilment       reward.Fulfilment `db:"fulfilment"`
	CashAmount       *int64            `db:"cash_amount"`
	CashCurrency     *string           `db:"cash_currency"`
	Taxable          bool              `db:"taxable"`
	LimitPerEmployee *int64            `db:"limit_per_employee"`
	Teams            domain.TeamIDs    `db:"team_ids"`
	Image            *domain.ImageID   `db:"image_id"`
	Active           bool              `db:"active"`
	CreatedAt        time.Time         `db:"created_at"`
	UpdatedAt        time.Time         `db:"updated_at"`
	SupplierURL      string            `db:"supplier_url"`
}

func (r rewardRow) reward() reward.Reward {
	d := reward.Details{
		Name: r.Name, Description: r.Description, Category: r.Category, Cost: r.Cost, Stock: r.Stock, RequiresApproval: r.RequiresApproval,
		Approver: r.Approver, Fulfilment: r.Fulfilment, Taxable: r.Taxable, LimitPerEmployee: r.LimitPerEmployee, Teams: r.Teams, Image: r.Image, Active: r.Active,
		SupplierURL: r.SupplierURL,
	}
	if r.CashAmount != nil && r.CashCurrency != nil {
		d.Cash = &reward.CashValue{Amount: *r.CashAmount, Currency: *r.CashCurrency}
	}
	return reward.Reward{ID: r.ID, Details: d, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt}
}

// rewardViewRow is a reward with what concerns one reader.
type rewardViewRow struct {
	rewardRow
	Redeemed int64 `db:"redeemed"`
	Eligible bool  `db:"eligible"`
	Wished   bool  `db:"wished"`
}

func (r rewardViewRow) view() reward.View {
	return reward.View{Reward: r.reward(), Redeemed: r.Redeemed, Eligible: r.Eligible, Wished: r.Wished}
}

// The columns but for the texts, which a reader gets in their language ($2) and an owner's change as
// they were typed.
const (
	rewardRest = `r.cost, r.stock, r.requires_approval, r.approver, r.fulfilment, r.cash_amount, r.cash_currency,
		r.taxable, r.limit_per_employee, r.team_ids::text as team_ids, r.image_id, r.active, r.created_at, r.updated_at, r.supplier_url`
	rewardColumns = `r.id, r.name, r.description, r.category, ` + rewardRest
	rewardShown   = `r.id, coalesce(r.translations -> $2 ->> 'name', r.name) as name,
		coalesce(r.translations -> $2 ->> 'description', r.description) as description,
		coalesce(r.translations -> $2 ->> 'category', r.category) as category, ` + rewardRest
)

// redeemedBy counts how many of a reward r the employee $1 has that were not refunded.
const redeemedBy = `(select coalesce(sum(d.quantity), 0)::bigint from redemption d
	where d.reward_id = r.id and d.employee_id = $1 and d.status in ('requested', 'approved', 'fulfilled'))`

// rewardViewSelect reads rewards for the reader $1 in the language $2.
const rewardViewSelect = `select ` + rewardShown + `, ` + redeemedBy + ` as redeemed,
		r.team_ids = '{}' or r.team_ids && coalesce(
			(select t.path from employee e join team t on t.id = e.team_id where e.id = $1), '{}') as eligible,
		exists (select from wish w where w.reward_id = r.id and w.employee_id = $1) as wished
	from reward r`

// View reads one reward as a reader sees it; NotFound where it is not active or not for them, unless
// all says that they see the whole catalogue.
func (r Rewards) View(ctx context.Context, id domain.RewardID, reader domain.EmployeeID, language string, all bool) (reward.View, error) {
	row, err := one[rewardViewRow](ctx, r.q, `select * from (`+rewardViewSelect+` where r.id = $3) v where (v.active and v.eligible) or $4`,
		reader, language, id, all)
	return row.view(), err
}

// walletOf is what the employee $1 has to spend.
const walletOf = `coalesce((select balance from account where owner_id = $1 and kind = 'wallet'), 0)`

// List lists the active rewards that are for a reader, or the whole catalogue, of a choice, in the order in
// which they were made. A typing error finds words that are near by trigrams; a category is one in any language,
// so that a link to it holds for who reads another.
func (r Rewards) List(ctx context.Context, reader domain.EmployeeID, language string, c reward.Choice, page domain.Page) (domain.Slice[reward.View], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[reward.View]{}, err
	}
	query := strings.ToLower(strings.TrimSpace(c.Query))
	near := utf8.RuneCountInString(query) >= 3
	rows, err := many[rewardViewRow](ctx, r.q, `select v.* from (`+rewardViewSelect+` where ($3::uuid is null or r.id > $3) and ($6 = '' or r.category = $6
				or exists (select from jsonb_each(r.translations) t where t.value ->> 'category' = $6))) v,
			lower(v.name || ' ' || v.category || ' ' || v.description) as said
		where ((v.active and v.eligible) or $4) and (not $7 or v.cost <= `+walletOf+`)
			and ($8 = '' or said like '%' || $9 || '%' or ($10 and strict_word_similarity($8, said) >= 0.4))
		order by v.id limit $5`,
		reader, language, after, c.All, page.Limit+1, strings.TrimSpace(c.Category), c.Affordable, query, escapeLike(query), near)
	if err != nil {
		return domain.Slice[reward.View]{}, err
	}
	found := slice(rows, page.Limit, func(row rewardViewRow) string { return row.ID.String() })
	views := domain.Slice[reward.View]{Items: make([]reward.View, len(found.Items)), Next: found.Next}
	for i, row := range found.Items {
		views.Items[i] = row.view()
	}
	return views, nil
}

// Categories lists the categories of the rewards that are offered to a reader, by name.
func (r Rewards) Categories(ctx context.Context, reader domain.EmployeeID, language string, page domain.Page) (domain.Slice[reward.Category], error) {
	after, err := readTextCursor(page.Cursor)
	if err != nil {
		return domain.Slice[reward.Category]{}, err
	}
	rows, err := many[reward.Category](ctx, r.q, `select v.category as name, count(*) as rewards from (`+rewardViewSelect+`) v
		where v.active and v.eligible and v.category <> '' and ($3::text is null or v.category collate "C" > $3)
		group by v.category order by v.category collate "C" limit $4`, reader, language, after, page.Limit+1)
	if err != nil {
		return domain.Slice[reward.Category]{}, err
	}
	return slice(rows, page.Limit, func(c reward.Category) string { return textCursor(c.Name) }), nil
}

// Lock reads a reward as it was typed and keeps it for this transaction.
func (r Rewards) Lock(ctx context.Context, id domain.RewardID) (*reward.Reward, error) {
	row, err := one[rewardRow](ctx, r.q, `select `+rewardColumns+` from reward r where r.id = $1 for no key update`, id)
	if err != nil {
		return nil, err
	}
	found := row.reward()
	return &found, nil
}

// Redeeming is all that a redemption must know of a reward and of who redeems.
type Redeeming struct {
	Reward   *reward.Reward  // nil where there is none
	Path     []domain.TeamID // of the redeemer's team
	Redeemed int64
	Redeemer *Named
}

// RedeemingQueries are queries of Tx.Read for a redemption. Where the number left of a reward, or
// the number an employee may have, is limited, it is locked before it is read, so that two at once
// never both find room: the reward's row for its stock or its pool of codes, the pair of reward and employee for a limit.
// Rewards without a limit share no lock.
func (r Rewards) RedeemingQueries(to *Redeeming, id domain.RewardID, by domain.EmployeeID, language string) []Query {
	var rewards []rewardViewRow
	var named []Named
	return []Query{
		{
			sql:  `select pg_advisory_xact_lock(hashtextextended(r.id::text || $2::text, 0)) from reward r where r.id = $1 and r.limit_per_employee is not null`,
			args: []any{id, by.String()}, collect: ignored,
		},
		{sql: `select from reward where id = $1 and (stock is not null or fulfilment = 'code') for no key update`, args: []any{id}, collect: ignored},
		People{}.NamedQuery(&named, []domain.EmployeeID{by}),
		{
			sql: `select coalesce(t.path, '{}')::text from employee e left join team t on t.id = e.team_id where e.id = $1`, args: []any{by},
			collect: func(rows pgx.Rows) error {
				var path domain.TeamIDs
				_, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) { return struct{}{}, row.Scan(&path) })
				to.Path = path
				return err
			},
		},
		then(rowsInto(&rewards, rewardViewSelect+` where r.id = $3`, by, language, id), func() {
			if len(rewards) > 0 {
				found := rewards[0].reward()
				to.Reward, to.Redeemed = &found, rewards[0].Redeemed
			}
			if len(named) > 0 {
				to.Redeemer = &named[0]
			}
		}),
	}
}

// ignored collects nothing, for queries that only lock.
func ignored(rows pgx.Rows) error {
	rows.Close()
	return rows.Err()
}

// then does something with the rows of a query once they are there.
func then(q Query, work func()) Query {
	collect := q.collect
	q.collect = func(rows pgx.Rows) error {
		if err := collect(rows); err != nil {
			return err
		}
		work()
		return nil
	}
	return q
}

// Insert adds a reward; its stock comes by Stock.Move.
func (r Rewards) Insert(n *reward.Reward, translations Translations) {
	amount, currency := cashOf(n)
	r.tx.queue(`insert into reward (id, name, description, translations, category, cost, requires_approval, approver, fulfilment,
			cash_amount, cash_currency, taxable, limit_per_employee, team_ids, active, created_at, updated_at, image_id, supplier_url)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, coalesce($14::uuid[], '{}'), $15, $16, $17, $18, $19)`,
		n.ID, n.Name, n.Description, asJSON(translations), n.Category, n.Cost, n.RequiresApproval, n.Approver, n.Fulfilment,
		amount, currency, n.Taxable, n.LimitPerEmployee, n.Teams, n.Active, n.CreatedAt, n.UpdatedAt, n.Image, n.SupplierURL)
}

// stillTranslated are the translations of what a change leaves as it was. A name or a description that has been typed
// anew holds in every language, and so does a category: what an older one was translated to goes.
const stillTranslated = `(select coalesce(jsonb_object_agg(language, texts), '{}') from (
		select language, words - case when name = $2 and description = $3 then '{}'::text[] else array['name', 'description', 'guidance'] end
				- case when category = $4 then '{}'::text[] else array['category'] end as texts
			from jsonb_each(translations) as t (language, words)) kept
	where texts <> '{}')`

// Update stores a reward's details but for its stock.
func (r Rewards) Update(n *reward.Reward) {
	amount, currency := cashOf(n)
	r.tx.queue(`update reward set name = $2, description = $3, translations = `+stillTranslated+`,
			category = $4, cost = $5, requires_approval = $6, approver = $7, fulfilment = $8, cash_amount = $9, cash_currency = $10,
			taxable = $11, limit_per_employee = $12, team_ids = coalesce($13::uuid[], '{}'), active = $14, updated_at = $15, image_id = $16, supplier_url = $17
		where id = $1`,
		n.ID, n.Name, n.Description, n.Category, n.Cost, n.RequiresApproval, n.Approver, n.Fulfilment, amount, currency,
		n.Taxable, n.LimitPerEmployee, n.Teams, n.Active, n.UpdatedAt, n.Image, n.SupplierURL)
}

// Translate stores what a reward says in each language.
func (r Rewards) Translate(id domain.RewardID, translations Translations) {
	r.tx.queue(`update reward set translations = $2 where id = $1`, id, asJSON(translations))
}

// Texts reads what a reward says in its own words and in each language.
func (r Rewards) Texts(ctx context.Context, id domain.RewardID) (domain.Texts, error) {
	return one[domain.Texts](ctx, r.q, `select name, description, '' as guidance, category, translations from reward where id = $1`, id)
}

func cashOf(n *reward.Reward) (amount *int64, currency *string) {
	if n.Cash == nil {
		return nil, nil
	}
	return &n.Cash.Amount, &n.Cash.Currency
}
