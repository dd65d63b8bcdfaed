package domain_test

import (
	"strings"
	"testing"

	"laurel/domain"
)

func TestTranslations_areCleanAndSpokenHere(t *testing.T) {
	got, err := domain.Translations{"ru": {Name: " Имя ", Category: " Раздел"}, "en": {Description: "  "}}.Checked([]string{"en", "ru"})
	if err != nil || len(got) != 1 || got["ru"] != (domain.Translation{Name: "Имя", Category: "Раздел"}) {
		t.Errorf("%v, %v", got, err)
	}
	for name, bad := range map[string]domain.Translations{
		"an unknown language": {"tlh": {Name: "tera'"}},
		"a long name":         {"ru": {Name: strings.Repeat("ж", 201)}},
		"a bell":              {"en": {Guidance: "ring\a"}},
		"a long category":     {"ru": {Category: strings.Repeat("ж", 101)}},
	} {
		if _, err := bad.Checked([]string{"en", "ru"}); domain.CodeOf(err) != "invalid_input" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTranslations_readWhatWasWritten(t *testing.T) {
	var read domain.Translations
	if err := read.Scan([]byte(`{"ru": {"name": "Уважение"}}`)); err != nil || read["ru"].Name != "Уважение" {
		t.Errorf("%v, %v", read, err)
	}
	if err := read.Scan(nil); err != nil || len(read) != 0 {
		t.Errorf("%v, %v", read, err)
	}
	if err := read.Scan(4); err == nil {
		t.Error("a number was read")
	}
}
