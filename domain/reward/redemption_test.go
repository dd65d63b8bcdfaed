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
		Approved:  {"cancel": Cancelled, "fulfil": Fulfilled, "undo": Requested},
		Rejected:  {"undo": Requested},
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
			verb := rapid.SampledFrom([]string{"approve", "reject", "cancel", "fulfil", "undo"}).Draw(t, "verb")
			by := rapid.SampledFrom([]domain.EmployeeID{me, boss, stranger}).Draw(t, "by")
			owner := by == boss
			before := *d
			want, allowed := follows[d.Status][verb]
			code := map[bool]string{false: "not_pending"}[allowed]
			switch {
			case verb == "undo" && (d.DecidedBy == nil || *d.DecidedBy != by):
				code = "not_decider"
			case verb == "undo" && !allowed:
				code = "too_late"
			case by == me && (verb == "approve" || verb == "reject"):
				code = "own_redemption"
			case verb == "cancel" && by == stranger:
				code = "not_redeemer"
			}
			err := do(d, r, verb, by, owner, now)
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
			if d.Status.IsRefunded() { // the stock goes back, as the caller has it
				*r.Stock += d.Quantity
			}
			if want := map[bool]int64{true: stock, false: stock - d.Quantity}[d.Status.IsRefunded()]; *r.Stock != want {
				t.Fatalf("%s left a stock of %d, want %d", verb, *r.Stock, want)
			}
		}
		if d.Status == Rejected && (d.Reason == "" || *d.DecidedBy == me) {
			t.Fatalf("rejected without a reason or by the redeemer: %+v", d)
		}
		if d.Status == Requested && (d.DecidedAt != nil || d.DecidedBy != nil || d.Reason != "") {
			t.Fatalf("waits, and is decided: %+v", d)
		}
		if (d.FulfilledAt != nil) != (d.Status == Fulfilled) {
			t.Fatalf("fulfilled at %v while %s", d.FulfilledAt, d.Status)
		}
	})
}

func do(d *Redemption, r *Reward, verb string, by domain.EmployeeID, owner bool, now time.Time) error {
	switch verb {
	case "approve":
		return d.Approve(by, now)
	case "reject":
		return d.Reject(" No. ", by, now)
	case "cancel":
		return d.Cancel(by, owner)
	case "undo":
		return d.Undo(r, 0, by, now)
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

func TestUndo_tenMinutes(t *testing.T) {
	by := domain.NewEmployeeID()
	for _, c := range []struct {
		after time.Duration
		code  string
	}{{10 * time.Minute, ""}, {10*time.Minute + time.Second, "too_late"}} {
		d := Redemption{Status: Approved, Employee: domain.NewEmployeeID(), DecidedBy: &by, DecidedAt: &noon}
		v := RedemptionView{Status: Approved, DecidedBy: &by, DecidedAt: &noon}
		if can := v.CanOf(domain.Actor{ID: by}, noon.Add(c.after)); can.Undo != (c.code == "") {
			t.Errorf("after %s it says %v", c.after, can.Undo)
		}
		if err := d.Undo(&Reward{}, 0, by, noon.Add(c.after)); domain.CodeOf(err) != c.code {
			t.Errorf("after %s: %v", c.after, err)
		}
	}
}

// TestUndo_ofARejectionNeedsRoom holds what a rejection gave back against what is still there.
func TestUndo_ofARejectionNeedsRoom(t *testing.T) {
	by := domain.NewEmployeeID()
	n := func(n int64) *int64 { return &n }
	for _, c := range []struct {
		name         string
		stock, limit *int64
		redeemed     int64
		stocked      bool
		code         string
		left         *int64
	}{
		{name: "stock enough", stock: n(2), stocked: true, left: n(0)},
		{name: "stock gone", stock: n(1), stocked: true, code: "too_late", left: n(1)},
		{name: "stock not counted any more", stocked: true},
		{name: "stock counted only since", stock: n(5), left: n(5)},
		{name: "within the limit", limit: n(3), redeemed: 1},
		{name: "beyond the limit", limit: n(3), redeemed: 2, code: "too_late"},
	} {
		d := Redemption{Status: Rejected, Quantity: 2, Stocked: c.stocked, Reason: "No.", DecidedBy: &by, DecidedAt: &noon}
		r := &Reward{Details: Details{Stock: c.stock, LimitPerEmployee: c.limit}}
		if err := d.Undo(r, c.redeemed, by, noon); domain.CodeOf(err) != c.code || (err == nil) != (d.Status == Requested) {
			t.Errorf("%s: %v, %s", c.name, err, d.Status)
		}
		if (r.Stock == nil) != (c.left == nil) || (r.Stock != nil && *r.Stock != *c.left) {
			t.Errorf("%s: left are %v", c.name, r.Stock)
		}
	}
}
