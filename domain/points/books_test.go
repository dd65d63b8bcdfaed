package points_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/points"
)

// TestApplyAll_allOrNone holds several transfers at once against the same ones one by one: either all
// are taken, or the books are as they were.
func TestApplyAll_allOrNone(t *testing.T) {
	refs := []points.Ref{
		points.Of(points.Wallet, domain.NewEmployeeID()), points.Of(points.Held, domain.NewEmployeeID()), points.Of(points.Budget, domain.NewProgramID()),
	}
	rapid.Check(t, func(t *rapid.T) {
		locked := make([]points.Account, len(refs))
		for i, ref := range refs {
			locked[i] = points.Account{Ref: ref, Balance: rapid.Int64Range(0, 20).Draw(t, "balance")}
		}
		day := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
		var transfers []points.Transfer
		for range rapid.IntRange(1, 5).Draw(t, "transfers") {
			pair := rapid.Permutation(refs).Draw(t, "pair")
			one := transfer(pair[0], pair[1], rapid.Int64Range(1, 15).Draw(t, "points"))
			if rapid.Bool().Draw(t, "fills") {
				one.FilledFor = &day
			}
			transfers = append(transfers, one)
		}
		together, singly := points.NewBooks(append([]points.Account(nil), locked...)), points.NewBooks(append([]points.Account(nil), locked...))
		err := together.ApplyAll(transfers...)
		var want error
		for _, one := range transfers {
			if want = singly.Apply(one); want != nil {
				break
			}
		}
		if domain.CodeOf(err) != domain.CodeOf(want) {
			t.Fatalf("%v together, %v one by one", err, want)
		}
		for i, ref := range refs {
			expected := singly.Account(ref)
			if err != nil {
				expected = locked[i]
			}
			if got := together.Account(ref); got.Balance != expected.Balance || (got.PeriodStart == nil) != (expected.PeriodStart == nil) {
				t.Fatalf("an account is %+v, want %+v", got, expected)
			}
		}
	})
}
