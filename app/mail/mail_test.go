package mail

import (
	"strings"
	"testing"
	"time"
)

func TestWrite(t *testing.T) {
	until := time.Date(2026, time.March, 10, 10, 0, 0, 0, time.UTC)
	for _, kind := range []Kind{Invitation, Reset} {
		for language, want := range map[string][]string{
			"en": {"Hello Olga <b>Petrova</b> & Co,", "10 March 2026, 10:00 UTC"},
			"ru": {"Здравствуйте, Olga <b>Petrova</b> & Co!", "10 марта 2026 г., 10:00 UTC"},
			"xx": {"Hello"},
		} {
			m, err := Write(Letter{
				Kind: kind, Language: language, Name: "Olga <b>Petrova</b> & Co", Address: "olga@demo.example",
				Link: "https://laurel.example.com/reset#a-token_0", Until: until, Home: "https://laurel.example.com",
			}, "id", until)
			if err != nil {
				t.Fatal(err)
			}
			if m.Subject == "" || strings.ContainsAny(m.Subject, "\r\n") || strings.Contains(m.Text, m.Subject) {
				t.Errorf("%s.%s: the subject is %q", kind, language, m.Subject)
			}
			for _, part := range append(want, "\nhttps://laurel.example.com/reset#a-token_0\n") {
				if !strings.Contains(m.Text, part) {
					t.Errorf("%s.%s lacks %q:\n%s", kind, language, part, m.Text)
				}
			}
			if strings.Contains(m.HTML, "<b>") || !strings.Contains(m.HTML, `href="https://laurel.example.com/reset#a-token_0"`) || strings.Contains(m.HTML, "ZgotmplZ") {
				t.Errorf("%s.%s as HTML:\n%s", kind, language, m.HTML)
			}
		}
	}
}
