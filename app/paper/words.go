package paper

import (
	"fmt"
	"strings"
	"time"
)

// words are what is printed in one language.
type words struct {
	months      [12]string
	dateForm    string // day, month, year
	codes       string
	number      string
	code        string
	howToSignIn string

	cards     string
	thanks    string
	to        string
	forWhat   string
	from      string
	howToKeep string

	letter      string
	letterTo    string
	together    string // between the last two of several
	story       string
	impact      string
	customer    string
	behaviours  string
	enablers    string
	nominatedBy string
	publishedOn string
	kept        string
}

var english = words{
	months: [12]string{
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
	},
	dateForm: "%d %s %d",
	codes:    "Sign-in codes", number: "Personnel number", code: "Code",
	howToSignIn: "Scan the code, or open {address} and choose \u201cFirst time\u201d. It works once, until {date}. You then choose a PIN of your own.",

	cards: "Thank-you cards", thanks: "Thank you", to: "To", forWhat: "for", from: "From",
	howToKeep: "Scan it, and this thanks is kept. Once, until {date}.",

	letter: "Recognition", letterTo: "For", together: " and ",
	story: "What happened", impact: "What it did for the customer", customer: "The customer",
	behaviours: "Customer-focused behaviour", enablers: "Made possible by", nominatedBy: "Put forward by", publishedOn: "Published on {date}",
	kept: "Kept in Laurel: {link}",
}

var russian = words{
	months: [12]string{
		"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
	},
	dateForm: "%d %s %d г.",
	codes:    "Коды для входа", number: "Табельный номер", code: "Код",
	howToSignIn: "Отсканируйте код или откройте {address} и выберите «Первый вход». Код действует один раз, до {date} Затем вы выберете свой ПИН.",

	cards: "Карточки благодарности", thanks: "Спасибо", to: "Кому", forWhat: "за что", from: "От кого",
	howToKeep: "Отсканируйте, и благодарность сохранится. Один раз, до {date}",

	letter: "Благодарность", letterTo: "Кому", together: " и ",
	story: "Что произошло", impact: "Что это дало клиенту", customer: "Клиент",
	behaviours: "Принципы сервиса", enablers: "Помогли это сделать", nominatedBy: "Автор благодарности", publishedOn: "Опубликовано {date}",
	kept: "Хранится в Laurel: {link}",
}

func wordsOf(language string) words {
	if language == "ru" {
		return russian
	}
	return english
}

// date writes a day as the language does.
func (w words) date(at time.Time) string {
	return fmt.Sprintf(w.dateForm, at.Day(), w.months[at.Month()-1], at.Year())
}

// list joins names as the language does.
func (w words) list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + w.together + names[last]
}
