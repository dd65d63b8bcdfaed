package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/recognition"
)

// BehaviourInput is a behaviour as an owner adds it.
type BehaviourInput struct {
	Code         string                      `json:"code,omitempty" maxLength:"1000" doc:"Names it in imports and never changes; made of the name where it is left out." example:"right-first-time"`
	Name         string                      `json:"name" maxLength:"1000" example:"Right first time"`
	Description  string                      `json:"description,omitempty" maxLength:"20000"`
	Guidance     string                      `json:"guidance,omitempty" maxLength:"20000" doc:"When it is shown: for who nominates and who decides."`
	Translations map[string]TranslationInput `json:"translations,omitempty"`
}

// BehaviourPatch changes some of a behaviour; what is left out stays.
type BehaviourPatch struct {
	Name         *string                      `json:"name,omitempty" maxLength:"1000"`
	Description  *string                      `json:"description,omitempty" maxLength:"20000"`
	Guidance     *string                      `json:"guidance,omitempty" maxLength:"20000"`
	Translations *map[string]TranslationInput `json:"translations,omitempty" doc:"All of them: a language that is left out goes."`
	Active       *bool                        `json:"active,omitempty" doc:"false: it is offered no more; recognitions keep it."`
}

// BehaviourOrder names every behaviour once, also those that are not offered.
type BehaviourOrder struct {
	IDs []string `json:"ids" minItems:"1" maxItems:"1000" nullable:"false"`
}

func (s *server) addBehaviours() {
	register(s, forOwners, huma.Operation{
		OperationID: "create-behaviour", Method: http.MethodPost, Path: "/behaviours", DefaultStatus: http.StatusCreated,
		Summary: "Add a behaviour", Tags: []string{"Programs"},
	}, s.createBehaviour)
	register(s, forOwners, huma.Operation{
		OperationID: "change-behaviour", Method: http.MethodPatch, Path: "/behaviours/{id}",
		Summary: "Change a behaviour, or stop offering it; what is left out stays", Tags: []string{"Programs"},
	}, s.changeBehaviour)
	register(s, forOwners, huma.Operation{
		OperationID: "get-behaviour-texts", Method: http.MethodGet, Path: "/behaviours/{id}/texts",
		Summary: "What a behaviour says, in its own words and in each language", Tags: []string{"Programs"},
	}, func(ctx context.Context, in *textsInput) (*textsOutput, error) {
		return textsFor(ctx, in, domain.ParseBehaviourID, s.uc.BehaviourTexts)
	})
	register(s, forOwners, huma.Operation{
		OperationID: "order-behaviours", Method: http.MethodPut, Path: "/behaviours/order", DefaultStatus: http.StatusNoContent,
		Summary: "Put the behaviours in an order", Tags: []string{"Programs"},
	}, s.orderBehaviours)
}

type createBehaviourInput struct {
	OnceInput
	Body BehaviourInput
}

func (s *server) createBehaviour(ctx context.Context, in *createBehaviourInput) (*onceOutput[Behaviour], error) {
	b := recognition.BehaviourRule{Code: in.Body.Code, Texts: domain.Texts{
		Name: in.Body.Name, Description: in.Body.Description, Guidance: in.Body.Guidance, Translations: translationsOf(in.Body.Translations),
	}}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, behaviourOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.AddBehaviour(ctx, actorOf(ctx), b, o)
	return onceAnswer[Behaviour](answer), err
}

type changeBehaviourInput struct {
	ID   string `path:"id" doc:"Of the behaviour."`
	Body BehaviourPatch
}

func (s *server) changeBehaviour(ctx context.Context, in *changeBehaviourInput) (*struct{ Body Behaviour }, error) {
	id, err := domain.ParseBehaviourID(in.ID)
	if err != nil {
		return nil, err
	}
	changed, err := s.uc.ChangeBehaviour(ctx, actorOf(ctx), id, func(b *recognition.BehaviourRule) {
		set(&b.Name, in.Body.Name)
		set(&b.Description, in.Body.Description)
		set(&b.Guidance, in.Body.Guidance)
		set(&b.Active, in.Body.Active)
		if in.Body.Translations != nil {
			b.Translations = translationsOf(*in.Body.Translations)
		}
	})
	if err != nil {
		return nil, err
	}
	return &struct{ Body Behaviour }{behaviourOf(changed)}, nil
}

type orderBehavioursInput struct {
	Body BehaviourOrder
}

func (s *server) orderBehaviours(ctx context.Context, in *orderBehavioursInput) (*struct{}, error) {
	order, err := parseIDs(in.Body.IDs, domain.ParseBehaviourID)
	if err != nil {
		return nil, domain.InvalidField("ids", "holds what is no id")
	}
	return nil, s.uc.OrderBehaviours(ctx, actorOf(ctx), order)
}
