package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// Profile is an employee with what they were recognised for: what everybody may see, and what the
// caller may see besides.
type Profile struct {
	Employee        Employee           `json:"employee"`
	ThankPrivately  bool               `json:"thank_privately" doc:"Prefers to be thanked privately: so will it be."`
	Received        int                `json:"received" doc:"Recognitions that they got. All numbers are of the latest 5,000 at most."`
	Given           int                `json:"given" doc:"Recognitions that they gave."`
	BehindTheScenes int                `json:"behind_the_scenes" doc:"Recognitions that they were named in, as one who made it possible."`
	Behaviours      []CountedBehaviour `json:"behaviours" doc:"The most often recognised first."`
	Customers       []CountedCustomer  `json:"customers" doc:"Whom they served, the most often served first; 12 at most."`
}

// CountedBehaviour is a behaviour with how often it was recognised.
type CountedBehaviour struct {
	Coded
	Count int `json:"count"`
}

// CountedCustomer is a customer with how often they were served.
type CountedCustomer struct {
	Kind  string  `json:"kind" enum:"employee,team,external"`
	ID    *string `json:"id" format:"uuid" doc:"Of an employee or a team."`
	Name  string  `json:"name" example:"Orchard Foods"`
	Count int     `json:"count"`
}

// Year is what the caller was recognised for in a year: no rank, no points.
type Year struct {
	Year            int                `json:"year" example:"2026"`
	First           int                `json:"first" doc:"The year of your first recognition, received or given."`
	Current         int                `json:"current" doc:"The year that it is now."`
	Employee        Employee           `json:"employee"`
	Received        int                `json:"received"`
	Given           int                `json:"given"`
	BehindTheScenes int                `json:"behind_the_scenes"`
	Behaviours      []CountedBehaviour `json:"behaviours"`
	Customers       []CountedCustomer  `json:"customers"`
	Stories         []Story            `json:"stories" doc:"What you were recognised for, the latest first; 500 at most."`
	Behind          []Story            `json:"behind" doc:"What you made possible behind the scenes."`
}

// Story is a recognition as a year tells it.
type Story struct {
	ID          string    `json:"id" format:"uuid"`
	PublishedAt time.Time `json:"published_at"`
	Nominator   *Person   `json:"nominator"`
	Nominees    []Person  `json:"nominees"`
	Customer    Customer  `json:"customer"`
	Behaviours  []Coded   `json:"behaviours"`
	Story       string    `json:"story"`
	Impact      string    `json:"impact"`
	Enablers    []Ref     `json:"enablers"`
}

type yearInput struct {
	Year int `query:"year" minimum:"1970" maximum:"9998" doc:"By the organisation's calendar; the present one where it is left out."`
}

func (s *server) addProfile() {
	register(s, forEverybody, huma.Operation{
		OperationID: "get-profile", Method: http.MethodGet, Path: "/employees/{id}/profile",
		Summary: "What somebody was recognised for, and whom they served", Tags: []string{"Directory"},
		Description: "The recognitions themselves are at `/nominations?nominee_id=`, `?nominator_id=` and `?enabler_id=`.",
	}, s.getProfile)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-my-year", Method: http.MethodGet, Path: "/me/year",
		Summary: "What you were recognised for in a year, for a review", Tags: []string{"Me"},
	}, s.getMyYear)
}

func (s *server) getProfile(ctx context.Context, in *employeeInput) (*struct{ Body Profile }, error) {
	id, err := domain.ParseEmployeeID(in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.uc.Profile(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Profile }{Profile{
		Employee: employeeOf(p.Listing), ThankPrivately: p.ThankPrivately, Received: p.Received, Given: p.Given, BehindTheScenes: p.Behind,
		Behaviours: countedBehavioursOf(p.Behaviours), Customers: countedCustomersOf(p.Customers),
	}}, nil
}

func (s *server) getMyYear(ctx context.Context, in *yearInput) (*struct{ Body Year }, error) {
	actor := actorOf(ctx)
	y, err := s.uc.MyYear(ctx, actor, in.Year)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Year }{yearOf(y, actor)}, nil
}

func yearOf(y usecase.Year, actor domain.Actor) Year {
	return Year{
		Year: y.Number, First: min(y.First, y.Number), Current: y.Current, Employee: employeeOf(y.Of),
		Received: y.Received, Given: y.Given, BehindTheScenes: y.Profile.Behind,
		Behaviours: countedBehavioursOf(y.Behaviours), Customers: countedCustomersOf(y.Customers),
		Stories: storiesOf(y.Stories, actor), Behind: storiesOf(y.Behind, actor),
	}
}

func storiesOf(views []recognition.View, actor domain.Actor) []Story {
	shape := nominationFor(actor, time.Time{})
	stories := make([]Story, len(views))
	for i, v := range views {
		n := shape(v)
		stories[i] = Story{
			ID: n.ID, PublishedAt: *n.PublishedAt, Nominator: n.Nominator, Nominees: n.Nominees, Customer: n.Customer,
			Behaviours: n.Behaviours, Story: n.Story, Impact: n.Impact, Enablers: n.Enablers,
		}
	}
	return stories
}

func countedBehavioursOf(list []recognition.CountedCode) []CountedBehaviour {
	out := make([]CountedBehaviour, len(list))
	for i, b := range list {
		out[i] = CountedBehaviour{Coded: Coded{ID: b.ID.String(), Code: b.Code, Name: b.Name}, Count: b.Count}
	}
	return out
}

func countedCustomersOf(list []recognition.CountedServed) []CountedCustomer {
	out := make([]CountedCustomer, len(list))
	for i, c := range list {
		out[i] = countedCustomerOf(c)
	}
	return out
}

func countedCustomerOf(c recognition.CountedServed) CountedCustomer {
	out := CountedCustomer{Kind: string(c.Kind), Name: c.Name, Count: c.Count}
	if c.ID != nil {
		id := c.ID.String()
		out.ID = &id
	}
	return out
}
