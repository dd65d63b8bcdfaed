package usecase

import (
	"context"
	"strings"

	"laurel/domain"
	"laurel/storage/postgres"
)

// MostImportNames is how many names can be looked up at once.
const MostImportNames = 500

// Matches are the active employees who may be meant by a name of an export.
type Matches struct {
	Name   string
	People []postgres.Match
}

// MatchPeople finds who is called as an export says: by whole names, whatever the capitals and the
// spaces, given name first or last. Several people of one name are for the caller to choose from.
func (uc *UseCases) MatchPeople(ctx context.Context, names []string) ([]Matches, error) {
	if len(names) > MostImportNames {
		return nil, domain.InvalidField("names", "are too many at once")
	}
	list := make([]Matches, len(names))
	var forms []string
	var places []int
	for i, name := range names {
		list[i].Name = name
		for _, form := range formsOf(name) {
			forms, places = append(forms, form), append(places, i)
		}
	}
	if len(forms) == 0 {
		return list, nil
	}
	found, err := uc.db.Imports.Called(ctx, forms, places)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		list[m.Place].People = append(list[m.Place].People, m)
	}
	return list, nil
}

// formsOf are the ways in which a name may stand in the directory, in lower case: as it is, and with the
// family name at the other end ("Petrenko, Ivan" and "Petrenko Ivan" are Ivan Petrenko).
func formsOf(name string) []string {
	if family, given, ok := strings.Cut(name, ","); ok && strings.TrimSpace(given) != "" {
		name = given + " " + family
	}
	words := strings.Fields(strings.ToLower(name))
	if len(words) == 0 {
		return nil
	}
	forms := []string{strings.Join(words, " ")}
	if len(words) > 1 {
		forms = append(forms, strings.Join(append(words[1:len(words):len(words)], words[0]), " "))
	}
	return forms
}
