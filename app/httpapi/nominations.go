package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// NominationInput is what a nominator writes.
type NominationInput struct {
	ProgramID    string    `json:"program_id" format:"uuid"`
	NomineeIDs   []string  `json:"nominee_ids" minItems:"1" maxItems:"100" nullable:"false"`
	BehaviourIDs []string  `json:"behaviour_ids,omitempty" maxItems:"3" nullable:"false" doc:"One to three; none only under a simple program such as Thanks."`
	Customer     *Customer `json:"customer,omitempty" doc:"Who was served; under a simple program the nominator where it is left out."`
	Story        string    `json:"story" maxLength:"20000" example:"The cold store door failed at 04:20. Daniel moved the whole order to bay 7."`
	Impact       string    `json:"impact,omitempty" maxLength:"8000" example:"Orchard Foods got all 38 pallets by 06:00."`
	EnablerIDs   []string  `json:"enabler_ids,omitempty" maxItems:"20" nullable:"false" doc:"Colleagues behind the scenes who made it possible."`
	Points       *int64    `json:"points,omitempty" doc:"The program's default where it is left out."`
	Visibility   string    `json:"visibility,omitempty" enum:"public,private" default:"public"`

	From string `json:"from,omitempty" enum:"manager_budget" doc:"Pays it from your own budget, where an owner has given you one and the program lets managers (manager_budgets): 409 no_manager_budget without one."`
}

func (in NominationInput) draft() (recognition.Draft, error) {
	d := recognition.Draft{Story: in.Story, Impact: in.Impact, Points: in.Points, Visibility: recognition.Visibility(in.Visibility), FromManagerBudget: in.From != ""}
	var faults []domain.FieldError
	bad := func(field string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: "is no id"})
	}
	var err error
	if d.Program, err = domain.ParseProgramID(in.ProgramID); err != nil {
		bad("program_id")
	}
	if d.Nominees, err = parseIDs(in.NomineeIDs, domain.ParseEmployeeID); err != nil {
		bad("nominee_ids")
	}
	if d.Behaviours, err = parseIDs(in.BehaviourIDs, domain.ParseBehaviourID); err != nil {
		bad("behaviour_ids")
	}
	if d.Enablers, err = parseIDs(in.EnablerIDs, domain.ParseEmployeeID); err != nil {
		bad("enabler_ids")
	}
	if c := in.Customer; c != nil {
		d.CustomerKind, d.Confidential = recognition.CustomerKind(c.Kind), c.Confidential
		if c.Name != nil {
			d.CustomerName = *c.Name
		}
		if c.ID != nil {
			id, err := domain.ParseID[any](*c.ID)
			if err != nil {
				bad("customer.id")
			}
			d.CustomerID = &id
		}
		if d.CustomerKind == recognition.CustomerExternal && c.ID != nil {
			faults = append(faults, domain.FieldError{Location: "body.customer.id", Message: "an outside customer is named by name"})
		}
	}
	if len(faults) > 0 {
		return d, domain.Invalid("invalid_input", "The nomination is not complete.", faults...)
	}
	return d, nil
}

func parseIDs[Kind any](texts []string, parse func(string) (domain.ID[Kind], error)) ([]domain.ID[Kind], error) {
	ids := make([]domain.ID[Kind], len(texts))
	for i, text := range texts {
		id, err := parse(text)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

type nominateInput struct {
	OnceInput
	Body NominationInput
}

type nominationInput struct {
	ID string `path:"id" doc:"Of the nomination."`
}

type nominationOutput struct{ Body Nomination }

func (s *server) addNominations() {
	register(s, forEverybody, huma.Operation{
		OperationID: "nominate", Method: http.MethodPost, Path: "/nominations", DefaultStatus: http.StatusCreated,
		Summary: "Put colleagues forward", Tags: []string{"Nominations"},
	}, s.nominate)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-nominations", Method: http.MethodGet, Path: "/nominations",
		Summary: "List the nominations that you may see, the latest first", Tags: []string{"Nominations"},
	}, s.listNominations)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-nomination", Method: http.MethodGet, Path: "/nominations/{id}",
		Summary: "Read one nomination", Tags: []string{"Nominations"},
	}, s.getNomination)
	register(s, forAsked, huma.Operation{
		OperationID: "approve-nomination", Method: http.MethodPost, Path: "/nominations/{id}/approve",
		Summary: "Say yes at the present step", Tags: []string{"Nominations"},
	}, s.approve)
	register(s, forAsked, huma.Operation{
		OperationID: "decline-nomination", Method: http.MethodPost, Path: "/nominations/{id}/decline",
		Summary: "Say no, with a reason", Tags: []string{"Nominations"},
	}, s.decline)
	register(s, forEverybody, huma.Operation{
		OperationID: "withdraw-nomination", Method: http.MethodPost, Path: "/nominations/{id}/withdraw",
		Summary: "Take your own nomination back while it waits", Tags: []string{"Nominations"},
	}, s.withdraw)
	register(s, forEverybody, huma.Operation{
		OperationID: "undo-decision", Method: http.MethodPost, Path: "/nominations/{id}/undo",
		Summary: "Take your own decision back, within ten minutes", Tags: []string{"Nominations"},
	}, s.undo)
	register(s, forOwners, huma.Operation{
		OperationID: "revoke-recognition", Method: http.MethodPost, Path: "/nominations/{id}/revoke",
		Summary: "Take a recognition back for good", Tags: []string{"Nominations"},
	}, s.revoke)
	s.addChain()
	register(s, forEverybody, huma.Operation{
		OperationID: "feed", Method: http.MethodGet, Path: "/feed",
		Summary: "Published recognitions, the newest first", Tags: []string{"Nominations"},
	}, s.feed)
}

func (s *server) nominate(ctx context.Context, in *nominateInput) (*onceOutput[Nomination], error) {
	draft, err := in.Body.draft()
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, nominationFor(actor, s.now()))
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.Nominate(ctx, actor, draft, o)
	return onceAnswer[Nomination](answer), err
}

type listNominationsInput struct {
	PageInput
	Status      string `query:"status" enum:"pending,approved,declined,withdrawn,revoked"`
	NomineeID   string `query:"nominee_id" format:"uuid"`
	NominatorID string `query:"nominator_id" format:"uuid"`
	TeamID      string `query:"team_id" format:"uuid" doc:"Of a nominee; teams below it count."`
	BehaviourID string `query:"behaviour_id" format:"uuid"`
	EnablerID   string `query:"enabler_id" format:"uuid" doc:"Named behind the scenes."`
	CustomerID  string `query:"customer_id" format:"uuid" doc:"The employee or the team that was served."`
	Customer    string `query:"customer" maxLength:"200" doc:"The name of the outside customer who was served, in any case of letters."`
	From        string `query:"from" format:"date" doc:"Written on this day or later, by the organisation's calendar."`
	To          string `query:"to" format:"date" doc:"Written on this day or earlier."`
	Q           string `query:"q" maxLength:"200" doc:"Words of the story or the impact, English or Russian."`
}

func (s *server) listNominations(ctx context.Context, in *listNominationsInput) (*listOutput[Nomination], error) {
	f := recognition.Filter{Status: recognition.Status(in.Status), Query: in.Q, Outside: strings.TrimSpace(in.Customer)}
	var err error
	if f.Nominee, err = optionalID(in.NomineeID, domain.ParseEmployeeID, "nominee_id"); err != nil {
		return nil, err
	}
	if f.Nominator, err = optionalID(in.NominatorID, domain.ParseEmployeeID, "nominator_id"); err != nil {
		return nil, err
	}
	if f.Team, err = optionalID(in.TeamID, domain.ParseTeamID, "team_id"); err != nil {
		return nil, err
	}
	if f.Behaviour, err = optionalID(in.BehaviourID, domain.ParseBehaviourID, "behaviour_id"); err != nil {
		return nil, err
	}
	if f.Enabler, err = optionalID(in.EnablerID, domain.ParseEmployeeID, "enabler_id"); err != nil {
		return nil, err
	}
	if f.Customer, err = optionalID(in.CustomerID, domain.ParseID[any], "customer_id"); err != nil {
		return nil, err
	}
	if f.From, f.Until, err = s.days(in.From, in.To); err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	page, err := s.uc.ListNominations(ctx, actor, f, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, nominationFor(actor, s.now())), nil
}

// days gives the span from the beginning of one day to the end of another, both by the organisation's
// calendar; "" is no bound.
func (s *server) days(from, to string) (since, until time.Time, err error) {
	if since, err = s.dayOf(from, "from"); err != nil {
		return since, until, err
	}
	if until, err = s.dayOf(to, "to"); err == nil && !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	return since, until, err
}

func (s *server) dayOf(text, name string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, s.uc.Location())
	if err != nil || day.Year() > 9998 || day.Year() < 1970 {
		return time.Time{}, domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query." + name, Message: "is no date, such as 2026-03-10"})
	}
	return day, nil
}

// optionalID reads an id of a query; "" is none.
func optionalID[Kind any](text string, parse func(string) (domain.ID[Kind], error), name string) (*domain.ID[Kind], error) {
	if text == "" {
		return nil, nil //nolint:nilnil // left out is no fault
	}
	id, err := parse(text)
	if err != nil {
		return nil, domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query." + name, Message: "is no id"})
	}
	return &id, nil
}

func (s *server) getNomination(ctx context.Context, in *nominationInput) (*nominationOutput, error) {
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	view, err := s.uc.Nomination(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return &nominationOutput{Body: nominationFor(actor, s.now())(view)}, nil
}

func (s *server) feed(ctx context.Context, in *PageInput) (*listOutput[Nomination], error) {
	actor := actorOf(ctx)
	page, err := s.uc.Feed(ctx, actor, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, nominationFor(actor, s.now())), nil
}

// verbInput is what a verb on one nomination takes.
type verbInput[B any] struct {
	OnceInput
	ID   string `path:"id" doc:"Of the nomination."`
	Body B
}

// ApproveInput is what an approver says yes with.
type ApproveInput struct {
	Points   *int64 `json:"points,omitempty" minimum:"0" doc:"Other points within the program."`
	AsThanks bool   `json:"as_thanks,omitempty" doc:"Publish it without points."`
	Comment  string `json:"comment,omitempty" maxLength:"8000"`
}

// DeclineInput is the reason of a no.
type DeclineInput struct {
	Reason string `json:"reason" maxLength:"8000" example:"Tell us what it did for the customer, and send it again."`
}

// RevokeInput is the reason of a revocation.
type RevokeInput struct {
	Reason     string `json:"reason" maxLength:"8000"`
	KeepPoints bool   `json:"keep_points,omitempty" doc:"Unpublish it and leave the wallets as they are."`
}

// verb runs a verb on a nomination and answers it as it then is.
func verb[B any](ctx context.Context, s *server, id, key string, body B, run func(domain.Actor, domain.NominationID, usecase.Once) (usecase.Answer, error)) (*onceOutput[Nomination], error) {
	nomination, err := domain.ParseNominationID(id)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	o, err := once(ctx, key, http.StatusOK, body, nominationFor(actor, s.now()))
	if err != nil {
		return nil, err
	}
	o.Nomination = &nomination
	answer, err := run(actor, nomination, o)
	return onceAnswer[Nomination](answer), err
}

// optionalBody is verbInput for a call whose body may be left out.
type optionalBody[B any] struct {
	OnceInput
	ID   string `path:"id" doc:"Of the nomination."`
	Body *B     `required:"false"`
}

func (s *server) approve(ctx context.Context, in *optionalBody[ApproveInput]) (*onceOutput[Nomination], error) {
	yes := ApproveInput{}
	if in.Body != nil {
		yes = *in.Body
	}
	return verb(ctx, s, in.ID, in.Key, yes, func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Approve(ctx, actor, id, recognition.Decision(yes), o)
	})
}

func (s *server) decline(ctx context.Context, in *verbInput[DeclineInput]) (*onceOutput[Nomination], error) {
	return verb(ctx, s, in.ID, in.Key, in.Body, func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Decline(ctx, actor, id, in.Body.Reason, o)
	})
}

func (s *server) withdraw(ctx context.Context, in *optionalBody[struct{}]) (*onceOutput[Nomination], error) {
	return verb(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Withdraw(ctx, actor, id, o)
	})
}

func (s *server) undo(ctx context.Context, in *optionalBody[struct{}]) (*onceOutput[Nomination], error) {
	return verb(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Undo(ctx, actor, id, o)
	})
}

func (s *server) revoke(ctx context.Context, in *verbInput[RevokeInput]) (*onceOutput[Nomination], error) {
	return verb(ctx, s, in.ID, in.Key, in.Body, func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Revoke(ctx, actor, id, in.Body.Reason, in.Body.KeepPoints, o)
	})
}
