package usecase

import (
	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// demoScript is demo.json: people and things are named by their keys.
type demoScript struct {
	Teams       []demoTeam       `json:"teams"`
	People      []demoPerson     `json:"people"` // managers before their reports
	Programs    []demoProgram    `json:"programs"`
	Rewards     []demoReward     `json:"rewards"`
	Nominations []demoNomination `json:"nominations"`
	Redemptions []demoRedemption `json:"redemptions"`
}

type demoTeam struct {
	Name string `json:"name"`
	Lead string `json:"lead"`
}

type demoPerson struct {
	Key      string      `json:"key"`
	Name     string      `json:"name"`
	Role     domain.Role `json:"role"`
	Team     string      `json:"team"`
	Manager  string      `json:"manager"`
	Locale   string      `json:"locale"`
	Years    int         `json:"years"`
	Location string      `json:"location"`
	// Celebrated is how many days ago their last anniversary was; nil: by chance.
	Celebrated *int `json:"celebrated"`
}

type demoProgram struct {
	Key         string               `json:"key"`
	Name        string               `json:"name"`
	Description string               `json:"description"`
	Russian     postgres.Translation `json:"ru"`
	Funding     recognition.Funding  `json:"funding"`
	Approval    recognition.Approval `json:"approval"`
	Min         int64                `json:"min"`
	Max         int64                `json:"max"`
	Default     int64                `json:"default"`
	Nominees    int                  `json:"nominees"`
	Simple      bool                 `json:"simple"`
}

// The budget of each of the demo's programs that has one.
const (
	demoBudget       = 10_000
	demoBudgetPeriod = "quarter"
)

func (p demoProgram) program() recognition.Program {
	program := recognition.Program{
		ID: domain.NewProgramID(), Name: p.Name, Description: p.Description, Funding: p.Funding, Approval: p.Approval,
		PointsMin: p.Min, PointsMax: p.Max, PointsDefault: p.Default, MaxNominees: p.Nominees, Shares: recognition.Each,
		Simple: p.Simple, Active: true, Version: 1,
	}
	if p.Funding == recognition.FromBudget {
		budget, period := int64(demoBudget), demoBudgetPeriod
		program.Budget, program.BudgetPeriod = &budget, &period
	}
	return program
}

type demoReward struct {
	Key         string               `json:"key"`
	Name        string               `json:"name"`
	Description string               `json:"description"`
	Russian     postgres.Translation `json:"ru"`
	Category    string               `json:"category"`
	Cost        int64                `json:"cost"`
	Stock       *int64               `json:"stock"`
	Fulfilment  reward.Fulfilment    `json:"fulfilment"`
	Approval    bool                 `json:"approval"`
	Limit       *int64               `json:"limit"`
	Cash        int64                `json:"cash"` // in cents
	Taxable     bool                 `json:"taxable"`
}

func (r demoReward) details() reward.Details {
	d := reward.Details{
		Name: r.Name, Description: r.Description, Category: r.Category, Cost: r.Cost, Stock: r.Stock, RequiresApproval: r.Approval,
		Fulfilment: r.Fulfilment, Taxable: r.Taxable, LimitPerEmployee: r.Limit, Active: true,
	}
	if r.Cash > 0 {
		d.Cash = &reward.CashValue{Amount: r.Cash, Currency: "EUR"}
	}
	return d
}

type demoNomination struct {
	DaysAgo    int                    `json:"days_ago"`
	At         string                 `json:"at"`
	Program    string                 `json:"program"`
	From       string                 `json:"from"`
	To         []string               `json:"to"`
	Behaviours []string               `json:"behaviours"`
	Customer   demoCustomer           `json:"customer"`
	Story      string                 `json:"story"`
	Impact     string                 `json:"impact"`
	Enablers   []string               `json:"enablers"`
	Points     *int64                 `json:"points"`
	Visibility recognition.Visibility `json:"visibility"`
	Decision   demoDecision           `json:"decision"`
}

// demoCustomer has one of its fields, or none where the nominator is the customer.
type demoCustomer struct {
	Employee string `json:"employee"`
	Team     string `json:"team"`
	External string `json:"external"`
}

// demoDecision says what was decided; nothing is a yes at every step.
type demoDecision struct {
	Decline  string `json:"decline"`
	Wait     bool   `json:"wait"`      // for the first decision
	WaitStep int    `json:"wait_step"` // for a later one, counted from 1
}

type demoRedemption struct {
	DaysAgo int           `json:"days_ago"`
	At      string        `json:"at"`
	Who     string        `json:"who"`
	Reward  string        `json:"reward"`
	State   reward.Status `json:"state"`
	Note    string        `json:"note"`
}

// draft is what the nominator of a story wrote.
func (s *demoStage) draft(n demoNomination) recognition.Draft {
	d := recognition.Draft{
		Program: s.programs[n.Program].ID, Story: n.Story, Impact: n.Impact, Points: n.Points, Visibility: n.Visibility, CustomerName: n.Customer.External,
		Behaviours: []domain.BehaviourID{},
	}
	for _, key := range n.To {
		d.Nominees = append(d.Nominees, s.cast[key].ID)
	}
	for _, key := range n.Enablers {
		d.Enablers = append(d.Enablers, s.cast[key].ID)
	}
	for _, code := range n.Behaviours {
		d.Behaviours = append(d.Behaviours, s.behaviour[code])
	}
	switch c := n.Customer; {
	case c.External != "":
		d.CustomerKind = recognition.CustomerExternal
	case c.Team != "":
		d.CustomerKind, d.CustomerID = recognition.CustomerTeam, &domain.ID[any]{UUID: s.teams[c.Team].UUID}
	case c.Employee != "":
		d.CustomerKind, d.CustomerID = recognition.CustomerEmployee, &domain.ID[any]{UUID: s.cast[c.Employee].ID.UUID}
	}
	return d
}
