package httpapi

import (
	"cmp"
	"fmt"
	"sync"
	"testing"
	"time"

	"laurel/domain"
)

// chainOf writes who stands behind whom, in the order of naming.
func (a *answer) chainOf() string {
	text := ""
	for _, link := range a.at("chain").Array() {
		text += fmt.Sprintf("%s<%s(%d) ", link.Get("name"), link.Get("named_by.name"), link.Get("depth").Int())
	}
	return text
}

func (h *house) name(by, id, who string) *answer {
	h.t.Helper()
	h.clock.advance(time.Second)
	return h.as(by).post("/nominations/"+id+"/enablers", form{"employee_id": h.id(who)})
}

func TestChain_whoIsNamedIsToldAskedAndNamesOnTheirPart(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga").with("enabler_ids", []string{h.id("admin")})).expect(201).str("id")
	h.name("olga", id, "nina").problem(404, "not_found") // it waits, and she does not know of it
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	a := h.name("olga", id, "nina").expect(201)
	if got := a.chainOf(); got != "Alma Admin<Ivan Ivanov(1) Nina Smirnova<Olga Petrova(1) " {
		t.Errorf("the chain is %s", got)
	}
	h.told()
	h.expectInbox(map[string]string{"nina": "enabler_named*", "admin": "enabler_named*"})
	if a := h.as("nina").get("/notifications"); a.str("items.0.open") != "true" || a.str("items.0.actors.0.name") != "Olga Petrova" {
		t.Errorf("nina reads %s", a.text)
	}
	h.name("nina", id, "pavel").expect(201)
	a = h.as("pavel").get("/nominations/" + id).expect(200)
	if got := a.chainOf(); got != "Alma Admin<Ivan Ivanov(1) Nina Smirnova<Olga Petrova(1) Pavel Pavlov<Nina Smirnova(2) " {
		t.Errorf("the chain is %s", got)
	}
	for path, want := range map[string]string{"can.name_enabler": "true", "can.stay_out": "true", "enablers.#": "3"} {
		if got := a.str(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if a := h.as("owner").get("/nominations/" + id); a.str("can.name_enabler") != "false" || a.str("can.stay_out") != "false" {
		t.Errorf("the owner may %s", a.str("can"))
	}
	if a := h.as("owner").get("/feed"); a.at("items.0.chain").Exists() {
		t.Error("lists have the enablers alone")
	}
	if n := h.count(`select count(*) from audit where action = 'name_enabler'`); n != 2 {
		t.Errorf("%d entries in the audit log, want 2", n)
	}
}

func TestChain_whoDeclinesStaysOut(t *testing.T) {
	h := newHouse(t)
	id := h.thank("ivan", "olga", "public")
	h.name("olga", id, "nina").expect(201)
	h.name("nina", id, "pavel").expect(201)
	h.as("nina").del("/nominations/" + id + "/enablers/me").expect(204)
	h.as("nina").del("/nominations/"+id+"/enablers/me").problem(404, "not_found")
	// Pavel stands where nina stood.
	if got := h.as("olga").get("/nominations/" + id).chainOf(); got != "Pavel Pavlov<Olga Petrova(1) " {
		t.Errorf("the chain is %s", got)
	}
	h.name("olga", id, "nina").problem(409, "declined")
	h.name("nina", id, "admin").problem(403, "not_recognised")
	if a := h.as("nina").get("/nominations/" + id); a.str("can.name_enabler") != "false" {
		t.Error("who has left the chain names nobody")
	}
	h.name("pavel", id, "nina").expect(201) // another may ask
	h.as("nina").del("/nominations/" + id + "/enablers/me").expect(204)
	h.name("pavel", id, "nina").problem(409, "declined")
	// It was a slip: one's own staying out can be taken back, by oneself alone.
	if got := h.name("nina", id, "nina").expect(201).chainOf(); got != "Nina Smirnova<Pavel Pavlov(2) Pavel Pavlov<Olga Petrova(1) " && got != "Pavel Pavlov<Olga Petrova(1) Nina Smirnova<Pavel Pavlov(2) " {
		t.Errorf("the chain is %s", got)
	}
	if kinds := fmt.Sprint(h.events()); kinds != "[recognition.published enabler.named enabler.named enabler.declined enabler.named enabler.declined enabler.named]" {
		t.Errorf("events %s", kinds)
	}
	h.told()
	h.expectInbox(map[string]string{"nina": "enabler_named* enabler_named*"})
}

func TestChain_refusals(t *testing.T) {
	h := newHouse(t)
	id, private := h.thank("ivan", "olga", "public"), h.thank("ivan", "olga", "private")
	h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID)
	h.run(t, []scenario{
		{name: "not one's own", as: "pavel", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("admin")}, status: 403, code: "not_recognised"},
		{name: "the nominator", as: "ivan", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("admin")}, status: 403, code: "not_recognised"},
		{name: "oneself", as: "olga", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("olga")}, status: 422, code: "invalid_input"},
		{name: "naming the nominator", as: "olga", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("ivan")}, status: 422, code: "invalid_input"},
		{name: "who has left", as: "olga", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("nina")}, status: 422, code: "invalid_input"},
		{name: "nobody", as: "olga", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": domain.NewEmployeeID()}, status: 422, code: "invalid_input"},
		{name: "no id", as: "olga", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": "nonsense"}, status: 422, code: "invalid_input"},
		{name: "of a private one", as: "olga", method: "POST", path: "/nominations/" + private + "/enablers", body: form{"employee_id": h.id("pavel")}, status: 409, code: "private_recognition"},
		{name: "of one that is not to be seen", as: "pavel", method: "POST", path: "/nominations/" + private + "/enablers", body: form{"employee_id": h.id("admin")}, status: 404, code: "not_found"},
		{name: "leaving what one is not in", as: "pavel", method: "DELETE", path: "/nominations/" + id + "/enablers/me", status: 404, code: "not_found"},
		{name: "a first time", as: "olga", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("pavel")}, status: 201, events: []domain.EventKind{domain.EnablerNamed}},
		{name: "again", as: "olga", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("pavel")}, status: 409, code: "already_named"},
		{name: "in a circle", as: "pavel", method: "POST", path: "/nominations/" + id + "/enablers", body: form{"employee_id": h.id("olga")}, status: 422, code: "invalid_input"},
	})
}

func TestChain_twoAtOnceNameOneColleagueOnce(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("thanks", "olga", "maria").with("points", 0)).expect(201).str("id")
	var statuses [2]int
	var both sync.WaitGroup
	for i, by := range []string{"olga", "maria"} {
		h.session(by)
		both.Go(func() {
			statuses[i] = h.as(by).post("/nominations/"+id+"/enablers", form{"employee_id": h.id("nina")}).status
		})
	}
	both.Wait()
	if statuses[0]+statuses[1] != 201+409 {
		t.Errorf("statuses %v", statuses)
	}
}

func TestConfirmation_theCustomersWordStandsBesideTheDecision(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga").with("customer", form{"kind": "employee", "id": h.id("nina")})).expect(201).str("id")
	h.told()
	h.expectInbox(map[string]string{"nina": "confirmation_asked*", "olga": "", "pavel": ""})
	a := h.as("nina").get("/nominations/" + id).expect(200)
	if a.str("can.confirm") != "true" || a.str("confirmation.by.name") != "Nina Smirnova" || a.str("can.approve") != "false" {
		t.Errorf("nina sees %s", a.text)
	}
	// Silence, and a no, are for the customer and those who decide.
	seen := func(name string) string {
		return h.as(name).get("/nominations/" + id).expect(200).str("confirmation.confirmed")
	}
	asked := func(name string) bool { return h.as(name).get("/nominations/" + id).at("confirmation").Exists() }
	if !asked("maria") || !asked("owner") || asked("ivan") {
		t.Errorf("asked: maria %t, owner %t, ivan %t", asked("maria"), asked("owner"), asked("ivan"))
	}
	h.clock.advance(time.Minute)
	h.as("nina").post("/nominations/"+id+"/confirmation", form{"confirmed": false}).expect(200)
	if seen("maria") != "false" || asked("ivan") {
		t.Errorf("maria sees %q, ivan %t", seen("maria"), asked("ivan"))
	}
	if q := h.as("maria").get("/approvals"); q.str("items.0.nomination.confirmation.confirmed") != "false" {
		t.Errorf("the queue says %s", q.text)
	}
	h.told()
	h.expectInbox(map[string]string{"maria": "confirmation_given* approval_waiting*", "ivan": ""})
	h.clock.advance(time.Minute)
	h.as("nina").post("/nominations/"+id+"/confirmation", form{"confirmed": true}).expect(200)
	before := len(h.events())
	h.as("nina").post("/nominations/"+id+"/confirmation", form{"confirmed": true}).expect(200)
	if len(h.events()) != before {
		t.Error("the same word again is told again")
	}
	if seen("ivan") != "true" {
		t.Errorf("ivan sees %q", seen("ivan"))
	}
	h.told()
	h.expectInbox(map[string]string{"maria": "confirmation_given* approval_waiting*", "ivan": "confirmation_given*"}) // the latest word stands
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	h.as("nina").post("/nominations/"+id+"/confirmation", form{"confirmed": false}).problem(409, "not_pending")
	if seen("pavel") != "true" {
		t.Errorf("everybody sees %q", seen("pavel"))
	}
	if n := h.count(`select count(*) from audit where action = 'confirm'`); n != 2 {
		t.Errorf("%d entries in the audit log, want 2", n)
	}
}

func TestConfirmation_whoIsAskedAndWho(t *testing.T) {
	h := newHouse(t)
	customer := func(kind, id string) form { return form{"kind": kind, "id": id} }
	for name, c := range map[string]struct {
		by, program string
		nominee     string // olga where it is left out
		customer    form
		asked       string // of all: who has the question
		visibility  string
		says        string // who speaks for the customer, and what they hear
		status      int
	}{
		"a colleague":                    {by: "ivan", program: "hero", customer: customer("employee", h.id("nina")), asked: "nina", says: "nina", status: 200},
		"the nominator":                  {by: "ivan", program: "hero", customer: customer("employee", h.id("ivan")), says: "ivan", status: 403},
		"who decides":                    {by: "ivan", program: "hero", customer: customer("employee", h.id("maria")), says: "maria", status: 200},
		"a lead who is nominated":        {by: "ivan", program: "thanks", nominee: "pavel", customer: customer("team", h.teams["Workshop"].String()), says: "pavel", status: 403},
		"the lead of the team":           {by: "ivan", program: "hero", customer: customer("team", h.teams["Workshop"].String()), asked: "pavel", says: "pavel", status: 200},
		"a team without a lead":          {by: "ivan", program: "hero", customer: customer("team", h.teams["Office"].String()), says: "maria", status: 403},
		"somebody outside":               {by: "ivan", program: "hero", customer: form{"kind": "external", "name": "Orchard Foods"}, says: "maria", status: 403},
		"of what is private":             {by: "ivan", program: "hero", customer: customer("employee", h.id("nina")), visibility: "private", says: "nina", status: 404},
		"of what nobody needs to decide": {by: "ivan", program: "thanks", customer: customer("employee", h.id("nina")), says: "nina", status: 200},
	} {
		t.Run(name, func(t *testing.T) {
			h.exec(`delete from notification`)
			h.exec(`delete from confirmation`)
			f := h.form(c.program, cmp.Or(c.nominee, "olga")).with("customer", c.customer)
			if c.program == "thanks" {
				f = f.with("points", 0)
			}
			if c.visibility != "" {
				f = f.with("visibility", c.visibility)
			}
			id := h.as(c.by).post("/nominations", f).expect(201).str("id")
			h.told()
			got := ""
			for _, who := range []string{"admin", "owner", "maria", "ivan", "olga", "pavel", "nina"} {
				if h.as(who).get("/notifications").at(`items.#(kind=="confirmation_asked")`).Exists() {
					got += who
				}
			}
			if got != c.asked {
				t.Errorf("asked are %q, want %q", got, c.asked)
			}
			if c.asked == "" {
				h.as("owner").post("/nominations/"+id+"/confirmation", form{"confirmed": true}).problem(403, "not_asked")
			}
			if a := h.as(c.says).get("/nominations/" + id); c.status != 404 && a.str("can.confirm") != fmt.Sprint(c.status == 200) {
				t.Errorf("%s may say it: %s", c.says, a.text)
			}
			if a := h.as("owner").get("/nominations/" + id); a.str("can.confirm") != "false" || a.at("confirmation").Exists() != (c.asked != "") {
				t.Errorf("the owner sees of the customer's word: %s", a.text)
			}
			if q := h.as("maria").get("/approvals"); c.asked == "" && q.at(`items.#(nomination.id=="`+id+`").nomination.confirmation`).Exists() {
				t.Errorf("the queue says of a word that nobody was asked for: %s", q.text)
			}
			answer := h.as(c.says).post("/nominations/"+id+"/confirmation", form{"confirmed": true})
			if answer.status != c.status {
				t.Errorf("%s says it: %d %s", c.says, answer.status, answer.text)
			}
		})
	}
}

// The customer need not be asked to say it, nor wait until they are.
func TestConfirmation_isTakenAtOnce(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga").with("customer", form{"kind": "employee", "id": h.id("nina")})).expect(201).str("id")
	h.as("olga").get("/nominations/"+id).problem(404, "not_found")
	if a := h.as("nina").post("/nominations/"+id+"/confirmation", form{"confirmed": true}).expect(200); a.str("confirmation.confirmed") != "true" {
		t.Errorf("nina has said %s", a.str("confirmation"))
	}
	h.told()
	h.expectInbox(map[string]string{"nina": "", "maria": "confirmation_given* approval_waiting*"})
}

func TestConfirmation_silenceBlocksNothingAndMayEndLater(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga").with("customer", form{"kind": "employee", "id": h.id("nina")})).expect(201).str("id")
	h.told()
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	h.as("nina").post("/nominations/"+id+"/confirmation", form{"confirmed": true}).expect(200)
	h.as("nina").post("/nominations/"+id+"/confirmation", form{"confirmed": false}).problem(409, "not_pending")
}

// Who is thanked privately stands in the chain for themselves, who named them, the nominator and owners.
func TestChain_whoIsThankedPrivatelyIsNotShown(t *testing.T) {
	h := newHouse(t)
	h.as("nina").patch("/me/preferences", form{"thank_privately": true}).expect(200)
	id := h.thank("ivan", "olga", "public")
	h.name("olga", id, "nina").expect(201)
	h.name("nina", id, "pavel").expect(201)
	for name, want := range map[string]string{
		"olga": "Nina Smirnova<Olga Petrova(1) Pavel Pavlov<Nina Smirnova(2) ", "nina": "Nina Smirnova<Olga Petrova(1) Pavel Pavlov<Nina Smirnova(2) ",
		"owner": "Nina Smirnova<Olga Petrova(1) Pavel Pavlov<Nina Smirnova(2) ", "ivan": "Nina Smirnova<Olga Petrova(1) Pavel Pavlov<Nina Smirnova(2) ",
		"maria": "Pavel Pavlov<(1) ", "pavel": "Pavel Pavlov<(1) ",
	} {
		a := h.as(name).get("/nominations/" + id).expect(200)
		if got := a.chainOf(); got != want {
			t.Errorf("%s sees %s, want %s", name, got, want)
		}
	}
}
