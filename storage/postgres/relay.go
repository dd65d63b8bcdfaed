package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"laurel/domain"
	"laurel/domain/announcement"
)

// relayCheckpoint is the row that holds the last position given. It is locked while events are
// numbered, so that positions stay dense even if two instances believed to be the one relay.
const relayCheckpoint = "relay"

// Relay gives committed events their positions, on a connection of its own that holds the lock of
// the one relay for as long as it lives.
type Relay struct {
	conn  *pgx.Conn
	scans int
	empty int              // how many of the latest scans in a row have found nothing
	marks [scansBack]int64 // the last event after each of the latest scans that found some
}

// relaySilence is for how long the server keeps the lock of a relay that says nothing: one that is
// frozen, or whose machine is gone, then gives way to another instance.
const relaySilence = 3 * time.Second

// errNoCheckpoint ends a relay whose checkpoint is gone, as after a restore beneath it: without the row no event would
// ever get a position. Whoever connects anew makes it.
var errNoCheckpoint = errors.New("the checkpoint of the relay is gone")

// OpenRelay connects. The relay must be used or closed within a few seconds, again and again: the
// server ends a silent one.
func (db *DB) OpenRelay(ctx context.Context) (*Relay, error) {
	pool := db.pool.Config()
	config := pool.ConnConfig.Copy()
	config.RuntimeParams["application_name"] = "laurel relay"
	silence := fmt.Sprint(relaySilence.Milliseconds())
	config.RuntimeParams["idle_session_timeout"] = silence
	config.RuntimeParams["idle_in_transaction_session_timeout"] = silence
	config.RuntimeParams["tcp_user_timeout"] = silence
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, translate(err)
	}
	if pool.AfterConnect != nil {
		if err := pool.AfterConnect(ctx, conn); err != nil {
			return nil, errors.Join(err, conn.Close(ctx))
		}
	}
	if _, err := conn.Exec(ctx, `insert into checkpoint (name, position, at) values ($1, 0, now()) on conflict do nothing`, relayCheckpoint); err != nil {
		return nil, errors.Join(translate(err), conn.Close(ctx))
	}
	return &Relay{conn: conn, empty: 1}, nil
}

// Lead takes the lock of the one relay, and says whether it was free.
func (r *Relay) Lead(ctx context.Context) (leads bool, err error) {
	err = r.conn.QueryRow(ctx, `select pg_try_advisory_lock(hashtext('laurel.relay'))`).Scan(&leads)
	return leads, translate(err)
}

// Close ends the connection and with it the lock.
func (r *Relay) Close(ctx context.Context) error { return r.conn.Close(ctx) }

// Numbering is the transaction in which events get their positions. What is to happen exactly once
// for each event is written in it.
type Numbering struct {
	Tx     pgx.Tx
	Events []domain.Event
}

// Number gives up to limit committed events the next positions, in the order in which they were
// written, and runs also in the same transaction. It gives the events, none where none waited.
func (r *Relay) Number(ctx context.Context, now time.Time, limit int, also func(context.Context, Numbering) error) ([]domain.Event, error) {
	floor := r.floor()
	if r.empty > 0 { // else there probably are more
		waits, err := r.waits(ctx, floor)
		if err != nil {
			return nil, translate(err)
		}
		if !waits {
			r.empty++
			return nil, nil
		}
	}
	var events []domain.Event
	var last int64
	err := pgx.BeginFunc(ctx, r.conn, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		batch.Queue(`select from checkpoint where name = $1 for update`, relayCheckpoint).Exec(func(locked pgconn.CommandTag) error {
			if locked.RowsAffected() == 0 {
				return errNoCheckpoint
			}
			return nil
		})
		batch.Queue(numberEvents, relayCheckpoint, now, floor, limit).Query(func(rows pgx.Rows) (err error) {
			events, last, err = numbered(rows)
			return err
		})
		if err := tx.SendBatch(ctx, batch).Close(); err != nil || len(events) == 0 {
			return err
		}
		return also(ctx, Numbering{tx, events})
	})
	if err != nil {
		return nil, translate(err)
	}
	r.passed(len(events), last)
	return events, nil
}

// Index entries of events that have just been numbered stay for a while and have to be passed each time.
// So most scans begin where the relay was some scans ago; each so many, and those that come after two
// which found nothing, go over all: whatever was committed that late has its place then.
const (
	scansBack = 3
	fullScan  = 16
)

// floor gives the place after which to look for events.
func (r *Relay) floor() int64 {
	r.scans++
	if r.empty >= 2 || r.scans%fullScan == 1 {
		return 0
	}
	return r.marks[0]
}

// passed notes what a scan has numbered, and the last of it.
func (r *Relay) passed(count int, last int64) {
	if count == 0 {
		r.empty++
		return
	}
	r.empty = 0
	copy(r.marks[:], r.marks[1:])
	r.marks[scansBack-1] = max(last, r.marks[scansBack-1])
}

// waits says whether an event has no position. It asks for the first one by the index of those: asked
// whether one exists, PostgreSQL expects to come across one soon and reads through the whole table.
func (r *Relay) waits(ctx context.Context, floor int64) (bool, error) {
	var seq int64
	err := r.conn.QueryRow(ctx, `select seq from event where position is null and seq > $1 order by seq limit 1`, floor).Scan(&seq)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// numberEvents goes on from the checkpoint, whose row is locked. Rows are found again by where they stand:
// nothing else changes an event before it has its position.
const numberEvents = `
	with last as (
		select position from checkpoint where name = $1
	), waiting as (
		select row, row_number() over (order by seq) as place
		from (select ctid as row, seq from event where position is null and seq > $3 order by seq limit $4) w
	), numbered as (
		update event set position = last.position + waiting.place from waiting, last where event.ctid = waiting.row
		returning event.seq, event.id, event.position, event.kind, event.subject_id, event.actor_id, event.at, event.data
	), moved as (
		update checkpoint set position = position + (select count(*) from waiting), at = $2 where name = $1
	)
	select * from numbered order by position`

// numbered reads the events that got their positions, and the last of their numbers.
func numbered(rows pgx.Rows) (events []domain.Event, last int64, err error) {
	type row struct {
		Seq int64 `db:"seq"`
		domain.Event
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	for _, r := range found {
		r.At = r.At.UTC()
		events, last = append(events, r.Event), max(last, r.Seq)
	}
	return events, last, err
}

// ActiveEndpoints reads the endpoints that are told of events, as far as the choice needs it: without
// addresses and secrets.
func (n Numbering) ActiveEndpoints(ctx context.Context) ([]announcement.Endpoint, error) {
	rows, err := n.Tx.Query(ctx, `select id, kind, events, team_ids, behaviour_ids, quiet_hours from endpoint
		where status = 'active' and deleted_at is null order by id`, pgx.QueryResultFormats{pgx.TextFormatCode})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (e announcement.Endpoint, err error) {
		e.Status = announcement.Active
		return e, row.Scan(&e.ID, &e.Kind, &e.Events, &e.TeamIDs, &e.BehaviourIDs, &e.QuietHours)
	})
}

// Concern is whom and what an event is about, for endpoints that want only some.
type Concern struct {
	Subject    domain.ID[any]      `db:"id"`
	Announced  bool                `db:"announced"` // false for what is private or imported history
	Teams      domain.TeamIDs      `db:"teams"`     // of the people concerned, with all teams above
	Behaviours domain.BehaviourIDs `db:"behaviours"`
}

// Concerns reads whom and what some recognitions and redemptions are about, by their ids.
func (n Numbering) Concerns(ctx context.Context, subjects []domain.ID[any]) (map[domain.ID[any]]Concern, error) {
	rows, err := n.Tx.Query(ctx, `
		select n.id, n.visibility = 'public' and n.source <> 'import' as announced,
			array(select distinct within from nominee m join employee e on e.id = m.employee_id join team t on t.id = e.team_id,
				unnest(t.path) within where m.nomination_id = n.id) as teams, n.behaviour_ids as behaviours
		from nomination n where n.id = any($1)
		union all
		select r.id, true, coalesce(t.path, '{}'), '{}'
		from redemption r join employee e on e.id = r.employee_id left join team t on t.id = e.team_id where r.id = any($1)`,
		pgx.QueryResultFormats{pgx.TextFormatCode}, uuids(subjects))
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[Concern])
	if err != nil {
		return nil, err
	}
	byID := make(map[domain.ID[any]]Concern, len(found))
	for _, c := range found {
		byID[c.Subject] = c
	}
	return byID, nil
}

func uuids[Kind any](ids []domain.ID[Kind]) []pgtype.UUID {
	list := make([]pgtype.UUID, len(ids))
	for i, id := range ids {
		list[i] = pgtype.UUID{Bytes: id.UUID, Valid: true}
	}
	return list
}

// AddDeliveries writes the first tries of announcements of an event at a position.
func (n Numbering) AddDeliveries(ctx context.Context, deliveries []Queued) error {
	batch := &pgx.Batch{}
	for _, d := range deliveries {
		batch.Queue(`insert into delivery (id, endpoint_id, event_id, event_position, event, attempt, status, at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)`, d.ID, d.EndpointID, d.EventID, d.Position, d.Event, d.Attempt, d.Status, d.At)
	}
	return n.Tx.SendBatch(ctx, batch).Close()
}

// Queued is a delivery of the event at a position.
type Queued struct {
	announcement.Delivery
	Position int64
}

// Asked reads the deliveries that administrators asked for, by their ids: tests and retries, which
// verbs have written already.
func (n Numbering) Asked(ctx context.Context, ids []domain.ID[any]) ([]announcement.Delivery, error) {
	rows, err := n.Tx.Query(ctx, `select endpoint_id, event_id, at from delivery where id = any($1)`, uuids(ids))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d announcement.Delivery, err error) {
		return d, row.Scan(&d.EndpointID, &d.EventID, &d.At)
	})
}

// EventsAfter reads events that have positions after one, in order, at most so many.
func (db *DB) EventsAfter(ctx context.Context, position int64, limit int) ([]domain.Event, error) {
	return db.eventsBy(ctx, eventsAfter, position, limit)
}

// EventsOfBoards is EventsAfter for the boards.
func (db *DB) EventsOfBoards(ctx context.Context, position int64, limit int) ([]domain.Event, error) {
	return db.eventsBy(ctx, eventsWithoutTold, position, limit)
}

const (
	eventsAfter = `select id, position, kind, subject_id, actor_id, at, data from event where position > $1 order by position limit $2`
	// eventsWithoutTold leaves out the lists of who was told of something, long and for the live feed alone.
	eventsWithoutTold = `select id, position, kind, subject_id, actor_id, at,
			case kind when '` + string(domain.NotificationMade) + `' then '{}'::jsonb else data end as data
		from event where position > $1 order by position limit $2`
)

func (db *DB) eventsBy(ctx context.Context, query string, position int64, limit int) ([]domain.Event, error) {
	rows, err := db.pool.Query(ctx, query, position, limit)
	if err != nil {
		return nil, translate(err)
	}
	events, err := pgx.CollectRows(rows, pgx.RowToStructByName[domain.Event])
	return events, translate(err)
}

// LastPosition gives the position of the last event that has one, 0 where none has.
func (db *DB) LastPosition(ctx context.Context) (int64, error) {
	var position int64
	err := db.pool.QueryRow(ctx, `select coalesce((select position from checkpoint where name = $1), 0)`, relayCheckpoint).Scan(&position)
	return position, translate(err)
}

// Lag is how far the relay is behind: how many committed events have no position, and the time of the
// oldest of them.
type Lag struct {
	Events int64
	Since  *time.Time
}

// RelayLag reads how far the relay is behind.
func (db *DB) RelayLag(ctx context.Context) (l Lag, err error) {
	err = db.pool.QueryRow(ctx, `select count(*), min(at) from event where position is null`).Scan(&l.Events, &l.Since)
	return l, translate(err)
}
