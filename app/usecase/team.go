package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/people"
)

// TeamWish is which of those below the actor are looked at, and from which day to which, both included
// (as midnight UTC).
type TeamWish struct {
	Scope    people.Scope
	From, To time.Time
}

// TeamOverview is what a manager sees of all below together.
type TeamOverview struct {
	people.TeamFigures
	Behaviours []people.BehaviourCount
	Customers  []people.CustomerCount
}

// maxTeamDays is how long a time may be looked at.
const maxTeamDays = 5 * 366

// span is the wish as moments in the organisation's time zone.
func (uc *UseCases) span(w TeamWish) (people.Span, error) {
	days := int(w.To.Sub(w.From) / (24 * time.Hour))
	if days < 0 || days > maxTeamDays {
		return people.Span{}, domain.Invalid("invalid_input", "The days are not right.", domain.FieldError{Location: "query.to", Message: "is before from, or years after it"})
	}
	return people.Span{From: uc.midnight(w.From), Until: uc.midnight(w.To.AddDate(0, 0, 1)), Unseen: uc.Now().AddDate(0, 0, -people.UnseenDays)}, nil
}

// midnight is when a day begins in the organisation's time zone.
func (uc *UseCases) midnight(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, uc.where)
}

// TeamOverview counts what was seen of those below the actor. Managers see private recognitions of
// those below them.
func (uc *UseCases) TeamOverview(ctx context.Context, actor domain.Actor, wish TeamWish) (TeamOverview, error) {
	var o TeamOverview
	span, err := uc.span(wish)
	if err != nil {
		return o, err
	}
	if o.TeamFigures, err = uc.db.People.TeamFigures(ctx, actor.ID, wish.Scope, span); err != nil || o.TooLarge() {
		return o, err
	}
	if o.Behaviours, err = uc.db.People.TeamBehaviours(ctx, actor.ID, wish.Scope, span, actor.Language); err != nil {
		return o, err
	}
	o.Customers, err = uc.db.People.TeamCustomers(ctx, actor.ID, wish.Scope, span)
	return o, err
}

// TeamPeople lists those below the actor by name.
func (uc *UseCases) TeamPeople(ctx context.Context, actor domain.Actor, wish TeamWish, show people.Show, page domain.Page) (domain.Slice[people.Report], error) {
	span, err := uc.span(wish)
	if err != nil {
		return domain.Slice[people.Report]{}, err
	}
	return uc.db.People.Reports(ctx, actor.ID, wish.Scope, show, span, page)
}

// WaitingOfReports lists what waits of those below the actor, the oldest first.
func (uc *UseCases) WaitingOfReports(ctx context.Context, actor domain.Actor, scope people.Scope, page domain.Page) (domain.Slice[people.WaitingThing], error) {
	return uc.db.People.WaitingOfReports(ctx, actor.ID, scope, page)
}
