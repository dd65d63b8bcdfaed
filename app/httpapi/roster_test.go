package httpapi

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"laurel/domain"
)

func TestRoster_addsAndChangesEmployees(t *testing.T) {
	h := newHouse(t)
	added := h.as("admin").with("Idempotency-Key", "one").post("/employees", form{
		"name": " Lena Orlova ", "email": "Lena@Demo.example", "team_id": h.teams["Dispatch"], "manager_id": h.id("maria"), "started_on": "2026-03-01",
	}).expect(http.StatusCreated)
	id := added.str("id")
	for path, want := range map[string]string{
		"name": "Lena Orlova", "email": "lena@demo.example", "role": "employee", "locale": "en", "team.name": "Dispatch",
		"manager.id": h.id("maria"), "started_on": "2026-03-01", "active": "true", "sign_in": "none",
	} {
		if got := added.str(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	changed := []domain.EventKind{domain.EmployeeChanged}
	path := "/employees/" + id
	h.run(t, []scenario{
		{name: "the same again", as: "admin", method: "POST", path: "/employees", headers: map[string]string{"Idempotency-Key": "one"}, body: form{
			"name": " Lena Orlova ", "email": "Lena@Demo.example", "team_id": h.teams["Dispatch"], "manager_id": h.id("maria"), "started_on": "2026-03-01",
		}, status: 201, values: map[string]any{"id": id}},
		{name: "an address twice", as: "admin", method: "POST", path: "/employees", body: form{"name": "Another", "email": "LENA@demo.example"}, status: 409, code: "email_taken"},
		{name: "a number alone", as: "admin", method: "POST", path: "/employees", body: form{"name": "Timur", "personnel_number": "00417"}, status: 201, values: map[string]any{"personnel_number": "00417"}, events: []domain.EventKind{domain.EmployeeAdded}},
		{name: "neither", as: "admin", method: "POST", path: "/employees", body: form{"name": "Timur"}, status: 422, want: []string{"body.email"}},
		{name: "no such team", as: "admin", method: "POST", path: "/employees", body: form{"name": "A", "email": "a@demo.example", "team_id": domain.NewTeamID()}, status: 422, want: []string{"body.team_id"}},
		{name: "no such manager", as: "admin", method: "PATCH", path: path, body: form{"manager_id": domain.NewEmployeeID()}, status: 422, want: []string{"body.manager_id"}},
		{name: "oneself as manager", as: "admin", method: "PATCH", path: path, body: form{"manager_id": id}, status: 422, want: []string{"body.manager_id"}},
		{name: "a circle", as: "admin", method: "PATCH", path: "/employees/" + h.id("maria"), body: form{"manager_id": id}, status: 422, want: []string{"circle"}},
		{name: "what is left out stays", as: "admin", method: "PATCH", path: path, body: form{"name": "Lena Petrova"}, status: 200, values: map[string]any{"name": "Lena Petrova", "team.name": "Dispatch", "started_on": "2026-03-01"}, events: changed},
		{name: "null empties", as: "admin", method: "PATCH", path: path, body: form{"team_id": nil, "started_on": nil}, status: 200, values: map[string]any{"team": "", "started_on": ""}, events: changed},
		{name: "nothing new says nothing", as: "admin", method: "PATCH", path: path, body: form{"name": "Lena Petrova"}, status: 200},
		{name: "nobody there", as: "admin", method: "PATCH", path: "/employees/" + domain.NewEmployeeID().String(), body: form{"name": "A"}, status: 404},
		{name: "the page of one", as: "admin", method: "GET", path: "/roster/" + id, status: 200, values: map[string]any{"name": "Lena Petrova", "manager.name": "Maria Manager"}},
	})
}

func TestRoster_isSearchedAndFiltered(t *testing.T) {
	h := newHouse(t)
	h.as("admin").post("/employees", form{"name": "Timur Tagirov", "personnel_number": "00417", "team_id": h.teams["Workshop"]}).expect(201)
	h.as("admin").patch("/employees/"+h.id("nina"), form{"active": false}).expect(200)
	for query, want := range map[string]string{
		"":                             `["Alma Admin","Ivan Ivanov","Maria Manager","Nina Smirnova","Olga Petrova","Oscar Owner","Pavel Pavlov","Timur Tagirov"]`,
		"?active=false":                `["Nina Smirnova"]`,
		"?active=true&role=employee":   `["Ivan Ivanov","Olga Petrova","Timur Tagirov"]`,
		"?role=admin":                  `["Alma Admin"]`,
		"?q=ol":                        `["Olga Petrova"]`,
		"?q=petrowa":                   `["Olga Petrova"]`,
		"?q=00417":                     `["Timur Tagirov"]`,
		"?q=00":                        `["Timur Tagirov"]`,
		"?q=%25&active=true":           `[]`,
		"?role=owner&active=false":     `[]`,
		"?q=maria%40demo&role=manager": `["Maria Manager"]`,
	} {
		if got := h.as("admin").get("/roster" + query + "").expect(200).at("items.#.name").Raw; got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	if got := h.as("admin").get("/roster?team_id=" + h.teams["Workshop"].String()).expect(200).at("items.#.name").Raw; got != `["Nina Smirnova","Pavel Pavlov","Timur Tagirov"]` {
		t.Error(got)
	}
	h.as("admin").get("/roster?cursor=nonsense").problem(422, "invalid_cursor")
	var names []string
	for cursor := ""; ; {
		page := h.as("admin").get("/roster?limit=3&cursor=" + cursor).expect(200)
		for _, item := range page.at("items").Array() {
			names = append(names, item.Get("name").String())
		}
		if cursor = page.str("next_cursor"); cursor == "" {
			break
		}
	}
	if len(names) != 8 || names[0] != "Alma Admin" || names[7] != "Timur Tagirov" {
		t.Error(names)
	}
}

func TestRoster_whoIsDeactivatedIsOutAtOnce(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	b := h.browser()
	b.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	link := h.as("admin").post("/employees/"+h.id("ivan")+"/invitation", nil).expect(201).str("url")
	h.as("admin").patch("/employees/"+h.id("ivan"), form{"active": false}).expect(200)
	b.get("/me").problem(401, "unauthenticated")
	h.as("").post("/auth/invitations/"+link[len(h.url+"/invitation#/"):], form{"password": "another house of cards"}).problem(404, "not_found")
	h.as("admin").post("/employees/"+h.id("ivan")+"/invitation", nil).problem(409, "deactivated")
	h.as("admin").patch("/employees/"+h.id("ivan"), form{"active": true}).expect(200)
	b.get("/me").problem(401, "unauthenticated") // the old session does not come back
	b.post("/auth/session", credentials("ivan", housePassword)).expect(200)
}

func TestRoster_whatWaitsFindsItsApproverAnew(t *testing.T) {
	h := newHouse(t)
	id := waitingFor("ivan")(h, "olga")
	h.as("admin").patch("/employees/"+h.id("maria"), form{"manager_id": h.id("pavel")}).expect(200)
	h.as("admin").patch("/employees/"+h.id("maria"), form{"active": false}).expect(200)
	h.as("pavel").post("/nominations/"+id+"/approve", nil).expect(200)

	// Another manager decides on what waited for the one before.
	id = waitingFor("ivan")(h, "olga")
	h.as("admin").patch("/employees/"+h.id("ivan"), form{"manager_id": h.id("nina")}).expect(200)
	h.as("nina").post("/nominations/"+id+"/approve", nil).expect(200)
}

func TestRoster_somebodyKeepsRunningIt(t *testing.T) {
	h := newHouse(t)
	h.as("admin").patch("/employees/"+h.id("admin"), form{"role": "owner"}).problem(409, "last_admin")
	h.as("admin").patch("/employees/"+h.id("admin"), form{"active": false}).problem(409, "own_account")
	h.as("admin").patch("/employees/"+h.id("olga"), form{"role": "admin"}).expect(200)
	h.as("olga").patch("/employees/"+h.id("olga"), form{"active": false}).problem(409, "own_account")

	// Two who take the role from each other at once: one of them stays.
	var calls sync.WaitGroup
	statuses := make([]int, 2)
	for i, pair := range [][2]string{{"admin", "olga"}, {"olga", "admin"}} {
		calls.Go(func() {
			statuses[i] = h.as(pair[0]).patch("/employees/"+h.id(pair[1]), form{"role": "employee"}).status
		})
	}
	calls.Wait()
	if left := h.count(`select count(*) from employee where role = 'admin' and active`); left != 1 {
		t.Errorf("%d administrators are left: %v", left, statuses)
	}
}

func TestRoster_twoAtOnceMakeNoCircle(t *testing.T) {
	h := newHouse(t)
	var calls sync.WaitGroup
	for _, pair := range [][2]string{{"maria", "pavel"}, {"pavel", "maria"}} {
		calls.Go(func() { h.as("admin").patch("/employees/"+h.id(pair[0]), form{"manager_id": h.id(pair[1])}) })
	}
	calls.Wait()
	if n := h.count(`select count(*) from employee where id = any(above)`); n != 0 {
		t.Errorf("%d stand above themselves", n)
	}
	if n := h.count(`select count(*) from employee where manager_id is not null and cardinality(above) = 0`); n != 0 {
		t.Errorf("%d have a manager and no line", n)
	}
}

func TestRoster_linesFollow(t *testing.T) {
	h := newHouse(t)
	h.as("admin").patch("/employees/"+h.id("maria"), form{"manager_id": h.id("pavel")}).expect(200)
	var above string
	h.scan(`select above::text from employee where id = $1`, []any{h.people["ivan"].ID}, &above)
	if want := fmt.Sprintf("{%s,%s}", h.id("maria"), h.id("pavel")); above != want {
		t.Errorf("above ivan stand %s, want %s", above, want)
	}
}

func TestRoster_eachChangeIsAudited(t *testing.T) {
	h := newHouse(t)
	h.as("admin").patch("/employees/"+h.id("ivan"), form{"name": "Ivan the Second", "role": "owner"}).expect(200)
	var action, data string
	h.scan(`select action, data::text from audit where subject_id = $1`, []any{h.people["ivan"].ID}, &action, &data)
	if action != "update_employee" || data != fmt.Sprintf(`{"role": "owner", "team": "%s", "changed": ["name", "role"], "manager": "%s"}`, h.teams["Dispatch"], h.id("maria")) {
		t.Errorf("%s %s", action, data)
	}
}

func TestTeams_areAddedMovedAndLed(t *testing.T) {
	h := newHouse(t)
	dispatch, workshop := h.teams["Dispatch"].String(), h.teams["Workshop"].String()
	night := h.as("admin").post("/teams", form{"name": " Night shift ", "parent_id": dispatch, "lead_id": h.id("ivan")}).expect(201)
	if night.str("name") != "Night shift" || night.str("parent.name") != "Dispatch" || night.str("lead.name") != "Ivan Ivanov" {
		t.Fatal(night.text)
	}
	path := "/teams/" + night.str("id")
	changed := []domain.EventKind{domain.TeamChanged}
	h.run(t, []scenario{
		{name: "a name twice", as: "admin", method: "POST", path: "/teams", body: form{"name": "Dispatch"}, status: 409, code: "name_taken"},
		{name: "no name", as: "admin", method: "POST", path: "/teams", body: form{"name": " "}, status: 422, want: []string{"body.name"}},
		{name: "no such parent", as: "admin", method: "POST", path: "/teams", body: form{"name": "A", "parent_id": domain.NewTeamID()}, status: 422, want: []string{"body.parent_id"}},
		{name: "a circle", as: "admin", method: "PATCH", path: "/teams/" + dispatch, body: form{"parent_id": night.str("id")}, status: 422, want: []string{"circle"}},
		{name: "below itself", as: "admin", method: "PATCH", path: path, body: form{"parent_id": night.str("id")}, status: 422, want: []string{"circle"}},
		{name: "renamed", as: "admin", method: "PATCH", path: path, body: form{"name": "Nights"}, status: 200, values: map[string]any{"name": "Nights", "parent.name": "Dispatch", "lead.name": "Ivan Ivanov"}, events: changed},
		{name: "moved with what is below", as: "admin", method: "PATCH", path: "/teams/" + dispatch, body: form{"parent_id": workshop}, status: 200, values: map[string]any{"parent.name": "Workshop"}, events: changed},
		{name: "to the top, without a lead", as: "admin", method: "PATCH", path: path, body: form{"parent_id": nil, "lead_id": nil}, status: 200, values: map[string]any{"parent": "", "lead": ""}, events: changed},
		{name: "not there", as: "admin", method: "PATCH", path: "/teams/" + domain.NewTeamID().String(), body: form{"name": "A"}, status: 404},
	})
	if got := h.as("olga").get("/employees?team_id=" + workshop).at("items.#.name").Raw; got != `["Ivan Ivanov","Maria Manager","Nina Smirnova","Olga Petrova","Pavel Pavlov"]` {
		t.Error("below the workshop are", got)
	}
}
