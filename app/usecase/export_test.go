package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/recognition"
)

// Nomination is one of NominateTogether.
type Nomination struct {
	Actor domain.Actor
	Draft recognition.Draft
	Once  Once
}

// Outcome is what came of it.
type Outcome struct {
	Answer Answer
	Err    error
}

// NominateTogether makes nominations in one group, as those that come at the same time are.
func (uc *UseCases) NominateTogether(ctx context.Context, list ...Nomination) []Outcome {
	group := make([]*gathered[nominateCall, Answer], len(list))
	for i, n := range list {
		group[i] = &gathered[nominateCall, Answer]{in: nominateCall{n.Actor, n.Draft, n.Once}}
	}
	uc.nominateGroup(ctx, group)
	outcomes := make([]Outcome, len(list))
	for i, made := range group {
		outcomes[i] = Outcome{made.out, made.err}
	}
	return outcomes
}

// SearchAlong has searches of boards go along the board from so many people on, in steps of so many entries,
// where groups of ties larger than that are walked.
func (uc *UseCases) SearchAlong(found, step int) {
	uc.boards.search = searchLimits{found: found, group: step, step: step}
}
