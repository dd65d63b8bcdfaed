package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/people"
)

// TeamView is what was seen of those below you.
type TeamView struct {
	Period       DayPeriod        `json:"period"`
	People       int              `json:"people" doc:"Active ones below you."`
	TooLarge     bool             `json:"too_large" doc:"There are more than can be counted at once: everything else is 0 or empty."`
	Recognised   int              `json:"recognised" doc:"How many of them were recognised in the period."`
	Recognitions int              `json:"recognitions" doc:"Received in the period."`
	Given        int              `json:"given" doc:"Given by them in the period."`
	Unseen       int              `json:"unseen" doc:"How many have gone without a recognition for 90 days, of those who were there so long."`
	Waiting      TeamWaiting      `json:"waiting"`
	Behaviours   []BehaviourCount `json:"behaviours" doc:"The most often recognised ones."`
	Customers    []CustomerCount  `json:"customers" doc:"The most often named ones."`
}

// DayPeriod is from one day to another, both included.
type DayPeriod struct {
	From string `json:"from" format:"date"`
	To   string `json:"to" format:"date"`
}

// TeamWaiting is how much of theirs waits for a decision.
type TeamWaiting struct {
	Nominations int        `json:"nominations"`
	Redemptions int        `json:"redemptions"`
	OldestSince *time.Time `json:"oldest_since"`
}

// BehaviourCount is how often a behaviour was recognised.
type BehaviourCount struct {
	Behaviour    Coded `json:"behaviour"`
	Recognitions int   `json:"recognitions"`
}

// CustomerCount is how often somebody was named as the customer.
type CustomerCount struct {
	Customer     Customer `json:"customer"`
	Recognitions int      `json:"recognitions"`
}

// TeamMember is somebody below you.
type TeamMember struct {
	Employee     Person     `json:"employee"`
	Recognitions int        `json:"recognitions" doc:"Received in the period."`
	Given        int        `json:"given" doc:"In the period."`
	LastAt       *time.Time `json:"last_at" doc:"When last recognised, ever."`
	Unseen       bool       `json:"unseen" doc:"Not recognised for 90 days."`
}

// WaitingThing is something of theirs that waits for a decision.
type WaitingThing struct {
	Kind         string    `json:"kind" enum:"nomination,redemption"`
	ID           string    `json:"id" format:"uuid"`
	Employee     Ref       `json:"employee" doc:"Of several nominees, the first who is below you."`
	Points       int64     `json:"points"`
	WaitingSince time.Time `json:"waiting_since"`
	Approver     Ref       `json:"approver" doc:"Who is to decide."`
}

// TeamScopeInput says which of those below the caller are meant; exported, so that it is read where it
// is embedded.
type TeamScopeInput struct {
	Scope string `query:"scope" enum:"direct,all" default:"direct" doc:"Who reports to you, or everybody below you."`
}

// TeamSpanInput is TeamScopeInput with a period.
type TeamSpanInput struct {
	TeamScopeInput
	From string `query:"from" format:"date" doc:"The first day; 90 days to to where it is left out."`
	To   string `query:"to" format:"date" doc:"The last day; today where it is left out."`
}

func (s *server) teamWish(in TeamSpanInput) (usecase.TeamWish, error) {
	wish := usecase.TeamWish{Scope: people.Scope(in.Scope), To: s.uc.Today()}
	for _, d := range []struct {
		to         *time.Time
		text, name string
	}{{&wish.To, in.To, "to"}, {&wish.From, in.From, "from"}} {
		if d.text == "" {
			continue
		}
		day, err := time.Parse(time.DateOnly, d.text)
		if err != nil {
			return wish, domain.Invalid("invalid_input", "The days are not right.", domain.FieldError{Location: "query." + d.name, Message: "is no date, such as 2026-11-23"})
		}
		*d.to = day
	}
	if in.From == "" {
		wish.From = wish.To.AddDate(0, 0, 1-people.UnseenDays)
	}
	return wish, nil
}

func (s *server) addTeam() {
	register(s, forDeciders, huma.Operation{
		OperationID: "get-team", Method: http.MethodGet, Path: "/me/team",
		Summary: "What was seen of those below you", Tags: []string{"Team"},
	}, s.getTeam)
	register(s, forDeciders, huma.Operation{
		OperationID: "list-team-people", Method: http.MethodGet, Path: "/me/team/people",
		Summary: "Those below you, by name", Tags: []string{"Team"},
	}, s.listTeamPeople)
	register(s, forDeciders, huma.Operation{
		OperationID: "list-team-waiting", Method: http.MethodGet, Path: "/me/team/waiting",
		Summary: "What waits of those below you, the oldest first", Tags: []string{"Team"},
	}, s.listTeamWaiting)
}

func (s *server) getTeam(ctx context.Context, in *TeamSpanInput) (*struct{ Body TeamView }, error) {
	wish, err := s.teamWish(*in)
	if err != nil {
		return nil, err
	}
	o, err := s.uc.TeamOverview(ctx, actorOf(ctx), wish)
	if err != nil {
		return nil, err
	}
	view := TeamView{
		Period: DayPeriod{From: wish.From.Format(time.DateOnly), To: wish.To.Format(time.DateOnly)},
		People: o.People, TooLarge: o.TooLarge(), Recognised: o.Recognised, Recognitions: o.Recognitions, Given: o.Given, Unseen: o.Unseen,
		Waiting:    TeamWaiting{Nominations: o.Nominations, Redemptions: o.Redemptions, OldestSince: utc(o.OldestSince)},
		Behaviours: make([]BehaviourCount, len(o.Behaviours)), Customers: make([]CustomerCount, len(o.Customers)),
	}
	for i, b := range o.Behaviours {
		view.Behaviours[i] = BehaviourCount{Behaviour: Coded{ID: b.ID.String(), Code: b.Code, Name: b.Name}, Recognitions: b.Count}
	}
	for i, c := range o.Customers {
		view.Customers[i] = CustomerCount{Customer: Customer{Kind: c.Kind, Name: c.Name}, Recognitions: c.Count}
		if c.ID != nil {
			id := c.ID.String()
			view.Customers[i].Customer.ID = &id
		}
	}
	return &struct{ Body TeamView }{view}, nil
}

type listTeamPeopleInput struct {
	TeamSpanInput
	PageInput
	Show string `query:"show" enum:"everybody,thanked,unseen" default:"everybody"`
}

func (s *server) listTeamPeople(ctx context.Context, in *listTeamPeopleInput) (*listOutput[TeamMember], error) {
	wish, err := s.teamWish(in.TeamSpanInput)
	if err != nil {
		return nil, err
	}
	page, err := s.uc.TeamPeople(ctx, actorOf(ctx), wish, people.Show(in.Show), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, func(r people.Report) TeamMember {
		return TeamMember{
			Employee:     Person{ID: r.ID.String(), Name: r.Name, Team: refOf(r.TeamID, r.TeamName)},
			Recognitions: r.Recognitions, Given: r.Given, LastAt: utc(r.LastAt), Unseen: r.Unseen,
		}
	}), nil
}

type listTeamWaitingInput struct {
	TeamScopeInput
	PageInput
}

func (s *server) listTeamWaiting(ctx context.Context, in *listTeamWaitingInput) (*listOutput[WaitingThing], error) {
	page, err := s.uc.WaitingOfReports(ctx, actorOf(ctx), people.Scope(in.Scope), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, func(w people.WaitingThing) WaitingThing {
		return WaitingThing{
			Kind: w.Kind, ID: w.ID.String(), Employee: Ref{ID: w.WhoID.String(), Name: w.WhoName}, Points: w.Points,
			WaitingSince: w.Since.UTC(), Approver: Ref{ID: w.ApproverID.String(), Name: w.ApproverName},
		}
	}), nil
}
