package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/people"
)

// Teams is the table of teams.
type Teams struct {
	q  queryer
	tx *Tx
}

// ByID reads one team.
func (t Teams) ByID(ctx context.Context, id domain.TeamID) (people.Team, error) {
	return one[people.Team](ctx, t.q, `select id, name, parent_id, lead_id from team where id = $1`, id)
}

// SomeQuery is a query of Tx.Read for some teams.
func (t Teams) SomeQuery(to *[]people.Team, ids []domain.TeamID) Query {
	return rowsInto(to, `select id, name, parent_id, lead_id from team where id = any($1)`, ids)
}

// Listings lists all teams in the order of their names.
func (t Teams) Listings(ctx context.Context, page domain.Page) (domain.Slice[people.TeamListing], error) {
	afterName, afterID, err := readNameCursor(page.Cursor)
	if err != nil {
		return domain.Slice[people.TeamListing]{}, err
	}
	rows, err := many[people.TeamListing](ctx, t.q, teamListing+`
		where $1 = '' or (t.name collate "C", t.id) > ($1 collate "C", $2::uuid)
		order by t.name collate "C", t.id limit $3`, afterName, afterID, page.Limit+1)
	if err != nil {
		return domain.Slice[people.TeamListing]{}, err
	}
	return slice(rows, page.Limit, func(l people.TeamListing) string { return nameCursor(l.Name, l.ID) }), nil
}

const teamListing = `select t.id, t.name, t.parent_id, u.name as parent_name, t.lead_id, l.name as lead_name,
		(select count(*) from employee e where e.team_id = t.id and e.active) as members
	from team t left join team u on u.id = t.parent_id left join employee l on l.id = t.lead_id `

// Listing reads one team as the directory shows it.
func (t Teams) Listing(ctx context.Context, id domain.TeamID) (people.TeamListing, error) {
	return one[people.TeamListing](ctx, t.q, teamListing+`where t.id = $1`, id)
}

// Lock reads one team and keeps it for this transaction.
func (t Teams) Lock(ctx context.Context, id domain.TeamID) (people.Team, error) {
	return one[people.Team](ctx, t.q, `select id, name, parent_id, lead_id from team where id = $1 for no key update`, id)
}

// Path lists a team and all above it; domain.NotFound where there is no such team.
func (t Teams) Path(ctx context.Context, id domain.TeamID) ([]domain.TeamID, error) {
	row, err := one[struct {
		Path domain.TeamIDs `db:"path"`
	}](ctx, t.q, `select path::text as path from team where id = $1`, id)
	return row.Path, err
}

// Update stores a team's name, lead and place; RefreshPaths then draws its line anew.
func (t Teams) Update(team people.Team) {
	t.tx.queue(`update team set name = $2, parent_id = $3, lead_id = $4 where id = $1`, team.ID, team.Name, team.Parent, team.Lead)
}

// RefreshPaths sets the lines of a team, and of those below it, anew.
func (t Teams) RefreshPaths(ctx context.Context, id domain.TeamID) error {
	_, err := t.q.ExecContext(ctx, `
		with recursive line (id, path) as (
			select t.id, t.id || coalesce(u.path, '{}'::uuid[]) from team t left join team u on u.id = t.parent_id where t.id = $1
			union all
			select t.id, t.id || line.path from team t join line on t.parent_id = line.id
		)
		update team t set path = line.path from line where line.id = t.id and t.path is distinct from line.path`, id)
	return translate(err)
}

// Insert adds a team at the top of the tree.
func (t Teams) Insert(team people.Team, now time.Time) {
	t.tx.queue(`insert into team (id, name, path, created_at) values ($1, $2, array[$1::uuid], $3)`, team.ID, team.Name, now)
}

// SetLead says who leads a team.
func (t Teams) SetLead(id domain.TeamID, lead domain.EmployeeID) {
	t.tx.queue(`update team set lead_id = $2 where id = $1`, id, lead)
}

// Existing gives those of some ids that are teams.
func (t Teams) Existing(ctx context.Context, ids []domain.TeamID) ([]domain.TeamID, error) {
	return many[domain.TeamID](ctx, t.q, `select id from team where id = any($1)`, ids)
}
