package httpapi

import (
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
)

// Ref is a thing by id and name.
type Ref struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

// Person is an employee by id, name and team.
type Person struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
	Team *Ref   `json:"team"`
}

// Employee is an employee as the directory shows them.
type Employee struct {
	ID      string  `json:"id" format:"uuid"`
	Name    string  `json:"name" example:"Olga Petrova"`
	Email   *string `json:"email" example:"olga@demo.example"`
	Role    string  `json:"role" enum:"employee,manager,owner,admin"`
	Team    *Ref    `json:"team"`
	Manager *Ref    `json:"manager"`
	Active  bool    `json:"active"`
}

// Team is a team as the directory shows it.
type Team struct {
	ID      string `json:"id" format:"uuid"`
	Name    string `json:"name"`
	Parent  *Ref   `json:"parent"`
	Lead    *Ref   `json:"lead"`
	Members int    `json:"members" doc:"Active employees in the team itself."`
}

// Behaviour is a customer-focused behaviour that can be recognised.
type Behaviour struct {
	ID          string `json:"id" format:"uuid"`
	Code        string `json:"code" example:"right-first-time"`
	Name        string `json:"name" example:"Right first time"`
	Description string `json:"description"`
	Guidance    string `json:"guidance" doc:"When it is shown: for who nominates and who decides."`
	Active      bool   `json:"active" doc:"Whether it is offered."`
}

// Coded is a behaviour within another thing.
type Coded struct {
	ID   string `json:"id" format:"uuid"`
	Code string `json:"code"`
	Name string `json:"name"`
}

// Customer is who was served.
type Customer struct {
	Kind string  `json:"kind" enum:"employee,team,external"`
	ID   *string `json:"id" required:"false" format:"uuid" doc:"Of an employee or a team; null for somebody outside."`
	Name *string `json:"name" required:"false" doc:"What is written is read only for somebody outside. null where it is withheld from you: confidential."`

	Confidential bool `json:"confidential,omitempty" doc:"Somebody outside who is named only to who gave the recognition, its nominees, those above them or who decide on it, and owners; not in announcements and on paper."`
}

// Decision is how a nomination was decided.
type Decision struct {
	By      *Ref   `json:"by"`
	Comment string `json:"comment"`
	Reason  string `json:"reason"`
}

// Can says what the caller may do now.
type Can struct {
	Approve  bool `json:"approve"`
	Decline  bool `json:"decline"`
	Withdraw bool `json:"withdraw"`
	Undo     bool `json:"undo"`
	Revoke   bool `json:"revoke"`
	Respond  bool `json:"respond" doc:"React, comment, report."`
	Boost    bool `json:"boost"`

	NameEnabler bool `json:"name_enabler" doc:"Say who made it possible for you."`
	StayOut     bool `json:"stay_out" doc:"Leave the chain that you were named in."`
	Confirm     bool `json:"confirm" doc:"Say as its customer whether it was so."`
	Letter      bool `json:"letter" doc:"Have the letter of it."`
}

// Boosts are points that colleagues added.
type Boosts struct {
	Points *int64 `json:"points" doc:"null where a nominee keeps them to themselves."`
	Count  int    `json:"count"`
}

// Nomination is a nomination; an item of the feed is the same.
type Nomination struct {
	ID            string         `json:"id" format:"uuid"`
	Program       *Ref           `json:"program" doc:"null for imported history."`
	Source        string         `json:"source" enum:"employee,public_pulse,import"`
	Status        string         `json:"status" enum:"pending,approved,declined,withdrawn,revoked"`
	Nominator     *Person        `json:"nominator"`
	Nominees      []Person       `json:"nominees"`
	Behaviours    []Coded        `json:"behaviours"`
	Customer      Customer       `json:"customer"`
	Story         string         `json:"story"`
	Impact        string         `json:"impact"`
	From          string         `json:"from,omitempty" enum:"manager_budget" doc:"Paid from its nominator's own budget; for who gave it or decides on it, and owners."`
	Enablers      []Ref          `json:"enablers"`
	Points        *int64         `json:"points" doc:"For each nominee, or shared, as the program says; null where a nominee keeps them to themselves."`
	Award         *string        `json:"award,omitempty" enum:"waiting,won,thanked" doc:"What came of it where it is for an award."`
	AsThanks      bool           `json:"as_thanks" doc:"Published without points."`
	Visibility    string         `json:"visibility" enum:"public,private"`
	CreatedAt     time.Time      `json:"created_at"`
	DecidedAt     *time.Time     `json:"decided_at"`
	PublishedAt   *time.Time     `json:"published_at"`
	Decision      *Decision      `json:"decision"`
	Hidden        bool           `json:"hidden" doc:"By an owner, after a report: only those concerned see it."`
	Reactions     map[string]int `json:"reactions" doc:"How many reacted with each emoji (leaf, clap, heart, idea); those that nobody chose are left out."`
	MyReactions   []string       `json:"my_reactions"`
	CommentsCount int            `json:"comments_count"`
	Boosts        Boosts         `json:"boosts"`
	Can           Can            `json:"can" doc:"What the caller may do with it now."`
	Chain         []ChainLink    `json:"chain,omitempty" doc:"Who made it possible, and who named whom. Where one nomination is read; lists have the enablers alone."`
	Confirmation  *Confirmation  `json:"confirmation,omitempty" doc:"The word of its internal customer. A yes is for all who see the nomination; what is not said yet, and a no, for the customer and those who decide."`
}

// ChainLink is one who stands in the chain of a recognition.
type ChainLink struct {
	ID      string    `json:"id" format:"uuid"`
	Name    string    `json:"name"`
	Team    *Ref      `json:"team"`
	NamedBy *Ref      `json:"named_by" doc:"Whom they stand behind: a nominee, another of the chain, or the nominator. Who declines is left out of the line."`
	Depth   int       `json:"depth" doc:"1 is right behind a nominee."`
	NamedAt time.Time `json:"named_at"`
}

// Confirmation is the word of the internal customer of a nomination.
type Confirmation struct {
	By         Ref        `json:"by"`
	AskedAt    time.Time  `json:"asked_at"`
	Confirmed  *bool      `json:"confirmed" doc:"null: has said nothing yet. It holds nothing up."`
	AnsweredAt *time.Time `json:"answered_at"`
}

func employeeOf(l people.Listing) Employee {
	return Employee{
		ID: l.ID.String(), Name: l.Name, Email: l.Email, Role: string(l.Role), Active: l.Active,
		Team: refOf(l.TeamID, l.TeamName), Manager: refOf(l.ManagerID, l.ManagerName),
	}
}

func teamOf(l people.TeamListing) Team {
	return Team{ID: l.ID.String(), Name: l.Name, Members: l.Members, Parent: refOf(l.ParentID, l.ParentName), Lead: refOf(l.LeadID, l.LeadName)}
}

func behaviourOf(b recognition.Behaviour) Behaviour {
	return Behaviour{ID: b.ID.String(), Code: b.Code, Name: b.Name, Description: b.Description, Guidance: b.Guidance, Active: b.Active}
}

func refOf[Kind any](id *domain.ID[Kind], name *string) *Ref {
	if id == nil || name == nil {
		return nil
	}
	return &Ref{ID: id.String(), Name: *name}
}

// nominationFor shapes a nomination for an actor at a moment.
func nominationFor(actor domain.Actor, now time.Time) func(recognition.View) Nomination {
	return func(v recognition.View) Nomination {
		n := Nomination{
			ID: v.ID.String(), Program: refOf(v.ProgramID, v.ProgramName), Source: string(v.Source), Status: string(v.Status),
			Customer: customerOf(v), Story: v.Story, Impact: v.Impact, Points: v.PointsFor(actor), AsThanks: v.AsThanks, Visibility: string(v.Visibility),
			CreatedAt: v.CreatedAt.UTC(), DecidedAt: utc(v.DecidedAt), PublishedAt: utc(v.PublishedAt),
			Nominees: make([]Person, len(v.Nominees)), Behaviours: make([]Coded, len(v.Behaviours)), Enablers: make([]Ref, len(v.Enablers)),
			Hidden: v.HiddenAt != nil, Reactions: reactionsOf(v.Social), MyReactions: mineOf(v.Social), CommentsCount: v.Comments,
			Boosts: boostsFor(actor, v), Can: Can(v.CanOf(actor, now)),
		}
		if v.NominatorID != nil && v.NominatorName != nil {
			n.Nominator = &Person{ID: v.NominatorID.String(), Name: *v.NominatorName, Team: refOf(v.NominatorTeamID, v.NominatorTeamName)}
		}
		for i, p := range v.Nominees {
			n.Nominees[i] = Person{ID: p.ID.String(), Name: p.Name, Team: refOf(p.TeamID, p.TeamName)}
		}
		for i, b := range v.Behaviours {
			n.Behaviours[i] = Coded{ID: b.ID.String(), Code: b.Code, Name: b.Name}
		}
		for i, e := range v.Enablers {
			n.Enablers[i] = Ref{ID: e.ID.String(), Name: e.Name}
		}
		if v.DecidedAt != nil {
			n.Decision = &Decision{By: refOf(v.DecidedBy, v.DeciderName), Comment: v.Comment, Reason: v.Reason}
		}
		if mine := v.NominatorID != nil && *v.NominatorID == actor.ID; v.ManagerBudget != nil && (mine || v.MayDecide || actor.Is(domain.RoleOwner)) {
			n.From = "manager_budget"
		}
		n.Award = outcomeOf(v)
		n.addDetail(v)
		return n
	}
}

// outcomeOf says what came of a nomination for an award, nil for others and where nothing will.
func outcomeOf(v recognition.View) *string {
	outcome := ""
	switch {
	case v.AwardCloses == nil:
	case v.Status == recognition.Pending:
		outcome = "waiting"
	case v.Status == recognition.Approved && v.AsThanks:
		outcome = "thanked"
	case v.Status == recognition.Approved:
		outcome = "won"
	}
	return orNil(outcome)
}

// boostsFor are the boosts of a recognition; their points are its nominees' as the others are.
func boostsFor(actor domain.Actor, v recognition.View) Boosts {
	b := Boosts{Points: &v.BoostPoints, Count: v.Boosts}
	if v.PointsFor(actor) == nil {
		b.Points = nil
	}
	return b
}

// addDetail adds what is read with one nomination.
func (n *Nomination) addDetail(v recognition.View) {
	if v.Detail == nil {
		return
	}
	names := make(map[domain.EmployeeID]string, len(v.Nominees)+len(v.Detail.Chain)+1)
	for _, p := range v.Nominees {
		names[p.ID] = p.Name
	}
	if v.NominatorID != nil && v.NominatorName != nil {
		names[*v.NominatorID] = *v.NominatorName
	}
	for _, s := range v.Detail.Chain {
		names[s.Employee] = s.Name
	}
	n.Chain = make([]ChainLink, len(v.Detail.Chain))
	for i, s := range v.Detail.Chain {
		n.Chain[i] = ChainLink{ID: s.Employee.String(), Name: s.Name, Team: refOf(s.TeamID, s.TeamName), Depth: s.Depth, NamedAt: s.NamedAt.UTC()}
		if s.NamedBy != nil && names[*s.NamedBy] != "" { // else one who is thanked privately
			n.Chain[i].NamedBy = &Ref{ID: s.NamedBy.String(), Name: names[*s.NamedBy]}
		}
	}
	if w := v.Detail.Word; w != nil {
		n.Confirmation = &Confirmation{By: Ref{ID: w.Employee.String(), Name: w.Name}, AskedAt: w.AskedAt.UTC(), Confirmed: w.Confirmed, AnsweredAt: utc(w.AnsweredAt)}
	}
}

func customerOf(v recognition.View) Customer {
	c := Customer{Kind: string(v.CustomerKind), Name: v.CustomerName, Confidential: v.Confidential}
	if v.CustomerID != nil {
		id := v.CustomerID.String()
		c.ID = &id
	}
	return c
}

func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	u := at.UTC()
	return &u
}
