package paper

import (
	"io"
	"strings"
	"time"
)

// Cards are thank-you cards, to be cut out: eight a page.
type Cards struct {
	Language string
	At       time.Time
	Until    time.Time // the last day on which they are taken, in the organisation's time zone
	Cards    []Card
}

// Card is one card of a giver. Message is printed on it; without one there are lines to write on. Link
// is what the QR code says.
type Card struct{ Giver, Team, Message, Link string }

// The parts of a page of cards.
const (
	cardColumns = 2
	cardRows    = 4
	cardWidth   = pageWidth / cardColumns
	cardHeight  = pageHeight / cardRows
)

// Write draws the cards.
func (c Cards) Write(to io.Writer) error {
	p := newPage(c.Language, wordsOf(c.Language).cards, c.At)
	for i, card := range c.Cards {
		place := i % (cardColumns * cardRows)
		if place == 0 {
			p.AddPage()
			p.cuts(cardColumns, cardRows)
		}
		x, y := float64(place%cardColumns)*cardWidth, float64(place/cardColumns)*cardHeight
		if err := p.card(x, y, card, c.Until); err != nil {
			return err
		}
	}
	return p.write(to)
}

func (p *page) card(x, y float64, c Card, until time.Time) error {
	const margin, qrSize = 9.0, 21.0
	left, right := x+margin, x+cardWidth-margin
	p.wreath(left-0.5, y+7, 15, 7, leaf)
	p.face(serif, "I", 24, leaf)
	p.line(left+18.5, y+17.8, p.words.thanks)
	bottom := y + cardHeight - margin // of what is written
	if c.Message == "" {
		p.blanks(left, right, y+30, qrSize+5)
	} else {
		p.message(left, y+29.5, right-left, bottom-qrSize-1-(y+25), c.Message)
	}
	if err := p.code(right-qrSize, bottom-qrSize, qrSize, c.Link); err != nil {
		return err
	}
	text := right - left - qrSize - 5
	p.face(serif, "B", 11.5, ink)
	p.fitted(left, bottom-12.2, text, 11.5, 8, c.Giver)
	p.face(sans, "", 8.5, soft)
	p.fitted(left, bottom-8, text, 8.5, 7, c.Team)
	p.face(sans, "", 6.8, faint)
	for i, line := range p.wrapped(strings.ReplaceAll(p.words.howToKeep, "{date}", p.words.date(until)), text) {
		p.line(left, bottom-3.4+2.9*float64(i), line)
	}
	return nil
}

// blanks are lines to write on by hand: for whom, and what for; the last ones leave room for the QR code.
func (p *page) blanks(left, right, y, beside float64) {
	for i, label := range []string{p.words.to, p.words.forWhat, ""} {
		at, to := y+8.2*float64(i), right
		from := left
		if i == 2 {
			to -= beside
		}
		if label != "" {
			p.face(sans, "", 8, faint)
			p.line(left, at, label)
			from += p.GetStringWidth(label) + 2
		}
		p.rule(from, at+0.8, to, at+0.8, 0.15, hair)
	}
}

// message writes what the giver typed, as large as there is room for it.
func (p *page) message(x, y, width, height float64, text string) {
	for size := 12.5; ; size -= 0.5 {
		p.face(serif, "", size, ink)
		lines, step := p.wrapped(text, width), size*0.47
		if float64(len(lines))*step > height && size > 6.5 {
			continue
		}
		for i, line := range lines {
			p.line(x, y+step*float64(i), line)
		}
		return
	}
}
