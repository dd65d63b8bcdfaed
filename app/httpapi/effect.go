package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// EffectInput is a program as an owner would make or change it.
type EffectInput struct {
	ProgramInput

	ID *string `json:"id,omitempty" format:"uuid" doc:"Of the program that would be changed; left out for a new one."`
}

// ProgramEffect is what a program would cost by rules that are not saved.
type ProgramEffect struct {
	PerNomination EffectOfOne   `json:"per_nomination"`
	PerPeriod     EffectOfAll   `json:"per_period"`
	Looked        EffectOfGiven `json:"last_90_days"`
}

// EffectOfOne is what one nomination costs, all nominees together.
type EffectOfOne struct {
	Min     Worth `json:"min"`
	Max     Worth `json:"max" doc:"With as many nominees as the program allows."`
	Default Worth `json:"default" doc:"With one nominee."`
}

// EffectOfAll is the most that the program can cost in a period.
type EffectOfAll struct {
	Worth

	Period     string `json:"period" enum:"week,month,quarter,year" doc:"Of the budget, or of allowances."`
	Basis      string `json:"basis" enum:"budget,allowance,limits,none" doc:"What bounds it: the budget, the allowances of all who may nominate, or the program's limits, where all reach them; none: nothing is paid."`
	Nominators int64  `json:"nominators" doc:"Active employees who may nominate."`
}

// EffectOfGiven is what the nominations of the last 90 days would have meant by the rules.
type EffectOfGiven struct {
	Worth

	Nominations  int64 `json:"nominations" doc:"Under the program; 0 for a new one."`
	NeedApproval int64 `json:"would_need_approval" doc:"Of those within the bounds."`
	Outside      int64 `json:"outside_bounds" doc:"With points that the rules do not allow, or with too many nominees; their points are not counted."`
}

func (s *server) addEffect() {
	register(s, forOwners, huma.Operation{
		OperationID: "get-program-effect", Method: http.MethodPost, Path: "/programs/effect",
		Summary: "What a program would cost, before it is saved", Tags: []string{"Programs"},
		Description: "Takes a program as it would be made, with its id where it would be changed, and stores nothing. It takes no idempotency key.",
	}, s.getEffect)
}

func (s *server) getEffect(ctx context.Context, in *struct{ Body EffectInput }) (*struct{ Body ProgramEffect }, error) {
	p, err := in.Body.program()
	if err != nil {
		return nil, err
	}
	var id *domain.ProgramID
	if in.Body.ID != nil {
		known, err := domain.ParseProgramID(*in.Body.ID)
		if err != nil {
			return nil, domain.InvalidField("id", "is no id")
		}
		id = &known
	}
	effect, err := s.uc.ProgramEffect(ctx, id, p)
	if err != nil {
		return nil, err
	}
	return &struct{ Body ProgramEffect }{effectOf(effect)}, nil
}

func effectOf(e usecase.ProgramEffect) ProgramEffect {
	worth := worthBy(e.Cost)
	return ProgramEffect{
		PerNomination: EffectOfOne{Min: worth(e.One.Min), Max: worth(e.One.Max), Default: worth(e.One.Usual)},
		PerPeriod:     EffectOfAll{Worth: worth(e.Most), Period: string(e.Period), Basis: string(e.Basis), Nominators: e.Nominators},
		Looked: EffectOfGiven{
			Worth: worth(e.Looked.Points), Nominations: e.Looked.Nominations, NeedApproval: e.Looked.NeedApproval, Outside: e.Looked.Outside,
		},
	}
}
