package leaderboard_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

func location(err error) string {
	var e *domain.Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || e.Kind != domain.KindInvalid {
		return ""
	}
	return e.Fields[0].Location
}

func TestParseScope_readsWhatItWrites(t *testing.T) {
	scopes := []leaderboard.Scope{
		leaderboard.Org(), leaderboard.Team(domain.NewTeamID()), leaderboard.Behaviour(domain.NewBehaviourID()),
	}
	for _, scope := range scopes {
		if got, err := leaderboard.ParseScope(scope.String()); err != nil || got != scope {
			t.Errorf("%s is read as %s, %v", scope, got, err)
		}
	}
	for _, text := range []string{"", "org:", "team", "team:", "team:7", "behaviour:x", "company", "Org", "team:" + domain.NewTeamID().String() + " "} {
		if _, err := leaderboard.ParseScope(text); location(err) != "query.scope" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestParse_refusesOtherMetricsAndPeriods(t *testing.T) {
	for _, m := range leaderboard.Metrics() {
		if got, err := leaderboard.ParseMetric(string(m)); err != nil || got != m {
			t.Errorf("%s: %v", m, err)
		}
	}
	for _, p := range leaderboard.Periods() {
		if got, err := leaderboard.ParsePeriod(string(p)); err != nil || got != p {
			t.Errorf("%s: %v", p, err)
		}
	}
	if _, err := leaderboard.ParseMetric("points"); location(err) != "path.metric" {
		t.Error(err)
	}
	if _, err := leaderboard.ParsePeriod("day"); location(err) != "query.period" {
		t.Error(err)
	}
}

func TestNumber_tiesShareARank(t *testing.T) {
	entries := board("Anna 9", "Яна 5", "Zoe 5", "Борис 5", "a 1", "Z 1")
	leaderboard.Sort(entries)
	leaderboard.Number(entries, 0)
	var names []string
	var ranks []int64
	for _, e := range entries {
		names, ranks = append(names, e.Employee.Name), append(ranks, e.Rank)
	}
	if want := []string{"Anna", "Zoe", "Борис", "Яна", "Z", "a"}; !slices.Equal(names, want) {
		t.Errorf("order %v, not %v", names, want)
	}
	if want := []int64{1, 2, 2, 2, 5, 5}; !slices.Equal(ranks, want) {
		t.Errorf("ranks %v, not %v", ranks, want)
	}
	leaderboard.Number(entries[1:], 1)
	if entries[1].Rank != 2 || entries[5].Rank != 5 {
		t.Error("ranks of a later page differ")
	}
}

func board(lines ...string) []leaderboard.Entry {
	var entries []leaderboard.Entry
	for _, line := range lines {
		name, score := line[:len(line)-2], int64(line[len(line)-1]-'0')
		entries = append(entries, leaderboard.Entry{
			Employee: leaderboard.Person{ID: domain.NewEmployeeID(), Name: name}, Score: score,
		})
	}
	return entries
}

func drawPlace(t *rapid.T, label string) leaderboard.Place {
	var id domain.EmployeeID
	id.UUID[15] = rapid.Byte().Draw(t, label+" id")
	return leaderboard.Place{
		Score: rapid.Int64Range(0, 4).Draw(t, label+" score"),
		Name:  rapid.SampledFrom([]string{"", "Anna", "anna", "Анна", "Яна", "李", "😀", "Zoë"}).Draw(t, label+" name"),
		ID:    id,
	}
}

func TestPlace_isATotalOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawPlace(t, "a"), drawPlace(t, "b"), drawPlace(t, "c")
		if a.Compare(b) != -b.Compare(a) || (a.Compare(b) == 0) != (a == b) {
			t.Fatalf("%v and %v", a, b)
		}
		if a.Compare(b) < 0 && b.Compare(c) < 0 && a.Compare(c) >= 0 {
			t.Fatalf("%v, %v, %v", a, b, c)
		}
		// The order of names is that of their code points.
		x, y := leaderboard.Place{Name: a.Name}, leaderboard.Place{Name: b.Name}
		if x.Compare(y) != slices.Compare([]rune(a.Name), []rune(b.Name)) {
			t.Fatalf("%q and %q are not in the order of code points", a.Name, b.Name)
		}
	})
}

func TestCursor_isReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := leaderboard.Place{Score: rapid.Int64().Draw(t, "score"), Name: rapid.StringN(0, 200, -1).Draw(t, "name"), ID: domain.NewEmployeeID()}
		got, err := leaderboard.ParseCursor(p.Cursor())
		if slices.Contains([]byte(p.Name), 0) {
			return // no name holds NUL
		}
		if err != nil || got != p {
			t.Fatalf("%v is read as %v, %v", p, got, err)
		}
	})
}

func TestParseCursor_refusesAnythingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if p, err := leaderboard.ParseCursor(text); err == nil && p.Cursor() != text && len(text) < 16 {
			t.Fatalf("%q is read as %v", text, p)
		}
	})
	for _, text := range []string{"", "abc", "!!!", "AAAA"} {
		if _, err := leaderboard.ParseCursor(text); location(err) != "query.cursor" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCut_nextCursorIsThePlaceOfTheLastEntry(t *testing.T) {
	page := leaderboard.Page{Entries: board("A 3", "B 2", "C 2")}
	page.Cut(3)
	if page.Next != "" {
		t.Error("a page that ends the board has a cursor")
	}
	page.Cut(2)
	if after, err := leaderboard.ParseCursor(page.Next); err != nil || after != page.Entries[1].Place() {
		t.Errorf("the cursor is %v, %v", after, err)
	}
}

func TestEffects_whatIsUndoneLeavesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := []domain.EmployeeID{domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID()}
		r := leaderboard.Recognition{Nominator: &people[0], Behaviours: []domain.BehaviourID{domain.NewBehaviourID()}}
		for _, id := range people[1:] {
			r.Nominees = append(r.Nominees, leaderboard.Nominee{Employee: id, Points: rapid.Int64Range(0, 100).Draw(t, "points")})
		}
		change := leaderboard.Published(7, r)
		deltas, thanks := change.Effects()
		undone, unthanked := change.Undone().Effects()
		for i := range deltas {
			deltas[i].By += undone[i].By
			if deltas[i].By != 0 {
				t.Fatalf("%+v is left", deltas[i])
			}
		}
		for i := range thanks {
			if thanks[i].By+unthanked[i].By != 0 {
				t.Fatalf("%+v is left", thanks[i])
			}
		}
	})
}

func TestEffects_givenCountsEachNomineeOnEachBoard(t *testing.T) {
	giver, behaviour := domain.NewEmployeeID(), domain.NewBehaviourID()
	r := leaderboard.Recognition{
		Nominator: &giver, Behaviours: []domain.BehaviourID{behaviour},
		Nominees: []leaderboard.Nominee{{domain.NewEmployeeID(), 5}, {domain.NewEmployeeID(), 6}},
	}
	deltas, thanks := leaderboard.Published(1, r).Effects()
	given := map[leaderboard.Scope]int64{}
	for _, d := range deltas {
		if d.Metric == leaderboard.Given {
			given[d.Scope] += d.By
		}
	}
	if given[leaderboard.Org()] != 2 || given[leaderboard.Behaviour(behaviour)] != 2 || len(thanks) != 4 {
		t.Errorf("given %v, thanks %v", given, thanks)
	}
	r.Nominator = nil
	deltas, thanks = leaderboard.Published(1, r).Effects()
	if len(deltas) != 8 || len(thanks) != 0 {
		t.Error("a customer from outside is on a board")
	}
}

func TestChangeOf_readsTheEventsThatMoveBoards(t *testing.T) {
	giver, nominee, behaviour := domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewBehaviourID()
	r := leaderboard.Recognition{
		Day: 20_000, Nominator: &giver, Behaviours: []domain.BehaviourID{behaviour},
		Nominees: []leaderboard.Nominee{{nominee, 30}},
	}
	for _, c := range []struct {
		kind domain.EventKind
		data any
		sign int64
		ok   bool
	}{
		{domain.RecognitionPublished, map[string]any{"board": r}, 1, true},
		{domain.RecognitionRevoked, map[string]any{"board": r}, -1, true},
		{domain.NominationReopened, map[string]any{"board": r}, -1, true},
		{domain.RecognitionPublished, map[string]any{"private": true}, 0, false},
		{domain.NominationReopened, nil, 0, false},
		{domain.BoardVisibilityChange, map[string]any{"visibility": leaderboard.Visibility{Employee: nominee, Hidden: true}}, 0, true},
		{domain.NominationMade, map[string]any{"board": r}, 0, false},
	} {
		event := domain.NewEvent(c.kind, nominee, nil, leaderboard.Day(20_000).Time(), c.data)
		event.Position = 42
		change, ok, err := leaderboard.ChangeOf(event)
		if err != nil || ok != c.ok || change.Sign != c.sign {
			t.Errorf("%s: %+v, %v, %v", c.kind, change, ok, err)
		}
		if ok && change.Position != 42 {
			t.Errorf("%s has lost its position", c.kind)
		}
		if ok && change.Visibility == nil && (len(change.Recognition.Nominees) != 1 || change.Recognition.Day != r.Day || *change.Recognition.Nominator != giver) {
			t.Errorf("%s: %+v", c.kind, change.Recognition)
		}
	}
	broken := domain.Event{Kind: domain.RecognitionPublished, Data: json.RawMessage(`{"board": 7}`)}
	if _, _, err := leaderboard.ChangeOf(broken); err == nil {
		t.Error("broken data are read")
	}
}

func TestBoosted_addsPointsAndNothingElse(t *testing.T) {
	who, by, what := domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewBehaviourID()
	r := leaderboard.Recognition{Day: 20_000, Nominator: &by, Behaviours: []domain.BehaviourID{what}, Nominees: []leaderboard.Nominee{{Employee: who, Points: 15}}}
	deltas, thanks := leaderboard.Boosted(1, r).Effects()
	want := []leaderboard.Delta{
		{Scope: leaderboard.Org(), Metric: leaderboard.Received, Employee: who, By: 15},
		{Scope: leaderboard.Behaviour(what), Metric: leaderboard.Received, Employee: who, By: 15},
	}
	if fmt.Sprint(deltas) != fmt.Sprint(want) || len(thanks) != 0 {
		t.Errorf("a boost makes %v and thanks %v", deltas, thanks)
	}
}
