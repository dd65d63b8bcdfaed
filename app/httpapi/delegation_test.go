package httpapi

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
)

// queue lists the ids of what waits for somebody.
func (h *house) queue(name string) string {
	h.t.Helper()
	return h.as(name).get("/approvals").expect(http.StatusOK).at("items.#.id").String()
}

// sweep lets the periodic work on approvals run once.
func (h *house) sweep() {
	h.t.Helper()
	if err := h.uc.KeepApprovals(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func quoted(ids ...string) string {
	text := "["
	for i, id := range ids {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf("%q", id)
	}
	return text + "]"
}

func TestDelegate_theOtherDecidesAndItIsOnRecord(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	id := h.nominate("ivan", h.form("hero", "olga").with("visibility", "private"))
	asked := h.redeem("olga", h.offer(form{"requires_approval": true}))
	h.as("pavel").get("/nominations/"+id).problem(404, "not_found")
	for _, thing := range []string{id, asked} {
		before := len(h.events())
		keyed := h.as("maria").with("Idempotency-Key", "to-pavel-"+thing)
		a := keyed.post("/approvals/"+thing+"/delegate", form{"to": h.id("pavel")}).expect(200)
		if a.str("to.name") != "Pavel Pavlov" || a.str("id") != thing {
			t.Errorf("delegated: %s", a.text)
		}
		keyed.post("/approvals/"+thing+"/delegate", form{"to": h.id("pavel")}).expect(200)
		if fired := fmt.Sprint(h.events()[before:]); fired != "[approval.delegated]" {
			t.Errorf("events %s", fired)
		}
	}
	if h.queue("maria") != "[]" || h.queue("pavel") != quoted(id, asked) {
		t.Errorf("queues %s %s", h.queue("maria"), h.queue("pavel"))
	}
	if a := h.as("pavel").get("/approvals"); a.str("items.0.passed_on.from.name") != "Maria Manager" || a.str("items.0.passed_on.how") != "delegated" || a.str("items.1.passed_on.how") != "delegated" {
		t.Errorf("the queue does not say from whom: %s", a.text)
	}
	if n := h.count(`select count(*) from audit where action = 'delegate' and actor_id = $1`, h.people["maria"].ID); n != 2 {
		t.Errorf("%d audit entries", n)
	}
	h.as("maria").post("/nominations/"+id+"/approve", nil).problem(403, "not_approver")
	h.as("pavel").post("/nominations/"+id+"/approve", nil).expect(200)
	h.as("pavel").post("/redemptions/"+asked+"/approve", nil).expect(200)
	h.as("pavel").get("/nominations/" + id).expect(200) // who decided may read it
	// Taken back, it waits for who decided, not for whom the rules chose; at its place.
	h.as("pavel").post("/nominations/"+id+"/undo", nil).expect(200)
	if h.queue("pavel") != quoted(id) || h.queue("maria") != "[]" {
		t.Errorf("after the undo: %s %s", h.queue("maria"), h.queue("pavel"))
	}
	h.checkBooks()
}

func TestDelegate_refusals(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	h.fund("maria", 100)
	id := h.nominate("ivan", h.form("hero", "olga").with("enabler_ids", []string{h.id("nina")}))
	second := h.nominate("ivan", h.form("behind", "olga"))
	h.as("maria").post("/nominations/"+second+"/approve", nil).expect(200) // waits for the owner now
	decided := h.nominate("ivan", h.form("hero", "olga"))
	h.as("maria").post("/nominations/"+decided+"/approve", nil).expect(200)
	own := h.redeem("maria", h.offer(form{"requires_approval": true}))
	h.exec(`update employee set role = 'manager' where id = any($1)`, []domain.EmployeeID{h.people["nina"].ID, h.people["olga"].ID})
	to := func(name string) form { return form{"to": h.id(name)} }
	h.run(t, []scenario{
		{name: "nobody", method: "POST", path: "/approvals/" + id + "/delegate", body: to("pavel"), status: 401},
		{name: "who decides on nothing", as: "ivan", method: "POST", path: "/approvals/" + id + "/delegate", body: to("pavel"), status: 403, code: "forbidden"},
		{name: "no id", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: form{"to": "nonsense"}, status: 422, code: "invalid_input"},
		{name: "to nobody", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: form{"to": domain.NewEmployeeID()}, status: 422, code: "invalid_input"},
		{name: "no such thing", as: "maria", method: "POST", path: "/approvals/nonsense/delegate", body: to("pavel"), status: 404, code: "not_found"},
		{name: "somebody else's", as: "pavel", method: "POST", path: "/approvals/" + id + "/delegate", body: to("owner"), status: 404, code: "not_found"},
		{name: "to the nominator", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: to("ivan"), status: 422, code: "delegate_not_allowed"},
		{name: "to the nominee", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: to("olga"), status: 422, code: "delegate_has_part"},
		{name: "to an enabler", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: to("nina"), status: 422, code: "delegate_has_part"},
		{name: "to an administrator", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: to("admin"), status: 422, code: "delegate_not_allowed"},
		{name: "to oneself", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: to("maria"), status: 422, code: "delegate_not_allowed"},
		{name: "an owner's step to a manager", as: "owner", method: "POST", path: "/approvals/" + second + "/delegate", body: to("pavel"), status: 422, code: "delegate_not_allowed"},
		{name: "decided", as: "maria", method: "POST", path: "/approvals/" + decided + "/delegate", body: to("pavel"), status: 409, code: "not_pending"},
		{name: "one's own redemption", as: "maria", method: "POST", path: "/approvals/" + own + "/delegate", body: to("pavel"), status: 403, code: "own_redemption"},
		{name: "the redeemer", as: "owner", method: "POST", path: "/approvals/" + own + "/delegate", body: to("maria"), status: 422, code: "delegate_has_part"},
		{name: "an owner to themselves", as: "owner", method: "POST", path: "/approvals/" + id + "/delegate", body: to("owner"), status: 200, events: []domain.EventKind{domain.ApprovalDelegated}},
		{name: "taken back", as: "maria", method: "POST", path: "/approvals/" + id + "/delegate", body: to("maria"), status: 200, events: []domain.EventKind{domain.ApprovalDelegated}},
	})
}

func TestBatch_delegatesAndThanks(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	first, second, third := h.nominate("ivan", h.form("hero", "olga")), h.nominate("ivan", h.form("hero", "olga")), h.nominate("ivan", h.form("hero", "olga"))
	asked := h.redeem("olga", h.offer(form{"requires_approval": true}))
	a := h.as("maria").post("/approvals/batch", form{"items": []form{
		{"kind": "nomination", "id": first, "action": "delegate", "to": h.id("pavel")},
		{"kind": "redemption", "id": asked, "action": "delegate", "to": h.id("pavel")},
		{"kind": "nomination", "id": second, "action": "delegate", "to": h.id("olga")},
		{"kind": "nomination", "id": second, "action": "delegate"},
		{"kind": "nomination", "id": third, "action": "approve", "as_thanks": true},
		{"kind": "redemption", "id": asked, "action": "approve", "as_thanks": true},
		{"kind": "nomination", "id": first, "action": "delegate", "to": h.id("pavel")},
	}}).expect(200)
	if got := a.at("results.#.status").String() + a.at("results.#.code").String(); got != `[200,200,422,422,200,422,403][null,null,"delegate_not_allowed","invalid_input",null,"invalid_input","not_approver"]` {
		t.Errorf("results %s", got)
	}
	if h.queue("pavel") != quoted(first, asked) || h.queue("maria") != quoted(second) {
		t.Errorf("queues %s %s", h.queue("pavel"), h.queue("maria"))
	}
	if n := h.as("maria").get("/nominations/" + third); !n.at("as_thanks").Bool() || n.num("points") != 0 || n.str("status") != "approved" {
		t.Errorf("as thanks: %s", n.text)
	}
}

func TestDelegation_standsInFromDayToDay(t *testing.T) {
	h := newHouse(t)
	h.exec(`update employee set role = 'manager' where id = $1`, h.people["nina"].ID)
	here := h.nominate("ivan", h.form("hero", "olga"))
	a := h.as("maria").call(http.MethodPut, "/me/delegation", form{"to": h.id("pavel"), "from": "2026-03-12", "until": "2026-03-14"}).expect(200)
	if a.str("delegation.to.name") != "Pavel Pavlov" || a.at("delegation.active").Bool() || a.at("standing_in_for").Raw != "[]" {
		t.Errorf("set: %s", a.text)
	}
	h.sweep()
	if h.queue("maria") != quoted(here) {
		t.Error("it moved before its day")
	}
	h.clock.advance(48 * time.Hour)
	h.sweep()
	later := h.nominate("ivan", h.form("hero", "olga"))
	forPavel := h.nominate("pavel", h.form("hero", "olga")) // he nominates: it stays with her
	before := len(h.events())
	h.sweep()
	h.sweep()
	if fired := fmt.Sprint(h.events()[before:]); fired != "[approval.delegated]" {
		t.Errorf("events %s", fired)
	}
	if h.queue("pavel") != quoted(here, later) || h.queue("maria") != quoted(forPavel) {
		t.Errorf("queues %s %s", h.queue("pavel"), h.queue("maria"))
	}
	if b := h.as("pavel").get("/me/delegation"); b.str("standing_in_for.0.employee.name") != "Maria Manager" || !b.at("standing_in_for.0.active").Bool() {
		t.Errorf("pavel hears %s", b.text)
	}
	// What she takes back stays with her.
	h.as("maria").post("/approvals/"+later+"/delegate", form{"to": h.id("maria")}).expect(200)
	h.sweep()
	if h.queue("maria") != quoted(later, forPavel) {
		t.Errorf("after taking back: %s", h.queue("maria"))
	}
	// When it is over, what was not decided comes back.
	h.clock.advance(72 * time.Hour)
	h.sweep()
	if h.queue("maria") != quoted(here, later, forPavel) || h.queue("pavel") != "[]" {
		t.Errorf("after its end: %s %s", h.queue("maria"), h.queue("pavel"))
	}
	if c := h.as("maria").get("/me/delegation"); c.at("delegation").Raw != "null" {
		t.Errorf("it is over: %s", c.text)
	}
}

func TestDelegation_isSetAnewAndEnded(t *testing.T) {
	h := newHouse(t)
	id := h.nominate("ivan", h.form("hero", "olga"))
	put := func(name, to string) *answer {
		return h.as(name).call(http.MethodPut, "/me/delegation", form{"to": h.id(to), "until": "2026-03-31"})
	}
	put("maria", "pavel").expect(200)
	if h.queue("pavel") != quoted(id) {
		t.Error("what waits already goes at once")
	}
	put("maria", "owner").expect(200)
	if h.queue("pavel") != "[]" || h.queue("owner") != quoted(id) {
		t.Error("another delegate takes it over")
	}
	put("owner", "maria").problem(409, "delegate_away") // would go in a circle
	for range 2 {
		h.as("maria").del("/me/delegation").expect(204)
	}
	if h.queue("maria") != quoted(id) || h.queue("owner") != "[]" {
		t.Error("it comes back when it ends")
	}
	if n := h.count(`select count(*) from audit where action in ('set_delegation', 'end_delegation')`); n != 3 {
		t.Errorf("%d audit entries", n)
	}
	put("owner", "maria").expect(200) // not away any more
	day := func(from, until string) form { return form{"to": h.id("pavel"), "from": from, "until": until} }
	h.run(t, []scenario{
		{name: "the wrong way", as: "maria", method: "PUT", path: "/me/delegation", body: day("2026-03-20", "2026-03-19"), status: 422, code: "invalid_input"},
		{name: "past", as: "maria", method: "PUT", path: "/me/delegation", body: day("2026-03-01", "2026-03-09"), status: 422, code: "invalid_input"},
		{name: "no day", as: "maria", method: "PUT", path: "/me/delegation", body: day("2026-03-01", "2026-02-30"), status: 422, code: "invalid_input"},
		{name: "to oneself", as: "maria", method: "PUT", path: "/me/delegation", body: form{"to": h.id("maria"), "until": "2026-03-31"}, status: 422, code: "delegate_not_allowed"},
		{name: "to an employee", as: "maria", method: "PUT", path: "/me/delegation", body: form{"to": h.id("ivan"), "until": "2026-03-31"}, status: 422, code: "delegate_not_allowed"},
		{name: "to nobody", as: "maria", method: "PUT", path: "/me/delegation", body: form{"to": domain.NewEmployeeID(), "until": "2026-03-31"}, status: 422, code: "invalid_input"},
	})
}

func TestDelegation_isChosenAnewWhenTheDelegateLeaves(t *testing.T) {
	h := newHouse(t)
	id := h.nominate("ivan", h.form("hero", "olga"))
	h.as("maria").call(http.MethodPut, "/me/delegation", form{"to": h.id("pavel"), "until": "2026-03-31"}).expect(200)
	byHand := h.nominate("ivan", h.form("hero", "olga"))
	h.as("maria").post("/approvals/"+byHand+"/delegate", form{"to": h.id("owner")}).expect(200)
	roster := func(leaves string) {
		text := "email,name,team,manager_email,role\n"
		for _, line := range []string{
			"admin@demo.example,Alma Admin,Office,,admin", "owner@demo.example,Oscar Owner,Office,,owner", "maria@demo.example,Maria Manager,Dispatch,,manager",
			"ivan@demo.example,Ivan Ivanov,Dispatch,maria@demo.example,employee", "olga@demo.example,Olga Petrova,Dispatch,maria@demo.example,employee",
			"pavel@demo.example,Pavel Pavlov,Workshop,,manager", "nina@demo.example,Nina Smirnova,Workshop,,employee",
		} {
			if leaves == "" || line[:len(leaves)] != leaves {
				text += line + "\n"
			}
		}
		h.as("admin").with("Content-Type", "text/csv").post("/imports/roster?deactivate_missing=true", text).expect(200)
	}
	roster("")
	if h.queue("pavel") != quoted(id) || h.queue("owner") != quoted(byHand) {
		t.Errorf("a roster without a change moved what was delegated: %s %s", h.queue("pavel"), h.queue("owner"))
	}
	roster("pavel")
	h.sweep()
	if h.queue("maria") != quoted(id) {
		t.Errorf("the delegate left: %s", h.queue("maria"))
	}
}

func TestEscalation_remindsThenGoesOneUp(t *testing.T) {
	h := newHouse(t, func(o *houseOptions) { o.useCases.Patience = approval.Patience(6) })
	h.exec(`update employee set manager_id = $1 where id = $2`, h.people["pavel"].ID, h.people["maria"].ID)
	h.exec(`update employee set above = array[$1::uuid, $2::uuid] where manager_id = $1`, h.people["maria"].ID, h.people["pavel"].ID)
	id := h.nominate("ivan", h.form("hero", "olga"))
	days := func(n int, want string) {
		t.Helper()
		h.clock.advance(time.Duration(n) * 24 * time.Hour)
		before := len(h.events())
		h.sweep()
		h.sweep()
		if fired := fmt.Sprint(h.events()[before:]); fired != want {
			t.Errorf("%d days later: %s, want %s", n, fired, want)
		}
	}
	days(2, "[]")
	days(1, "[approval.reminded]")
	days(2, "[]")
	days(1, "[approval.escalated]")
	if h.queue("maria") != "[]" || h.queue("pavel") != quoted(id) {
		t.Error("it is not one up")
	}
	if a := h.as("pavel").get("/approvals"); a.str("items.0.passed_on.how") != "escalated" || a.str("items.0.passed_on.from.name") != "Maria Manager" {
		t.Errorf("the queue says %s", a.text)
	}
	days(3, "[approval.reminded]")
	days(3, "[approval.escalated]")
	if h.queue("owner") != quoted(id) {
		t.Error("it is not with an owner")
	}
	days(3, "[approval.reminded]")
	days(3, "[approval.reminded]") // nobody is left: she is reminded again
	days(5, "[]")
	days(1, "[approval.reminded]")
	h.as("maria").post("/approvals/"+id+"/delegate", form{"to": h.id("maria")}).expect(200) // from whom it went may take it back
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	days(30, "[]")
}
