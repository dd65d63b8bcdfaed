package usecase_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/recognition"
)

func newDemo(t *testing.T) *importHouse {
	t.Helper()
	h := newImportHouse(t, time.UTC)
	if made, err := h.uc.MakeDemo(t.Context(), "laurel demo password"); err != nil || !made {
		t.Fatal(made, err)
	}
	return h
}

func (h *importHouse) demoActor(name string) domain.Actor {
	h.t.Helper()
	e, err := h.db.People.ByEmail(h.t.Context(), name+"@demo.example")
	if err != nil {
		h.t.Fatal(err)
	}
	return domain.Actor{ID: e.ID, Role: e.Role, Team: e.Team, Language: "en", HasReports: scan[bool](h, `select exists (select from employee where manager_id = $1)`, e.ID)}
}

func TestDemo_isAsTheContractSays(t *testing.T) {
	h := newDemo(t)
	for what, c := range map[string]struct {
		query string
		want  int
	}{
		"nominations without the rules that they were made under": {`select count(*) from nomination n
			where not exists (select from program_version v where v.program_id = n.program_id and v.version = n.program_version)`, 0},
		"people":          {`select count(*) from employee where active and password_hash is not null`, 12},
		"teams":           {`select count(*) from team where lead_id is not null`, 3},
		"managers":        {`select count(*) from employee where role = 'manager'`, 2},
		"owners":          {`select count(*) from employee where role = 'owner'`, 1},
		"administrators":  {`select count(*) from employee where role = 'admin'`, 1},
		"counted rewards": {`select count(*) from reward r where stock >= 0 and exists (select from stock_entry s where s.reward_id = r.id and s.kind = 'counted' and s.actor_id is not null)`, 3},
		"programs":        {`select count(*) from program where active and limit_giver is null and limit_pair is null and translations ? 'ru'`, 4},
		"budgets":         {`select count(*) from program where budget = 10000 and budget_period = 'quarter'`, 3},
		"simple programs": {`select count(*) from program where simple and name = 'Thanks' and points_min = 0 and approval = 'none' and funding = 'allowance'`, 1},
		"behaviours":      {`select count(*) from behaviour where active`, 8},
		"rewards":         {`select count(*) from reward where translations -> 'ru' ?& array['name', 'description', 'category']`, 6},
		"in English":      {`select count(*) from employee where locale = 'en' and split_part(email, '@', 1) in ('admin', 'owner', 'maria', 'ivan', 'olga')`, 5},
		"reports":         {`select count(*) from employee e join employee m on m.id = e.manager_id where m.email = 'maria@demo.example' and split_part(e.email, '@', 1) in ('ivan', 'olga')`, 2},
		"allowance":       {`select allowance from organisation where demo`, 100},
	} {
		if got := scan[int](h, c.query); got != c.want {
			t.Errorf("%s: %d, want %d", what, got, c.want)
		}
	}
}

func TestDemo_readsLikeARealCompanys(t *testing.T) {
	h := newDemo(t)
	if n := scan[int](h, `select count(*) from nomination where status = 'approved'`); n < 60 || n > 90 {
		t.Errorf("%d recognitions", n)
	}
	for what, query := range map[string]string{
		"outside customers":     `select count(*) from nomination where customer_kind = 'external'`,
		"teams as customers":    `select count(*) from nomination where customer_kind = 'team'`,
		"colleagues":            `select count(*) from nomination n join program p on p.id = n.program_id where customer_kind = 'employee' and not p.simple`,
		"in Russian":            `select count(*) from nomination where story ~ '[а-я]'`,
		"behind the scenes":     `select count(*) from nomination n join program p on p.id = n.program_id where p.name = 'Behind the scenes' and n.status = 'approved'`,
		"several nominees":      `select count(*) from (select from nominee group by nomination_id having count(*) > 1) n`,
		"enablers":              `select count(*) from enabler`,
		"waiting for Maria":     `select count(*) from approval a join employee e on e.id = a.approver_id where a.status = 'waiting' and e.email = 'maria@demo.example'`,
		"states of redemptions": `select count(distinct status) from redemption`,
	} {
		if n := scan[int](h, query); n < 3 {
			t.Errorf("%s: %d", what, n)
		}
	}
	if n := scan[int](h, `select count(*) from nomination n join nominee m on m.nomination_id = n.id
		where exists (select from nomination b join nominee c on c.nomination_id = b.id where b.nominator_id = m.employee_id and c.employee_id = n.nominator_id)`); n != 0 {
		t.Errorf("%d nominations are returned: nobody expects a favour in return", n)
	}
	if n := scan[int](h, `select count(*) from behaviour b where not exists (select from nomination_behaviour n where n.behaviour_id = b.id)`); n != 0 {
		t.Errorf("%d behaviours are never recognised", n)
	}
	latest := scan[time.Time](h, `select max(created_at) from nomination`)
	if latest.After(h.now) || h.now.Sub(latest) > 36*time.Hour {
		t.Errorf("the last was made at %s, now is %s", latest, h.now)
	}
	if n := scan[int](h, `select count(*) from nomination where decided_at < created_at or published_at > $1 or published_at < created_at`, h.now); n != 0 {
		t.Errorf("%d nominations were decided out of time", n)
	}
}

func TestDemo_theBooksBalance(t *testing.T) {
	h := newDemo(t)
	report, err := h.uc.CheckLedger(t.Context())
	if err != nil || !report.Balanced() || report.Transfers < 50 {
		t.Errorf("%+v, %v", report, err)
	}
	// Olga can have the cheapest rewards, and one that wants approval.
	balance := scan[int64](h, `select balance from account where kind = 'wallet' and owner_id = $1`, h.demoActor("olga").ID)
	if affordable := scan[int](h, `select count(*) from reward where cost <= $1`, balance); affordable < 3 ||
		!scan[bool](h, `select exists (select from reward where cost <= $1 and requires_approval)`, balance) {
		t.Errorf("Olga has %d points", balance)
	}
	// What may be given away this month is nearly all there.
	if least := scan[int](h, `select coalesce(min(balance), 100) from account where kind = 'allowance' and period_start is not null`); least < 80 {
		t.Errorf("somebody has %d points left to give", least)
	}
}

func TestDemo_everyScreenIsAlive(t *testing.T) {
	h := newDemo(t)
	maria := h.demoActor("maria")
	board, err := h.uc.Leaderboard(t.Context(), maria, leaderboard.Request{Metric: "received", Period: "quarter"})
	if err != nil || board.Total < 8 {
		t.Errorf("%d on the board, %v", board.Total, err)
	}
	feed, err := h.uc.Feed(t.Context(), maria, domain.Page{Limit: 100})
	if err != nil || len(feed.Items) < 60 {
		t.Errorf("%d in the feed, %v", len(feed.Items), err)
	}
	if private := slices.IndexFunc(feed.Items, func(v recognition.View) bool { return v.Visibility == recognition.Private }); private >= 0 {
		t.Error("Maria reads what is private to others")
	}
}

// TestDemo_isMadeAtAnyTime begins at the turns of a day, a month, a quarter and a year.
func TestDemo_isMadeAtAnyTime(t *testing.T) {
	for _, now := range []string{"2026-01-01T00:00:00Z", "2026-03-01T00:01:00Z", "2026-04-15T23:59:59Z", "2026-10-25T01:30:00Z"} {
		t.Run(now, func(t *testing.T) {
			zone, err := time.LoadLocation("Europe/Tallinn")
			if err != nil {
				t.Fatal(err)
			}
			h := newImportHouse(t, zone)
			if h.now, err = time.Parse(time.RFC3339, now); err != nil {
				t.Fatal(err)
			}
			if made, err := h.uc.MakeDemo(t.Context(), "laurel demo password"); err != nil || !made {
				t.Fatal(made, err)
			}
			if n := scan[int](h, `select count(*) from nomination where created_at > $1`, h.now); n != 0 {
				t.Errorf("%d nominations are yet to be made", n)
			}
		})
	}
}

func TestDemo_isMadeOnceAndOnlyOfNothing(t *testing.T) {
	h := newDemo(t)
	if made, err := h.uc.MakeDemo(t.Context(), "another password"); err != nil || made {
		t.Error(made, err)
	}
	other := newImportHouse(t, time.UTC)
	other.bring(usecase.ImportRoster, smallRoster, usecase.ImportOptions{})
	if made, err := other.uc.MakeDemo(t.Context(), "a password"); err != nil || made {
		t.Error("a demo organisation was made where somebody works", made, err)
	}
}

func TestDemo_eventsHoldNoNamesAndTexts(t *testing.T) {
	h := newDemo(t)
	if n := scan[int](h, `select count(*) from event where data::text ~ '[А-Яа-я]' or data::text ilike '%olga%' or data::text ilike '%orchard%'`); n != 0 {
		t.Errorf("%d events hold names or texts", n)
	}
	if events := scan[json.RawMessage](h, `select data from event where kind = 'recognition.published' limit 1`); len(events) < 10 {
		t.Error("a published recognition says nothing to the boards")
	}
}

// TestDemo_writesToNobody: the people of the demo organisation were asked all this in its past.
func TestDemo_writesToNobody(t *testing.T) {
	h := newDemo(t)
	events := scan[int](h, `select count(*) from event`)
	if got := scan[int](h, `select position from checkpoint where name = 'letters'`); events == 0 || got != events {
		t.Errorf("nobody is written to about %d of %d events", got, events)
	}
}
