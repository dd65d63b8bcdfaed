package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/points"
)

// Alone lets this transaction take an import back while no other import works.
func (i Imports) Alone(ctx context.Context) error {
	return i.execAll(ctx, `select pg_advisory_xact_lock(hashtext('laurel.import'))`)
}

// InTheWay are some of those who stand in the way of something, and how many they are.
type InTheWay struct {
	People []domain.Ref[any]
	Total  int64
}

func (i Imports) inTheWay(ctx context.Context, who string, id domain.ImportID) (s InTheWay, err error) {
	if s.Total, err = one[int64](ctx, i.q, `select count(*) from (`+who+`) w`, id); err != nil || s.Total == 0 {
		return s, err
	}
	s.People, err = many[domain.Ref[any]](ctx, i.q, `select id, name from (`+who+`) w order by name collate "C", id limit 10`, id)
	return s, err
}

// AnsweredRecognitions are the receivers of those recognitions of an import that colleagues have
// answered to since: by a comment or a boost, by naming who made it possible, or by saying whether it was so. A reaction is no
// answer.
func (i Imports) AnsweredRecognitions(ctx context.Context, id domain.ImportID) (InTheWay, error) {
	return i.inTheWay(ctx, `select distinct e.id, e.name from imported_recognition i
		join nominee m on m.nomination_id = i.nomination_id join employee e on e.id = m.employee_id
		where i.import_id = $1 and (exists (select from enabler x where x.nomination_id = i.nomination_id and x.declined_at is null)
			or exists (select from comment c where c.nomination_id = i.nomination_id and c.removed_at is null)
			or exists (select from boost b where b.nomination_id = i.nomination_id and b.returned_at is null)
			or exists (select from confirmation k where k.nomination_id = i.nomination_id and k.answered_at is not null))`, id)
}

// RevokeImported takes the recognitions of an import off the feed and the boards, and lets the same
// lines be imported again. It gives how many were taken back; who was revoked before stays so.
func (i Imports) RevokeImported(ctx context.Context, id domain.ImportID, by *domain.EmployeeID, now time.Time) (int64, error) {
	_, err := i.exec(ctx, `update nominee m set counted_on = null from imported_recognition i
		where i.import_id = $1 and m.nomination_id = i.nomination_id and m.counted_on is not null`, id)
	if err != nil {
		return 0, err
	}
	if _, err := i.exec(ctx, `update nomination n set import_line = null from imported_recognition i
		where i.import_id = $1 and n.id = i.nomination_id and n.status <> 'approved'`, id); err != nil {
		return 0, err
	}
	return i.exec(ctx, `update nomination n set status = 'revoked', decided_at = $2, decided_by = $3, import_line = null from imported_recognition i
		where i.import_id = $1 and n.id = i.nomination_id and n.status = 'approved'`, id, now, by)
}

// ChangedBalances are those whose opening balance is another since an import has set it.
func (i Imports) ChangedBalances(ctx context.Context, id domain.ImportID) (InTheWay, error) {
	return i.inTheWay(ctx, `select e.id, e.name from imported_balance b join employee e on e.id = b.employee_id
		left join opening_balance o on o.employee_id = b.employee_id
		where b.import_id = $1 and (o.points, o.note) is distinct from (b.points, b.note)`, id)
}

// OpeningTransfers gives the next transfers that an import of wallets has booked, in the order of the
// employees' ids, after one of them; and the last employee.
func (i Imports) OpeningTransfers(ctx context.Context, id domain.ImportID, after domain.EmployeeID, most int) ([]points.Transfer, domain.EmployeeID, error) {
	rows, err := many[struct {
		transferRow
		Employee domain.EmployeeID `db:"employee_id"`
	}](ctx, i.q, `select s.*, b.employee_id from imported_balance b join (`+transferSelect+`) s on s.id = b.transfer_id
		where b.import_id = $1 and b.employee_id > $2 order by b.employee_id limit $3`, id, after, most)
	if err != nil || len(rows) == 0 {
		return nil, after, err
	}
	plain := make([]transferRow, len(rows))
	for n, r := range rows {
		plain[n] = r.transferRow
	}
	return transfersOf(plain), rows[len(rows)-1].Employee, nil
}

// Named gives the names of some employees.
func (i Imports) Named(ctx context.Context, ids []domain.EmployeeID) ([]domain.Ref[any], error) {
	return many[domain.Ref[any]](ctx, i.q, `select id, name from employee where id = any($1) order by name collate "C", id limit 10`, ids)
}

// RestoreBalances makes the opening balances what they were before an import, and writes the audit log.
func (i Imports) RestoreBalances(ctx context.Context, actor domain.Actor, id domain.ImportID, now time.Time) (int64, error) {
	if err := i.tx.Flush(ctx); err != nil {
		return 0, err
	}
	_, err := i.exec(ctx, `delete from opening_balance o using imported_balance b where b.import_id = $1 and o.employee_id = b.employee_id and b.before is null`, id)
	if err != nil {
		return 0, err
	}
	_, err = i.exec(ctx, `update opening_balance o set points = b.before, note = b.note_before, at = $2 from imported_balance b
		where b.import_id = $1 and o.employee_id = b.employee_id`, id, now)
	if err != nil {
		return 0, err
	}
	return i.exec(ctx, `insert into audit (id, at, actor_id, action, subject_kind, subject_id, address, request_id, data)
		select new_id(), $2, $3, 'restore_opening_balance', 'employee', b.employee_id, $4, $5,
			jsonb_build_object('import', $1::text, 'points', coalesce(b.before, 0), 'before', b.points)
		from imported_balance b where b.import_id = $6`, id.String(), now, actor.Ref(), actor.Address, actor.Request, id)
}

// ChangedPeople are those who are not any more as an import has left them, or could not be put back
// since the team or the manager of before is gone.
func (i Imports) ChangedPeople(ctx context.Context, id domain.ImportID) (InTheWay, error) {
	return i.inTheWay(ctx, `select e.id, e.name from imported_employee i join employee e on e.id = i.employee_id
		where i.import_id = $1 and i.change <> 'created' and (not `+employeeFields+` @> i.after
			or not exists (select from team t where t.id = (i.before ->> 'team_id')::uuid) and i.before ->> 'team_id' is not null)
		union
		select e.id, e.name from imported_employee i join employee e on e.id = i.employee_id
		where i.import_id = $1 and i.change = 'created' and not e.active`, id)
}

// UsedPeople are those whom an import has made and who have taken part since: signed in, were thanked or
// thanked, hold points, have something to decide, or lead.
func (i Imports) UsedPeople(ctx context.Context, id domain.ImportID) (InTheWay, error) {
	return i.inTheWay(ctx, `select e.id, e.name from imported_employee i join employee e on e.id = i.employee_id
		where i.import_id = $1 and i.change = 'created' and (e.password_hash is not null
			or exists (select from session s where s.employee_id = e.id)
			or exists (select from nomination n where n.nominator_id = e.id and n.status <> 'revoked')
			or exists (select from nominee m join nomination n on n.id = m.nomination_id where m.employee_id = e.id and n.status <> 'revoked')
			or exists (select from enabler x where x.employee_id = e.id)
			or exists (select from comment c where c.author_id = e.id)
			or exists (select from boost b where b.employee_id = e.id)
			or exists (select from reaction r where r.employee_id = e.id)
			or exists (select from card k where e.id in (k.giver_id, k.receiver_id))
			or exists (select from delegation d where d.delegate_id = e.id)
			or exists (select from account a where a.owner_id = e.id and a.balance <> 0)
			or exists (select from redemption r where r.employee_id = e.id)
			or exists (select from approval a where a.approver_id = e.id and a.status = 'waiting')
			or exists (select from team t where t.lead_id = e.id)
			or exists (select from employee r where r.manager_id = e.id and r.active
				and not exists (select from imported_employee k where k.import_id = $1 and k.employee_id = r.id and (k.change = 'created' or k.before ? 'manager_id'))))`, id)
}

// RestorePeople makes the employees what they were before an import: who was made by it is deactivated
// and in no team. Sessions of who is not active any more end.
func (i Imports) RestorePeople(ctx context.Context, actor domain.Actor, id domain.ImportID, now time.Time) (int64, error) {
	_, err := i.exec(ctx, `update employee e set active = false, deactivated_at = $2, updated_at = $2, team_id = null, manager_id = null, role = 'employee'
		from imported_employee i where i.import_id = $1 and i.employee_id = e.id and i.change = 'created'`, id, now)
	if err != nil {
		return 0, err
	}
	_, err = i.exec(ctx, `update employee e set updated_at = $2,
			name = case when i.before ? 'name' then i.before ->> 'name' else e.name end,
			team_id = case when i.before ? 'team_id' then (i.before ->> 'team_id')::uuid else e.team_id end,
			manager_id = case when i.before ? 'manager_id' then (i.before ->> 'manager_id')::uuid else e.manager_id end,
			role = case when i.before ? 'role' then i.before ->> 'role' else e.role end,
			email = case when i.before ? 'email' then i.before ->> 'email' else e.email end,
			personnel_number = case when i.before ? 'personnel_number' then i.before ->> 'personnel_number' else e.personnel_number end,
			locale = case when i.before ? 'locale' then i.before ->> 'locale' else e.locale end,
			started_on = case when i.before ? 'started_on' then (i.before ->> 'started_on')::date else e.started_on end,
			location = case when i.before ? 'location' then i.before ->> 'location' else e.location end,
			active = case when i.before ? 'active' then (i.before ->> 'active')::boolean else e.active end,
			deactivated_at = case when not i.before ? 'active' then e.deactivated_at when (i.before ->> 'active')::boolean then null else $2 end
		from imported_employee i where i.import_id = $1 and i.employee_id = e.id and i.change <> 'created'`, id, now)
	if err != nil {
		return 0, err
	}
	_, err = i.exec(ctx, `update session s set ended_at = $2 from imported_employee i join employee e on e.id = i.employee_id
		where i.import_id = $1 and s.employee_id = e.id and not e.active and s.ended_at is null`, id, now)
	if err != nil {
		return 0, err
	}
	return i.exec(ctx, `insert into audit (id, at, actor_id, action, subject_kind, subject_id, address, request_id, data)
		select new_id(), $2, $3, 'restore_employee', 'employee', i.employee_id, $4, $5, jsonb_build_object('import', $1::text)
		from imported_employee i where i.import_id = $6`, id.String(), now, actor.Ref(), actor.Address, actor.Request, id)
}

// DropEmptyTeams deletes the teams that an import has made and that nothing mentions. One that something
// else refers to stays.
func (i Imports) DropEmptyTeams(ctx context.Context, id domain.ImportID) error {
	if err := i.execAll(ctx, `savepoint teams`); err != nil {
		return err
	}
	_, err := i.exec(ctx, `delete from team t using imported_team i where i.import_id = $1 and t.id = i.team_id and t.lead_id is null
		and not exists (select from employee e where e.team_id = t.id)
		and not exists (select from team c where c.parent_id = t.id)
		and not exists (select from nomination n where n.customer_kind = 'team' and n.customer_id = t.id)
		and not exists (select from reward r where r.team_ids @> array[t.id])
		and not exists (select from endpoint p where p.team_ids @> array[t.id])`, id)
	if err != nil { // another table refers to one: they are only names, and stay
		return i.execAll(ctx, `rollback to savepoint teams`)
	}
	return i.execAll(ctx, `release savepoint teams`)
}

// HasAdministrator says whether somebody active may administer.
func (i Imports) HasAdministrator(ctx context.Context) (bool, error) {
	return one[bool](ctx, i.q, `select exists (select from employee where active and role = 'admin')`)
}

// LosesAdministrator gives the first line of a roster that makes something else of an administrator, or that
// of the header where none does.
func (i Imports) LosesAdministrator(ctx context.Context) (int64, error) {
	return one[int64](ctx, i.q, `select coalesce(min(r.line), 1) from import_roster r join employee e on e.id = r.known_id
		where not r.bad and e.active and e.role = 'admin' and r.role <> 'admin'`)
}

// TraceCount is how many things an import has changed that can be taken back.
func (i Imports) TraceCount(ctx context.Context, id domain.ImportID) (int64, error) {
	return one[int64](ctx, i.q, `select (select count(*) from imported_recognition where import_id = $1) + (select count(*) from imported_employee where import_id = $1)
		+ (select count(*) from imported_balance where import_id = $1)`, id)
}
