package webhook

import (
	"fmt"
	"strings"

	"laurel/domain"
	"laurel/domain/announcement"
)

// Slack's limits for a message (docs.slack.dev, Block Kit reference: header, section and text
// objects), in characters; and our own, which are narrower, so that the parts together stay far
// below the 13,000 or so from which Slack refuses a message as too long.
const (
	slackHeader   = 150
	slackSection  = 3000
	slackFallback = 800
	slackValue    = 500
	slackImpact   = 1000
	slackRows     = 5 // a section has ten fields, two a row
)

// slackText is a text object. What people typed is always plain_text, in which Slack knows no
// formatting, links or mentions, and is escaped even so; mrkdwn is for our own words alone.
type slackText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Emoji    *bool  `json:"emoji,omitempty"`
	Verbatim bool   `json:"verbatim,omitempty"`
}

// slackBlock is a block of one of the types header, section and context.
type slackBlock struct {
	Type     string      `json:"type"`
	Text     *slackText  `json:"text,omitempty"`
	Fields   []slackText `json:"fields,omitempty"`
	Elements []slackText `json:"elements,omitempty"`
}

// slackMessage is the body of an incoming webhook. Text is what a notification shows and a screen
// reader reads; nothing in it is markup or unfurled.
type slackMessage struct {
	Text        string       `json:"text"`
	Markup      bool         `json:"mrkdwn"`
	UnfurlLinks bool         `json:"unfurl_links"`
	UnfurlMedia bool         `json:"unfurl_media"`
	Blocks      []slackBlock `json:"blocks"`
}

// row is one labelled fact, its value escaped and short enough.
type row struct{ label, value string }

// told is an announcement in words: what a chat shows of it, from the top.
type told struct {
	title string // escaped
	body  string // escaped, "" where there is none
	rows  []row
	cut   bool // something is not shown whole
}

func slack(a announcement.Announcement) ([]byte, error) {
	w := wordsOf(a.Language)
	t, err := tell(w, a)
	if err != nil {
		return nil, err
	}
	blocks := []slackBlock{{Type: "header", Text: plain(t.title)}}
	if t.body != "" {
		blocks = append(blocks, slackBlock{Type: "section", Text: plain(t.body)})
	}
	blocks = append(blocks, facts(t.rows)...)
	if address := link(a.Link); address != "" {
		blocks = append(blocks, slackBlock{Type: "context", Elements: []slackText{markup("<" + address + "|" + w.invitation(t.cut) + ">")}})
	}
	return encode(slackMessage{Text: fallback(w, a, t), Blocks: blocks})
}

func (w *words) invitation(cut bool) string {
	if cut {
		return w.whole
	}
	return w.open
}

// tell puts an announcement into words.
func tell(w *words, a announcement.Announcement) (told, error) {
	switch a.Event {
	case domain.RecognitionPublished:
		return tellRecognition(w, a), nil
	case domain.RecognitionRevoked: // what it said is not repeated: it may be why it was revoked
		t := told{title: w.title(w.revoked, a.Nominees)}
		t.add(w.program, a.Program, slackValue)
		return t, nil
	case domain.RedemptionRequested:
		return tellRedemption(w, w.named(w.requested, a.RewardWord), a), nil
	case domain.RedemptionFulfilled:
		return tellRedemption(w, w.named(w.fulfilled, a.RewardWord), a), nil
	case announcement.GoalReached:
		return told{title: w.title(w.goal, []string{a.Title})}, nil
	case announcement.ReportPublished:
		return told{title: w.title(w.report, []string{a.Title})}, nil
	case domain.EndpointTested:
		return told{title: w.test, body: w.testBody}, nil
	default:
		return told{}, fmt.Errorf("%w: event %s", ErrNoForm, a.Event)
	}
}

// tellRecognition follows the service line: thanked by, did it, was served; then those unseen.
func tellRecognition(w *words, a announcement.Announcement) told {
	t := told{title: w.title(w.thanks, a.Nominees)}
	t.body, t.cut = escaped(paragraphs(a.Story), slackSection)
	t.add(w.nominator, a.Nominator, slackValue)
	t.add(w.customer, a.Customer, slackValue)
	t.addNames(w, w.behaviours, a.Behaviours)
	t.add(w.impact, a.Impact, slackImpact)
	t.addNames(w, w.enablers, a.Enablers)
	if a.Points > 0 {
		points := w.number(a.Points)
		if a.PointsEach && len(a.Nominees) > 1 {
			points = fmt.Sprintf(w.each, points)
		}
		t.add(w.points, points, slackValue)
	}
	t.add(w.program, a.Program, slackValue)
	return t
}

func tellRedemption(w *words, title string, a announcement.Announcement) told {
	t := told{title: w.title(title, []string{a.Reward})}
	t.add(w.employee, a.Employee, slackValue)
	if a.Quantity > 1 {
		t.add(w.quantity, w.count(a.Quantity), slackValue)
	}
	if a.Points > 0 {
		t.add(w.points, w.number(a.Points), slackValue)
	}
	return t
}

// add tells a fact, if there is one.
func (t *told) add(label, value string, limit int) {
	short, cut := escaped(paragraphs(value), limit)
	if short == "" {
		return
	}
	t.rows = append(t.rows, row{label, short})
	t.cut = t.cut || cut
}

func (t *told) addNames(w *words, label string, names []string) {
	if value := w.names(names, slackValue); value != "" {
		t.rows = append(t.rows, row{label, value})
	}
}

// title is a title with the names that it is about, in one line.
func (w *words) title(before string, names []string) string {
	before = strings.TrimSpace(before) + " "
	return strings.TrimSpace(before + w.names(names, slackHeader-units(before)))
}

// names lists names with commas, escaped: all of them, or as many as there is room for and how many
// there are more. A name is cut only where it alone is too long.
func (w *words) names(names []string, limit int) string {
	var shown []string
	for _, name := range names {
		if name = line(name); name != "" {
			shown = append(shown, name)
		}
	}
	for n := min(len(shown), limit/3+1); n > 1; n-- { // a name and its comma have three characters or more
		if list := w.first(n, shown); units(list) <= limit {
			return list
		}
	}
	if len(shown) == 0 {
		return ""
	}
	rest := w.others(len(shown) - 1)
	name, _ := escaped(shown[0], limit-units(rest))
	return name + rest
}

// first lists n of the names and counts the others.
func (w *words) first(n int, names []string) string {
	return escape(strings.Join(names[:n], ", ")) + w.others(len(names)-n)
}

func (w *words) others(n int) string {
	if n == 0 {
		return ""
	}
	return " " + fmt.Sprintf(w.more, w.count(n))
}

// facts lays rows out in two columns, label and value.
func facts(rows []row) []slackBlock {
	var blocks []slackBlock
	for len(rows) > 0 {
		n := min(len(rows), slackRows)
		section := slackBlock{Type: "section"}
		for _, r := range rows[:n] {
			section.Fields = append(section.Fields, markup("*"+r.label+"*"), *plain(r.value))
		}
		blocks, rows = append(blocks, section), rows[n:]
	}
	return blocks
}

// fallback says the same in one text: the title, the first facts and how the story begins.
func fallback(w *words, a announcement.Announcement, t told) string {
	parts := []string{t.title}
	for _, r := range t.rows {
		if r.label == w.nominator || r.label == w.customer || r.label == w.employee {
			parts = append(parts, r.label+": "+r.value)
		}
	}
	text := strings.Join(parts, " · ")
	if a.Event != domain.RecognitionPublished {
		return text
	}
	if story, _ := escaped(line(a.Story), slackFallback); story != "" {
		text += " — " + story
	}
	return text
}

func plain(text string) *slackText {
	asTyped := false // :smile: stays :smile:
	return &slackText{Type: "plain_text", Text: text, Emoji: &asTyped}
}

func markup(text string) slackText {
	return slackText{Type: "mrkdwn", Text: text, Verbatim: true}
}
