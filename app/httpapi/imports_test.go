package httpapi

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"laurel/app/usecase"
	"laurel/domain"
)

const rosterFile = "email,name,team,manager_email,role\n" +
	"nora@demo.example,Nora Novak,Dispatch,maria@demo.example,\n" +
	"sven@demo.example,Sven Berg,Harbour,nora@demo.example,employee\n"

const historyFile = "given_at,giver_email,receiver_email,behaviour,points,message\n" +
	"2019-05-01T10:00:00Z,maria@demo.example,ivan@demo.example,respect,25,Thank you\n" +
	"2019-05-02T10:00:00Z,olga@demo.example,ivan@demo.example,respect,0,\n"

// csv calls as somebody with a file.
func (h *house) csv(name string) *caller { return h.as(name).with("Content-Type", "text/csv") }

func TestImports_rosterAndHistoryByTheAPI(t *testing.T) {
	h := newHouse(t)
	h.run(t, []scenario{
		{
			name: "a dry run tells", as: "admin", method: "POST", path: "/imports/roster?dry_run=true", body: rosterFile, headers: map[string]string{"Content-Type": "text/csv"},
			status: 200, values: map[string]any{"created": 2, "updated": 0, "deactivated": 0, "unchanged": 0, "errors": "[]"},
		},
		{
			name: "the roster", as: "admin", method: "POST", path: "/imports/roster", body: rosterFile, headers: map[string]string{"Content-Type": "text/csv; charset=UTF-8"},
			status: 200, values: map[string]any{"created": 2, "errors": "[]"}, events: []domain.EventKind{domain.ImportChanged},
		},
		{
			name: "the roster again", as: "admin", method: "POST", path: "/imports/roster", body: rosterFile, headers: map[string]string{"Content-Type": "text/csv"},
			status: 200, values: map[string]any{"created": 0, "unchanged": 2}, events: []domain.EventKind{domain.ImportChanged},
		},
		{
			name: "history", as: "admin", method: "POST", path: "/imports/recognitions", body: historyFile, headers: map[string]string{"Content-Type": "text/csv"},
			status: 200, values: map[string]any{"created": 2, "unchanged": 0, "errors": "[]"}, events: []domain.EventKind{domain.RecognitionsImported, domain.ImportChanged},
		},
		{
			name: "history again", as: "admin", method: "POST", path: "/imports/recognitions", body: historyFile, headers: map[string]string{"Content-Type": "text/csv"},
			status: 200, values: map[string]any{"created": 0, "unchanged": 2}, events: []domain.EventKind{domain.ImportChanged},
		},
		{
			name: "the board of that month", as: "olga", method: "GET", path: "/leaderboards/received?period=month&at=2019-05-20",
			status: 200, values: map[string]any{"total": 1, "entries.0.employee.name": "Ivan Ivanov", "entries.0.score": 25},
		},
		{
			name: "in the feed", as: "olga", method: "GET", path: "/feed", status: 200,
			values: map[string]any{
				"items.#": 2, "items.0.published_at": "2019-05-02T10:00:00Z", "items.0.source": "import", "items.0.story": "Respect", "items.0.program": "",
				"items.1.points": 25, "items.1.customer.kind": "employee", "items.1.customer.name": "Maria Manager",
			},
		},
		{name: "nothing to spend", as: "ivan", method: "GET", path: "/me", status: 200, values: map[string]any{"wallet.balance": 0}},
		{
			name: "wallets by an owner", as: "owner", method: "POST", path: "/imports/wallets", body: "email,points,note\nivan@demo.example,40,old\n", headers: map[string]string{"Content-Type": "text/csv"},
			status: 200, values: map[string]any{"created": 1, "total": 40, "liability": 40}, events: []domain.EventKind{domain.ImportChanged},
		},
		{name: "something to spend", as: "ivan", method: "GET", path: "/me", status: 200, values: map[string]any{"wallet.balance": 40}},
		{name: "as the statement says", as: "ivan", method: "GET", path: "/me/wallet/entries", status: 200, values: map[string]any{"items.#": 1, "items.0.kind": "opening_balance", "items.0.points": 40}},
	})
}

func TestImports_refuse(t *testing.T) {
	h := newHouse(t, func(o *houseOptions) { o.http.ImportMax = 2000 })
	csv := map[string]string{"Content-Type": "text/csv"}
	long := strings.Repeat("x", 2001)
	h.run(t, []scenario{
		{name: "no file of ours", as: "admin", method: "POST", path: "/imports/roster", body: "{}", headers: map[string]string{"Content-Type": "application/json"}, status: 415, code: "unsupported_media_type"},
		{name: "another encoding", as: "admin", method: "POST", path: "/imports/roster", body: rosterFile, headers: map[string]string{"Content-Type": "text/csv; charset=windows-1251"}, status: 415},
		{name: "too long", as: "admin", method: "POST", path: "/imports/roster", body: long, headers: csv, status: 413, code: "too_large"},
		{name: "too long and of unknown length", as: "admin", method: "POST", path: "/imports/roster", body: io.MultiReader(strings.NewReader(long)), headers: csv, status: 413},
		{name: "nothing", as: "admin", method: "POST", path: "/imports/roster", body: "", headers: csv, status: 422, code: "import_failed"},
		{name: "a strange flag", as: "admin", method: "POST", path: "/imports/roster?dry_run=perhaps", body: rosterFile, headers: csv, status: 422, code: "invalid_input"},
		{name: "by role before the body", as: "ivan", method: "POST", path: "/imports/roster?dry_run=perhaps", body: long, headers: map[string]string{"Content-Type": "text/plain"}, status: 403},
		{
			name: "faults", as: "admin", method: "POST", path: "/imports/roster", body: rosterFile + "sven@demo.example,Sven,,who@demo.example,\n", headers: csv, status: 422, code: "import_failed",
			values: map[string]any{"errors_total": 2, "errors.#.line": "[4,4]", "errors.0.column": "email", "errors.0.message": "stands on line 3 already", "errors.1.column": "manager_email", "errors.0.location": "line 4, column email"},
		},
		{
			name: "partial takes the rest", as: "admin", method: "POST", path: "/imports/roster?partial=true", body: rosterFile + "bad,Bad,,,\n", headers: csv, status: 200,
			values: map[string]any{"created": 2, "errors.#": 1, "errors.0.line": 4, "errors.0.column": "email", "errors_total": 1}, events: []domain.EventKind{domain.ImportChanged},
		},
		{name: "no such import", as: "admin", method: "GET", path: "/imports/" + domain.NewImportID().String(), status: 404},
		{name: "no id", as: "admin", method: "GET", path: "/imports/1", status: 404},
	})
}

func TestImports_aKeyCoversTheFile(t *testing.T) {
	h := newHouse(t)
	admin := h.csv("admin").with("Idempotency-Key", "import-1")
	first := admin.post("/imports/recognitions", historyFile).expect(http.StatusOK)
	again := admin.post("/imports/recognitions", historyFile).expect(http.StatusOK)
	if again.text != first.text || again.header.Get("Idempotent-Replayed") != "true" || first.num("created") != 2 {
		t.Errorf("%s, then %s", first.text, again.text)
	}
	admin.post("/imports/recognitions", historyFile+"\n").problem(http.StatusUnprocessableEntity, "idempotency_key_reused")
	admin.post("/imports/recognitions?partial=true", historyFile).problem(http.StatusUnprocessableEntity, "idempotency_key_reused")
	// A dry run takes no key.
	if dry := admin.post("/imports/recognitions?dry_run=true", historyFile).expect(http.StatusOK); dry.num("unchanged") != 2 {
		t.Error(dry.text)
	}
	h.csv("admin").with("Idempotency-Key", strings.Repeat("k", 256)).post("/imports/roster", rosterFile).problem(http.StatusUnprocessableEntity, "invalid_input")
}

// ended waits for an import that runs by itself.
func ended(t *testing.T, c *caller, path string) *answer {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		a := c.get(strings.TrimPrefix(path, Base)).expect(http.StatusOK)
		if status := a.str("status"); status == "done" || status == "failed" {
			return a
		}
		if time.Now().After(deadline) {
			t.Fatalf("it does not end: %s", a.text)
		}
	}
}

func TestImports_runByThemselves(t *testing.T) {
	h := newHouse(t)
	t.Cleanup(func() { h.uc.StopImports(0) })
	admin := h.csv("admin").with("Prefer", "respond-async").with("Idempotency-Key", "later")
	a := admin.post("/imports/roster", rosterFile).expect(http.StatusAccepted)
	place := a.header.Get("Location")
	if place != Base+"/imports/"+a.str("id") || a.str("kind") != "roster" || a.num("total") != 3 {
		t.Errorf("Location %q: %s", place, a.text)
	}
	done := ended(t, h.as("admin"), place)
	if done.str("status") != "done" || done.num("done") != 3 || done.num("total") != 3 || done.num("result.created") != 2 {
		t.Error(done.text)
	}
	again := admin.post("/imports/roster", rosterFile).expect(http.StatusAccepted)
	if again.header.Get("Location") != place || again.header.Get("Idempotent-Replayed") != "true" {
		t.Error("the same key began another import")
	}
	failed := ended(t, h.as("admin"), admin.with("Idempotency-Key", "other").post("/imports/roster", "email;name\n").expect(http.StatusAccepted).header.Get("Location"))
	if failed.str("status") != "failed" || failed.str("result.code") != "import_failed" || failed.num("result.errors.0.line") != 1 {
		t.Error(failed.text)
	}
	// Who began it may ask, administrators may, nobody else.
	wallets := h.csv("owner").with("Prefer", "respond-async").post("/imports/wallets", "email,points\nivan@demo.example,1\n").expect(http.StatusAccepted).header.Get("Location")
	ended(t, h.as("owner"), wallets)
	h.as("owner").get(strings.TrimPrefix(place, Base)).problem(http.StatusNotFound, "not_found")
}

func TestImports_thatDiedWithTheirProcessHaveFailed(t *testing.T) {
	h := newHouse(t)
	id := domain.NewImportID()
	h.exec(`insert into import (id, kind, status, done, total, created_by, created_at, seen_at) values ($1, 'roster', 'running', 5, 9, $2, $3, $3)`, id, h.people["admin"].ID, houseStart)
	path := "/imports/" + id.String()
	if a := h.as("admin").get(path).expect(http.StatusOK); a.str("status") != "running" || a.num("done") != 5 {
		t.Error(a.text)
	}
	h.clock.advance(2 * time.Minute)
	if a := h.as("admin").get(path).expect(http.StatusOK); a.str("status") != "failed" || a.str("result.code") != "interrupted" {
		t.Error(a.text)
	}
}

// TestImports_refuseBeforeTheBodyIsRead announces a body that it never sends.
func TestImports_refuseBeforeTheBodyIsRead(t *testing.T) {
	h := newHouse(t)
	token, err := h.signer.Sign(h.people["ivan"].ID, h.session("ivan"))
	if err != nil {
		t.Fatal(err)
	}
	connection, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(connection, "POST %s/imports/roster HTTP/1.1\r\nHost: laurel\r\nAuthorization: Bearer %s\r\nContent-Type: text/csv\r\nContent-Length: 9000000\r\n\r\n"+strings.Repeat("x", 70_000), Base, token)
	if err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 64)
	n, err := io.ReadAtLeast(connection, head, 12)
	if err != nil || !strings.HasPrefix(string(head[:n]), "HTTP/1.1 403") {
		t.Errorf("%q, %v", head[:n], err)
	}
}

// A caller who sends the whole of a long body before reading anything hears the answer too.
func TestServer_whoSendsTooMuchHearsSo(t *testing.T) {
	h := newHouse(t)
	token, err := h.signer.Sign(h.people["ivan"].ID, h.session("ivan"))
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Repeat("x", 24<<20)
	for route, c := range map[string]struct{ token, media, status string }{
		"/imports/roster": {token, "text/csv", "403"},
		"/nominations":    {token, "application/json", "413"},
		"/redemptions":    {"", "application/json", "401"},
	} {
		connection, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		if err := connection.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		_, err = fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: laurel\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", Base+route, c.token, c.media, len(body), body)
		if err != nil {
			t.Errorf("%s: %v", route, err)
			continue
		}
		answer, err := io.ReadAll(connection)
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 "+c.status) || !strings.Contains(string(answer), `"code"`) {
			t.Errorf("%s: %.200q, %v", route, answer, err)
		}
	}
}

// How far an import is is told to administrators and to the owner who began it, and to nobody else.
func TestImport_isToldLiveToWhoMayAskForIt(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	listeners := map[string]*stream{}
	for _, name := range []string{"admin", "owner", "olga", "maria"} {
		listeners[name] = h.listen(name, "")
	}
	begin := func(who, kind, text string) string {
		h.t.Helper()
		return h.as(who).with("Content-Type", "text/csv").with("Prefer", "respond-async").post("/imports/"+kind, text).expect(http.StatusAccepted).str("id")
	}
	until := func(s *stream, id, status string) {
		h.t.Helper()
		for {
			if e := s.next(usecase.LiveImport); e.str("id") == id && e.str("status") == status {
				return
			}
		}
	}
	wallets := begin("owner", "wallets", "email,points,note\nivan@demo.example,12,opening\n")
	until(listeners["owner"], wallets, "done")
	until(listeners["admin"], wallets, "done")
	roster := begin("admin", "roster", "email,name,team,manager_email,role\nneva@demo.example,Neva New,Nowhere,gone@demo.example,\n")
	until(listeners["admin"], roster, "failed")
	h.as("owner").post("/imports/"+wallets+"/take-back", nil).expect(http.StatusOK)
	until(listeners["owner"], wallets, "taken_back")
	for name, s := range listeners {
		for _, e := range s.rest() {
			if e.event == string(usecase.LiveImport) && (name == "olga" || name == "maria" || (name == "owner" && e.str("id") == roster)) {
				t.Errorf("%s is told %s", name, e.data)
			}
		}
	}
}
