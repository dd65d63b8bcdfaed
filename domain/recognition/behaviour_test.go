package recognition_test

import (
	"errors"
	"strings"
	"testing"

	"laurel/domain"
	"laurel/domain/recognition"
)

func TestBehaviour_makesItsCode(t *testing.T) {
	id := domain.NewBehaviourID()
	end := id.String()[28:]
	for name, want := range map[string]string{
		"Right first time":                   "right-first-time",
		"  Does it, whatever: it's 2 late! ": "does-it-whatever-it-s-2-late",
		"Забота":                             "behaviour-" + end,
		"Забота о care":                      "care",
		strings.Repeat("long ", 30):          strings.Trim(strings.Repeat("long-", 12), "-"),
	} {
		b, err := recognition.BehaviourRule{ID: id, Texts: domain.Texts{Name: name}}.Checked([]string{"en", "ru"})
		if err != nil || b.Code != want {
			t.Errorf("%q: %q, want %q (%v)", name, b.Code, want, err)
		}
	}
}

func TestBehaviour_namesEachFault(t *testing.T) {
	for want, b := range map[string]recognition.BehaviourRule{
		"body.name":                 {Code: "a"},
		"body.code":                 {Code: "No Spaces", Texts: domain.Texts{Name: "A"}},
		"body.guidance":             {Code: "a", Texts: domain.Texts{Name: "A", Guidance: strings.Repeat("g", 5001)}},
		"body.description":          {Code: "a", Texts: domain.Texts{Name: "A", Description: "\x00"}},
		"body.translations.ru.name": {Code: "a", Texts: domain.Texts{Name: "A", Translations: domain.Translations{"ru": {Name: strings.Repeat("г", 201)}}}},
	} {
		_, err := b.Checked([]string{"en", "ru"})
		var fault *domain.Error
		if !errors.As(err, &fault) || len(fault.Fields) != 1 || fault.Fields[0].Location != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestRetire_leavesOneBehaviour(t *testing.T) {
	if recognition.Retire(1) != nil || domain.CodeOf(recognition.Retire(0)) != "last_behaviour" {
		t.Error("the last behaviour can be retired, or another cannot")
	}
}
