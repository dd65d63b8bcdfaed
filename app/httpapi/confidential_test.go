package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"laurel/app/paper"
	"laurel/domain"
)

// secretCustomer is the name that is to be withheld; a word of it stands nowhere else.
const secretCustomer = "Quixotic Bank"

func (h *house) confidential(program string, nominees ...string) form {
	return h.form(program, nominees...).with("customer", form{"kind": "external", "name": secretCustomer, "confidential": true})
}

// whoKnows says who is told the name: who gave it, the nominee, the manager who decides, owners. nina is named
// behind the scenes, pavel leads another team.
var whoKnows = map[string]bool{"ivan": true, "olga": true, "maria": true, "owner": true, "nina": false, "pavel": false, "admin": false}

// TestConfidential_noRouteTellsTheName asks every route that reads anything, as everybody, of a recognition with a
// customer who is confidential.
func TestConfidential_noRouteTellsTheName(t *testing.T) {
	h := newHouse(t)
	made := h.as("ivan").post("/nominations", h.confidential("hero", "olga").with("enabler_ids", []string{h.id("nina")})).expect(201)
	if made.str("customer.name") != secretCustomer || !made.at("customer.confidential").Bool() {
		t.Errorf("who gave it: %s", made.text)
	}
	id := made.str("id")
	if a := h.as("maria").get("/approvals").expect(200); a.str("items.0.nomination.customer.name") != secretCustomer {
		t.Errorf("who decides: %s", a.text)
	}
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	h.as("nina").post("/nominations/"+id+"/reports", form{"reason": "Just to see."}).expect(201)
	h.told()

	paths := []string{
		"/nominations/" + id, "/nominations?nominee_id=" + h.id("olga"), "/nominations?enabler_id=" + h.id("nina"), "/nominations?q=order",
		"/search?q=order", "/search?q=Quixotic", "/search?q=quixotc&kind=customer", "/search?q=Qui&kind=customer", "/search?q=Quixotic&kind=recognition",
		"/nominations?customer=" + strings.ReplaceAll(secretCustomer, " ", "%20"), "/webhooks/preview?kind=slack", "/webhooks/preview?kind=standard",
	}
	for _, line := range accessTable {
		if method, path, _ := strings.Cut(line.route, " "); method == http.MethodGet && path != "/events" {
			paths = append(paths, h.pathAbout(path, id))
		}
	}
	for _, path := range paths {
		for name, knows := range whoKnows {
			a := h.as(name).get(path)
			if !knows && strings.Contains(strings.ToLower(a.text), "quixotic bank") {
				t.Errorf("%s is told by %s: %s", name, path, a.text)
			}
		}
	}
	for _, path := range []string{"/nominations/" + id, "/feed", "/nominations?status=approved", "/employees/" + h.id("olga") + "/profile"} {
		for name, knows := range whoKnows {
			if a := h.as(name).get(path).expect(200); strings.Contains(a.text, secretCustomer) != knows {
				t.Errorf("%s at %s: %s", name, path, a.text)
			}
		}
	}
	for name, knows := range whoKnows {
		found := h.as(name).get("/search?q=Quixotic").num("items.#") + h.as(name).get("/nominations?customer=quixotic%20bank").num("items.#")
		if (found > 0) != knows {
			t.Errorf("%s finds %d by the name", name, found)
		}
		a := h.as(name).get("/nominations/" + id)
		if !knows && (a.at("customer.name").Raw != "null" || a.str("customer.kind") != "external" || !a.at("customer.confidential").Bool()) {
			t.Errorf("%s reads %s", name, a.at("customer").Raw)
		}
	}
}

// pathAbout fills the path of a route with a nomination, its nominee, or what is nowhere.
func (h *house) pathAbout(path, nomination string) string {
	thing := domain.NewNominationID().String()
	switch {
	case strings.HasPrefix(path, "/nominations/"):
		thing = nomination
	case strings.HasPrefix(path, "/employees/"), strings.HasPrefix(path, "/roster/"):
		thing = h.id("olga")
	case strings.HasPrefix(path, "/leaderboards/"):
		thing = "recognitions"
	}
	for {
		from, to := strings.Index(path, "{"), strings.Index(path, "}")
		if from < 0 {
			return path
		}
		path = path[:from] + thing + path[to+1:]
	}
}

// Verbs answer with the thing as their caller may read it, and what is announced or printed is for everybody.
func TestConfidential_neitherVerbsNorAnnouncementsNorPaperTellTheName(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.confidential("thanks", "olga").with("enabler_ids", []string{h.id("nina")})).expect(201).str("id")
	for what, a := range map[string]*answer{
		"a reaction": h.as("pavel").call("PUT", "/nominations/"+id+"/reactions/leaf", nil),
		"a comment":  h.as("pavel").post("/nominations/"+id+"/comments", form{"text": "Well done."}),
		"a boost":    h.as("pavel").post("/nominations/"+id+"/boosts", form{"points": 1}),
		"the chain":  h.as("nina").post("/nominations/"+id+"/enablers", form{"employee_id": h.id("pavel")}),
	} {
		if a.status > 299 || strings.Contains(a.text, secretCustomer) {
			t.Errorf("%s: %d %s", what, a.status, a.text)
		}
	}
	view, err := h.db.Nominations.Plain(t.Context(), domain.NominationID{UUID: uuid.MustParse(id)}, "en")
	if err != nil {
		t.Fatal(err)
	}
	if shown := Shapes().Nomination(view).(Nomination).Customer; view.CustomerName != nil || shown.Name != nil || !shown.Confidential {
		t.Errorf("an announcement says %+v", shown)
	}
	letter, err := h.uc.Letter(t.Context(), domain.Actor{ID: h.people["olga"].ID, Role: domain.RoleEmployee, Language: "en"}, domain.NominationID{UUID: uuid.MustParse(id)})
	if err != nil {
		t.Fatal(err)
	}
	if drawn := h.server.letterOnPaper(letter, "en").(paper.Letter); drawn.Customer != "" {
		t.Errorf("the letter says %s", drawn.Customer)
	}
	h.holdsNowhereElse("nomination", "idempotency") // the answer to who gave it
}

// holdsNowhereElse looks for the name in every table: events, notifications, letters, the audit log, jobs.
func (h *house) holdsNowhereElse(but ...string) {
	h.t.Helper()
	h.told()
	rows, err := h.schema.Query(h.t.Context(), `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all($1)`, but)
	if err != nil {
		h.t.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			h.t.Fatal(err)
		}
		tables = append(tables, table)
	}
	if err := rows.Err(); err != nil || len(tables) < 20 {
		h.t.Fatal(err, tables)
	}
	for _, table := range tables {
		var n int
		if err := h.schema.QueryRow(h.t.Context(), fmt.Sprintf(`select count(*) from %q t where t::text ilike '%%quixotic%%'`, table)).Scan(&n); err != nil {
			h.t.Fatal(err)
		}
		if n > 0 {
			h.t.Errorf("%d rows of %s hold the name", n, table)
		}
	}
}

func TestConfidential_isForOutsideCustomersAlone(t *testing.T) {
	h := newHouse(t)
	h.run(t, []scenario{
		{name: "a colleague", as: "ivan", method: "POST", path: "/nominations", body: h.form("hero", "olga").with("customer", form{"kind": "employee", "id": h.id("nina"), "confidential": true}), status: 422, want: []string{"body.customer.confidential"}},
		{name: "a team", as: "ivan", method: "POST", path: "/nominations", body: h.form("hero", "olga").with("customer", form{"kind": "team", "id": h.teams["Office"], "confidential": true}), status: 422, want: []string{"body.customer.confidential"}},
		{name: "no word", as: "ivan", method: "POST", path: "/nominations", body: h.form("hero", "olga").with("customer", form{"kind": "external", "name": secretCustomer, "confidential": "yes"}), status: 422, want: []string{"confidential"}},
		{name: "without a name", as: "ivan", method: "POST", path: "/nominations", body: h.form("hero", "olga").with("customer", form{"kind": "external", "confidential": true}), status: 422, want: []string{"body.customer.name"}},
		{name: "not confidential", as: "ivan", method: "POST", path: "/nominations", body: h.form("thanks", "olga"), status: 201, values: map[string]any{"customer.name": "Orchard Foods"}, not: []string{"confidential"}, events: []domain.EventKind{domain.RecognitionPublished}},
	})
}
