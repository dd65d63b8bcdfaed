package usecase

import (
	"context"
	"fmt"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/storage/postgres"
)

// NewWebhook is an endpoint with its signing secret, which is shown this once; "" where there is none.
type NewWebhook struct {
	announcement.Endpoint
	Shown string // the secret
}

// Webhooks lists the endpoints in the order in which they were made. Addresses are shown without
// their secret part.
func (uc *UseCases) Webhooks(ctx context.Context, page domain.Page) (domain.Slice[announcement.Endpoint], error) {
	rows, err := uc.db.Endpoints.List(ctx, page)
	if err != nil {
		return domain.Slice[announcement.Endpoint]{}, err
	}
	list := domain.Slice[announcement.Endpoint]{Items: make([]announcement.Endpoint, len(rows.Items)), Next: rows.Next}
	for i, row := range rows.Items {
		if list.Items[i], err = uc.openEndpoint(row); err != nil {
			return domain.Slice[announcement.Endpoint]{}, err
		}
	}
	return list, nil
}

// CreateWebhook adds an endpoint. The result is a NewWebhook. An address that may not be reached is
// Invalid, code address_not_allowed.
func (uc *UseCases) CreateWebhook(ctx context.Context, actor domain.Actor, kind announcement.Kind, settings announcement.Settings, o Once) (Answer, error) {
	now := uc.Now()
	endpoint, err := announcement.NewEndpoint(kind, settings, actor.Ref(), now)
	if err != nil {
		return Answer{}, err
	}
	// Looked up before the transaction: a slow name server must hold no locks.
	if err := uc.poster.Check(ctx, endpoint.URL); err != nil {
		return Answer{}, err
	}
	o.Secret = endpoint.Secret != ""
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		if err := uc.checkChoice(ctx, tx, endpoint.Settings); err != nil {
			return nil, err
		}
		row, err := uc.sealEndpoint(endpoint)
		if err != nil {
			return nil, err
		}
		tx.Endpoints.Insert(row)
		auditEndpoint(tx, actor, "create", endpoint.ID, map[string]any{"kind": kind}, now)
		return NewWebhook{Endpoint: endpoint, Shown: endpoint.Secret}, nil
	})
}

// checkChoice says which of the teams and behaviours that an endpoint asks for are not there.
func (uc *UseCases) checkChoice(ctx context.Context, tx *postgres.Tx, settings announcement.Settings) error {
	teams, behaviours, err := tx.Endpoints.Missing(ctx, settings.TeamIDs, settings.BehaviourIDs)
	if err != nil {
		return err
	}
	var faults []domain.FieldError
	for range teams {
		faults = append(faults, domain.FieldError{Location: "body.team_ids", Message: "holds what is no team"})
	}
	for range behaviours {
		faults = append(faults, domain.FieldError{Location: "body.behaviour_ids", Message: "holds what is no behaviour"})
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The endpoint names what is not there.", faults...)
	}
	return nil
}

// WebhookChange is what is changed of an endpoint. Settings changes those it is given; Status is
// nil where it stays; Rotate asks for a new signing secret.
type WebhookChange struct {
	Settings func(*announcement.Settings)
	Status   *announcement.Status
	Rotate   bool
}

// ChangeWebhook changes an endpoint. The result's Shown is the new secret where one was asked for.
func (uc *UseCases) ChangeWebhook(ctx context.Context, actor domain.Actor, id domain.EndpointID, change WebhookChange) (NewWebhook, error) {
	if err := uc.checkNewAddress(ctx, id, change); err != nil {
		return NewWebhook{}, err
	}
	var changed NewWebhook
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		row, err := tx.Endpoints.Lock(ctx, id)
		if err != nil {
			return err
		}
		endpoint, err := uc.openEndpoint(row)
		if err != nil {
			return err
		}
		if changed, err = applyChange(endpoint, change, uc); err != nil {
			return err
		}
		if err := uc.checkChoice(ctx, tx, changed.Settings); err != nil {
			return err
		}
		if changed.Status == announcement.Disabled {
			tx.Deliveries.AbandonPending(id, announcement.EndpointDisabled, disabledText, now)
		}
		if row, err = uc.sealEndpoint(changed.Endpoint); err != nil {
			return err
		}
		tx.Endpoints.Update(row)
		auditEndpoint(tx, actor, "change", id, map[string]any{"status": changed.Status, "rotated": change.Rotate}, now)
		return nil
	})
	return changed, err
}

// checkNewAddress holds a new address against what may be reached, before the transaction.
func (uc *UseCases) checkNewAddress(ctx context.Context, id domain.EndpointID, change WebhookChange) error {
	row, err := uc.db.Endpoints.ByID(ctx, id)
	if err != nil {
		return err
	}
	before, err := uc.openEndpoint(row)
	if err != nil {
		return err
	}
	after, err := applyChange(before, change, uc)
	if err != nil || after.URL == before.URL {
		return err
	}
	return uc.poster.Check(ctx, after.URL)
}

func applyChange(endpoint announcement.Endpoint, change WebhookChange, uc *UseCases) (NewWebhook, error) {
	settings := endpoint.Settings
	change.Settings(&settings)
	if err := endpoint.Change(settings); err != nil {
		return NewWebhook{}, err
	}
	changed := NewWebhook{}
	if change.Rotate {
		if err := endpoint.Rotate(uc.Now()); err != nil {
			return NewWebhook{}, err
		}
		changed.Shown = endpoint.Secret
	}
	if change.Status != nil && *change.Status != endpoint.Status {
		if *change.Status == announcement.Disabled {
			endpoint.Disable(announcement.ByHand)
		} else {
			endpoint.Enable()
		}
	}
	changed.Endpoint = endpoint
	return changed, nil
}

// disabledText is why tries for a disabled endpoint are not made.
const disabledText = "the endpoint was disabled"

// DeleteWebhook takes an endpoint away; what waits for it is abandoned.
func (uc *UseCases) DeleteWebhook(ctx context.Context, actor domain.Actor, id domain.EndpointID) error {
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		if _, err := tx.Endpoints.Lock(ctx, id); err != nil {
			return err
		}
		tx.Endpoints.Delete(id, now)
		tx.Deliveries.AbandonPending(id, announcement.EndpointDisabled, "the endpoint was deleted", now)
		auditEndpoint(tx, actor, "delete", id, nil, now)
		return nil
	})
}

// TestWebhook sends the endpoint an announcement that says that it is connected. The result is the
// announcement.Delivery, which waits to be made.
func (uc *UseCases) TestWebhook(ctx context.Context, actor domain.Actor, id domain.EndpointID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		row, err := tx.Endpoints.Lock(ctx, id)
		if err != nil {
			return nil, err
		}
		if row.Status != announcement.Active {
			return nil, errEndpointDisabled
		}
		delivery := announcement.NewDelivery(id, domain.EventID{}, domain.EndpointTested, now)
		event := domain.NewEvent(domain.EndpointTested, delivery.ID, actor.Ref(), now, nil)
		delivery.EventID = event.ID
		tx.Deliveries.Insert(delivery)
		tx.Events.Add(event) // the relay makes the job
		return delivery, nil
	})
}

var errEndpointDisabled = domain.Conflict("endpoint_disabled", "The endpoint is disabled. Enable it first.")

// Deliveries lists the tries for an endpoint, the latest first.
func (uc *UseCases) Deliveries(ctx context.Context, id domain.EndpointID, page domain.Page) (domain.Slice[announcement.Delivery], error) {
	if _, err := uc.db.Endpoints.ByID(ctx, id); err != nil {
		return domain.Slice[announcement.Delivery]{}, err
	}
	return uc.db.Deliveries.Log(ctx, id, page)
}

// RetryDelivery makes a further try of an announcement, now: the one that waits, where one does. The
// result is that announcement.Delivery.
func (uc *UseCases) RetryDelivery(ctx context.Context, actor domain.Actor, id domain.DeliveryID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		latest, err := tx.Deliveries.LockLatest(ctx, id)
		if err != nil {
			return nil, err
		}
		endpoint, err := tx.Endpoints.ByID(ctx, latest.EndpointID)
		if err != nil {
			return nil, err
		}
		if endpoint.Status != announcement.Active {
			return nil, errEndpointDisabled
		}
		if latest.Status == announcement.Pending {
			latest.Hasten(now)
			tx.Deliveries.Update(latest)
		} else {
			if latest, err = latest.Retry(now); err != nil {
				return nil, err
			}
			tx.Deliveries.Insert(latest)
		}
		tx.Events.Add(domain.NewEvent(domain.DeliveryRetried, latest.ID, actor.Ref(), now, nil)) // the relay makes the job
		auditEndpoint(tx, actor, "retry_delivery", latest.EndpointID, map[string]any{"delivery": latest.ID}, now)
		return latest, nil
	})
}

func auditEndpoint(tx *postgres.Tx, actor domain.Actor, action string, id domain.EndpointID, data map[string]any, at time.Time) {
	tx.Audit.Add(actor, at, postgres.Entry{Action: action, SubjectKind: "endpoint", Subject: domain.ID[any](id), Data: data})
}

// sealEndpoint encrypts what must not be read from a copy of the database: a chat's address is as
// good as a password.
func (uc *UseCases) sealEndpoint(e announcement.Endpoint) (row postgres.Endpoint, err error) {
	row = postgres.Endpoint{
		ID: e.ID, Kind: e.Kind, Shown: e.HiddenURL(), Events: e.Events, TeamIDs: e.TeamIDs, BehaviourIDs: e.BehaviourIDs, Language: e.Language,
		Digest: e.Digest, QuietHours: e.QuietHours, Status: e.Status, DisabledReason: e.DisabledReason, PreviousUntil: e.PreviousUntil,
		FailingSince: e.FailingSince, CreatedBy: e.CreatedBy, CreatedAt: e.CreatedAt,
	}
	for _, secret := range []struct {
		to   *[]byte
		text string
	}{{&row.URL, e.URL}, {&row.Secret, e.Secret}, {&row.PreviousSecret, e.PreviousSecret}} {
		if secret.text == "" {
			continue
		}
		if *secret.to, err = uc.box.Seal([]byte(secret.text)); err != nil {
			return row, fmt.Errorf("seal an endpoint: %w", err)
		}
	}
	return row, nil
}

func (uc *UseCases) openEndpoint(row postgres.Endpoint) (e announcement.Endpoint, err error) {
	e = announcement.Endpoint{
		ID: row.ID, Kind: row.Kind, Status: row.Status, DisabledReason: row.DisabledReason, PreviousUntil: row.PreviousUntil,
		FailingSince: row.FailingSince, CreatedBy: row.CreatedBy, CreatedAt: row.CreatedAt,
		Settings: announcement.Settings{
			Events: row.Events, TeamIDs: row.TeamIDs, BehaviourIDs: row.BehaviourIDs, Language: row.Language, Digest: row.Digest, QuietHours: row.QuietHours,
		},
	}
	for _, secret := range []struct {
		to     *string
		sealed []byte
	}{{&e.URL, row.URL}, {&e.Secret, row.Secret}, {&e.PreviousSecret, row.PreviousSecret}} {
		if len(secret.sealed) == 0 {
			continue
		}
		opened, err := uc.box.Open(secret.sealed)
		if err != nil {
			return e, fmt.Errorf("open the endpoint %s: %w", row.ID, err)
		}
		*secret.to = string(opened)
	}
	return e, nil
}
