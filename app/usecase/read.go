package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
)

// ListNominations lists the nominations that the actor may see, the latest made first.
func (uc *UseCases) ListNominations(ctx context.Context, actor domain.Actor, f recognition.Filter, page domain.Page) (domain.Slice[recognition.View], error) {
	return uc.db.Nominations.List(ctx, f, actor, page)
}

// Nomination reads one nomination with its chain and its customer's word; NotFound where the actor may not see it.
func (uc *UseCases) Nomination(ctx context.Context, actor domain.Actor, id domain.NominationID) (recognition.View, error) {
	view, err := uc.db.Nominations.View(ctx, id, actor)
	if err != nil {
		return view, err
	}
	view.Detail, err = uc.db.Chains.Detail(ctx, id, actor)
	return view, err
}

// Feed lists published recognitions, the newest first.
func (uc *UseCases) Feed(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[recognition.View], error) {
	return uc.db.Nominations.Feed(ctx, actor, page)
}

// Directory lists active employees by name.
func (uc *UseCases) Directory(ctx context.Context, query string, team *domain.TeamID, page domain.Page) (domain.Slice[people.Listing], error) {
	return uc.db.People.Directory(ctx, query, team, page)
}

// Employee reads one employee.
func (uc *UseCases) Employee(ctx context.Context, id domain.EmployeeID) (people.Listing, error) {
	return uc.db.People.Listing(ctx, id)
}

// Teams lists the teams by name.
func (uc *UseCases) Teams(ctx context.Context, page domain.Page) (domain.Slice[people.TeamListing], error) {
	return uc.db.Teams.Listings(ctx, page)
}

// Behaviours lists the behaviours in the actor's language: all, or those that are offered.
func (uc *UseCases) Behaviours(ctx context.Context, actor domain.Actor, all bool, page domain.Page) (domain.Slice[recognition.Behaviour], error) {
	return uc.db.Catalogue.Behaviours(ctx, actor.Language, all, page)
}
