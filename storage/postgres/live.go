package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/domain/reward"
)

// ShortNominations reads some nominations as the live feed tells of them, by their ids.
func (db *DB) ShortNominations(ctx context.Context, ids []domain.ID[any]) (map[domain.ID[any]]recognition.Short, error) {
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nothing was asked for
	}
	rows, err := many[recognition.Short](ctx, db.x, `
		select n.id, n.status, n.visibility, n.source, n.points, n.published_at, n.hidden_at is not null as hidden,
			(select json_agg(json_build_object('id', p.id, 'name', p.name, 'ru', p.translations -> 'ru' ->> 'name'))
				from program p where p.id = n.program_id) as program,
			(select json_agg(json_build_object('id', g.id, 'name', g.name)) from employee g where g.id = n.nominator_id) as nominator,
			(select json_agg(json_build_object('id', e.id, 'name', e.name, 'points_private', e.points_private) order by m.place)
				from nominee m join employee e on e.id = m.employee_id where m.nomination_id = n.id) as nominees,
			(select json_agg(json_build_object('id', b.id, 'code', b.code, 'name', b.name, 'ru', b.translations -> 'ru' ->> 'name') order by b.place)
				from behaviour b where b.id = any(n.behaviour_ids)) as behaviours,
			array(select x.employee_id from enabler x where x.nomination_id = n.id and x.declined_at is null) as enablers,
			array(select distinct who from approval a, unnest(array[a.approver_id, a.decided_by]) who where a.nomination_id = n.id and who is not null) as approvers,
			array(select distinct manager from nominee m join employee e on e.id = m.employee_id, unnest(e.above) manager where m.nomination_id = n.id) as above
		from nomination n where n.id = any($1)`, uuids(ids))
	if err != nil {
		return nil, err
	}
	byID := make(map[domain.ID[any]]recognition.Short, len(rows))
	for _, row := range rows {
		byID[domain.ID[any]{UUID: row.ID.UUID}] = row
	}
	return byID, nil
}

// ShortRedemptions reads some redemptions as the live feed tells of them, by their ids.
func (db *DB) ShortRedemptions(ctx context.Context, ids []domain.ID[any]) (map[domain.ID[any]]reward.Short, error) {
	if len(ids) == 0 {
		return nil, nil //nolint:nilnil // nothing was asked for
	}
	rows, err := many[reward.Short](ctx, db.x, `
		select r.id, r.reward_id, w.name as reward_name, w.translations -> 'ru' ->> 'name' as reward_name_ru, r.employee_id, e.name as employee_name,
			r.quantity, r.points, exists (select from approval a where a.redemption_id = r.id) as asked,
			array(select distinct who from approval a, unnest(array[a.approver_id, a.decided_by]) who where a.redemption_id = r.id and who is not null) as approvers
		from redemption r join reward w on w.id = r.reward_id join employee e on e.id = r.employee_id
		where r.id = any($1)`, uuids(ids))
	if err != nil {
		return nil, err
	}
	byID := make(map[domain.ID[any]]reward.Short, len(rows))
	for _, row := range rows {
		byID[domain.ID[any]{UUID: row.ID.UUID}] = row
	}
	return byID, nil
}

// TeamsOf reads the teams of some employees, with all teams above them.
func (db *DB) TeamsOf(ctx context.Context, employees []domain.EmployeeID) ([]domain.TeamID, error) {
	return many[domain.TeamID](ctx, db.x, `select distinct within from employee e join team t on t.id = e.team_id, unnest(t.path) within
		where e.id = any($1)`, uuids(employees))
}

// Held says which events of the stream are still there for who comes back: whether any event with a
// position later than one is older than a moment, and the last position.
type Held struct {
	Last  int64 `db:"last"`
	Stale bool  `db:"stale"`
}

// HeldAfter finds out whether all events after a position are still kept, none of them older than
// the moment.
func (db *DB) HeldAfter(ctx context.Context, position int64, since time.Time) (Held, error) {
	return one[Held](ctx, db.x, `select coalesce((select position from checkpoint where name = 'relay'), 0) as last,
		coalesce((select position - 1 > $1 or at < $2 from event where position > $1 order by position limit 1), false) as stale`, position, since)
}

// Present is somebody who listens, with the role that they have now.
type Present struct {
	Place int64       `db:"place"` // in the list that was asked about, from 1
	Role  domain.Role `db:"role"`
}

// StillPresent finds out who of some listeners is still active and signed in, in one query. A zero
// session is none that could end.
func (db *DB) StillPresent(ctx context.Context, employees []domain.EmployeeID, sessions []domain.SessionID, now time.Time, idle Idle) ([]Present, error) {
	return many[Present](ctx, db.x, `
		select w.place, e.role from unnest($1::uuid[], $2::uuid[]) with ordinality as w (employee, session, place)
		join employee e on e.id = w.employee and e.active
		where w.session = '`+zeroID+`' or exists (select from session s where s.id = w.session and s.ended_at is null and s.expires_at > $3
			and (s.kind = 'program' or s.last_seen_at > case s.kind when 'shared' then $5::timestamptz else $4::timestamptz end))`,
		uuids(employees), uuids(sessions), now, idle.Own, idle.Shared)
}
