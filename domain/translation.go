package domain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Translation is what a thing says in one language. An empty text is that of the thing itself.
type Translation struct {
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Guidance    string `json:"guidance,omitempty"` // of a behaviour
}

// Translations are by language, such as "ru". They can be read from a column of JSON.
type Translations map[string]Translation

// Texts are what a thing says in its own words, and in each language that it was put into.
type Texts struct {
	Name         string       `db:"name"`
	Description  string       `db:"description"`
	Guidance     string       `db:"guidance"`
	Translations Translations `db:"translations"`
}

// The longest texts of a translation, in characters.
const (
	maxTranslatedName = 200
	maxTranslatedText = 5000
)

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
	clean := Translations{}
	var faults []FieldError
	for language, words := range t {
		field := "body.translations." + language
		if !slices.Contains(languages, language) {
			return nil, Invalid("invalid_input", "This language is not spoken here.", FieldError{Location: field, Message: "is no language of Laurel's"})
		}
		words = Translation{Name: strings.TrimSpace(words.Name), Description: strings.TrimSpace(words.Description), Guidance: strings.TrimSpace(words.Guidance)}
		for _, text := range []struct {
			name, text string
			most       int
		}{{"name", words.Name, maxTranslatedName}, {"description", words.Description, maxTranslatedText}, {"guidance", words.Guidance, maxTranslatedText}} {
			if fault := TextFault(text.text, 0, text.most); fault != "" {
				faults = append(faults, FieldError{Location: field + "." + text.name, Message: fault})
			}
		}
		if words != (Translation{}) {
			clean[language] = words
		}
	}
	if len(faults) > 0 {
		return nil, Invalid("invalid_input", "The translations are not right.", faults...)
	}
	return clean, nil
}
