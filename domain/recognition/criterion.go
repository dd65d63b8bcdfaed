package recognition

import (
	"cmp"
	"fmt"
	"slices"

	"laurel/domain"
)

// Criterion is one thing that the panel looks at; a score counts as often as its weight says. Its
// translations stand with it, so that no change of the criteria leaves one on another.
type Criterion struct {
	Name         string              `json:"name"`
	Description  string              `json:"description,omitempty"`
	Weight       int                 `json:"weight"` // 1 to MaxWeight
	Translations domain.Translations `json:"translations,omitempty"`
}

var longestOfCriterion = domain.Longest{Name: 100, Description: 500}

// In is the criterion as it is read in a language: what is not translated is in its own words, as all is
// for no language.
func (c Criterion) In(language string) Criterion {
	words := c.Translations[language]
	c.Name, c.Description, c.Translations = cmp.Or(words.Name, c.Name), cmp.Or(words.Description, c.Description), nil
	return c
}

func (c Criterion) saysAs(other Criterion) bool {
	return c.Name == other.Name && c.Description == other.Description
}

// In is the award as it is read in a language.
func (a Award) In(language string) Award {
	criteria := make([]Criterion, len(a.Criteria))
	for i, c := range a.Criteria {
		criteria[i] = c.In(language)
	}
	a.Criteria = criteria
	return a
}

// After is the award that comes after another, as somebody wrote it who reads in a language. A criterion
// without a word on its translations keeps those of the one that says the same: in its own words, or as
// the writer was shown it, which is then in its own words again.
func (a Award) After(before Award, language string) Award {
	a.Criteria = slices.Clone(a.Criteria)
	for i, c := range a.Criteria {
		if c.Translations != nil {
			continue
		}
		at := slices.IndexFunc(before.Criteria, c.saysAs)
		if at < 0 {
			at = slices.IndexFunc(before.Criteria, func(was Criterion) bool { return was.In(language).saysAs(c) })
		}
		if at >= 0 {
			was := before.Criteria[at]
			was.Weight = c.Weight
			a.Criteria[i] = was
		}
	}
	return a
}

// Checked gives the award with clean translations of its criteria, or what is wrong with them. Languages
// are those that the product speaks.
func (a Award) Checked(languages []string) (Award, error) {
	var faults []domain.FieldError
	a.Criteria = slices.Clone(a.Criteria)
	for i := range a.Criteria {
		c := &a.Criteria[i]
		clean, found := c.Translations.CheckedAt(fmt.Sprintf("award.criteria[%d].translations", i), longestOfCriterion, languages)
		c.Translations, faults = clean, append(faults, found...)
	}
	if len(faults) > 0 {
		return a, domain.Invalid("invalid_input", "The translations are not right.", faults...)
	}
	return a, nil
}

// ProgramTexts are what a program says in its own words and in each language; the criteria of an award
// have their own.
type ProgramTexts struct {
	domain.Texts
	Award *Award `db:"award"`
}
