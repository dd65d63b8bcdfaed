package postgres

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/reward"
)

// Orders is the table of orders at suppliers, and of the secrets that are shared with them.
type Orders struct {
	q  queryer
	tx *Tx
}

const orderColumns = `redemption_id, status, message_id, message_type, message_at, attempt, begun_at, due_at, failure, error, reference, reason,
	answer, changed_at`

// Lock reads the order of a redemption and keeps it for this transaction, nil where there is none. The
// redemption is locked before it.
func (o Orders) Lock(ctx context.Context, id domain.RedemptionID) (*reward.Order, error) {
	found, err := many[reward.Order](ctx, o.q, `select `+orderColumns+` from supplier_order where redemption_id = $1 for update`, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// Insert adds the order of a redemption, in the place of one that was cancelled.
func (o Orders) Insert(n *reward.Order) {
	o.tx.queue(`insert into supplier_order (`+orderColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		on conflict (redemption_id) do update set status = excluded.status, message_id = excluded.message_id, message_type = excluded.message_type,
			message_at = excluded.message_at, attempt = excluded.attempt, begun_at = excluded.begun_at, due_at = excluded.due_at, failure = excluded.failure,
			error = excluded.error, reference = excluded.reference, reason = excluded.reason, answer = excluded.answer, changed_at = excluded.changed_at`,
		n.Redemption, n.Status, n.Message, n.Type, n.MessageAt, n.Attempt, n.BegunAt, n.DueAt, n.Failure, n.Error, n.Reference, n.Reason, n.Answer, n.ChangedAt)
}

// Update stores the order after a verb.
func (o Orders) Update(n *reward.Order) { o.Insert(n) }

// Supplier is where the orders of a reward go. The secrets are sealed; nil where there are none.
type Supplier struct {
	Reward        domain.RewardID `db:"reward_id"`
	URL           string          `db:"supplier_url"`
	Secret        []byte          `db:"secret"`
	Previous      []byte          `db:"previous"`
	PreviousUntil *time.Time      `db:"previous_until"`
}

const supplierSelect = `select r.id as reward_id, r.supplier_url, s.secret, s.previous, s.previous_until
	from reward r left join supplier_secret s on s.reward_id = r.id `

// Supplier reads where the orders of a reward go.
func (o Orders) Supplier(ctx context.Context, id domain.RewardID) (Supplier, error) {
	return one[Supplier](ctx, o.q, supplierSelect+`where r.id = $1`, id)
}

// Suppliers reads where the orders of some rewards go.
func (o Orders) Suppliers(ctx context.Context, ids []domain.RewardID) (map[domain.RewardID]Supplier, error) {
	rows, err := many[Supplier](ctx, o.q, supplierSelect+`where r.id = any($1)`, uuids(ids))
	found := make(map[domain.RewardID]Supplier, len(rows))
	for _, row := range rows {
		found[row.Reward] = row
	}
	return found, err
}

// SupplierOf reads where the order of a redemption goes; NotFound where it has none.
func (o Orders) SupplierOf(ctx context.Context, id domain.RedemptionID) (Supplier, error) {
	return one[Supplier](ctx, o.q, supplierSelect+`join redemption d on d.reward_id = r.id join supplier_order x on x.redemption_id = d.id where d.id = $1`, id)
}

// SetSecrets stores the secrets of a supplier, sealed.
func (o Orders) SetSecrets(s Supplier) {
	o.tx.queue(`insert into supplier_secret (reward_id, secret, previous, previous_until) values ($1, $2, $3, $4)
		on conflict (reward_id) do update set secret = excluded.secret, previous = excluded.previous, previous_until = excluded.previous_until`,
		s.Reward, s.Secret, s.Previous, s.PreviousUntil)
}
