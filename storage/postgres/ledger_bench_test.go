package postgres_test

import (
	"testing"

	"laurel/storage/pgtest"
	"laurel/storage/postgres"
)

// BenchmarkLedger_Check is the check of ten million entries, on the wallets of a hundred thousand people:
// `go test ./storage/postgres -run none -bench Ledger_Check -benchtime 1x -timeout 30m`.
func BenchmarkLedger_Check(b *testing.B) {
	const transfers, wallets = 5_000_000, 100_000
	db, err := postgres.Open(b.Context(), postgres.Options{URL: pgtest.URL(b)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	exec := func(query string, args ...any) {
		if _, err := db.Pool().Exec(b.Context(), query, args...); err != nil {
			b.Fatal(err)
		}
	}
	exec(`insert into account (id, kind, owner_id, balance) overriding system value
		select 1000 + n, case n when 0 then 'issuance' else 'wallet' end, new_id(), case n when 0 then -$1::bigint else $1::bigint / $2 end
		from generate_series(0, $2::bigint) n`, transfers, wallets)
	exec(`insert into entry (transfer_id, account_id, points, balance_after)
		select t.id, case side when 0 then 1000 else 1001 + t.n % $2::bigint end, side * 2 - 1, 0
		from (select n, new_id() as id from generate_series(1, $1::bigint) n) t, generate_series(0, 1) side`, transfers, wallets)
	exec(`vacuum analyze entry`)
	for b.Loop() {
		err := db.InTx(b.Context(), func(tx *postgres.Tx) error {
			report, err := tx.Ledger.Check(b.Context(), 200_000, func(int64, int64) {})
			if err == nil && (!report.Balanced() || report.Entries != 2*transfers) {
				b.Errorf("%+v", report)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(2*transfers)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
