package paper

import (
	"io"
	"strings"
	"time"
)

// Letter is a recognition on one page, to be kept or handed over.
type Letter struct {
	Language   string
	Published  time.Time // in the organisation's time zone
	Program    string
	Nominees   []Person
	Nominator  Person // without a name: nobody
	Story      string
	Impact     string
	Customer   string
	Behaviours []string
	Enablers   []string
	Link       string // to the recognition
}

// Person is somebody by name and team.
type Person struct{ Name, Team string }

// The column of a letter.
const (
	letterLeft  = 30.0
	letterWidth = pageWidth - 2*letterLeft
	letterTop   = 88.0 // where what was done begins
	letterEnd   = 268.0
)

// Write draws the letter. The story stands in full: what is long is set smaller, and all on one page.
func (l Letter) Write(to io.Writer) error {
	w := wordsOf(l.Language)
	p := newPage(l.Language, w.letter+": "+w.list(names(l.Nominees)), l.Published)
	p.AddPage()
	top := p.letterHead(l)
	parts := l.parts(p.words)
	size := 14.5
	for p.height(parts, size) > letterEnd-top && size > 5 {
		size -= 0.25
	}
	p.parts(parts, size, top)
	p.letterFoot(l)
	return p.write(to)
}

// letterHead draws all above the story and gives where it begins.
func (p *page) letterHead(l Letter) float64 {
	p.SetFillColor(leaf.r, leaf.g, leaf.b)
	p.Rect(0, 0, pageWidth, 3.2, "F")
	const mark = 27.0
	p.wreath(pageWidth/2-mark/2, 17, mark, 8, leaf)
	p.face(sans, "B", 8.5, leaf)
	p.centred(51, strings.ToUpper(l.Program))
	p.face(serif, "", 24, ink)
	y := 62.0
	lines := p.headLines(p.words.list(names(l.Nominees)))
	for _, line := range lines {
		p.centred(y, line)
		y += 9.6
	}
	if team := commonTeam(l.Nominees); team != "" {
		p.face(sans, "", 10, soft)
		p.centred(y-2.2, printable(team))
		y += 5
	}
	return max(letterTop, y+8)
}

// headLines cuts the names into at most three lines: smaller where they are many.
func (p *page) headLines(text string) []string {
	for size := 24.0; ; size -= 1 {
		p.face(serif, "", size, ink)
		if lines := p.wrapped(text, letterWidth+16); len(lines) <= 2 || size <= 9 {
			return lines
		}
	}
}

func (p *page) centred(y float64, text string) {
	p.line((pageWidth-p.GetStringWidth(text))/2, y, text)
}

// part is one thing that the letter says, under its label.
type part struct {
	label, text string
	voice       bool // somebody's own words
}

func (l Letter) parts(w words) []part {
	all := []part{
		{w.story, l.Story, true},
		{w.impact, l.Impact, true},
		{w.customer, l.Customer, false},
		{w.behaviours, strings.Join(l.Behaviours, "  ·  "), false},
		{w.enablers, w.list(l.Enablers), false},
	}
	var said []part
	for _, one := range all {
		if strings.TrimSpace(one.text) != "" {
			said = append(said, one)
		}
	}
	return said
}

// What lies between the lines of a letter, as parts of the size of its letters in points.
const (
	letterStep  = 0.53 // between lines, in millimetres a point
	letterLabel = 0.47
	letterGap   = 0.55 // after a part
)

func (p *page) partLines(one part, size float64) []string {
	if one.voice {
		p.face(serif, "", size, ink)
	} else {
		p.face(sans, "", size*0.92, ink)
	}
	return p.wrapped(one.text, letterWidth)
}

// height is what the parts take at a size.
func (p *page) height(parts []part, size float64) float64 {
	var sum float64
	for _, one := range parts {
		sum += size*(letterLabel+letterGap) + size*letterStep*float64(len(p.partLines(one, size)))
	}
	return sum
}

func (p *page) parts(parts []part, size, y float64) {
	for _, one := range parts {
		p.face(sans, "B", max(size*0.62, 5), leaf)
		p.line(letterLeft, y, strings.ToUpper(one.label))
		y += size * letterLabel
		for _, line := range p.partLines(one, size) {
			p.line(letterLeft, y, line)
			y += size * letterStep
		}
		y += size * letterGap
	}
}

func (p *page) letterFoot(l Letter) {
	const y = 276.0
	p.rule(letterLeft, y-5.5, pageWidth-letterLeft, y-5.5, 0.2, pale)
	if l.Nominator.Name != "" {
		p.face(sans, "", 7.5, faint)
		p.line(letterLeft, y, p.words.nominatedBy)
		p.face(serif, "B", 11, ink)
		p.fitted(letterLeft, y+5, 85, 11, 8, strings.TrimSuffix(l.Nominator.Name+", "+l.Nominator.Team, ", "))
	}
	p.face(sans, "", 7.5, faint)
	published := strings.ReplaceAll(p.words.publishedOn, "{date}", p.words.date(l.Published))
	p.line(pageWidth-letterLeft-p.GetStringWidth(published), y, published)
	link := printable(l.Link)
	p.SetFontSize(6.5)
	wide := p.GetStringWidth(link)
	p.line(pageWidth-letterLeft-wide, y+5, link)
	p.LinkString(pageWidth-letterLeft-wide, y+2, wide, 4, l.Link)
}

func names(people []Person) []string {
	list := make([]string, len(people))
	for i, one := range people {
		list[i] = one.Name
	}
	return list
}

// commonTeam is the team of all, "" where they are of several.
func commonTeam(people []Person) string {
	for _, one := range people {
		if one.Team != people[0].Team {
			return ""
		}
	}
	if len(people) == 0 {
		return ""
	}
	return people[0].Team
}
