// Package mail writes what Laurel sends by e-mail, in English and Russian, as plain text and as simple
// HTML, and sends it by SMTP. It knows nothing of where the contents come from.
package mail

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"
	texts "text/template"
	"time"
)

// Message is a letter to one person.
type Message struct {
	ID      string // the same on every try, so that a mailbox can drop repeats
	At      time.Time
	Name    string
	Address string
	Subject string
	Text    string
	HTML    string
}

// Kind is what a letter is about.
type Kind string

// The kinds of letters.
const (
	Invitation Kind = "invitation" // choose a password, and come in
	Reset      Kind = "reset"      // choose another password
	Decision   Kind = "decision"   // something waits for your decision
)

// Letter is what a letter says.
type Letter struct {
	Kind     Kind
	Language string
	Name     string
	Address  string
	Link     string
	Until    time.Time // in the organisation's time zone
	Home     string    // where Laurel is
	Asked    Asked     // of a decision
}

// Asked is what a decision is asked on: a nomination, or with Reward a redemption.
type Asked struct {
	Reward        bool
	By            string   // who nominates or redeems; "" for an outside customer
	For           []string // the nominees
	About         string   // the program or the reward
	Points        int64
	Story, Impact string // of a redemption the note
}

// Nominees are their names, one after another.
func (a Asked) Nominees() string { return strings.Join(a.For, ", ") }

//go:embed templates
var files embed.FS

var (
	plain  = texts.Must(texts.New("").Funcs(texts.FuncMap{"moment": moment}).ParseFS(files, "templates/*.txt"))
	styled = template.Must(template.New("").Funcs(template.FuncMap{"moment": moment, "lines": strings.Fields}).ParseFS(files, "templates/*.html"))
)

// Write makes the message of a letter.
func Write(l Letter, id string, at time.Time) (Message, error) {
	if l.Language != "ru" {
		l.Language = "en"
	}
	var text, html bytes.Buffer
	name := string(l.Kind) + "." + l.Language
	if err := plain.ExecuteTemplate(&text, name+".txt", l); err != nil {
		return Message{}, fmt.Errorf("write a letter: %w", err)
	}
	subject, body, _ := strings.Cut(text.String(), "\n")
	paragraphs := strings.Split(strings.TrimSpace(body), "\n\n")
	if err := styled.ExecuteTemplate(&html, "letter.html", page{Letter: l, Subject: subject, Paragraphs: paragraphs}); err != nil {
		return Message{}, fmt.Errorf("write a letter: %w", err)
	}
	return Message{ID: id, At: at, Name: l.Name, Address: l.Address, Subject: subject, Text: strings.TrimSpace(body) + "\n", HTML: html.String()}, nil
}

// page is a letter as HTML: the paragraphs of its text, of which the link becomes a button.
type page struct {
	Letter
	Subject    string
	Paragraphs []string
}

// Button is what the link says, in the letter's language.
func (p page) Button() string {
	switch {
	case p.Kind == Decision && p.Language == "ru":
		return "Посмотреть и решить"
	case p.Kind == Decision:
		return "Look and decide"
	case p.Language == "ru":
		return "Выбрать пароль"
	default:
		return "Choose a password"
	}
}

var months = [...]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"}

// moment writes a day and a time as the language does, with the time zone.
func moment(at time.Time, language string) string {
	if language == "ru" {
		return fmt.Sprintf("%d %s %d г., %s", at.Day(), months[at.Month()-1], at.Year(), at.Format("15:04 MST"))
	}
	return at.Format("2 January 2006, 15:04 MST")
}
