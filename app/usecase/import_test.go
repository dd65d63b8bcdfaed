package usecase_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"laurel/app/auth"
	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/recognition"
	"laurel/storage/pgtest"
	"laurel/storage/postgres"
)

// importHouse is an organisation that has nobody yet.
type importHouse struct {
	t    *testing.T
	db   *postgres.DB
	uc   *usecase.UseCases
	zone *time.Location
	mu   sync.Mutex
	// now moves only when the test moves it; by wait where imports run by themselves.
	now time.Time
}

// another is a further process of the same house.
func (h *importHouse) another() *usecase.UseCases {
	h.t.Helper()
	passwords, err := passwordsOfTests()
	if err != nil {
		h.t.Fatal(err)
	}
	box, err := auth.NewBox("a key of tests, of more than thirty-two characters", "secrets")
	if err != nil {
		h.t.Fatal(err)
	}
	uc := usecase.New(usecase.Options{DB: h.db, Box: box, Passwords: passwords, Log: slog.New(slog.DiscardHandler), Now: h.clock, Location: h.zone})
	h.t.Cleanup(func() { uc.StopImports(10 * time.Second) })
	return uc
}

func (h *importHouse) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// wait moves the clock on while imports may run.
func (h *importHouse) wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

var passwordsOfTests = sync.OnceValues(func() (*auth.Passwords, error) { return auth.NewPasswords(2) })

func newImportHouse(t *testing.T, zone *time.Location) *importHouse {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.URL(t), Role: "laurel_app", Connections: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	h := &importHouse{t: t, db: db, zone: zone, now: time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)}
	h.uc = h.another()
	if _, fresh, err := usecase.Found(t.Context(), db, usecase.Founding{TimeZone: zone.String(), Now: h.now}); err != nil || !fresh {
		t.Fatal(fresh, err)
	}
	return h
}

func textSource(text string) usecase.ImportSource {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

// history reads a file of testdata.
func history(t *testing.T, name string) string {
	t.Helper()
	packed, err := os.Open("testdata/git-community-" + name + ".csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	reader, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (h *importHouse) try(kind usecase.ImportKind, text string, o usecase.ImportOptions) (usecase.ImportResult, error) {
	h.t.Helper()
	return h.tryAs(domain.Actor{}, kind, text, o)
}

func (h *importHouse) tryAs(actor domain.Actor, kind usecase.ImportKind, text string, o usecase.ImportOptions) (usecase.ImportResult, error) {
	h.t.Helper()
	var result usecase.ImportResult
	_, err := h.uc.Import(h.t.Context(), actor, kind, textSource(text), o, usecase.Once{Encode: func(r any) ([]byte, error) {
		result = r.(usecase.ImportResult)
		return []byte("{}"), nil
	}})
	return result, err
}

// bring imports a file that must be taken, and gives what it did: created, updated, deactivated, unchanged.
func (h *importHouse) bring(kind usecase.ImportKind, text string, o usecase.ImportOptions) [4]int64 {
	h.t.Helper()
	r, err := h.try(kind, text, o)
	if err != nil {
		h.t.Fatalf("%s: %v %+v", kind, err, faultsOf(err))
	}
	return [4]int64{r.Created, r.Updated, r.Deactivated, r.Unchanged}
}

func faultsOf(err error) []string {
	var known *domain.Error
	if !errors.As(err, &known) {
		return nil
	}
	var list []string
	for _, f := range known.Fields {
		list = append(list, fmt.Sprintf("%d %s %s", f.Line, f.Column, f.Message))
	}
	return list
}

func scan[T any](h *importHouse, query string, args ...any) T {
	h.t.Helper()
	var value T
	if err := h.db.Pool().QueryRow(h.t.Context(), query, args...).Scan(&value); err != nil {
		h.t.Fatal(err)
	}
	return value
}

func (h *importHouse) id(email string) domain.EmployeeID {
	h.t.Helper()
	e, err := h.db.People.ByEmail(h.t.Context(), email)
	if err != nil {
		h.t.Fatalf("%s: %v", email, err)
	}
	return e.ID
}

// given is one line of the history, as the test itself reads it.
type given struct {
	at                        time.Time
	giver, receiver, behavior string
	points                    int64
}

func readHistory(t *testing.T, text string) []given {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []given
	for _, r := range records[1:] {
		at, err := time.Parse(time.RFC3339, r[0])
		if err != nil {
			t.Fatal(err)
		}
		points, err := strconv.ParseInt(r[4], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, given{at, r[1], r[2], r[3], points})
	}
	return list
}

// TestImport_historyOfACommunity takes twenty years of a real community's work.
func TestImport_historyOfACommunity(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	roster, recognitions := history(t, "roster"), history(t, "recognitions")
	if got := h.bring(usecase.ImportRoster, roster, usecase.ImportOptions{}); got != [4]int64{1906, 0, 0, 0} {
		t.Errorf("roster: %v", got)
	}
	if people, teams := scan[int](h, `select count(*) from employee where active`), scan[int](h, `select count(*) from team`); people != 1906 || teams != 24 {
		t.Errorf("%d people in %d teams", people, teams)
	}
	if got := h.bring(usecase.ImportRecognitions, recognitions, usecase.ImportOptions{}); got != [4]int64{10774, 0, 0, 0} {
		t.Errorf("recognitions: %v", got)
	}
	state := scan[string](h, stateQuery)
	t.Run("again changes nothing", func(t *testing.T) {
		h.now = h.now.Add(time.Hour)
		if got := h.bring(usecase.ImportRoster, roster, usecase.ImportOptions{DeactivateMissing: true}); got != [4]int64{0, 0, 0, 1906} {
			t.Errorf("roster: %v", got)
		}
		if got := h.bring(usecase.ImportRecognitions, recognitions, usecase.ImportOptions{}); got != [4]int64{0, 0, 0, 10774} {
			t.Errorf("recognitions: %v", got)
		}
		if got := scan[string](h, stateQuery); got != state {
			t.Errorf("something has changed: %s, was %s", got, state)
		}
	})
	t.Run("nothing is issued", func(t *testing.T) {
		if n := scan[int](h, `select count(*) from transfer`); n != 0 {
			t.Errorf("%d transfers were booked", n)
		}
	})
	t.Run("one event tells the boards, and nobody is told of each", func(t *testing.T) {
		if got := scan[string](h, `select string_agg(kind, ',') from event where kind <> 'import.changed'`); got != string(domain.RecognitionsImported) {
			t.Errorf("events: %s", got)
		}
	})
	list := readHistory(t, recognitions)
	t.Run("boards of every month", func(t *testing.T) { h.compareBoards(t, list) })
	t.Run("the feed pages to the first day", func(t *testing.T) { h.pageFeed(t, list) })
	t.Run("a profile pages through its history in the order of time", func(t *testing.T) { h.pageProfile(t) })
}

// stateQuery sums up all that an import may change, but for the audit log and for how far it was told to be.
const stateQuery = `select concat_ws('|',
	(select md5(string_agg(e::text, ',' order by id)) from employee e), (select md5(string_agg(t::text, ',' order by id)) from team t),
	(select md5(string_agg(n::text, ',' order by id)) from nomination n), (select md5(string_agg(m::text, ',' order by nomination_id, employee_id)) from nominee m),
	(select count(*) from nomination_behaviour), (select count(*) from event where kind <> 'import.changed'), (select count(*) from transfer),
	(select md5(string_agg(o::text, ',' order by employee_id)) from opening_balance o))`

// compareBoards holds the boards of each month against sums that are made here from the file.
func (h *importHouse) compareBoards(t *testing.T, list []given) {
	t.Helper()
	sums := map[string]map[string]map[string]int64{} // by month, metric, address
	for _, g := range list {
		month := g.at.UTC().Format("2006-01")
		if sums[month] == nil {
			sums[month] = map[string]map[string]int64{"received": {}, "recognitions": {}, "given": {}}
		}
		sums[month]["received"][g.receiver] += g.points
		sums[month]["recognitions"][g.receiver]++
		sums[month]["given"][g.giver]++
	}
	if len(sums) < 150 {
		t.Fatalf("the history has %d months", len(sums))
	}
	for month, metrics := range sums {
		for metric, scores := range metrics {
			var want, got []string
			page, err := h.uc.Leaderboard(t.Context(), domain.Actor{}, leaderboard.Request{Metric: metric, Period: "month", At: month + "-15", Limit: 100})
			if err != nil {
				t.Fatal(err)
			}
			for _, entry := range page.Entries {
				got = append(got, fmt.Sprintf("%s %d", entry.Employee.Name, entry.Score))
			}
			for address, score := range scores {
				if score > 0 {
					want = append(want, fmt.Sprintf("Person %s %d", address[1:5], score))
				}
			}
			if page.Total != int64(len(want)) {
				t.Errorf("%s of %s: %d on the board, want %d", metric, month, page.Total, len(want))
			}
			slices.Sort(want)
			slices.Sort(got)
			if len(want) <= 100 && !slices.Equal(got, want) {
				t.Errorf("%s of %s: %s", metric, month, cmp.Diff(want, got))
			}
		}
	}
}

func (h *importHouse) pageFeed(t *testing.T, list []given) {
	t.Helper()
	actor := domain.Actor{ID: h.id("p0001@community.example"), Role: domain.RoleAdmin, Language: "en"}
	seen := map[domain.NominationID]bool{}
	page := domain.Page{Limit: domain.MaxLimit}
	var last recognition.View
	for {
		slice, err := h.uc.Feed(t.Context(), actor, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range slice.Items {
			if seen[v.ID] {
				t.Fatalf("%s comes twice", v.ID)
			}
			seen[v.ID] = true
			if last.PublishedAt != nil && v.PublishedAt.After(*last.PublishedAt) {
				t.Fatalf("%s comes after %s", v.PublishedAt, last.PublishedAt)
			}
			last = v
		}
		if slice.Next == "" {
			break
		}
		page.Cursor = slice.Next
	}
	first := list[0]
	for _, g := range list {
		if g.at.Before(first.at) {
			first = g
		}
	}
	if len(seen) != len(list) || !last.PublishedAt.Equal(first.at) || last.Source != recognition.FromImport || last.Points != first.points {
		t.Errorf("%d of %d, the last is %+v, the first of the file %+v", len(seen), len(list), last, first)
	}
}

func (h *importHouse) pageProfile(t *testing.T) {
	t.Helper()
	who := h.id("p0001@community.example")
	want := scan[int](h, `select count(*) from nominee where employee_id = $1`, who)
	actor := domain.Actor{ID: who, Role: domain.RoleAdmin, Language: "en"}
	page, n, last := domain.Page{Limit: domain.MaxLimit}, 0, h.now
	for {
		slice, err := h.uc.ListNominations(t.Context(), actor, recognition.Filter{Nominee: &who}, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range slice.Items {
			if v.CreatedAt.Truncate(time.Millisecond).After(last.Truncate(time.Millisecond)) {
				t.Fatalf("%s comes after %s", v.CreatedAt, last)
			}
			last = v.CreatedAt
			n++
		}
		if slice.Next == "" {
			break
		}
		page.Cursor = slice.Next
	}
	if n != want || n == 0 {
		t.Errorf("%d recognitions, want %d", n, want)
	}
}

// smallRoster is a team with its manager named before and after them.
const smallRoster = "email,name,team,manager_email,role\n" +
	"boss@firm.example,Berta Boss,Office,,owner\n" +
	"ivan@firm.example,Ivan Ivanov,Dispatch,maria@firm.example,\n" +
	"maria@firm.example,Maria Petrova,Dispatch,boss@firm.example,manager\n" +
	"olga@firm.example,Ольга Ким,Dispatch,maria@firm.example,employee\n"

func TestImportRoster_knowsManagersOfLaterLines(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	if got := h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{}); got != [4]int64{4, 0, 0, 0} {
		t.Error(got)
	}
	ivan, err := h.db.People.ByEmail(t.Context(), "ivan@firm.example")
	if err != nil {
		t.Fatal(err)
	}
	want := domain.Chain{h.id("maria@firm.example"), h.id("boss@firm.example")}
	if !slices.Equal(ivan.Above, want) || ivan.Role != domain.RoleEmployee || !ivan.Active {
		t.Errorf("%+v, want above %v", ivan, want)
	}
	if n := scan[int](h, `select count(*) from audit where action = 'create_employee' and subject_kind = 'employee'`); n != 4 {
		t.Errorf("%d lines in the audit log", n)
	}
}

func TestImportRoster_takesItsColumnsInAnyOrderAndForm(t *testing.T) {
	want := ""
	for name, text := range map[string]string{
		"plain":                          smallRoster,
		"byte order mark":                "\uFEFF" + smallRoster,
		"CRLF":                           strings.ReplaceAll(smallRoster, "\n", "\r\n"),
		"quoted":                         strings.ReplaceAll(smallRoster, "Berta Boss", `"Berta Boss"`),
		"blank lines":                    strings.Replace(smallRoster, "ivan@", "\n\nivan@", 1) + ",,,,\n",
		"no end of line":                 strings.TrimSuffix(smallRoster, "\n"),
		"letters of addresses and space": strings.ReplaceAll(strings.ReplaceAll(smallRoster, "maria@firm", " MARIA@Firm"), "Dispatch", " Dispatch "),
		"another order": "role,manager_email,team,name,email\nowner,,Office,Berta Boss,boss@firm.example\n,maria@firm.example,Dispatch,Ivan Ivanov,ivan@firm.example\n" +
			"manager,boss@firm.example,Dispatch,Maria Petrova,maria@firm.example\nemployee,maria@firm.example,Dispatch,Ольга Ким,olga@firm.example\n",
	} {
		t.Run(name, func(t *testing.T) {
			h := newImportHouse(t, time.UTC)
			h.bring(usecase.ImportRoster, text, usecase.ImportOptions{})
			got := scan[string](h, `select string_agg(concat_ws(',', e.email, e.name, t.name, m.email, e.role), ';' order by e.email)
				from employee e left join team t on t.id = e.team_id left join employee m on m.id = e.manager_id`)
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

func TestImportRoster_changesWhatHasChanged(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	h.now = h.now.Add(time.Hour)
	changed := strings.NewReplacer("Ivan Ivanov,Dispatch", "Ivan Ivanov,Workshop", "Ольга Ким", "Ольга Ким-Смирнова").Replace(smallRoster)
	if got := h.bring(usecase.ImportRoster, changed, usecase.ImportOptions{}); got != [4]int64{0, 2, 0, 2} {
		t.Error(got)
	}
	if n := scan[int](h, `select count(*) from employee where updated_at = $1`, h.now); n != 2 {
		t.Errorf("%d employees were written", n)
	}
	// An empty role stays: Maria is still a manager.
	if got := h.bring(usecase.ImportRoster, strings.ReplaceAll(changed, ",manager\n", ",\n"), usecase.ImportOptions{}); got != [4]int64{0, 0, 0, 4} {
		t.Error(got)
	}
	// A new line of managers reaches everybody below.
	h.bring(usecase.ImportRoster, strings.ReplaceAll(changed, "Dispatch,boss@firm.example", "Dispatch,"), usecase.ImportOptions{})
	if above := scan[int](h, `select cardinality(above) from employee where email = 'ivan@firm.example'`); above != 1 {
		t.Errorf("%d managers above Ivan", above)
	}
}

func TestImportRoster_knowsPeopleByPersonnelNumber(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	head := "personnel_number,email,name,team,manager_email,role,locale,started_on,location\n"
	if got := h.bring(usecase.ImportRoster, head+"17,anna@firm.example,Anna,Dock,,,ru,2020-02-29,Narva\n18,,Boris,Dock,anna@firm.example,,,,\n", usecase.ImportOptions{}); got != [4]int64{2, 0, 0, 0} {
		t.Error(got)
	}
	anna := h.id("anna@firm.example")
	if got := h.bring(usecase.ImportRoster, head+"17,anna.new@firm.example,Anna,Dock,,,,2020-02-29,Narva\n18,boris@firm.example,Boris,Dock,anna.new@firm.example,,,,\n", usecase.ImportOptions{}); got != [4]int64{0, 2, 0, 0} {
		t.Error(got)
	}
	if h.id("anna.new@firm.example") != anna {
		t.Error("a new address made a new employee")
	}
	e, err := h.db.People.ByID(t.Context(), anna)
	if err != nil || e.Locale != "ru" || *e.Location != "Narva" || e.StartedOn.Format(time.DateOnly) != "2020-02-29" {
		t.Errorf("%+v, %v", e, err)
	}
	_, err = h.try(usecase.ImportRoster, head+"99,anna.new@firm.example,Anna,,,,,,\n17,,Anna,,,,,,\n", usecase.ImportOptions{})
	if len(faultsOf(err)) == 0 {
		t.Errorf("two lines mean the same employee: %v", err)
	}
}

func TestImportRoster_deactivatesWhoIsMissing(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster+"admin@firm.example,Adam,Office,,admin\n", usecase.ImportOptions{})
	admin := domain.Actor{ID: h.id("admin@firm.example"), Role: domain.RoleAdmin}
	exec(h, `insert into session (id, employee_id, kind, token_hash, created_at, last_seen_at, expires_at)
		select new_id(), id, 'browser', decode(md5(email), 'hex'), $1, $1, $1::timestamptz + interval '1 day' from employee`, h.now)
	without := strings.Replace(smallRoster, "olga@firm.example,Ольга Ким,Dispatch,maria@firm.example,employee\n", "", 1)
	r, err := h.tryAs(admin, usecase.ImportRoster, without, usecase.ImportOptions{DeactivateMissing: true})
	if err != nil || r.Deactivated != 1 || r.Unchanged != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	if got := scan[string](h, `select string_agg(e.email, ',') from employee e join session s on s.employee_id = e.id where not e.active and s.ended_at is not null`); got != "olga@firm.example" {
		t.Errorf("without a session: %s", got)
	}
	if !scan[bool](h, `select active from employee where id = $1`, admin.ID) {
		t.Error("who imports has locked themselves out")
	}
	// Who comes back is active again.
	if got := h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{}); got != [4]int64{0, 1, 0, 3} {
		t.Error(got)
	}
	// Nobody's manager leaves unnoticed.
	_, err = h.try(usecase.ImportRoster, strings.Replace(smallRoster, "maria@firm.example,Maria Petrova,Dispatch,boss@firm.example,manager\n", "", 1), usecase.ImportOptions{DeactivateMissing: true})
	if len(faultsOf(err)) != 2 {
		t.Errorf("%v: %v", err, faultsOf(err))
	}
}

func TestImportRoster_keepsAnAdministrator(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	admin := "admin@firm.example,Adam,Office,,admin\n"
	h.bring(usecase.ImportRoster, smallRoster+admin, usecase.ImportOptions{})
	demoted := smallRoster + "admin@firm.example,Adam,Office,,employee\n"
	line := int64(strings.Count(demoted, "\n"))
	for name, c := range map[string]struct {
		file    string
		options usecase.ImportOptions
		line    int64
	}{
		"none is left":         {demoted, usecase.ImportOptions{}, line},
		"not in part either":   {demoted, usecase.ImportOptions{Partial: true}, line},
		"told before":          {demoted, usecase.ImportOptions{DryRun: true}, line},
		"the last one missing": {smallRoster, usecase.ImportOptions{DeactivateMissing: true}, 1},
	} {
		_, err := h.try(usecase.ImportRoster, c.file, c.options)
		if got := faultsOf(err); len(got) != 1 || !strings.HasPrefix(got[0], fmt.Sprintf("%d role would leave nobody", c.line)) {
			t.Errorf("%s: %v, %v", name, err, got)
		}
	}
	if got := h.bring(usecase.ImportRoster, demoted+"eve@firm.example,Eve,Office,,admin\n", usecase.ImportOptions{}); got != [4]int64{1, 1, 0, 4} {
		t.Errorf("with another administrator: %v", got)
	}
}

func exec(h *importHouse, query string, args ...any) {
	h.t.Helper()
	if _, err := h.db.Pool().Exec(h.t.Context(), query, args...); err != nil {
		h.t.Fatal(err)
	}
}

func TestImportRoster_unreadLinesDeactivateNobody(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	r, err := h.try(usecase.ImportRoster, strings.Replace(smallRoster, "olga@firm.example", "olga at firm", 1), usecase.ImportOptions{DeactivateMissing: true, Partial: true})
	if err != nil || r.Deactivated != 0 || r.FaultsTotal != 2 || r.Unchanged != 3 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestImportRoster_findsCircles(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	circle := strings.Replace(smallRoster, "Berta Boss,Office,", "Berta Boss,Office,ivan@firm.example", 1)
	_, err := h.try(usecase.ImportRoster, circle, usecase.ImportOptions{})
	// Olga stands below the circle and not on it.
	want := []string{"2 manager_email", "3 manager_email", "4 manager_email"}
	if got := places(err); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	// A file may close a circle with people who are not in it.
	_, err = h.try(usecase.ImportRoster, "email,name,team,manager_email,role\nboss@firm.example,Berta Boss,Office,olga@firm.example,owner\n", usecase.ImportOptions{})
	if got := places(err); !slices.Equal(got, []string{"2 manager_email"}) {
		t.Error(got)
	}
	if n := scan[int](h, `select count(*) from employee where manager_id is null`); n != 1 {
		t.Error("a refused file has changed something")
	}
}

// places gives line and column of each fault.
func places(err error) []string {
	var list []string
	for _, f := range faultsOf(err) {
		list = append(list, strings.Join(strings.SplitN(f, " ", 3)[:2], " "))
	}
	return list
}

func TestImportRoster_partialLeavesOutWhoNeedsWhoIsLeftOut(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	broken := strings.Replace(smallRoster, ",manager\n", ",chief\n", 1) + "nobody,Nobody,,,\n"
	r, err := h.try(usecase.ImportRoster, broken, usecase.ImportOptions{Partial: true})
	if err != nil || r.Created != 1 || r.FaultsTotal != 4 {
		t.Errorf("%+v, %v", r, err)
	}
	// Where nothing is taken, only the faults themselves are told.
	_, err = h.try(usecase.ImportRoster, broken, usecase.ImportOptions{})
	if got := places(err); !slices.Equal(got, []string{"4 role", "6 email"}) {
		t.Error(got)
	}
}

func TestImport_dryRunChangesNothing(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	if got := h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{DryRun: true}); got != [4]int64{4, 0, 0, 0} {
		t.Error(got)
	}
	if n := scan[int](h, `select (select count(*) from employee) + (select count(*) from team) + (select count(*) from audit)`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
}

const smallHistory = "given_at,giver_email,receiver_email,behaviour,points,message\n" +
	"2020-03-31T23:30:00-02:00,ivan@firm.example,olga@firm.example,respect,10,\"Two lines,\nand a comma\"\n" +
	"2020-03-31T23:30:00-02:00,ivan@firm.example,olga@firm.example,respect,0,\n" +
	"2020-04-02,olga@firm.example,maria@firm.example,puts-it-right,25,Спасибо\n"

func TestImportRecognitions_equalLinesAreSeveralRecognitions(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	twice := smallHistory + "2020-04-02,olga@firm.example,maria@firm.example,puts-it-right,25,Спасибо\n"
	if got := h.bring(usecase.ImportRecognitions, smallHistory, usecase.ImportOptions{}); got != [4]int64{3, 0, 0, 0} {
		t.Error(got)
	}
	if got := h.bring(usecase.ImportRecognitions, twice, usecase.ImportOptions{}); got != [4]int64{1, 0, 0, 3} {
		t.Error(got)
	}
	if got := h.bring(usecase.ImportRecognitions, strings.ReplaceAll(twice, "\n", "\r\n"), usecase.ImportOptions{}); got != [4]int64{0, 0, 0, 4} {
		t.Error(got)
	}
	if n := scan[int](h, `select count(*) from event where kind = 'recognitions.imported'`); n != 2 {
		t.Errorf("%d events: one for each import that made something", n)
	}
	// A message that is empty is told by its behaviour.
	if story := scan[string](h, `select story from nomination where points = 0`); story != "Respect" {
		t.Error(story)
	}
}

func TestImportRecognitions_countOnTheirDaysInTheOrganisationsTimeZone(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	h := newImportHouse(t, zone)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	h.bring(usecase.ImportRecognitions, smallHistory, usecase.ImportOptions{})
	// 23:30 at UTC-2 is 21:30 in New York, and already the first of April at UTC.
	if days := scan[string](h, `select string_agg(distinct m.counted_on::text, ',' order by m.counted_on::text) from nominee m`); days != "2020-03-31,2020-04-02" {
		t.Error(days)
	}
}

func TestImport_brokenFilesAreToldByLineAndColumn(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	state := scan[string](h, stateQuery)
	roster := func(lines string) string { return "email,name,team,manager_email,role\n" + lines }
	recognitions := func(lines string) string {
		return "given_at,giver_email,receiver_email,behaviour,points,message\n" + lines
	}
	for _, c := range []struct {
		name string
		kind usecase.ImportKind
		text string
		want []string // line, column and the beginning of the message
	}{
		{"empty", usecase.ImportRoster, "", []string{"1 name is missing"}},
		{"missing column", usecase.ImportRoster, "email,name,team,role\na@b.example,A,T,\n", []string{"1 manager_email is missing"}},
		{"two missing columns", usecase.ImportRecognitions, "given_at,giver_email,receiver_email,behaviour\n", []string{"1 points is missing", "1 message is missing"}},
		{"no address and no number", usecase.ImportRoster, "name,team,manager_email,role\nA,T,,\n", []string{"1 email is missing"}},
		{"unknown column", usecase.ImportRoster, "email,name,team,manager_email,role,salary\n", []string{"1 salary is no column of this file"}},
		{"column twice", usecase.ImportRoster, "email,name,team,manager_email,role,name\n", []string{"1 name is there twice"}},
		{"semicolons", usecase.ImportRoster, "email;name;team;manager_email;role\na@b.example;A;T;;\n", []string{"1 email is followed by a semicolon"}},
		{"semicolons and quotes", usecase.ImportRoster, "\"email\";\"name\"\n", []string{"1 email is followed by a semicolon"}},
		{"UTF-16", usecase.ImportRoster, "\xff\xfee\x00m\x00", []string{"1 name is in UTF-16"}},
		{"Windows-1251", usecase.ImportRoster, roster("a@b.example,\xc8\xe2\xe0\xed,T,,\n"), []string{"2 name is not in UTF-8"}},
		{"Latin 1 after a quoted line break", usecase.ImportRecognitions, recognitions("2020-01-01,ivan@firm.example,olga@firm.example,respect,1,\"a\nb\"\n2020-01-01,ivan@firm.example,olga@firm.example,respect,1,caf\xe9\n"), []string{"4 message is not in UTF-8"}},
		{"too few cells", usecase.ImportRoster, roster("a@b.example,A,T\n"), []string{"2 manager_email is missing: the line has 3 of 5 columns"}},
		{"too many cells", usecase.ImportRoster, roster("a@b.example,A,T,,,x\n"), []string{"2 role is followed by more"}},
		{"quote within", usecase.ImportRoster, roster("a@b.example,A \"B\",T,,\nc@d.example,C,T,,\n"), []string{"2 name has a quote in its midst"}},
		{"text after quotes", usecase.ImportRoster, roster("a@b.example,\"A\"B,T,,\n"), []string{"2 name has quotes that are not closed"}},
		{"open quote", usecase.ImportRoster, roster("c@d.example,C,T,,\na@b.example,\"A,T,,\n"), []string{"3 name has quotes that are not closed"}},
		{"bad address", usecase.ImportRoster, roster("a@b.example,A,T,,\nnot an address,B,T,,\n"), []string{"3 email is no e-mail address"}},
		{"NUL", usecase.ImportRoster, roster("a@b.example,A\x00,T,,\n"), []string{"2 name holds a character"}},
		{"no name, role or manager", usecase.ImportRoster, roster("a@b.example,,T,who@b.example,king\n"), []string{"2 manager_email is the address of nobody", "2 name is empty", "2 role is none of"}},
		{"unknown manager", usecase.ImportRoster, roster("a@b.example,A,T,who@b.example,\n"), []string{"2 manager_email is the address of nobody"}},
		{"own manager", usecase.ImportRoster, roster("a@b.example,A,T,A@B.example,\n"), []string{"2 manager_email is the employee's own"}},
		{"twice", usecase.ImportRoster, roster("a@b.example,A,T,,\nA@b.example,A,T,,\n"), []string{"3 email stands on line 2 already"}},
		{"bad date, language", usecase.ImportRoster, "email,name,team,manager_email,role,started_on,locale\na@b.example,A,,,,31.12.2020,xx\n", []string{"2 locale is none of", "2 started_on is no date"}},
		{"unknown people", usecase.ImportRecognitions, recognitions("2020-01-01,who@firm.example,olga@firm.example,respect,1,x\n2020-01-01,ivan@firm.example,whom@firm.example,respect,1,x\n"), []string{"2 giver_email is the address of no employee", "3 receiver_email is the address of no employee"}},
		{"oneself", usecase.ImportRecognitions, recognitions("2020-01-01,ivan@firm.example,IVAN@firm.example,respect,1,x\n"), []string{"2 receiver_email is the giver"}},
		{"behaviour", usecase.ImportRecognitions, recognitions("2020-01-01,ivan@firm.example,olga@firm.example,charm,1,x\n2020-01-01,ivan@firm.example,olga@firm.example,,1,x\n"), []string{"2 behaviour is the code of no behaviour", "3 behaviour is empty"}},
		{"time", usecase.ImportRecognitions, recognitions("yesterday,ivan@firm.example,olga@firm.example,respect,1,x\n2120-01-01,ivan@firm.example,olga@firm.example,respect,1,x\n"), []string{"2 given_at is no time", "3 given_at is yet to come"}},
		{"points", usecase.ImportRecognitions, recognitions("2020-01-01,ivan@firm.example,olga@firm.example,respect,-1,x\n2020-01-01,ivan@firm.example,olga@firm.example,respect,1.5,x\n2020-01-01,ivan@firm.example,olga@firm.example,respect,,x\n"), []string{"2 points is no whole number", "3 points is no whole number", "4 points is no whole number"}},
		{"message", usecase.ImportRecognitions, recognitions("2020-01-01,ivan@firm.example,olga@firm.example,respect,1," + strings.Repeat("x", 5001) + "\n"), []string{"2 message is too long"}},
		{"wallets", usecase.ImportWallets, "email,points\nivan@firm.example,x\nwho@firm.example,1\nolga@firm.example,1\nolga@firm.example,2\n", []string{"2 points is no whole number", "3 email is the address of no employee", "5 email stands on line 4 already"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.try(c.kind, c.text, usecase.ImportOptions{})
			got := faultsOf(err)
			if domain.CodeOf(err) != "import_failed" || len(got) != len(c.want) {
				t.Fatalf("%v: %q, want %q", err, got, c.want)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], c.want[i]) {
					t.Errorf("%q, want %q", got[i], c.want[i])
				}
			}
			if now := scan[string](h, stateQuery); now != state {
				t.Errorf("a refused file has changed something: %s, was %s", now, state)
			}
		})
	}
}

// A file that was made of another one tells its faults by the lines of that one, those that only the
// database finds as well; what is told does not make it another file.
func TestImport_faultsAreToldByTheLinesOfTheFileItWasMadeOf(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, "email,name,team,manager_email,role\na@x.example,Ann,Sales,,\nb@x.example,Bob,Sales,,\n", usecase.ImportOptions{})
	file := "source_line,given_at,giver_email,receiver_email,behaviour,points,message\n" +
		"3,2024-01-02,a@x.example,b@x.example,respect,0,\"one\nand two\"\n" +
		"7,2024-01-02,a@x.example,gone@x.example,respect,0,\n" +
		"12,soon,a@x.example,b@x.example,respect,0,\n" +
		"12,2024-01-02,a@x.example,b@x.example,respect,0,again\n" +
		"x,2024-01-02,a@x.example,b@x.example,respect,0,nowhere\n" +
		"20,2024-01-02,a@x.example,b@x.example,respect,0,last\n"
	r, err := h.try(usecase.ImportRecognitions, file, usecase.ImportOptions{Partial: true})
	if err != nil || r.Created != 2 || r.FaultsTotal != 4 {
		t.Fatalf("made %d with %d faults, %v", r.Created, r.FaultsTotal, err)
	}
	var told []string
	for _, f := range r.Faults {
		told = append(told, fmt.Sprint(f.Line, " ", f.Column))
	}
	// What is wrong with the column itself can only be told by the line of this file.
	want := []string{"6 source_line", "7 receiver_email", "7 source_line", "12 given_at"}
	slices.Sort(told)
	slices.Sort(want)
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
	plain := "given_at,giver_email,receiver_email,behaviour,points,message\n2024-01-02,a@x.example,b@x.example,respect,0,last\n"
	if r, err := h.try(usecase.ImportRecognitions, plain, usecase.ImportOptions{}); err != nil || r.Unchanged != 1 {
		t.Errorf("the same line without its place: %+v, %v", r, err)
	}
}

func TestImport_tellsAHundredFaultsAndCountsAll(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	_, err := h.try(usecase.ImportWallets, "email,points\n"+strings.Repeat("who,x\n", 150)+strings.Repeat("who@b.example,1\n", 150), usecase.ImportOptions{})
	var known *domain.Error
	if !errors.As(err, &known) || len(known.Fields) != 100 || known.FieldsTotal != 150*2+150+149 || known.Fields[0].Line != 2 {
		t.Errorf("%d faults of %d", len(known.Fields), known.FieldsTotal)
	}
}

func TestImport_partialTakesTheGoodLines(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	broken := smallHistory + "2020-01-01,ivan@firm.example,olga@firm.example,respect,\"1,x\n" + "2020-01-01,who@firm.example,olga@firm.example,respect,1,x\n"
	r, err := h.try(usecase.ImportRecognitions, strings.Replace(broken, "\"1,x", "1,x \"y\"", 1), usecase.ImportOptions{Partial: true})
	if err != nil || r.Created != 3 || r.FaultsTotal != 2 || r.Faults[0].Line != 6 || r.Faults[0].Column != "message" || r.Faults[1].Line != 7 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestImportWallets_setsOpeningBalances(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	file := "email,points,note\nivan@firm.example,120,from the old product\nolga@firm.example,30,\nmaria@firm.example,0,\n"
	dry, err := h.try(usecase.ImportWallets, file, usecase.ImportOptions{DryRun: true})
	if err != nil || dry.Total != 150 || dry.Liability != 150 || scan[int](h, `select count(*) from transfer`) != 0 {
		t.Errorf("%+v, %v", dry, err)
	}
	if got := h.bring(usecase.ImportWallets, file, usecase.ImportOptions{}); got != [4]int64{3, 0, 0, 0} {
		t.Error(got)
	}
	h.now = h.now.Add(time.Hour)
	if got := h.bring(usecase.ImportWallets, file, usecase.ImportOptions{}); got != [4]int64{0, 0, 0, 3} {
		t.Error(got)
	}
	if n := scan[int](h, `select count(*) from transfer`); n != 2 {
		t.Errorf("%d transfers", n)
	}
	if got := h.bring(usecase.ImportWallets, strings.Replace(file, "120", "100", 1)+"boss@firm.example,7,\n", usecase.ImportOptions{}); got != [4]int64{1, 1, 0, 2} {
		t.Error(got)
	}
	balances := scan[string](h, `select string_agg(e.email || a.balance, ',' order by e.email) from account a join employee e on e.id = a.owner_id where a.kind = 'wallet' and a.balance > 0`)
	if balances != "boss@firm.example7,ivan@firm.example100,olga@firm.example30" {
		t.Error(balances)
	}
	// What was spent since cannot be taken back.
	exec(h, `update account set balance = balance - 90 where kind = 'wallet' and owner_id = $1`, h.id("ivan@firm.example"))
	_, err = h.try(usecase.ImportWallets, "email,points\nivan@firm.example,10\n", usecase.ImportOptions{})
	if got := places(err); !slices.Equal(got, []string{"2 points"}) {
		t.Error(err, got)
	}
	exec(h, `update account set balance = balance + 90 where kind = 'wallet' and owner_id = $1`, h.id("ivan@firm.example"))
	report, err := h.uc.CheckLedger(t.Context())
	if err != nil || !report.Balanced() {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestImport_twoAtOnceMakeOne(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	var made [4]int64
	var group sync.WaitGroup
	for i := range made {
		group.Go(func() {
			r, err := h.try(usecase.ImportRecognitions, smallHistory, usecase.ImportOptions{})
			if err != nil {
				t.Error(err)
			}
			made[i] = r.Created
		})
	}
	group.Wait()
	if sum := made[0] + made[1] + made[2] + made[3]; sum != 3 {
		t.Errorf("%d recognitions of 3 lines", sum)
	}
}

// TestImportRoster_choosesApproversAnew lets an approver leave while something waits for them.
func TestImportRoster_choosesApproversAnew(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster+"pia@firm.example,Pia,Office,boss@firm.example,manager\n", usecase.ImportOptions{})
	program := recognition.Program{
		ID: domain.NewProgramID(), Name: "Hero", Funding: recognition.FromNothing, Approval: recognition.ByManager, PointsMax: 10,
		MaxNominees: 1, Shares: recognition.Each, Active: true, Simple: true,
	}
	if err := h.db.InTx(t.Context(), func(tx *postgres.Tx) error {
		tx.Catalogue.InsertProgram(program, nil, 1, nil, h.now)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	olga := domain.Actor{ID: h.id("olga@firm.example"), Role: domain.RoleEmployee, Language: "en"}
	draft := recognition.Draft{Program: program.ID, Nominees: []domain.EmployeeID{h.id("ivan@firm.example")}, Behaviours: []domain.BehaviourID{}, Story: "Well done"}
	if _, err := h.uc.Nominate(t.Context(), olga, draft, usecase.Once{Encode: func(any) ([]byte, error) { return nil, nil }}); err != nil {
		t.Fatal(err)
	}
	approver := func() string {
		return scan[string](h, `select e.email from approval a join employee e on e.id = a.approver_id where a.status = 'waiting'`)
	}
	if got := approver(); got != "maria@firm.example" {
		t.Fatal(got)
	}
	moved := strings.ReplaceAll(smallRoster, "Ivan Ivanov,Dispatch,maria@firm.example", "Ivan Ivanov,Office,pia@firm.example")
	h.bring(usecase.ImportRoster, moved, usecase.ImportOptions{})
	if got := approver(); got != "pia@firm.example" {
		t.Errorf("Ivan's new manager is Pia; it waits for %s", got)
	}
	h.bring(usecase.ImportRoster, strings.ReplaceAll(smallRoster, "Ivan Ivanov,Dispatch,maria@firm.example", "Ivan Ivanov,Office,boss@firm.example"), usecase.ImportOptions{DeactivateMissing: true})
	if got := approver(); got != "boss@firm.example" {
		t.Errorf("Pia has left; it waits for %s", got)
	}
	if n := scan[int](h, `select count(*) from event where kind = 'approval.waiting'`); n != 3 {
		t.Errorf("%d events", n)
	}
}

// endless gives a header and then the same line again and again, up to a size.
type endless struct {
	head, line []byte
	left       int
	rest       []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if e.head != nil {
		e.rest, e.head = e.head, nil
	}
	if len(e.rest) == 0 {
		if e.left <= 0 {
			return 0, io.EOF
		}
		e.rest = bytes.Repeat(e.line, 500)
		e.left -= len(e.rest)
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// TestImport_memoryIsFlat reads a file of 100 MB of which every line has a fault, and one whose first
// quote is never closed.
func TestImport_memoryIsFlat(t *testing.T) {
	const size, most = 100 << 20, 16 << 20
	h := newImportHouse(t, time.UTC)
	head := "given_at,giver_email,receiver_email,behaviour,points,message\n"
	for name, line := range map[string]string{
		"faults":     "2020-01-01T10:00:00Z,ivan@firm.example,olga@firm.example,respect,none,\"A story of some length, as people write them when\nsomebody has done a thing well\"\n",
		"open quote": "2020-01-01T10:00:00Z,ivan@firm.example,olga@firm.example,respect,1,and on it goes\n",
	} {
		t.Run(name, func(t *testing.T) {
			head := head
			if name == "open quote" {
				head += "2020-01-01T10:00:00Z,ivan@firm.example,olga@firm.example,respect,1,\"and it begins\n"
			}
			var before, during runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			var peak uint64
			lines := int64(0)
			_, err := h.uc.Import(t.Context(), domain.Actor{}, usecase.ImportRecognitions,
				func() (io.ReadCloser, error) {
					return io.NopCloser(&endless{head: []byte(head), line: []byte(line), left: size}), nil
				},
				usecase.ImportOptions{Progress: func(n int64) {
					if n-lines > 100_000 || lines == 0 {
						lines = n
						runtime.ReadMemStats(&during)
						peak = max(peak, during.HeapAlloc)
					}
				}}, usecase.Once{})
			if domain.CodeOf(err) != "import_failed" {
				t.Fatal(err)
			}
			if peak > before.HeapAlloc+most {
				t.Errorf("%d MiB for a file of %d MiB", (peak-before.HeapAlloc)>>20, size>>20)
			}
			if name == "open quote" && !slices.Equal(places(err), []string{"2 message"}) {
				t.Error(faultsOf(err))
			}
		})
	}
}
