package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/recognition"
)

func (s *server) addDirectory() {
	register(s, forEverybody, huma.Operation{
		OperationID: "list-employees", Method: http.MethodGet, Path: "/employees",
		Summary: "The directory: active employees by name", Tags: []string{"Directory"},
	}, s.listEmployees)
	register(s, forEverybody, huma.Operation{
		OperationID: "get-employee", Method: http.MethodGet, Path: "/employees/{id}",
		Summary: "Read one employee", Tags: []string{"Directory"},
	}, s.getEmployee)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-teams", Method: http.MethodGet, Path: "/teams",
		Summary: "The teams by name", Tags: []string{"Directory"},
	}, s.listTeams)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-behaviours", Method: http.MethodGet, Path: "/behaviours",
		Summary: "The behaviours that can be recognised, in your language", Tags: []string{"Directory"},
	}, s.listBehaviours)
}

type listEmployeesInput struct {
	PageInput
	Q      string `query:"q" maxLength:"200" doc:"Any part of a name or an address, in any script; with typing errors from 3 characters, by beginnings below."`
	TeamID string `query:"team_id" format:"uuid" doc:"Teams below it count."`
}

func (s *server) listEmployees(ctx context.Context, in *listEmployeesInput) (*listOutput[Employee], error) {
	team, err := optionalID(in.TeamID, domain.ParseTeamID, "team_id")
	if err != nil {
		return nil, err
	}
	page, err := s.uc.Directory(ctx, in.Q, team, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, employeeOf), nil
}

type employeeInput struct {
	ID string `path:"id" doc:"Of the employee."`
}

func (s *server) getEmployee(ctx context.Context, in *employeeInput) (*struct{ Body Employee }, error) {
	id, err := domain.ParseEmployeeID(in.ID)
	if err != nil {
		return nil, err
	}
	listing, err := s.uc.Employee(ctx, id)
	if err != nil {
		return nil, err
	}
	return &struct{ Body Employee }{employeeOf(listing)}, nil
}

func (s *server) listTeams(ctx context.Context, in *PageInput) (*listOutput[Team], error) {
	page, err := s.uc.Teams(ctx, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, teamOf), nil
}

type listBehavioursInput struct {
	PageInput
	All bool `query:"all" doc:"Also those that are not offered any more."`
}

func (s *server) listBehaviours(ctx context.Context, in *listBehavioursInput) (*listOutput[Behaviour], error) {
	page, err := s.uc.Behaviours(ctx, actorOf(ctx), in.All, in.page())
	if err != nil {
		return nil, err
	}
	return listOf[recognition.Behaviour](page, behaviourOf), nil
}
