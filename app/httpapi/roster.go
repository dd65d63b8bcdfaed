package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/people"
)

// RosterEntry is an employee as an administrator sees them.
type RosterEntry struct {
	ID              string     `json:"id" format:"uuid"`
	Name            string     `json:"name" example:"Olga Petrova"`
	Email           *string    `json:"email" example:"olga@demo.example"`
	PersonnelNumber *string    `json:"personnel_number" example:"00417"`
	Role            string     `json:"role" enum:"employee,manager,owner,admin"`
	Locale          string     `json:"locale" enum:"en,ru"`
	Team            *Ref       `json:"team"`
	Manager         *Ref       `json:"manager"`
	Location        *string    `json:"location"`
	StartedOn       *string    `json:"started_on" format:"date"`
	Active          bool       `json:"active"`
	Reports         int        `json:"reports" doc:"Active employees who report to them."`
	SignIn          string     `json:"sign_in" enum:"none,invited,ready" doc:"Whether they can sign in by a password: ready; not yet, but an invitation waits; or not."`
	InvitedUntil    *time.Time `json:"invited_until"`
	LastSeenAt      *time.Time `json:"last_seen_at" doc:"In a session that still runs."`
	CreatedAt       time.Time  `json:"created_at"`
	DeactivatedAt   *time.Time `json:"deactivated_at"`
}

// EmployeeInput is an employee as an administrator adds them: with an address, a personnel number, or
// both.
type EmployeeInput struct {
	Name            string  `json:"name" maxLength:"1000" example:"Olga Petrova"`
	Email           *string `json:"email,omitempty" maxLength:"1000" nullable:"true" example:"olga@demo.example"`
	PersonnelNumber *string `json:"personnel_number,omitempty" maxLength:"1000" nullable:"true"`
	TeamID          *string `json:"team_id,omitempty" format:"uuid" nullable:"true"`
	ManagerID       *string `json:"manager_id,omitempty" format:"uuid" nullable:"true"`
	Role            string  `json:"role,omitempty" enum:"employee,manager,owner,admin" default:"employee"`
	Locale          string  `json:"locale,omitempty" enum:"en,ru"  doc:"Left out: that of the organisation."`
	Location        *string `json:"location,omitempty" maxLength:"1000" nullable:"true"`
	StartedOn       *string `json:"started_on,omitempty" format:"date" nullable:"true"`
}

// EmployeePatch changes some of an employee: what is left out stays, null empties.
type EmployeePatch struct {
	Name            *string           `json:"name,omitempty" maxLength:"1000"`
	Email           mergeable[string] `json:"email,omitzero"`
	PersonnelNumber mergeable[string] `json:"personnel_number,omitzero"`
	TeamID          mergeable[string] `json:"team_id,omitzero"`
	ManagerID       mergeable[string] `json:"manager_id,omitzero"`
	Role            *string           `json:"role,omitempty" enum:"employee,manager,owner,admin"`
	Locale          *string           `json:"locale,omitempty" enum:"en,ru"`
	Location        mergeable[string] `json:"location,omitzero"`
	StartedOn       mergeable[string] `json:"started_on,omitzero"`
	Active          *bool             `json:"active,omitempty" doc:"false deactivates: sessions end, what waits for them goes to others. true lets them come back."`
}

// TeamInput is a team as an administrator adds it.
type TeamInput struct {
	Name     string  `json:"name" maxLength:"1000" example:"Dispatch"`
	ParentID *string `json:"parent_id,omitempty" format:"uuid" nullable:"true" doc:"Left out or null: at the top."`
	LeadID   *string `json:"lead_id,omitempty" format:"uuid" nullable:"true"`
}

// TeamPatch changes some of a team: what is left out stays, null empties.
type TeamPatch struct {
	Name     *string           `json:"name,omitempty" maxLength:"1000"`
	ParentID mergeable[string] `json:"parent_id,omitzero"`
	LeadID   mergeable[string] `json:"lead_id,omitzero"`
}

func rosterEntryOf(e people.RosterEntry) RosterEntry {
	w := RosterEntry{
		ID: e.ID.String(), Name: e.Name, Email: e.Email, PersonnelNumber: e.Personnel, Role: string(e.Role), Locale: e.Locale,
		Team: refOf(e.TeamID, e.TeamName), Manager: refOf(e.ManagerID, e.ManagerName), Location: e.Location, StartedOn: dateOf(e.StartedOn),
		Active: e.Active, Reports: e.Reports, SignIn: "none", InvitedUntil: utc(e.InvitedTill), LastSeenAt: utc(e.LastSeenAt),
		CreatedAt: e.CreatedAt.UTC(), DeactivatedAt: utc(e.Deactivated),
	}
	switch {
	case e.HasPassword && e.Active:
		w.SignIn = "ready"
	case e.InvitedTill != nil && e.Active:
		w.SignIn = "invited"
	}
	return w
}

func (s *server) addRoster() {
	register(s, forAdmins, huma.Operation{
		OperationID: "list-roster", Method: http.MethodGet, Path: "/roster",
		Summary: "Everybody as an administrator sees them, also who has left", Tags: []string{"People"},
	}, s.listRoster)
	register(s, forAdmins, huma.Operation{
		OperationID: "get-roster-entry", Method: http.MethodGet, Path: "/roster/{id}",
		Summary: "One employee as an administrator sees them", Tags: []string{"People"},
	}, s.getRosterEntry)
	register(s, forAdmins, huma.Operation{
		OperationID: "create-employee", Method: http.MethodPost, Path: "/employees", DefaultStatus: http.StatusCreated,
		Summary: "Add an employee", Tags: []string{"People"},
	}, s.createEmployee)
	register(s, forAdmins, huma.Operation{
		OperationID: "change-employee", Method: http.MethodPatch, Path: "/employees/{id}",
		Summary: "Change an employee, deactivate or reactivate them; what is left out stays", Tags: []string{"People"},
	}, s.changeEmployee)
	register(s, forAdmins, huma.Operation{
		OperationID: "create-team", Method: http.MethodPost, Path: "/teams", DefaultStatus: http.StatusCreated,
		Summary: "Add a team", Tags: []string{"People"},
	}, s.createTeam)
	register(s, forAdmins, huma.Operation{
		OperationID: "change-team", Method: http.MethodPatch, Path: "/teams/{id}",
		Summary: "Rename a team, move it, or give it a lead; what is left out stays", Tags: []string{"People"},
	}, s.changeTeam)
}

type listRosterInput struct {
	PageInput
	Q      string `query:"q" maxLength:"200" doc:"Any part of a name or an address, or a personnel number."`
	TeamID string `query:"team_id" format:"uuid" doc:"Teams below it count."`
	Role   string `query:"role" enum:"employee,manager,owner,admin"`
	Active string `query:"active" enum:"true,false" doc:"Left out: both."`
}

func (s *server) listRoster(ctx context.Context, in *listRosterInput) (*listOutput[RosterEntry], error) {
	team, err := optionalID(in.TeamID, domain.ParseTeamID, "team_id")
	if err != nil {
		return nil, err
	}
	filter := people.RosterFilter{Query: in.Q, Team: team, Role: domain.Role(in.Role)}
	if in.Active != "" {
		active := in.Active == "true"
		filter.Active = &active
	}
	page, err := s.uc.Roster(ctx, filter, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, rosterEntryOf), nil
}

type rosterOutput struct{ Body RosterEntry }

func (s *server) getRosterEntry(ctx context.Context, in *employeeInput) (*rosterOutput, error) {
	id, err := domain.ParseEmployeeID(in.ID)
	if err != nil {
		return nil, err
	}
	entry, err := s.uc.RosterEntry(ctx, id)
	if err != nil {
		return nil, err
	}
	return &rosterOutput{Body: rosterEntryOf(entry)}, nil
}

type createEmployeeInput struct {
	OnceInput
	Body EmployeeInput
}

func (s *server) createEmployee(ctx context.Context, in *createEmployeeInput) (*onceOutput[RosterEntry], error) {
	b := in.Body
	change, err := EmployeePatch{
		Name: &b.Name, Email: given(b.Email), PersonnelNumber: given(b.PersonnelNumber), TeamID: given(b.TeamID), ManagerID: given(b.ManagerID),
		Role: &b.Role, Locale: &b.Locale, Location: given(b.Location), StartedOn: given(b.StartedOn),
	}.change()
	if err != nil {
		return nil, err
	}
	var e people.Employee
	change(&e)
	o, err := once(ctx, in.Key, http.StatusCreated, b, rosterEntryOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.AddEmployee(ctx, actorOf(ctx), e, o)
	return onceAnswer[RosterEntry](answer), err
}

// given is a field of a change that was sent with this value.
func given[T any](value *T) mergeable[T] { return mergeable[T]{sent: true, value: value} }

// change gives what the patch does to an employee.
func (in EmployeePatch) change() (func(*people.Employee), error) {
	team, err := idOrNone(in.TeamID.value, domain.ParseTeamID, "team_id", "is no team")
	if err != nil {
		return nil, err
	}
	manager, err := idOrNone(in.ManagerID.value, domain.ParseEmployeeID, "manager_id", "is no employee")
	if err != nil {
		return nil, err
	}
	var started *time.Time
	if in.StartedOn.value != nil {
		day, err := time.Parse(time.DateOnly, *in.StartedOn.value)
		if err != nil {
			return nil, domain.InvalidField("started_on", "is no date, such as 2026-11-23")
		}
		started = &day
	}
	return func(e *people.Employee) {
		set(&e.Name, in.Name)
		in.Email.merge(&e.Email)
		in.PersonnelNumber.merge(&e.Personnel)
		if in.TeamID.sent {
			e.Team = team
		}
		if in.ManagerID.sent {
			e.Manager = manager
		}
		set((*string)(&e.Role), in.Role)
		set(&e.Locale, in.Locale)
		in.Location.merge(&e.Location)
		if in.StartedOn.sent {
			e.StartedOn = started
		}
		set(&e.Active, in.Active)
	}, nil
}

// idOrNone reads the id that a body names, nil where it names none.
func idOrNone[Kind any](text *string, parse func(string) (domain.ID[Kind], error), field, message string) (*domain.ID[Kind], error) {
	if text == nil {
		return nil, nil //nolint:nilnil // no id is what was asked for
	}
	id, err := parse(*text)
	if err != nil {
		return nil, domain.InvalidField(field, message)
	}
	return &id, nil
}

type changeEmployeeInput struct {
	ID   string `path:"id" doc:"Of the employee."`
	Body EmployeePatch
}

func (s *server) changeEmployee(ctx context.Context, in *changeEmployeeInput) (*rosterOutput, error) {
	change, err := in.Body.change()
	if err != nil {
		return nil, err
	}
	id, err := domain.ParseEmployeeID(in.ID)
	if err != nil {
		return nil, err
	}
	entry, err := s.uc.ChangeEmployee(ctx, actorOf(ctx), id, change)
	if err != nil {
		return nil, err
	}
	return &rosterOutput{Body: rosterEntryOf(entry)}, nil
}

// change gives what the patch does to a team.
func (in TeamPatch) change() (func(*people.Team), error) {
	parent, err := idOrNone(in.ParentID.value, domain.ParseTeamID, "parent_id", "is no team")
	if err != nil {
		return nil, err
	}
	lead, err := idOrNone(in.LeadID.value, domain.ParseEmployeeID, "lead_id", "is no employee")
	if err != nil {
		return nil, err
	}
	return func(t *people.Team) {
		set(&t.Name, in.Name)
		if in.ParentID.sent {
			t.Parent = parent
		}
		if in.LeadID.sent {
			t.Lead = lead
		}
	}, nil
}

type createTeamInput struct {
	OnceInput
	Body TeamInput
}

func (s *server) createTeam(ctx context.Context, in *createTeamInput) (*onceOutput[Team], error) {
	change, err := TeamPatch{Name: &in.Body.Name, ParentID: given(in.Body.ParentID), LeadID: given(in.Body.LeadID)}.change()
	if err != nil {
		return nil, err
	}
	var team people.Team
	change(&team)
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, teamOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.AddTeam(ctx, actorOf(ctx), team, o)
	return onceAnswer[Team](answer), err
}

type changeTeamInput struct {
	ID   string `path:"id" doc:"Of the team."`
	Body TeamPatch
}

func (s *server) changeTeam(ctx context.Context, in *changeTeamInput) (*struct{ Body Team }, error) {
	change, err := in.Body.change()
	if err != nil {
		return nil, err
	}
	id, err := domain.ParseTeamID(in.ID)
	if err != nil {
		return nil, err
	}
	listing, err := s.uc.ChangeTeam(ctx, actorOf(ctx), id, change)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Team }{teamOf(listing)}, nil
}
