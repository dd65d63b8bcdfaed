package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain/leaderboard"
)

// BoardPeriod is the time that a board counts: whole days in the organisation's time zone, both
// included; null is open.
type BoardPeriod struct {
	From *string `json:"from" format:"date"`
	To   *string `json:"to" format:"date"`
}

// BoardEntry is one place of a board.
type BoardEntry struct {
	Rank     int64  `json:"rank" doc:"Equal scores share a rank: 1, 2, 2, 4."`
	Employee Person `json:"employee"`
	Score    int64  `json:"score"`
}

// BoardStanding is where the caller stands.
type BoardStanding struct {
	Rank  int64 `json:"rank"`
	Score int64 `json:"score"`
}

// Leaderboard is a page of a board.
type Leaderboard struct {
	Period     BoardPeriod    `json:"period"`
	Total      int64          `json:"total" doc:"How many have a score above zero."`
	Degraded   bool           `json:"degraded" doc:"Redis could not answer, PostgreSQL did."`
	Entries    []BoardEntry   `json:"entries"`
	Me         *BoardStanding `json:"me" doc:"null for who has no score."`
	NextCursor *string        `json:"next_cursor"`
	AsOf       time.Time      `json:"as_of"`
}

type leaderboardInput struct {
	Metric   string `path:"metric" enum:"received,recognitions,given,thanked_by" doc:"Points received, recognitions received, recognitions given, or by how many different people one was thanked."`
	Period   string `query:"period" enum:"week,month,quarter,year,all" default:"month"`
	Scope    string `query:"scope" maxLength:"100" default:"org" doc:"org, team:<id> or behaviour:<id>"`
	At       string `query:"at" maxLength:"64" doc:"A day or an instant: the whole period that contains it."`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor   string `query:"cursor" maxLength:"1024"`
	FromRank int64  `query:"from_rank" minimum:"1" doc:"Begins with the first entry of this rank or a lower place."`
	Around   string `query:"around" enum:"me" doc:"Begins some places above the caller."`
	Q        string `query:"q" maxLength:"200" doc:"Only names with this part; ranks stay those of the whole board."`
}

func (s *server) addLeaderboards() {
	register(s, forEverybody, huma.Operation{
		OperationID: "leaderboard", Method: http.MethodGet, Path: "/leaderboards/{metric}",
		Summary: "A page of a leaderboard", Tags: []string{"Leaderboards"},
	}, s.leaderboard)
}

func (s *server) leaderboard(ctx context.Context, in *leaderboardInput) (*struct{ Body Leaderboard }, error) {
	page, err := s.uc.Leaderboard(ctx, actorOf(ctx), leaderboard.Request{
		Metric: in.Metric, Period: in.Period, Scope: in.Scope, At: in.At, Limit: in.Limit, Cursor: in.Cursor,
		FromRank: in.FromRank, Around: in.Around, Search: in.Q,
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body Leaderboard }{leaderboardOf(page)}, nil
}

func leaderboardOf(p leaderboard.Page) Leaderboard {
	out := Leaderboard{Total: p.Total, Degraded: p.Degraded, Entries: make([]BoardEntry, len(p.Entries)), AsOf: p.AsOf.UTC()}
	if window := p.Board.Window; !window.Open() {
		from, to := window.From.String(), window.To.String()
		out.Period = BoardPeriod{From: &from, To: &to}
	}
	for i, e := range p.Entries {
		out.Entries[i] = BoardEntry{Rank: e.Rank, Score: e.Score, Employee: Person{ID: e.Employee.ID.String(), Name: e.Employee.Name}}
		if team := e.Employee.Team; team != nil {
			out.Entries[i].Employee.Team = &Ref{ID: team.ID.String(), Name: team.Name}
		}
	}
	if p.Me != nil {
		out.Me = &BoardStanding{Rank: p.Me.Rank, Score: p.Me.Score}
	}
	if p.Next != "" {
		out.NextCursor = &p.Next
	}
	return out
}
