package reward

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"laurel/domain"
)

func TestCheckCodes(t *testing.T) {
	lines := func(texts ...string) []TypedCode {
		typed := make([]TypedCode, len(texts))
		for i, text := range texts {
			typed[i] = TypedCode{Text: text, Line: i + 1, Location: "body"}
		}
		return typed
	}
	long := strings.Repeat("я", MaxPoolCode)
	codes, faults, err := CheckCodes(lines(" A-1 ", "", long, long+"я", "B\x00", "C\nD", "\t"))
	if err != nil || !slices.Equal(codes, []string{"A-1", long}) {
		t.Errorf("kept %q, %v", codes, err)
	}
	var at []int
	for _, f := range faults {
		at = append(at, f.Line)
		if strings.ContainsAny(f.Message, "яBCD\x00") {
			t.Errorf("a fault shows the code: %q", f.Message)
		}
	}
	if !slices.Equal(at, []int{4, 5, 6}) {
		t.Errorf("faults in lines %v", at)
	}
	for name, typed := range map[string][]TypedCode{"none": nil, "only empty lines": lines(" ", ""), "too many": lines(slices.Repeat([]string{"A"}, MaxCodes+1)...)} {
		if _, _, err := CheckCodes(typed); domain.CodeOf(err) != "invalid_input" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := CheckCodes(lines(slices.Repeat([]string{"A"}, MaxCodes)...)); err != nil {
		t.Error(err)
	}
}

// TestDeal_oldestFirstAndNobodyIsPassedOver deals any number of codes to any queue.
func TestDeal_oldestFirstAndNobodyIsPassedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var waiting []Redemption
		for _, quantity := range rapid.SliceOf(rapid.Int64Range(1, 5)).Draw(t, "quantities") {
			waiting = append(waiting, Redemption{ID: domain.NewRedemptionID(), Quantity: quantity})
		}
		available := rapid.Int64Range(0, 20).Draw(t, "available")
		dealt := Deal(waiting, available)
		var pieces int64
		for i, d := range dealt {
			if d.ID != waiting[i].ID {
				t.Fatalf("place %d was passed over", i)
			}
			pieces += d.Quantity
		}
		if pieces > available {
			t.Fatalf("%d codes were dealt of %d", pieces, available)
		}
		if len(dealt) < len(waiting) && pieces+waiting[len(dealt)].Quantity <= available {
			t.Fatalf("%d of %d were served, though there were codes for one more", len(dealt), len(waiting))
		}
	})
}

func TestHandOut(t *testing.T) {
	for _, status := range []Status{Requested, Approved, Fulfilled, Rejected, Cancelled} {
		d := Redemption{Status: status}
		err := d.HandOut([]byte("sealed"), noon)
		if status == Approved {
			if err != nil || d.Status != Fulfilled || string(d.Sealed) != "sealed" || d.FulfilledBy != nil || !d.FulfilledAt.Equal(noon) {
				t.Errorf("handed out as %+v, %v", d, err)
			}
		} else if domain.CodeOf(err) != "not_pending" || d.Status != status || d.Sealed != nil {
			t.Errorf("%s: %v, %+v", status, err, d)
		}
	}
}

func TestPool_isLow(t *testing.T) {
	for name, c := range map[string]struct {
		pool Pool
		low  bool
	}{
		"below":              {Pool{Fulfilment: ByCode, Available: 4, Used: 1, WarnBelow: 5}, true},
		"just enough":        {Pool{Fulfilment: ByCode, Available: 5, WarnBelow: 5}, false},
		"never to be told":   {Pool{Fulfilment: ByCode, Used: 3}, false},
		"never had one":      {Pool{Fulfilment: ByCode, WarnBelow: 5}, false},
		"used up":            {Pool{Fulfilment: ByCode, Used: 3, WarnBelow: 1}, true},
		"by hand meanwhile":  {Pool{Fulfilment: ByHand, Used: 3, WarnBelow: 5}, false},
		"more than it warns": {Pool{Fulfilment: ByCode, Available: 50, WarnBelow: 5}, false},
	} {
		if got := c.pool.IsLow(); got != c.low {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWish_missing(t *testing.T) {
	for balance, want := range map[int64]int64{0: 30, 29: 1, 30: 0, 100: 0} {
		w := Wish{View: View{Reward: Reward{Details: plain()}}, Balance: balance}
		if got := w.Missing(); got != want {
			t.Errorf("with %d points %d are missing, want %d", balance, got, want)
		}
	}
}
