package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/storage/postgres"
)

// fund puts points into a wallet, as an opening balance does.
func (h *house) fund(name string, amount int64) {
	h.t.Helper()
	about := h.people[name].ID
	err := h.db.InTx(h.t.Context(), func(tx *postgres.Tx) error {
		from, to := points.OfOrganisation(points.Issuance, about), points.Of(points.Wallet, about)
		books, err := tx.Ledger.Lock(h.t.Context(), from, to)
		if err != nil {
			return err
		}
		t := points.Transfer{
			ID: domain.NewTransferID(), Key: "fund:" + domain.NewTransferID().String(), Kind: points.KindOpeningBalance,
			From: from, To: to, Points: amount, EffectiveAt: h.clock.now(),
		}
		if err := books.Apply(t); err != nil {
			return err
		}
		tx.Ledger.Post(h.clock.now(), books, t)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// wantWallet fails where an employee has other points to spend or others held.
func (h *house) wantWallet(name string, balance, held int) {
	h.t.Helper()
	reserved := h.count(`select coalesce((select balance from account where owner_id = $1 and kind = 'held'), 0)`, h.id(name))
	if b := h.wallet(name); b != balance || reserved != held {
		h.t.Errorf("%s has %d points and %d held, want %d and %d", name, b, reserved, balance, held)
	}
}

// offer adds a reward as the owner and gives its id.
func (h *house) offer(details form) string {
	h.t.Helper()
	body := form{"name": "A book you choose", "cost": 30}
	for name, value := range details {
		body[name] = value
	}
	return h.as("owner").post("/rewards", body).expect(http.StatusCreated).str("id")
}

// redeem asks for a reward and gives the redemption's id.
func (h *house) redeem(name, rewardID string) string {
	h.t.Helper()
	return h.as(name).post("/redemptions", form{"reward_id": rewardID}).expect(http.StatusCreated).str("id")
}

func TestRedemption_wholeLife(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	book := h.offer(form{"stock": 3, "requires_approval": true, "cash_value": form{"amount": 2200, "currency": "EUR"}})
	made := h.as("olga").post("/redemptions", form{"reward_id": book, "quantity": 2, "note": "Russian, please", "cost": 30}).expect(http.StatusCreated)
	id := made.str("id")
	h.wantWallet("olga", 40, 60)
	if got := h.as("olga").get("/rewards/" + book).num("stock"); got != 1 {
		t.Errorf("stock is %d, want 1", got)
	}
	path := "/redemptions/" + id
	approvedByMaria := []domain.EventKind{domain.RedemptionApproved}
	h.run(t, []scenario{
		{name: "as it was made", as: "olga", method: "GET", path: path, status: 200, values: form{
			"status": "requested", "points": 60, "quantity": 2, "note": "Russian, please", "reward.name": "A book you choose",
			"employee.name": "Olga Petrova", "employee.team.name": "Dispatch", "code": "", "decided_at": "",
			"can.approve": false, "can.cancel": true, "can.fulfil": false,
		}},
		{name: "seen by the manager, who may decide", as: "maria", method: "GET", path: path, status: 200, values: form{"can.approve": true, "can.reject": true, "can.cancel": false}},
		{name: "not for a colleague", as: "ivan", method: "GET", path: path, status: 404},
		{name: "not for another team's manager", as: "pavel", method: "GET", path: path, status: 404},
		{name: "a colleague decides nothing", as: "ivan", method: "POST", path: path + "/approve", status: 403, code: "forbidden"},
		{name: "nor does the redeemer", as: "olga", method: "POST", path: path + "/reject", body: form{"reason": "No"}, status: 403, code: "forbidden"},
		{name: "only owners fulfil", as: "maria", method: "POST", path: path + "/fulfil", status: 403, code: "forbidden"},
		{name: "not before it is approved", as: "owner", method: "POST", path: path + "/fulfil", status: 409, code: "not_pending"},
		{name: "a manager does not cancel", as: "maria", method: "POST", path: path + "/cancel", status: 403, code: "not_redeemer"},
		{name: "bad input comes before what is not there", as: "pavel", method: "POST", path: path + "/reject", body: form{"reason": " "}, status: 422, code: "invalid_input"},
		{name: "a rejection needs a reason", as: "maria", method: "POST", path: path + "/reject", body: form{"reason": " "}, status: 422, code: "invalid_input"},
		{name: "approved", as: "maria", method: "POST", path: path + "/approve", status: 200, values: form{"status": "approved", "can.approve": false}, events: approvedByMaria},
		{name: "only once", as: "maria", method: "POST", path: path + "/approve", status: 409, code: "not_pending"},
		{name: "no rejection any more", as: "maria", method: "POST", path: path + "/reject", body: form{"reason": "No"}, status: 409, code: "not_pending"},
		{
			name: "fulfilled", as: "owner", method: "POST", path: path + "/fulfil", body: form{"code": "SECRET-42", "note": "At the desk"}, status: 200,
			values: form{"status": "fulfilled", "fulfilment_note": "At the desk", "code": ""}, not: []string{"SECRET-42"}, events: []domain.EventKind{domain.RedemptionFulfilled},
		},
		{name: "its code is for the redeemer", as: "olga", method: "GET", path: path, status: 200, values: form{"code": "SECRET-42", "can.cancel": false}},
		{name: "in her list as well", as: "olga", method: "GET", path: "/redemptions", status: 200, values: form{"items.#": 1, "items.0.code": "SECRET-42"}},
		{name: "and not for her manager", as: "maria", method: "GET", path: path, status: 200, not: []string{"SECRET-42"}},
		{name: "nor for an owner", as: "owner", method: "GET", path: "/redemptions?scope=all", status: 200, values: form{"items.#": 1}, not: []string{"SECRET-42"}},
		{name: "done is done", as: "olga", method: "POST", path: path + "/cancel", status: 409, code: "not_pending"},
	})
	h.wantWallet("olga", 40, 0)
	if spent := h.count(`select sum(balance)::bigint from account where kind = 'spent'`); spent != 60 {
		t.Errorf("%d points are spent, want 60", spent)
	}
	if n := h.count(`select count(*) from redemption where position('SECRET-42' in encode(code, 'escape')) > 0`); n != 0 {
		t.Error("the code is stored in the clear")
	}
	if n := h.count(`select count(*) from audit where subject_id = $1 and action in ('redeem', 'approve', 'fulfil')`, id); n != 3 {
		t.Errorf("%d audit entries of the redemption, want 3", n)
	}
	h.checkBooks()
}

func TestRedeem_tellsEverybodyWhoReacts(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	asks, free := h.offer(form{"requires_approval": true}), h.offer(nil)
	h.run(t, []scenario{
		{
			name: "with approval", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": asks}, status: 201,
			values: form{"status": "requested"}, events: []domain.EventKind{domain.RedemptionRequested, domain.ApprovalWaiting},
		},
		{
			name: "without", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": free}, status: 201,
			values: form{"status": "approved", "can.cancel": true, "can.fulfil": false}, events: []domain.EventKind{domain.RedemptionRequested},
		},
	})
}

func TestRedeem_refusals(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	few, dear := h.offer(form{"stock": 1}), h.offer(form{"cost": 101})
	limited := h.offer(form{"cost": 1, "limit_per_employee": 2})
	workshop := h.offer(form{"team_ids": []any{h.teams["Workshop"]}})
	gone := h.offer(form{"active": false})
	unknown := domain.NewRewardID().String()
	h.run(t, []scenario{
		{name: "not enough points", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": dear}, status: 409, code: "insufficient_points"},
		{name: "nothing in the wallet", as: "ivan", method: "POST", path: "/redemptions", body: form{"reward_id": few}, status: 409, code: "insufficient_points"},
		{name: "more than is left", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": few, "quantity": 2}, status: 409, code: "out_of_stock"},
		{name: "the price was another", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": few, "cost": 29}, status: 409, code: "price_changed"},
		{name: "up to the limit", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": limited, "quantity": 2}, status: 201, events: []domain.EventKind{domain.RedemptionRequested}},
		{name: "beyond the limit", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": limited}, status: 409, code: "limit_reached"},
		{name: "for another team", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": workshop}, status: 404},
		{name: "an owner sees it, but may not have it", as: "owner", method: "POST", path: "/redemptions", body: form{"reward_id": workshop}, status: 403, code: "not_eligible"},
		{name: "not offered any more", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": gone}, status: 404},
		{name: "and for an owner", as: "owner", method: "POST", path: "/redemptions", body: form{"reward_id": gone}, status: 409, code: "not_offered"},
		{name: "unknown", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": unknown}, status: 404},
		{name: "no id", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": "book"}, status: 422},
		{name: "none", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": few, "quantity": 0}, status: 422},
		{name: "too many", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": few, "quantity": 101}, status: 422},
		{name: "a field of the server's", as: "olga", method: "POST", path: "/redemptions", body: form{"reward_id": few, "status": "fulfilled"}, status: 422},
		{name: "nobody", method: "POST", path: "/redemptions", body: form{"reward_id": few}, status: 401},
	})
	h.wantWallet("olga", 98, 2)
	h.checkBooks()
}

func TestRedemption_refundGivesBackExactly(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	book := h.offer(form{"stock": 3, "limit_per_employee": 1, "requires_approval": true})
	for _, refund := range []struct{ who, verb, status string }{
		{"maria", "reject", "rejected"}, {"owner", "reject", "rejected"}, {"olga", "cancel", "cancelled"}, {"owner", "cancel", "cancelled"},
	} {
		id := h.redeem("olga", book)
		h.as("owner").patch("/rewards/"+book, form{"cost": 35}).expect(http.StatusOK) // what was paid goes back, not what it costs now
		a := h.as(refund.who).post("/redemptions/"+id+"/"+refund.verb, bodyOf(refund.verb)).expect(http.StatusOK)
		if a.str("status") != refund.status {
			t.Errorf("%s by %s: %s", refund.verb, refund.who, a.text)
		}
		h.as("owner").patch("/rewards/"+book, form{"cost": 30}).expect(http.StatusOK)
		h.wantWallet("olga", 100, 0)
		if got := h.as("olga").get("/rewards/" + book); got.num("stock") != 3 || !got.at("available").Bool() {
			t.Errorf("after the refund the reward is %s", got.text)
		}
	}
	id := h.redeem("olga", book)
	h.as("maria").post("/redemptions/"+id+"/approve", nil).expect(http.StatusOK)
	h.as("olga").post("/redemptions/"+id+"/cancel", nil).expect(http.StatusOK) // approved, but not fulfilled yet
	h.wantWallet("olga", 100, 0)
	if n := h.count(`select count(*) from approval where status = 'waiting'`); n != 0 {
		t.Errorf("%d approvals still wait", n)
	}
	h.checkBooks()
}

// TestUndoRedemption_restoresExactly takes an approval and rejections back and forth: each time points,
// stock and queue are as before the decision, and the books balance.
func TestUndoRedemption_restoresExactly(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	book := h.offer(form{"stock": 3, "limit_per_employee": 2, "requires_approval": true})
	made := h.as("olga").post("/redemptions", form{"reward_id": book, "quantity": 2}).expect(http.StatusCreated)
	path := "/redemptions/" + made.str("id")
	waits := func() string {
		return h.as("maria").get("/approvals").expect(http.StatusOK).at("items.#.redemption.id").String()
	}
	want := waits()
	h.as("maria").post(path+"/undo", nil).problem(http.StatusForbidden, "not_decider") // nothing is decided yet
	for _, verb := range []string{"approve", "reject", "reject"} {
		h.as("maria").post(path+"/"+verb, bodyOf(verb)).expect(http.StatusOK)
		if got := h.as("maria").get(path).at("can.undo"); !got.Bool() {
			t.Errorf("after %s can.undo is %s", verb, got.Raw)
		}
		h.as("owner").post(path+"/undo", nil).problem(http.StatusForbidden, "not_decider")
		h.run(t, []scenario{{
			name: "undo of " + verb, as: "maria", method: "POST", path: path + "/undo", status: 200,
			values: form{"status": "requested", "reason": "", "decided_at": "", "can.undo": false, "can.approve": true},
			events: []domain.EventKind{domain.RedemptionReopened, domain.ApprovalWaiting},
		}})
		h.wantWallet("olga", 40, 60)
		if got := h.as("olga").get("/rewards/" + book).num("stock"); got != 1 {
			t.Errorf("stock is %d after the undo of %s, want 1", got, verb)
		}
		if got := waits(); got != want {
			t.Errorf("%s wait after the undo of %s, want %s", got, verb, want)
		}
		h.checkBooks()
	}
	h.as("maria").post(path+"/approve", nil).expect(http.StatusOK)
	h.as("owner").post(path+"/fulfil", nil).expect(http.StatusOK)
	h.as("maria").post(path+"/undo", nil).problem(http.StatusConflict, "too_late")
	h.wantWallet("olga", 40, 0)
	if n := h.count(`select count(*) from audit where subject_id = $1 and action = 'undo'`, made.str("id")); n != 3 {
		t.Errorf("%d undos are in the audit log, want 3", n)
	}
	if n := h.count(`select count(*) from transfer where redemption_id = $1 and reverses is not null`, made.str("id")); n != 4 {
		t.Errorf("%d reversing transfers, want two refunds and their two reversals", n)
	}
	h.checkBooks()
}

func TestUndoRedemption_tooLate(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 90)
	h.fund("ivan", 30)
	one, plain := h.offer(form{"stock": 1, "requires_approval": true}), h.offer(form{"requires_approval": true})
	limited := h.offer(form{"cost": 1, "limit_per_employee": 1, "requires_approval": true})
	decide := func(id, verb string) string {
		h.as("maria").post("/redemptions/"+id+"/"+verb, bodyOf(verb)).expect(http.StatusOK)
		return "/redemptions/" + id + "/undo"
	}
	for _, c := range []struct {
		name, reward, verb string
		after              func(id string)
	}{
		{"the ten minutes are over", plain, "approve", func(string) { h.clock.advance(11 * time.Minute) }},
		{"cancelled since", plain, "approve", func(id string) { h.as("olga").post("/redemptions/"+id+"/cancel", nil).expect(http.StatusOK) }},
		{"a colleague has the last one", one, "reject", func(string) { h.redeem("ivan", one) }},
		{"redeemed again up to the limit", limited, "reject", func(string) { h.redeem("olga", limited) }},
		{"the points are spent", plain, "reject", func(string) { h.redeem("olga", plain) }},
	} {
		id := h.redeem("olga", c.reward)
		undo := decide(id, c.verb)
		c.after(id)
		before := h.as("olga").get("/redemptions/" + id).str("status")
		t.Log(c.name)
		h.as("maria").post(undo, nil).problem(http.StatusConflict, "too_late")
		if got := h.as("olga").get("/redemptions/" + id).str("status"); got != before {
			t.Errorf("%s: it is %s now", c.name, got)
		}
		h.checkBooks()
	}
}

// TestUndoRedemption_waitsForWhoHadIt takes back what an owner decided in place of the manager, and what a
// delegate decided.
func TestUndoRedemption_waitsForWhoHadIt(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	id := h.redeem("olga", h.offer(form{"requires_approval": true}))
	path := "/redemptions/" + id
	h.as("owner").post(path+"/approve", nil).expect(http.StatusOK)
	h.as("owner").post(path+"/undo", nil).expect(http.StatusOK)
	if maria, owner := h.as("maria").get("/approvals").num("items.#"), h.as("owner").get("/approvals").num("items.#"); maria != 1 || owner != 0 {
		t.Errorf("after the owner's undo %d wait for the manager and %d for the owner", maria, owner)
	}
	h.as("maria").post("/approvals/"+id+"/delegate", form{"to": h.id("pavel")}).expect(http.StatusOK)
	h.as("pavel").post(path+"/reject", bodyOf("reject")).expect(http.StatusOK)
	h.as("pavel").post(path+"/undo", nil).expect(http.StatusOK)
	if maria, pavel := h.as("maria").get("/approvals").num("items.#"), h.as("pavel").get("/approvals").num("items.#"); maria != 0 || pavel != 1 {
		t.Errorf("after the delegate's undo %d wait for the manager and %d for the delegate", maria, pavel)
	}
}

func bodyOf(verb string) any {
	if verb == "reject" {
		return form{"reason": "The workshop has closed."}
	}
	return nil
}

func TestRedemption_goesToTheNextOneUpWhoIsThere(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	h.fund("maria", 100)
	byManager, byOwner := h.offer(form{"requires_approval": true}), h.offer(form{"requires_approval": true, "approver": "owner"})
	waitsFor := func(id string) string {
		h.t.Helper()
		var name string
		h.scan(`select e.name from approval a join employee e on e.id = a.approver_id where a.redemption_id = $1 and a.status = 'waiting'`, []any{id}, &name)
		return name
	}
	for _, c := range []struct{ who, reward, want string }{
		{"olga", byManager, "Maria Manager"}, {"olga", byOwner, "Oscar Owner"}, {"maria", byManager, "Oscar Owner"},
	} {
		if got := waitsFor(h.redeem(c.who, c.reward)); got != c.want {
			t.Errorf("%s's redemption waits for %s, want %s", c.who, got, c.want)
		}
	}
	h.exec(`update employee set active = false where id = $1`, h.people["maria"].ID.UUID)
	if got := waitsFor(h.redeem("olga", byManager)); got != "Oscar Owner" {
		t.Errorf("with her manager gone it waits for %s, want the owner", got)
	}
	h.fund("owner", 100)
	h.as("owner").post("/redemptions", form{"reward_id": byManager}).problem(http.StatusUnprocessableEntity, "no_approver")
	h.wantWallet("owner", 100, 0)
}

func TestRedemption_manyApprovers(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	id := h.redeem("olga", h.offer(form{"requires_approval": true}))
	h.as("owner").post("/redemptions/"+id+"/approve", nil).expect(http.StatusOK)
	h.as("maria").post("/redemptions/"+id+"/approve", nil).problem(http.StatusConflict, "not_pending") // whom it was for hears why
}

func TestRedemption_codeIsNeededWhereTheRewardIsOne(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	h.fund("owner", 100)
	card := h.offer(form{"fulfilment": "code"})
	id := h.redeem("olga", card)
	h.as("owner").post("/redemptions/"+id+"/fulfil", nil).problem(http.StatusUnprocessableEntity, "invalid_input")
	h.as("owner").post("/redemptions/"+id+"/fulfil", form{"code": "ABC"}).expect(http.StatusOK)
	own := h.redeem("owner", card)
	keyed := h.as("owner").with("Idempotency-Key", "own")
	first := keyed.post("/redemptions/"+own+"/fulfil", form{"code": "MINE-1"}).expect(http.StatusOK)
	if first.str("code") != "MINE-1" {
		t.Errorf("who redeemed sees the code: %s", first.text)
	}
	again := keyed.post("/redemptions/"+own+"/fulfil", form{"code": "MINE-1"}).expect(http.StatusOK)
	if again.text != first.text || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the replay is %s", again.text)
	}
	if n := h.count(`select count(*) from idempotency where position('MINE-1' in encode(response, 'escape')) > 0`); n != 0 {
		t.Error("the answer with the code is stored in the clear")
	}
}

func TestRedeem_sameKeyRedeemsOnce(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	book := h.offer(form{"stock": 5})
	keyed := h.as("olga").with("Idempotency-Key", "k1")
	first := keyed.post("/redemptions", form{"reward_id": book}).expect(http.StatusCreated)
	again := keyed.post("/redemptions", form{"reward_id": book}).expect(http.StatusCreated)
	if first.text != again.text {
		t.Errorf("the replay differs:\n%s\n%s", first.text, again.text)
	}
	keyed.post("/redemptions", form{"reward_id": book, "quantity": 2}).problem(http.StatusUnprocessableEntity, "idempotency_key_reused")
	h.wantWallet("olga", 70, 30)
	h.as("ivan").with("Idempotency-Key", "k1").post("/redemptions", form{"reward_id": book}).problem(http.StatusConflict, "insufficient_points")
}

func TestRedemptions_listsWhatIsTheirs(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"olga", "ivan", "nina"} {
		h.fund(name, 100)
	}
	book := h.offer(nil)
	asks := h.offer(form{"requires_approval": true})
	for _, name := range []string{"olga", "ivan", "nina", "olga"} {
		h.redeem(name, book)
	}
	h.redeem("olga", asks)
	list := func(who, query string) string {
		h.t.Helper()
		names := h.as(who).get("/redemptions" + query).expect(http.StatusOK).at("items.#.employee.name").Array()
		first := make([]string, len(names))
		for i, name := range names {
			first[i], _, _ = strings.Cut(name.String(), " ")
		}
		return strings.Join(first, " ")
	}
	for _, c := range []struct{ who, query, want string }{
		{"olga", "", "Olga Olga Olga"},
		{"olga", "?status=requested", "Olga"},
		{"maria", "", "Olga Olga Ivan Olga"},
		{"maria", "?scope=own", ""},
		{"owner", "", "Olga Olga Nina Ivan Olga"},
		{"owner", "?scope=own", ""},
		{"maria", "?scope=team", "Olga Olga Ivan Olga"},
		{"pavel", "?scope=team", "Nina"},
		{"owner", "?scope=all", "Olga Olga Nina Ivan Olga"},
		{"owner", "?scope=all&status=requested", "Olga"},
	} {
		if got := list(c.who, c.query); got != c.want {
			t.Errorf("%s lists %q: %q, want %q", c.who, c.query, got, c.want)
		}
	}
	h.as("ivan").get("/redemptions?scope=team").problem(http.StatusForbidden, "forbidden")
	h.as("maria").get("/redemptions?scope=all").problem(http.StatusForbidden, "forbidden")
	page := h.as("owner").get("/redemptions?scope=all&limit=2").expect(http.StatusOK)
	next := h.as("owner").get("/redemptions?scope=all&limit=3&cursor=" + page.str("next_cursor")).expect(http.StatusOK)
	if got := fmt.Sprint(next.at("items.#").Int(), next.at("next_cursor").Value()); got != "3 <nil>" {
		t.Errorf("the second page is %s", next.text)
	}
	h.as("owner").get("/redemptions?cursor=zzz").problem(http.StatusUnprocessableEntity, "invalid_cursor")
}

func TestRewards_catalogue(t *testing.T) {
	h := newHouse(t)
	all := h.offer(form{"name": "Tea", "description": "Green", "category": "Small things", "cash_value": form{"amount": 350, "currency": "GBP"}, "taxable": true})
	workshop := h.offer(form{"name": "Tool", "team_ids": []any{h.teams["Workshop"]}, "limit_per_employee": 1, "stock": 0})
	hidden := h.offer(form{"name": "Old", "active": false})
	names := func(who, query string) string {
		return h.as(who).get("/rewards" + query).expect(http.StatusOK).at("items.#.name").String()
	}
	for _, c := range []struct{ who, query, want string }{
		{"olga", "", `["Tea"]`}, {"nina", "", `["Tea","Tool"]`}, {"owner", "", `["Tea"]`}, {"owner", "?all=true", `["Tea","Tool","Old"]`},
	} {
		if got := names(c.who, c.query); got != c.want {
			t.Errorf("%s sees %s, want %s", c.who, got, c.want)
		}
	}
	h.run(t, []scenario{
		{name: "one", as: "olga", method: "GET", path: "/rewards/" + all, status: 200, values: form{
			"name": "Tea", "category": "Small things", "cost": 30, "stock": "",
			"cash_value.amount": 350, "cash_value.currency": "GBP", "taxable": true, "fulfilment": "manual", "approver": "manager", "team_ids": "[]", "image": "", "available": true, "active": true,
		}},
		{name: "out of stock is not available", as: "nina", method: "GET", path: "/rewards/" + workshop, status: 200, values: form{"available": false, "stock": 0}},
		{name: "of another team", as: "olga", method: "GET", path: "/rewards/" + workshop, status: 404},
		{name: "not active", as: "olga", method: "GET", path: "/rewards/" + hidden, status: 404},
		{name: "owners see it", as: "owner", method: "GET", path: "/rewards/" + hidden, status: 200, values: form{"active": false, "available": false}},
		{name: "the whole catalogue is for owners", as: "olga", method: "GET", path: "/rewards?all=true", status: 403},
		{name: "managers make none", as: "maria", method: "POST", path: "/rewards", body: form{"name": "X", "cost": 1}, status: 403},
		{name: "administrators make none", as: "admin", method: "POST", path: "/rewards", body: form{"name": "X", "cost": 1}, status: 403},
		{name: "employees change none", as: "olga", method: "PATCH", path: "/rewards/" + all, body: form{"cost": 1}, status: 403},
		{name: "free", as: "owner", method: "POST", path: "/rewards", body: form{"name": "X", "cost": 0}, status: 422},
		{name: "without a name", as: "owner", method: "POST", path: "/rewards", body: form{"name": " ", "cost": 1}, status: 422, want: []string{"body.name"}},
		{name: "a currency that is none", as: "owner", method: "POST", path: "/rewards", body: form{"name": "X", "cost": 1, "cash_value": form{"amount": 1, "currency": "QQQ"}}, status: 422, want: []string{"cash_value.currency"}},
		{name: "a team that is none", as: "owner", method: "POST", path: "/rewards", body: form{"name": "X", "cost": 1, "team_ids": []string{h.id("olga")}}, status: 422, want: []string{"body.team_ids[0]"}},
		{name: "an image that is none", as: "owner", method: "POST", path: "/rewards", body: form{"name": "X", "cost": 1, "image": h.id("olga")}, status: 422, want: []string{"body.image"}},
		{name: "no image", as: "owner", method: "POST", path: "/rewards", body: form{"name": "X", "cost": 1, "image": nil, "cash_value": nil, "stock": nil, "active": false}, status: 201},
		{name: "changed by merge", as: "owner", method: "PATCH", path: "/rewards/" + all, body: form{"cost": 45, "stock": 7}, status: 200, values: form{"cost": 45, "stock": 7, "name": "Tea", "cash_value.amount": 350}},
		{name: "null takes away", as: "owner", method: "PATCH", path: "/rewards/" + all, body: form{"stock": nil, "cash_value": nil}, status: 200, values: form{"cost": 45, "stock": "", "cash_value": ""}},
		{name: "a bad change changes nothing", as: "owner", method: "PATCH", path: "/rewards/" + all, body: form{"cost": 50, "name": ""}, status: 422},
		{name: "as it was", as: "owner", method: "GET", path: "/rewards/" + all, status: 200, values: form{"cost": 45, "name": "Tea"}},
		{name: "unknown", as: "owner", method: "PATCH", path: "/rewards/" + domain.NewRewardID().String(), body: form{"cost": 50}, status: 404},
	})
	if n := h.count(`select count(*) from audit where subject_kind = 'reward' and subject_id = $1`, all); n != 3 {
		t.Errorf("%d audit entries of the reward, want its making and two changes", n)
	}
}

func TestRewards_inTheReadersLanguage(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	book := h.offer(nil)
	h.exec(`update reward set translations = '{"ru": {"name": "Книга на выбор"}}' where id = $1`, book)
	russian := h.as("olga").with("Accept-Language", "ru")
	if got := russian.get("/rewards/" + book).str("name"); got != "Книга на выбор" {
		t.Errorf("the name is %q", got)
	}
	if got := russian.post("/redemptions", form{"reward_id": book}).expect(http.StatusCreated).str("reward.name"); got != "Книга на выбор" {
		t.Errorf("the redemption names %q", got)
	}
	if got := russian.get("/me/wallet/entries").str("items.0.source.name"); got != "Книга на выбор" {
		t.Errorf("the statement names %q", got)
	}
	h.as("owner").patch("/rewards/"+book, form{"cost": 31}).expect(http.StatusOK)
	if got := russian.get("/rewards/" + book).str("name"); got != "Книга на выбор" {
		t.Errorf("after another price the name is %q", got)
	}
	h.as("owner").patch("/rewards/"+book, form{"name": "Two books"}).expect(http.StatusOK)
	if got := russian.get("/rewards/" + book).str("name"); got != "Two books" {
		t.Errorf("a name typed anew is %q in Russian", got)
	}
}

func TestWallet_statement(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	made := h.as("ivan").post("/nominations", form{"program_id": h.programs["thanks"], "nominee_ids": []string{h.id("olga")}, "story": "Thank you", "points": 20}).expect(http.StatusCreated)
	book := h.offer(nil)
	first := h.redeem("olga", book)
	h.as("olga").post("/redemptions/"+first+"/cancel", nil).expect(http.StatusOK)
	a := h.as("olga").get("/me/wallet/entries").expect(http.StatusOK)
	want := []form{
		{"kind": "refund", "points": 30, "balance_after": 120, "source.kind": "redemption", "source.id": first, "source.name": "A book you choose"},
		{"kind": "redemption", "points": -30, "balance_after": 90, "source.kind": "redemption"},
		{"kind": "award", "points": 20, "balance_after": 120, "source.kind": "nomination", "source.id": made.str("id"), "source.name": "Ivan Ivanov"},
		{"kind": "opening_balance", "points": 100, "balance_after": 100, "source.kind": "opening_balance"},
	}
	if n := a.num("items.#"); n != int64(len(want)) {
		t.Fatalf("%d entries:\n%s", n, a.text)
	}
	for i, entry := range want {
		for field, value := range entry {
			if got := a.str(fmt.Sprintf("items.%d.%s", i, field)); got != fmt.Sprint(value) {
				t.Errorf("entry %d: %s is %q, want %v", i, field, got, value)
			}
		}
	}
	page := h.as("olga").get("/me/wallet/entries?limit=3").expect(http.StatusOK)
	rest := h.as("olga").get("/me/wallet/entries?cursor=" + page.str("next_cursor")).expect(http.StatusOK)
	if rest.num("items.#") != 1 || rest.at("next_cursor").Value() != nil {
		t.Errorf("the second page is %s", rest.text)
	}
	if got := h.as("nina").get("/me/wallet/entries").expect(http.StatusOK).num("items.#"); got != 0 {
		t.Errorf("an empty wallet has %d entries", got)
	}
}
