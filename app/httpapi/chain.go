package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// EnablerInput names a colleague.
type EnablerInput struct {
	EmployeeID string `json:"employee_id" format:"uuid" doc:"Who made it possible for you. You yourself: takes back that you stayed out."`
}

// ConfirmationInput is the customer's word.
type ConfirmationInput struct {
	Confirmed bool `json:"confirmed" doc:"Whether it was so."`
}

// addChain adds what colleagues add to a nomination beside its decision: who made it possible, and
// whether it was so.
func (s *server) addChain() {
	register(s, forEverybody, huma.Operation{
		OperationID: "name-enabler", Method: http.MethodPost, Path: "/nominations/{id}/enablers", DefaultStatus: http.StatusCreated,
		Summary: "Name who made it possible for you", Tags: []string{"Nominations"},
		Description: "By a nominee, or one who was named, of a published public recognition. Credit without points and approval; who is named is told and can stay out.",
	}, s.nameEnabler)
	register(s, forEverybody, huma.Operation{
		OperationID: "stay-out", Method: http.MethodDelete, Path: "/nominations/{id}/enablers/me", DefaultStatus: http.StatusNoContent,
		Summary: "Stay out of the chain that you were named in", Tags: []string{"Nominations"},
	}, s.stayOut)
	register(s, forEverybody, huma.Operation{
		OperationID: "confirm-nomination", Method: http.MethodPost, Path: "/nominations/{id}/confirmation",
		Summary: "Say as its customer whether it was so", Tags: []string{"Nominations"},
		Description: "By the colleague who is named as the customer, or the lead of the team that is. It stands beside the decision and can be changed until then; silence holds nothing up.",
	}, s.confirm)
}

func (s *server) nameEnabler(ctx context.Context, in *verbInput[EnablerInput]) (*onceOutput[Nomination], error) {
	who, err := domain.ParseEmployeeID(in.Body.EmployeeID)
	if err != nil {
		return nil, domain.InvalidField("employee_id", "is no id")
	}
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, nominationFor(actor, s.now()))
	if err != nil {
		return nil, err
	}
	o.Nomination = &id
	answer, err := s.uc.NameEnabler(ctx, actor, id, who, o)
	return onceAnswer[Nomination](answer), err
}

func (s *server) stayOut(ctx context.Context, in *nominationInput) (*struct{}, error) {
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.uc.StayOut(ctx, actorOf(ctx), id)
}

func (s *server) confirm(ctx context.Context, in *verbInput[ConfirmationInput]) (*onceOutput[Nomination], error) {
	return verb(ctx, s, in.ID, in.Key, in.Body, func(actor domain.Actor, id domain.NominationID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.Confirm(ctx, actor, id, in.Body.Confirmed, o)
	})
}
