package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/notification"
)

// Notification tells you of something. What it is about is there as far as you may see it now; the
// words are the reader's to choose.
type Notification struct {
	ID          string              `json:"id" format:"uuid"`
	Kind        string              `json:"kind" enum:"recognised,enabler_named,recognition_boosted,comment_added,reaction_added,celebrated,confirmation_asked,card_claimed,approval_waiting,approval_delegated,award_scoring,award_scored,recognition_reported,endpoint_disabled,budget_used,codes_low,order_stopped,nomination_approved,nomination_declined,confirmation_given,redemption_updated,report_answered"`
	At          time.Time           `json:"at"`
	Read        bool                `json:"read"`
	Actors      []Ref               `json:"actors" doc:"Who did it; of many, the latest three."`
	ActorsCount int                 `json:"actors_count" doc:"How many different people did it: unread comments, reactions and reports about one thing are told together."`
	Open        bool                `json:"open" doc:"What is asked of you can still be done."`
	Nomination  *NotifiedNomination `json:"nomination"`
	Redemption  *NotifiedRedemption `json:"redemption"`
	Card        *NotifiedCard       `json:"card,omitempty" nullable:"false"`
	Budget      *NotifiedBudget     `json:"budget,omitempty" nullable:"false"`
	Award       *NotifiedAward      `json:"award,omitempty" nullable:"false"`
	EndpointID  *string             `json:"endpoint_id,omitempty" format:"uuid"`
	Reward      *NotifiedReward     `json:"reward,omitempty" nullable:"false"`
	Celebration *NotifiedOccasion   `json:"celebration,omitempty" nullable:"false"`
	Points      *int64              `json:"points,omitempty" doc:"Of a boost, or that came with a celebration."`
	Confirmed   *bool               `json:"confirmed,omitempty" doc:"What the customer said."`
	Answer      *string             `json:"answer,omitempty" doc:"To your report."`
}

// NotifiedNomination is what a notification shows of a nomination.
type NotifiedNomination struct {
	ID        string `json:"id" format:"uuid"`
	Status    string `json:"status" enum:"pending,approved,declined,withdrawn,revoked"`
	Nominator *Ref   `json:"nominator"`
	Nominees  []Ref  `json:"nominees"`
	Story     string `json:"story" doc:"Its beginning."`
	Points    int64  `json:"points" doc:"Yours where you are a nominee."`
	Asked     int64  `json:"asked_points" doc:"What the nominator asked for."`
	AsThanks  bool   `json:"as_thanks"`
	Private   bool   `json:"private"`
	Reason    string `json:"reason" doc:"Why it was declined; for its nominator."`
	Comment   string `json:"comment" doc:"Of who approved it; for its nominator."`
	Confirmed *bool  `json:"confirmed" doc:"What you said as its customer."`
}

// NotifiedRedemption is what a notification shows of a redemption.
type NotifiedRedemption struct {
	ID     string `json:"id" format:"uuid"`
	Status string `json:"status" enum:"requested,approved,fulfilled,rejected,cancelled" doc:"As it was then."`
	Reward string `json:"reward" doc:"Its name."`
	Points int64  `json:"points"`
	Order  string `json:"order,omitempty" enum:"refused,stuck,cancelled" doc:"What has become of its order at the supplier: cancelled where the supplier could not be told of it."`
}

// NotifiedCard is what a notification shows of a thank-you card.
type NotifiedCard struct {
	ID    string `json:"id" format:"uuid"`
	Story string `json:"story" doc:"The beginning of what was read off it."`
}

// NotifiedBudget is what a notification shows of a budget.
type NotifiedBudget struct {
	Program *Ref `json:"program" doc:"Whose budget it is; null where it is a manager's."`
	Manager *Ref `json:"manager" doc:"Who gives from it; null where it is a program's."`
	Percent int  `json:"percent" enum:"80,100" doc:"So much of it is used."`
}

// NotifiedAward is what a notification shows of an award.
type NotifiedAward struct {
	ID      string `json:"id" format:"uuid"`
	Name    string `json:"name"`
	Outcome string `json:"outcome,omitempty" enum:"won,thanked" doc:"For the nomination that it tells of."`
}

// NotifiedOccasion is what is celebrated of you.
type NotifiedOccasion struct {
	Kind  string `json:"kind" enum:"anniversary,birthday"`
	Years int    `json:"years" doc:"Since your first day; 0 of a birthday."`
}

// NotifiedReward is what a notification shows of a reward whose pool of codes should be refilled.
type NotifiedReward struct {
	ID        string `json:"id" format:"uuid"`
	Name      string `json:"name"`
	Available int64  `json:"available" doc:"Codes that were left then."`
}

// Inbox is a page of what you are told of.
type Inbox struct {
	Items      []Notification `json:"items"`
	NextCursor *string        `json:"next_cursor" doc:"Asks for the next page; null on the last."`
	Unread     int            `json:"unread" doc:"How many of all are not read; 100 stands for 100 or more."`
}

// ReadInput says what is read.
type ReadInput struct {
	IDs  []string   `json:"ids,omitempty" maxItems:"100" nullable:"false" doc:"Of notifications."`
	UpTo *time.Time `json:"up_to,omitempty" doc:"Or all that you were told of up to this moment."`

	NominationID *string `json:"nomination_id,omitempty" format:"uuid" doc:"Or all that you were told of about this nomination: its page was opened."`
}

// Unread is what is left.
type Unread struct {
	Unread int `json:"unread" doc:"How many are not read; 100 stands for 100 or more."`
}

type inboxInput struct {
	PageInput
	Unread bool   `query:"unread" doc:"Only what is not read."`
	Topic  string `query:"topic" enum:"thanks,asks,own" doc:"Thanks to you; what is asked of you; what became of what you did."`
}

type inboxOutput struct{ Body Inbox }

type readInput struct {
	OnceInput
	Body ReadInput
}

func (s *server) addNotifications() {
	register(s, forEverybody, huma.Operation{
		OperationID: "list-notifications", Method: http.MethodGet, Path: "/notifications",
		Summary: "What you are told of, the latest first", Tags: []string{"Notifications"},
	}, s.listNotifications)
	register(s, forEverybody, huma.Operation{
		OperationID: "read-notifications", Method: http.MethodPost, Path: "/notifications/read",
		Summary: "Mark notifications as read", Tags: []string{"Notifications"},
	}, s.readNotifications)
}

func (s *server) listNotifications(ctx context.Context, in *inboxInput) (*inboxOutput, error) {
	f := notification.Filter{Unread: in.Unread, Topic: notification.Topic(in.Topic)}
	inbox, err := s.uc.Notifications(ctx, actorOf(ctx), f, in.page())
	if err != nil {
		return nil, err
	}
	list := listOf(inbox.Slice, notificationOf).Body
	return &inboxOutput{Body: Inbox{Items: list.Items, NextCursor: list.NextCursor, Unread: inbox.Unread}}, nil
}

func (s *server) readNotifications(ctx context.Context, in *readInput) (*onceOutput[Unread], error) {
	what := usecase.ReadNotifications{UpTo: in.Body.UpTo}
	var err error
	if what.IDs, err = parseIDs(in.Body.IDs, domain.ParseNotificationID); err != nil {
		return nil, domain.InvalidField("ids", "hold what is no id")
	}
	if in.Body.NominationID != nil {
		id, err := domain.ParseNominationID(*in.Body.NominationID)
		if err != nil {
			return nil, domain.InvalidField("nomination_id", "is no id")
		}
		what.Nomination = &id
	}
	o, err := once(ctx, in.Key, http.StatusOK, in.Body, func(unread int) Unread { return Unread{unread} })
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.Read(ctx, actorOf(ctx), what, o)
	return onceAnswer[Unread](answer), err
}

// notified are the data of a notification.
type notified struct {
	Status     *string `json:"status"`
	EndpointID *string `json:"endpoint_id"`
	CardID     *string `json:"card_id"`
	ProgramID  *string `json:"program_id"`
	ManagerID  *string `json:"manager_id"`
	Percent    int     `json:"percent"`
	RewardID   *string `json:"reward_id"`
	Available  *int64  `json:"available"`
	Points     *int64  `json:"points"`
	Confirmed  *bool   `json:"confirmed"`
	Answer     *string `json:"answer"`
	Award      string  `json:"award"`
	Occasion   string  `json:"occasion"`
	Years      int     `json:"years"`
	Order      string  `json:"order"`
}

func notificationOf(v notification.View) Notification {
	var data notified
	_ = json.Unmarshal(v.Data, &data) // our own
	n := Notification{
		ID: v.ID.String(), Kind: string(v.Kind), At: v.At.UTC(), Read: v.ReadAt != nil, Actors: refsOf(v.Actors), ActorsCount: v.ActorsCount, Open: v.Open,
		EndpointID: data.EndpointID, Points: data.Points, Confirmed: data.Confirmed, Answer: data.Answer,
	}
	if v.NominationID != nil {
		n.Nomination = notifiedNomination(v)
	}
	if v.RedemptionID != nil {
		n.Redemption = &NotifiedRedemption{ID: v.RedemptionID.String(), Status: or(data.Status, or(v.RedemptionStatus, "")), Reward: or(v.RewardName, ""), Points: or(v.RedemptionPoints, 0), Order: data.Order}
	}
	if v.AwardID != nil {
		n.Award = &NotifiedAward{ID: v.AwardID.String(), Name: or(v.AwardName, ""), Outcome: data.Award}
	}
	if data.Occasion != "" {
		n.Celebration = &NotifiedOccasion{Kind: data.Occasion, Years: data.Years}
	}
	if data.RewardID != nil {
		n.Reward = &NotifiedReward{ID: *data.RewardID, Name: or(v.RewardName, ""), Available: or(data.Available, 0)}
	}
	if data.CardID != nil {
		n.Card = &NotifiedCard{ID: *data.CardID, Story: or(v.CardStory, "")}
	}
	if data.ProgramID != nil {
		n.Budget = &NotifiedBudget{Program: &Ref{ID: *data.ProgramID, Name: or(v.BudgetName, "")}, Percent: data.Percent}
	}
	if data.ManagerID != nil {
		n.Budget = &NotifiedBudget{Manager: &Ref{ID: *data.ManagerID, Name: or(v.BudgetName, "")}, Percent: data.Percent}
	}
	return n
}

func notifiedNomination(v notification.View) *NotifiedNomination {
	n := &NotifiedNomination{
		ID: v.NominationID.String(), Status: or(v.Status, ""), Nominees: refsOf(v.Nominees), Story: or(v.Story, ""), Points: or(v.Points, 0), Asked: or(v.Asked, 0),
		AsThanks: or(v.AsThanks, false), Private: or(v.Private, false), Reason: or(v.Reason, ""), Comment: or(v.Comment, ""), Confirmed: v.Confirmed,
	}
	if nominator := refsOf(v.Nominator); len(nominator) > 0 {
		n.Nominator = &nominator[0]
	}
	return n
}

func refsOf(people notification.People) []Ref {
	refs := make([]Ref, len(people))
	for i, p := range people {
		refs[i] = Ref{ID: p.ID.String(), Name: p.Name}
	}
	return refs
}

// or gives what a pointer points at, or something else where there is nothing.
func or[T any](value *T, other T) T {
	if value == nil {
		return other
	}
	return *value
}
