package paper

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)

const story = "The cold store door failed at 04:20. Daniel moved the whole order to bay 7, called the driver before he left the yard, " +
	"and stayed until the last pallet stood in the lorry.\nOrchard Foods noticed nothing but a delivery that came when it was promised."

const rasskaz = "В 04:20 отказала дверь холодной камеры. Даниил перевёз весь заказ к воротам № 7, дозвонился водителю, пока тот не выехал, " +
	"и остался, пока последняя паллета не встала в машину.\nКлиент заметил только одно: доставка пришла, когда обещали."

// samples are one of each, as they are looked at: `PAPER=/tmp/paper go test ./app/paper` writes them there.
func samples() map[string]func(io.Writer) error {
	slips := []Slip{
		{"Daniel Ochieng-Featherstonehaugh the Younger of Wakefield", "004711", "7KQ4M-XW2CH", "https://laurel.example.com/signin#code=7KQ4M-XW2CH&number=004711"},
		{"Ольга Петрова", "ТН-0042/17", "X3R9P-K7MWD", "https://laurel.example.com/signin#code=X3R9P-K7MWD&number=%D0%A2%D0%9D-0042%2F17"},
	}
	for range 4 {
		slips = append(slips, slips...)
	}
	cards := make([]Card, 9)
	for i := range cards {
		cards[i] = Card{"Maria Manager", "Dispatch", "", "https://laurel.example.com/card#AAAAAAAAAAAAAAAAAAAAAA"}
		if i%2 == 1 {
			cards[i].Message = "You stayed until the last pallet stood in the lorry. Because of you Orchard Foods got all 38 pallets by 06:00."
		}
		if i == 3 {
			cards[i].Message = strings.Repeat("You stayed until the last pallet stood in the lorry. ", 6)
		}
	}
	russian := make([]Card, 8)
	for i := range russian {
		russian[i] = Card{"Константин Константинопольский-Заозёрный", "Отгрузка", "", "https://laurel.example.com/card#AAAAAAAAAAAAAAAAAAAAAA"}
		if i%2 == 1 {
			russian[i].Message = "Вы остались, пока последняя паллета не встала в машину."
		}
	}
	letter := Letter{
		Language: "en", Published: day, Program: "Customer hero", Nominees: []Person{{"Daniel Ochieng", "Dispatch"}}, Nominator: Person{"Maria Manager", "Dispatch"},
		Story: story, Impact: "All 38 pallets by 06:00.", Customer: "Orchard Foods", Behaviours: []string{"Owns the outcome", "Behind the scenes"},
		Enablers: []string{"Olga Petrova", "Nina Smirnova"}, Link: "https://laurel.example.com/recognitions/01900000-0000-7000-8000-000000000001",
	}
	long := letter
	long.Story, long.Impact = strings.Repeat(story+" ", 5000/len(story)+1)[:5000], strings.Repeat("It arrived early. ", 2000/18)
	long.Nominees = []Person{{"Daniel Ochieng", "Dispatch"}, {"Olga Petrova", "Office"}, {"Nina Smirnova", "Workshop"}, {"Ivan Ivanov", "Dispatch"}}
	local := letter
	local.Language, local.Program, local.Story, local.Impact = "ru", "Герой клиента", rasskaz, "Все 38 паллет к 06:00."
	local.Nominees, local.Nominator = []Person{{"Даниил Очиенг", "Отгрузка"}}, Person{"Мария Соколова", "Отгрузка"}
	local.Customer, local.Behaviours, local.Enablers = "Торговый дом «Сад»", []string{"Отвечает за результат", "За кулисами"}, []string{"Ольга Петрова", "Нина Смирнова"}
	short := Letter{
		Language: "en", Published: day, Program: "Thanks", Nominees: []Person{{"Ivan Ivanov", ""}}, Nominator: Person{"Olga Petrova", "Dispatch"},
		Story: "Lent me his torch.", Customer: "Olga Petrova", Link: letter.Link,
	}
	until := day.AddDate(0, 0, 14)
	return map[string]func(io.Writer) error{
		"codes.en":  Codes{"en", "Dispatch", day, until, "laurel.example.com/signin", slips}.Write,
		"codes.ru":  Codes{"ru", "Отгрузка", day, until, "laurel.example.com/signin", slips}.Write,
		"cards.en":  Cards{"en", day, until, cards}.Write,
		"cards.ru":  Cards{"ru", day, until, russian}.Write,
		"letter.en": letter.Write, "letter.ru": local.Write, "letter.long": long.Write, "letter.short": short.Write,
	}
}

var pages = map[string]int{"codes.en": 4, "codes.ru": 4, "cards.en": 2, "cards.ru": 1, "letter.en": 1, "letter.ru": 1, "letter.long": 1, "letter.short": 1}

var pageCount = regexp.MustCompile(`/Count (\d+)`)

func TestSamples(t *testing.T) {
	for name, draw := range samples() {
		t.Run(name, func(t *testing.T) {
			first, err := Bytes(draw)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(first, []byte("%PDF-")) || len(first) > 400<<10 {
				t.Errorf("%d bytes, beginning with %q", len(first), first[:min(8, len(first))])
			}
			if found := pageCount.FindSubmatch(first); found == nil || string(found[1]) != string(rune('0'+pages[name])) {
				t.Errorf("pages %q, want %d", found, pages[name])
			}
			again, err := Bytes(draw)
			if err != nil || !bytes.Equal(first, again) {
				t.Errorf("the same contents made other bytes (%v)", err)
			}
			if folder := os.Getenv("PAPER"); folder != "" {
				if err := os.WriteFile(filepath.Join(folder, name+".pdf"), first, 0o600); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"Ольга № 7 – «да»":                "Ольга № 7 – «да»",
		"tabs\tand\u00a0kinds of\u202fit": "tabs and kinds of it",
		"e\u2011mail":                     "e-mail",
		"well done 🎉":                     "well done ·",
		"李雷":                              "··",
		"👩‍🔧 bell\a":                      "·· bell",
		"two\nlines":                      "two\nlines",
	} {
		if got := printable(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestWrapped_keepsEveryLetterAndTheWidth(t *testing.T) {
	p := newPage("en", "", day)
	p.AddPage()
	p.face(serif, "", 12, ink)
	for _, text := range []string{"", "one", story, rasskaz, strings.Repeat("w", 400), "a " + strings.Repeat("ж", 300) + " b", "\n\n"} {
		lines := p.wrapped(text, 60)
		for _, line := range lines {
			if p.GetStringWidth(line) > 60.01 {
				t.Errorf("%q is wider than the column", line)
			}
		}
		plain := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := plain(strings.Join(lines, "")); got != plain(text) {
			t.Errorf("%q became %q", text, got)
		}
	}
}
