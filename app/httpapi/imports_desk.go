package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// addImportDesk adds what can be done with imports that were asked for.
func (s *server) addImportDesk() {
	register(s, forBoth, huma.Operation{
		OperationID: "list-imports", Method: http.MethodGet, Path: "/imports",
		Summary: "Imports, the latest first", Tags: []string{"Imports"},
		Description: "Administrators see all, owners their own. Dry runs are not among them.",
	}, s.listImports)
	register(s, forBoth, huma.Operation{
		OperationID: "get-import", Method: http.MethodGet, Path: "/imports/{id}",
		Summary: "How far an import is", Tags: []string{"Imports"},
		Description: "One that runs by itself goes on when its server dies: another takes it up from its beginning, as it has changed nothing so far.",
	}, s.getImport)
	register(s, forBoth, huma.Operation{
		OperationID: "cancel-import", Method: http.MethodPost, Path: "/imports/{id}/cancel",
		Summary: "End an import that waits or runs, without a change", Tags: []string{"Imports"},
		Description: "409 `already_done` where it was quicker.",
	}, s.cancelImport)
	register(s, forBoth, huma.Operation{
		OperationID: "take-back-import", Method: http.MethodPost, Path: "/imports/{id}/take-back",
		Summary: "Take a whole import back", Tags: []string{"Imports"},
		Description: "As long as nothing of it has been used: else 409 `import_used`, `import_changed`, `import_answered` or `points_spent`, with some of the people in `errors`. " +
			"Taken back once, it stays so; the same file can be imported again.",
	}, s.takeBackImport)
	register(s, forAdmins, huma.Operation{
		OperationID: "match-people", Method: http.MethodPost, Path: "/imports/people",
		Summary: "Find who is meant by names of an export", Tags: []string{"Imports"},
		Description: "By whole names of active employees, given name first or last. It changes nothing and takes no key.",
	}, s.matchPeople)
}

type importInput struct {
	ID string `path:"id" doc:"Of the import."`
}

type importOutput struct{ Body Import }

func (s *server) getImport(ctx context.Context, in *importInput) (*importOutput, error) {
	id, err := domain.ParseImportID(in.ID)
	if err != nil {
		return nil, err
	}
	state, err := s.uc.ImportState(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return &importOutput{Body: importOf(state)}, nil
}

type listImportsInput struct{ PageInput }

func (s *server) listImports(ctx context.Context, in *listImportsInput) (*listOutput[Import], error) {
	list, err := s.uc.Imports(ctx, actorOf(ctx), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(list, importOf), nil
}

type importVerbInput struct {
	OnceInput
	ID string `path:"id" doc:"Of the import."`
}

type importVerb func(context.Context, domain.Actor, domain.ImportID, usecase.Once) (usecase.Answer, error)

func (s *server) importVerb(ctx context.Context, in *importVerbInput, verb importVerb) (*onceOutput[Import], error) {
	id, err := domain.ParseImportID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusOK, nil, importOf)
	if err != nil {
		return nil, err
	}
	answer, err := verb(ctx, actorOf(ctx), id, o)
	if err != nil {
		return nil, err
	}
	return onceAnswer[Import](answer), nil
}

func (s *server) cancelImport(ctx context.Context, in *importVerbInput) (*onceOutput[Import], error) {
	return s.importVerb(ctx, in, s.uc.CancelImport)
}

func (s *server) takeBackImport(ctx context.Context, in *importVerbInput) (*onceOutput[Import], error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), importLimit) // as long as the import itself may take
	defer cancel()
	return s.importVerb(ctx, in, s.uc.TakeBackImport)
}

// MatchPeopleInput are names of an export.
type MatchPeopleInput struct {
	Names []string `json:"names" minItems:"1" maxItems:"500" maxLength:"300" doc:"As the export has them." example:"[\"Ivan Petrenko\"]"`
}

type matchPeopleInput struct{ Body MatchPeopleInput }

// PeopleMatch are the employees who may be meant by a name.
type PeopleMatch struct {
	Name   string        `json:"name" doc:"As it was asked for."`
	People []MatchedName `json:"people" doc:"Nobody, one, or several to choose from."`
}

// MatchedName is somebody who may be meant. Who has no address cannot be named by a file of recognitions.
type MatchedName struct {
	ID    string  `json:"id" format:"uuid"`
	Name  string  `json:"name"`
	Email *string `json:"email"`
	Team  *string `json:"team" doc:"By its name."`
}

type matchPeopleOutput struct {
	Body struct {
		Items []PeopleMatch `json:"items"`
	}
}

func (s *server) matchPeople(ctx context.Context, in *matchPeopleInput) (*matchPeopleOutput, error) {
	found, err := s.uc.MatchPeople(ctx, in.Body.Names)
	if err != nil {
		return nil, err
	}
	out := &matchPeopleOutput{}
	out.Body.Items = make([]PeopleMatch, len(found))
	for i, m := range found {
		people := make([]MatchedName, len(m.People))
		for k, p := range m.People {
			people[k] = MatchedName{ID: p.Employee.String(), Name: p.Name, Email: p.Email, Team: p.Team}
		}
		out.Body.Items[i] = PeopleMatch{Name: m.Name, People: people}
	}
	return out, nil
}
