package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
)

// Profile is an employee with what they were recognised for.
type Profile struct {
	people.Listing
	recognition.Profile
	// ThankPrivately says that they prefer to be thanked privately: so will it be.
	ThankPrivately bool
}

// Profile reads an employee's profile, as far as the actor may see.
func (uc *UseCases) Profile(ctx context.Context, actor domain.Actor, id domain.EmployeeID) (Profile, error) {
	listing, err := uc.db.People.Listing(ctx, id)
	if err != nil {
		return Profile{}, err
	}
	chosen, err := uc.db.People.Preferences(ctx, id)
	if err != nil {
		return Profile{}, err
	}
	counts, err := uc.db.Nominations.Profile(ctx, id, actor)
	return Profile{Listing: listing, Profile: counts, ThankPrivately: chosen.ThankPrivately}, err
}

// Year is the actor's year: stories, behaviours, customers.
type Year struct {
	recognition.Year
	Of      people.Listing
	Number  int // such as 2026
	Current int // the year that it is now
}

// MyYear reads the actor's own year, by the organisation's calendar; 0 is the present one.
func (uc *UseCases) MyYear(ctx context.Context, actor domain.Actor, number int) (Year, error) {
	current := uc.Now().In(uc.where).Year()
	if number == 0 {
		number = current
	}
	listing, err := uc.db.People.Listing(ctx, actor.ID)
	if err != nil {
		return Year{}, err
	}
	window := recognition.Window{From: time.Date(number, 1, 1, 0, 0, 0, 0, uc.where), Until: time.Date(number+1, 1, 1, 0, 0, 0, 0, uc.where)}
	told, err := uc.db.Nominations.Year(ctx, actor, window, uc.where)
	if told.First == 0 {
		told.First = current
	}
	return Year{Year: told, Of: listing, Number: number, Current: current}, err
}
