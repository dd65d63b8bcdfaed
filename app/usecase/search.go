package usecase

import (
	"context"
	"strings"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/recognition"
)

// SearchKind is what a search looks for.
type SearchKind string

// What can be searched for; "" is all of it, a few of each.
const (
	SearchEmployees    SearchKind = "employee"
	SearchCustomers    SearchKind = "customer"
	SearchRecognitions SearchKind = "recognition"
)

// searchFew is how many of each kind a search for everything gives.
const searchFew = 5

// Hit is one thing that a search has found: the one of the pointers that is set.
type Hit struct {
	Employee    *people.Listing
	Customer    *recognition.CountedServed
	Recognition *recognition.View
}

// Search finds employees by name, customers by name, and recognitions by their words, as far as the
// actor may see. A search for one kind goes on page by page; customers have no further page.
func (uc *UseCases) Search(ctx context.Context, actor domain.Actor, query string, kind SearchKind, page domain.Page) (domain.Slice[Hit], error) {
	query = strings.TrimSpace(query)
	if query == "" {
		return domain.Slice[Hit]{}, nil
	}
	if kind != "" {
		return uc.searchOne(ctx, actor, query, kind, page)
	}
	var all domain.Slice[Hit]
	for _, each := range []SearchKind{SearchEmployees, SearchCustomers, SearchRecognitions} {
		found, err := uc.searchOne(ctx, actor, query, each, domain.Page{Limit: searchFew})
		if err != nil {
			return all, err
		}
		all.Items = append(all.Items, found.Items...)
	}
	return all, nil
}

func (uc *UseCases) searchOne(ctx context.Context, actor domain.Actor, query string, kind SearchKind, page domain.Page) (domain.Slice[Hit], error) {
	switch kind {
	case SearchEmployees:
		found, err := uc.db.People.Directory(ctx, query, nil, page)
		return hits(found, func(l people.Listing) Hit { return Hit{Employee: &l} }), err
	case SearchCustomers:
		found, err := uc.db.Nominations.OutsideCustomers(ctx, strings.ToLower(query), page.Limit, actor)
		return hits(domain.Slice[recognition.CountedServed]{Items: found}, func(c recognition.CountedServed) Hit { return Hit{Customer: &c} }), err
	case SearchRecognitions:
		found, err := uc.db.Nominations.List(ctx, recognition.Filter{Status: recognition.Approved, Query: query}, actor, page)
		return hits(found, func(v recognition.View) Hit { return Hit{Recognition: &v} }), err
	}
	return domain.Slice[Hit]{}, nil
}

func hits[T any](found domain.Slice[T], hit func(T) Hit) domain.Slice[Hit] {
	list := domain.Slice[Hit]{Next: found.Next}
	for _, item := range found.Items {
		list.Items = append(list.Items, hit(item))
	}
	return list
}
