package postgres

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// viewSelect reads nominations with the names of all whom they mention. $1 is the reader, $2 the
// reader's language, $3 whether the reader is an owner.
const viewSelect = `
	select n.id, n.program_id, coalesce(p.translations -> $2 ->> 'name', p.name) as program_name, n.source, n.status,
		n.nominator_id, g.name as nominator_name, g.team_id as nominator_team_id, gt.name as nominator_team_name,
		n.customer_kind, n.customer_id,
		case n.customer_kind
			when 'employee' then (select name from employee where id = n.customer_id)
			when 'team' then (select name from team where id = n.customer_id)
			else case when ` + customerNamed + ` then n.customer_name end end as customer_name, n.customer_confidential,
		n.story, n.impact, n.points, n.as_thanks, n.visibility, n.step, n.created_at, n.decided_at, n.decided_by, d.name as decider_name,
		n.decision_comment, n.decision_reason, n.published_at, n.hidden_at, n.manager_budget_id,
		coalesce(s.leaf, 0) as leaf, coalesce(s.clap, 0) as clap, coalesce(s.heart, 0) as heart, coalesce(s.idea, 0) as idea,
		coalesce(s.comments, 0) as comments, coalesce(s.boosts, 0) as boosts, coalesce(s.boost_points, 0) as boost_points,
		case when s.nomination_id is not null then
			(select json_agg(r.emoji) from reaction r where r.nomination_id = n.id and r.employee_id = $1) end as my_reactions,
		(select json_agg(json_build_object('id', e.id, 'name', e.name, 'team_id', e.team_id, 'team_name', t.name, 'points_private', e.points_private) order by m.place)
			from nominee m join employee e on e.id = m.employee_id left join team t on t.id = e.team_id where m.nomination_id = n.id) as nominees,
		(select json_agg(json_build_object('id', b.id, 'code', b.code, 'name', coalesce(b.translations -> $2 ->> 'name', b.name)) order by b.place)
			from behaviour b where b.id = any(n.behaviour_ids)) as behaviours,
		(select json_agg(json_build_object('id', e.id, 'name', e.name) order by x.named_at, e.name collate "C")
			from enabler x join employee e on e.id = x.employee_id where x.nomination_id = n.id and x.declined_at is null
				and (not e.thank_privately or n.status <> 'approved' or $3 or $1 in (e.id, n.nominator_id))) as enablers,
		n.status = 'pending' and n.nominator_id is distinct from $1
			and not exists (select from nominee m where m.nomination_id = n.id and m.employee_id = $1)
			and not exists (select from enabler x where x.nomination_id = n.id and x.employee_id = $1 and x.declined_at is null)
			and p.award is null
			and ($3 or exists (select from approval a where a.nomination_id = n.id and a.status = 'waiting' and a.approver_id = $1)) as may_decide,
		case when p.award is not null then p.to_date end as award_closes
	from nomination n
	left join program p on p.id = n.program_id
	left join employee g on g.id = n.nominator_id left join team gt on gt.id = g.team_id
	left join employee d on d.id = n.decided_by
	left join nomination_social s on s.nomination_id = n.id `

// customerNamed says whether a reader is told the name of the customer of a nomination n: of one who is
// confidential only who gave it, who was put forward, those above them, who was asked to decide or did, and
// owners. The parameters are those of viewSelect.
const customerNamed = `(not n.customer_confidential or n.nominator_id = $1 or $3
	or exists (select from nominee m join employee e on e.id = m.employee_id where m.nomination_id = n.id and (e.id = $1 or e.above @> array[$1::uuid]))
	or exists (select from approval a where a.nomination_id = n.id and ($1 in (a.approver_id, a.decided_by) or a.passed @> array[$1::uuid])))`

// customerOf is who speaks for the internal customer of a nomination n: the colleague, or the lead of the
// team; null for none.
const customerOf = `case n.customer_kind when 'employee' then n.customer_id
	when 'team' then (select t.lead_id from team t where t.id = n.customer_id) end`

// visible is what a reader may see (API.md, Access): what is published to all; own nominations; what
// they were recognised for or named in; what they decide or decided; what they are the customer of and
// may confirm while it waits; what concerns those below them; and, for an owner, everything. What an owner has
// hidden is there no more for colleagues, nor for those who are only named in it.
const visible = `(
	(n.status = 'approved' and n.visibility = 'public' and n.hidden_at is null)
	or n.nominator_id = $1 or $3
	or (n.status in ('approved', 'revoked') and exists (select from nominee m where m.nomination_id = n.id and m.employee_id = $1))
	or (n.status = 'approved' and n.hidden_at is null and exists (select from enabler x where x.nomination_id = n.id and x.employee_id = $1 and x.declined_at is null))
	or exists (select from approval a where a.nomination_id = n.id and ($1 in (a.approver_id, a.decided_by) or a.passed @> array[$1::uuid]))
	or (n.status = 'pending' and n.visibility = 'public' and (
		exists (select from confirmation c where c.nomination_id = n.id and c.employee_id = $1)
		or ($1 is not distinct from ` + customerOf + ` and not exists (select from nominee m where m.nomination_id = n.id and m.employee_id = $1))))
	or exists (select from nominee m join employee e on e.id = m.employee_id where m.nomination_id = n.id and e.above @> array[$1::uuid])
)`

// View reads one nomination as the actor sees it; NotFound where the actor may not.
func (r Nominations) View(ctx context.Context, id domain.NominationID, actor domain.Actor) (recognition.View, error) {
	return one[recognition.View](ctx, r.q, viewSelect+` where n.id = $4 and `+visible, actor.ID, actor.Language, actor.Is(domain.RoleOwner), id)
}

// Views reads some nominations for a reader who has been found to be allowed to, in no order.
func (r Nominations) Views(ctx context.Context, ids []domain.NominationID, actor domain.Actor) ([]recognition.View, error) {
	return many[recognition.View](ctx, r.q, viewSelect+` where n.id = any($4)`, actor.ID, actor.Language, actor.Is(domain.RoleOwner), ids)
}

// ConcernsBelow says whether an employee was put forward by a nomination, or stands above who was.
func (r Nominations) ConcernsBelow(ctx context.Context, id domain.NominationID, employee domain.EmployeeID) (bool, error) {
	return one[bool](ctx, r.q, `select exists (select from nominee m join employee e on e.id = m.employee_id
		where m.nomination_id = $1 and (m.employee_id = $2 or e.above @> array[$2::uuid]))`, id, employee)
}

// Plain reads one nomination without asking who reads: for announcements, in a language.
func (r Nominations) Plain(ctx context.Context, id domain.NominationID, language string) (recognition.View, error) {
	return one[recognition.View](ctx, r.q, viewSelect+` where n.id = $4`, domain.EmployeeID{}, language, false, id)
}

// LatestPublic reads the recognition that everybody saw last, in a language; domain.NotFound where there
// is none.
func (r Nominations) LatestPublic(ctx context.Context, language string) (recognition.View, error) {
	return one[recognition.View](ctx, r.q, viewSelect+` where n.id = (select id from nomination
		where status = 'approved' and visibility = 'public' and hidden_at is null order by published_at desc, id desc limit 1)`, domain.EmployeeID{}, language, false)
}

// List lists the nominations that the actor may see, the latest made first. A hidden recognition is
// found only by who gave it and by owners.
func (r Nominations) List(ctx context.Context, f recognition.Filter, actor domain.Actor, page domain.Page) (domain.Slice[recognition.View], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.View]{}, err
	}
	conditions := []string{visible, `(n.hidden_at is null or n.nominator_id = $1 or $3)`, `($5::uuid is null or n.id < $5)`}
	args := []any{actor.ID, actor.Language, actor.Is(domain.RoleOwner), page.Limit + 1, after}
	add := func(condition string, arg any) {
		args = append(args, arg)
		conditions = append(conditions, strings.ReplaceAll(condition, "$?", placeholder(len(args))))
	}
	if f.Status != "" {
		add(`n.status = $?`, f.Status)
	}
	if f.Nominee != nil {
		add(`n.id in (select nomination_id from nominee where employee_id = $?)`, f.Nominee)
	}
	if f.Nominator != nil {
		add(`n.nominator_id = $?`, f.Nominator)
	}
	if f.Team != nil {
		add(`exists (select from nominee m join employee e on e.id = m.employee_id join team t on t.id = e.team_id
			where m.nomination_id = n.id and t.path @> array[$?::uuid])`, f.Team)
	}
	if f.Behaviour != nil {
		add(`exists (select from nomination_behaviour nb where nb.nomination_id = n.id and nb.behaviour_id = $?)`, f.Behaviour)
	}
	if f.Enabler != nil { // as the list of those behind the scenes names them
		add(`n.id in (select x.nomination_id from enabler x join employee e on e.id = x.employee_id
			where x.employee_id = $? and x.declined_at is null and (not e.thank_privately or $3 or $1 in (e.id, n.nominator_id)))`, f.Enabler)
	}
	if f.Customer != nil {
		add(`n.customer_kind in ('employee', 'team') and n.customer_id = $?`, f.Customer)
	}
	if f.Outside != "" {
		add(`n.customer_kind = 'external' and lower(n.customer_name) = lower($?) and `+customerNamed, f.Outside)
	}
	if !f.From.IsZero() {
		add(`n.id >= $?`, domain.LeastIDAt[any](f.From))
	}
	if !f.Until.IsZero() {
		add(`n.id < $?`, domain.LeastIDAt[any](f.Until))
	}
	if f.Query != "" {
		add(`n.search @@ websearch_to_tsquery('russian', $?)`, f.Query) // words in Latin letters are taken as English by it
	}
	rows, err := many[recognition.View](ctx, r.q, viewSelect+` where `+strings.Join(conditions, " and ")+` order by n.id desc limit $4`, args...)
	if err != nil {
		return domain.Slice[recognition.View]{}, err
	}
	return slice(rows, page.Limit, func(v recognition.View) string { return v.ID.String() }), nil
}

// Feed lists published recognitions, the newest first: public ones, and private ones that the actor
// has a part in.
func (r Nominations) Feed(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[recognition.View], error) {
	at, id, err := readTimeCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.View]{}, err
	}
	// The limit and whether there is a cursor are part of the text: with them as parameters PostgreSQL
	// makes the plan anew for each page, at twice the price of the page itself.
	after, args := "", []any{actor.ID, actor.Language, actor.Is(domain.RoleOwner)}
	if at != nil {
		after, args = `and (n.published_at, n.id) < ($4::timestamptz, $5::uuid)`, append(args, at, id)
	}
	rows, err := many[recognition.View](ctx, r.q, viewSelect+`
		where n.status = 'approved' and n.hidden_at is null `+after+`
		  and (n.visibility = 'public' or n.nominator_id = $1
			or exists (select from nominee m where m.nomination_id = n.id and m.employee_id = $1))
		order by n.published_at desc, n.id desc limit `+strconv.Itoa(page.Limit+1), args...)
	if err != nil {
		return domain.Slice[recognition.View]{}, err
	}
	return slice(rows, page.Limit, func(v recognition.View) string { return timeCursor(*v.PublishedAt, v.ID) }), nil
}

func placeholder(n int) string { return "$" + numberCursor(int64(n)) }

// idCursor gives the id after which a page begins, nil for the first page.
func idCursor(cursor string) (*domain.ID[any], error) {
	if cursor == "" {
		return nil, nil //nolint:nilnil // the first page is no fault
	}
	id, err := domain.ParseID[any](cursor)
	if err != nil {
		return nil, errCursor
	}
	return &id, nil
}

// textCursor stands for the place of a text in a list that is ordered by it.
func textCursor(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func readTextCursor(cursor string) (*string, error) {
	if cursor == "" {
		return nil, nil //nolint:nilnil // the first page is no fault
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	text := string(raw)
	if err != nil || domain.TextFault(text, 1, 1000) != "" {
		return nil, errCursor
	}
	return &text, nil
}

func timeCursor[Kind any](at time.Time, id domain.ID[Kind]) string {
	return base64.RawURLEncoding.EncodeToString([]byte(id.String() + at.UTC().Format(time.RFC3339Nano)))
}

func readTimeCursor(cursor string) (*time.Time, string, error) {
	if cursor == "" {
		return nil, zeroID, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) < 37 {
		return nil, "", errCursor
	}
	at, err := time.Parse(time.RFC3339Nano, string(raw[36:]))
	if err != nil {
		return nil, "", errCursor
	}
	if _, err := domain.ParseID[any](string(raw[:36])); err != nil {
		return nil, "", errCursor
	}
	return &at, string(raw[:36]), nil
}
