package usecase

import (
	"context"

	"laurel/domain/points"
	"laurel/storage/postgres"
)

// CheckLedger recomputes every balance from the entries, in one snapshot, and notes how it went for the
// health page.
func (uc *UseCases) CheckLedger(ctx context.Context) (points.CheckReport, error) {
	var report points.CheckReport
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) (err error) {
		report, err = tx.Ledger.Check(ctx)
		return err
	})
	if err != nil {
		return report, err
	}
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.Checkups.Put(ledgerCheckup, uc.Now(), report.Balanced(), map[string]any{"entries": report.Entries, "mismatches": len(report.Mismatches)})
		return nil
	})
	return report, err
}

// ledgerCheckup names the last check of the books.
const ledgerCheckup = "ledger"
