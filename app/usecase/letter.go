package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Letter is a recognition as a letter has it: with the link to it.
type Letter struct {
	recognition.View
	URL string
}

// Letter reads a recognition for a letter, in the actor's language: for who was recognised, who put
// them forward, the managers above them, and owners. NotFound where the actor may not see it, 403
// `not_yours` for others, 409 `not_published` before it is one.
func (uc *UseCases) Letter(ctx context.Context, actor domain.Actor, id domain.NominationID) (Letter, error) {
	view, err := uc.db.Nominations.View(ctx, id, actor)
	if err != nil {
		return Letter{}, err
	}
	concerned, err := uc.db.Nominations.ConcernsBelow(ctx, id, actor.ID)
	if err != nil {
		return Letter{}, err
	}
	if err := view.CheckLetter(actor, concerned); err != nil {
		return Letter{}, err
	}
	return Letter{view, uc.publicURL + "/recognitions/" + id.String()}, nil
}
