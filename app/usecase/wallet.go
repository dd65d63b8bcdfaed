package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/points"
)

// WalletEntries lists what went in and out of the actor's wallet, the newest booking first.
func (uc *UseCases) WalletEntries(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[points.Line], error) {
	return uc.db.Ledger.Statement(ctx, actor.ID, actor.Language, page)
}
