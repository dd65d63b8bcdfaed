package leaderboard_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

func TestParseQuery_hasDefaults(t *testing.T) {
	now := time.Date(2026, time.March, 31, 22, 0, 0, 0, time.UTC)
	viewer := domain.NewEmployeeID()
	q, err := leaderboard.ParseQuery(leaderboard.Request{Metric: "given"}, viewer, now, zone(t, "Europe/Moscow"))
	if err != nil {
		t.Fatal(err)
	}
	want := leaderboard.Query{
		Board:  leaderboard.Board{Metric: leaderboard.Given, Window: leaderboard.WindowOf(leaderboard.Month, day(t, "2026-04-01")), Scope: leaderboard.Org()},
		Viewer: viewer, Limit: domain.DefaultLimit,
	}
	if q != want {
		t.Errorf("%+v", q)
	}
}

func TestParseQuery_readsEverything(t *testing.T) {
	team, place := domain.NewTeamID(), leaderboard.Place{Score: 7, Name: "Яна", ID: domain.NewEmployeeID()}
	q, err := leaderboard.ParseQuery(leaderboard.Request{
		Metric: "thanked_by", Period: "quarter", Scope: "team:" + team.String(), At: "2025-12-31", Limit: 100,
		Cursor: place.Cursor(), FromRank: 3, Around: "me", Search: " anna ",
	}, domain.EmployeeID{}, time.Now(), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if q.Board.String() != "thanked_by/quarter:2025-10-01/team:"+team.String() || q.Limit != 100 || q.Search != "anna" ||
		q.Start.After == nil || *q.Start.After != place || q.Start.Rank != 3 || !q.Start.Around {
		t.Errorf("%+v", q)
	}
}

func TestParseQuery_saysEverythingThatIsWrong(t *testing.T) {
	_, err := leaderboard.ParseQuery(leaderboard.Request{
		Metric: "x", Period: "day", Scope: "team:7", At: "soon", Limit: 101, Cursor: "?", FromRank: -1, Around: "you", Search: strings.Repeat("я", 201),
	}, domain.EmployeeID{}, time.Now(), time.UTC)
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind != domain.KindInvalid {
		t.Fatal(err)
	}
	var where []string
	for _, f := range e.Fields {
		where = append(where, f.Location)
	}
	want := []string{"path.metric", "query.scope", "query.period", "query.at", "query.cursor", "query.limit", "query.from_rank", "query.around", "query.q"}
	if !slices.Equal(where, want) {
		t.Errorf("%v", where)
	}
	if _, err := leaderboard.ParseQuery(leaderboard.Request{Metric: "given", Limit: -1}, domain.EmployeeID{}, time.Now(), time.UTC); location(err) != "query.limit" {
		t.Error(err)
	}
}
