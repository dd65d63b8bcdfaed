package httpapi

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// celebrate lets whose morning has come be celebrated, and gives how many days were celebrated so far.
func (h *house) celebrate() int {
	h.t.Helper()
	if err := h.uc.Celebrate(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	return h.count(`select count(*) from celebration`)
}

// celebrates chooses what is celebrated.
func (h *house) celebrates(of form) {
	h.t.Helper()
	all := form{"anniversaries": false, "birthdays": false, "anniversary_points": 0, "birthday_points": 0}
	for key, value := range of {
		all[key] = value
	}
	h.as("admin").patch("/settings", form{"celebrations": all}).expect(http.StatusOK)
}

// started is since when somebody has been there.
func (h *house) started(name, day string) {
	h.t.Helper()
	h.as("admin").patch("/employees/"+h.id(name), form{"started_on": day}).expect(http.StatusOK)
}

func (h *house) hasBirthday(name string, month, day int) {
	h.t.Helper()
	h.as(name).patch("/me/preferences", form{"birthday": form{"month": month, "day": day, "consent": true}}).expect(http.StatusOK)
}

func TestCelebrate_anniversariesAtEightInTheirOwnMorning(t *testing.T) {
	h := newHouse(t)
	h.started("olga", "2021-03-10")
	h.started("ivan", "2016-03-10") // lives where it is not yet eight
	h.started("nina", "2026-03-10") // today is the first day
	h.started("pavel", "2020-03-11")
	h.as("ivan").patch("/me/preferences", form{"time_zone": "America/New_York"}).expect(http.StatusOK)
	if n := h.celebrate(); n != 0 {
		t.Errorf("%d were celebrated though nobody wants it", n)
	}
	h.celebrates(form{"anniversaries": true, "birthdays": true, "anniversary_points": 50})
	if n := h.celebrate(); n != 1 {
		t.Fatalf("%d were celebrated", n)
	}
	if n := h.celebrate(); n != 1 {
		t.Errorf("%d after another look", n)
	}
	a := h.as("pavel").get("/celebrations").expect(http.StatusOK)
	if a.str("items.#.employee.name") != `["Olga Petrova"]` || a.num("items.0.years") != 5 || a.str("items.0.on") != "2026-03-10" || a.str("items.0.employee.team.name") != "Dispatch" {
		t.Error(a.text)
	}
	h.told()
	if a := h.as("olga").get("/notifications?topic=thanks"); a.str("items.0.kind") != "celebrated" || a.num("items.0.celebration.years") != 5 || a.num("items.0.points") != 50 {
		t.Error(a.text)
	}
	if got := h.inbox("ivan") + h.inbox("maria"); strings.Contains(got, "celebrated") {
		t.Errorf("others are told: %s", got)
	}
	if a := h.as("olga").get("/me/wallet/entries"); a.str("items.0.kind") != "celebration" || a.num("items.0.points") != 50 {
		t.Error(a.text)
	}
	if n := h.count(`select count(*) from audit where action = 'celebrate' and data ->> 'points' = '50'`); n != 1 {
		t.Errorf("%d entries in the audit log", n)
	}
	h.clock.advance(3*time.Hour + time.Minute) // summer has begun in New York: it is 8:01 there
	if n := h.celebrate(); n != 2 {
		t.Errorf("%d when ivan has got up", n)
	}
	h.checkBooks()
	if a := h.as("owner").get("/analytics/liability"); a.num(`by_program.#(source=="celebrations").points`) != 100 {
		t.Error(a.text)
	}
}

func TestCelebrate_onceWhateverRunsAndWhateverWasMissed(t *testing.T) {
	h := newHouse(t)
	h.celebrates(form{"anniversaries": true, "anniversary_points": 7})
	h.started("olga", "2021-03-08") // two days and an hour late
	h.started("nina", "2021-03-07") // too late
	h.started("ivan", "2020-02-29")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := h.uc.Celebrate(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := h.count(`select count(*) from transfer where kind = 'celebration'`); n != 1 {
		t.Fatalf("%d transfers", n)
	}
	h.started("olga", "2021-03-09") // the roster was wrong: this year it was celebrated
	if n := h.celebrate(); n != 1 {
		t.Errorf("%d after a correction", n)
	}
	h.clock.advance(355 * 24 * time.Hour) // 28 February 2027
	if n := h.celebrate(); n != 2 || h.as("ivan").get("/me").num("wallet.balance") != 7 {
		t.Errorf("%d: a 29 February is kept on the 28th", n)
	}
	h.checkBooks()
}

func TestCelebrations_birthdaysOnlyByConsent(t *testing.T) {
	h := newHouse(t)
	h.celebrates(form{"birthdays": true, "birthday_points": 20})
	path := "/me/preferences"
	given := func(month, day int, consent bool) form {
		return form{"birthday": form{"month": month, "day": day, "consent": consent}}
	}
	h.run(t, []scenario{
		{name: "none", as: "ivan", method: "GET", path: path, status: 200, values: map[string]any{"birthday": ""}},
		{name: "without consent", as: "ivan", method: "PATCH", path: path, body: given(3, 10, false), status: 422, want: []string{"birthday.consent"}},
		{name: "no such day", as: "ivan", method: "PATCH", path: path, body: given(4, 31, true), status: 422, want: []string{"birthday.day"}},
		{name: "no such month", as: "ivan", method: "PATCH", path: path, body: given(13, 1, true), status: 422, want: []string{"month"}},
		{name: "a year is not taken", as: "ivan", method: "PATCH", path: path, body: form{"birthday": form{"month": 3, "day": 10, "consent": true, "year": 1990}}, status: 422, want: []string{"year"}},
		{name: "a leap day", as: "ivan", method: "PATCH", path: path, body: given(2, 29, true), status: 200, values: map[string]any{"birthday.month": 2, "birthday.day": 29}},
		{name: "today", as: "ivan", method: "PATCH", path: path, body: given(3, 10, true), status: 200, values: map[string]any{"birthday.day": 10}},
		{name: "stays when left out", as: "ivan", method: "PATCH", path: path, body: form{"locale": "en"}, status: 200, values: map[string]any{"birthday.day": 10}},
	})
	if n := h.celebrate(); n != 1 {
		t.Fatalf("%d were celebrated", n)
	}
	a := h.as("olga").get("/celebrations")
	if a.str("items.0.kind") != "birthday" || a.at("items.0.years").Raw != "null" {
		t.Error(a.text)
	}
	if text := h.as("admin").get("/audit?limit=100").text; strings.Contains(text, `"birthday":"`) || strings.Contains(text, `310`) {
		t.Errorf("the audit log has the day: %s", text)
	}
	h.as("ivan").patch(path, form{"birthday": nil}).expect(http.StatusOK)
	if n := h.count(`select count(*) from employee where birthday is not null or birthday_consented_at is not null`) + h.count(`select count(on_day) from celebration`); n != 0 {
		t.Errorf("the day is kept in %d places though consent was withdrawn", n)
	}
	if a := h.as("olga").get("/celebrations"); a.num("items.#") != 0 {
		t.Error(a.text)
	}
	h.hasBirthday("ivan", 3, 9)
	if n := h.celebrate(); n != 1 || h.as("ivan").get("/me").num("wallet.balance") != 20 {
		t.Errorf("%d: another day brings nothing more in the same year", n)
	}
	h.checkBooks()
}

func TestCelebrations_onlyOfWhoIsShown(t *testing.T) {
	h := newHouse(t)
	h.celebrates(form{"anniversaries": true, "birthdays": true})
	for _, name := range []string{"ivan", "olga", "nina", "pavel"} {
		h.started(name, "2021-03-10")
	}
	h.hasBirthday("maria", 3, 9)
	h.celebrate()
	want := func(what, names string) {
		t.Helper()
		list := map[string]bool{}
		for _, name := range h.as("owner").get("/celebrations").expect(http.StatusOK).at("items.#.employee.name").Array() {
			list[strings.Fields(name.String())[0]] = true
		}
		for name := range strings.FieldsSeq(names) {
			if !list[name] {
				t.Errorf("%s: %s is missing of %v", what, name, list)
			}
		}
		if len(list) != len(strings.Fields(names)) {
			t.Errorf("%s: %v", what, list)
		}
	}
	want("all", "Ivan Olga Nina Pavel Maria")
	h.as("ivan").patch("/me/preferences", form{"anniversary_hidden": true}).expect(http.StatusOK)
	h.as("olga").patch("/me/preferences", form{"thank_privately": true}).expect(http.StatusOK)
	h.as("maria").patch("/me/preferences", form{"anniversary_hidden": true, "thank_privately": true}).expect(http.StatusOK)
	want("some keep it to themselves", "Nina Pavel Maria")
	h.as("admin").patch("/employees/"+h.id("nina"), form{"active": false}).expect(http.StatusOK)
	want("one has left", "Pavel Maria")
	h.celebrates(form{"anniversaries": true})
	want("birthdays are no more", "Pavel")
	h.celebrates(form{"anniversaries": true, "birthdays": true})
	h.clock.advance(30 * 24 * time.Hour)
	want("after thirty days", "Pavel")
	h.clock.advance(24 * time.Hour)
	want("after more", "")
}

func TestCelebrations_comeByPages(t *testing.T) {
	h := newHouse(t)
	h.celebrates(form{"anniversaries": true, "birthdays": true})
	for name, day := range map[string]string{"ivan": "2021-03-10", "olga": "2020-03-09", "nina": "2019-03-10"} {
		h.started(name, day)
	}
	h.hasBirthday("ivan", 3, 10)
	h.celebrate()
	var seen []string
	for path := "/celebrations?limit=1"; ; {
		a := h.as("olga").get(path).expect(http.StatusOK)
		seen = append(seen, a.str("items.0.on")+a.str("items.0.employee.id")+a.str("items.0.kind"))
		if a.str("next_cursor") == "" {
			break
		}
		path = "/celebrations?limit=1&cursor=" + a.str("next_cursor")
	}
	once := map[string]bool{}
	for _, one := range seen {
		once[one] = true
	}
	if len(seen) != 4 || len(once) != 4 || !strings.HasPrefix(seen[3], "2026-03-09") {
		t.Errorf("%v", seen)
	}
	h.as("olga").get("/celebrations?cursor=nonsense").expect(http.StatusUnprocessableEntity)
}

// A celebration is no recognition: every list and figure of recognitions is to the letter what it was.
func TestCelebrate_isInNoFigureAndOnNoBoard(t *testing.T) {
	h := newHouse(t)
	h.pay("hero", "ivan", "olga", 50)
	h.thank("olga", "ivan", "public")
	figures := []string{"/feed", "/nominations", "/employees/" + h.id("olga") + "/profile", "/me/year", "/team?scope=all", "/analytics/budgets", "/search?q=Olga", "/programs", "/approvals", "/awards", "/customers"}
	for _, metric := range []string{"received", "recognitions", "given", "thanked_by"} {
		for _, period := range []string{"week", "month", "quarter", "year", "all"} {
			figures = append(figures, "/leaderboards/"+metric+"?period="+period, "/leaderboards/"+metric+"?period="+period+"&scope=team:"+h.teams["Dispatch"].String())
		}
	}
	read := func() map[string]string {
		all := map[string]string{}
		for _, path := range figures {
			for _, who := range []string{"olga", "maria", "owner"} {
				all[who+" "+path] = h.as(who).get(path).text
			}
		}
		return all
	}
	h.celebrates(form{"anniversaries": true, "birthdays": true, "anniversary_points": 500, "birthday_points": 300})
	h.started("olga", "2021-03-10")
	h.hasBirthday("olga", 3, 10)
	before := read()
	if n := h.celebrate(); n != 2 || h.as("olga").get("/me").num("wallet.balance") != 850 {
		t.Fatalf("%d were celebrated", n)
	}
	for what, text := range read() {
		if withoutTraces(text) != withoutTraces(before[what]) {
			t.Errorf("%s was\n%s\nand is\n%s", what, before[what], text)
		}
	}
	if n := h.count(`select count(*) from nomination`); n != 2 {
		t.Errorf("%d nominations", n)
	}
	if n := h.count(`select count(*) from account where kind = 'budget' and balance = 9950`); n != 1 {
		t.Error("a budget has paid for it")
	}
	h.checkBooks()
}

// withoutTraces leaves out the number of a call, which problems name.
func withoutTraces(text string) string { return traces.ReplaceAllString(text, "") }

var traces = regexp.MustCompile(`"request_id":"[^"]*"`)
