package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
)

// Deliveries is the table of tries to tell endpoints of events.
type Deliveries struct {
	q  queryer
	tx *Tx
}

const deliveryColumns = `d.id, d.endpoint_id, d.event_id, d.event, d.attempt, d.status, d.response_status, d.failure, d.error, d.at, d.duration_ms, d.next_attempt_at`

// Log lists the tries for an endpoint, the latest first.
func (d Deliveries) Log(ctx context.Context, endpoint domain.EndpointID, page domain.Page) (domain.Slice[announcement.Delivery], error) {
	before, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[announcement.Delivery]{}, err
	}
	rows, err := many[announcement.Delivery](ctx, d.q, `select `+deliveryColumns+` from delivery d
		where d.endpoint_id = $1 and ($2::uuid is null or d.id < $2) order by d.id desc limit $3`, endpoint, before, page.Limit+1)
	if err != nil {
		return domain.Slice[announcement.Delivery]{}, err
	}
	return slice(rows, page.Limit, func(row announcement.Delivery) string { return row.ID.String() }), nil
}

// Due is a try that is to be made, with what it is about. Subject and Happened are those of the
// event; a test has neither.
type Due struct {
	announcement.Delivery
	Subject  *domain.ID[any] `db:"subject_id"`
	Happened *time.Time      `db:"happened"`
	Endpoint Endpoint        `db:"endpoint"`
	Deleted  bool            `db:"endpoint_deleted"`
}

// Pending reads the try that waits to be made for an endpoint and an event; domain.NotFound where
// none does.
func (d Deliveries) Pending(ctx context.Context, endpoint domain.EndpointID, event domain.EventID) (Due, error) {
	return one[Due](ctx, d.q, `select `+deliveryColumns+`, ev.subject_id, ev.at as happened, e.deleted_at is not null as endpoint_deleted,
			e.id "endpoint.id", e.kind "endpoint.kind", e.url "endpoint.url", e.shown_url "endpoint.shown_url", e.events "endpoint.events",
			e.team_ids "endpoint.team_ids", e.behaviour_ids "endpoint.behaviour_ids", e.language "endpoint.language", e.digest "endpoint.digest",
			e.quiet_hours "endpoint.quiet_hours", e.status "endpoint.status", e.disabled_reason "endpoint.disabled_reason",
			e.secret "endpoint.secret", e.previous_secret "endpoint.previous_secret", e.previous_secret_until "endpoint.previous_secret_until",
			e.failing_since "endpoint.failing_since", e.created_by "endpoint.created_by", e.created_at "endpoint.created_at"
		from delivery d join endpoint e on e.id = d.endpoint_id left join event ev on ev.position = d.event_position
		where d.endpoint_id = $1 and d.event_id = $2 and d.status = 'pending'`, endpoint, event)
}

// LockLatest reads the latest try of the same announcement as a delivery, and keeps it for this
// transaction; domain.NotFound where the delivery, or its endpoint, is not there.
func (d Deliveries) LockLatest(ctx context.Context, id domain.DeliveryID) (announcement.Delivery, error) {
	return one[announcement.Delivery](ctx, d.q, `select `+deliveryColumns+` from delivery d
		join delivery asked on asked.id = $1 and asked.endpoint_id = d.endpoint_id and asked.event_id = d.event_id
		join endpoint e on e.id = d.endpoint_id and e.deleted_at is null
		order by d.attempt desc limit 1 for update of d`, id)
}

// Insert adds a try; of a further attempt, the event's position is that of the attempt before.
func (d Deliveries) Insert(n announcement.Delivery) {
	d.tx.queue(`insert into delivery (id, endpoint_id, event_id, event_position, event, attempt, status, at)
		values ($1, $2, $3, (select b.event_position from delivery b where b.endpoint_id = $2 and b.event_id = $3 limit 1), $4, $5, $6, $7)`,
		n.ID, n.EndpointID, n.EventID, n.Event, n.Attempt, n.Status, n.At)
}

const finishDelivery = `update delivery set status = $2, response_status = $3, error = $4, at = $5, duration_ms = $6, next_attempt_at = $7, failure = $8
	where id = $1 and status = 'pending'`

// Update stores how a pending try went, or that it is due at another time.
func (d Deliveries) Update(n announcement.Delivery) {
	d.tx.queue(finishDelivery, n.ID, n.Status, n.ResponseStatus, n.Error, n.At, n.DurationMS, n.NextAttemptAt, n.Failure)
}

// Finish is Update outside a transaction, for the try that went well.
func (d Deliveries) Finish(ctx context.Context, n announcement.Delivery) error {
	_, err := d.q.ExecContext(ctx, finishDelivery, n.ID, n.Status, n.ResponseStatus, n.Error, n.At, n.DurationMS, n.NextAttemptAt, n.Failure)
	return translate(err)
}

// AbandonPending ends all tries that wait for an endpoint.
func (d Deliveries) AbandonPending(endpoint domain.EndpointID, failure announcement.Failure, why string, now time.Time) {
	d.tx.queue(`update delivery set status = 'abandoned', failure = $2, error = $3, at = $4, next_attempt_at = null
		where endpoint_id = $1 and status = 'pending'`, endpoint, failure, why, now)
}

// CountPending counts the tries that wait to be made.
func (d Deliveries) CountPending(ctx context.Context) (int64, error) {
	return one[int64](ctx, d.q, `select count(*) from delivery where status = 'pending'`)
}
