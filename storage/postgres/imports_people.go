package postgres

import (
	"context"

	"laurel/domain"
)

// Match is an active employee who is called as an export says. Place is that of the name asked for.
type Match struct {
	Place    int               `db:"place"`
	Employee domain.EmployeeID `db:"id"`
	Name     string            `db:"name"`
	Email    *string           `db:"email"`
	Team     *string           `db:"team"`
}

// mostMatches is how many people of one name are told.
const mostMatches = 10

// Called finds the active employees by whole names, which are given in lower case; several forms may
// have the same place.
func (i Imports) Called(ctx context.Context, names []string, places []int) ([]Match, error) {
	return many[Match](ctx, i.q, `select n.place, m.id, m.name, m.email, m.team
		from (select place, array_agg(name) as names from unnest($1::text[], $2::int[]) as n (name, place) group by place) n
		cross join lateral (select e.id, e.name, e.email, t.name as team from employee e left join team t on t.id = e.team_id
			where lower(e.name) = any(n.names) and e.active order by e.name collate "C", e.id limit $3) m
		order by n.place`, names, places, mostMatches)
}
