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

// searchKinds is what a search for everything looks for, in this order.
var searchKinds = [...]SearchKind{SearchEmployees, SearchCustomers, SearchRecognitions}

// searchFew is how many of each kind a page of a search for everything has.
const searchFew = 5

// Hit is one thing that a search has found: the one of the pointers that is set.
type Hit struct {
	Employee    *people.Listing
	Customer    *recognition.CountedServed
	Recognition *recognition.View
}

// Search finds employees by name, customers by name, and recognitions by their words, as far as the
// actor may see. A search for everything has a few of each kind on each page.
func (uc *UseCases) Search(ctx context.Context, actor domain.Actor, query string, kind SearchKind, page domain.Page) (domain.Slice[Hit], error) {
	query = strings.TrimSpace(query)
	if query == "" {
		return domain.Slice[Hit]{}, nil
	}
	if kind != "" {
		return uc.searchOne(ctx, actor, query, kind, page)
	}
	marks, err := readSearchCursor(page.Cursor)
	if err != nil {
		return domain.Slice[Hit]{}, err
	}
	var all domain.Slice[Hit]
	for i, each := range searchKinds {
		room := min(searchFew, page.Limit-len(all.Items))
		if marks[i] == searchEnded || room == 0 {
			continue
		}
		found, err := uc.searchOne(ctx, actor, query, each, domain.Page{Limit: room, Cursor: marks[i]})
		if err != nil {
			return all, err
		}
		all.Items = append(all.Items, found.Items...)
		if marks[i] = found.Next; found.Next == "" {
			marks[i] = searchEnded
		}
	}
	all.Next = searchCursor(marks)
	return all, nil
}

// searchMarks says where the next page of each kind begins: "" at its beginning, searchEnded nowhere.
type searchMarks [len(searchKinds)]string

const searchEnded = "-"

// searchCursor gives the cursor of the next page, "" where nothing is left. The cursors of the kinds are
// base64 for addresses, or ids: they hold no dot.
func searchCursor(marks searchMarks) string {
	for _, mark := range marks {
		if mark != searchEnded {
			return strings.Join(marks[:], ".")
		}
	}
	return ""
}

func readSearchCursor(cursor string) (marks searchMarks, err error) {
	if cursor == "" {
		return marks, nil
	}
	parts := strings.Split(cursor, ".")
	if copy(marks[:], parts) != len(parts) || len(parts) != len(marks) {
		return marks, domain.Invalid("invalid_cursor", "The cursor is none that this list has given.",
			domain.FieldError{Location: "query.cursor", Message: "is not a cursor of this list"})
	}
	return marks, nil
}

func (uc *UseCases) searchOne(ctx context.Context, actor domain.Actor, query string, kind SearchKind, page domain.Page) (domain.Slice[Hit], error) {
	switch kind {
	case SearchEmployees:
		found, err := uc.db.People.Directory(ctx, query, nil, page)
		return hits(found, func(l people.Listing) Hit { return Hit{Employee: &l} }), err
	case SearchCustomers:
		found, err := uc.db.Nominations.OutsideCustomers(ctx, strings.ToLower(query), actor, page)
		return hits(found, func(c recognition.CountedServed) Hit { return Hit{Customer: &c} }), err
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
