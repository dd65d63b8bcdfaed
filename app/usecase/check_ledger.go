package usecase

import (
	"context"

	"laurel/domain/points"
	"laurel/storage/postgres"
)

// CheckLedger recomputes every balance from the entries, in one snapshot.
func (uc *UseCases) CheckLedger(ctx context.Context) (points.CheckReport, error) {
	var report points.CheckReport
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) (err error) {
		report, err = tx.Ledger.Check(ctx)
		return err
	})
	return report, err
}
