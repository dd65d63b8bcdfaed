package usecase_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/points"
	"laurel/storage/postgres"
)

// last gives the import that was asked for last.
func (h *importHouse) last() domain.ImportID {
	h.t.Helper()
	list, err := h.uc.Imports(h.t.Context(), domain.Actor{Role: domain.RoleAdmin}, domain.Page{Limit: 1})
	if err != nil || len(list.Items) != 1 {
		h.t.Fatal(list, err)
	}
	return list.Items[0].ID
}

// takeBack takes an import back and gives the code of what stands in the way, "" where nothing does,
// and who does.
func (h *importHouse) takeBack(id domain.ImportID) (code string, who []string) {
	h.t.Helper()
	answer, err := h.uc.TakeBackImport(h.t.Context(), domain.Actor{Role: domain.RoleAdmin}, id, jsonOnce)
	var known *domain.Error
	if errors.As(err, &known) {
		for _, f := range known.Fields {
			who = append(who, f.Message)
		}
		return known.Code, who
	}
	if err != nil {
		h.t.Fatal(err)
	}
	if got := gjson.GetBytes(answer.Body, "Status").String(); got != "taken_back" {
		h.t.Fatalf("taken back, and then %s", answer.Body)
	}
	return "", nil
}

var jsonOnce = usecase.Once{Encode: func(r any) ([]byte, error) { return json.Marshal(r) }}

// peopleQuery is what everybody is, by address, but for when they were changed.
const peopleQuery = `select coalesce(string_agg(concat_ws('|', e.email, e.personnel_number, e.name, t.name, m.email, e.role, e.locale, e.active, e.started_on, e.location, e.above::text), E'\n' order by e.email), '')
	from employee e left join team t on t.id = e.team_id left join employee m on m.id = e.manager_id where e.active or e.team_id is not null`

func TestTakeBackImport_rosterIsAsItWas(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	first := h.last()
	before, teams := scan[string](h, peopleQuery), scan[string](h, `select string_agg(name, ',' order by name) from team`)
	next := "email,name,team,manager_email,role,location\n" +
		"maria@firm.example,Maria Sokolova,Harbour,,manager,Riga\n" +
		"ivan@firm.example,Ivan P,Harbour,maria@firm.example,employee,\n" +
		"new@firm.example,Neva New,Quay,ivan@firm.example,employee,\n"
	did := h.bring(usecase.ImportRoster, next, usecase.ImportOptions{DeactivateMissing: true})
	if did[0] != 1 || did[1] != 2 || did[2] == 0 {
		t.Fatalf("the file is to do some of everything: %v", did)
	}
	second := h.last()
	if code, who := h.takeBack(first); code != "import_changed" || len(who) == 0 {
		t.Errorf("the earlier import first: %q %v", code, who)
	}
	if code, who := h.takeBack(second); code != "" {
		t.Fatal(code, who)
	}
	if diff := cmp.Diff(before, scan[string](h, peopleQuery)); diff != "" {
		t.Errorf("people (-before +after):\n%s", diff)
	}
	if got := scan[string](h, `select string_agg(name, ',' order by name) from team`); got != teams {
		t.Errorf("teams %s, were %s", got, teams)
	}
	if n := scan[int](h, `select count(*) from audit where action = 'restore_employee' or action = 'take_back_import'`); n != int(did[0]+did[1]+did[2])+1 {
		t.Errorf("%d lines of the audit log", n)
	}
	t.Run("asked again changes nothing", func(t *testing.T) {
		if code, _ := h.takeBack(second); code != "" || scan[string](h, peopleQuery) != before {
			t.Error(code)
		}
		if n := scan[int](h, `select count(*) from audit where action = 'take_back_import'`); n != 1 {
			t.Errorf("%d lines of the audit log", n)
		}
	})
	t.Run("the same file again", func(t *testing.T) {
		if got := h.bring(usecase.ImportRoster, next, usecase.ImportOptions{DeactivateMissing: true}); got != [4]int64{0, 3, did[2], 0} {
			t.Error(got) // who was made before is there, and comes back
		}
		if code, who := h.takeBack(h.last()); code != "" || scan[string](h, peopleQuery) != before {
			t.Error(code, who)
		}
	})
	t.Run("and the first", func(t *testing.T) {
		if code, who := h.takeBack(first); code != "" {
			t.Error(code, who)
		}
		if n := scan[int](h, `select (select count(*) from employee where active) + (select count(*) from team)`); n != 0 {
			t.Errorf("%d people and teams are left", n)
		}
	})
}

func TestTakeBackImport_rosterThatIsUsedStays(t *testing.T) {
	for name, use := range map[string]func(h *importHouse){
		"signed in": func(h *importHouse) {
			exec(h, `insert into session (id, employee_id, kind, created_at, last_seen_at, expires_at) values (new_id(), $1, 'browser', $2, $2, $2)`, h.id("olga@firm.example"), h.now)
		},
		"chose a password": func(h *importHouse) {
			exec(h, `update employee set password_hash = 'x' where id = $1`, h.id("olga@firm.example"))
		},
		"was thanked": func(h *importHouse) {
			h.bring(usecase.ImportRecognitions, "given_at,giver_email,receiver_email,behaviour,points,message\n2020-04-02,ivan@firm.example,olga@firm.example,respect,0,Thanks\n", usecase.ImportOptions{})
		},
		"holds points": func(h *importHouse) {
			h.bring(usecase.ImportWallets, "email,points\nolga@firm.example,5\n", usecase.ImportOptions{})
		},
		"leads a team": func(h *importHouse) {
			exec(h, `update team set lead_id = $1 where id = (select team_id from employee where id = $1)`, h.id("olga@firm.example"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newImportHouse(t, time.UTC)
			h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
			id := h.last()
			use(h)
			before := scan[string](h, peopleQuery)
			code, who := h.takeBack(id)
			if code != "import_used" || !strings.Contains(strings.Join(who, ","), "Ольга") {
				t.Errorf("%q %v", code, who)
			}
			if got := scan[string](h, peopleQuery); got != before {
				t.Errorf("something has changed:\n%s", cmp.Diff(before, got))
			}
		})
	}
}

func TestTakeBackImport_recognitionsLeaveAndComeAgain(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	h.bring(usecase.ImportRecognitions, smallHistory, usecase.ImportOptions{})
	id := h.last()
	const shown = `select (select count(*) from nomination where status = 'approved') * 100 + (select count(*) from nominee where counted_on is not null)`
	if n := scan[int](h, shown); n != 303 {
		t.Fatal(n)
	}
	named := scan[string](h, `select id::text from nomination order by id limit 1`)
	exec(h, `insert into enabler (nomination_id, employee_id, named_at) values ($1, $2, $3)`, named, h.id("maria@firm.example"), h.now)
	if code, who := h.takeBack(id); code != "import_answered" || len(who) != 1 {
		t.Errorf("answered to, and: %q %v", code, who)
	}
	exec(h, `update enabler set declined_at = $1`, h.now)
	exec(h, `insert into comment (id, nomination_id, author_id, text, created_at) values (new_id(), $1, $2, 'So it was.', $3)`, named, h.id("maria@firm.example"), h.now)
	if code, who := h.takeBack(id); code != "import_answered" || len(who) != 1 {
		t.Errorf("commented, and: %q %v", code, who)
	}
	exec(h, `update comment set removed_at = $1`, h.now)
	if code, who := h.takeBack(id); code != "" {
		t.Fatal(code, who)
	}
	if n := scan[int](h, shown); n != 0 {
		t.Errorf("%d are left", n)
	}
	if n := scan[int](h, `select count(*) from nomination where status = 'revoked' and decided_at is not null`); n != 3 {
		t.Errorf("%d of 3 rows are kept", n)
	}
	if n := scan[int](h, `select count(*) from event where kind = $1`, domain.RecognitionsTakenBack); n != 1 {
		t.Errorf("%d events", n)
	}
	if got := h.bring(usecase.ImportRecognitions, smallHistory, usecase.ImportOptions{}); got != [4]int64{3, 0, 0, 0} {
		t.Errorf("the same file again: %v", got)
	}
	if n := scan[int](h, shown); n != 303 {
		t.Error(n)
	}
}

func TestTakeBackImport_walletsAreBookedBack(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	h.bring(usecase.ImportWallets, "email,points,note\nivan@firm.example,40,first\n", usecase.ImportOptions{})
	first := h.last()
	state := func() string {
		return scan[string](h, `select coalesce(string_agg(e.email || ' ' || coalesce(a.balance, 0) || ' ' || coalesce(o.points::text, '-') || ' ' || coalesce(o.note, ''), ', ' order by e.email), '')
			from employee e left join account a on a.owner_id = e.id and a.kind = 'wallet' left join opening_balance o on o.employee_id = e.id where a.balance <> 0 or o.points is not null`)
	}
	before := state()
	h.bring(usecase.ImportWallets, "email,points,note\nivan@firm.example,10,second\nolga@firm.example,25,second\n", usecase.ImportOptions{})
	second := h.last()
	if code, who := h.takeBack(first); code != "import_changed" || len(who) != 1 {
		t.Errorf("the earlier one first: %q %v", code, who)
	}
	if code, who := h.takeBack(second); code != "" {
		t.Fatal(code, who)
	}
	if got := state(); got != before {
		t.Errorf("%s, was %s", got, before)
	}
	h.bring(usecase.ImportWallets, "email,points,note\nivan@firm.example,10,second\nolga@firm.example,25,second\n", usecase.ImportOptions{})
	again := h.last()
	t.Run("not where points have been spent", func(t *testing.T) {
		olga := h.id("olga@firm.example")
		spend(h, olga, 20)
		before := state()
		if code, who := h.takeBack(again); code != "points_spent" || cmp.Diff(who, []string{"Ольга Ким"}) != "" {
			t.Errorf("%q %v", code, who)
		}
		if got := state(); got != before {
			t.Errorf("%s, was %s", got, before)
		}
	})
	report, err := h.uc.CheckLedger(t.Context())
	if err != nil || len(report.Mismatches) > 0 || report.Sum != 0 {
		t.Errorf("the books: %+v %v", report, err)
	}
}

// spend books points from a wallet to what has been spent.
func spend(h *importHouse, who domain.EmployeeID, n int64) {
	h.t.Helper()
	err := h.db.InTx(h.t.Context(), func(tx *postgres.Tx) error {
		t := points.Transfer{
			ID: domain.NewTransferID(), Key: "spent:" + who.String(), Kind: points.KindFulfilment,
			From: points.Of(points.Wallet, who), To: points.OfOrganisation(points.Spent, who), Points: n, EffectiveAt: h.now,
		}
		books, err := tx.Ledger.Lock(h.t.Context(), points.Touched(t)...)
		if err != nil {
			return err
		}
		if err := books.Apply(t); err != nil {
			return err
		}
		tx.Ledger.Post(h.now, books, t)
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestTakeBackImport_onlyWhatWasDone(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	if code, _ := h.takeBack(h.last()); code != "nothing_to_take_back" {
		t.Errorf("an import that changed nothing: %q", code)
	}
	id := h.later(usecase.ImportRoster, smallRoster, usecase.ImportOptions{DryRun: true})
	if code, _ := h.takeBack(id); code != "not_done" {
		t.Errorf("a dry run: %q", code)
	}
	if code, _ := h.takeBack(domain.NewImportID()); code != "not_found" {
		t.Errorf("none: %q", code)
	}
}

// wireless are shapes of no API.
var wireless = usecase.Shapes{
	Import: func(r usecase.ImportResult) any { return r },
	Problem: func(err error) any {
		return map[string]string{"code": domain.CodeOf(err), "text": err.Error()}
	},
}

// later lets an import run by itself to its end.
func (h *importHouse) later(kind usecase.ImportKind, text string, o usecase.ImportOptions) domain.ImportID {
	h.t.Helper()
	id := h.ask(kind, text, o)
	h.state(id, "done", "failed")
	return id
}

func (h *importHouse) ask(kind usecase.ImportKind, text string, o usecase.ImportOptions) domain.ImportID {
	h.t.Helper()
	o.Size, o.Lines = int64(len(text)), int64(strings.Count(text, "\n"))
	answer, err := h.uc.ImportLater(h.t.Context(), domain.Actor{}, usecase.LaterImport{Kind: kind, Source: textSource(text), Options: o, Shapes: wireless}, jsonOnce)
	if err != nil {
		h.t.Fatal(err)
	}
	id, err := domain.ParseImportID(gjson.GetBytes(answer.Body, "ID").String())
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// state waits until an import has one of some states.
func (h *importHouse) state(id domain.ImportID, want ...string) usecase.ImportState {
	h.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		s, err := h.uc.ImportState(h.t.Context(), domain.Actor{Role: domain.RoleAdmin}, id)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, w := range want {
			if s.Status == w {
				return s
			}
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("it stays %s: %s", s.Status, s.Result)
		}
	}
}

// leftOver notes an import as a process leaves it that dies in the middle.
func (h *importHouse) leftOver(text string, attempts int) domain.ImportID {
	h.t.Helper()
	h.uc.StopImports(0) // this process runs none
	id := h.ask(usecase.ImportRoster, text, usecase.ImportOptions{})
	h.uc.StopImports(0)
	exec(h, `update import set status = 'running', attempts = $2, seen_at = $3 where id = $1`, id, attempts, h.now)
	return id
}

func TestImportLater_isTakenUpByAnotherProcess(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	id := h.leftOver(smallRoster, 1)
	other := h.another()
	if err := other.TakeUpImports(t.Context(), wireless); err != nil {
		t.Fatal(err)
	}
	if s := h.state(id, "running"); s.Status != "running" {
		t.Error("taken from a process that has just told how far it is")
	}
	h.wait(11 * time.Second)
	if err := other.TakeUpImports(t.Context(), wireless); err != nil {
		t.Fatal(err)
	}
	s := h.state(id, "done", "failed")
	if s.Status != "done" || gjson.GetBytes(s.Result, "Created").Int() != 4 {
		t.Errorf("%s: %s", s.Status, s.Result)
	}
	if n := scan[int](h, `select count(*) from import_piece`); n != 0 {
		t.Errorf("%d pieces of its file are left", n)
	}
	h.wait(time.Hour)
	if err := other.TakeUpImports(t.Context(), wireless); err != nil {
		t.Fatal(err)
	}
	if n := scan[int](h, `select count(*) from employee`); n != 4 {
		t.Errorf("%d people", n)
	}
}

func TestImportLater_isGivenUpAfterThreeTries(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	id := h.leftOver(smallRoster, 2)
	exec(h, `update import_piece set packed = 'nonsense'`) // no fault of the file
	h.wait(11 * time.Second)
	if err := h.another().TakeUpImports(t.Context(), wireless); err != nil {
		t.Fatal(err)
	}
	s := h.state(id, "failed")
	if n := scan[int](h, `select (select count(*) from employee) + (select count(*) from import_piece)`); n != 0 {
		t.Errorf("%d rows are left of it: %s", n, s.Result)
	}
}

func TestImportLater_withoutItsFileHasFailed(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	id := h.leftOver(smallRoster, 1)
	exec(h, `delete from import_piece`)
	h.wait(11 * time.Second)
	if err := h.another().TakeUpImports(t.Context(), wireless); err != nil {
		t.Fatal(err)
	}
	if s := h.state(id, "failed"); gjson.GetBytes(s.Result, "code").String() != "interrupted" {
		t.Errorf("%s", s.Result)
	}
}

func TestCancelImport_changesNothing(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	id := h.leftOver(smallRoster, 1)
	for range 2 {
		if _, err := h.uc.CancelImport(t.Context(), domain.Actor{Role: domain.RoleAdmin}, id, jsonOnce); err != nil {
			t.Fatal(err)
		}
	}
	h.wait(time.Minute)
	if err := h.another().TakeUpImports(t.Context(), wireless); err != nil {
		t.Fatal(err)
	}
	if s := h.state(id, "cancelled"); s.CanTakeBack() {
		t.Error("there is something to take back")
	}
	if n := scan[int](h, `select count(*) from employee`); n != 0 {
		t.Errorf("%d people", n)
	}
	done := h.anotherAsk()
	if _, err := h.uc.CancelImport(t.Context(), domain.Actor{Role: domain.RoleAdmin}, done, jsonOnce); domain.CodeOf(err) != "already_done" {
		t.Error(err)
	}
}

// anotherAsk is an import that another process has run.
func (h *importHouse) anotherAsk() domain.ImportID {
	h.t.Helper()
	here := h.uc
	defer func() { h.uc = here }()
	h.uc = h.another()
	return h.later(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
}

// A cancellation that comes while the work is done, but not yet committed, wins.
func TestCancelImport_comesBeforeTheCommit(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	id := h.leftOver(smallRoster, 1)
	// The lock of imports is held from outside, so that the work waits in its midst.
	tx, err := h.db.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context()) //nolint:errcheck // ended below
	if _, err := tx.Exec(t.Context(), `select pg_advisory_xact_lock(hashtext('laurel.import'))`); err != nil {
		t.Fatal(err)
	}
	h.wait(11 * time.Second)
	if err := h.another().TakeUpImports(t.Context(), wireless); err != nil {
		t.Fatal(err)
	}
	if _, err := h.uc.CancelImport(t.Context(), domain.Actor{Role: domain.RoleAdmin}, id, jsonOnce); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); scan[int](h, `select count(*) from import_piece`) > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the run does not end")
		}
	}
	if s := h.state(id, "cancelled"); s.Result != nil && !bytes.Equal(s.Result, []byte("null")) {
		t.Errorf("%s", s.Result)
	}
	if n := scan[int](h, `select count(*) from employee`); n != 0 {
		t.Errorf("%d people", n)
	}
}

func TestMatchPeople_byWholeNames(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, "email,name,team,manager_email,role\na@firm.example,Анна Ёлкина,One,,\nb@firm.example,Ivan Petrenko,One,,\nc@firm.example,ivan petrenko,Two,,\nd@firm.example,Sam,Two,,\n", usecase.ImportOptions{})
	found, err := h.uc.MatchPeople(t.Context(), []string{"ёлкина  АННА", "Petrenko, Ivan", "sam", "Nobody", " "})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range found {
		line := m.Name + ":"
		for _, p := range m.People {
			line += " " + *p.Email
		}
		got = append(got, line)
	}
	want := []string{"ёлкина  АННА: a@firm.example", "Petrenko, Ivan: b@firm.example c@firm.example", "sam: d@firm.example", "Nobody:", " :"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestImport_previewTellsWhatWouldChange(t *testing.T) {
	h := newImportHouse(t, time.UTC)
	h.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	r, err := h.try(usecase.ImportRoster, "email,name,team,manager_email,role\nolga@firm.example,Olga P,Quay,,owner\nnew@firm.example,Neva,Quay,,\n", usecase.ImportOptions{DryRun: true, DeactivateMissing: true})
	if err != nil {
		t.Fatal(err)
	}
	var changes []string
	for _, c := range r.Preview.People {
		changes = append(changes, c.Change+" "+c.Name)
		if c.Change == "updated" && (gjson.GetBytes(c.After, "team").String() != "Quay" || gjson.GetBytes(c.Before, "name").String() != "Ольга Ким") {
			t.Errorf("%s → %s", c.Before, c.After)
		}
	}
	if len(changes) != 5 || changes[3] != "updated Olga P" || changes[4] != "created Neva" || cmp.Diff(r.Preview.Teams, []string{"Quay"}) != "" {
		t.Errorf("%v, teams %v", changes, r.Preview.Teams)
	}

	r, err = h.try(usecase.ImportRecognitions, smallHistory+"2020-04-03,who@firm.example,ivan@firm.example,respect,1,x\n2020-04-03,who@firm.example,ivan@firm.example,courage,1,x\n", usecase.ImportOptions{DryRun: true, Partial: true})
	if err != nil {
		t.Fatal(err)
	}
	p := r.Preview
	if r.Created != 3 || p.History.Points != 35 || p.History.Givers != 2 || len(p.Behaviours) != 2 || p.Behaviours[0].Recognitions != 2 {
		t.Errorf("%+v %+v", r, p)
	}
	if p.UnknownPeople.Total != 1 || p.UnknownPeople.Items[0] != (postgres.Unknown{Text: "who@firm.example", Lines: 2}) || p.UnknownBehaviours.Total != 1 {
		t.Errorf("%+v %+v", p.UnknownPeople, p.UnknownBehaviours)
	}

	exec(h, `insert into reward (id, name, cost, requires_approval, fulfilment, cash_amount, cash_currency, created_at, updated_at) values (new_id(), 'Tea', 30, false, 'manual', 1000, 'EUR', $1, $1)`, h.now)
	r, err = h.try(usecase.ImportWallets, "email,points\nivan@firm.example,10\nolga@firm.example,25\nwho@firm.example,1\n", usecase.ImportOptions{DryRun: true, Partial: true})
	if err != nil {
		t.Fatal(err)
	}
	p = r.Preview
	if p.Wallets.Issued != 35 || p.Wallets.Returned != 0 || len(p.Balances) != 2 || *p.Balances[0].Email != "olga@firm.example" || p.UnknownPeople.Total != 1 {
		t.Errorf("%+v", p)
	}
	if cmp.Diff(p.Worth, []postgres.Worth{{Currency: "EUR", Amount: 1167}}) != "" { // 35 × 1000 / 30, rounded up
		t.Errorf("%+v", p.Worth)
	}
}
