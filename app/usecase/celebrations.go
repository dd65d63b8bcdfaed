package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/celebration"
	"laurel/domain/organisation"
	"laurel/storage/postgres"
)

// Celebrations lists the anniversaries and birthdays of the last days that colleagues may see, the latest
// first: of who is shown, and as far as the organisation celebrates them.
func (uc *UseCases) Celebrations(ctx context.Context, page domain.Page) (domain.Slice[celebration.View], error) {
	return uc.db.Celebrations.List(ctx, uc.Today().AddDate(0, 0, -celebration.ShownFor), page)
}

// celebrations reads what the organisation celebrates.
func (uc *UseCases) celebrations(ctx context.Context) (organisation.Celebrations, error) {
	var of organisation.Celebrations
	err := uc.inTx(ctx, func(tx *postgres.Tx) error {
		settings, err := tx.Organisation.Settings(ctx)
		of = settings.Celebrations
		return err
	})
	return of, err
}
