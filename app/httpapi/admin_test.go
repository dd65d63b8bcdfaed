package httpapi

import (
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/app/usecase"
	"laurel/domain"
)

func TestBehaviours_areWrittenOrderedAndRetired(t *testing.T) {
	h := newHouse(t)
	made := h.as("owner").post("/behaviours", form{
		"name": "Keeps promises", "guidance": "They said when, and it was so.",
		"translations": form{"ru": form{"name": "Держит слово", "guidance": "Сказали когда, и так и было."}},
	}).expect(http.StatusCreated)
	path := "/behaviours/" + made.str("id")
	if made.str("code") != "keeps-promises" {
		t.Error(made.text)
	}
	russian := map[string]string{"Accept-Language": "ru"}
	changed := []domain.EventKind{domain.BehaviourChanged}
	h.run(t, []scenario{
		{name: "a code twice", as: "owner", method: "POST", path: "/behaviours", body: form{"name": "Keeps Promises"}, status: 409, code: "code_taken"},
		{name: "a code that is none", as: "owner", method: "POST", path: "/behaviours", body: form{"name": "A", "code": "No Code"}, status: 422, want: []string{"body.code"}},
		{name: "no name", as: "owner", method: "POST", path: "/behaviours", body: form{"name": " "}, status: 422, want: []string{"body.name"}},
		{name: "an unknown language", as: "owner", method: "PATCH", path: path, body: form{"translations": form{"tlh": form{"name": "a"}}}, status: 422},
		{name: "everybody reads it in their language", as: "olga", method: "GET", path: "/behaviours?limit=100", headers: russian, status: 200, want: []string{"Держит слово", "Сказали когда"}},
		{name: "what is left out stays", as: "owner", method: "PATCH", path: path, body: form{"description": "Says when, and it is so."}, status: 200, values: map[string]any{"name": "Keeps promises", "description": "Says when, and it is so."}, events: changed},
		{name: "its texts", as: "owner", method: "GET", path: path + "/texts", status: 200, values: map[string]any{"guidance": "They said when, and it was so.", "translations.ru.name": "Держит слово"}},
		{name: "retired", as: "owner", method: "PATCH", path: path, body: form{"active": false}, status: 200, values: map[string]any{"active": "false"}, events: changed},
		{name: "offered no more", as: "olga", method: "GET", path: "/behaviours?limit=100", status: 200, not: []string{"keeps-promises"}},
		{name: "still there for owners", as: "owner", method: "GET", path: "/behaviours?limit=100&all=true", status: 200, want: []string{"keeps-promises"}},
		{name: "nothing there", as: "owner", method: "PATCH", path: "/behaviours/" + domain.NewBehaviourID().String(), body: form{"name": "A"}, status: 404},
		{name: "an order that lacks some", as: "owner", method: "PUT", path: "/behaviours/order", body: form{"ids": []string{made.str("id")}}, status: 422, want: []string{"body.ids"}},
	})
	ids := behaviourOrder(h).(form)["ids"].([]string)
	last := len(ids) - 1
	ids[0], ids[last] = ids[last], ids[0]
	h.as("owner").call("PUT", "/behaviours/order", form{"ids": ids}).expect(http.StatusNoContent)
	if got := h.as("owner").get("/behaviours?limit=100&all=true").str("items.0.id"); got != ids[0] {
		t.Errorf("the first is %s, want %s", got, ids[0])
	}
}

func TestBehaviours_theLastOneStays(t *testing.T) {
	h := newHouse(t)
	h.exec(`update behaviour set active = false where code <> 'respect'`)
	h.as("owner").patch("/behaviours/"+h.behaviour["respect"].String(), form{"active": false}).problem(409, "last_behaviour")
}

func TestPrograms_areTranslatedAndLoseTheirDays(t *testing.T) {
	h := newHouse(t)
	path := "/programs/" + h.programs["hero"].String()
	h.as("owner").patch(path, form{"from": "2026-01-01", "to": "2026-12-31", "translations": form{"ru": form{"name": "Герой клиента"}}}).expect(200)
	if got := h.as("olga").with("Accept-Language", "ru").get("/programs").text; !strings.Contains(got, "Герой клиента") {
		t.Error(got)
	}
	after := h.as("owner").patch(path, form{"from": nil}).expect(200)
	if after.str("from") != "" || after.str("to") != "2026-12-31" {
		t.Error(after.text)
	}
	if got := h.as("owner").get(path + "/texts").str("translations.ru.name"); got != "Герой клиента" {
		t.Error(got)
	}
	h.as("owner").patch(path, form{"translations": form{}}).expect(200)
	if got := h.as("owner").get(path + "/texts").at("translations").Raw; got != "{}" {
		t.Error(got)
	}
}

func TestPrograms_haveTheLimitsThatAreWritten(t *testing.T) {
	h := newHouse(t)
	base := form{"name": "Kudos", "funding": "none", "approval": "none", "points": form{"min": 0, "max": 0, "default": 0}}
	base["limits"] = form{"per_pair": 1, "period": "month"}
	made := h.as("owner").post("/programs", base).expect(201)
	if made.at("limits.per_pair").Raw != "1" || made.at("limits.per_giver").Raw != "null" || made.str("limits.period") != "month" || made.at("points.levels").Raw != "[]" {
		t.Error(made.text)
	}
	base["name"], base["limits"] = "Praise", form{"per_giver": nil, "per_pair": nil, "per_nominee": nil, "period": nil}
	h.as("owner").post("/programs", base).expect(201)
}

func TestRewards_areTranslated(t *testing.T) {
	h := newHouse(t)
	id := h.as("owner").post("/rewards", form{"name": "A tree", "cost": 20, "translations": form{"ru": form{"name": "Дерево"}}}).expect(201).str("id")
	if got := h.as("olga").with("Accept-Language", "ru").get("/rewards/" + id).str("name"); got != "Дерево" {
		t.Error(got)
	}
	h.as("owner").patch("/rewards/"+id, form{"name": "A young tree", "translations": form{"ru": form{"name": "Саженец"}}}).expect(200)
	if got := h.as("owner").get("/rewards/" + id + "/texts"); got.str("name") != "A young tree" || got.str("translations.ru.name") != "Саженец" {
		t.Error(got.text)
	}
}

func TestSettings_areChosen(t *testing.T) {
	h := newHouse(t)
	words := form{"en": form{"team": []string{"crew", "crews"}}}
	h.run(t, []scenario{
		{name: "as they are", as: "admin", method: "GET", path: "/settings", status: 200, values: map[string]any{"allowance": 100, "language": "en", "time_zone": "UTC", "name": ""}},
		{name: "changed", as: "admin", method: "PATCH", path: "/settings", body: form{"name": "Orchard", "allowance": 250, "language": "ru", "words": words}, status: 200, values: map[string]any{"name": "Orchard", "words.en.team.1": "crews"}, events: []domain.EventKind{domain.SettingsChanged}},
		{name: "too much", as: "admin", method: "PATCH", path: "/settings", body: form{"allowance": 1_000_001}, status: 422, want: []string{"body.allowance"}},
		{name: "forms that are missing", as: "admin", method: "PATCH", path: "/settings", body: form{"words": form{"ru": form{"team": []string{"отдел"}}}}, status: 422, want: []string{"body.words.ru.team"}},
		{name: "nobody has said what a point costs", as: "admin", method: "GET", path: "/settings", status: 200, values: map[string]any{"point_cost": ""}},
		{name: "what a point costs", as: "admin", method: "PATCH", path: "/settings", body: form{"point_cost": form{"points": 2, "amount": 5, "currency": "EUR"}}, status: 200, values: map[string]any{"point_cost.points": 2, "point_cost.amount": 5, "point_cost.currency": "EUR", "allowance": 250}, events: []domain.EventKind{domain.SettingsChanged}},
		{name: "a currency that is not there", as: "admin", method: "PATCH", path: "/settings", body: form{"point_cost": form{"points": 1, "amount": 5, "currency": "QQQ"}}, status: 422, want: []string{"body.point_cost.currency"}},
		{name: "a cost in fractions", as: "admin", method: "PATCH", path: "/settings", body: form{"point_cost": form{"points": 1, "amount": 0.5, "currency": "EUR"}}, status: 422, want: []string{"body.point_cost.amount"}},
		{name: "points for nothing", as: "admin", method: "PATCH", path: "/settings", body: form{"point_cost": form{"points": 0, "amount": 5, "currency": "EUR"}}, status: 422, want: []string{"body.point_cost.points"}},
		{name: "what a point costs is taken away", as: "admin", method: "PATCH", path: "/settings", body: form{"point_cost": nil}, status: 200, values: map[string]any{"point_cost": ""}, events: []domain.EventKind{domain.SettingsChanged}},
		{name: "rules of allowances", as: "admin", method: "PATCH", path: "/settings", body: form{"allowance_per_report": 20, "allowance_period": "quarter", "allowance_pro_rata": true}, status: 200, values: map[string]any{"allowance_per_report": 20, "allowance_period": "quarter", "allowance_pro_rata": true}, events: []domain.EventKind{domain.SettingsChanged}},
		{name: "a year is too long", as: "admin", method: "PATCH", path: "/settings", body: form{"allowance_period": "year"}, status: 422, want: []string{"body.allowance_period"}},
		{name: "less than nothing", as: "admin", method: "PATCH", path: "/settings", body: form{"allowance_per_report": -1}, status: 422, want: []string{"body.allowance_per_report"}},
		{name: "as it was", as: "admin", method: "PATCH", path: "/settings", body: form{"allowance_per_report": 0, "allowance_period": "month", "allowance_pro_rata": false}, status: 200, events: []domain.EventKind{domain.SettingsChanged}},
		{name: "limits of countries", as: "admin", method: "PATCH", path: "/settings", body: form{"tax_free": []form{{"country": " Estonia ", "amount": 10000, "currency": "EUR"}}}, status: 200, values: map[string]any{"tax_free.#": 1, "tax_free.0.country": "Estonia", "tax_free.0.amount": 10000}, events: []domain.EventKind{domain.SettingsChanged}},
		{name: "a country twice", as: "admin", method: "PATCH", path: "/settings", body: form{"tax_free": []form{{"country": "Estonia", "amount": 1, "currency": "EUR"}, {"country": "ESTONIA", "amount": 2, "currency": "EUR"}}}, status: 422, want: []string{"body.tax_free[1].country"}},
		{name: "a limit in nothing", as: "admin", method: "PATCH", path: "/settings", body: form{"tax_free": []form{{"country": "Estonia", "amount": 1, "currency": "QQQ"}}}, status: 422, want: []string{"body.tax_free[0].currency"}},
		{name: "no limits any more", as: "admin", method: "PATCH", path: "/settings", body: form{"tax_free": []form{}}, status: 200, values: map[string]any{"tax_free": "[]"}, events: []domain.EventKind{domain.SettingsChanged}},
		{name: "the zone stays", as: "admin", method: "PATCH", path: "/settings", body: form{"time_zone": "Europe/Riga"}, status: 422},
		{name: "everybody hears the words", as: "olga", method: "GET", path: "/me", status: 200, values: map[string]any{"organisation.name": "Orchard", "organisation.words.en.team.0": "crew", "allowance.total": 250}},
		{name: "who is new speaks the language", as: "admin", method: "POST", path: "/employees", body: form{"name": "Neva", "email": "neva@demo.example"}, status: 201, values: map[string]any{"locale": "ru"}, events: []domain.EventKind{domain.EmployeeAdded}},
		{name: "left out stays", as: "admin", method: "PATCH", path: "/settings", body: form{}, status: 200, values: map[string]any{"name": "Orchard", "words.en.team.0": "crew"}, events: []domain.EventKind{domain.SettingsChanged}},
	})
}

func TestSetup_followsWhatIsThere(t *testing.T) {
	h := newHouse(t)
	h.run(t, []scenario{
		{name: "at first", as: "owner", method: "GET", path: "/setup", status: 200, values: map[string]any{"people": 7, "owner": true, "invited": false, "program": true, "behaviours": false, "recognitions": false}},
		{name: "looked at", as: "owner", method: "POST", path: "/setup/behaviours", status: 204},
	})
	h.as("admin").post("/employees/"+h.id("ivan")+"/invitation", nil).expect(201)
	h.as("ivan").post("/nominations", h.form("thanks", "olga")).expect(201)
	h.run(t, []scenario{
		{name: "at last", as: "admin", method: "GET", path: "/setup", status: 200, values: map[string]any{"invited": true, "behaviours": true, "recognitions": true}},
	})
}

func TestAudit_isReadFilteredAndTakenAway(t *testing.T) {
	h := newHouse(t)
	h.as("admin").patch("/employees/"+h.id("ivan"), form{"name": "=HYPERLINK(1)"}).expect(200)
	h.clock.advance(48 * time.Hour)
	h.as("owner").patch("/programs/"+h.programs["hero"].String(), form{"description": "Another"}).expect(200)
	h.as("owner").patch("/programs/"+h.programs["team"].String(), form{"description": "Another"}).expect(200)
	for query, want := range map[string]string{
		"":                                `["change_program","change_program","update_employee"]`,
		"?limit=1":                        `["change_program"]`,
		"?action=update_employee":         `["update_employee"]`,
		"?subject_kind=program":           `["change_program","change_program"]`,
		"?actor_id=" + h.id("admin"):      `["update_employee"]`,
		"?subject_id=" + h.id("ivan"):     `["update_employee"]`,
		"?to=2026-03-10":                  `["update_employee"]`,
		"?from=2026-03-11":                `["change_program","change_program"]`,
		"?from=2026-03-11&to=2026-03-11":  `[]`,
		"?subject_kind=program&limit=100": `["change_program","change_program"]`,
	} {
		if got := h.as("admin").get("/audit" + query).expect(200).at("items.#.action").Raw; got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	first := h.as("admin").get("/audit?limit=2").expect(200)
	rest := h.as("admin").get("/audit?limit=2&cursor=" + first.str("next_cursor")).expect(200)
	if rest.str("items.0.action") != "update_employee" || rest.str("items.0.subject.name") != "=HYPERLINK(1)" || rest.str("items.0.actor.name") != "Alma Admin" || rest.str("next_cursor") != "" {
		t.Error(rest.text)
	}
	h.as("admin").get("/audit?cursor=nonsense").problem(422, "invalid_cursor")
	table := h.as("admin").with("Accept", "text/csv").get("/audit").expect(200)
	if media := table.header.Get("Content-Type"); media != "text/csv; charset=utf-8" {
		t.Error(media)
	}
	lines, err := csv.NewReader(strings.NewReader(table.text)).ReadAll()
	if err != nil || len(lines) != 4 || lines[3][5] != "'=HYPERLINK(1)" {
		t.Errorf("%v, %v", lines, err)
	}
}

func TestHealth_saysWhatToDo(t *testing.T) {
	broken := errors.New("no answer")
	var redis error
	h := newHouse(t, func(o *houseOptions) {
		o.http.Checks = map[string]func(context.Context) error{"redis": func(context.Context) error { return redis }}
		o.http.Operation = Operation{Space: func() (int64, int64, error) { return 1 << 30, 1 << 40, nil }}
	})
	line := func(a *answer, name string) string {
		return a.str(`lines.#(name=="`+name+`").state`) + " " + a.str(`lines.#(name=="`+name+`").advice`)
	}
	a := h.as("admin").get("/health").expect(200)
	for name, want := range map[string]string{"redis": "ok ", "relay": "ok ", "ledger": "notice check_ledger", "disk": "notice free_disk", "mail": "ok set_up_mail", "endpoints": "ok "} {
		if got := line(a, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a.str("state") != "notice" || a.str("version") != "test" {
		t.Error(a.text)
	}
	h.as("admin").get("/ledger/check").expect(200)
	redis = broken
	id := endpointThing(h, "")
	h.exec(`update endpoint set status = 'disabled', disabled_reason = 'failing' where id = $1`, id)
	h.exec(`insert into delivery (id, endpoint_id, event_id, event, attempt, status, at) values ($1, $2, $3, 'recognition.published', 1, 'pending', $4)`,
		domain.NewDeliveryID(), id, domain.NewEventID(), houseStart.Add(-time.Hour))
	h.as("ivan").post("/nominations", h.form("thanks", "olga")).expect(201)
	h.clock.advance(2 * time.Minute)
	a = h.as("admin").get("/health").expect(200)
	for name, want := range map[string]string{
		"redis": "notice mend_redis", "ledger": "ok ", "endpoints": "bad mend_endpoints", "deliveries": "notice look_at_deliveries", "relay": "bad restart_relay",
	} {
		if got := line(a, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a.str("state") != string(usecase.Broken) {
		t.Error(a.text)
	}
}

func TestWebhooks_showTheMessageBeforeItIsSent(t *testing.T) {
	h := newHouse(t)
	sample := h.as("admin").get("/webhooks/preview?kind=slack&language=ru").expect(200)
	if !sample.at("sample").Bool() || !strings.Contains(sample.text, "Благодарность") {
		t.Error(sample.text)
	}
	h.as("ivan").post("/nominations", h.form("thanks", "olga").with("story", "She stayed until nine.")).expect(201)
	id := waitingFor("nina")(h, "ivan")
	h.as("pavel").post("/nominations/"+id+"/approve", nil).expect(200)
	real := h.as("admin").get("/webhooks/preview?kind=slack").expect(200)
	if real.at("sample").Bool() || !strings.Contains(real.text, "She stayed until nine.") || real.str("body.blocks.0.type") != "header" {
		t.Error("a private recognition, or none, is shown:", real.text)
	}
	signed := h.as("admin").get("/webhooks/preview?kind=standard").expect(200)
	if signed.str("body.type") != "recognition.published" || signed.str("body.data.story") != "She stayed until nine." {
		t.Error(signed.text)
	}
	for _, event := range []string{"recognition.revoked", "redemption.requested", "redemption.fulfilled", "goal.reached", "report.published", "endpoint.tested"} {
		h.as("admin").get("/webhooks/preview?event=" + event).expect(200)
	}
	// It obeys the organisation's own words.
	h.as("admin").patch("/settings", form{"words": form{"en": form{"reward": []string{"gift", "gifts"}}}}).expect(200)
	if got := h.as("admin").get("/webhooks/preview?event=redemption.requested").text; !strings.Contains(got, "Gift requested:") {
		t.Error(got)
	}
}
