package points_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/points"
)

func transfer(from, to points.Ref, n int64) points.Transfer {
	return points.Transfer{ID: domain.NewTransferID(), Key: "k", Kind: points.KindAward, From: from, To: to, Points: n}
}

func TestBooks_nothingButIssuanceFallsBelowZero(t *testing.T) {
	employee := domain.NewEmployeeID()
	wallet, held := points.Of(points.Wallet, employee), points.Of(points.Held, employee)
	issuance := points.OfOrganisation(points.Issuance, employee)
	books := points.NewBooks(nil)
	if err := books.Apply(transfer(issuance, wallet, 50)); err != nil {
		t.Fatal(err)
	}
	if err := books.Apply(transfer(wallet, held, 51)); domain.CodeOf(err) != "insufficient_points" {
		t.Fatalf("51 of 50: %v", err)
	}
	if err := books.Apply(transfer(wallet, held, 50)); err != nil {
		t.Fatal(err)
	}
	if got := books.Account(issuance).Balance + books.Account(wallet).Balance + books.Account(held).Balance; got != 0 {
		t.Errorf("the books sum to %d", got)
	}
}

func TestBooks_saysWhichAccountIsShort(t *testing.T) {
	owner := domain.NewEmployeeID()
	for kind, want := range map[points.AccountKind]string{
		points.Budget: "insufficient_budget", points.Allowance: "insufficient_allowance", points.Wallet: "insufficient_points", points.Held: "insufficient_points",
	} {
		err := points.NewBooks(nil).Apply(transfer(points.Of(kind, owner), points.OfOrganisation(points.Spent, owner), 1))
		if got := domain.CodeOf(err); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
}

func TestBooks_refusesWhatDoesNotMovePoints(t *testing.T) {
	wallet := points.Of(points.Wallet, domain.NewEmployeeID())
	issuance := points.OfOrganisation(points.Issuance, domain.NewEmployeeID())
	for name, bad := range map[string]points.Transfer{
		"nothing": transfer(issuance, wallet, 0), "backwards": transfer(issuance, wallet, -1), "to itself": transfer(wallet, wallet, 1),
		"without a key": {From: issuance, To: wallet, Points: 1},
	} {
		if err := points.NewBooks(nil).Apply(bad); domain.CodeOf(err) != "invalid_transfer" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// However transfers come, the books sum to zero and only issuance is below zero.
func TestBooks_balanceAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var refs []points.Ref
		for range 4 {
			id := domain.NewEmployeeID()
			refs = append(refs, points.Of(points.Wallet, id), points.Of(points.Held, id), points.OfOrganisation(points.Issuance, id))
		}
		books := points.NewBooks(nil)
		for range rapid.IntRange(1, 60).Draw(t, "transfers") {
			from, to := rapid.SampledFrom(refs).Draw(t, "from"), rapid.SampledFrom(refs).Draw(t, "to")
			_ = books.Apply(transfer(from, to, rapid.Int64Range(-5, 100).Draw(t, "points")))
		}
		var sum int64
		seen := map[points.Ref]bool{}
		for _, ref := range refs {
			if seen[ref] {
				continue
			}
			seen[ref] = true
			balance := books.Account(ref).Balance
			sum += balance
			if ref.Kind != points.Issuance && balance < 0 {
				t.Fatalf("%v holds %d", ref, balance)
			}
		}
		if sum != 0 {
			t.Fatalf("the books sum to %d", sum)
		}
	})
}

func TestReverse_givesBackTheSamePoints(t *testing.T) {
	employee := domain.NewEmployeeID()
	wallet, issuance := points.Of(points.Wallet, employee), points.OfOrganisation(points.Issuance, employee)
	award := transfer(issuance, wallet, 30)
	back := award.Reverse(points.KindAwardReversed, "r", "", time.Unix(0, 0))
	books := points.NewBooks(nil)
	for _, step := range []points.Transfer{award, back} {
		if err := books.Apply(step); err != nil {
			t.Fatal(err)
		}
	}
	if books.Account(wallet).Balance != 0 || books.Account(issuance).Balance != 0 || *back.Reverses != award.ID {
		t.Errorf("after a reversal: wallet %d, issuance %d", books.Account(wallet).Balance, books.Account(issuance).Balance)
	}
}

func TestRenew_fillsOncePerPeriodAndLetsTheRestLapse(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	ref := points.Of(points.Allowance, domain.NewEmployeeID())
	end := time.Date(2026, 10, 31, 23, 59, 59, int(999*time.Millisecond), berlin)
	first := points.Renew(points.Account{Ref: ref}, 100, points.Month, end, berlin)
	if len(first) != 1 || first[0].Points != 100 {
		t.Fatalf("first filling: %+v", first)
	}
	books := points.NewBooks(nil)
	if err := books.Apply(first[0]); err != nil {
		t.Fatal(err)
	}
	if again := points.Renew(books.Account(ref), 100, points.Month, end, berlin); len(again) != 0 {
		t.Fatalf("filled twice in October: %+v", again)
	}
	next := points.Renew(books.Account(ref), 100, points.Month, end.Add(time.Millisecond), berlin)
	if len(next) != 2 || next[0].Kind != points.KindLapsed || next[0].Points != 100 || next[1].Points != 100 {
		t.Fatalf("November: %+v", next)
	}
	if next[0].Key == first[0].Key || next[1].Key == first[0].Key {
		t.Error("two periods share a key")
	}
}

func TestStanding_isWhatRenewingWouldGive(t *testing.T) {
	ref := points.Of(points.Budget, domain.NewProgramID())
	october := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	account := points.Account{Ref: ref, Balance: 40, PeriodStart: &october}
	at := time.Date(2026, 12, 31, 23, 0, 0, 0, time.UTC)
	if left, next := points.Standing(account, 1000, points.Quarter, at, time.UTC); left != 40 || next != time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC) {
		t.Errorf("this quarter: %d until %v", left, next)
	}
	if left, _ := points.Standing(account, 1000, points.Quarter, at.Add(time.Hour), time.UTC); left != 1000 {
		t.Errorf("next quarter: %d", left)
	}
}

func TestTouched_isInOneOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := []domain.EmployeeID{domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID()}
		kinds := []points.AccountKind{points.Wallet, points.Held, points.Allowance}
		draw := func() points.Ref {
			return points.Of(rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.SampledFrom(ids).Draw(t, "id"))
		}
		var transfers []points.Transfer
		for range rapid.IntRange(1, 10).Draw(t, "n") {
			transfers = append(transfers, points.Transfer{From: draw(), To: draw()})
		}
		refs := points.Touched(transfers...)
		for i := 1; i < len(refs); i++ {
			if refs[i-1].Compare(refs[i]) >= 0 {
				t.Fatalf("%v before %v", refs[i-1], refs[i])
			}
		}
	})
}
