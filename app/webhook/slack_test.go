package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/announcement"
)

var update = flag.Bool("update", false, "write the golden files anew")

const page = "https://laurel.example/recognitions/0195570c-6c00-7000-8000-000000000002"

// forms are the announcements of the golden files, by the name of the file.
func forms() map[string]announcement.Announcement {
	published := announcement.Announcement{
		Event: domain.RecognitionPublished, At: noon, Language: "en", Link: page,
		Nominator: "Anna Volskaya", Nominees: []string{"Ivan Petrov"}, Customer: "Northwind Clinics",
		Behaviours: []string{"Right first time", "Owns the outcome"},
		Story:      "The clinic's samples were due on Monday.\nIvan drove them over on Saturday & stayed until the fridge held 4 °C.",
		Impact:     "No patient had to come twice.", Enablers: []string{"Olga Orlova", "Grace Hopper"},
		Program: "Customer hero", Points: 1240, Raw: json.RawMessage(`{"id":"0195570c-6c00-7000-8000-000000000002","story":"a < b & c"}`),
	}
	russian := announcement.Announcement{
		Event: domain.RecognitionPublished, At: noon, Language: "ru", Link: page,
		Nominator: "Мария Соколова", Nominees: []string{"Иван Петров", "Ольга Орлова"}, Customer: "Клиника «Ромашка»",
		Behaviours: []string{"Безупречно с первого раза"}, Story: "Перезвонили клиенту в тот же вечер — и всё решили.",
		Impact: "Клиника открылась вовремя.", Enablers: []string{"Пётр Иванов"}, Program: "Герой для клиента", Points: 1240, PointsEach: true,
	}
	scripts := announcement.Announcement{
		Event: domain.RecognitionPublished, At: noon, Language: "en", Link: page,
		Nominator: "د. ليلى حسن", Nominees: []string{"李小龍", "משה כהן", "สมชาย ใจดี"}, Customer: "Δήμος Αθηναίων",
		Story: "谢谢你们在周末帮助我们的客户。\nขอบคุณมาก\nشكرا جزيلا 👩‍👩‍👧‍👦 e\u0301", Behaviours: []string{"尊重"},
	}
	hostile := announcement.Announcement{
		Event: domain.RecognitionPublished, At: noon, Language: "en", Link: "https://laurel.example/r?a=1&b=<x>|y",
		Nominator: "<!channel> *Boss*", Nominees: []string{"<@U123|Ivan>", "@here\n_x_"}, Customer: "</a><https://evil.example|Laurel>",
		Behaviours: []string{"`code`", "&lt;!everyone&gt;"},
		Story: "<!here> <!subteam^S1> <#C1|general> <mailto:a@b.example|pay> @channel ＠everyone a@b.example a@here\r\n> quote\n```\nblock\n```\n" +
			"\u202egnp.exe\u202c \u2066x\u2069 :smile: \x00\x07\x1b[31m *bold* _it_ ~no~\n\n\n\n\n\u2028end \xff",
		Impact: "<script>alert(1)</script> {{.Secret}} ${x} {\"text\":\"x\"}", Program: "\"quoted\" \\ back",
	}
	long := published
	long.Story = strings.Repeat("Every customer was called back the same day. ", 100)
	long.Nominees = nil
	for range 40 {
		long.Nominees = append(long.Nominees, "Ivan Petrov", "Maximiliana Featherstonehaugh")
	}
	revoked, minimal := published, announcement.Announcement{
		Event: domain.RecognitionPublished, At: noon, Nominees: []string{"Ivan Petrov"}, Nominator: "Olga Orlova", Customer: "Olga Orlova", Story: "Thank you",
	}
	revoked.Event = domain.RecognitionRevoked
	revokedRussian := russian
	revokedRussian.Event = domain.RecognitionRevoked
	redemption := announcement.Announcement{Event: domain.RedemptionRequested, At: noon, Language: "en", Employee: "Olga Orlova", Reward: "Two concert tickets", Points: 300, Quantity: 2, Link: "https://laurel.example/redemptions/1"}
	fulfilled := redemption
	fulfilled.Event, fulfilled.Language, fulfilled.Reward, fulfilled.Employee = domain.RedemptionFulfilled, "ru", "Билеты на концерт", "Ольга Орлова"
	return map[string]announcement.Announcement{
		"published.en": published, "published.ru": russian, "published.scripts": scripts, "published.hostile": hostile,
		"published.long": long, "published.minimal": minimal, "revoked.en": revoked, "revoked.ru": revokedRussian,
		"requested.en": redemption, "fulfilled.ru": fulfilled,
		"goal.ru":   {Event: announcement.GoalReached, At: noon, Language: "ru", Title: "Ответ клиенту за 4 часа", Link: "https://laurel.example/goals/1"},
		"report.en": {Event: announcement.ReportPublished, At: noon, Language: "en", Title: "Service inside, first quarter", Link: "https://laurel.example/reports/1"},
		"test.en":   {Event: domain.EndpointTested, At: noon, Language: "en"},
		"test.ru":   {Event: domain.EndpointTested, At: noon, Language: "ru"},
	}
}

func TestRender_slackAsInGoldenFiles(t *testing.T) {
	for name, a := range forms() {
		body := rendered(t, announcement.Slack, a)
		golden(t, filepath.Join("testdata", "slack", name+".json"), body)
		checkSlack(t, name, body)
	}
}

func TestRender_standardAsInGoldenFile(t *testing.T) {
	body := rendered(t, announcement.Standard, forms()["published.en"])
	golden(t, filepath.Join("testdata", "standard", "published.json"), body)
	var payload struct{ Type, Timestamp, Data any }
	if err := json.Unmarshal(body, &payload); err != nil {
		t.Fatal(err)
	}
	if payload.Type != "recognition.published" || payload.Timestamp != "2026-03-02T12:00:00Z" {
		t.Errorf("got %+v", payload)
	}
	if !bytes.Contains(body, forms()["published.en"].Raw) {
		t.Error("data is not the thing as the API gives it")
	}
}

func TestRender_whatHasNoForm(t *testing.T) {
	published := forms()["published.en"]
	for _, kind := range []announcement.Kind{announcement.Teams, announcement.Discord, announcement.Mattermost, "pager"} {
		if _, _, err := Render(kind, published); !errors.Is(err, ErrNoForm) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	published.Event, published.Raw = domain.NominationMade, nil
	for _, kind := range []announcement.Kind{announcement.Slack, announcement.Standard} {
		if _, _, err := Render(kind, published); !errors.Is(err, ErrNoForm) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	published.Raw = json.RawMessage(`{"broken"`)
	if _, _, err := Render(announcement.Standard, published); err == nil {
		t.Error("broken data is rendered")
	}
}

func TestRender_revocationDoesNotRepeatTheStory(t *testing.T) {
	body := rendered(t, announcement.Slack, forms()["revoked.en"])
	for _, text := range []string{"fridge", "patient", "Anna", "Northwind"} {
		if bytes.Contains(body, []byte(text)) {
			t.Errorf("it tells %q", text)
		}
	}
}

func TestEscaped_cutsWhereAReaderWould(t *testing.T) {
	cases := []struct {
		name, text string
		limit      int
		want       string
	}{
		{"whole", "one two", 7, "one two"},
		{"after a word", "one two three", 9, "one two…"},
		{"not before an ellipsis has room", "one two three", 8, "one two…"},
		{"one long word", "abcdefghij", 5, "abcd…"},
		{"entities count as sent", "a & b & c", 9, "a &amp;…"},
		{"entities stay whole", "<<<<", 10, "&lt;&lt;…"},
		{"Chinese has no spaces", "谢谢你们帮助客户", 5, "谢谢你们…"},
		{"Russian", "Спасибо большое вам", 16, "Спасибо большое…"},
		{"what is one character to a reader", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 15, "👩‍👩‍👧‍👦…"},
		{"a letter with its accent", "e\u0301e\u0301e\u0301", 4, "e\u0301…"},
		{"at a line break", "one\ntwo three", 6, "one…"},
	}
	for _, c := range cases {
		got, cut := escaped(c.text, c.limit)
		if got != c.want || cut != (c.want != escape(c.text)) {
			t.Errorf("%s: %q %v, want %q", c.name, got, cut, c.want)
		}
		if units(got) > c.limit {
			t.Errorf("%s: %d units", c.name, units(got))
		}
	}
}

func TestNames_areNotCutButCounted(t *testing.T) {
	cases := []struct {
		limit int
		want  string
	}{
		{100, "Anna, Ivan, Olga, Grace"},
		{23, "Anna, Ivan, Olga, Grace"},
		{22, "Anna, Ivan and 2 more"},
		{20, "Anna and 3 more"},
		{14, "An… and 3 more"},
	}
	for _, c := range cases {
		if got := english.names([]string{"Anna", "", "Ivan", " ", "Olga", "Grace"}, c.limit); got != c.want {
			t.Errorf("%d: %q, want %q", c.limit, got, c.want)
		}
	}
}

func TestCallNobody(t *testing.T) {
	const z = zeroWidthSpace
	cases := map[string]string{
		"@here":              "@" + z + "here",
		"hello @channel!":    "hello @" + z + "channel!",
		"a@here":             "a@" + z + "here",
		"@@EVERYONE":         "@" + z + "@" + z + "EVERYONE",
		"＠group":             "＠" + z + "group",
		"me@example.org":     "me@example.org",
		"иван@пример.рф":     "иван@пример.рф",
		"(@olga)":            "(@" + z + "olga)",
		"first.last+x@a.b@c": "first.last+x@a.b@c",
	}
	for text, want := range cases {
		if got := callNobody(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// Nothing that anyone types comes out as markup, calls anybody, or makes a message too long.
func TestRender_noTextBreaksOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), hostileText())
		texts := rapid.SliceOfN(text, 0, 50)
		a := announcement.Announcement{
			Event:    rapid.SampledFrom(announcement.Events()).Draw(t, "event"),
			Language: rapid.SampledFrom([]string{"en", "ru", "", "xx"}).Draw(t, "language"),
			Link:     rapid.OneOf(rapid.Just(page), text).Draw(t, "link"), Nominator: text.Draw(t, "nominator"),
			Nominees: texts.Draw(t, "nominees"), Customer: text.Draw(t, "customer"), Behaviours: texts.Draw(t, "behaviours"),
			Story: strings.Repeat(text.Draw(t, "story"), rapid.IntRange(1, 300).Draw(t, "times")), Impact: strings.Repeat(text.Draw(t, "impact"), 100),
			Enablers: texts.Draw(t, "enablers"), Program: text.Draw(t, "program"), Employee: text.Draw(t, "employee"),
			Reward: text.Draw(t, "reward"), Title: text.Draw(t, "title"), Points: rapid.Int64().Draw(t, "points"), Quantity: rapid.Int().Draw(t, "quantity"),
			PointsEach: rapid.Bool().Draw(t, "each"),
		}
		body, _, err := Render(announcement.Slack, a)
		if err != nil {
			t.Fatal(err)
		}
		checkSlack(t, "drawn", body)
	})
}

func hostileText() *rapid.Generator[string] {
	parts := []string{
		"<!channel>", "<!here|x>", "<@U1>", "<https://evil.example|x>", "&lt;!channel&gt;", "&", "<", ">", "|", "*", "_", "`", "```", "~", "@here", "@channel",
		"\n", "\r\n", "\u2028", "\u202e", "\u2066", "\x00", "\xff", "\ufeff", "谢谢", "спасибо", "👩‍👩‍👧", "e\u0301", " ", "word", strings.Repeat("long", 200), "\"", "\\", "{}",
	}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 40).Draw(t, "parts"), "")
	})
}

func FuzzRender_slack(f *testing.F) {
	for _, seed := range []string{
		"", "Thank you", "<!channel>", "&lt;!channel&gt;", "<https://evil.example|Laurel>", "@here", "＠channel", "\u202eabc", "\xff\xfe", "\x00",
		"Спасибо за помощь", "谢谢", "شكرا", "👩‍👩‍👧‍👦", strings.Repeat("<", 4000), strings.Repeat("a ", 4000), "```\n> *x*\n```",
	} {
		f.Add(seed, seed, seed)
	}
	f.Fuzz(func(t *testing.T, story, name, address string) {
		a := announcement.Announcement{
			Event: domain.RecognitionPublished, Language: "ru", Story: story, Impact: story, Nominator: name, Nominees: []string{name, name},
			Customer: name, Behaviours: []string{name}, Enablers: []string{name}, Program: name, Link: address, Points: 1,
		}
		checkSlack(t, "fuzzed", rendered(t, announcement.Slack, a))
	})
}

var (
	entity    = regexp.MustCompile(`&(?:amp|lt|gt);`)
	broadcast = regexp.MustCompile(`(?i)[@＠﹫](?:channel|here|everyone|group)`)
	ownMarkup = regexp.MustCompile(`^(?:\*[^*<>&_~` + "`" + `]+\*|<https?://[^<>|]+\|[^<>&|*_~` + "`" + `]+>)$`)
)

// checkSlack holds a body against Slack's documented limits, and against everything by which a text
// could become more than text.
func checkSlack(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, name string, body []byte,
) {
	var m slackMessage
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil || !utf8.Valid(body) {
		t.Fatalf("%s: %v in %q", name, err, body)
	}
	if m.Markup || m.UnfurlLinks || m.UnfurlMedia || len(m.Blocks) == 0 || len(m.Blocks) > 50 {
		t.Errorf("%s: %d blocks, %+v", name, len(m.Blocks), m)
	}
	total := checkText(t, name, slackText{Type: "plain_text", Text: m.Text}, 3000)
	inBlocks := 0
	for _, block := range m.Blocks {
		limit := map[string]int{"header": 150, "section": 3000, "context": 3000}[block.Type]
		if block.Text != nil {
			if block.Type == "header" && (block.Text.Type != "plain_text" || strings.Contains(block.Text.Text, "\n")) {
				t.Errorf("%s: a header of %s: %q", name, block.Text.Type, block.Text.Text)
			}
			inBlocks += checkText(t, name, *block.Text, limit)
		}
		if block.Type == "section" && (block.Text == nil) == (len(block.Fields) == 0) || len(block.Fields) > 10 || len(block.Elements) > 10 {
			t.Errorf("%s: a section of %+v", name, block)
		}
		for _, text := range append(block.Fields, block.Elements...) {
			inBlocks += checkText(t, name, text, 2000)
		}
	}
	if total+inBlocks > 13_000 {
		t.Errorf("%s: %d characters in all", name, total+inBlocks)
	}
}

func checkText(t interface{ Errorf(string, ...any) }, name string, text slackText, limit int) int {
	n := units(text.Text)
	if n == 0 || n > limit {
		t.Errorf("%s: a text of %d characters, at most %d", name, n, limit)
	}
	if broadcast.MatchString(text.Text) {
		t.Errorf("%s: %q calls everybody", name, text.Text)
	}
	if strings.ContainsFunc(text.Text, func(r rune) bool { return r != '\n' && visible(r) != r }) {
		t.Errorf("%s: control characters in %q", name, text.Text)
	}
	switch text.Type {
	case "plain_text":
		if rest := entity.ReplaceAllString(text.Text, ""); strings.ContainsAny(rest, "<>&") {
			t.Errorf("%s: %q is not escaped", name, text.Text)
		}
	case "mrkdwn":
		if !ownMarkup.MatchString(text.Text) || !text.Verbatim {
			t.Errorf("%s: %q is not our own markup", name, text.Text)
		}
	default:
		t.Errorf("%s: a text of the type %q", name, text.Type)
	}
	return n
}

func rendered(t *testing.T, kind announcement.Kind, a announcement.Announcement) []byte {
	t.Helper()
	body, mime, err := Render(kind, a)
	if err != nil {
		t.Fatal(err)
	}
	if mime != "application/json; charset=utf-8" {
		t.Errorf("content type %s", mime)
	}
	return body
}

// golden compares a body, indented for people, with a file; -update writes it.
func golden(t *testing.T, path string, body []byte) {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, body, "", "  "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, pretty.Bytes()) {
		t.Errorf("%s differs:\n%s", path, pretty.Bytes())
	}
}
