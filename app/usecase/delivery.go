package usecase

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// Shapes give things as the API gives them, for endpoints of the kind standard and for imports that end
// by themselves: the API's forms live in app/httpapi and are handed over where everything is wired.
type Shapes struct {
	Nomination func(recognition.View) any
	Redemption func(reward.RedemptionView) any
	Endpoint   func(announcement.Endpoint) any
	Import     func(ImportResult) any
	Problem    func(error) any
}

// DueDelivery is a try that is to be made.
type DueDelivery struct {
	announcement.Delivery
	Endpoint announcement.Endpoint
	subject  domain.ID[any]
	happened time.Time
}

// ErrNothingDue says that no try waits for an endpoint and an event: it was made, or abandoned.
var ErrNothingDue = errors.New("no delivery waits")

// errWithheld says that an event is not announced (any more).
var errWithheld = errors.New("this is not announced any more")

// DueDelivery reads the try that waits to be made for an endpoint and an event. It may be due later:
// see its At. ErrNothingDue says that there is none.
func (uc *UseCases) DueDelivery(ctx context.Context, endpoint domain.EndpointID, event domain.EventID) (DueDelivery, error) {
	row, err := uc.db.Deliveries.Pending(ctx, endpoint, event)
	if domain.CodeOf(err) == "not_found" {
		return DueDelivery{}, ErrNothingDue
	}
	if err != nil {
		return DueDelivery{}, err
	}
	if row.Deleted || row.Endpoint.Status != announcement.Active {
		row.Abandon(announcement.EndpointDisabled, disabledText, uc.Now())
		return DueDelivery{}, errors.Join(uc.finish(ctx, row.Delivery), ErrNothingDue)
	}
	d := DueDelivery{Delivery: row.Delivery, subject: domain.ID[any]{UUID: row.EndpointID.UUID}, happened: row.At}
	if row.Subject != nil && row.Happened != nil {
		d.subject, d.happened = *row.Subject, *row.Happened
	}
	d.Endpoint, err = uc.openEndpoint(row.Endpoint)
	return d, err
}

// finish stores how a try ended that changes nothing of its endpoint.
func (uc *UseCases) finish(ctx context.Context, d announcement.Delivery) error {
	uc.deliveries.add(d.Status)
	return uc.db.Deliveries.Finish(ctx, d)
}

// Announcement makes what is told by a try, in the endpoint's language. The error is ErrNothingDue
// where the thing is not to be announced any more: the try is then abandoned.
func (uc *UseCases) Announcement(ctx context.Context, d DueDelivery, shapes Shapes) (announcement.Announcement, error) {
	a, thing, err := uc.content(ctx, d, shapes)
	if errors.Is(err, errWithheld) || domain.CodeOf(err) == "not_found" {
		d.Abandon(announcement.Withheld, errWithheld.Error(), uc.Now())
		return a, errors.Join(uc.finish(ctx, d.Delivery), ErrNothingDue)
	}
	if err != nil {
		return a, err
	}
	a.Event, a.ID, a.At, a.Language = d.Event, d.EventID, d.happened.UTC(), d.Endpoint.Language
	a.Raw, err = json.Marshal(thing)
	return a, err
}

// content reads what an announcement is about: its facts, and the thing in the API's form.
func (uc *UseCases) content(ctx context.Context, d DueDelivery, shapes Shapes) (announcement.Announcement, any, error) {
	switch d.Event {
	case domain.RecognitionPublished, domain.RecognitionRevoked:
		view, err := uc.db.Nominations.Plain(ctx, domain.NominationID{UUID: d.subject.UUID}, d.Endpoint.Language)
		if err != nil {
			return announcement.Announcement{}, nil, err
		}
		if view.Visibility != recognition.Public || (d.Event == domain.RecognitionPublished && view.HiddenAt != nil) {
			return announcement.Announcement{}, nil, errWithheld
		}
		return uc.announceRecognition(ctx, view, d.Endpoint.Language), shapes.Nomination(view), nil
	case domain.RedemptionRequested, domain.RedemptionFulfilled:
		view, err := uc.db.Redemptions.Plain(ctx, domain.RedemptionID{UUID: d.subject.UUID}, d.Endpoint.Language)
		if err != nil {
			return announcement.Announcement{}, nil, err
		}
		settings, err := uc.Settings(ctx)
		if err != nil {
			return announcement.Announcement{}, nil, err
		}
		return announcement.Announcement{
			Link: uc.publicURL + "/rewards/" + view.RewardID.String(), Employee: view.EmployeeName, Reward: view.RewardName,
			Quantity: int(view.Quantity), Points: view.Points, RewardWord: settings.Words.Of(d.Endpoint.Language, "reward", 0),
		}, shapes.Redemption(view), nil
	case domain.EndpointTested:
		return announcement.Announcement{Link: uc.publicURL}, shapes.Endpoint(d.Endpoint), nil
	default:
		return announcement.Announcement{}, nil, errWithheld
	}
}

func (uc *UseCases) announceRecognition(ctx context.Context, v recognition.View, language string) announcement.Announcement {
	a := announcement.Announcement{
		Link: uc.publicURL + "/recognitions/" + v.ID.String(), Story: v.Story, Impact: v.Impact,
		Nominator: textOf(v.NominatorName), Customer: textOf(v.CustomerName), Program: textOf(v.ProgramName),
	}
	if points := v.PointsFor(domain.Actor{}); points != nil {
		a.Points = *points
	}
	for _, p := range v.Nominees {
		a.Nominees = append(a.Nominees, p.Name)
	}
	for _, b := range v.Behaviours {
		a.Behaviours = append(a.Behaviours, b.Name)
	}
	for _, e := range v.Enablers {
		a.Enablers = append(a.Enablers, e.Name)
	}
	if len(v.Nominees) > 1 && v.ProgramID != nil && a.Points > 0 {
		program, err := uc.db.Catalogue.Program(ctx, language, *v.ProgramID)
		a.PointsEach = err == nil && program.Shares == recognition.Each
	}
	return a
}

func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// Answered stores how a try went, and what comes of it: the next try, the endpoint's health, and where
// it is disabled by this the end of all that waits for it and the word to its owner. It gives when the
// next try is due, nil where there is none. Random is as in announcement.Delay. A try that was
// answered meanwhile by another is left as it is.
func (uc *UseCases) Answered(ctx context.Context, d DueDelivery, answer announcement.Answer, random float64) (next *time.Time, err error) {
	now := uc.Now()
	if answer.Delivered() && d.Endpoint.FailingSince == nil {
		if err := d.Finish(answer, now, random); err != nil {
			return nil, err
		}
		return nil, uc.finish(ctx, d.Delivery)
	}
	var made announcement.Delivery
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		made, next = announcement.Delivery{}, nil
		latest, err := tx.Deliveries.LockLatest(ctx, d.ID)
		if domain.CodeOf(err) == "not_found" || (err == nil && (latest.ID != d.ID || latest.Status != announcement.Pending)) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := latest.Finish(answer, now, random); err != nil {
			return err
		}
		disabled, err := uc.noteHealth(ctx, tx, d.EndpointID, answer, now)
		if err != nil {
			return err
		}
		if disabled && latest.Status == announcement.Failed {
			latest.Status, latest.NextAttemptAt = announcement.Abandoned, nil
		}
		made = latest
		tx.Deliveries.Update(latest)
		if disabled {
			tx.Deliveries.AbandonPending(d.EndpointID, announcement.EndpointDisabled, disabledText, now)
		}
		if following, again := latest.Next(); again {
			tx.Deliveries.Insert(following)
			next = &following.At
		}
		return nil
	})
	if err == nil {
		uc.deliveries.add(made.Status)
		uc.wake()
	}
	return next, err
}

// noteHealth stores what an answer makes of the endpoint, and says whether it is disabled now.
func (uc *UseCases) noteHealth(ctx context.Context, tx *postgres.Tx, id domain.EndpointID, answer announcement.Answer, now time.Time) (disabled bool, err error) {
	row, err := tx.Endpoints.Lock(ctx, id)
	if err != nil {
		return false, err
	}
	e := announcement.Endpoint{Status: row.Status, DisabledReason: row.DisabledReason, FailingSince: row.FailingSince}
	before := e.FailingSince
	justNow := e.Answered(answer, now)
	if justNow || before != e.FailingSince {
		tx.Endpoints.UpdateHealth(id, e.Status, e.DisabledReason, e.FailingSince)
	}
	if justNow {
		tx.Events.Add(domain.NewEvent(domain.EndpointDisabled, id, nil, now, map[string]any{"owner": row.CreatedBy, "reason": e.DisabledReason}))
		auditEndpoint(tx, domain.Actor{}, "disable", id, map[string]any{"reason": e.DisabledReason}, now)
	}
	return e.Status != announcement.Active, nil
}
