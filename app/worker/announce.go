package worker

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/storage/postgres"
)

// announce writes, in the relay's transaction, the first tries of the announcements of some events,
// with their jobs. Only committed events come here, each once: nothing is announced that did not
// happen, and nothing is forgotten.
func (w *Worker) announce(ctx context.Context, n postgres.Numbering) error {
	now := w.o.Now().UTC()
	deliveries, err := choose(ctx, n, now)
	if err != nil {
		return err
	}
	if len(deliveries) > 0 {
		if err := n.AddDeliveries(ctx, deliveries); err != nil {
			return err
		}
	}
	var jobs []river.InsertManyParams
	for _, d := range deliveries {
		jobs = append(jobs, jobOf(d.Delivery, now))
	}
	asked, err := askedFor(ctx, n)
	if err != nil {
		return err
	}
	for _, d := range asked {
		jobs = append(jobs, jobOf(d, now))
	}
	jobs = append(jobs, mailJobs(n.Events)...)
	orders, err := orderJobs(n.Events)
	if err != nil {
		return err
	}
	jobs = append(jobs, orders...)
	if len(jobs) == 0 {
		return nil
	}
	if _, err := w.jobs.InsertManyFastTx(ctx, n.Tx, jobs); err != nil {
		return fmt.Errorf("insert the jobs of announcements: %w", err)
	}
	return nil
}

func jobOf(d announcement.Delivery, now time.Time) river.InsertManyParams {
	job := river.InsertManyParams{Args: deliverArgs{Endpoint: d.EndpointID, Event: d.EventID}}
	if d.At.After(now) { // by River's clock, which need not be ours
		job.InsertOpts = &river.InsertOpts{ScheduledAt: d.At}
	}
	return job
}

// choose makes the first tries: for each event, of the endpoints that want it.
func choose(ctx context.Context, n postgres.Numbering, now time.Time) ([]postgres.Queued, error) {
	var events []domain.Event
	var subjects []domain.ID[any]
	for _, event := range n.Events {
		switch event.Kind {
		case domain.RecognitionPublished, domain.RecognitionRevoked, domain.RecognitionHidden, domain.RecognitionRestored,
			domain.RedemptionRequested, domain.RedemptionFulfilled:
			event.Kind = announcedAs(event.Kind)
			events, subjects = append(events, event), append(subjects, event.Subject)
		default:
		}
	}
	if len(events) == 0 {
		return nil, nil
	}
	endpoints, err := n.ActiveEndpoints(ctx)
	if err != nil || len(endpoints) == 0 {
		return nil, err
	}
	concerns, err := n.Concerns(ctx, subjects)
	if err != nil {
		return nil, err
	}
	var deliveries []postgres.Queued
	for _, event := range events {
		concern, ok := concerns[event.Subject]
		if !ok || !concern.Announced {
			continue
		}
		for i := range endpoints {
			if endpoints[i].Wants(event.Kind, concern.Teams, behavioursOf(event, concern)) {
				first := announcement.NewDelivery(endpoints[i].ID, event.ID, event.Kind, endpoints[i].Due(now))
				deliveries = append(deliveries, postgres.Queued{Delivery: first, Position: event.Position})
			}
		}
	}
	return deliveries, nil
}

// announcedAs is what an event is called outside: there a recognition that an owner hides is no more,
// and one that is restored is there again.
func announcedAs(kind domain.EventKind) domain.EventKind {
	switch kind {
	case domain.RecognitionHidden:
		return domain.RecognitionRevoked
	case domain.RecognitionRestored:
		return domain.RecognitionPublished
	default:
		return kind
	}
}

// behavioursOf gives the behaviours of a recognition; nil for other events, which a choice of
// behaviours does not hold back.
func behavioursOf(event domain.Event, concern postgres.Concern) []domain.BehaviourID {
	switch event.Kind {
	case domain.RecognitionPublished, domain.RecognitionRevoked:
		return append([]domain.BehaviourID{}, concern.Behaviours...)
	default:
		return nil
	}
}

// askedFor gives the tries that administrators asked for: tests, and retries by hand.
func askedFor(ctx context.Context, n postgres.Numbering) ([]announcement.Delivery, error) {
	var ids []domain.ID[any]
	for _, event := range n.Events {
		if event.Kind == domain.EndpointTested || event.Kind == domain.DeliveryRetried {
			ids = append(ids, event.Subject)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return n.Asked(ctx, ids)
}
