package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/tidwall/gjson"

	"laurel/app/auth"
	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/storage/pgtest"
	"laurel/storage/postgres"
)

// house is a whole server over a database of its own, with a small organisation: admin, owner; maria
// leads Dispatch with ivan and olga; pavel leads Workshop with nina.
type house struct {
	t         testing.TB
	db        *postgres.DB  // as the server's role
	schema    *pgxpool.Pool // as the owner of the schema
	uc        *usecase.UseCases
	server    *server
	signer    *auth.Signer
	clock     *clock
	log       *logBook
	url       string
	people    map[string]people.Employee
	teams     map[string]domain.TeamID
	programs  map[string]domain.ProgramID
	behaviour map[string]domain.BehaviourID // by code
	sessions  sync.Map                      // program sessions by name
}

// houseKey stands for LAUREL_JWT_KEY.
const houseKey = "a key of tests, of more than thirty-two characters"

// houseStart is the moment at which every test begins: a Tuesday in the middle of a month.
var houseStart = time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)

// housePasswords is made once: its making costs a hash.
var housePasswords = sync.OnceValues(func() (*auth.Passwords, error) { return auth.NewPasswords(2) })

// clock is the injected time; it moves only when the test moves it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// advance moves the clock on.
func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// logBook keeps what the server logs.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is all that was logged.
func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// houseOptions are what a test may change of a house before it opens.
type houseOptions struct {
	useCases usecase.Options
	http     Options
	wired    func(*usecase.UseCases, *Options) // runs between the two
}

// newHouse opens a house on a port of its own.
func newHouse(tb testing.TB, change ...func(*houseOptions)) *house {
	tb.Helper()
	address := pgtest.URL(tb)
	db, err := postgres.Open(tb.Context(), postgres.Options{URL: address, Role: "laurel_app", Connections: 8})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(db.Close)
	h := &house{
		t: tb, db: db, schema: pgtest.Open(tb, address), clock: &clock{at: houseStart}, log: &logBook{}, people: map[string]people.Employee{},
		teams: map[string]domain.TeamID{}, programs: map[string]domain.ProgramID{}, behaviour: map[string]domain.BehaviourID{},
	}
	box, err := auth.NewBox(houseKey, "secrets")
	if err != nil {
		tb.Fatal(err)
	}
	passwords, err := housePasswords()
	if err != nil {
		tb.Fatal(err)
	}
	if h.signer, err = auth.NewSigner(houseKey, 15*time.Minute, h.clock.now); err != nil {
		tb.Fatal(err)
	}
	h.furnish()
	h.open(box, passwords, change)
	return h
}

func (h *house) open(box *auth.Box, passwords *auth.Passwords, change []func(*houseOptions)) {
	h.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	h.url = "http://" + listener.Addr().String()
	public, err := url.Parse(h.url)
	if err != nil {
		h.t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(h.log, &slog.HandlerOptions{Level: slog.LevelInfo}))
	o := houseOptions{
		useCases: usecase.Options{DB: h.db, Box: box, Signer: h.signer, Passwords: passwords, PublicURL: h.url, Log: log, Now: h.clock.now, Location: time.UTC},
		http:     Options{Log: log, Public: public, ImportMax: 10 << 20, Version: "test"},
	}
	for _, f := range change {
		f(&o)
	}
	h.uc = usecase.New(o.useCases)
	o.http.UseCases = h.uc
	if o.wired != nil {
		o.wired(h.uc, &o.http)
	}
	var app *fiber.App
	app, h.server = newServer(o.http)
	served := make(chan error, 1)
	go func() { served <- app.Listener(Lingering(listener)) }()
	h.as("").call(http.MethodGet, "//healthz", nil) // a server that is stopped before it serves would never stop
	h.t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections() // one on which nothing was asked yet is idle for the server only after five seconds
		if err := app.ShutdownWithTimeout(time.Minute); err != nil {
			h.t.Errorf("the server did not stop: %v", err)
		}
		if err := <-served; err != nil {
			h.t.Error(err)
		}
	})
}

// furnish makes the organisation.
func (h *house) furnish() {
	h.t.Helper()
	now := houseStart.AddDate(0, -6, 0)
	err := h.db.InTx(h.t.Context(), func(tx *postgres.Tx) error {
		tx.Organisation.Insert(postgres.OrganisationRow{TimeZone: "UTC", Demo: true, Allowance: 100, ImportKey: []byte("a key of tests"), CreatedAt: now})
		for _, name := range []string{"Office", "Dispatch", "Workshop"} {
			team := people.Team{ID: domain.NewTeamID(), Name: name}
			h.teams[name] = team.ID
			tx.Teams.Insert(team, now)
		}
		h.hire(tx, "admin", "Alma Admin", domain.RoleAdmin, "Office", "", now)
		h.hire(tx, "owner", "Oscar Owner", domain.RoleOwner, "Office", "", now)
		h.hire(tx, "maria", "Maria Manager", domain.RoleManager, "Dispatch", "", now)
		h.hire(tx, "ivan", "Ivan Ivanov", domain.RoleEmployee, "Dispatch", "maria", now)
		h.hire(tx, "olga", "Olga Petrova", domain.RoleEmployee, "Dispatch", "maria", now)
		h.hire(tx, "pavel", "Pavel Pavlov", domain.RoleManager, "Workshop", "", now)
		h.hire(tx, "nina", "Nina Smirnova", domain.RoleEmployee, "Workshop", "pavel", now)
		tx.Teams.SetLead(h.teams["Dispatch"], h.people["maria"].ID)
		tx.Teams.SetLead(h.teams["Workshop"], h.people["pavel"].ID)
		h.addPrograms(tx, now)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.db.InTx(h.t.Context(), func(tx *postgres.Tx) error {
		_, err := tx.People.RefreshAbove(h.t.Context())
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	rows, err := h.db.Pool().Query(h.t.Context(), `select code, id from behaviour`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var code string
		var id domain.BehaviourID
		if err := rows.Scan(&code, &id); err != nil {
			h.t.Fatal(err)
		}
		h.behaviour[code] = id
	}
}

func (h *house) hire(tx *postgres.Tx, key, name string, role domain.Role, team, manager string, now time.Time) {
	email, teamID := key+"@demo.example", h.teams[team]
	e := people.Employee{ID: domain.NewEmployeeID(), Email: &email, Name: name, Team: &teamID, Role: role, Locale: "en", Active: true}
	if manager != "" {
		above := h.people[manager].ID
		e.Manager, e.Above = &above, domain.Chain{above}
	}
	h.people[key] = e
	tx.People.Insert(e, now)
}

func (h *house) addPrograms(tx *postgres.Tx, now time.Time) {
	budget, quarter := int64(10_000), "quarter"
	for place, p := range []struct {
		key     string
		program recognition.Program
	}{
		{"thanks", recognition.Program{
			Name: "Thanks", Simple: true, Funding: recognition.FromAllowance, Approval: recognition.NoApproval,
			PointsMax: 50, MaxNominees: 10,
		}},
		{"hero", recognition.Program{
			Name: "Customer hero", Funding: recognition.FromBudget, Approval: recognition.ByManager,
			PointsMin: 10, PointsMax: 100, PointsDefault: 50, MaxNominees: 1, Budget: &budget, BudgetPeriod: &quarter,
		}},
		{"behind", recognition.Program{
			Name: "Behind the scenes", Funding: recognition.FromBudget, Approval: recognition.ByManagerThenOwner,
			PointsMin: 10, PointsMax: 200, PointsDefault: 100, MaxNominees: 1, Budget: &budget, BudgetPeriod: &quarter,
		}},
		{"team", recognition.Program{
			Name: "Team effort", Funding: recognition.FromBudget, Approval: recognition.ByManager,
			PointsMin: 10, PointsMax: 50, PointsDefault: 20, MaxNominees: 10, Budget: &budget, BudgetPeriod: &quarter,
		}},
	} {
		p.program.ID, p.program.Shares, p.program.Active, p.program.Version = domain.NewProgramID(), recognition.Each, true, 1
		h.programs[p.key] = p.program.ID
		tx.Catalogue.InsertProgram(p.program, nil, place+1, nil, now)
	}
}

// id gives an employee's id as text.
func (h *house) id(name string) string {
	e, ok := h.people[name]
	if !ok {
		h.t.Fatalf("nobody is called %q here", name)
	}
	return e.ID.String()
}

// exec changes the database behind the server's back, as the owner of the schema.
func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if _, err := h.schema.Exec(h.t.Context(), query, args...); err != nil {
		h.t.Fatal(err)
	}
}

// scan reads one row of the database.
func (h *house) scan(query string, args []any, to ...any) {
	h.t.Helper()
	if err := h.db.Pool().QueryRow(h.t.Context(), query, args...).Scan(to...); err != nil {
		h.t.Fatal(err)
	}
}

// count gives the number that a query answers.
func (h *house) count(query string, args ...any) int {
	h.t.Helper()
	var n int
	h.scan(query, args, &n)
	return n
}

// events lists the kinds of all events so far, in order.
func (h *house) events() []domain.EventKind {
	h.t.Helper()
	rows, err := h.db.Pool().Query(h.t.Context(), `select kind from event order by seq`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	kinds := []domain.EventKind{}
	for rows.Next() {
		var kind domain.EventKind
		if err := rows.Scan(&kind); err != nil {
			h.t.Fatal(err)
		}
		kinds = append(kinds, kind)
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return kinds
}

// caller makes calls on behalf of somebody.
type caller struct {
	h      *house
	name   string // "" for nobody
	client *http.Client
	header http.Header
}

// as calls as a program that somebody has signed in; "" is nobody. Its access token is always fresh.
func (h *house) as(name string) *caller {
	h.t.Helper()
	return &caller{h: h, name: name, client: http.DefaultClient, header: http.Header{}}
}

// session opens a program's session for somebody, once.
func (h *house) session(name string) domain.SessionID {
	h.t.Helper()
	if known, ok := h.sessions.Load(name); ok {
		return known.(domain.SessionID)
	}
	s := postgres.Session{ID: domain.NewSessionID(), Employee: h.people[name].ID, Kind: postgres.ProgramSession, At: houseStart, ExpiresAt: houseStart.AddDate(100, 0, 0)}
	h.id(name)
	if err := h.db.InTx(h.t.Context(), func(tx *postgres.Tx) error { tx.Sessions.Insert(s); return nil }); err != nil {
		h.t.Fatal(err)
	}
	known, _ := h.sessions.LoadOrStore(name, s.ID)
	return known.(domain.SessionID)
}

// with adds a header to the calls.
func (c *caller) with(name, value string) *caller {
	other := *c
	other.header = maps.Clone(c.header)
	other.header.Set(name, value)
	return &other
}

func (c *caller) get(path string) *answer             { return c.call(http.MethodGet, path, nil) }
func (c *caller) post(path string, body any) *answer  { return c.call(http.MethodPost, path, body) }
func (c *caller) patch(path string, body any) *answer { return c.call(http.MethodPatch, path, body) }

func (c *caller) del(path string) *answer { return c.call(http.MethodDelete, path, nil) }

// call makes a call below /api/v1 (or elsewhere, where the path begins with "//") and reads its whole
// answer. A string or bytes are sent as they are, anything else as JSON.
func (c *caller) call(method, path string, body any) *answer {
	c.h.t.Helper()
	response := c.send(method, path, body)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.h.t.Fatalf("%s %s: %v", method, path, err)
	}
	if response.StatusCode == http.StatusInternalServerError {
		c.h.t.Errorf("%s %s: never a 500. The log says:\n%s", method, path, c.h.log)
	}
	return &answer{t: c.h.t, call: method + " " + path, status: response.StatusCode, header: response.Header, text: string(text), cookies: response.Cookies()}
}

// send makes a call and leaves its answer to be read: for streams.
func (c *caller) send(method, path string, body any) *http.Response {
	c.h.t.Helper()
	response, err := c.client.Do(c.request(method, path, body))
	if err != nil {
		c.h.t.Fatalf("%s %s: %v", method, path, err)
	}
	return response
}

func (c *caller) request(method, path string, body any) *http.Request {
	c.h.t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	case []byte:
		reader = bytes.NewReader(b)
	case io.Reader:
		reader = b
	default:
		encoded, err := json.Marshal(body)
		if err != nil {
			c.h.t.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	address := c.h.url + Base + path
	if rest, outside := strings.CutPrefix(path, "//"); outside {
		address = c.h.url + "/" + rest
	}
	r, err := http.NewRequestWithContext(c.h.t.Context(), method, address, reader)
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.Header = maps.Clone(c.header)
	if body != nil && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.name != "" && r.Header.Get("Authorization") == "" {
		token, err := c.h.signer.Sign(c.h.people[c.name].ID, c.h.session(c.name))
		if err != nil {
			c.h.t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

// answer is what the server said.
type answer struct {
	t       testing.TB
	call    string
	status  int
	header  http.Header
	text    string
	cookies []*http.Cookie
}

// expect ends the test where the status is another.
func (a *answer) expect(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d\n%s", a.call, a.status, status, a.text)
	}
	return a
}

// problem ends the test where the answer is not this problem.
func (a *answer) problem(status int, code string) *answer {
	a.t.Helper()
	a.expect(status)
	if got := a.str("code"); got != code {
		a.t.Fatalf("%s: code %q, want %q\n%s", a.call, got, code, a.text)
	}
	if media := a.header.Get("Content-Type"); media != "application/problem+json" {
		a.t.Errorf("%s: a problem of type %q", a.call, media)
	}
	return a
}

// at gives a value of the answer by its path, such as `items.0.id` or `items.#.name`.
func (a *answer) at(path string) gjson.Result { return gjson.Get(a.text, path) }

// str gives a text of the answer by its path.
func (a *answer) str(path string) string { return a.at(path).String() }

// num gives a number of the answer by its path.
func (a *answer) num(path string) int64 { return a.at(path).Int() }

// cookie gives a cookie that the answer sets, nil where it sets none of the name.
func (a *answer) cookie(name string) *http.Cookie {
	for _, c := range a.cookies {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// scenario is one line of a table of calls.
type scenario struct {
	name    string
	as      string // "" for nobody
	method  string
	path    string
	body    any
	headers map[string]string
	status  int
	code    string             // of the problem
	values  map[string]any     // by path in the answer; compared as texts
	want    []string           // what must be in the answer
	not     []string           // what must not be in it
	events  []domain.EventKind // that the call writes, in order; none where it is empty
}

// run makes the calls of a table, in order.
func (h *house) run(t *testing.T, table []scenario) {
	t.Helper()
	for _, s := range table {
		t.Run(s.name, func(t *testing.T) { h.play(t, s) })
	}
}

func (h *house) play(t *testing.T, s scenario) {
	t.Helper()
	before := h.events()
	c := h.as(s.as)
	for name, value := range s.headers {
		c = c.with(name, value)
	}
	a := c.call(s.method, s.path, s.body)
	if a.status != s.status {
		t.Fatalf("status %d, want %d\n%s", a.status, s.status, a.text)
	}
	if s.code != "" && a.str("code") != s.code {
		t.Errorf("code %q, want %q", a.str("code"), s.code)
	}
	for path, want := range s.values {
		if got := a.str(path); got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %q", path, got, fmt.Sprint(want))
		}
	}
	for _, want := range s.want {
		if !strings.Contains(a.text, want) {
			t.Errorf("the answer lacks %q:\n%s", want, a.text)
		}
	}
	for _, not := range s.not {
		if strings.Contains(a.text, not) {
			t.Errorf("the answer must not hold %q:\n%s", not, a.text)
		}
	}
	if fired := h.events()[len(before):]; fmt.Sprint(fired) != fmt.Sprint(s.events) {
		t.Errorf("events %v, want %v", fired, s.events)
	}
}
