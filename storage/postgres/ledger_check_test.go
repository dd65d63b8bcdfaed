package postgres_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"laurel/domain/points"
	"laurel/storage/pgtest"
	"laurel/storage/postgres"
)

// Ids of the transfers of a check, in their order.
const (
	halved = "00000000-0000-7000-8000-000000000005"
	off    = "00000000-0000-7000-8000-000000000008"
)

// What is wrong is found however many entries are added up at once, and how far it is is told to the end.
func TestLedger_Check_inParts(t *testing.T) {
	db, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.URL(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	exec := func(query string) {
		if _, err := db.Pool().Exec(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	// Nine transfers of one point from the issuance to a wallet; of the fifth half is missing, of the eighth a point.
	exec(`insert into account (id, kind, owner_id, balance) overriding system value
		values (901, 'issuance', new_id(), -8), (902, 'wallet', new_id(), 8), (903, 'wallet', new_id(), 0)`)
	exec(`insert into entry (transfer_id, account_id, points, balance_after)
		select ('00000000-0000-7000-8000-00000000000' || n)::uuid, a.id, case when n = 8 and a.id = 902 then a.sign * 2 else a.sign end, 0
		from generate_series(1, 9) n, (values (901, -1), (902, 1)) a (id, sign) where not (n = 5 and a.id = 901)`)
	want := []points.Mismatch{
		{Kind: "transfer", ID: halved, Computed: 1},
		{Kind: "transfer", ID: off, Computed: 1},
		{Kind: "account", ID: "902", Balance: 8, Computed: 10},
	}
	for _, atOnce := range []int64{1, 2, 3, 4, 5, 16, 17, 18, 200} {
		var told []int64
		var report points.CheckReport
		err := db.InTx(t.Context(), func(tx *postgres.Tx) (err error) {
			report, err = tx.Ledger.Check(t.Context(), atOnce, func(done, all int64) {
				if all != 17 {
					t.Errorf("%d entries in all, want 17", all)
				}
				told = append(told, done)
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, report.Mismatches); diff != "" || report.Sum != 0 || report.Entries != 17 {
			t.Errorf("%d at once: %+v\n%s", atOnce, report, diff)
		}
		if !slices.IsSorted(told) || told[len(told)-1] != 17 {
			t.Errorf("%d at once tells %v", atOnce, told)
		}
	}
}
