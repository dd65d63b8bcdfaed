package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/domain"
)

// pointCost says what a point costs, as an administrator does.
func (h *house) pointCost(points, amount int64) {
	h.t.Helper()
	h.as("admin").patch("/settings", form{"point_cost": form{"points": points, "amount": amount, "currency": "EUR"}}).expect(http.StatusOK)
}

// pay recognises somebody from the budget of a program, at once.
func (h *house) pay(program, from, to string, points int64) string {
	h.t.Helper()
	id := h.as(from).post("/nominations", h.form(program, to).with("points", points)).expect(http.StatusCreated).str("id")
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(http.StatusOK)
	return id
}

// What was issued first is spent first: the opening balance, then the award; the boost is left.
func TestLiability_firstInFirstOut(t *testing.T) {
	h := newHouse(t)
	owner := h.as("owner")
	owner.get("/analytics/liability").expect(200)
	h.pointCost(2, 5)
	h.fund("olga", 100)
	h.clock.advance(time.Hour)
	id := h.pay("hero", "ivan", "olga", 50)
	h.clock.advance(time.Hour)
	h.as("ivan").post("/nominations/"+id+"/boosts", form{"points": 11}).expect(http.StatusCreated)
	h.clock.advance(time.Hour)
	redemption := h.redeem("olga", h.offer(form{"cost": 120}))

	held := owner.get("/analytics/liability").expect(200)
	for path, want := range map[string]string{
		"from": "2026-01-01", "to": "2026-03-31", "now.points": "161", "now.wallets": "41", "now.held": "120", "at_end.points": "161",
		"now.money.amount": "403", "now.money.currency": "EUR", "point_cost.points": "2", "as_of": "2026-03-10T12:00:00Z",
		"moved.start": "0", "moved.issued": "161", "moved.spent": "0", "moved.taken_back": "0", "moved.end": "161",
		"by_program.#": "3", "by_program.0.source": "program", "by_program.0.program.name": "Customer hero", "by_program.0.points": "50",
		"by_program.1.source": "boosts", "by_program.1.points": "11", "by_program.1.program": "", "by_program.2.source": "opening_balances", "by_program.2.points": "100",
		"by_age.#": "4", "by_age.0.age": "this_quarter", "by_age.0.points": "161", "by_age.1.points": "0", "by_age.3.age": "older",
	} {
		if got := held.str(path); got != want {
			t.Errorf("while it is held, %s is %q, want %q", path, got, want)
		}
	}

	h.clock.advance(time.Hour)
	owner.post("/redemptions/"+redemption+"/fulfil", nil).expect(http.StatusOK)
	h.clock.advance(100 * 24 * time.Hour) // June
	spent := owner.get("/analytics/liability").expect(200)
	for path, want := range map[string]string{
		"from": "2026-04-01", "to": "2026-06-30", "now.points": "41", "now.wallets": "41", "now.held": "0", "moved.start": "41", "moved.issued": "0", "moved.end": "41",
		"by_program.#": "2", "by_program.0.points": "30", "by_program.1.source": "boosts", "by_program.1.points": "11",
		"by_age.0.points": "0", "by_age.1.age": "up_to_1_year", "by_age.1.points": "41", "by_age.1.money.amount": "103",
	} {
		if got := spent.str(path); got != want {
			t.Errorf("once it is spent, %s is %q, want %q", path, got, want)
		}
	}
	past := owner.get("/analytics/liability?from=2026-01-01&to=2026-03-09").expect(200)
	if past.num("at_end.points") != 0 || past.num("now.points") != 41 || past.at("by_program").Raw != "[]" {
		t.Errorf("before anything was issued: %s", past.text)
	}
	h.checkBooks()
}

// What is revoked leaves the row of its program, whatever was issued before it.
func TestLiability_whatIsTakenBackIsTakenFromItself(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 30)
	h.clock.advance(time.Hour)
	id := h.pay("hero", "ivan", "olga", 50)
	h.clock.advance(time.Hour)
	h.pay("hero", "ivan", "olga", 20)
	h.as("owner").post("/nominations/"+id+"/revoke", form{"reason": "By mistake."}).expect(http.StatusOK)
	a := h.as("owner").get("/analytics/liability").expect(200)
	if a.num("by_program.0.points") != 20 || a.num("by_program.1.points") != 30 || a.num("moved.taken_back") != 50 || a.at("now.money").Raw != "null" {
		t.Error(a.text)
	}
}

func TestLiability_isATableAsWell(t *testing.T) {
	h := newHouse(t)
	h.pointCost(1, 5)
	h.rule("hero", form{"name": "=cmd|' /C calc'!A0"})
	h.pay("hero", "ivan", "olga", 50)
	h.fund("ivan", 7)
	a := h.as("owner").with("Accept", "text/csv").get("/analytics/liability").expect(200)
	want := "source,program,program_id,age,points,amount_minor,currency,as_of\n" +
		"program,'=cmd|' /C calc'!A0," + h.programs["hero"].String() + ",this_quarter,50,250,EUR,2026-03-10T09:00:00Z\n" +
		"opening_balances,,,this_quarter,7,35,EUR,2026-03-10T09:00:00Z\n"
	if a.text != want || !strings.HasPrefix(a.header.Get("Content-Type"), "text/csv") {
		t.Errorf("%s\n%s", a.header.Get("Content-Type"), a.text)
	}
}

func TestReports_refuseDaysThatAreNone(t *testing.T) {
	h := newHouse(t)
	for _, report := range []string{"liability", "budgets"} {
		path := "/analytics/" + report
		h.run(t, []scenario{
			{name: "no day", as: "owner", method: "GET", path: path + "?from=yesterday", status: 422, want: []string{"query.from"}},
			{name: "backwards", as: "owner", method: "GET", path: path + "?from=2026-02-01&to=2026-01-01", status: 422, want: []string{"query.to"}},
			{name: "for ever", as: "owner", method: "GET", path: path + "?from=0100-01-01", status: 422, want: []string{"query.to"}},
			{name: "the first of days", as: "owner", method: "GET", path: path + "?from=0001-01-01", status: 422, want: []string{"query.from"}},
			{name: "one day", as: "owner", method: "GET", path: path + "?from=2026-02-01&to=2026-02-01", status: 200, values: map[string]any{"from": "2026-02-01", "to": "2026-02-01"}},
			{name: "the quarter of a past day", as: "owner", method: "GET", path: path + "?to=2025-12-24", status: 200, values: map[string]any{"from": "2025-10-01"}},
			{name: "another form", as: "owner", method: "GET", path: path, headers: map[string]string{"Accept": "image/png"}, status: 406},
		})
	}
}

func TestBudgets_tellWhatBecameOfThem(t *testing.T) {
	h := newHouse(t)
	h.pointCost(1, 5)
	h.rule("hero", form{"budget": form{"period": "month", "total": 1000}})
	h.pay("hero", "ivan", "olga", 100)
	h.clock.advance(30 * 24 * time.Hour) // 9 April
	h.pay("hero", "ivan", "olga", 60)
	hero := h.programs["hero"].String()
	h.as("owner").post("/programs/"+hero+"/budget/top-ups", form{"points": 500, "reason": "Spring"}).expect(http.StatusCreated)
	a := h.as("owner").get("/analytics/budgets?from=2026-03-15&to=2026-04-30").expect(200)
	for path, want := range map[string]string{
		"items.#": "4", "items.0.program.name": "Customer hero", "items.0.period.kind": "month", "items.0.period.from": "2026-03-01", "items.0.period.to": "2026-03-31",
		"items.0.period.present": "false", "items.0.total.points": "1000", "items.0.issued.points": "100", "items.0.left.points": "0", "items.0.lapsed.points": "900",
		"items.0.used_percent": "10", "items.0.ends_on": "", "items.1.period.from": "2026-04-01", "items.1.period.present": "true", "items.1.total.points": "1500",
		"items.1.total.money.amount": "7500", "items.1.topped_up.points": "500", "items.1.issued.points": "60", "items.1.left.points": "1440", "items.1.used_percent": "4",
		"items.2.program.name": "Behind the scenes", "items.2.total.points": "10000", "items.2.left.points": "10000", "items.2.period.from": "2026-04-01", "items.2.period.to": "2026-06-30",
	} {
		if got := a.str(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if table := h.as("owner").with("Accept", "text/csv").get("/analytics/budgets?from=2026-04-01").expect(200).text; strings.Count(table, "\n") != 4 ||
		!strings.Contains(table, "Customer hero,"+hero+",month,2026-04-01,2026-04-30,1500,500,60,1440,0,4,,7500,300,7200,EUR,2026-04-09T09:00:00Z,,\n") {
		t.Error(table)
	}
}

// The pace of the last 30 days says when a budget ends; what nobody uses does not end.
func TestBudgets_foreseeTheirEnd(t *testing.T) {
	h := newHouse(t)
	h.rule("hero", form{"budget": form{"period": "month", "total": 200}})
	h.pay("hero", "ivan", "olga", 100)
	h.clock.advance(time.Hour)
	h.pay("hero", "ivan", "olga", 50)
	a := h.as("owner").get("/analytics/budgets").expect(200)
	if got := a.str("items.0.ends_on"); got != "2026-03-20" { // 50 left at 5 a day
		t.Errorf("ends on %q", got)
	}
	if a.at("items.1.ends_on").Raw != "null" {
		t.Error(a.text)
	}
}

func TestTopUp_addsToTheBudgetOfThePeriod(t *testing.T) {
	h := newHouse(t)
	hero := "/programs/" + h.programs["hero"].String()
	path := hero + "/budget/top-ups"
	changed := []domain.EventKind{domain.ProgramChanged}
	h.run(t, []scenario{
		{name: "none yet", as: "owner", method: "GET", path: path, status: 200, values: form{"items": "[]", "next_cursor": ""}},
		{
			name: "a budget that was not used yet", as: "owner", method: "POST", path: path, body: form{"points": 500, "reason": " Peak season "}, headers: map[string]string{"Idempotency-Key": "one"}, status: 201,
			values: form{"points": 500, "reason": "Peak season", "left": 10500, "period_from": "2026-01-01", "by.name": "Oscar Owner"}, events: changed,
		},
		{name: "once", as: "owner", method: "POST", path: path, body: form{"points": 500, "reason": " Peak season "}, headers: map[string]string{"Idempotency-Key": "one"}, status: 201, values: form{"left": 10500}},
		{name: "listed", as: "owner", method: "GET", path: path, status: 200, values: form{"items.#": 1, "items.0.reason": "Peak season", "items.0.at": "2026-03-10T09:00:00Z"}},
		{name: "nothing", as: "owner", method: "POST", path: path, body: form{"points": 0, "reason": "Peak"}, status: 422, want: []string{"body.points"}},
		{name: "without a reason", as: "owner", method: "POST", path: path, body: form{"points": 5, "reason": " "}, status: 422, want: []string{"body.reason"}},
		{name: "a part of a point", as: "owner", method: "POST", path: path, body: form{"points": 1.5, "reason": "Peak"}, status: 422, want: []string{"body.points"}},
		{name: "paid otherwise", as: "owner", method: "POST", path: "/programs/" + h.programs["thanks"].String() + "/budget/top-ups", body: form{"points": 5, "reason": "Peak"}, status: 409, code: "no_budget"},
		{name: "no program", as: "owner", method: "POST", path: "/programs/" + h.id("ivan") + "/budget/top-ups", body: form{"points": 5, "reason": "Peak"}, status: 404},
		{name: "tops-ups of no program", as: "owner", method: "GET", path: "/programs/" + h.id("ivan") + "/budget/top-ups", status: 404},
	})
	budget := h.as("owner").get("/programs").at(`items.#(name=="Customer hero").budget`)
	if budget.Get("total").Int() != 10_000 || budget.Get("left").Int() != 10_500 || budget.Get("topped_up").Int() != 500 {
		t.Error(budget.Raw)
	}
	h.clock.advance(30 * 24 * time.Hour) // the next quarter
	budget = h.as("owner").get("/programs").at(`items.#(name=="Customer hero").budget`)
	if budget.Get("left").Int() != 10_000 || budget.Get("topped_up").Int() != 0 {
		t.Error(budget.Raw)
	}
	h.pay("hero", "ivan", "olga", 100)
	if lapsed := h.count(`select coalesce(sum(e.points), 0) from entry e join account a on a.id = e.account_id where a.kind = 'lapsed'`); lapsed != 10_500 {
		t.Errorf("%d points have lapsed", lapsed)
	}
	if n := h.count(`select count(*) from audit where action = 'top_up_budget' and data ->> 'points' = '500'`); n != 1 {
		t.Errorf("%d lines in the audit log", n)
	}
	h.as("owner").patch(hero, form{"ended": true}).expect(200)
	h.as("owner").post(path, form{"points": 5, "reason": "Peak"}).problem(409, "program_ended")
	h.checkBooks()
}

// A budget of nothing lives by what it is topped up with.
func TestTopUp_ofAnEmptyBudgetCanBeIssued(t *testing.T) {
	h := newHouse(t)
	h.rule("hero", form{"budget": form{"period": "month", "total": 0}})
	id := h.as("ivan").post("/nominations", h.form("hero", "olga").with("points", 50)).expect(http.StatusCreated).str("id")
	h.as("maria").post("/nominations/"+id+"/approve", nil).problem(409, "insufficient_budget")
	h.as("owner").post("/programs/"+h.programs["hero"].String()+"/budget/top-ups", form{"points": 60, "reason": "A start"}).expect(201)
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	if a := h.as("owner").get("/analytics/budgets").expect(200); a.num("items.0.left.points") != 10 || a.num("items.0.total.points") != 60 || a.str("items.0.period.from") != "2026-03-01" {
		t.Error(a.text)
	}
	h.checkBooks()
}

func TestTopUp_manyAtOnceEachCountOnce(t *testing.T) {
	h := newHouse(t)
	path := "/programs/" + h.programs["hero"].String() + "/budget/top-ups"
	statuses := h.together(8, func(int) int {
		return h.insist(func() *answer { return h.as("owner").post(path, form{"points": 10, "reason": "Peak"}) }).status
	})
	if statuses[201] != 8 {
		t.Fatal(statuses)
	}
	if left := h.as("owner").get("/programs").at(`items.#(name=="Customer hero").budget.left`).Int(); left != 10_080 {
		t.Errorf("%d are left", left)
	}
	h.checkBooks()
}

func TestWarnBudgets_onceForEachShareAndPeriod(t *testing.T) {
	h := newHouse(t)
	h.rule("hero", form{"budget": form{"period": "month", "total": 100}})
	warned := func(want int) {
		t.Helper()
		for range 2 {
			if err := h.uc.WarnBudgets(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := h.count(`select count(*) from event where kind = 'budget.used'`); got != want {
			t.Fatalf("warned %d times, want %d", got, want)
		}
	}
	h.pay("hero", "ivan", "olga", 79)
	warned(0)
	id := h.pay("hero", "ivan", "olga", 10)
	warned(1)
	h.as("owner").post("/nominations/"+id+"/revoke", form{"reason": "By mistake."}).expect(200)
	warned(1)
	h.pay("hero", "ivan", "olga", 21)
	warned(2)
	a := h.as("owner").get("/analytics/budgets").expect(200)
	if a.str("items.0.warnings.#.percent") != "[80,100]" || a.str("items.0.ends_on") != "2026-03-10" {
		t.Error(a.text)
	}
	h.told()
	inbox := h.as("owner").get("/notifications?topic=asks").expect(200)
	if inbox.str("items.0.kind") != "budget_used" || inbox.str("items.0.budget.program.name") != "Customer hero" || inbox.num("items.0.budget.percent")+inbox.num("items.1.budget.percent") != 180 {
		t.Error(inbox.text)
	}
	for _, other := range []string{"maria", "admin"} {
		if got := h.inbox(other); strings.Contains(got, "budget_used") {
			t.Errorf("%s is told: %s", other, got)
		}
	}
	h.clock.advance(30 * 24 * time.Hour)
	warned(2)
	h.pay("hero", "ivan", "olga", 80)
	warned(3)
}

func TestEffect_tellsWhatAProgramWouldCost(t *testing.T) {
	h := newHouse(t)
	h.pointCost(1, 5)
	h.pay("hero", "ivan", "olga", 50)
	h.as("ivan").post("/nominations", h.form("hero", "olga").with("points", 100)).expect(201)
	h.as("ivan").post("/nominations", h.form("hero", "olga").with("points", 10)).expect(201)
	body := form{
		"id": h.programs["hero"], "name": "Customer hero", "funding": "budget", "approval": "manager", "approval_from": 40,
		"points": form{"min": 10, "max": 80, "default": 50}, "max_nominees": 2, "budget": form{"period": "quarter", "total": 4000},
		"limits": form{"per_giver": 1, "period": "quarter"}, "nominators": form{"roles": []string{"manager"}},
	}
	with := func(key string, value any) form {
		other := form{key: value}
		for k, v := range body {
			if k != key {
				other[k] = v
			}
		}
		return other
	}
	path := "/programs/effect"
	h.run(t, []scenario{
		{name: "bound by limits", as: "owner", method: "POST", path: path, body: body, status: 200, values: form{
			"per_nomination.min.points": 10, "per_nomination.default.points": 50, "per_nomination.max.points": 160, "per_nomination.max.money.amount": 800,
			"per_period.points": 320, "per_period.money.amount": 1600, "per_period.basis": "limits", "per_period.period": "quarter", "per_period.nominators": 2,
			"last_90_days.nominations": 3, "last_90_days.points": 60, "last_90_days.would_need_approval": 1, "last_90_days.outside_bounds": 1, "last_90_days.money.amount": 300,
		}},
		{name: "bound by the budget", as: "owner", method: "POST", path: path, body: with("limits", form{}), status: 200, values: form{"per_period.points": 4000, "per_period.basis": "budget"}},
		{
			name: "bound by allowances", as: "owner", method: "POST", path: path, body: form{"name": "New", "funding": "allowance", "approval": "none", "points": form{"min": 0, "max": 50, "default": 5}}, status: 200,
			values: form{"per_period.points": 700, "per_period.basis": "allowance", "per_period.period": "month", "last_90_days.nominations": 0},
		},
		{name: "the people of a team", as: "owner", method: "POST", path: path, body: with("nominators", form{"team_ids": []any{h.teams["Dispatch"]}}), status: 200, values: form{"per_period.nominators": 3}},
		{name: "rules that are not right", as: "owner", method: "POST", path: path, body: with("points", form{"min": 90, "max": 80, "default": 50}), status: 422, want: []string{"body.points"}},
		{name: "no program", as: "owner", method: "POST", path: path, body: with("id", h.id("ivan")), status: 404},
		{name: "no id", as: "owner", method: "POST", path: path, body: with("id", "hero"), status: 422, want: []string{"body.id"}},
		{name: "not for managers", as: "maria", method: "POST", path: path, body: body, status: 403},
	})
	if n := h.count(`select count(*) from program_version where program_id = $1`, h.programs["hero"]); n > 1 {
		t.Errorf("%d versions are stored", n)
	}
}

func (h *house) settings(change form) {
	h.t.Helper()
	h.as("admin").patch("/settings", change).expect(http.StatusOK)
}

func TestAllowance_growsWithReportsAndShrinksWithLateness(t *testing.T) {
	h := newHouse(t) // 10 March
	h.settings(form{"allowance_per_report": 15, "allowance_pro_rata": true})
	h.exec(`update employee set started_on = '2026-03-25' where id = $1`, h.people["olga"].ID)
	h.exec(`update employee set created_at = '2026-03-10T08:00:00Z' where id = $1`, h.people["nina"].ID)
	h.clock.advance(15 * 24 * time.Hour)
	for name, want := range map[string]int64{"ivan": 100, "maria": 130, "olga": 23, "nina": 71, "pavel": 115} {
		me := h.as(name).get("/me").expect(200)
		if me.num("allowance.balance") != want || me.num("allowance.total") != want || me.str("allowance.resets_at") != "2026-04-01T00:00:00Z" {
			t.Errorf("%s may give %s, want %d", name, me.at("allowance").Raw, want)
		}
	}
	h.recognise("olga", 20, "ivan")
	f := form{"program_id": h.programs["thanks"], "story": "Stayed on.", "points": 4, "nominee_ids": []string{h.id("ivan")}}
	h.as("olga").post("/nominations", f).problem(409, "insufficient_allowance")
	h.recognise("maria", 50, "ivan", "nina")
	if h.allowance("olga") != 3 || h.allowance("maria") != 30 {
		t.Errorf("olga has %d, maria %d", h.allowance("olga"), h.allowance("maria"))
	}
	h.clock.advance(7 * 24 * time.Hour) // April: in whole
	if h.allowance("olga") != 100 {
		t.Errorf("in April olga has %d", h.allowance("olga"))
	}
	h.recognise("olga", 50, "ivan", "nina")
	h.checkBooks()
}

func TestAllowance_byTheWeek(t *testing.T) {
	h := newHouse(t) // a Tuesday
	h.recognise("ivan", 30, "olga")
	h.settings(form{"allowance": 40, "allowance_period": "week"})
	if a := h.as("ivan").get("/me").at("allowance"); a.Get("balance").Int() != 40 || a.Get("resets_at").String() != "2026-03-16T00:00:00Z" {
		t.Error(a.Raw)
	}
	h.recognise("ivan", 40, "olga")
	f := form{"program_id": h.programs["thanks"], "story": "Stayed on.", "points": 1, "nominee_ids": []string{h.id("olga")}}
	h.as("ivan").post("/nominations", f).problem(409, "insufficient_allowance")
	h.clock.advance(6 * 24 * time.Hour) // Monday
	h.recognise("ivan", 40, "olga")
	if h.wallet("olga") != 110 {
		t.Errorf("olga has %d", h.wallet("olga"))
	}
	h.settings(form{"allowance_period": "month"}) // March was filled already
	if a := h.as("ivan").get("/me").at("allowance"); a.Get("balance").Int() != 0 || a.Get("resets_at").String() != "2026-04-01T00:00:00Z" {
		t.Error(a.Raw)
	}
	h.as("ivan").post("/nominations", f).problem(409, "insufficient_allowance")
	h.checkBooks()
}
