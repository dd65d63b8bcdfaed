package httpapi

import (
	"context"

	"laurel/domain"
)

// TranslationInput is what a thing says in one language; an empty text is that of the thing itself.
type TranslationInput struct {
	Name        string `json:"name,omitempty" maxLength:"1000"`
	Description string `json:"description,omitempty" maxLength:"20000"`
	Guidance    string `json:"guidance,omitempty" maxLength:"20000" doc:"Of a behaviour."`
	Category    string `json:"category,omitempty" maxLength:"400" doc:"Of a reward."`
}

// Texts are what a thing says in its own words, and in each language that it was put into.
type Texts struct {
	Name         string                      `json:"name"`
	Description  string                      `json:"description"`
	Guidance     string                      `json:"guidance" doc:"Of a behaviour."`
	Category     string                      `json:"category" doc:"Of a reward."`
	Translations map[string]TranslationInput `json:"translations"`

	Criteria []Criterion `json:"criteria,omitempty" doc:"Of an award program: each in its own words, with its translations."`
}

type textsInput struct {
	ID string `path:"id"`
}

type textsOutput struct{ Body Texts }

// textsFor reads the texts of the thing that a path names.
func textsFor[Kind any](ctx context.Context, in *textsInput, parse func(string) (domain.ID[Kind], error),
	read func(context.Context, domain.ID[Kind]) (domain.Texts, error),
) (*textsOutput, error) {
	id, err := parse(in.ID)
	if err != nil {
		return nil, err
	}
	texts, err := read(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &textsOutput{Body: Texts{Name: texts.Name, Description: texts.Description, Guidance: texts.Guidance, Category: texts.Category, Translations: map[string]TranslationInput{}}}
	for language, words := range texts.Translations {
		out.Body.Translations[language] = TranslationInput(words)
	}
	return out, nil
}

// getProgramTexts reads the texts of a program, with those of the criteria of an award.
func (s *server) getProgramTexts(ctx context.Context, in *textsInput) (*textsOutput, error) {
	var criteria []Criterion
	out, err := textsFor(ctx, in, domain.ParseProgramID, func(ctx context.Context, id domain.ProgramID) (domain.Texts, error) {
		texts, err := s.uc.ProgramTexts(ctx, id)
		if texts.Award != nil {
			criteria = criteriaOf(texts.Award.Criteria)
		}
		return texts.Texts, err
	})
	if err != nil {
		return nil, err
	}
	out.Body.Criteria = criteria
	return out, nil
}

func translationsOf(in map[string]TranslationInput) domain.Translations {
	all := domain.Translations{}
	for language, words := range in {
		all[language] = domain.Translation(words)
	}
	return all
}

// someTranslations are those of a change, nil where none were sent.
func someTranslations(in *map[string]TranslationInput) *domain.Translations {
	if in == nil {
		return nil
	}
	all := translationsOf(*in)
	return &all
}
