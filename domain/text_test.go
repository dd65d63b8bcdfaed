package domain

import (
	"strings"
	"testing"
)

func TestTextFault(t *testing.T) {
	for name, c := range map[string]struct {
		text        string
		least, most int
		ok          bool
	}{
		"plain":                      {"Спасибо!", 1, 8, true},
		"counted in characters":      {strings.Repeat("я", 10), 1, 10, true},
		"too long":                   {strings.Repeat("я", 11), 1, 10, false},
		"space around counts not":    {"  ab  ", 1, 2, true},
		"only space":                 {" \n\t", 1, 10, false},
		"nothing where nothing will": {"", 0, 10, true},
		"lines and tabs":             {"a\r\n\tb", 1, 10, true},
		"right to left":              {"\u202bשלום\u202c", 1, 10, true},
		"NUL":                        {"a\x00", 1, 10, false},
		"escape":                     {"a\x1b[1m", 1, 10, false},
		"broken UTF-8":               {"a\xff", 1, 10, false},
	} {
		if got := TextFault(c.text, c.least, c.most); (got == "") != c.ok {
			t.Errorf("%s: %q", name, got)
		}
	}
}
