package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/reward"
)

// Redemptions lists redemptions, the latest first: where no scope is asked for, the actor's own, for
// managers those of people below them as well, for owners all.
func (uc *UseCases) Redemptions(ctx context.Context, actor domain.Actor, f reward.Filter, page domain.Page) (domain.Slice[reward.RedemptionView], error) {
	switch {
	case f.Scope == reward.OfAll && !actor.Is(domain.RoleOwner):
		return domain.Slice[reward.RedemptionView]{}, domain.Forbidden("forbidden", "Only owners see everybody's redemptions.")
	case f.Scope == reward.OfBelow && !actor.Is(domain.RoleManager, domain.RoleOwner):
		return domain.Slice[reward.RedemptionView]{}, domain.Forbidden("forbidden", "Only managers see the redemptions of people below them.")
	}
	found, err := uc.db.Redemptions.List(ctx, f, actor, page)
	if err != nil {
		return found, err
	}
	for i := range found.Items {
		if found.Items[i], err = uc.opened(found.Items[i]); err != nil {
			return found, err
		}
	}
	return found, nil
}

// Redemption reads one redemption; NotFound where the actor may not see it.
func (uc *UseCases) Redemption(ctx context.Context, actor domain.Actor, id domain.RedemptionID) (reward.RedemptionView, error) {
	view, err := uc.db.Redemptions.View(ctx, id, actor)
	if err != nil {
		return view, err
	}
	return uc.opened(view)
}
