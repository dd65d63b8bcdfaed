package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func (f form) served(name string) form {
	return f.with("customer", form{"kind": "external", "name": name})
}

func TestProfile_countsWhatTheReaderMaySee(t *testing.T) {
	h := newHouse(t)
	h.as("nina").post("/nominations", h.form("thanks", "olga").served("Orchard Foods").with("enabler_ids", []string{h.id("ivan")})).expect(201)
	h.as("pavel").post("/nominations", h.form("thanks", "olga").served("orchard foods").with("behaviour_ids", []any{h.behaviour["respect"], h.behaviour["right-first-time"]})).expect(201)
	h.as("nina").post("/nominations", h.form("thanks", "olga").with("customer", form{"kind": "team", "id": h.teams["Workshop"]}).with("visibility", "private")).expect(201)
	h.as("nina").post("/nominations", h.form("hero", "olga")).expect(201) // waits
	gone := h.as("nina").post("/nominations", h.form("thanks", "olga").served("Gone")).expect(201).str("id")
	h.as("owner").post("/nominations/"+gone+"/revoke", form{"reason": "By mistake."}).expect(200)

	path := "/employees/" + h.id("olga") + "/profile"
	for name, want := range map[string]int64{"ivan": 2, "admin": 2, "pavel": 2, "olga": 3, "nina": 3, "maria": 3, "owner": 3} {
		a := h.as(name).get(path).expect(200)
		if a.num("received") != want || a.num("behaviours.0.count") != want || a.str("behaviours.0.code") != "right-first-time" {
			t.Errorf("%s: %s", name, a.text)
		}
		if a.str("customers.0.name") != "Orchard Foods" && a.str("customers.0.name") != "orchard foods" || a.num("customers.0.count") != 2 {
			t.Errorf("customers for %s: %s", name, a.at("customers").Raw)
		}
		if strings.Contains(a.text, "Gone") || strings.Contains(a.text, "Workshop") != (want == 3) {
			t.Errorf("customers for %s: %s", name, a.at("customers").Raw)
		}
	}
	a := h.as("olga").get("/employees/" + h.id("nina") + "/profile").expect(200)
	if a.num("given") != 2 || a.num("received") != 0 || a.str("employee.manager.name") != "Pavel Pavlov" {
		t.Errorf("who gave: %s", a.text)
	}
	if n := h.as("olga").get("/employees/" + h.id("ivan") + "/profile").expect(200).num("behind_the_scenes"); n != 1 {
		t.Errorf("behind the scenes %d", n)
	}
	if n := h.as("olga").get("/nominations?status=approved&enabler_id=" + h.id("ivan")).expect(200).num("items.#"); n != 1 {
		t.Errorf("%d recognitions name him", n)
	}
	h.prefer("ivan", form{"thank_privately": true})
	for name, want := range map[string]int64{"olga": 0, "maria": 0, "ivan": 1, "nina": 1, "owner": 1} {
		a := h.as(name).get("/employees/" + h.id("ivan") + "/profile").expect(200)
		list := h.as(name).get("/nominations?status=approved&enabler_id=" + h.id("ivan")).expect(200)
		if a.num("behind_the_scenes") != want || list.num("items.#") != want || !a.at("thank_privately").Bool() {
			t.Errorf("behind the scenes for %s: %s %s", name, a.text, list.text)
		}
	}
	h.exec(`update employee set active = false where id = $1`, h.people["olga"].ID)
	if a := h.as("ivan").get(path).expect(200); a.at("employee.active").Bool() {
		t.Errorf("who has left: %s", a.text)
	}
	h.as("ivan").get("/employees/01900000-0000-7000-8000-000000000001/profile").problem(404, "not_found")
	h.as("ivan").get("/employees/nobody/profile").problem(404, "not_found")
}

func TestNominations_filtersOfASearchThatCanBeLinkedTo(t *testing.T) {
	h := newHouse(t)
	first := h.as("nina").post("/nominations", h.form("thanks", "olga").served("Orchard Foods")).expect(201).str("id")
	h.exec(`update nomination set id = overlay(id::text placing '019b0000-0000' from 1 for 13)::uuid, created_at = '2025-12-08' where id = $1`, first) // 2025-12-08
	h.exec(`update nominee set nomination_id = overlay(nomination_id::text placing '019b0000-0000' from 1 for 13)::uuid where nomination_id = $1`, first)
	second := h.as("nina").post("/nominations", h.form("thanks", "ivan").with("customer", form{"kind": "team", "id": h.teams["Workshop"]})).expect(201).str("id")
	for query, want := range map[string]int64{
		"customer=orchard%20FOODS": 1, "customer=orchard": 0, "customer_id=" + h.teams["Workshop"].String(): 1, "customer_id=" + h.id("ivan"): 0,
		"to=2025-12-31": 1, "from=2025-12-08&to=2025-12-09": 1, "from=2025-12-10": 1, "to=2025-12-01": 0,
		"from=2025-12-01": 2, "nominator_id=" + h.id("nina") + "&nominee_id=" + h.id("ivan"): 1,
	} {
		if n := h.as("ivan").get("/nominations?status=approved&" + query).expect(200).num("items.#"); n != want {
			t.Errorf("%s: %d, want %d (of %s, %s)", query, n, want, first, second)
		}
	}
	for _, query := range []string{"from=yesterday", "to=2025-02-30", "customer_id=x", "enabler_id=x"} {
		h.as("ivan").get("/nominations?" + query).expect(422)
	}
}

func TestYear_tellsStoriesWithoutPoints(t *testing.T) {
	h := newHouse(t)
	h.as("nina").post("/nominations", h.form("thanks", "olga").with("points", 37).with("visibility", "private")).expect(201)
	h.as("nina").post("/nominations", h.form("thanks", "ivan").with("enabler_ids", []string{h.id("olga")})).expect(201)
	h.as("olga").post("/nominations", h.form("thanks", "ivan")).expect(201)
	h.csv("admin").post("/imports/recognitions", strings.ReplaceAll(historyFile, "ivan@", "olga@")).expect(422) // olga to herself
	h.csv("admin").post("/imports/recognitions", "given_at,giver_email,receiver_email,behaviour,points,message\n"+
		"2019-12-31T23:59:59Z,maria@demo.example,olga@demo.example,respect,25,The last of that year\n").expect(200)

	now := h.as("olga").get("/me/year").expect(200)
	for at, want := range map[string]any{
		"year": 2026, "first": 2019, "current": 2026, "received": 1, "given": 1, "behind_the_scenes": 1, "stories.#": 1, "behind.#": 1,
		"stories.0.story": "Moved the whole order to bay 7.", "behaviours.0.count": 1, "customers.0.name": "Orchard Foods", "employee.name": "Olga Petrova",
	} {
		if got := now.str(at); got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %v", at, got, want)
		}
	}
	if strings.Contains(now.text, "points") {
		t.Errorf("points: %s", now.text)
	}
	then := h.as("olga").get("/me/year?year=2019").expect(200)
	if then.num("received") != 1 || then.num("stories.#") != 1 || then.num("given") != 0 || then.num("behind.#") != 0 {
		t.Errorf("2019: %s", then.text)
	}
	if n := h.as("olga").get("/me/year?year=2020").expect(200).num("stories.#"); n != 0 {
		t.Errorf("%d stories of 2020", n)
	}
	h.as("olga").get("/me/year?year=19").expect(422)
	if a := h.as("pavel").get("/me/year").expect(200); a.num("first") != 2026 || a.num("stories.#") != 0 {
		t.Errorf("who has nothing yet: %s", a.text)
	}
}

func TestYear_beginsInTheOrganisationsZone(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, func(o *houseOptions) { o.useCases.Location = tokyo })
	h.csv("admin").post("/imports/recognitions", "given_at,giver_email,receiver_email,behaviour,points,message\n"+
		"2019-12-31T15:00:00Z,maria@demo.example,olga@demo.example,respect,25,The first of that year\n").expect(200)
	for year, want := range map[string]int64{"2019": 0, "2020": 1} {
		if n := h.as("olga").get("/me/year?year=" + year).expect(200).num("stories.#"); n != want {
			t.Errorf("%s: %d", year, n)
		}
	}
}

func TestSearch(t *testing.T) {
	h := newHouse(t)
	h.as("nina").post("/nominations", h.form("thanks", "olga").served("Orchard Foods")).expect(201)
	h.as("nina").post("/nominations", h.form("thanks", "ivan").served("Secret Foods").with("story", "Секретная поставка на склад").with("visibility", "private")).expect(201)
	h.as("nina").post("/nominations", h.form("hero", "ivan").served("Waiting Foods").with("story", "An order that waits")).expect(201)
	find := func(q string) string { return "/search?q=" + url.QueryEscape(q) }
	h.run(t, []scenario{
		{name: "a name", as: "pavel", method: "GET", path: find("Petrova"), status: 200, values: map[string]any{"items.#": 1, "items.0.employee.name": "Olga Petrova"}},
		{name: "a name with a fault", as: "pavel", method: "GET", path: find("Olga Petrowa"), status: 200, values: map[string]any{"items.0.employee.name": "Olga Petrova"}},
		{name: "a customer", as: "pavel", method: "GET", path: find("orchard"), status: 200, values: map[string]any{"items.#": 1, "items.0.kind": "customer", "items.0.customer.name": "Orchard Foods", "items.0.customer.count": 1}},
		{name: "a customer with a fault", as: "pavel", method: "GET", path: find("Orchad Foods") + "&kind=customer", status: 200, values: map[string]any{"items.0.customer.name": "Orchard Foods"}},
		{name: "only what one may see", as: "pavel", method: "GET", path: find("foods"), status: 200, values: map[string]any{"items.#": 1}, not: []string{"Secret", "Waiting"}},
		{name: "who may see more", as: "ivan", method: "GET", path: find("foods"), status: 200, values: map[string]any{"items.#": 2}, want: []string{"Secret"}, not: []string{"Waiting"}},
		{name: "a word in another form", as: "pavel", method: "GET", path: find("orders"), status: 200, values: map[string]any{"items.#": 1, "items.0.recognition.nominees.0.name": "Olga Petrova"}},
		{name: "a Russian one", as: "ivan", method: "GET", path: find("поставки"), status: 200, values: map[string]any{"items.#": 1, "items.0.kind": "recognition"}},
		{name: "a Russian one that is not for all", as: "pavel", method: "GET", path: find("поставки"), status: 200, values: map[string]any{"items.#": 0}},
		{name: "nothing but space", as: "pavel", method: "GET", path: find("  "), status: 200, values: map[string]any{"items.#": 0}},
		{name: "signs of patterns", as: "pavel", method: "GET", path: find("%_%"), status: 200, values: map[string]any{"items.#": 0}},
		{name: "words of queries", as: "pavel", method: "GET", path: find(`"or -" & ! :*`), status: 200},
		{name: "another kind", as: "pavel", method: "GET", path: find("a") + "&kind=secret", status: 422, code: "invalid_input"},
		{name: "without words", as: "pavel", method: "GET", path: "/search", status: 422, code: "invalid_input"},
		{name: "nobody", method: "GET", path: find("a"), status: 401, code: "unauthenticated"},
	})
	first := h.as("pavel").get(find("o") + "&kind=employee&limit=1").expect(http.StatusOK)
	rest := h.as("pavel").get(find("o") + "&kind=employee&limit=1&cursor=" + first.str("next_cursor")).expect(http.StatusOK)
	if got := first.str("items.0.employee.name") + ", " + rest.str("items.0.employee.name"); got != "Alma Admin, Olga Petrova" && got != "Olga Petrova, Oscar Owner" {
		t.Errorf("page by page: %s", got)
	}
	for _, customer := range []string{"Orchard Hotel", "Orchard Foods", "Orchard Bakery"} {
		h.as("nina").post("/nominations", h.form("thanks", "olga").served(customer)).expect(201)
	}
	for path, want := range map[string]string{
		find("orchard"):                     "Orchard Foods, Orchard Bakery, Orchard Hotel",
		find("orchard") + "&kind=customer":  "Orchard Foods, Orchard Bakery, Orchard Hotel",
		find("Olga"):                        "Olga Petrova",
		find("order") + "&kind=recognition": "Olga Petrova, Olga Petrova, Olga Petrova, Olga Petrova",
	} {
		var got []string
		for cursor, more := "", true; more && len(got) < 20; more = cursor != "" {
			page := h.as("pavel").get(path + "&limit=1&cursor=" + cursor).expect(http.StatusOK)
			items := page.at("items").Array()
			if len(items) > 1 {
				t.Errorf("a page of one has %d", len(items))
			}
			for _, hit := range items {
				got = append(got, hit.Get("employee.name").String()+hit.Get("customer.name").String()+hit.Get("recognition.nominees.0.name").String())
			}
			cursor = page.str("next_cursor")
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s, one by one, gives %q, want %q", path, got, want)
		}
	}
	for _, cursor := range []string{"-", "a.b", "zz.-.-", "-.zz.-", "-.-.zz", "....", "-.MQBh.-"} {
		h.as("pavel").get(find("orchard")+"&cursor="+cursor).problem(http.StatusUnprocessableEntity, "invalid_cursor")
	}
}
