package reward

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
)

// TestRedemption_machine holds the verbs against the written table of what may follow what, whoever
// tries and in whatever order.
func TestRedemption_machine(t *testing.T) {
	follows := map[Status]map[string]Status{
		Requested: {"approve": Approved, "reject": Rejected, "cancel": Cancelled},
		Approved:  {"cancel": Cancelled, "fulfil": Fulfilled},
	}
	rapid.Check(t, func(t *rapid.T) {
		me, boss, stranger := domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID()
		stock := rapid.Int64Range(1, 5).Draw(t, "stock")
		r, err := New(plain(func(d *Details) { d.Stock, d.RequiresApproval = &stock, rapid.Bool().Draw(t, "asks") }), noon)
		if err != nil {
			t.Fatal(err)
		}
		d, err := r.Redeem(Ask{Quantity: 1}, me, nil, 0, noon)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]Status{true: Requested, false: Approved}[r.RequiresApproval]; d.Status != want {
			t.Fatalf("begins as %s, want %s", d.Status, want)
		}
		now := noon
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			now = now.Add(time.Minute)
			verb := rapid.SampledFrom([]string{"approve", "reject", "cancel", "fulfil"}).Draw(t, "verb")
			by := rapid.SampledFrom([]domain.EmployeeID{me, boss, stranger}).Draw(t, "by")
			owner := by == boss
			before := *d
			want, allowed := follows[d.Status][verb]
			code := map[bool]string{false: "not_pending"}[allowed]
			switch {
			case by == me && (verb == "approve" || verb == "reject"):
				code = "own_redemption"
			case verb == "cancel" && by == stranger:
				code = "not_redeemer"
			}
			err := do(d, verb, by, owner, now)
			if domain.CodeOf(err) != code {
				t.Fatalf("%s a redemption that is %s: %v, want %q", verb, before.Status, err, code)
			}
			if err != nil {
				if d.Status != before.Status || d.DecidedBy != before.DecidedBy || d.FulfilledBy != before.FulfilledBy || d.Reason != before.Reason {
					t.Fatalf("a refused verb changed it: %+v to %+v", before, *d)
				}
				continue
			}
			if d.Status != want {
				t.Fatalf("%s led to %s, want %s", verb, d.Status, want)
			}
		}
		if d.Status == Rejected && (d.Reason == "" || *d.DecidedBy == me) {
			t.Fatalf("rejected without a reason or by the redeemer: %+v", d)
		}
		if (d.FulfilledAt != nil) != (d.Status == Fulfilled) {
			t.Fatalf("fulfilled at %v while %s", d.FulfilledAt, d.Status)
		}
	})
}

func do(d *Redemption, verb string, by domain.EmployeeID, owner bool, now time.Time) error {
	switch verb {
	case "approve":
		return d.Approve(by, now)
	case "reject":
		return d.Reject(" No. ", by, now)
	case "cancel":
		return d.Cancel(by, owner)
	default:
		return d.Fulfil("", nil, by, now)
	}
}

func TestReject_needsAReason(t *testing.T) {
	d := Redemption{Status: Requested, Employee: domain.NewEmployeeID()}
	if err := d.Reject("  ", domain.NewEmployeeID(), noon); domain.CodeOf(err) != "invalid_input" || d.Status != Requested {
		t.Errorf("%v, %s", err, d.Status)
	}
}
