package reward

import (
	"errors"
	"strings"
	"testing"
	"time"

	"laurel/domain"
)

var noon = time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// plain is a reward that changes make better or worse.
func plain(change ...func(*Details)) Details {
	d := Details{Name: "A book you choose", Cost: 30, Fulfilment: ByHand, Active: true}
	for _, f := range change {
		f(&d)
	}
	return d
}

func mustNew(t *testing.T, change ...func(*Details)) *Reward {
	t.Helper()
	r, err := New(plain(change...), noon)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNew_refusesBadDetails(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Details)
		field  string // "" where it is right
	}{
		"as it should be":             {func(*Details) {}, ""},
		"no name":                     {func(d *Details) { d.Name = " \t" }, "name"},
		"the longest name":            {func(d *Details) { d.Name = strings.Repeat("я", MaxName) }, ""},
		"a longer name":               {func(d *Details) { d.Name = strings.Repeat("я", MaxName+1) }, "name"},
		"a name with a NUL":           {func(d *Details) { d.Name = "a\x00b" }, "name"},
		"a name of broken UTF-8":      {func(d *Details) { d.Name = "a\xff" }, "name"},
		"the longest description":     {func(d *Details) { d.Description = strings.Repeat("я", MaxDescription) }, ""},
		"a longer description":        {func(d *Details) { d.Description = strings.Repeat("я", MaxDescription+1) }, "description"},
		"a long category":             {func(d *Details) { d.Category = strings.Repeat("x", MaxCategory+1) }, "category"},
		"for nothing":                 {func(d *Details) { d.Cost = 0 }, "cost"},
		"for less than nothing":       {func(d *Details) { d.Cost = -5 }, "cost"},
		"the dearest":                 {func(d *Details) { d.Cost = MaxCost }, ""},
		"dearer":                      {func(d *Details) { d.Cost = MaxCost + 1 }, "cost"},
		"no stock":                    {func(d *Details) { d.Stock = ptr(int64(0)) }, ""},
		"less than none":              {func(d *Details) { d.Stock = ptr(int64(-1)) }, "stock"},
		"a limit of none":             {func(d *Details) { d.LimitPerEmployee = ptr(int64(0)) }, "limit_per_employee"},
		"no way of fulfilment":        {func(d *Details) { d.Fulfilment = "" }, "fulfilment"},
		"an unknown fulfilment":       {func(d *Details) { d.Fulfilment = "pigeon" }, "fulfilment"},
		"an unknown approver":         {func(d *Details) { d.Approver = "admin" }, "approver"},
		"worth something":             {func(d *Details) { d.Cash = &CashValue{2200, "EUR"} }, ""},
		"worth less than nothing":     {func(d *Details) { d.Cash = &CashValue{-1, "EUR"} }, "cash_value.amount"},
		"a currency in small letter":  {func(d *Details) { d.Cash = &CashValue{1, "eur"} }, "cash_value.currency"},
		"a currency by its name":      {func(d *Details) { d.Cash = &CashValue{1, "Euro"} }, "cash_value.currency"},
		"a donation":                  {func(d *Details) { d.Fulfilment, d.Cash = ByDonation, &CashValue{1, "EUR"} }, ""},
		"a donation of nothing":       {func(d *Details) { d.Fulfilment, d.Cash = ByDonation, &CashValue{0, "EUR"} }, "cash_value.amount"},
		"a donation of what":          {func(d *Details) { d.Fulfilment = ByDonation }, "cash_value.amount"},
		"one that is offered no more": {func(d *Details) { d.Fulfilment, d.Active = ByDonation, false }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(plain(c.change), noon)
			var bad *domain.Error
			switch {
			case c.field == "" && err != nil:
				t.Fatal(err)
			case c.field == "":
			case !errors.As(err, &bad) || bad.Kind != domain.KindInvalid || len(bad.Fields) != 1 || bad.Fields[0].Location != "body."+c.field:
				t.Fatalf("%+v, want a fault of %s", err, c.field)
			}
		})
	}
}

func TestNew_tidiesDetails(t *testing.T) {
	team := domain.NewTeamID()
	r := mustNew(t, func(d *Details) { d.Name, d.Teams = "  Tea ", []domain.TeamID{team, team} })
	if r.Name != "Tea" || len(r.Teams) != 1 || r.Approver != Manager {
		t.Errorf("kept as %+v", r.Details)
	}
}

func TestChange_badOneChangesNothing(t *testing.T) {
	r := mustNew(t)
	if err := r.Change(plain(func(d *Details) { d.Cost = 0 }), noon.Add(time.Hour)); err == nil {
		t.Fatal("a cost of nothing was taken")
	}
	if r.Cost != 30 || !r.UpdatedAt.Equal(noon) {
		t.Errorf("changed to %+v", r)
	}
}

func TestRedeem_rules(t *testing.T) {
	mine, above, other := domain.NewTeamID(), domain.NewTeamID(), domain.NewTeamID()
	path := []domain.TeamID{mine, above}
	for name, c := range map[string]struct {
		change   func(*Details)
		ask      Ask
		redeemed int64
		code     string
	}{
		"one":                          {ask: Ask{Quantity: 1}},
		"the last":                     {change: func(d *Details) { d.Stock = ptr(int64(3)) }, ask: Ask{Quantity: 3}},
		"one more than there is":       {change: func(d *Details) { d.Stock = ptr(int64(3)) }, ask: Ask{Quantity: 4}, code: "out_of_stock"},
		"none there":                   {change: func(d *Details) { d.Stock = ptr(int64(0)) }, ask: Ask{Quantity: 1}, code: "out_of_stock"},
		"up to the limit":              {change: func(d *Details) { d.LimitPerEmployee = ptr(int64(5)) }, ask: Ask{Quantity: 2}, redeemed: 3},
		"over the limit":               {change: func(d *Details) { d.LimitPerEmployee = ptr(int64(5)) }, ask: Ask{Quantity: 3}, redeemed: 3, code: "limit_reached"},
		"the price that was seen":      {ask: Ask{Quantity: 1, Cost: ptr(int64(30))}},
		"another price than was seen":  {ask: Ask{Quantity: 1, Cost: ptr(int64(29))}, code: "price_changed"},
		"not active":                   {change: func(d *Details) { d.Active = false }, ask: Ask{Quantity: 1}, code: "not_offered"},
		"for the own team":             {change: func(d *Details) { d.Teams = []domain.TeamID{mine} }, ask: Ask{Quantity: 1}},
		"for a team above":             {change: func(d *Details) { d.Teams = []domain.TeamID{other, above} }, ask: Ask{Quantity: 1}},
		"for another team":             {change: func(d *Details) { d.Teams = []domain.TeamID{other} }, ask: Ask{Quantity: 1}, code: "not_eligible"},
		"none":                         {ask: Ask{Quantity: 0}, code: "invalid_input"},
		"too many at once":             {ask: Ask{Quantity: MaxQuantity + 1}, code: "invalid_input"},
		"a note that is too long":      {ask: Ask{Quantity: 1, Note: strings.Repeat("x", MaxNote+1)}, code: "invalid_input"},
		"a note that cannot be stored": {ask: Ask{Quantity: 1, Note: "\x00"}, code: "invalid_input"},
	} {
		t.Run(name, func(t *testing.T) {
			change := c.change
			if change == nil {
				change = func(*Details) {}
			}
			r := mustNew(t, change)
			before := r.Details
			d, err := r.Redeem(c.ask, domain.NewEmployeeID(), path, c.redeemed, noon)
			if domain.CodeOf(err) != c.code {
				t.Fatalf("%v, want %q", err, c.code)
			}
			if err != nil {
				if r.Stock != before.Stock {
					t.Error("stock was taken all the same")
				}
				return
			}
			if d.Points != 30*c.ask.Quantity || d.Stocked != (before.Stock != nil) {
				t.Errorf("made %+v", d)
			}
			if before.Stock != nil && *r.Stock != *before.Stock-c.ask.Quantity {
				t.Errorf("%d are left", *r.Stock)
			}
		})
	}
}

func TestRedeem_theDearestDoesNotOverflow(t *testing.T) {
	r := mustNew(t, func(d *Details) { d.Cost = MaxCost })
	d, err := r.Redeem(Ask{Quantity: MaxQuantity}, domain.NewEmployeeID(), nil, 0, noon)
	if err != nil || d.Points != MaxCost*MaxQuantity || d.Points <= 0 {
		t.Fatalf("%+v, %v", d, err)
	}
}

func TestApprover(t *testing.T) {
	me, boss, top, owner := domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID()
	type ids = []domain.EmployeeID
	for name, c := range map[string]struct {
		wanted           Approver
		managers, owners ids
		want             domain.EmployeeID
	}{
		"the nearest manager":            {Manager, ids{boss, top}, ids{owner}, boss},
		"the owner where wanted":         {Owner, ids{boss}, ids{owner}, owner},
		"an owner where nobody is above": {Manager, nil, ids{owner}, owner},
		"never the redeemer":             {Owner, ids{boss}, ids{me, owner}, owner},
		"nobody":                         {Manager, nil, ids{me}, domain.EmployeeID{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := Redemption{Employee: me}
			got, err := d.Approver(c.wanted, c.managers, c.owners)
			if got != c.want || (err != nil) != c.want.IsZero() {
				t.Errorf("%v, %v", got, err)
			}
			if err != nil && domain.CodeOf(err) != "no_approver" {
				t.Error(err)
			}
		})
	}
}

func TestIsAvailable(t *testing.T) {
	for name, c := range map[string]struct {
		view View
		want bool
	}{
		"offered":     {View{Eligible: true, Reward: Reward{Details: plain()}}, true},
		"not for you": {View{Reward: Reward{Details: plain()}}, false},
		"not active":  {View{Eligible: true, Reward: Reward{Details: plain(func(d *Details) { d.Active = false })}}, false},
		"gone":        {View{Eligible: true, Reward: Reward{Details: plain(func(d *Details) { d.Stock = ptr(int64(0)) })}}, false},
		"had enough":  {View{Eligible: true, Redeemed: 2, Reward: Reward{Details: plain(func(d *Details) { d.LimitPerEmployee = ptr(int64(2)) })}}, false},
	} {
		if got := c.view.IsAvailable(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCanOf(t *testing.T) {
	me, boss := domain.Actor{ID: domain.NewEmployeeID(), Role: domain.RoleEmployee}, domain.Actor{ID: domain.NewEmployeeID(), Role: domain.RoleManager}
	owner := domain.Actor{ID: domain.NewEmployeeID(), Role: domain.RoleOwner}
	for _, status := range []Status{Requested, Approved, Fulfilled, Rejected, Cancelled} {
		v := RedemptionView{EmployeeID: me.ID, Status: status}
		open, requested := status.IsOpen(), status == Requested
		if got := v.CanOf(me, noon); got != (Can{Cancel: open}) {
			t.Errorf("%s: the redeemer can %+v", status, got)
		}
		if got := v.CanOf(owner, noon); got != (Can{Approve: requested, Reject: requested, Fulfil: status == Approved, Cancel: open}) {
			t.Errorf("%s: an owner can %+v", status, got)
		}
		if got := v.CanOf(boss, noon); got != (Can{}) {
			t.Errorf("%s: who was not asked can %+v", status, got)
		}
		v.IsApprover = true
		if got := v.CanOf(boss, noon); got != (Can{Approve: requested, Reject: requested}) {
			t.Errorf("%s: the approver can %+v", status, got)
		}
		own := RedemptionView{EmployeeID: owner.ID, Status: status}
		if got := own.CanOf(owner, noon); got.Approve || got.Reject {
			t.Errorf("%s: an owner decides on their own", status)
		}
	}
}

func TestHandover(t *testing.T) {
	for name, c := range map[string]struct {
		h    Handover
		kind Fulfilment
		ok   bool
	}{
		"by hand":              {Handover{}, ByHand, true},
		"a code all the same":  {Handover{Code: "A"}, ByHand, true},
		"a code where it must": {Handover{Code: "A"}, ByCode, true},
		"no code":              {Handover{Code: " "}, ByCode, false},
		"too long":             {Handover{Code: strings.Repeat("x", MaxCode+1)}, ByCode, false},
		"a long note":          {Handover{Note: strings.Repeat("x", MaxNote+1)}, ByHand, false},
	} {
		if err := c.h.Check(c.kind); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
