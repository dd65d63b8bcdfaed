package organisation_test

import (
	"errors"
	"strings"
	"testing"

	"laurel/domain"
	"laurel/domain/organisation"
)

func TestSettings_nameEachFault(t *testing.T) {
	right := organisation.Settings{Name: "Orchard", Language: "en", Allowance: 100, AllowancePeriod: "month"}
	for want, change := range map[string]func(*organisation.Settings){
		"":                       func(*organisation.Settings) {},
		"body.name":              func(s *organisation.Settings) { s.Name = strings.Repeat("n", 201) },
		"body.language":          func(s *organisation.Settings) { s.Language = "tlh" },
		"body.allowance":         func(s *organisation.Settings) { s.Allowance = -1 },
		"body.point_cost.points": func(s *organisation.Settings) { s.PointCost = &organisation.PointCost{Amount: 5, Currency: "EUR"} },
		"body.point_cost.amount": func(s *organisation.Settings) { s.PointCost = &organisation.PointCost{Points: 1, Currency: "EUR"} },
		"body.point_cost.currency": func(s *organisation.Settings) {
			s.PointCost = &organisation.PointCost{Points: 1, Amount: 5, Currency: "euro"}
		},
		"body.allowance_per_report":            func(s *organisation.Settings) { s.AllowancePerReport = 1_000_001 },
		"body.allowance_period":                func(s *organisation.Settings) { s.AllowancePeriod = "year" },
		"body.celebrations.anniversary_points": func(s *organisation.Settings) { s.Celebrations.AnniversaryPoints = -1 },
		"body.celebrations.birthday_points":    func(s *organisation.Settings) { s.Celebrations.BirthdayPoints = 1_000_001 },
		"body.words":                           func(s *organisation.Settings) { s.Words = organisation.Words{"tlh": {}} },
		"body.words.en.boss":                   func(s *organisation.Settings) { s.Words = organisation.Words{"en": {"boss": {"a", "b"}}} },
		"body.words.ru.team": func(s *organisation.Settings) {
			s.Words = organisation.Words{"ru": {"team": {"отдел", "отдела"}}}
		},
		"body.words.en.team": func(s *organisation.Settings) { s.Words = organisation.Words{"en": {"team": {"{name}", "b"}}} },
		"body.words.en.reward": func(s *organisation.Settings) {
			s.Words = organisation.Words{"en": {"reward": {strings.Repeat("g", 61), "b"}}}
		},
	} {
		s := right
		change(&s)
		_, err := s.Checked()
		var fault *domain.Error
		if (want == "") != (err == nil) || (err != nil && (!errors.As(err, &fault) || len(fault.Fields) != 1 || fault.Fields[0].Location != want)) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestWords_thatSayNothingAreLeftOut(t *testing.T) {
	s, err := organisation.Settings{Language: "ru", AllowancePeriod: "week", Words: organisation.Words{"en": {"team": {" crew ", "crews"}, "reward": {"", " "}, "behaviour": {}}}}.Checked()
	if err != nil || len(s.Words["en"]) != 1 || s.Words.Of("en", "team", 0) != "crew" || s.Words.Of("en", "reward", 0) != "" || s.Words.Of("ru", "team", 3) != "" {
		t.Errorf("%v, %v", s.Words, err)
	}
}

func TestWords_areReadFromJSON(t *testing.T) {
	var w organisation.Words
	if err := w.Scan(`{"en": {"team": ["crew", "crews"]}}`); err != nil || w.Of("en", "team", 1) != "crews" {
		t.Errorf("%v, %v", w, err)
	}
	if err := w.Scan(nil); err != nil || len(w) != 0 {
		t.Errorf("%v, %v", w, err)
	}
	if w.Scan(4) == nil {
		t.Error("a number was read")
	}
}
