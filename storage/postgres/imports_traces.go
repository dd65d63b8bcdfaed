package postgres

import (
	"context"

	"laurel/domain"
)

// employeeFields are the values of an employee `e` that a roster can change, as JSON.
const employeeFields = `jsonb_build_object('name', e.name, 'team_id', e.team_id, 'manager_id', e.manager_id, 'role', e.role, 'active', e.active, 'email', e.email,
	'personnel_number', e.personnel_number, 'locale', e.locale, 'started_on', e.started_on, 'location', e.location)`

// rememberPeople keeps what the employees were whom the import is about to change.
func (i Imports) rememberPeople(ctx context.Context) error {
	_, err := i.exec(ctx, `create temporary table import_before on commit drop as
		select e.id, `+employeeFields+` as fields from import_roster r join employee e on e.id = r.known_id where r.changed`)
	return err
}

// TracePeople keeps what an import of a roster has changed of each employee.
func (i Imports) TracePeople(ctx context.Context, id domain.ImportID, deactivated bool) error {
	_, err := i.exec(ctx, `insert into imported_employee (import_id, employee_id, change, before, after)
		select $1::uuid, id, 'created', '{}'::jsonb, '{}'::jsonb from import_roster where known_id is null and not bad
		union all
		select $1::uuid, e.id, 'updated', d.before, d.after
		from import_before b join employee e on e.id = b.id, lateral (
			select jsonb_object_agg(f.key, b.fields -> f.key) as before, jsonb_object_agg(f.key, f.value) as after
			from jsonb_each(`+employeeFields+`) f where b.fields -> f.key is distinct from f.value) d
		where d.after is not null`, id)
	if err != nil || !deactivated {
		return err
	}
	_, err = i.exec(ctx, `insert into imported_employee (import_id, employee_id, change, before, after)
		select $1::uuid, id, 'deactivated', '{"active": true}', '{"active": false}' from import_left`, id)
	return err
}

// TraceTeam keeps that an import has made a team.
func (i Imports) TraceTeam(id domain.ImportID, team domain.TeamID) {
	i.tx.queue(`insert into imported_team (import_id, team_id) values ($1, $2)`, id, team)
}

// TraceRecognitions keeps which recognitions an import has made.
func (i Imports) TraceRecognitions(ctx context.Context, id domain.ImportID) error {
	_, err := i.exec(ctx, `insert into imported_recognition (import_id, nomination_id) select $1::uuid, id from import_checked order by id`, id)
	return err
}

// traceBalances keeps what opening balances were; before they are changed. Transfers are known by
// their keys.
func (i Imports) traceBalances(ctx context.Context, id domain.ImportID) error {
	_, err := i.exec(ctx, `insert into imported_balance (import_id, employee_id, transfer_id, before, note_before, points, note)
		select $1::uuid, w.employee_id, t.id, o.points, coalesce(o.note, ''), w.points, w.note
		from import_wallet w left join opening_balance o on o.employee_id = w.employee_id
		left join transfer t on t.key = 'opening:' || w.employee_id || ':' || $2
		where not exists (select from import_fault f where f.line = w.line) and (o.points, o.note) is distinct from (w.points, w.note)`, id, id.String())
	return err
}
