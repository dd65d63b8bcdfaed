package postgres

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/domain"
	"laurel/domain/recognition"
)

// seenBy keeps of some nominations the published ones that the reader may see.
const seenBy = `n.status = 'approved' and n.hidden_at is null and ` + visible

// namedTo says whether an enabler who is thanked privately may be named to the reader.
const namedTo = `(not p.thank_privately or $3 or $1 in (x.employee_id, n.nominator_id))`

// profileSelect counts from the latest recognitions of one employee, found by their indexes: $4 is the
// employee; %[1]s narrows the time.
var profileSelect = `
	with got as materialized (
		select n.behaviour_ids, n.customer_kind, n.customer_id, n.customer_name, ` + customerNamed + ` as named
		from (select nomination_id from nominee where employee_id = $4 order by nomination_id desc limit ` + strconv.Itoa(recognition.ProfileMost) + `) m
		join nomination n on n.id = m.nomination_id
		where ` + seenBy + `%[1]s
	), served as (
		select customer_kind as kind, customer_id as id, min(customer_name) as name, count(*) as count
		from got where named group by customer_kind, customer_id, lower(customer_name)
		order by count(*) desc, min(customer_name), customer_id limit ` + strconv.Itoa(recognition.ProfileCustomers) + `
	)
	select (select count(*) from got) as received,
		(select count(*) from (select * from nomination where nominator_id = $4 order by id desc limit ` + strconv.Itoa(recognition.ProfileMost) + `) n
			where ` + seenBy + `%[1]s) as given,
		(select count(*) from (select nomination_id, employee_id from enabler where employee_id = $4 and declined_at is null
				order by nomination_id desc limit ` + strconv.Itoa(recognition.ProfileMost) + `) x
			join nomination n on n.id = x.nomination_id join employee p on p.id = x.employee_id
			where ` + seenBy + ` and ` + namedTo + `%[1]s) as behind,
		(select json_agg(json_build_object('id', b.id, 'code', b.code, 'name', coalesce(b.translations -> $2 ->> 'name', b.name), 'count', c.count)
				order by c.count desc, b.place)
			from (select behaviour, count(*) as count from got, unnest(behaviour_ids) behaviour group by behaviour) c
			join behaviour b on b.id = c.behaviour) as behaviours,
		(select json_agg(json_build_object('kind', s.kind, 'id', s.id, 'name', coalesce(s.name, e.name, t.name, ''), 'count', s.count)
				order by s.count desc, coalesce(s.name, e.name, t.name))
			from served s left join employee e on s.kind = 'employee' and e.id = s.id left join team t on s.kind = 'team' and t.id = s.id) as customers`

// Profile counts what an employee was recognised for, as far as the actor may see.
func (r Nominations) Profile(ctx context.Context, of domain.EmployeeID, actor domain.Actor) (recognition.Profile, error) {
	return one[recognition.Profile](ctx, r.q, fmt.Sprintf(profileSelect, ``), actor.ID, actor.Language, actor.Is(domain.RoleOwner), of)
}

const inWindow = ` and n.published_at >= $5 and n.published_at < $6`

// Year reads what the actor was recognised for within a window, and where they were named behind the
// scenes, the latest first. First is the year of their first nomination, received or given, in a zone.
func (r Nominations) Year(ctx context.Context, actor domain.Actor, w recognition.Window, zone *time.Location) (recognition.Year, error) {
	args := []any{actor.ID, actor.Language, actor.Is(domain.RoleOwner), actor.ID, w.From, w.Until}
	counts, err := one[recognition.Profile](ctx, r.q, fmt.Sprintf(profileSelect, inWindow), args...)
	if err != nil {
		return recognition.Year{}, err
	}
	year := recognition.Year{Profile: counts}
	latest := ` order by n.published_at desc, n.id desc limit ` + strconv.Itoa(recognition.YearMost)
	year.Stories, err = many[recognition.View](ctx, r.q, viewSelect+`where `+seenBy+inWindow+`
		and n.id in (select nomination_id from nominee where employee_id = $4)`+latest, args...)
	if err != nil {
		return year, err
	}
	year.Behind, err = many[recognition.View](ctx, r.q, viewSelect+`where `+seenBy+inWindow+`
		and n.id in (select nomination_id from enabler where employee_id = $4 and declined_at is null)`+latest, args...)
	if err != nil {
		return year, err
	}
	first, err := one[*time.Time](ctx, r.q, `select min(n.created_at) from nomination n where n.id in (
		select (select nomination_id from nominee where employee_id = $1 order by nomination_id limit 1)
		union all select (select id from nomination where nominator_id = $1 order by id limit 1))`, actor.ID)
	if err == nil && first != nil {
		year.First = first.In(zone).Year()
	}
	return year, err
}

// OutsideCustomers finds customers outside by a part of their names, with typing errors from 3
// characters on, among recognitions that the actor may see: the most often served first. It counts up
// to a bound.
func (r Nominations) OutsideCustomers(ctx context.Context, query string, actor domain.Actor, page domain.Page) (domain.Slice[recognition.CountedServed], error) {
	afterCount, afterName, err := readCountCursor(page.Cursor)
	if err != nil {
		return domain.Slice[recognition.CountedServed]{}, err
	}
	match := `lower(n.customer_name) like $4 || '%'`
	if len([]rune(query)) >= 3 {
		match = `(lower(n.customer_name) like '%' || $4 || '%' or $5 <% lower(n.customer_name))`
	}
	type row struct {
		Kind  recognition.CustomerKind `db:"kind"`
		Name  string                   `db:"name"`
		Count int                      `db:"count"`
	}
	rows, err := many[row](ctx, r.q, `
		select 'external' as kind, min(customer_name collate "C") as name, count(*) as count from (
			select n.customer_name from nomination n
			where n.customer_kind = 'external' and $2::text is not null and $5::text is not null and `+match+` and `+customerNamed+` and `+seenBy+`
			limit `+strconv.Itoa(recognition.ProfileMost)+`) found
		group by lower(customer_name)
		having $7::bigint is null or count(*) < $7 or (count(*) = $7 and min(customer_name collate "C") > $8 collate "C")
		order by count(*) desc, min(customer_name collate "C") limit $6`,
		actor.ID, actor.Language, actor.Is(domain.RoleOwner), escapeLike(query), query, page.Limit+1, afterCount, afterName)
	if err != nil {
		return domain.Slice[recognition.CountedServed]{}, err
	}
	found := make([]recognition.CountedServed, len(rows))
	for i, c := range rows {
		found[i] = recognition.CountedServed{Kind: c.Kind, Name: c.Name, Count: c.Count}
	}
	return slice(found, page.Limit, func(c recognition.CountedServed) string {
		return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(c.Count) + " " + c.Name))
	}), nil
}

// readCountCursor gives the count and the name after which a page begins; nil for the first one.
func readCountCursor(cursor string) (count *int64, name string, err error) {
	if cursor == "" {
		return nil, "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || !utf8.Valid(raw) || strings.ContainsRune(string(raw), 0) {
		return nil, "", errCursor
	}
	number, name, _ := strings.Cut(string(raw), " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, "", errCursor
	}
	return &n, name, nil
}
