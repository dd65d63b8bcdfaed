package postgres

import (
	"context"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Chains are who made recognitions possible behind the scenes, and what internal customers said.
type Chains struct {
	q  queryer
	tx *Tx
}

// Of reads all who were ever named in a recognition, in the order of naming.
func (c Chains) Of(ctx context.Context, id domain.NominationID) (chain recognition.Chain, err error) {
	err = c.tx.Read(ctx,
		rowsInto(&chain.Links, `select employee_id, named_by, named_at, declined_at from enabler where nomination_id = $1 order by named_at, employee_id`, id),
		rowsInto(&chain.Refusals, `select employee_id, named_by from enabler_refusal where nomination_id = $1`, id))
	return chain, err
}

// Name adds somebody to a chain, or brings them back into it.
func (c Chains) Name(id domain.NominationID, l recognition.Link) {
	c.tx.queue(`insert into enabler (nomination_id, employee_id, named_by, named_at) values ($1, $2, $3, $4)
		on conflict (nomination_id, employee_id) do update set named_by = excluded.named_by, named_at = excluded.named_at, declined_at = null`,
		id, l.Employee, l.NamedBy, l.NamedAt)
	if l.NamedBy != nil {
		c.tx.queue(`delete from enabler_refusal where nomination_id = $1 and employee_id = $2 and named_by = $3`, id, l.Employee, l.NamedBy)
	}
}

// StayOut takes somebody out of a chain (the first of the links that change), and keeps that the one
// who named them is not to do so again.
func (c Chains) StayOut(id domain.NominationID, changed []recognition.Link) {
	for _, l := range changed {
		c.tx.queue(`update enabler set named_by = $3, declined_at = $4 where nomination_id = $1 and employee_id = $2`, id, l.Employee, l.NamedBy, l.DeclinedAt)
	}
	if l := changed[0]; l.NamedBy != nil {
		c.tx.queue(`insert into enabler_refusal (nomination_id, employee_id, named_by, at) values ($1, $2, $3, $4) on conflict do nothing`,
			id, l.Employee, l.NamedBy, l.DeclinedAt)
	}
}

// Confirmation reads what the customer of a nomination said, or may say: of one that nobody was asked
// about, or not yet, who speaks for its internal customer is as if asked at its making, unless they have
// a part in it. nil where there is none.
func (c Chains) Confirmation(ctx context.Context, id domain.NominationID) (*recognition.Confirmation, error) {
	found, err := many[recognition.Confirmation](ctx, c.q, `
		select employee_id, asked_at, confirmed, answered_at from confirmation where nomination_id = $1
		union all select employee_id, asked_at, null, null from (`+unasked+`) u where nomination_id = $1`, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// unasked are the nominations that nobody was asked about, with who speaks for the internal customer.
const unasked = `select n.id as nomination_id, n.customer as employee_id, n.created_at as asked_at
	from (select n.*, ` + customerOf + ` as customer from nomination n) n
	where n.customer <> coalesce(n.nominator_id, n.id)
		and not exists (select from confirmation c where c.nomination_id = n.id)
		and not exists (select from nominee m where m.nomination_id = n.id and m.employee_id = n.customer)
		and not exists (select from enabler x where x.nomination_id = n.id and x.employee_id = n.customer and x.declined_at is null)`

// Say stores the customer's word.
func (c Chains) Say(id domain.NominationID, said *recognition.Confirmation) {
	c.tx.queue(`insert into confirmation (nomination_id, employee_id, asked_at, confirmed, answered_at) values ($1, $2, $3, $4, $5)
		on conflict (nomination_id) do update set confirmed = excluded.confirmed, answered_at = excluded.answered_at`,
		id, said.Employee, said.AskedAt, said.Confirmed, said.AnsweredAt)
}

// Detail reads the chain of a nomination with names, and the word of its customer as the reader may
// see it; who was not asked and may say it sees that they may. Who is thanked privately stands there for themselves, who named them, and who decides on it.
func (c Chains) Detail(ctx context.Context, id domain.NominationID, actor domain.Actor) (*recognition.Detail, error) {
	links, err := many[recognition.NamedLink](ctx, c.q, `select x.employee_id, x.named_by, x.named_at, x.declined_at, e.name, e.team_id, t.name as team_name
		from enabler x join nomination n on n.id = x.nomination_id join employee e on e.id = x.employee_id left join team t on t.id = e.team_id
		where x.nomination_id = $1 and (not e.thank_privately or $3 or $2 in (e.id, n.nominator_id, x.named_by))
		order by x.named_at, e.name collate "C", e.id`, id, actor.ID, actor.Is(domain.RoleOwner))
	if err != nil {
		return nil, err
	}
	words, err := c.words(ctx, []domain.NominationID{id}, actor, `
		union all select nomination_id, employee_id, asked_at, null, null from (`+unasked+`) u where nomination_id = any($1) and employee_id = $2`)
	if err != nil {
		return nil, err
	}
	detail := recognition.NewDetail(links, words[id])
	detail.Concerns, err = Nominations(c).ConcernsBelow(ctx, id, actor.ID)
	return detail, err
}

// Words reads what the customers of some nominations who were asked said, as the reader may see it.
func (c Chains) Words(ctx context.Context, ids []domain.NominationID, actor domain.Actor) (map[domain.NominationID]*recognition.Word, error) {
	return c.words(ctx, ids, actor, ``)
}

func (c Chains) words(ctx context.Context, ids []domain.NominationID, actor domain.Actor, also string) (map[domain.NominationID]*recognition.Word, error) {
	rows, err := many[recognition.Word](ctx, c.q, `select c.nomination_id, c.employee_id, e.name, c.asked_at, c.confirmed, c.answered_at, n.status,
			exists (select from approval a where a.nomination_id = c.nomination_id and $2 in (a.approver_id, a.decided_by)) as decides
		from (select nomination_id, employee_id, asked_at, confirmed, answered_at from confirmation where nomination_id = any($1)`+also+`) c
		join employee e on e.id = c.employee_id join nomination n on n.id = c.nomination_id`, ids, actor.ID)
	words := make(map[domain.NominationID]*recognition.Word, len(rows))
	for i, w := range rows {
		if w.SeenBy(actor.ID, w.Decides || actor.Is(domain.RoleOwner)) != nil {
			words[w.Nomination] = &rows[i]
		}
	}
	return words, err
}
