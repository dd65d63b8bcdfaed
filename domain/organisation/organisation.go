// Package organisation has what administrators choose for the whole organisation: its name, what
// everybody may give away, and what it calls Laurel's things.
package organisation

import (
	"encoding/json"
	"fmt"
	"strings"

	"laurel/domain"
)

// Settings are what administrators choose. Allowance is in points a person and period. TimeZone is that of the first
// start and stays.
type Settings struct {
	Name      string `db:"name"`
	Language  string `db:"language"` // that new employees begin with
	TimeZone  string `db:"time_zone"`
	Allowance int64  `db:"allowance"`
	Words     Words  `db:"words"`

	AllowancePerReport int64  `db:"allowance_per_report"` // for who has reports, besides
	AllowancePeriod    string `db:"allowance_period"`     // week, month, quarter
	AllowanceProRata   bool   `db:"allowance_pro_rata"`   // who joins within a period gets the part that is left

	TaxFree   TaxFrees   `db:"tax_free"`
	PointCost *PointCost `db:"point_cost"` // nil: nobody has said

	Celebrations Celebrations `db:"celebrations"`
}

// Words rename Laurel's things: by language, by thing (team, behaviour, reward), in the forms that the
// language has. A form that is empty is that of Laurel's own word. They can be read from a column of JSON.
type Words map[string]map[string][]string

// forms is how many forms a noun has: in English one and many; in Russian six cases of each.
var forms = map[string]int{"en": 2, "ru": 12}

// Things are what can be renamed.
func Things() []string { return []string{"team", "behaviour", "reward"} }

const (
	maxName      = 200
	maxWord      = 60
	maxAllowance = 1_000_000
)

// Scan reads JSON; null gives none.
func (w *Words) Scan(source any) error {
	var raw []byte
	switch s := source.(type) {
	case nil:
	case string:
		raw = []byte(s)
	case []byte:
		raw = s
	default:
		return fmt.Errorf("words cannot be read from %T", source)
	}
	*w = Words{}
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, w)
}

// Of gives one form of a thing in a language, "" where Laurel's own word holds.
func (w Words) Of(language, thing string, form int) string {
	list := w[language][thing]
	if form >= len(list) {
		return ""
	}
	return list[form]
}

// Checked gives the settings with clean texts, or what is wrong, field by field.
func (s Settings) Checked() (Settings, error) {
	var faults []domain.FieldError
	add := func(field, message string) {
		if message != "" {
			faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
		}
	}
	s.Name = strings.TrimSpace(s.Name)
	add("name", domain.TextFault(s.Name, 0, maxName))
	if _, known := forms[s.Language]; !known {
		add("language", "is none of en, ru")
	}
	if s.Allowance < 0 || s.Allowance > maxAllowance {
		add("allowance", "must be from 0 to 1000000")
	}
	if s.AllowancePerReport < 0 || s.AllowancePerReport > maxAllowance {
		add("allowance_per_report", "must be from 0 to 1000000")
	}
	switch s.AllowancePeriod {
	case "week", "month", "quarter":
	default:
		add("allowance_period", "is none of week, month, quarter")
	}
	s.Words = s.Words.checked(add)
	s.PointCost.check(add)
	s.Celebrations.check(add)
	s.TaxFree = s.TaxFree.checked(add)
	if len(faults) > 0 {
		return s, domain.Invalid("invalid_input", "The settings are not right.", faults...)
	}
	return s, nil
}

// checked gives the words without those that say nothing.
func (w Words) checked(add func(field, message string)) Words {
	clean := Words{}
	for language, things := range w {
		number, known := forms[language]
		if !known {
			add("words", "names a language that is not spoken here")
			continue
		}
		for thing, list := range things {
			field := "words." + language + "." + thing
			if !isThing(thing) {
				add(field, "is none of team, behaviour, reward")
				continue
			}
			if len(list) != number && len(list) != 0 {
				add(field, fmt.Sprintf("has another number of forms than %d", number))
				continue
			}
			if kept := cleanForms(list, func(message string) { add(field, message) }); kept != nil {
				if clean[language] == nil {
					clean[language] = map[string][]string{}
				}
				clean[language][thing] = kept
			}
		}
	}
	return clean
}

// cleanForms gives the forms in small letters as they stand in a sentence, nil where none is given.
func cleanForms(list []string, add func(message string)) []string {
	kept, said := make([]string, len(list)), false
	for i, form := range list {
		kept[i] = strings.TrimSpace(form)
		said = said || kept[i] != ""
		if fault := domain.TextFault(kept[i], 0, maxWord); fault != "" || strings.ContainsAny(kept[i], "{}<>\n") {
			add("holds a form that is too long, or with characters that no word has")
			return nil
		}
	}
	if !said {
		return nil
	}
	return kept
}

func isThing(name string) bool {
	for _, thing := range Things() {
		if thing == name {
			return true
		}
	}
	return false
}
