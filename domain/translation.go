package domain

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Translation is what a thing says in one language. An empty text is that of the thing itself.
type Translation struct {
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Guidance    string `json:"guidance,omitempty"` // of a behaviour
	Category    string `json:"category,omitempty"` // of a reward
}

// Translations are by language, such as "ru". They can be read from a column of JSON.
type Translations map[string]Translation

// Texts are what a thing says in its own words, and in each language that it was put into.
type Texts struct {
	Name         string       `db:"name"`
	Description  string       `db:"description"`
	Guidance     string       `db:"guidance"`
	Category     string       `db:"category"`
	Translations Translations `db:"translations"`
}

// Longest is how many characters each text of a translation has at the most.
type Longest struct{ Name, Description, Guidance, Category int }

var longest = Longest{Name: 200, Description: 5000, Guidance: 5000, Category: 100}

// Scan reads JSON; null gives none.
func (t *Translations) Scan(source any) error {
	var raw []byte
	switch s := source.(type) {
	case nil:
		*t = nil
		return nil
	case string:
		raw = []byte(s)
	case []byte:
		raw = s
	default:
		return fmt.Errorf("translations cannot be read from %T", source)
	}
	*t = nil
	return json.Unmarshal(raw, t)
}

// Checked gives the translations without space around texts and without languages that say nothing, or
// what is wrong with them. Languages are those that the product speaks.
func (t Translations) Checked(languages []string) (Translations, error) {
	clean, faults := t.CheckedAt("translations", longest, languages)
	if len(faults) > 0 {
		return nil, Invalid("invalid_input", "The translations are not right.", faults...)
	}
	return clean, nil
}

// CheckedAt is Checked for translations that stand in a field of their own, with texts of other lengths.
func (t Translations) CheckedAt(field string, most Longest, languages []string) (Translations, []FieldError) {
	clean := Translations{}
	var faults []FieldError
	for _, language := range slices.Sorted(maps.Keys(t)) {
		at, words := "body."+field+"."+language, t[language].trimmed()
		if !slices.Contains(languages, language) {
			faults = append(faults, FieldError{Location: at, Message: "is no language of Laurel's"})
			continue
		}
		for _, text := range []struct {
			name, text string
			most       int
		}{
			{"name", words.Name, most.Name},
			{"description", words.Description, most.Description},
			{"guidance", words.Guidance, most.Guidance},
			{"category", words.Category, most.Category},
		} {
			if fault := TextFault(text.text, 0, text.most); fault != "" {
				faults = append(faults, FieldError{Location: at + "." + text.name, Message: fault})
			}
		}
		if words != (Translation{}) {
			clean[language] = words
		}
	}
	return clean, faults
}

func (t Translation) trimmed() Translation {
	return Translation{
		Name: strings.TrimSpace(t.Name), Description: strings.TrimSpace(t.Description),
		Guidance: strings.TrimSpace(t.Guidance), Category: strings.TrimSpace(t.Category),
	}
}
