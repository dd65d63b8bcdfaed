package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
)

// SearchHit is one thing that a search has found: the one that its kind names.
type SearchHit struct {
	Kind        string           `json:"kind" enum:"employee,customer,recognition"`
	Employee    *Employee        `json:"employee"`
	Customer    *CountedCustomer `json:"customer" doc:"With how many recognitions of serving them you may see."`
	Recognition *Nomination      `json:"recognition"`
}

type searchInput struct {
	PageInput
	Q    string `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"A name, or words of a story."`
	Kind string `query:"kind" enum:"employee,customer,recognition" doc:"Only these; without it a few of each on each page."`
}

func (s *server) addSearch() {
	register(s, forEverybody, huma.Operation{
		OperationID: "search", Method: http.MethodGet, Path: "/search",
		Summary: "Find people, customers and recognitions", Tags: []string{"Directory"},
		Description: "Names are found by any part, with typing errors from 3 characters on; recognitions by words of the story and the impact, in English and Russian.",
	}, s.search)
}

func (s *server) search(ctx context.Context, in *searchInput) (*listOutput[SearchHit], error) {
	actor := actorOf(ctx)
	found, err := s.uc.Search(ctx, actor, in.Q, usecase.SearchKind(in.Kind), in.page())
	if err != nil {
		return nil, err
	}
	shape := nominationFor(actor, s.now())
	return listOf(found, func(hit usecase.Hit) SearchHit {
		switch {
		case hit.Employee != nil:
			employee := employeeOf(*hit.Employee)
			return SearchHit{Kind: "employee", Employee: &employee}
		case hit.Customer != nil:
			customer := countedCustomerOf(*hit.Customer)
			return SearchHit{Kind: "customer", Customer: &customer}
		}
		recognition := shape(*hit.Recognition)
		return SearchHit{Kind: "recognition", Recognition: &recognition}
	}), nil
}
