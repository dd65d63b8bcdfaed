package postgres

import (
	"context"
	"time"

	"laurel/domain"
)

// RosterLine is one line of a roster. nil is an empty cell.
type RosterLine struct {
	Line      int64
	ID        domain.EmployeeID // for who is new
	Email     *string           // in lower case
	Personnel *string
	Name      string
	Team      *string
	Manager   *string // address in lower case
	Role      *string
	Locale    *string
	StartedOn *time.Time
	Location  *string
	Bad       bool // it has a fault already: it says who is in the file, and nothing else
}

// RosterColumns says which of the columns that may be left out a roster has: what is left out stays as
// it is.
type RosterColumns struct{ Email, Personnel, Locale, StartedOn, Location bool }

// CopyRoster brings the lines that next gives into the transaction; nil ends them.
func (i Imports) CopyRoster(ctx context.Context, next func() (*RosterLine, error)) error {
	_, err := i.exec(ctx, `create temporary table import_roster (
		line bigint not null, id uuid not null, email text, personnel text, name text not null, team text, manager text, role text,
		locale text, started_on date, location text, bad boolean not null,
		known_id uuid, manager_id uuid, changed boolean not null default false) on commit drop`)
	if err != nil {
		return err
	}
	row := make([]any, 12)
	columns := []string{"line", "id", "email", "personnel", "name", "team", "manager", "role", "locale", "started_on", "location", "bad"}
	return i.copyInto(ctx, "import_roster", columns, func() ([]any, error) {
		l, err := next()
		if l == nil || err != nil {
			return nil, err
		}
		row[0], row[1], row[2], row[3], row[4], row[5] = l.Line, l.ID, l.Email, l.Personnel, l.Name, l.Team
		row[6], row[7], row[8], row[9], row[10], row[11] = l.Manager, l.Role, l.Locale, l.StartedOn, l.Location, l.Bad
		return row, nil
	})
}

// CheckRoster finds out who is meant by each line and who is whose manager, and notes the faults that
// only the database can find. Where lines with faults are to be left out, a line may come to name a
// manager who is not there any more: it is asked again until nothing is found.
func (i Imports) CheckRoster(ctx context.Context, deactivateMissing, partial bool) error {
	if err := i.execAll(ctx, rosterIdentity...); err != nil {
		return err
	}
	for {
		if _, err := i.exec(ctx, rosterLeaveOut); err != nil {
			return err
		}
		found, err := i.checkManagers(ctx, deactivateMissing, partial)
		if err != nil || found == 0 || !partial {
			return err
		}
	}
}

// rosterIdentity finds who is meant: by personnel number where there is one that is known, else by
// address.
var rosterIdentity = []string{
	`create index on import_roster (email)`,
	`analyze import_roster`,
	`insert into import_fault
		select line, 'email', 'stands on line ' || first || ' already' from (
			select line, min(line) over (partition by email) as first from import_roster where email is not null) l where line > first
		union all
		select line, 'personnel_number', 'stands on line ' || first || ' already' from (
			select line, min(line) over (partition by personnel) as first from import_roster where personnel is not null) l where line > first`,
	`update import_roster r set known_id = e.id from employee e where e.personnel_number = r.personnel`,
	`update import_roster r set known_id = e.id from employee e where r.known_id is null and lower(e.email) = r.email`,
	`insert into import_fault
		select r.line, 'email', 'belongs to another employee than the personnel number'
		from import_roster r join employee e on lower(e.email) = r.email where r.known_id <> e.id
		union all
		select line, 'personnel_number', 'means the same employee as line ' || first from (
			select line, min(line) over (partition by known_id) as first from import_roster where known_id is not null) l
		where line > first and not exists (select from import_fault f where f.line = l.line)`,
}

const rosterLeaveOut = `update import_roster r set bad = true from import_fault f where f.line = r.line and not r.bad`

// checkManagers resolves the managers' addresses and gives how many new faults there are. Where nothing
// is written anyhow, a line with a fault may still be somebody's manager, and is itself asked about its
// manager: all faults are told at once, and none that only follows from another.
func (i Imports) checkManagers(ctx context.Context, deactivateMissing, partial bool) (int64, error) {
	_, err := i.exec(ctx, `update import_roster r set manager_id = coalesce(
			(select coalesce(m.known_id, m.id) from import_roster m where m.email = r.manager and not (m.bad and $2) order by m.line limit 1),
			(select e.id from employee e where lower(e.email) = r.manager and e.active
				and (not $1 or exists (select from import_roster k where k.known_id = e.id))))
		where r.manager is not null and not (r.bad and $2)`, deactivateMissing, partial)
	if err != nil {
		return 0, err
	}
	faults, err := i.exec(ctx, `insert into import_fault
		select line, 'manager_email', 'is the address of nobody in the file and of no active employee'
			from import_roster where manager is not null and manager_id is null and not (bad and $1)
		union all
		select line, 'manager_email', 'is the employee''s own address'
			from import_roster where manager_id = coalesce(known_id, id) and not (bad and $1)`, partial)
	if err != nil || faults > 0 {
		return faults, err
	}
	return i.checkCircles(ctx)
}

// checkCircles notes the lines that make somebody their own manager by way of others: of all people as
// they would be after the import, those are on a circle who cannot be reached from the top. The lines
// that only stand below a circle are not at fault.
func (i Imports) checkCircles(ctx context.Context) (int64, error) {
	err := i.execAll(ctx,
		`drop table if exists import_line_up`,
		`create temporary table import_line_up on commit drop as
			select coalesce(r.known_id, r.id) as id, r.manager_id, r.line from import_roster r where not r.bad
			union all
			select e.id, e.manager_id, null from employee e where not exists (select from import_roster r where r.known_id = e.id and not r.bad)`,
		`create index on import_line_up (manager_id)`,
		`analyze import_line_up`,
		`drop table if exists import_unreached`,
		`create temporary table import_unreached on commit drop as
			with recursive reached (id) as (
				select id from import_line_up where manager_id is null
				union all
				select u.id from import_line_up u join reached on u.manager_id = reached.id)
			select id, manager_id, line from import_line_up u where not exists (select from reached where reached.id = u.id)`,
	)
	if err != nil {
		return 0, err
	}
	return i.exec(ctx, `insert into import_fault
		with recursive up (start, id, manager_id) as (
			select id, id, manager_id from import_unreached
			union
			select up.start, u.id, u.manager_id from up join import_unreached u on u.id = up.manager_id)
		select u.line, 'manager_email', 'makes a circle: the manager stands below this employee'
		from import_unreached u where u.line is not null and exists (select from up where up.start = u.id and up.manager_id = u.id)`)
}

// RosterCounts are what an import of a roster has done.
type RosterCounts struct{ Created, Updated, Deactivated, Unchanged int64 }

// NewTeams gives the names of the file that no team has.
func (i Imports) NewTeams(ctx context.Context) ([]string, error) {
	return many[string](ctx, i.q, `select distinct r.team collate "C" as team from import_roster r
		where r.team is not null and not r.bad and not exists (select from team t where t.name = r.team) order by 1`)
}

// ApplyRoster writes the lines that have no fault: who is new, and who has changed.
func (i Imports) ApplyRoster(ctx context.Context, has RosterColumns, now time.Time) (RosterCounts, error) {
	var c RosterCounts
	args := []any{has.Email, has.Personnel, has.StartedOn, has.Location}
	_, err := i.exec(ctx, `update import_roster r set changed = true from employee e, import_roster w left join team t on t.name = w.team
		where r.known_id = e.id and not r.bad and w.line = r.line and
			(w.name, t.id, w.manager_id, coalesce(w.role, e.role), true,
			case when $1 then w.email else e.email end, case when $2 then w.personnel else e.personnel_number end,
			coalesce(w.locale, e.locale), case when $3 then w.started_on else e.started_on end, case when $4 then w.location else e.location end)
			is distinct from (e.name, e.team_id, e.manager_id, e.role, e.active, e.email, e.personnel_number, e.locale, e.started_on, e.location)`, args...)
	if err != nil {
		return c, err
	}
	if err := i.rememberPeople(ctx); err != nil {
		return c, err
	}
	c.Created, err = i.exec(ctx, `insert into employee (id, email, personnel_number, name, team_id, manager_id, role, locale, started_on, location, created_at, updated_at)
		select r.id, r.email, r.personnel, r.name, t.id, r.manager_id, coalesce(r.role, 'employee'), coalesce(r.locale, 'en'), r.started_on, r.location, $1, $1
		from import_roster r left join team t on t.name = r.team where r.known_id is null and not r.bad order by r.line`, now)
	if err != nil {
		return c, err
	}
	c.Updated, err = i.exec(ctx, `update employee e set name = r.name, team_id = t.id, manager_id = r.manager_id, role = coalesce(r.role, e.role),
			active = true, deactivated_at = null, updated_at = $5,
			email = case when $1 then r.email else e.email end, personnel_number = case when $2 then r.personnel else e.personnel_number end,
			locale = coalesce(r.locale, e.locale), started_on = case when $3 then r.started_on else e.started_on end,
			location = case when $4 then r.location else e.location end
		from import_roster r left join team t on t.name = r.team where r.known_id = e.id and r.changed`, append(args, now)...)
	if err != nil {
		return c, err
	}
	lines, err := one[int64](ctx, i.q, `select count(*) from import_roster where not bad`)
	c.Unchanged = lines - c.Created - c.Updated
	return c, err
}

// DeactivateMissing deactivates who is not in the file, but for the importer, and ends their sessions.
func (i Imports) DeactivateMissing(ctx context.Context, importer domain.EmployeeID, now time.Time) (int64, error) {
	_, err := i.exec(ctx, `create temporary table import_left on commit drop as
		select e.id from employee e where e.active and e.id <> $1
			and not exists (select from import_roster r where coalesce(r.known_id, r.id) = e.id)`, importer)
	if err != nil {
		return 0, err
	}
	deactivated, err := i.exec(ctx, `update employee e set active = false, deactivated_at = $1, updated_at = $1 from import_left l where l.id = e.id`, now)
	if err != nil {
		return 0, err
	}
	_, err = i.exec(ctx, `update session s set ended_at = $1 from import_left l where s.employee_id = l.id and s.ended_at is null`, now)
	return deactivated, err
}

// AuditRoster writes a line of the audit log for each employee whom the import has made, changed or
// deactivated.
func (i Imports) AuditRoster(ctx context.Context, actor domain.Actor, about domain.ImportID, deactivated bool, now time.Time) error {
	what := `select id, 'create_employee' as action from import_roster where known_id is null and not bad
		union all select known_id, 'update_employee' from import_roster where changed`
	if deactivated {
		what += ` union all select id, 'deactivate_employee' from import_left`
	}
	_, err := i.exec(ctx, `insert into audit (id, at, actor_id, action, subject_kind, subject_id, address, request_id, data)
		select new_id(), $1, $2, w.action, 'employee', w.id, $3, $4, jsonb_build_object('import', $5::text) from (`+what+`) w`,
		now, actor.Ref(), actor.Address, actor.Request, about.String())
	return err
}
