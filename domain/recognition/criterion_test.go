package recognition_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/recognition"
)

func translated(name, russian string) recognition.Criterion {
	return recognition.Criterion{Name: name, Weight: 1, Translations: domain.Translations{"ru": {Name: russian}}}
}

func TestIn_readsCriteriaInALanguage(t *testing.T) {
	c := recognition.Criterion{Name: "It lasts", Description: "For months.", Weight: 2, Translations: domain.Translations{"ru": {Name: "Надолго"}}}
	for language, want := range map[string]recognition.Criterion{
		"ru": {Name: "Надолго", Description: "For months.", Weight: 2},
		"en": {Name: "It lasts", Description: "For months.", Weight: 2},
		"":   {Name: "It lasts", Description: "For months.", Weight: 2},
	} {
		if got := (recognition.Award{Criteria: []recognition.Criterion{c}}).In(language).Criteria[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("in %q: %+v", language, got)
		}
	}
	if c.Translations == nil {
		t.Error("reading took the translations away")
	}
}

func TestAfter_translationsFollowTheWords(t *testing.T) {
	before := recognition.Award{Criteria: []recognition.Criterion{translated("Customer", "Клиент"), translated("Lasting", "Надолго"), {Name: "Plain", Weight: 1}}}
	for name, c := range map[string]struct {
		language string
		sent     recognition.Criterion
		want     recognition.Criterion
	}{
		"the same words":                {"en", recognition.Criterion{Name: "Lasting", Weight: 5}, recognition.Criterion{Name: "Lasting", Weight: 5, Translations: domain.Translations{"ru": {Name: "Надолго"}}}},
		"as it was read":                {"ru", recognition.Criterion{Name: "Надолго", Weight: 1}, translated("Lasting", "Надолго")},
		"read in another language":      {"en", recognition.Criterion{Name: "Надолго", Weight: 1}, recognition.Criterion{Name: "Надолго", Weight: 1}},
		"other words":                   {"en", recognition.Criterion{Name: "Lasts long", Weight: 1}, recognition.Criterion{Name: "Lasts long", Weight: 1}},
		"a description that is new":     {"en", recognition.Criterion{Name: "Lasting", Description: "For months.", Weight: 1}, recognition.Criterion{Name: "Lasting", Description: "For months.", Weight: 1}},
		"translations that are sent":    {"en", translated("Lasting", "Прочно"), translated("Lasting", "Прочно")},
		"translations are taken away":   {"en", recognition.Criterion{Name: "Lasting", Weight: 1, Translations: domain.Translations{}}, recognition.Criterion{Name: "Lasting", Weight: 1, Translations: domain.Translations{}}},
		"one that was never translated": {"ru", recognition.Criterion{Name: "Plain", Weight: 2}, recognition.Criterion{Name: "Plain", Weight: 2}},
	} {
		got := recognition.Award{Criteria: []recognition.Criterion{c.sent}}.After(before, c.language)
		if !reflect.DeepEqual(got.Criteria[0], c.want) {
			t.Errorf("%s: %+v, want %+v", name, got.Criteria[0], c.want)
		}
	}
}

// TestAfter_neverTranslatesAnother takes criteria away, puts them in another order and rewords some.
func TestAfter_neverTranslatesAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var before recognition.Award
		for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{3}`), 1, 6, rapid.ID[string]).Draw(t, "criteria") {
			before.Criteria = append(before.Criteria, translated(name, strings.ToUpper(name)))
		}
		var sent recognition.Award
		for _, c := range rapid.Permutation(before.Criteria).Draw(t, "in another order") {
			if rapid.Bool().Draw(t, "reworded") {
				c.Name = "not " + c.Name
			}
			c.Translations = nil
			sent.Criteria = append(sent.Criteria, c)
		}
		sent.Criteria = sent.Criteria[:rapid.IntRange(0, len(sent.Criteria)).Draw(t, "left")]
		for _, c := range sent.After(before, "en").Criteria {
			if words, ok := c.Translations["ru"]; ok == strings.HasPrefix(c.Name, "not ") || (ok && words.Name != strings.ToUpper(c.Name)) {
				t.Errorf("%q is translated as %q", c.Name, words.Name)
			}
		}
	})
}

func TestChecked_translationsOfCriteria(t *testing.T) {
	spoken := []string{"en", "ru"}
	award := recognition.Award{Criteria: []recognition.Criterion{{Name: "A", Weight: 1}, {Name: "B", Weight: 1, Translations: domain.Translations{"ru": {Name: " Б "}, "en": {}}}}}
	clean, err := award.Checked(spoken)
	if err != nil || !reflect.DeepEqual(clean.Criteria[1].Translations, domain.Translations{"ru": {Name: "Б"}}) || len(clean.Criteria[0].Translations) != 0 {
		t.Errorf("%+v, %v", clean, err)
	}
	for location, words := range map[string]domain.Translations{
		"body.award.criteria[1].translations.tlh":            {"tlh": {Name: "wa'"}},
		"body.award.criteria[1].translations.ru.name":        {"ru": {Name: strings.Repeat("ж", 101)}},
		"body.award.criteria[1].translations.ru.description": {"ru": {Description: strings.Repeat("ж", 501)}},
	} {
		award.Criteria[1].Translations = words
		var refused *domain.Error
		if _, err := award.Checked(spoken); !errors.As(err, &refused) || refused.Code != "invalid_input" || len(refused.Fields) != 1 || refused.Fields[0].Location != location {
			t.Errorf("%s: %v", location, err)
		}
	}
}

func TestCheckAwardChange_translationsAreNoRule(t *testing.T) {
	before, after := awardProgram(), awardProgram()
	after.ID = before.ID
	after.Award.Criteria[0].Translations = domain.Translations{"ru": {Name: "Клиент"}}
	if !after.SameRules(before) {
		t.Error("a translation made other rules")
	}
	if err := after.CheckAwardChange(before, recognition.AwardRound{Scored: true, DecidedAt: &now}); err != nil {
		t.Error(err)
	}
}
