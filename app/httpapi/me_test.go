package httpapi

import (
	"testing"
	"time"

	"laurel/domain"
)

func TestMe(t *testing.T) {
	h := newHouse(t)
	h.run(t, []scenario{
		{name: "an employee", as: "ivan", method: "GET", path: "/me", status: 200, values: map[string]any{
			"id": h.id("ivan"), "name": "Ivan Ivanov", "email": "ivan@demo.example", "role": "employee", "locale": "en",
			"team.id": h.teams["Dispatch"], "team.name": "Dispatch", "manager.id": h.id("maria"), "manager.name": "Maria Manager",
			"wallet.balance": 0, "wallet.reserved": 0, "allowance.balance": 100, "allowance.total": 100, "allowance.resets_at": "2026-04-01T00:00:00Z",
			"reports": 0, "organisation.time_zone": "UTC",
		}, not: []string{"password", "hash"}},
		{name: "a manager", as: "maria", method: "GET", path: "/me", status: 200, values: map[string]any{"reports": 2, "manager": ""}},
		{name: "nobody", method: "GET", path: "/me", status: 401, code: "unauthenticated"},
	})
}

func TestMe_allowanceLapsesAndIsFilledAnew(t *testing.T) {
	h := newHouse(t)
	h.as("ivan").post("/nominations", map[string]any{"program_id": h.programs["thanks"], "nominee_ids": []string{h.id("olga")}, "story": "Thank you", "points": 30}).expect(201)
	if a := h.as("ivan").get("/me").expect(200); a.num("allowance.balance") != 70 || a.num("wallet.balance") != 0 {
		t.Errorf("after giving 30: %s", a.text)
	}
	if a := h.as("olga").get("/me").expect(200); a.num("allowance.balance") != 100 || a.num("wallet.balance") != 30 {
		t.Errorf("after receiving 30: %s", a.text)
	}
	h.clock.advance(22*24*time.Hour - 9*time.Hour - h.clock.now().Sub(houseStart)) // the first moment of April
	a := h.as("ivan").get("/me").expect(200)
	if a.num("allowance.balance") != 100 || a.str("allowance.resets_at") != "2026-05-01T00:00:00Z" {
		t.Errorf("in the next month: %s", a.text)
	}
}

func TestMe_beginsMonthsInTheOrganisationsZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, func(o *houseOptions) { o.useCases.Location = berlin })
	if at := h.as("ivan").get("/me").expect(200).str("allowance.resets_at"); at != "2026-03-31T22:00:00Z" {
		t.Errorf("the allowance is filled at %s", at)
	}
}

func TestPreferences(t *testing.T) {
	h := newHouse(t)
	moved := []domain.EventKind{domain.BoardVisibilityChange}
	path := "/me/preferences"
	h.run(t, []scenario{
		{name: "as they are", as: "ivan", method: "GET", path: path, status: 200, values: map[string]any{"locale": "en", "hidden_from_leaderboards": false}},
		{name: "language", as: "ivan", method: "PATCH", path: path, body: map[string]any{"locale": "ru"}, status: 200, values: map[string]any{"locale": "ru", "hidden_from_leaderboards": false}},
		{name: "hide", as: "ivan", method: "PATCH", path: path, body: map[string]any{"hidden_from_leaderboards": true}, status: 200, values: map[string]any{"locale": "ru", "hidden_from_leaderboards": true}, events: moved},
		{name: "hide again", as: "ivan", method: "PATCH", path: path, body: map[string]any{"hidden_from_leaderboards": true}, status: 200},
		{name: "show", as: "ivan", method: "PATCH", path: path, body: map[string]any{"hidden_from_leaderboards": false}, status: 200, events: moved},
		{name: "hide the points", as: "ivan", method: "PATCH", path: path, body: map[string]any{"points_private": true}, status: 200, values: map[string]any{"points_private": true, "hidden_from_leaderboards": true}, events: moved},
		{name: "but show them on boards", as: "ivan", method: "PATCH", path: path, body: map[string]any{"points_private": true, "hidden_from_leaderboards": false}, status: 422, code: "invalid_input"},
		{name: "back to the boards", as: "ivan", method: "PATCH", path: path, body: map[string]any{"hidden_from_leaderboards": false}, status: 200, values: map[string]any{"points_private": false, "hidden_from_leaderboards": false}, events: moved},
		{name: "theme, zone, notifications", as: "ivan", method: "PATCH", path: path, body: map[string]any{
			"theme": "dark", "time_zone": "Asia/Tokyo", "thank_privately": true,
			"notifications": map[string]any{"kinds": []any{map[string]any{"kind": "comment", "inbox": true, "mail": false}}, "digest": "daily", "quiet_hours": map[string]any{"from": "22:00", "to": "07:00"}},
		}, status: 200, values: map[string]any{
			"theme": "dark", "time_zone": "Asia/Tokyo", "thank_privately": true, "notifications.digest": "daily", "notifications.quiet_hours.from": "22:00",
			`notifications.kinds.#(kind=="comment").mail`: false, `notifications.kinds.#(kind=="approval").mail`: true,
		}},
		{name: "the organisation's zone", as: "ivan", method: "PATCH", path: path, body: map[string]any{"time_zone": ""}, status: 200, values: map[string]any{"time_zone": "", "theme": "dark"}},
		{name: "null is none", as: "ivan", method: "PATCH", path: path, body: map[string]any{"time_zone": "Asia/Tokyo", "notifications": map[string]any{"quiet_hours": nil}}, status: 200, values: map[string]any{"time_zone": "Asia/Tokyo", "notifications.quiet_hours": ""}},
		{name: "null is the organisation's zone", as: "ivan", method: "PATCH", path: path, body: map[string]any{"time_zone": nil}, status: 200, values: map[string]any{"time_zone": "", "notifications.digest": "daily"}},
		{name: "a zone that is none", as: "ivan", method: "PATCH", path: path, body: map[string]any{"time_zone": "Nowhere"}, status: 422, code: "invalid_input"},
		{name: "a kind that is none", as: "ivan", method: "PATCH", path: path, body: map[string]any{"notifications": map[string]any{"kinds": []any{map[string]any{"kind": "gossip", "inbox": true, "mail": true}}}}, status: 422, code: "invalid_input"},
		{name: "hours that are none", as: "ivan", method: "PATCH", path: path, body: map[string]any{"notifications": map[string]any{"quiet_hours": map[string]any{"from": "late", "to": "07:00"}}}, status: 422, code: "invalid_input"},
		{name: "nothing", as: "ivan", method: "PATCH", path: path, body: map[string]any{}, status: 200, values: map[string]any{"locale": "ru"}},
		{name: "kept", as: "ivan", method: "GET", path: path, status: 200, values: map[string]any{"locale": "ru", "hidden_from_leaderboards": false}},
		{name: "others' are their own", as: "olga", method: "GET", path: path, status: 200, values: map[string]any{"locale": "en"}},
		{name: "a language that is not spoken", as: "ivan", method: "PATCH", path: path, body: map[string]any{"locale": "tlh"}, status: 422, code: "invalid_input"},
		{name: "more than one may choose", as: "ivan", method: "PATCH", path: path, body: map[string]any{"role": "admin"}, status: 422, code: "invalid_input"},
		{name: "without a body", as: "ivan", method: "PATCH", path: path, status: 400},
	})
	for name, want := range map[string]bool{"ivan": true, "olga": false} {
		if a := h.as(name).get("/me").expect(200); a.at("locale_chosen").Bool() != want {
			t.Errorf("%s has chosen a language: %s", name, a.text)
		}
	}
	if n := h.count(`select count(*) from audit where action = 'choose_preferences' and actor_id = $1`, h.people["ivan"].ID); n != 9 {
		t.Errorf("%d entries in the audit log, one for each change", n)
	}
	var data string
	h.scan(`select data::text from event where kind = $1 order by seq limit 1`, []any{domain.BoardVisibilityChange}, &data)
	if want := `{"visibility": {"hidden": true, "employee": "` + h.id("ivan") + `"}}`; data != want {
		t.Errorf("the event says %s, want %s", data, want)
	}
}
