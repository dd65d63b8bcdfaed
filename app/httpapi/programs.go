package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// ProgramPoints are the bounds of a program's points.
type ProgramPoints struct {
	Min     int64   `json:"min" minimum:"0" maximum:"1000000000"`
	Max     int64   `json:"max" minimum:"0" maximum:"1000000000"`
	Default int64   `json:"default" minimum:"0" maximum:"1000000000"`
	Levels  []int64 `json:"levels" nullable:"false" maxItems:"20" doc:"Fixed award levels; empty where any number within the bounds will do."`
}

// ProgramLimits bound the nominations of a period.
type ProgramLimits struct {
	PerGiver   *int    `json:"per_giver" minimum:"1"`
	PerPair    *int    `json:"per_pair" minimum:"1"`
	PerNominee *int    `json:"per_nominee" minimum:"1"`
	Period     *string `json:"period" enum:"week,month,quarter,year"`
}

// ProgramBudget is what a program may issue in a period.
type ProgramBudget struct {
	Period string `json:"period" enum:"week,month,quarter,year"`
	Total  int64  `json:"total" minimum:"0" maximum:"1000000000000"`
	Left   int64  `json:"left" readOnly:"true" doc:"In the present period, with what it was topped up with."`

	ToppedUp int64 `json:"topped_up" readOnly:"true" doc:"In the present period, besides the total."`
}

// Circle is whom a program lets nominate or be nominated: the people of some teams, and of those below
// them, who have one of some roles.
type Circle struct {
	TeamIDs []string `json:"team_ids,omitempty" nullable:"false" maxItems:"1000" doc:"With the teams below them; empty: all."`
	Roles   []string `json:"roles,omitempty" nullable:"false" maxItems:"4" enum:"employee,manager,owner,admin" doc:"Who has reports is a manager whatever their role; empty: all."`
}

// ProgramRules are what a nomination keeps of its program.
type ProgramRules struct {
	Funding      string        `json:"funding" enum:"allowance,budget,none"`
	Approval     string        `json:"approval" enum:"none,manager,manager_owner,owner"`
	ApprovalFrom *int64        `json:"approval_from" doc:"With fewer points in all nobody decides; null: somebody always does."`
	Points       ProgramPoints `json:"points"`
	MaxNominees  int           `json:"max_nominees"`
	Shares       string        `json:"shares" enum:"each,split"`
	Simple       bool          `json:"simple" doc:"Needs only who and what; the customer is then the nominator."`
	Limits       ProgramLimits `json:"limits"`
	Nominators   Circle        `json:"nominators" doc:"Who may nominate."`
	Nominees     Circle        `json:"nominees" doc:"Who may be nominated."`
	Award        *AwardRules   `json:"award" doc:"null: no award program."`
}

// Program is a set of rules for nominating.
type Program struct {
	ID          string `json:"id" format:"uuid"`
	Name        string `json:"name" example:"Customer hero"`
	Description string `json:"description"`
	Guidance    string `json:"guidance" doc:"When each award fits."`

	ProgramRules

	Budget *ProgramBudget `json:"budget"`

	ManagerBudgets bool `json:"manager_budgets" doc:"Managers who have a budget of their own may pay from it: from of a nomination."`

	From        *string `json:"from" format:"date"`
	To          *string `json:"to" format:"date"`
	Active      bool    `json:"active"`
	MayNominate bool    `json:"may_nominate" doc:"Whether you may nominate under it now."`
	Version     int     `json:"version" doc:"Counts up whenever the rules change; a nomination keeps those that it was made under."`
	Ended       bool    `json:"ended" doc:"For good."`
}

// ProgramVersion is what a program's rules were from a time on.
type ProgramVersion struct {
	Version   int          `json:"version"`
	ChangedAt time.Time    `json:"changed_at"`
	ChangedBy *Ref         `json:"changed_by"`
	Rules     ProgramRules `json:"rules"`
}

// PointsInput is ProgramPoints as an owner writes them: levels may be left out.
type PointsInput struct {
	Min     int64   `json:"min" minimum:"0" maximum:"1000000000"`
	Max     int64   `json:"max" minimum:"0" maximum:"1000000000"`
	Default int64   `json:"default" minimum:"0" maximum:"1000000000"`
	Levels  []int64 `json:"levels,omitempty" nullable:"false" maxItems:"20" doc:"Fixed award levels; empty where any number within the bounds will do."`
}

// LimitsInput is ProgramLimits as an owner writes them: what is left out has no limit.
type LimitsInput struct {
	PerGiver   *int    `json:"per_giver,omitempty" nullable:"true" minimum:"1"`
	PerPair    *int    `json:"per_pair,omitempty" nullable:"true" minimum:"1"`
	PerNominee *int    `json:"per_nominee,omitempty" nullable:"true" minimum:"1"`
	Period     *string `json:"period,omitempty" nullable:"true" enum:"week,month,quarter,year"`
}

// BudgetInput is what a program may issue in a period, as an owner sets it.
type BudgetInput struct {
	Period string `json:"period" enum:"week,month,quarter,year"`
	Total  int64  `json:"total" minimum:"0" maximum:"1000000000000"`
}

// ProgramInput is a program as an owner writes it.
type ProgramInput struct {
	Name        string       `json:"name" minLength:"1" maxLength:"200"`
	Description string       `json:"description,omitempty" maxLength:"5000"`
	Funding     string       `json:"funding" enum:"allowance,budget,none"`
	Approval    string       `json:"approval" enum:"none,manager,manager_owner,owner"`
	Points      PointsInput  `json:"points"`
	MaxNominees int          `json:"max_nominees,omitempty" minimum:"1" maximum:"100" default:"1"`
	Shares      string       `json:"shares,omitempty" enum:"each,split" default:"each"`
	Simple      bool         `json:"simple,omitempty"`
	Limits      *LimitsInput `json:"limits,omitempty"`
	Budget      *BudgetInput `json:"budget,omitempty"`
	From        *string      `json:"from,omitempty" format:"date"`
	To          *string      `json:"to,omitempty" format:"date"`
	Active      *bool        `json:"active,omitempty"`

	Guidance     string           `json:"guidance,omitempty" maxLength:"5000"`
	ApprovalFrom mergeable[int64] `json:"approval_from,omitzero"`
	Nominators   *Circle          `json:"nominators,omitempty"`
	Nominees     *Circle          `json:"nominees,omitempty"`

	ManagerBudgets *bool `json:"manager_budgets,omitempty" doc:"Of a program that is funded by a budget."`

	Award *AwardRules `json:"award,omitempty" doc:"Makes an award program of it; from, to and one number of points are needed, approval is owner."`

	Translations map[string]TranslationInput `json:"translations,omitempty"`
}

// ProgramPatch changes some of a program's rules; what is left out stays, null takes a day away.
type ProgramPatch struct {
	Name        *string      `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Description *string      `json:"description,omitempty" maxLength:"5000"`
	Funding     *string      `json:"funding,omitempty" enum:"allowance,budget,none"`
	Approval    *string      `json:"approval,omitempty" enum:"none,manager,manager_owner,owner"`
	Points      *PointsInput `json:"points,omitempty"`
	MaxNominees *int         `json:"max_nominees,omitempty" minimum:"1" maximum:"100"`
	Shares      *string      `json:"shares,omitempty" enum:"each,split"`
	Limits      *LimitsInput `json:"limits,omitempty"`
	Budget      *BudgetInput `json:"budget,omitempty"`
	Active      *bool        `json:"active,omitempty"`

	From mergeable[string] `json:"from,omitzero"`
	To   mergeable[string] `json:"to,omitzero"`

	Guidance     *string          `json:"guidance,omitempty" maxLength:"5000"`
	ApprovalFrom mergeable[int64] `json:"approval_from,omitzero"`
	Nominators   *Circle          `json:"nominators,omitempty"`
	Nominees     *Circle          `json:"nominees,omitempty"`
	Award        *AwardRules      `json:"award,omitempty" doc:"Of an award program. Once somebody has scored, only the panel and the translations may be others."`
	Ended        *bool            `json:"ended,omitempty" doc:"True ends the program for good."`

	ManagerBudgets *bool `json:"manager_budgets,omitempty" doc:"Of a program that is funded by a budget."`

	Translations *map[string]TranslationInput `json:"translations,omitempty" doc:"All of them: a language that is left out goes."`
}

func (s *server) addPrograms() {
	register(s, forEverybody, huma.Operation{
		OperationID: "list-programs", Method: http.MethodGet, Path: "/programs",
		Summary: "The programs that one can nominate under", Tags: []string{"Programs"},
	}, s.listPrograms)
	register(s, forOwners, huma.Operation{
		OperationID: "create-program", Method: http.MethodPost, Path: "/programs", DefaultStatus: http.StatusCreated,
		Summary: "Make a program", Tags: []string{"Programs"},
	}, s.createProgram)
	register(s, forOwners, huma.Operation{
		OperationID: "change-program", Method: http.MethodPatch, Path: "/programs/{id}",
		Summary: "Change a program's rules", Tags: []string{"Programs"},
	}, s.changeProgram)
	register(s, forOwners, huma.Operation{
		OperationID: "list-program-versions", Method: http.MethodGet, Path: "/programs/{id}/versions",
		Summary: "What a program's rules were, the latest first", Tags: []string{"Programs"},
	}, s.listProgramVersions)
	register(s, forOwners, huma.Operation{
		OperationID: "get-program-texts", Method: http.MethodGet, Path: "/programs/{id}/texts",
		Summary: "What a program says, in its own words and in each language", Tags: []string{"Programs"},
	}, s.getProgramTexts)
}

type listProgramsInput struct {
	PageInput
	All bool `query:"all" doc:"Also those that are not active."`
}

func (s *server) listPrograms(ctx context.Context, in *listProgramsInput) (*listOutput[Program], error) {
	page, err := s.uc.Programs(ctx, actorOf(ctx), in.All, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, programIn(actorOf(ctx).Language)), nil
}

// programIn shapes programs that were read in a language; in their own words, for none.
func programIn(language string) func(usecase.ProgramStanding) Program {
	return func(p usecase.ProgramStanding) Program {
		out := Program{
			ID: p.ID.String(), Name: p.Name, Description: p.Description, Guidance: p.Guidance, ProgramRules: rulesOf(p.Program, language),
			From: dateOf(p.From), To: dateOf(p.To), Active: p.Active, MayNominate: p.MayNominate, Version: p.Version, Ended: p.EndedAt != nil, ManagerBudgets: p.ManagerBudgets,
		}
		if p.Budget != nil && p.BudgetPeriod != nil {
			out.Budget = &ProgramBudget{Period: *p.BudgetPeriod, Total: *p.Budget, Left: p.Left, ToppedUp: p.ToppedUp}
		}
		return out
	}
}

func rulesOf(p recognition.Program, language string) ProgramRules {
	return ProgramRules{
		Funding: string(p.Funding), Approval: string(p.Approval), ApprovalFrom: p.ApprovalFrom,
		Points:      ProgramPoints{Min: p.PointsMin, Max: p.PointsMax, Default: p.PointsDefault, Levels: append([]int64{}, p.Levels...)},
		MaxNominees: p.MaxNominees, Shares: string(p.Shares), Simple: p.Simple,
		Limits:     ProgramLimits{PerGiver: p.LimitGiver, PerPair: p.LimitPair, PerNominee: p.LimitNominee, Period: p.LimitPeriod},
		Nominators: circleOf(p.Nominators), Nominees: circleOf(p.Eligible), Award: awardRulesOf(p.Award, language),
	}
}

func circleOf(c recognition.Circle) Circle {
	out := Circle{TeamIDs: textsOf(c.Teams), Roles: make([]string, len(c.Roles))}
	for i, role := range c.Roles {
		out.Roles[i] = string(role)
	}
	return out
}

// circle reads a circle that an owner wrote.
func (c Circle) circle(field string) (recognition.Circle, error) {
	out := recognition.Circle{}
	for i, text := range c.TeamIDs {
		id, err := domain.ParseTeamID(text)
		if err != nil {
			return out, domain.InvalidField(fmt.Sprintf("%s.team_ids[%d]", field, i), "is no id")
		}
		if !slices.Contains(out.Teams, id) {
			out.Teams = append(out.Teams, id)
		}
	}
	for _, role := range c.Roles {
		if !slices.Contains(out.Roles, domain.Role(role)) {
			out.Roles = append(out.Roles, domain.Role(role))
		}
	}
	return out, nil
}

type listProgramVersionsInput struct {
	ID string `path:"id" doc:"Of the program."`
	PageInput
}

func (s *server) listProgramVersions(ctx context.Context, in *listProgramVersionsInput) (*listOutput[ProgramVersion], error) {
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	page, err := s.uc.ProgramVersions(ctx, actor, id, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, func(v usecase.ProgramVersion) ProgramVersion {
		out := ProgramVersion{Version: v.Version, ChangedAt: v.ChangedAt.UTC(), Rules: rulesOf(v.Program, actor.Language)}
		if v.ChangedBy != nil && v.ChangedByName != nil {
			out.ChangedBy = &Ref{ID: v.ChangedBy.String(), Name: *v.ChangedByName}
		}
		return out
	}), nil
}

func dateOf(day *time.Time) *string {
	if day == nil {
		return nil
	}
	text := day.Format(time.DateOnly)
	return &text
}

type createProgramInput struct {
	OnceInput
	Body ProgramInput
}

func (s *server) createProgram(ctx context.Context, in *createProgramInput) (*onceOutput[Program], error) {
	b := in.Body
	p, err := b.program()
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusCreated, b, programIn(""))
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.CreateProgram(ctx, actorOf(ctx), p, translationsOf(b.Translations), o)
	return onceAnswer[Program](answer), err
}

// program is the program that is written.
func (b ProgramInput) program() (recognition.Program, error) {
	p := recognition.Program{Simple: b.Simple, MaxNominees: 1, Shares: recognition.Each, Active: true}
	err := applyProgram(&p, ProgramPatch{
		Name: &b.Name, Description: &b.Description, Funding: &b.Funding, Approval: &b.Approval, Points: &b.Points,
		MaxNominees: orNil(b.MaxNominees), Shares: orNil(b.Shares), Limits: b.Limits, Budget: b.Budget, From: given(b.From), To: given(b.To), Active: b.Active,
		Guidance: &b.Guidance, ApprovalFrom: b.ApprovalFrom, Nominators: b.Nominators, Nominees: b.Nominees, Award: b.Award, ManagerBudgets: b.ManagerBudgets,
	})
	return p, err
}

type changeProgramInput struct {
	ID   string `path:"id" doc:"Of the program."`
	Body ProgramPatch
}

func (s *server) changeProgram(ctx context.Context, in *changeProgramInput) (*struct{ Body Program }, error) {
	id, err := domain.ParseProgramID(in.ID)
	if err != nil {
		return nil, err
	}
	changed, err := s.uc.ChangeProgram(ctx, actorOf(ctx), id, someTranslations(in.Body.Translations), func(p *recognition.Program) error { return applyProgram(p, in.Body) })
	if err != nil {
		return nil, err
	}
	return &struct{ Body Program }{programIn("")(changed)}, nil
}

// applyProgram takes what is given over into a program.
func applyProgram(p *recognition.Program, b ProgramPatch) error {
	set(&p.Name, b.Name)
	set(&p.Description, b.Description)
	set((*string)(&p.Funding), b.Funding)
	set((*string)(&p.Approval), b.Approval)
	set(&p.MaxNominees, b.MaxNominees)
	set((*string)(&p.Shares), b.Shares)
	set(&p.Active, b.Active)
	set(&p.Guidance, b.Guidance)
	set(&p.ManagerBudgets, b.ManagerBudgets)
	if b.ApprovalFrom.sent {
		p.ApprovalFrom = b.ApprovalFrom.value
	}
	if b.Ended != nil && *b.Ended {
		p.EndedAt = &time.Time{} // the use case says when
	}
	for _, c := range []struct {
		to   *recognition.Circle
		from *Circle
		name string
	}{{&p.Nominators, b.Nominators, "nominators"}, {&p.Eligible, b.Nominees, "nominees"}} {
		if c.from == nil {
			continue
		}
		circle, err := c.from.circle(c.name)
		if err != nil {
			return err
		}
		*c.to = circle
	}
	if b.Award != nil {
		award, err := b.Award.award()
		if err != nil {
			return err
		}
		p.Award = &award
	}
	if b.Points != nil {
		p.PointsMin, p.PointsMax, p.PointsDefault, p.Levels = b.Points.Min, b.Points.Max, b.Points.Default, b.Points.Levels
	}
	if b.Limits != nil {
		p.LimitGiver, p.LimitPair, p.LimitNominee, p.LimitPeriod = b.Limits.PerGiver, b.Limits.PerPair, b.Limits.PerNominee, b.Limits.Period
	}
	if b.Budget != nil {
		p.Budget, p.BudgetPeriod = &b.Budget.Total, &b.Budget.Period
	}
	for _, d := range []struct {
		to   **time.Time
		text mergeable[string]
		name string
	}{{&p.From, b.From, "from"}, {&p.To, b.To, "to"}} {
		if !d.text.sent {
			continue
		}
		if d.text.value == nil {
			*d.to = nil
			continue
		}
		day, err := time.Parse(time.DateOnly, *d.text.value)
		if err != nil {
			return domain.InvalidField(d.name, "is no date, such as 2026-11-23")
		}
		*d.to = &day
	}
	return nil
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func orNil[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}
