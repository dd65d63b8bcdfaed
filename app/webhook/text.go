package webhook

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

const (
	ellipsis       = "…"
	zeroWidthSpace = "\u200b"
)

var (
	// lineBreaks are all that Unicode breaks a line at (UAX 14, classes BK, CR, LF and NL).
	lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	// blankLines are more empty lines than a paragraph needs.
	blankLines = regexp.MustCompile(`[ \t]*\n(?:[ \t]*\n)+`)
	// everybody are the words by which Slack calls a whole channel or more, after an at sign.
	everybody = regexp.MustCompile(`(?i)^(?:channel|here|everyone|group)`)
	// slackControls are the characters with which Slack's markup begins and ends, and how each is
	// written when it is none (docs.slack.dev, "Formatting message text", "Escaping text").
	slackControls = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// paragraphs makes a text of a person harmless where line breaks are welcome: valid, without
// control characters and without those that turn the direction of what follows, and calling
// nobody. It is shown as it was typed, and is not escaped yet.
func paragraphs(text string) string {
	text = lineBreaks.Replace(strings.ToValidUTF8(text, "\ufffd"))
	text = strings.Map(visible, text)
	text = blankLines.ReplaceAllString(text, "\n\n")
	return callNobody(strings.TrimSpace(text))
}

// line is paragraphs for what stands in one line, such as a name.
func line(text string) string {
	return strings.Join(strings.Fields(paragraphs(text)), " ")
}

// visible drops control characters and the explicit directional formatting of UAX 9, whose effect
// would reach beyond the text; the direction of letters needs none of it.
func visible(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\t':
		return ' '
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return -1
	}
	return r
}

// callNobody puts a space of no width after each at sign that could call somebody: all but those
// inside of a mail address, and those too where they would call everybody.
func callNobody(text string) string {
	var out strings.Builder
	before := ' '
	for i, r := range text {
		out.WriteRune(r)
		if rest := text[i+utf8.RuneLen(r):]; isAt(r) && (!inAddress(before) || everybody.MatchString(rest)) {
			out.WriteString(zeroWidthSpace)
		}
		before = r
	}
	return out.String()
}

// isAt knows the at sign and its wide and small forms.
func isAt(r rune) bool { return r == '@' || r == '\uff20' || r == '\ufe6b' }

// inAddress says whether a character may stand before the at sign of a mail address.
func inAddress(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._%+-", r)
}

// escape writes a text for Slack.
func escape(text string) string { return slackControls.Replace(text) }

// units is a text's length as Slack counts at the most: UTF-16 units of what is sent.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// escaped escapes a text and cuts it to at most limit units: after a word where the script has
// spaces, at a place where a line may break elsewhere (UAX 14), and never inside of what a reader
// sees as one character (UAX 29). An ellipsis then stands for the rest, and cut is true.
func escaped(text string, limit int) (short string, cut bool) {
	whole := escape(text)
	if units(whole) <= limit {
		return whole, false
	}
	head := fitting(text, limit-units(ellipsis), uniseg.FirstLineSegmentInString)
	if head == "" { // one word longer than all the room
		head = fitting(text, limit-units(ellipsis), graphemes)
	}
	return escape(strings.TrimRightFunc(head, unicode.IsSpace)) + ellipsis, true
}

// fitting gives the first pieces of a text whose escaped form has at most limit units, the spaces at
// its end apart.
func fitting(text string, limit int, next func(string, int) (string, string, bool, int)) string {
	taken, used, rest, state := 0, 0, text, -1
	for rest != "" {
		var piece string
		piece, rest, _, state = next(rest, state)
		word := strings.TrimRightFunc(piece, unicode.IsSpace)
		if used+units(escape(word)) > limit {
			break
		}
		used += units(escape(piece))
		taken += len(piece)
	}
	return text[:taken]
}

// graphemes has the shape of uniseg's line segments.
func graphemes(text string, state int) (piece, rest string, mustBreak bool, newState int) {
	piece, rest, _, newState = uniseg.FirstGraphemeClusterInString(text, state)
	return piece, rest, false, newState
}

// maxLink leaves room for words in a text of Slack beside an address.
const maxLink = 1900

// link gives an address as it stands in Slack's markup, "" where it is no address of the web or one
// too long to be shown.
func link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	shown := escape(strings.NewReplacer("|", "%7C", "<", "%3C", ">", "%3E", " ", "%20").Replace(u.String()))
	if units(shown) > maxLink {
		return ""
	}
	return shown
}
