package postgres

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
)

// People is the table of employees.
type People struct {
	q  queryer
	tx *Tx
}

const employeeColumns = `id, email, personnel_number, name, team_id, manager_id, above, role, locale,
	location, started_on, active, hidden_from_boards`

// Named is an employee with the name of the team, as a verb needs it for its checks and its answer.
type Named struct {
	people.Employee
	TeamName       *string `db:"team_name"`
	ThankPrivately bool    `db:"thank_privately"`
}

// Places reads what decides whether some employees are in the circles of programs. Those that are not
// there are absent.
func (p People) Places(ctx context.Context, ids []domain.EmployeeID) (map[domain.EmployeeID]recognition.Place, error) {
	rows, err := many[struct {
		ID    domain.EmployeeID `db:"id"`
		Role  domain.Role       `db:"role"`
		Leads bool              `db:"leads"`
		Path  json.RawMessage   `db:"path"`
	}](ctx, p.q, `select e.id, e.role, exists (select from employee r where r.manager_id = e.id and r.active) as leads, coalesce(to_jsonb(t.path), '[]') as path
		from employee e left join team t on t.id = e.team_id where e.id = any($1)`, ids)
	if err != nil {
		return nil, err
	}
	places := make(map[domain.EmployeeID]recognition.Place, len(rows))
	for _, row := range rows {
		s := recognition.Place{Role: row.Role, Leads: row.Leads}
		if err := json.Unmarshal(row.Path, &s.Teams); err != nil {
			return nil, fmt.Errorf("the teams of an employee: %w", err)
		}
		places[row.ID] = s
	}
	return places, nil
}

// AllowanceOf reads what an employee's allowance depends on.
func (p People) AllowanceOf(ctx context.Context, id domain.EmployeeID) (points.AllowanceOf, error) {
	row, err := one[struct {
		Reports int64     `db:"reports"`
		Since   time.Time `db:"since"`
	}](ctx, p.q, `select (select count(*) from employee r where r.manager_id = e.id and r.active) as reports,
			coalesce(e.started_on, (e.created_at at time zone o.time_zone)::date) as since
		from employee e cross join organisation o where e.id = $1`, id)
	return points.AllowanceOf{Reports: row.Reports, Since: row.Since.UTC()}, err
}

// CountCircle counts the active employees who are in a circle of a program (recognition.Circle.Has).
// Reports are how many report to them in all.
func (p People) CountCircle(ctx context.Context, c recognition.Circle) (people, reports int64, err error) {
	roles := make([]string, len(c.Roles))
	for i, role := range c.Roles {
		roles[i] = string(role)
	}
	row, err := one[struct {
		People  int64 `db:"people"`
		Reports int64 `db:"reports"`
	}](ctx, p.q, `select count(*) as people, coalesce(sum(below.n), 0)::bigint as reports
		from employee e left join team t on t.id = e.team_id
		left join (select manager_id, count(*) as n from employee where active and manager_id is not null group by manager_id) below on below.manager_id = e.id
		where e.active and (cardinality($1::uuid[]) = 0 or t.path && $1)
		  and (cardinality($2::text[]) = 0 or e.role = any($2)
			or ('manager' = any($2) and below.n > 0))`, uuids(c.Teams), roles)
	return row.People, row.Reports, err
}

// ByID reads one employee.
func (p People) ByID(ctx context.Context, id domain.EmployeeID) (people.Employee, error) {
	return one[people.Employee](ctx, p.q, `select `+employeeColumns+` from employee where id = $1`, id)
}

// ByEmail reads the employee with an address, in any case of letters.
func (p People) ByEmail(ctx context.Context, email string) (people.Employee, error) {
	return one[people.Employee](ctx, p.q, `select `+employeeColumns+` from employee where lower(email) = lower($1)`, email)
}

// NamedQuery is a query of Tx.Read for some employees with the names of their teams.
func (p People) NamedQuery(to *[]Named, ids []domain.EmployeeID) Query {
	if len(ids) == 0 || len(ids) > mostRows {
		return rowsInto(to, namedSelect+`where e.id = any($1)`, ids)
	}
	text, args := namedAmong.padded(anys(ids))
	return rowsInto(to, text, args...)
}

const namedSelect = `select e.id, e.email, e.personnel_number, e.name, e.team_id, e.manager_id, e.above::text as above, e.role, e.locale,
			e.location, e.started_on, e.active, e.hidden_from_boards, e.thank_privately, t.name as team_name
		from employee e left join team t on t.id = e.team_id `

var namedAmong = newMulti(0, namedSelect+`where e.id in (`, `$1`, `)`)

const listingColumns = `e.id, e.name, e.email, e.role, e.locale, e.active, e.team_id, t.name as team_name,
	e.manager_id, m.name as manager_name,
	(select count(*) from employee r where r.manager_id = e.id and r.active) as reports`

const listingTables = ` from employee e left join team t on t.id = e.team_id left join employee m on m.id = e.manager_id `

// Listing reads one employee as the directory shows them.
func (p People) Listing(ctx context.Context, id domain.EmployeeID) (people.Listing, error) {
	return one[people.Listing](ctx, p.q, `select `+listingColumns+listingTables+` where e.id = $1`, id)
}

// Directory lists active employees in the order of their names. Query finds any part of a name or an
// address, with typing errors from 3 characters on; below that only beginnings of words. Who is found
// only where nobody is nearer: by trigrams where nobody has the query as it stands, by words with a single
// typing error where nobody is near by trigrams. Else a whole address would find all who share its domain.
func (p People) Directory(ctx context.Context, query string, team *domain.TeamID, page domain.Page) (domain.Slice[people.Listing], error) {
	query = strings.ToLower(strings.TrimSpace(query))
	ways := waysToFind(query)
	way, cursor, err := readWay(page.Cursor, len(ways))
	if err != nil {
		return domain.Slice[people.Listing]{}, err
	}
	afterName, afterID, err := readNameCursor(cursor)
	if err != nil {
		return domain.Slice[people.Listing]{}, err
	}
	var rows []people.Listing
	for {
		rows, err = many[people.Listing](ctx, p.q, `select `+listingColumns+listingTables+`
			where e.active and ($1::uuid is null or e.team_id in (select id from team where path @> array[$1::uuid]))
			  and ($2 = '' or (e.name collate "C", e.id) > ($2 collate "C", $3::uuid))
			  and $5::text is not null and `+ways[way].match+`
			order by e.name collate "C", e.id limit $4`,
			team, afterName, afterID, page.Limit+1, ways[way].query)
		if err != nil {
			return domain.Slice[people.Listing]{}, err
		}
		if len(rows) > 0 || cursor != "" || way+1 == len(ways) {
			break
		}
		way++
	}
	return slice(rows, page.Limit, func(l people.Listing) string { return strconv.Itoa(way) + nameCursor(l.Name, l.ID) }), nil
}

// wayToFind is one way to find people by what was typed: a condition, and what $5 is in it.
type wayToFind struct{ match, query string }

// waysToFind gives the ways to find people by a query in small letters, the nearest first.
func waysToFind(query string) []wayToFind {
	const text = `lower(e.name || ' ' || coalesce(e.email, ''))`
	like := escapeLike(query)
	switch n := utf8.RuneCountInString(query); {
	case n == 0:
		return []wayToFind{{`true`, ``}}
	case n < 3:
		return []wayToFind{{`(lower(e.name) like $5 || '%' or lower(e.name) like '% ' || $5 || '%' or lower(e.email) like $5 || '%')`, like}}
	}
	ways := []wayToFind{{text + ` like '%' || $5 || '%'`, like}, {`$5 <% ` + text, query}}
	if typed := withTypingError(query); typed != "" {
		ways = append(ways, wayToFind{text + ` ~ $5`, typed})
	}
	return ways
}

// readWay gives the way by which the page before found people, and the rest of its cursor.
func readWay(cursor string, ways int) (int, string, error) {
	if cursor == "" {
		return 0, "", nil
	}
	way := int(cursor[0] - '0') // what stands before the digits wraps around to what is too large
	if way >= ways || len(cursor) == 1 {
		return 0, "", errCursor
	}
	return way, cursor[1:], nil
}

// Names reads the names of some employees.
func (p People) Names(ctx context.Context, ids []domain.EmployeeID) (map[domain.EmployeeID]string, error) {
	names := make(map[domain.EmployeeID]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	rows, err := many[struct {
		ID   domain.EmployeeID `db:"id"`
		Name string            `db:"name"`
	}](ctx, p.q, `select id, name from employee where id = any($1)`, ids)
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, err
}

// ActiveOwners lists the ids of the active owners in a fixed order: whom an approval falls to where
// no manager can decide.
func (p People) ActiveOwners(ctx context.Context) ([]domain.EmployeeID, error) {
	return many[domain.EmployeeID](ctx, p.q, `select id from employee where role = 'owner' and active order by id`)
}

// ActiveOwnersQuery is ActiveOwners as a query of Tx.Read.
func (p People) ActiveOwnersQuery(to *[]domain.EmployeeID) Query {
	return idsInto(to, `select id from employee where role = 'owner' and active order by id`)
}

// ActiveAboveQuery is a query of Tx.Read for all active employees above any of some, in no order.
func (p People) ActiveAboveQuery(to *[]domain.EmployeeID, ids []domain.EmployeeID) Query {
	return idsInto(to, `select id from employee where active and id in (select unnest(above) from employee where id = any($1))`, ids)
}

func idsInto[Kind any](to *[]domain.ID[Kind], query string, args ...any) Query {
	return Query{sql: query, args: args, collect: func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, pgx.RowTo[domain.ID[Kind]])
		*to = found
		return err
	}}
}

// KeepActive leaves out of a list of employees those who are not active, in the same order.
func (p People) KeepActive(ctx context.Context, ids []domain.EmployeeID) ([]domain.EmployeeID, error) {
	return many[domain.EmployeeID](ctx, p.q, `select e.id from unnest($1::uuid[]) with ordinality as wanted (id, place)
		join employee e on e.id = wanted.id where e.active order by wanted.place`, ids)
}

// Insert adds an employee.
func (p People) Insert(e people.Employee, now time.Time) {
	p.tx.queue(`insert into employee (id, email, personnel_number, name, team_id, manager_id, above, role, locale, location,
			started_on, active, hidden_from_boards, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, coalesce($7::uuid[], '{}'), $8, $9, $10, $11, $12, $13, $14, $14)`,
		e.ID, e.Email, e.Personnel, e.Name, e.Team, e.Manager, e.Above, e.Role, e.Locale, e.Location, e.StartedOn, e.Active, e.Hidden, now)
}

// SetPassword keeps the hash of a new password.
func (p People) SetPassword(id domain.EmployeeID, hash string, now time.Time) {
	p.tx.queue(`update employee set password_hash = $2, updated_at = $3 where id = $1`, id, hash, now)
}

// MakeAdmin makes an administrator of an employee, who is active then.
func (p People) MakeAdmin(id domain.EmployeeID, now time.Time) {
	p.tx.queue(`update employee set role = 'admin', active = true, deactivated_at = null, updated_at = $2 where id = $1`, id, now)
}

// SetPasswords keeps the hash of a new password for everybody with an address of a domain, such as
// `@demo.example`.
func (p People) SetPasswords(domainName, hash string, now time.Time) {
	p.tx.queue(`update employee set password_hash = $2, updated_at = $3 where email like '%' || $1`, escapeLike(domainName), hash, now)
}

// Any says whether there is any employee at all.
func (p People) Any(ctx context.Context) (bool, error) {
	return one[bool](ctx, p.q, `select exists (select from employee)`)
}

// RefreshAbove sets the line of managers of every employee anew, after managers have changed. It
// gives the number of employees whose line changed.
func (p People) RefreshAbove(ctx context.Context) (int64, error) {
	result, err := p.q.ExecContext(ctx, `
		with recursive line (id, above) as (
			select id, '{}'::uuid[] from employee where manager_id is null
			union all
			select e.id, line.id || line.above from employee e join line on e.manager_id = line.id
		)
		update employee e set above = line.above from line where line.id = e.id and e.above is distinct from line.above`)
	if err != nil {
		return 0, translate(err)
	}
	return result.RowsAffected()
}

// errCursor answers a cursor that this list has not given.
var errCursor = domain.Invalid("invalid_cursor", "The cursor is none that this list has given.",
	domain.FieldError{Location: "query.cursor", Message: "is not a cursor of this list"})

func nameCursor[Kind any](name string, id domain.ID[Kind]) string {
	return base64.RawURLEncoding.EncodeToString([]byte(id.String() + name))
}

// readNameCursor gives the name and id after which a page begins.
func readNameCursor(cursor string) (name, id string, err error) {
	if cursor == "" {
		return "", zeroID, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) <= 36 || !utf8.Valid(raw) {
		return "", "", errCursor
	}
	if _, err := domain.ParseID[any](string(raw[:36])); err != nil {
		return "", "", errCursor
	}
	return string(raw[36:]), string(raw[:36]), nil
}

const zeroID = "00000000-0000-0000-0000-000000000000"

// escapeLike makes a text match itself in `like`.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// Actor reads an active employee as one who acts, with the name; domain.NotFound where there is none.
func (p People) Actor(ctx context.Context, id domain.EmployeeID) (domain.Actor, string, error) {
	type row struct {
		Name       string         `db:"name"`
		Role       domain.Role    `db:"role"`
		Locale     string         `db:"locale"`
		Team       *domain.TeamID `db:"team_id"`
		HasReports bool           `db:"has_reports"`
	}
	r, err := one[row](ctx, p.q, `select e.name, e.role, e.locale, e.team_id, exists (select from employee r where r.manager_id = e.id and r.active) as has_reports
		from employee e where e.id = $1 and e.active`, id)
	return domain.Actor{ID: id, Role: r.Role, HasReports: r.HasReports, Team: r.Team, Language: r.Locale}, r.Name, err
}
