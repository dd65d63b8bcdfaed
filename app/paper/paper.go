// Package paper draws what Laurel prints, as PDF of A4: sheets of sign-in codes, thank-you cards, and
// letters of recognition, in English and Russian. It knows shapes and words, and nothing of where the
// contents come from.
package paper

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the fonts
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"
	"rsc.io/qr"
)

// The fonts (PT Serif and PT Sans of ParaType, SIL Open Font Licence): Latin and Cyrillic. Only the
// letters that are used go into a document.
var (
	//go:embed fonts/PTSerif-Regular.ttf.gz
	serifGz []byte
	//go:embed fonts/PTSerif-Italic.ttf.gz
	serifItalicGz []byte
	//go:embed fonts/PTSerif-Bold.ttf.gz
	serifBoldGz []byte
	//go:embed fonts/PTSans-Regular.ttf.gz
	sansGz []byte
	//go:embed fonts/PTSans-Bold.ttf.gz
	sansBoldGz []byte
)

// fontFile is a font by its family and style.
type fontFile struct {
	family, style string
	data          []byte
}

// fonts are the unpacked ones, always in the same order.
var fonts = sync.OnceValue(func() []fontFile {
	all := []fontFile{{serif, "", serifGz}, {serif, "I", serifItalicGz}, {serif, "B", serifBoldGz}, {sans, "", sansGz}, {sans, "B", sansBoldGz}}
	for i := range all {
		r, err := gzip.NewReader(bytes.NewReader(all[i].data))
		if err == nil {
			all[i].data, err = io.ReadAll(r)
		}
		if err != nil {
			panic(err) // embedded, and read by a test
		}
	}
	return all
})

// The families by which the fonts are chosen.
const (
	serif = "PT Serif"
	sans  = "PT Sans"
)

// A4 in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
)

// color is one of the product's (frontend/src/styles/tokens.css, light).
type color struct{ r, g, b int }

var (
	ink   = color{0x17, 0x21, 0x1b}
	soft  = color{0x3f, 0x4c, 0x43}
	faint = color{0x57, 0x64, 0x5a}
	leaf  = color{0x1c, 0x6a, 0x46}
	pale  = color{0x9f, 0xcd, 0xb1}
	hair  = color{0xb8, 0xc2, 0xb4}
)

// page is a document while it is drawn.
type page struct {
	*fpdf.Fpdf
	words words
}

// newPage begins a document in a language, as of a moment: the same contents make the same bytes.
func newPage(language, title string, at time.Time) *page {
	p := &page{fpdf.New("P", "mm", "A4", ""), wordsOf(language)}
	p.SetCompression(true)
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.SetCatalogSort(true)
	p.SetTitle(printable(title), true)
	p.SetLang(language)
	p.SetMargins(0, 0, 0)
	p.SetAutoPageBreak(false, 0)
	for _, f := range fonts() {
		p.AddUTF8FontFromBytes(f.family, f.style, f.data)
	}
	return p
}

// write ends the document.
func (p *page) write(to io.Writer) error {
	if err := p.Output(to); err != nil {
		return fmt.Errorf("draw a document: %w", err)
	}
	return nil
}

// face chooses a font, in points, and a colour.
func (p *page) face(family, style string, size float64, c color) {
	p.SetFont(family, style, size)
	p.SetTextColor(c.r, c.g, c.b)
}

// line writes a text that has been made printable, its baseline at y.
func (p *page) line(x, y float64, text string) { p.Text(x, y, text) }

// fitted writes a text on one line: smaller where it is too long for the width, and cut in the end.
func (p *page) fitted(x, y, width, size, smallest float64, text string) {
	text = printable(text)
	for p.SetFontSize(size); p.GetStringWidth(text) > width && size > smallest; p.SetFontSize(size) {
		size -= 0.5
	}
	if p.GetStringWidth(text) > width {
		runes := []rune(text)
		for len(runes) > 1 && p.GetStringWidth(string(runes)+"…") > width {
			runes = runes[:len(runes)-1]
		}
		text = strings.TrimRight(string(runes), " ") + "…"
	}
	p.line(x, y, text)
}

// wrapped cuts a text into lines of at most a width, at spaces where it can; its own ends of lines stay.
func (p *page) wrapped(text string, width float64) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(printable(text), "\n") {
		current := ""
		for _, word := range strings.Fields(paragraph) {
			next := strings.TrimPrefix(current+" "+word, " ")
			if p.GetStringWidth(next) <= width {
				current = next
				continue
			}
			if current != "" {
				lines = append(lines, current)
			}
			current = p.broken(&lines, word, width)
		}
		lines = append(lines, current)
	}
	return lines
}

// broken takes whole lines off a word that is longer than one, and gives the rest.
func (p *page) broken(lines *[]string, word string, width float64) string {
	runes := []rune(word)
	for p.GetStringWidth(string(runes)) > width && len(runes) > 1 {
		n := len(runes) - 1
		for n > 1 && p.GetStringWidth(string(runes[:n])) > width {
			n--
		}
		*lines = append(*lines, string(runes[:n]))
		runes = runes[n:]
	}
	return string(runes)
}

// coverage is what the fonts have letters for.
var coverage = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(fonts()[0].data)
	if err != nil {
		panic(err) // embedded, and read by a test
	}
	return f
})

// missing stands for a letter that the fonts have not.
const missing = '\u00b7'

// printable makes a text one that the fonts can show: typographic relatives are exchanged, and what no
// font here has becomes a dot in the middle of the line.
func printable(text string) string {
	font, buffer := coverage(), &sfnt.Buffer{}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\u00a0' || r == '\u202f' || r == '\u2009':
			return ' '
		case r == '\u2011':
			return '-'
		case r < ' ' || r == '\u200d' || r == '\ufe0f' || r == '\u00ad' || r == '\u200b':
			return -1
		}
		if i, err := font.GlyphIndex(buffer, r); err != nil || i == 0 || r > 0xffff {
			return missing
		}
		return r
	}, text)
}

// code draws a QR code as wide as it is high, with the quiet border that readers need left to the caller.
func (p *page) code(x, y, size float64, text string) error {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return fmt.Errorf("make a QR code: %w", err)
	}
	module := size / float64(c.Size)
	p.SetFillColor(0, 0, 0)
	for row := range c.Size {
		for column := 0; column < c.Size; column++ {
			from := column
			for column < c.Size && c.Black(column, row) {
				column++
			}
			if column > from { // one bar for neighbours: no hair lines between them
				p.Rect(x+float64(from)*module, y+float64(row)*module, float64(column-from)*module, module*1.02, "F")
			}
		}
	}
	return nil
}

// dashes draws a line to cut along.
func (p *page) dashes(x1, y1, x2, y2 float64) {
	p.SetDrawColor(hair.r, hair.g, hair.b)
	p.SetLineWidth(0.15)
	p.SetDashPattern([]float64{1.2, 1.6}, 0)
	p.Line(x1, y1, x2, y2)
	p.SetDashPattern(nil, 0)
}

// rule draws a fine line.
func (p *page) rule(x1, y1, x2, y2, width float64, c color) {
	p.SetDrawColor(c.r, c.g, c.b)
	p.SetLineWidth(width)
	p.Line(x1, y1, x2, y2)
}

// Bytes runs a drawing into memory.
func Bytes(draw func(io.Writer) error) ([]byte, error) {
	var to bytes.Buffer
	err := draw(&to)
	return to.Bytes(), err
}
