package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

// managerBudgetThing is a budget of a manager's; nobody but owners may do anything with it.
func managerBudgetThing(h *house, _ string) string {
	h.exec(`update manager_budget set ended_at = $1 where ended_at is null`, houseStart)
	return h.giveBudget("pavel", 100)
}

func (h *house) giveBudget(manager string, total int64) string {
	h.t.Helper()
	return h.as("owner").post("/manager-budgets", form{"manager_id": h.id(manager), "period": "quarter", "total": total}).expect(http.StatusCreated).str("id")
}

// takesManagers lets a program be paid from managers' budgets.
func (h *house) takesManagers(program string) {
	h.t.Helper()
	h.rule(program, form{"manager_budgets": true})
}

func (h *house) fromOwn(program string, points int64, nominees ...string) form {
	return h.form(program, nominees...).with("points", points).with("from", "manager_budget")
}

func (h *house) budgetOf(manager string) int64 {
	h.t.Helper()
	return h.as(manager).get("/manager-budgets").expect(http.StatusOK).num("items.0.left")
}

func TestManagerBudgets_givenToppedUpAndTakenBack(t *testing.T) {
	h := newHouse(t)
	give := func(manager string, total any, period string) form {
		return form{"manager_id": h.id(manager), "total": total, "period": period}
	}
	path := "/manager-budgets"
	h.run(t, []scenario{
		{name: "none", as: "owner", method: "GET", path: path, status: 200, values: map[string]any{"items.#": 0}},
		{name: "to nobody who leads", as: "owner", method: "POST", path: path, body: give("ivan", 5, "month"), status: 422, want: []string{"manager_id"}},
		{name: "to oneself", as: "owner", method: "POST", path: path, body: give("owner", 5, "month"), status: 422, want: []string{"manager_id"}},
		{name: "nothing", as: "owner", method: "POST", path: path, body: give("pavel", 0, "month"), status: 422, want: []string{"body.total"}},
		{name: "for a day", as: "owner", method: "POST", path: path, body: give("pavel", 5, "day"), status: 422, want: []string{"period"}},
		{name: "in parts", as: "owner", method: "POST", path: path, body: give("pavel", 0.5, "month"), status: 422, want: []string{"total"}},
		{name: "given", as: "owner", method: "POST", path: path, body: give("pavel", 300, "quarter"), status: 201, headers: map[string]string{"Idempotency-Key": "one"}, values: map[string]any{"left": 300, "manager.name": "Pavel Pavlov", "from": "2026-01-01", "to": "2026-03-31", "given_by.name": "Oscar Owner", "ended_at": ""}},
		{name: "again by the same call", as: "owner", method: "POST", path: path, body: give("pavel", 300, "quarter"), status: 201, headers: map[string]string{"Idempotency-Key": "one"}, values: map[string]any{"left": 300}},
		{name: "another beside it", as: "owner", method: "POST", path: path, body: give("pavel", 5, "month"), status: 409, code: "budget_exists"},
		{name: "who has one sees it", as: "pavel", method: "GET", path: path, status: 200, values: map[string]any{"items.#": 1, "items.0.total": 300}},
		{name: "others do not", as: "maria", method: "GET", path: path, status: 200, values: map[string]any{"items.#": 0}},
	})
	id := h.as("pavel").get(path).str("items.0.id")
	nowhere := uuid.NewString()
	h.run(t, []scenario{
		{name: "more", as: "owner", method: "POST", path: path + "/" + id + "/top-ups", body: form{"points": 50, "reason": " Peak season "}, status: 201, values: map[string]any{"left": 350, "topped_up": 50}},
		{name: "less", as: "owner", method: "POST", path: path + "/" + id + "/top-ups", body: form{"points": -50, "reason": "Too much"}, status: 422, want: []string{"body.points"}},
		{name: "for no reason", as: "owner", method: "POST", path: path + "/" + id + "/top-ups", body: form{"points": 50, "reason": " "}, status: 422, want: []string{"body.reason"}},
		{name: "of nothing", as: "owner", method: "POST", path: path + "/" + nowhere + "/top-ups", body: form{"points": 50, "reason": "Peak season"}, status: 404},
		{name: "why", as: "owner", method: "GET", path: path + "/" + id + "/top-ups", status: 200, values: map[string]any{"items.0.reason": "Peak season", "items.0.points": 50, "items.0.by.name": "Oscar Owner"}},
		{name: "why of nothing", as: "owner", method: "GET", path: path + "/" + nowhere + "/top-ups", status: 404},
		{name: "taken back", as: "owner", method: "POST", path: path + "/" + id + "/end", status: 200, values: map[string]any{"left": 0}},
		{name: "once", as: "owner", method: "POST", path: path + "/" + id + "/end", status: 409, code: "budget_ended"},
		{name: "more of what is gone", as: "owner", method: "POST", path: path + "/" + id + "/top-ups", body: form{"points": 50, "reason": "Peak season"}, status: 409, code: "budget_ended"},
		{name: "another in its place", as: "owner", method: "POST", path: path, body: give("pavel", 5, "month"), status: 201, values: map[string]any{"left": 5}},
	})
	if n := h.count(`select count(*) from audit where action in ('give_manager_budget', 'top_up_manager_budget', 'end_manager_budget')`); n != 4 {
		t.Errorf("%d entries in the audit log", n)
	}
	h.checkBooks()
}

func TestNominate_fromAManagersOwnBudget(t *testing.T) {
	h := newHouse(t)
	h.as("pavel").post("/nominations", h.fromOwn("hero", 20, "olga")).problem(422, "invalid_input") // the program does not take it
	h.takesManagers("hero")
	h.as("pavel").post("/nominations", h.fromOwn("hero", 20, "olga")).problem(409, "no_manager_budget")
	h.as("pavel").post("/nominations", h.form("hero", "olga").with("from", "elsewhere")).problem(422, "invalid_input")
	id := h.giveBudget("pavel", 100)
	made := h.as("pavel").post("/nominations", h.fromOwn("hero", 60, "olga")).expect(201)
	other := h.as("pavel").post("/nominations", h.fromOwn("hero", 60, "ivan")).expect(201).str("id")
	if made.str("from") != "manager_budget" || h.budgetOf("pavel") != 100 {
		t.Errorf("a budget is not held while it waits: %s", made.text)
	}
	queue := h.as("maria").get("/approvals").expect(200)
	if queue.num("items.0.context.budget_left")+queue.num("items.0.budget_left") != 100 {
		t.Errorf("who decides: %s", queue.text)
	}
	h.as("maria").post("/nominations/"+made.str("id")+"/approve", nil).expect(200)
	if h.wallet("olga") != 60 || h.budgetOf("pavel") != 40 {
		t.Errorf("%d in the wallet, %d in the budget", h.wallet("olga"), h.budgetOf("pavel"))
	}
	h.as("maria").post("/nominations/"+other+"/approve", nil).problem(409, "insufficient_budget")
	if n := h.count(`select count(*) from account a join program p on p.id = a.owner_id where a.kind = 'budget' and a.balance <> 0`); n != 0 {
		t.Errorf("%d programs have paid", n)
	}
	h.as("maria").post("/nominations/"+made.str("id")+"/undo", nil).expect(200)
	if h.wallet("olga") != 0 || h.budgetOf("pavel") != 100 {
		t.Errorf("%d in the wallet, %d in the budget after the decision was taken back", h.wallet("olga"), h.budgetOf("pavel"))
	}
	if a := h.as("olga").get("/nominations?nominator_id=" + h.id("pavel")); strings.Contains(a.text, "manager_budget") {
		t.Errorf("others are told who paid: %s", a.text)
	}
	h.clock.advance(30 * 24 * time.Hour) // the next quarter: what was left lapses when it is first used
	h.as("maria").post("/nominations/"+other+"/approve", nil).expect(200)
	if h.budgetOf("pavel") != 40 || h.count(`select count(*) from transfer where kind = 'lapsed'`) != 1 {
		t.Errorf("%d after the renewal", h.budgetOf("pavel"))
	}
	h.as("owner").post("/manager-budgets/"+id+"/end", nil).expect(200)
	h.as("maria").post("/nominations/"+made.str("id")+"/approve", nil).problem(409, "insufficient_budget")
	h.as("maria").post("/nominations/"+made.str("id")+"/approve", form{"as_thanks": true}).expect(200)
	h.checkBooks()
}

func TestProgram_managersBudgetsOnlyBesideABudget(t *testing.T) {
	h := newHouse(t)
	h.as("owner").patch("/programs/"+h.programs["thanks"].String(), form{"manager_budgets": true}).problem(422, "invalid_input")
	version := h.as("owner").get("/programs").num(`items.#(name=="Customer hero").version`)
	h.takesManagers("hero")
	if a := h.as("pavel").get("/programs"); !a.at(`items.#(name=="Customer hero").manager_budgets`).Bool() || a.num(`items.#(name=="Customer hero").version`) != version {
		t.Error(a.text)
	}
}

// Sixteen clients give from one manager's budget at once, of which it holds enough for ten.
func TestNominate_concurrentlyNeverOverspendsAManagersBudget(t *testing.T) {
	h := newHouse(t)
	h.rule("hero", form{"manager_budgets": true, "approval": "none"})
	h.giveBudget("pavel", 100)
	h.session("pavel")
	var all sync.WaitGroup
	var mu sync.Mutex
	statuses := map[string]int{}
	for i := range 16 {
		all.Go(func() {
			a := h.as("pavel").with("Idempotency-Key", fmt.Sprint(i)).post("/nominations", h.fromOwn("hero", 10, "olga"))
			mu.Lock()
			statuses[fmt.Sprint(a.status, a.str("code"))]++
			mu.Unlock()
		})
	}
	all.Wait()
	if statuses["201"] != 10 || statuses["409insufficient_budget"] != 6 || h.budgetOf("pavel") != 0 || h.wallet("olga") != 100 {
		t.Errorf("%v, %d in the budget, %d in the wallet", statuses, h.budgetOf("pavel"), h.wallet("olga"))
	}
	h.checkBooks()
}

// A manager's budget is watched as a program's is: used by how much, until when, and told of at 80 and 100 percent.
func TestManagerBudgets_areWatched(t *testing.T) {
	h := newHouse(t)
	h.rule("hero", form{"manager_budgets": true, "approval": "none"})
	h.as("owner").post("/manager-budgets", form{"manager_id": h.id("pavel"), "period": "month", "total": 100}).expect(201)
	give := func(points int64) {
		t.Helper()
		h.as("pavel").post("/nominations", h.fromOwn("hero", points, "olga")).expect(201)
	}
	warned := func(want int) {
		t.Helper()
		for range 2 {
			if err := h.uc.WarnBudgets(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := h.count(`select count(*) from manager_budget_warning`); got != want {
			t.Fatalf("warned %d times, want %d", got, want)
		}
	}
	figures := func(want string) {
		t.Helper()
		list := h.as("pavel").get("/manager-budgets").expect(200)
		report := h.as("owner").get("/analytics/budgets").expect(200)
		got := fmt.Sprintf("%d %s %d %d %d %s %s", list.num("items.0.used_percent"), list.str("items.0.ends_on"), report.num("managers.0.issued.points"), report.num("managers.0.left.points"),
			report.num("managers.0.used_percent"), report.str("managers.0.ends_on"), report.str("managers.0.warnings.#.percent"))
		if got != want || report.str("managers.0.manager.name") != "Pavel Pavlov" {
			t.Errorf("%s, want %s\n%s\n%s", got, want, list.text, report.text)
		}
	}
	figures("0  0 100 0  []")
	give(50)
	warned(0)
	figures("50  50 50 50  []") // at the pace of 50 in 30 days the other 50 last to the month's end
	give(30)
	warned(1)
	figures("80 2026-03-17 80 20 80 2026-03-17 [80]")
	give(20)
	warned(2)
	figures("100 2026-03-10 100 0 100 2026-03-10 [80,100]")
	h.told()
	for reader, topic := range map[string]string{"owner": "asks", "pavel": "asks"} {
		inbox := h.as(reader).get("/notifications?topic=" + topic).expect(200)
		if inbox.str("items.0.kind") != "budget_used" || inbox.str("items.0.budget.manager.id") != h.id("pavel") || inbox.str("items.0.budget.manager.name") != "Pavel Pavlov" ||
			inbox.at("items.0.budget.program").Raw != "null" || inbox.num("items.0.budget.percent")+inbox.num("items.1.budget.percent") != 180 {
			t.Errorf("%s is told %s", reader, inbox.text)
		}
	}
	if got := h.inbox("maria"); strings.Contains(got, "budget_used") {
		t.Errorf("others are told: %s", got)
	}
	table := h.as("owner").with("Accept", "text/csv").get("/analytics/budgets").expect(200).text
	if !strings.HasSuffix(strings.TrimSpace(table), ",Pavel Pavlov,"+h.id("pavel")) {
		t.Errorf("as a table: %s", table)
	}
	h.clock.advance(30 * 24 * time.Hour) // the next month: nothing is used of it yet
	warned(2)
	give(80)
	warned(3)
	id := h.as("pavel").get("/manager-budgets").str("items.0.id")
	h.as("owner").post("/manager-budgets/"+id+"/end", nil).expect(200)
	warned(3)
	ended := h.as("owner").get("/analytics/budgets?from=2026-03-01&to=2026-04-30").expect(200)
	if ended.num("managers.#") != 2 || ended.num("managers.1.lapsed.points") != 20 || ended.num("managers.1.issued.points") != 80 || ended.str("managers.1.ends_on") != "" {
		t.Errorf("once it was ended: %s", ended.text)
	}
	h.clock.advance(40 * 24 * time.Hour)
	if later := h.as("owner").get("/analytics/budgets?from=2026-05-01&to=2026-05-31").expect(200); later.num("managers.#") != 0 {
		t.Errorf("of one that was ended: %s", later.text)
	}
	h.checkBooks()
}
