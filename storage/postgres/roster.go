package postgres

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/domain"
	"laurel/domain/people"
)

const rosterSelect = `select ` + listingColumns + `, e.personnel_number, e.location, e.started_on, e.created_at, e.deactivated_at,
	e.password_hash is not null as has_password,
	(select max(i.expires_at) from invitation i where i.employee_id = e.id and i.used_at is null and i.expires_at > $1) as invited_until,
	(select max(s.last_seen_at) from session s where s.employee_id = e.id and s.ended_at is null) as last_seen_at` + listingTables

// RosterEntry reads one employee as an administrator sees them.
func (p People) RosterEntry(ctx context.Context, id domain.EmployeeID, now time.Time) (people.RosterEntry, error) {
	return one[people.RosterEntry](ctx, p.q, rosterSelect+` where e.id = $2`, now, id)
}

// Roster lists employees in the order of their names, as an administrator sees them. What is not
// asked for is not in the statement: PostgreSQL plans each kind of question for itself.
func (p People) Roster(ctx context.Context, f people.RosterFilter, now time.Time, page domain.Page) (domain.Slice[people.RosterEntry], error) {
	args := []any{now}
	var conditions []string
	add := func(condition string, values ...any) {
		for _, value := range values {
			args = append(args, value)
			condition = strings.Replace(condition, "$?", placeholder(len(args)), 1)
		}
		conditions = append(conditions, condition)
	}
	if page.Cursor != "" {
		afterName, afterID, err := readNameCursor(page.Cursor)
		if err != nil {
			return domain.Slice[people.RosterEntry]{}, err
		}
		add(`(e.name collate "C", e.id) > ($? collate "C", $?::uuid)`, afterName, afterID)
	}
	if f.Team != nil {
		add(`e.team_id in (select id from team where path @> array[$?::uuid])`, *f.Team)
	}
	if f.Role != "" {
		add(`e.role = $?`, f.Role)
	}
	if f.Active != nil {
		conditions = append(conditions, map[bool]string{true: `e.active`, false: `not e.active`}[*f.Active])
	}
	query := strings.ToLower(strings.TrimSpace(f.Query))
	like := escapeLike(query)
	switch n := utf8.RuneCountInString(query); {
	case n == 0:
	case n < 3:
		add(`(lower(e.name) like $? || '%' or lower(e.name) like '% ' || $? || '%' or lower(e.email) like $? || '%' or e.personnel_number like $? || '%')`, like, like, like, like)
	default:
		add(`(lower(e.name || ' ' || coalesce(e.email, '')) like '%' || $? || '%' or $?::text <% lower(e.name || ' ' || coalesce(e.email, '')) or e.personnel_number = $?)`,
			like, query, strings.TrimSpace(f.Query))
	}
	where := ``
	if len(conditions) > 0 {
		where = ` where ` + strings.Join(conditions, ` and `)
	}
	args = append(args, page.Limit+1)
	rows, err := many[people.RosterEntry](ctx, p.q, rosterSelect+where+` order by e.name collate "C", e.id limit `+placeholder(len(args)), args...)
	if err != nil {
		return domain.Slice[people.RosterEntry]{}, err
	}
	return slice(rows, page.Limit, func(e people.RosterEntry) string { return nameCursor(e.Name, e.ID) }), nil
}

// LockLines lets one change of lines of managers, or of teams, happen at a time, beside imports: two that
// are each right alone could make a circle together.
func (p People) LockLines(ctx context.Context) error {
	_, err := p.q.ExecContext(ctx, `select pg_advisory_xact_lock(hashtext('laurel.import'))`)
	return translate(err)
}

// Lock reads one employee and keeps them for this transaction.
func (p People) Lock(ctx context.Context, id domain.EmployeeID) (people.Employee, error) {
	return one[people.Employee](ctx, p.q, `select `+employeeColumns+` from employee where id = $1 for no key update`, id)
}

// OtherAdmins counts the active administrators beside one employee.
func (p People) OtherAdmins(ctx context.Context, but domain.EmployeeID) (int, error) {
	return one[int](ctx, p.q, `select count(*) from employee where role = 'admin' and active and id <> $1`, but)
}

// Update stores what an administrator changes of an employee.
func (p People) Update(e people.Employee, now time.Time) {
	p.tx.queue(`update employee set name = $2, email = $3, personnel_number = $4, team_id = $5, manager_id = $6, role = $7, locale = $8,
			location = $9, started_on = $10, active = $11, updated_at = $12,
			deactivated_at = case when $11 then null else coalesce(deactivated_at, $12) end
		where id = $1`,
		e.ID, e.Name, e.Email, e.Personnel, e.Team, e.Manager, e.Role, e.Locale, e.Location, e.StartedOn, e.Active, now)
}

// RefreshAboveOf sets the line of managers of one employee, and of everybody below, anew.
func (p People) RefreshAboveOf(ctx context.Context, id domain.EmployeeID) error {
	_, err := p.q.ExecContext(ctx, `
		with recursive line (id, above) as (
			select e.id, case when m.id is null then '{}'::uuid[] else m.id || m.above end
			from employee e left join employee m on m.id = e.manager_id where e.id = $1
			union all
			select e.id, line.id || line.above from employee e join line on e.manager_id = line.id
		)
		update employee e set above = line.above from line where line.id = e.id and e.above is distinct from line.above`, id)
	return translate(err)
}
