package postgres

import (
	"context"
	"encoding/json"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
)

// Endpoints is the table of where announcements go. Addresses and secrets are stored encrypted: the
// caller seals and opens them.
type Endpoints struct {
	q  queryer
	tx *Tx
}

// Endpoint is an endpoint as it is stored. URL, Secret and PreviousSecret are sealed.
type Endpoint struct {
	ID             domain.EndpointID        `db:"id"`
	Kind           announcement.Kind        `db:"kind"`
	URL            []byte                   `db:"url"`
	Shown          string                   `db:"shown_url"`
	Events         announcement.EventKinds  `db:"events"`
	TeamIDs        domain.TeamIDs           `db:"team_ids"`
	BehaviourIDs   domain.BehaviourIDs      `db:"behaviour_ids"`
	Language       string                   `db:"language"`
	Digest         announcement.Digest      `db:"digest"`
	QuietHours     *announcement.QuietHours `db:"quiet_hours"`
	Status         announcement.Status      `db:"status"`
	DisabledReason announcement.Reason      `db:"disabled_reason"`
	Secret         []byte                   `db:"secret"`
	PreviousSecret []byte                   `db:"previous_secret"`
	PreviousUntil  *time.Time               `db:"previous_secret_until"`
	FailingSince   *time.Time               `db:"failing_since"`
	CreatedBy      *domain.EmployeeID       `db:"created_by"`
	CreatedAt      time.Time                `db:"created_at"`
}

const endpointColumns = `id, kind, url, shown_url, events, team_ids, behaviour_ids, language, digest, quiet_hours, status, disabled_reason,
	secret, previous_secret, previous_secret_until, failing_since, created_by, created_at`

// List lists the endpoints in the order in which they were made.
func (e Endpoints) List(ctx context.Context, page domain.Page) (domain.Slice[Endpoint], error) {
	after, err := idCursor(page.Cursor)
	if err != nil {
		return domain.Slice[Endpoint]{}, err
	}
	rows, err := many[Endpoint](ctx, e.q, `select `+endpointColumns+` from endpoint
		where deleted_at is null and ($1::uuid is null or id > $1) order by id limit $2`, after, page.Limit+1)
	if err != nil {
		return domain.Slice[Endpoint]{}, err
	}
	return slice(rows, page.Limit, func(row Endpoint) string { return row.ID.String() }), nil
}

// ByID reads one endpoint.
func (e Endpoints) ByID(ctx context.Context, id domain.EndpointID) (Endpoint, error) {
	return one[Endpoint](ctx, e.q, `select `+endpointColumns+` from endpoint where id = $1 and deleted_at is null`, id)
}

// Lock reads one endpoint and keeps it for this transaction.
func (e Endpoints) Lock(ctx context.Context, id domain.EndpointID) (Endpoint, error) {
	return one[Endpoint](ctx, e.q, `select `+endpointColumns+` from endpoint where id = $1 and deleted_at is null for update`, id)
}

// Insert adds an endpoint.
func (e Endpoints) Insert(row Endpoint) {
	e.tx.queue(`insert into endpoint (`+endpointColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		row.ID, row.Kind, row.URL, row.Shown, eventNames(row.Events), uuids(row.TeamIDs), uuids(row.BehaviourIDs), row.Language, row.Digest,
		quietJSON(row.QuietHours), row.Status, row.DisabledReason, row.Secret, row.PreviousSecret, row.PreviousUntil, row.FailingSince,
		row.CreatedBy, row.CreatedAt)
}

// Update stores the endpoint's state after a verb.
func (e Endpoints) Update(row Endpoint) {
	e.tx.queue(`update endpoint set url = $2, shown_url = $3, events = $4, team_ids = $5, behaviour_ids = $6, language = $7, digest = $8,
			quiet_hours = $9, status = $10, disabled_reason = $11, secret = $12, previous_secret = $13, previous_secret_until = $14,
			failing_since = $15
		where id = $1`,
		row.ID, row.URL, row.Shown, eventNames(row.Events), uuids(row.TeamIDs), uuids(row.BehaviourIDs), row.Language, row.Digest,
		quietJSON(row.QuietHours), row.Status, row.DisabledReason, row.Secret, row.PreviousSecret, row.PreviousUntil, row.FailingSince)
}

// UpdateHealth stores what an answer made of the endpoint, and nothing of its settings.
func (e Endpoints) UpdateHealth(id domain.EndpointID, status announcement.Status, reason announcement.Reason, failingSince *time.Time) {
	e.tx.queue(`update endpoint set status = $2, disabled_reason = $3, failing_since = $4 where id = $1`, id, status, reason, failingSince)
}

// Delete takes the endpoint away. Its row stays for the deliveries that name it, without address and
// secrets.
func (e Endpoints) Delete(id domain.EndpointID, now time.Time) {
	e.tx.queue(`update endpoint set deleted_at = $2, status = 'disabled', url = '', shown_url = '', secret = null, previous_secret = null
		where id = $1`, id, now)
}

// Missing gives those of some teams and behaviours that are not there.
func (e Endpoints) Missing(ctx context.Context, teams []domain.TeamID, behaviours []domain.BehaviourID) ([]domain.TeamID, []domain.BehaviourID, error) {
	noTeams, err := many[domain.TeamID](ctx, e.q, `select w from unnest($1::uuid[]) w where not exists (select from team t where t.id = w)`, uuids(teams))
	if err != nil {
		return nil, nil, err
	}
	noBehaviours, err := many[domain.BehaviourID](ctx, e.q, `select w from unnest($1::uuid[]) w where not exists (select from behaviour b where b.id = w)`, uuids(behaviours))
	return noTeams, noBehaviours, err
}

func eventNames(kinds []domain.EventKind) []string {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	return names
}

func quietJSON(q *announcement.QuietHours) any {
	if q == nil {
		return nil
	}
	encoded, err := json.Marshal(q)
	if err != nil {
		panic("quiet hours cannot be encoded: " + err.Error()) // three texts
	}
	return encoded
}
