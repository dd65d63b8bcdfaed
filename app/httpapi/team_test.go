package httpapi

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func TestTeam_whatAManagerSeesOfThoseBelow(t *testing.T) {
	h := newHouse(t)
	h.exec(`update employee set manager_id = $1, above = array[$1::uuid] where id = $2`, h.people["pavel"].ID, h.people["maria"].ID)
	h.exec(`update employee set above = array[$1::uuid, $2::uuid] where manager_id = $1`, h.people["maria"].ID, h.people["pavel"].ID)
	h.fund("olga", 100)
	// Olga was thanked in public and, in private, by Nina; Ivan never.
	h.as("ivan").post("/nominations", h.form("thanks", "olga")).expect(http.StatusCreated)
	private := h.nominate("nina", h.form("hero", "olga").with("visibility", "private"))
	h.as("maria").post("/nominations/"+private+"/approve", nil).expect(http.StatusOK)
	waits := h.nominate("ivan", h.form("hero", "olga").with("points", 70))
	asked := h.redeem("olga", h.offer(form{"requires_approval": true, "cost": 25}))
	h.nominate("ivan", h.form("hero", "nina")) // of another team
	since := h.clock.now().Format(time.RFC3339)

	a := h.as("maria").get("/me/team").expect(http.StatusOK)
	for path, want := range map[string]any{
		"people": 2, "too_large": false, "recognised": 1, "recognitions": 2, "given": 1, "unseen": 1,
		"waiting.nominations": 1, "waiting.redemptions": 1, "waiting.oldest_since": since,
		"behaviours.0.behaviour.code": "right-first-time", "behaviours.0.recognitions": 2,
		"customers.#": 1, "customers.0.recognitions": 2, "period.from": "2025-12-11", "period.to": "2026-03-10",
	} {
		if got := a.str(path); got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %v", path, got, want)
		}
	}
	p := h.as("maria").get("/me/team/people").expect(http.StatusOK)
	if got := p.at("items.#.employee.name").String() + p.at("items.#.recognitions").String() + p.at("items.#.unseen").String(); got != `["Ivan Ivanov","Olga Petrova"][0,2][true,false]` {
		t.Errorf("people %s", got)
	}
	for show, want := range map[string]string{"unseen": `["Ivan Ivanov"]`, "thanked": `["Olga Petrova"]`} {
		if got := h.as("maria").get("/me/team/people?show=" + show).at("items.#.employee.name").String(); got != want {
			t.Errorf("%s: %s", show, got)
		}
	}
	page := h.as("maria").get("/me/team/people?limit=1").expect(http.StatusOK)
	if rest := h.as("maria").get("/me/team/people?limit=1&cursor=" + page.str("next_cursor")); rest.str("items.0.employee.name") != "Olga Petrova" || rest.at("next_cursor").Raw != "null" {
		t.Errorf("the second page is %s", rest.text)
	}
	w := h.as("maria").get("/me/team/waiting").expect(http.StatusOK)
	if w.at("items.#.id").String() != quoted(waits, asked) || w.str("items.0.approver.name") != "Maria Manager" || w.num("items.0.points") != 70 || w.num("items.1.points") != 25 {
		t.Errorf("what waits is %s", w.text)
	}
	// One up sees one report, and all below where asked.
	if b := h.as("pavel").get("/me/team").expect(http.StatusOK); b.num("people") != 2 || b.num("recognitions") != 0 {
		t.Errorf("pavel's reports: %s", b.text)
	}
	if b := h.as("pavel").get("/me/team?scope=all").expect(http.StatusOK); b.num("people") != 4 || b.num("recognitions") != 2 || b.num("waiting.nominations") != 2 {
		t.Errorf("all below pavel: %s", b.text)
	}
	if b := h.as("pavel").get("/me/team/waiting?scope=all&limit=1").expect(http.StatusOK); b.str("items.0.id") != waits || b.str("next_cursor") == "" {
		t.Errorf("what waits below pavel: %s", b.text)
	}
	// Of other days.
	if b := h.as("maria").get("/me/team?from=2026-01-01&to=2026-02-01").expect(http.StatusOK); b.num("recognitions") != 0 || b.num("unseen") != 1 {
		t.Errorf("before: %s", b.text)
	}
	// What an owner has hidden does not count.
	h.exec(`update nomination set hidden_at = published_at where id = $1`, private)
	if b := h.as("maria").get("/me/team").expect(http.StatusOK); b.num("recognitions") != 1 {
		t.Errorf("hidden: %s", b.text)
	}
	// An owner without reports has nobody below.
	if b := h.as("owner").get("/me/team").expect(http.StatusOK); b.num("people") != 0 || b.at("behaviours").Raw != "[]" {
		t.Errorf("the owner's: %s", b.text)
	}
}

func TestTeam_whoIsNewHasNotGoneUnseen(t *testing.T) {
	h := newHouse(t)
	h.exec(`update employee set started_on = '2026-03-01' where id = $1`, h.people["ivan"].ID)
	if got := h.as("maria").get("/me/team/people?show=unseen").at("items.#.employee.name").String(); got != `["Olga Petrova"]` {
		t.Errorf("unseen are %s", got)
	}
}

func TestTeam_refusals(t *testing.T) {
	h := newHouse(t)
	h.run(t, []scenario{
		{name: "nobody", method: "GET", path: "/me/team", status: 401},
		{name: "who has no reports", as: "ivan", method: "GET", path: "/me/team", status: 403, code: "forbidden"},
		{name: "the wrong way", as: "maria", method: "GET", path: "/me/team?from=2026-03-02&to=2026-03-01", status: 422, code: "invalid_input"},
		{name: "too long", as: "maria", method: "GET", path: "/me/team/people?from=1900-01-01&to=2026-03-01", status: 422, code: "invalid_input"},
		{name: "no day", as: "maria", method: "GET", path: "/me/team?from=2026-02-30", status: 422, code: "invalid_input"},
		{name: "another scope", as: "maria", method: "GET", path: "/me/team?scope=everybody", status: 422, code: "invalid_input"},
		{name: "no cursor of ours", as: "maria", method: "GET", path: "/me/team/people?cursor=nonsense", status: 422, code: "invalid_cursor"},
		{name: "nor here", as: "maria", method: "GET", path: "/me/team/waiting?cursor=nonsense", status: 422, code: "invalid_cursor"},
	})
}
