package usecase

import (
	"context"

	"laurel/domain/points"
	"laurel/storage/postgres"
)

// checkedAtOnce is how many entries a check adds up by one statement: many millions are checked in bounded
// memory, and it can be told how far the check is.
const checkedAtOnce = 200_000

// CheckLedger recomputes every balance from the entries, in one snapshot, and notes how it went for the
// health page.
func (uc *UseCases) CheckLedger(ctx context.Context) (points.CheckReport, error) {
	return uc.CheckLedgerTelling(ctx, func(int64, int64) {})
}

// CheckLedgerTelling is CheckLedger that tells now and then how many of all entries it has added up.
func (uc *UseCases) CheckLedgerTelling(ctx context.Context, tell func(done, all int64)) (points.CheckReport, error) {
	var report points.CheckReport
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) (err error) {
		report, err = tx.Ledger.Check(ctx, checkedAtOnce, tell)
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
