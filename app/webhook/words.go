package webhook

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// words are the texts of announcements in one language. None depends on the gender or the case of a
// name: Russian says "Автор", not who thanked whom.
type words struct {
	tag language.Tag

	thanks, revoked, requested, fulfilled, goal, report, test, testBody string // titles end before a name

	nominator, customer, behaviours, impact, enablers, points, program, employee, quantity string

	more, each, open, whole string
}

var english = words{
	tag:    language.English,
	thanks: "Thanks to", revoked: "Recognition revoked:", requested: "Reward requested:", fulfilled: "Reward fulfilled:",
	goal: "Goal reached:", report: "Report published:",
	test: "Laurel is connected", testBody: "Announcements for this endpoint will arrive here.",
	nominator: "Thanked by", customer: "Customer", behaviours: "For", impact: "What it did for them",
	enablers: "Behind the scenes", points: "Points", program: "Program", employee: "Employee", quantity: "Quantity",
	more: "and %s more", each: "%s each", open: "Open in Laurel", whole: "Read the whole in Laurel",
}

var russian = words{
	tag:    language.Russian,
	thanks: "Благодарность:", revoked: "Благодарность отозвана:", requested: "Новый заказ:", fulfilled: "Заказ выполнен:",
	goal: "Цель достигнута:", report: "Отчёт опубликован:",
	test: "Laurel на связи", testBody: "Сюда будут приходить объявления.",
	nominator: "Автор", customer: "Клиент", behaviours: "За что", impact: "Что это дало клиенту",
	enablers: "Кто ещё помог", points: "Баллы", program: "Программа", employee: "Для кого", quantity: "Количество",
	more: "и ещё %s", each: "по %s", open: "Открыть в Laurel", whole: "Читать целиком в Laurel",
}

// named is a title with what the organisation calls a reward: English names it first, Russian speaks of
// an order.
func (w *words) named(title, reward string) string {
	first, rest, ok := strings.Cut(title, " ")
	reward = line(reward)
	if reward == "" || !ok || first != "Reward" {
		return title
	}
	r, size := utf8.DecodeRuneInString(reward)
	return string(unicode.ToUpper(r)) + reward[size:] + " " + rest
}

// wordsOf gives the words of a language, English where it has none.
func wordsOf(code string) *words {
	if code == "ru" {
		return &russian
	}
	return &english
}

// number writes a whole number as the language groups its digits: 1,240 or 1 240 (not breaking).
func (w *words) number(n int64) string {
	return message.NewPrinter(w.tag).Sprint(number.Decimal(n))
}

// count is number for how many of something there are.
func (w *words) count(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return w.number(int64(n))
}
