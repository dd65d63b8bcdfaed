package httpapi

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"laurel/domain"
	"laurel/storage/pgtest/chance"
)

// nominate puts somebody forward and gives the nomination's id.
func (h *house) nominate(by string, f form) string {
	h.t.Helper()
	return h.as(by).post("/nominations", f).expect(http.StatusCreated).str("id")
}

func TestApprovals_queueWithWhatStandsNextToTheDecision(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	// Ivan gave Olga 40 points once before; she thanked him twice lately, and once long ago.
	h.as("olga").post("/nominations", h.form("thanks", "ivan").with("points", 5)).expect(http.StatusCreated)
	h.clock.advance(100 * 24 * time.Hour)
	earlier := h.nominate("ivan", h.form("hero", "olga").with("points", 40))
	h.as("maria").post("/nominations/"+earlier+"/approve", nil).expect(http.StatusOK)
	gaveAt := h.clock.now()
	for range 2 {
		h.as("olga").post("/nominations", h.form("thanks", "ivan").with("points", 5)).expect(http.StatusCreated)
	}
	h.clock.advance(time.Hour)
	first := h.nominate("ivan", h.form("hero", "olga").with("points", 30))
	h.clock.advance(time.Minute)
	second := h.redeem("olga", h.offer(form{"requires_approval": true}))
	h.clock.advance(time.Minute)
	third := h.nominate("ivan", h.form("behind", "olga"))

	a := h.as("maria").get("/approvals").expect(http.StatusOK)
	want := map[string]any{
		"items.#": 3, "items.0.kind": "nomination", "items.0.id": first, "items.0.nomination.id": first, "items.0.nomination.status": "pending",
		"items.0.nomination.can.approve": true, "items.0.step": 0, "items.0.waiting_since": gaveAt.Add(time.Hour).Format(time.RFC3339),
		"items.0.budget_left": 9960, "items.0.points_min": 10, "items.0.points_max": 100,
		"items.0.pair.count": 1, "items.0.pair.points": 40, "items.0.pair.last_at": gaveAt.Format(time.RFC3339),
		"items.0.pair.nominee.name": "Olga Petrova", "items.0.pair.back.count": 3, "items.0.pair.back.points": 15,
		"items.0.budget_after": 9930, "items.0.shares": "each", "items.0.points_levels.#": 0, "items.0.passed_on": "",
		"items.0.behaviours.#": 1, "items.0.behaviours.0.behaviour.code": "right-first-time",
		"items.1.context.stock": "", "items.1.context.earlier_count": 0, "items.1.context.taxable": false,
		"items.0.reciprocity.a_to_b": 1, "items.0.reciprocity.b_to_a": 2,
		"items.0.guidance": "Hands over work that the next colleague need not correct.",
		"items.1.kind":     "redemption", "items.1.id": second, "items.1.redemption.id": second, "items.1.redemption.employee.name": "Olga Petrova",
		"items.1.redemption.can.approve": true, "items.2.id": third, "items.2.budget_left": 10000, "next_cursor": "",
	}
	for path, value := range want {
		if got := a.str(path); got != fmt.Sprint(value) {
			t.Errorf("%s is %q, want %v", path, got, value)
		}
	}
	if t.Failed() {
		t.Log(a.text)
	}
	page := h.as("maria").get("/approvals?limit=2").expect(http.StatusOK)
	rest := h.as("maria").get("/approvals?cursor=" + page.str("next_cursor")).expect(http.StatusOK)
	if got := rest.at("items.#.id").String(); got != fmt.Sprintf("[%q]", third) {
		t.Errorf("the second page has %s", got)
	}
	if got := h.as("maria").with("Accept-Language", "ru").get("/approvals").str("items.0.guidance"); got != "Передаёт работу, которую следующему коллеге не нужно исправлять." {
		t.Errorf("the guidance in Russian is %q", got)
	}
	h.exec(`update behaviour set guidance = 'Look for what needed no second hand.' where code = 'right-first-time'`)
	if got := h.as("maria").get("/approvals").str("items.0.behaviours.0.text"); got != "Look for what needed no second hand." {
		t.Errorf("the organisation's own guidance is %q", got)
	}
	for _, name := range []string{"olga", "ivan", "pavel", "owner"} {
		if got := h.as(name).get("/approvals").expect(http.StatusOK).num("items.#"); got != 0 {
			t.Errorf("%d things wait for %s", got, name)
		}
	}
	h.as("maria").post("/nominations/"+third+"/approve", nil).expect(http.StatusOK)
	if a := h.as("owner").get("/approvals").expect(http.StatusOK); a.str("items.0.id") != third || a.num("items.0.step") != 1 {
		t.Errorf("the second step waits for the owner: %s", a.text)
	}
}

func TestApprovals_withoutHistoryThereIsNoNotice(t *testing.T) {
	h := newHouse(t)
	h.nominate("ivan", h.form("hero", "olga"))
	h.as("olga").post("/nominations", h.form("thanks", "ivan").with("points", 5)).expect(http.StatusCreated)
	a := h.as("maria").get("/approvals").expect(http.StatusOK)
	if a.at("items.0.reciprocity").Raw != "null" || a.num("items.0.pair.count") != 0 || a.at("items.0.pair.last_at").Raw != "null" || a.num("items.0.pair.back.count") != 1 {
		t.Errorf("one thanks is no reciprocity: %s", a.text)
	}
}

func TestApprovals_ofATeamShowsThePairWithTheLongestHistory(t *testing.T) {
	h := newHouse(t)
	h.as("ivan").post("/nominations", h.form("thanks", "olga").with("points", 7)).expect(http.StatusCreated)
	h.nominate("ivan", h.form("team", "nina", "olga"))
	a := h.as("owner").get("/approvals").expect(http.StatusOK) // nobody is above both
	if a.num("items.0.pair.count") != 1 || a.num("items.0.pair.points") != 7 {
		t.Errorf("the pair is %s", a.at("items.0.pair").Raw)
	}
}

func TestApprovals_ofARedemptionShowWhatBelongsToIt(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 200)
	asks := h.offer(form{"requires_approval": true, "stock": 9, "limit_per_employee": 5, "taxable": true, "cash_value": form{"amount": 1500, "currency": "EUR"}})
	first, refused := h.redeem("olga", asks), h.redeem("olga", asks)
	h.as("maria").post("/redemptions/"+first+"/approve", nil).expect(http.StatusOK)
	h.as("maria").post("/redemptions/"+refused+"/reject", form{"reason": "Not now."}).expect(http.StatusOK)
	had := h.clock.now()
	h.clock.advance(time.Hour)
	h.redeem("olga", asks)
	a := h.as("maria").get("/approvals").expect(http.StatusOK)
	if got := a.at("items.0.context").Raw; got != fmt.Sprintf(`{"stock":7,"limit_per_employee":5,"cash_value":{"amount":1500,"currency":"EUR"},"taxable":true,"earlier_count":1,"earlier_last_at":%q}`, had.Format(time.RFC3339)) {
		t.Errorf("the context is %s", got)
	}
	for _, word := range []string{"balance", "wallet"} {
		if a.at("items.0."+word).Exists() || a.at("items.0.context."+word).Exists() {
			t.Errorf("whose wallet it is is their own: %s", a.text)
		}
	}
}

func TestApprovals_ofAProgramWithLevelsAndSharedPoints(t *testing.T) {
	h := newHouse(t)
	h.rule("team", form{"shares": "split", "points": form{"min": 10, "max": 50, "default": 20, "levels": []int{20, 50}}})
	h.nominate("ivan", h.form("team", "nina", "olga").with("points", 50))
	a := h.as("owner").get("/approvals").expect(http.StatusOK)
	if a.num("items.0.budget_left") != 10_000 || a.num("items.0.budget_after") != 9_950 || a.at("items.0.points_levels").Raw != "[20,50]" || a.str("items.0.shares") != "split" {
		t.Errorf("the rules are %s", a.text)
	}
}

func TestBatch_eachItemByItself(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	asks := h.offer(form{"requires_approval": true, "stock": 5})
	var ids []string
	for range 4 {
		ids = append(ids, h.nominate("ivan", h.form("hero", "olga").with("points", 50)))
	}
	others := h.nominate("maria", h.form("hero", "nina")) // waits for Pavel
	twoSteps := h.nominate("ivan", h.form("behind", "olga"))
	yes, no := h.redeem("olga", asks), h.redeem("olga", asks)
	before := len(h.events())
	item := func(kind, id, action string, more form) form {
		more = form{"kind": kind, "id": id, "action": action}.and(more)
		return more
	}
	a := h.as("maria").post("/approvals/batch", form{"items": []form{
		item("nomination", ids[0], "approve", form{"points": 60, "comment": "Well done"}),
		item("nomination", ids[1], "decline", form{"reason": "Tell us more."}),
		item("nomination", ids[0], "approve", nil),                     // decided just now
		item("nomination", ids[2], "approve", form{"points": 101}),     // more than the program allows
		item("nomination", ids[2], "decline", nil),                     // without a reason
		item("nomination", others, "approve", nil),                     // her own
		item("nomination", "nonsense", "approve", nil),                 // no id
		item("nomination", yes, "approve", nil),                        // an id of another kind
		item("nomination", ids[3], "reject", form{"reason": "No"}),     // a word for redemptions
		item("nomination", twoSteps, "approve", nil),                   // goes on to the owner
		item("redemption", yes, "approve", nil),                        //
		item("redemption", no, "decline", form{"reason": "Not now."}),  // declined means rejected
		item("redemption", no, "reject", form{"reason": "Not again."}), // decided just now
	}}).expect(http.StatusOK)
	want := []string{
		"200 ", "200 ", "409 not_pending", "422 points_out_of_range", "422 invalid_input", "403 own_nomination", "404 not_found", "404 not_found",
		"422 invalid_input", "200 ", "200 ", "200 ", "409 not_pending",
	}
	for i, w := range want {
		path := fmt.Sprintf("results.%d.", i)
		if got := a.str(path+"status") + " " + a.str(path+"code"); got != w {
			t.Errorf("item %d: %q, want %q", i, got, w)
		}
	}
	if a.at("results.0.code").Raw != "null" || a.str("results.6.id") != "nonsense" {
		t.Errorf("results: %s", a.text)
	}
	for id, status := range map[string]string{ids[0]: "approved", ids[1]: "declined", ids[2]: "pending", ids[3]: "pending", others: "pending", twoSteps: "pending"} {
		if got := h.as("owner").get("/nominations/" + id).str("status"); got != status {
			t.Errorf("a nomination is %s, want %s", got, status)
		}
	}
	if got := h.as("owner").get("/nominations/" + ids[0]); got.num("points") != 60 || got.str("decision.comment") != "Well done" {
		t.Errorf("approved as %s", got.text)
	}
	if got := h.as("owner").get("/nominations/" + ids[2]).num("points"); got != 50 {
		t.Errorf("a refused decision left %d points", got)
	}
	fired := fmt.Sprint(h.events()[before:])
	if fired != "[recognition.published nomination.declined approval.waiting redemption.approved redemption.rejected]" {
		t.Errorf("events %s", fired)
	}
	h.wantWallet("olga", 100+60-30, 30)
	if stock := h.count(`select stock from reward where id = $1`, asks); stock != 4 {
		t.Errorf("stock %d", stock)
	}
	if got := h.as("owner").get("/approvals").num("items.#"); got != 1 {
		t.Errorf("%d things wait for the owner", got)
	}
	h.checkBooks()
}

// and gives the form with the fields of another.
func (f form) and(more form) form {
	for key, value := range more {
		f[key] = value
	}
	return f
}

func TestBatch_shortBudgetStopsOnlyWhatItCannotPay(t *testing.T) {
	h := newHouse(t)
	h.exec(`update program set budget = 100 where id = $1`, h.programs["hero"])
	var items []form
	for _, points := range []int{60, 60, 40, 10} {
		items = append(items, form{"kind": "nomination", "id": h.nominate("ivan", h.form("hero", "olga").with("points", points)), "action": "approve"})
	}
	a := h.as("maria").post("/approvals/batch", form{"items": items}).expect(http.StatusOK)
	if got := a.at("results.#.status").String() + a.at("results.#.code").String(); got != `[200,409,200,409][null,"insufficient_budget",null,"insufficient_budget"]` {
		t.Errorf("results %s", got)
	}
	if h.wallet("olga") != 100 {
		t.Errorf("Olga has %d", h.wallet("olga"))
	}
	h.checkBooks()
}

func TestBatch_ofAllowances(t *testing.T) {
	h := newHouse(t)
	h.rule("thanks", form{"approval": "manager"})
	var items []form
	for i, points := range []int{40, 40, 20} {
		id := h.nominate("ivan", h.form("thanks", "olga").with("points", points))
		items = append(items, []form{
			{"kind": "nomination", "id": id, "action": "approve", "points": 10},
			{"kind": "nomination", "id": id, "action": "decline", "reason": "No."},
			{"kind": "nomination", "id": id, "action": "approve", "points": 50},
		}[i])
	}
	h.clock.advance(31 * 24 * time.Hour) // the allowance is of a new month by then
	a := h.as("maria").post("/approvals/batch", form{"items": items}).expect(http.StatusOK)
	if got := a.at("results.#.status").String(); got != `[200,200,200]` {
		t.Errorf("results %s", a.text)
	}
	h.wantWallet("olga", 60, 0)
	h.wantWallet("ivan", 0, 0)
	if left := h.count(`select balance from account where kind = 'allowance' and owner_id = $1`, h.id("ivan")); left != 100+100-60 {
		t.Errorf("%d of the allowance are left", left)
	}
	h.checkBooks()
}

func TestBatch_oneKeyForAll(t *testing.T) {
	h := newHouse(t)
	items := []form{}
	for range 3 {
		items = append(items, form{"kind": "nomination", "id": h.nominate("ivan", h.form("hero", "olga")), "action": "approve"})
	}
	keyed := h.as("maria").with("Idempotency-Key", "morning")
	first := keyed.post("/approvals/batch", form{"items": items}).expect(http.StatusOK)
	again := keyed.post("/approvals/batch", form{"items": items}).expect(http.StatusOK)
	if first.text != again.text || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the replay is %s", again.text)
	}
	keyed.post("/approvals/batch", form{"items": items[:2]}).problem(http.StatusUnprocessableEntity, "idempotency_key_reused")
	if h.wallet("olga") != 150 {
		t.Errorf("Olga has %d", h.wallet("olga"))
	}
}

func TestBatch_refusals(t *testing.T) {
	h := newHouse(t)
	many := make([]form, 101)
	for i := range many {
		many[i] = form{"kind": "nomination", "id": domain.NewNominationID().String(), "action": "approve"}
	}
	h.run(t, []scenario{
		{name: "nobody", method: "POST", path: "/approvals/batch", body: form{"items": many[:1]}, status: 401},
		{name: "nothing", as: "maria", method: "POST", path: "/approvals/batch", body: form{"items": []form{}}, status: 422, code: "invalid_input"},
		{name: "too many", as: "maria", method: "POST", path: "/approvals/batch", body: form{"items": many}, status: 422, code: "invalid_input"},
		{name: "as many as may be, none there", as: "maria", method: "POST", path: "/approvals/batch", body: form{"items": many[:100]}, status: 200, values: map[string]any{"results.#": 100, "results.99.status": 404}},
		{name: "another kind", as: "maria", method: "POST", path: "/approvals/batch", body: form{"items": []form{{"kind": "reward", "id": "x", "action": "approve"}}}, status: 422},
		{name: "another action", as: "maria", method: "POST", path: "/approvals/batch", body: form{"items": []form{{"kind": "nomination", "id": "x", "action": "undo"}}}, status: 422},
		{name: "points for a redemption", as: "maria", method: "POST", path: "/approvals/batch", body: form{"items": []form{{"kind": "redemption", "id": domain.NewRedemptionID().String(), "action": "approve", "points": 5}}}, status: 200, values: map[string]any{"results.0.status": 422}},
		{name: "the queue is the caller's", method: "GET", path: "/approvals", status: 401},
	})
}

func TestBatch_againstSingleCallsOneOutcome(t *testing.T) {
	h := newHouse(t)
	chance := chance.New(t, 0)
	var ids []string
	for range 10 {
		ids = append(ids, h.nominate("ivan", h.form("hero", "olga").with("points", 10)))
	}
	items := func(action string, order []int) []form {
		list := make([]form, len(order))
		for i, k := range order {
			list[i] = form{"kind": "nomination", "id": ids[k], "action": action, "reason": "No."}
		}
		return list
	}
	orders := make([][]int, 12)
	for i := range orders {
		orders[i] = chance.Perm(len(ids))
	}
	h.together(len(orders), func(i int) int {
		a := h.insist(func() *answer {
			switch i % 3 {
			case 0:
				return h.as("maria").post("/approvals/batch", form{"items": items("approve", orders[i])})
			case 1:
				return h.as("owner").post("/approvals/batch", form{"items": items("decline", orders[i])})
			default:
				return h.as("maria").post("/nominations/"+ids[orders[i][0]]+"/approve", nil)
			}
		})
		if a.status != http.StatusOK && a.status != http.StatusConflict {
			t.Errorf("status %d: %s", a.status, a.text)
		}
		return a.status
	})
	approved := h.count(`select count(*) from nomination where status = 'approved'`)
	if h.count(`select count(*) from nomination where status = 'pending'`) != 0 || h.wallet("olga") != 10*approved {
		t.Errorf("%d approved, Olga has %d", approved, h.wallet("olga"))
	}
	if published := h.count(`select count(*) from event where kind = 'recognition.published'`); published != approved {
		t.Errorf("%d published of %d", published, approved)
	}
	h.checkBooks()
}
