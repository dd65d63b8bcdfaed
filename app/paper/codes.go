package paper

import (
	"io"
	"strings"
	"time"
)

// Codes are a sheet of sign-in codes, to be cut into slips.
type Codes struct {
	Language string
	Title    string // such as the team's name
	At       time.Time
	Until    time.Time // the last moment at which they work, in the organisation's time zone
	Address  string    // of the sign-in page, to be typed
	Slips    []Slip
}

// Slip is one employee's code. Link is what the QR code says.
type Slip struct{ Name, Number, Code, Link string }

// Ten slips a page, each to be cut out and handed over alone.
const (
	slipColumns = 2
	slipRows    = 5
	slipWidth   = pageWidth / slipColumns
	slipHeight  = pageHeight / slipRows
)

// Write draws the sheet.
func (c Codes) Write(to io.Writer) error {
	p := newPage(c.Language, wordsOf(c.Language).codes+": "+c.Title, c.At)
	for i, slip := range c.Slips {
		place := i % (slipColumns * slipRows)
		if place == 0 {
			p.AddPage()
			p.cuts(slipColumns, slipRows)
		}
		x, y := float64(place%slipColumns)*slipWidth, float64(place/slipColumns)*slipHeight
		if err := p.slip(x, y, slip, c); err != nil {
			return err
		}
	}
	return p.write(to)
}

// cuts draws the lines between the parts of a page.
func (p *page) cuts(columns, rows int) {
	for column := 1; column < columns; column++ {
		x := pageWidth / float64(columns) * float64(column)
		p.dashes(x, 0, x, pageHeight)
	}
	for row := 1; row < rows; row++ {
		y := pageHeight / float64(rows) * float64(row)
		p.dashes(0, y, pageWidth, y)
	}
}

func (p *page) slip(x, y float64, s Slip, c Codes) error {
	const margin, qrSize = 9.0, 29.0
	left, text := x+margin, slipWidth-2*margin-qrSize-5
	y -= 1.5
	p.wreath(left, y+7.5, 8, 5, leaf)
	p.face(sans, "B", 9.5, leaf)
	p.line(left+9.5, y+12.7, "Laurel")
	p.face(sans, "B", 13, ink)
	p.fitted(left, y+22, text, 13, 8, s.Name)
	p.label(left, y+28, p.words.number)
	p.face(sans, "", 11, ink)
	p.fitted(left, y+32.6, text, 11, 7, s.Number)
	p.label(left, y+38.4, p.words.code)
	p.face(sans, "B", 15, ink)
	p.fitted(left, y+44.2, text, 15, 9, s.Code)
	if err := p.code(x+slipWidth-margin-qrSize, y+9, qrSize, s.Link); err != nil {
		return err
	}
	p.face(sans, "", 7.5, soft)
	how := strings.NewReplacer("{address}", c.Address, "{date}", p.words.date(c.Until)).Replace(p.words.howToSignIn)
	for i, line := range p.wrapped(how, slipWidth-2*margin) {
		p.line(left, y+50+3.2*float64(i), line)
	}
	return nil
}

// label writes what stands above a value.
func (p *page) label(x, y float64, text string) {
	p.face(sans, "", 7.5, faint)
	p.line(x, y, text)
}
