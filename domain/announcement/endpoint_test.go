package announcement_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func settings() announcement.Settings {
	return announcement.Settings{
		URL:    "https://hooks.slack.com/services/T0001/B0001/abcdefghijklmnopqrstuvwx",
		Events: []domain.EventKind{domain.RecognitionPublished},
	}
}

func endpoint(t *testing.T, kind announcement.Kind, s announcement.Settings) announcement.Endpoint {
	t.Helper()
	made, err := announcement.NewEndpoint(kind, s, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestNewEndpoint_fillsInDefaults(t *testing.T) {
	s := settings()
	s.Events = append(s.Events, s.Events...)
	e := endpoint(t, announcement.Slack, s)
	if e.Status != announcement.Active || e.Language != "en" || e.Digest != announcement.Instant || e.ID.IsZero() {
		t.Errorf("got %+v", e)
	}
	if len(e.Events) != 1 {
		t.Errorf("repeats stay: %v", e.Events)
	}
	if e.TeamIDs == nil || e.BehaviourIDs == nil {
		t.Error("an absent list is an empty one")
	}
	if e.Secret != "" || e.Secrets(noon) != nil {
		t.Error("only the kind standard has a secret")
	}
}

func TestNewEndpoint_refusesBadValues(t *testing.T) {
	cases := []struct {
		name, location string
		kind           announcement.Kind
		change         func(*announcement.Settings)
	}{
		{"unknown kind", "body.kind", "pager", func(*announcement.Settings) {}},
		{"kind of later", "body.kind", announcement.Teams, func(*announcement.Settings) {}},
		{"kind of later", "body.kind", announcement.Discord, func(*announcement.Settings) {}},
		{"kind of later", "body.kind", announcement.Mattermost, func(*announcement.Settings) {}},
		{"no address", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "" }},
		{"another scheme", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "ftp://example.com/a" }},
		{"file", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "file:///etc/passwd" }},
		{"no scheme", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "example.com/a" }},
		{"no host", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https:///a" }},
		{"opaque", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https:example.com" }},
		{"user", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://u@example.com/a" }},
		{"empty user", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://@example.com/a" }},
		{"password", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://u:p@example.com/a" }},
		{"port 0", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://example.com:0/a" }},
		{"port too great", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://example.com:65536/a" }},
		{"empty port", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://example.com:/a" }},
		{"space", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://example.com/a b" }},
		{"line break", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://example.com/a\r\nHost: x" }},
		{"invalid UTF-8", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://example.com/\xff" }},
		{"too long", "body.url", announcement.Slack, func(s *announcement.Settings) { s.URL = "https://example.com/" + strings.Repeat("a", 2048) }},
		{"no events", "body.events", announcement.Slack, func(s *announcement.Settings) { s.Events = nil }},
		{"unknown event", "body.events[1]", announcement.Slack, func(s *announcement.Settings) { s.Events = append(s.Events, "nomination.made") }},
		{"language", "body.language", announcement.Slack, func(s *announcement.Settings) { s.Language = "de" }},
		{"digest", "body.digest", announcement.Slack, func(s *announcement.Settings) { s.Digest = "daily" }},
		{"hour", "body.quiet_hours.from", announcement.Slack, quiet("9:00", "10:00", "UTC")},
		{"hour", "body.quiet_hours.to", announcement.Slack, quiet("09:00", "24:00", "UTC")},
		{"no time", "body.quiet_hours.to", announcement.Slack, quiet("09:00", "09:00", "UTC")},
		{"zone", "body.quiet_hours.time_zone", announcement.Slack, quiet("09:00", "10:00", "Mars/Olympus")},
		{"machine's zone", "body.quiet_hours.time_zone", announcement.Slack, quiet("09:00", "10:00", "Local")},
		{"no zone", "body.quiet_hours.time_zone", announcement.Slack, quiet("09:00", "10:00", "")},
	}
	for _, c := range cases {
		s := settings()
		c.change(&s)
		_, err := announcement.NewEndpoint(c.kind, s, nil, noon)
		if location := where(err); location != c.location {
			t.Errorf("%s: %v at %q, want %q", c.name, err, location, c.location)
		}
	}
}

func quiet(from, to, zone string) func(*announcement.Settings) {
	return func(s *announcement.Settings) {
		s.QuietHours = &announcement.QuietHours{From: from, To: to, TimeZone: zone}
	}
}

func where(err error) string {
	var e *domain.Error
	if !errors.As(err, &e) || e.Kind != domain.KindInvalid || len(e.Fields) != 1 {
		return ""
	}
	return e.Fields[0].Location
}

func TestHiddenURL_showsNoSecret(t *testing.T) {
	cases := map[string]string{
		"https://hooks.slack.com/services/T0001/B0001/abcdefghijklmnopqrstuvwx": "https://hooks.slack.com/…uvwx",
		"https://example.com":                                           "https://example.com",
		"https://example.com/":                                          "https://example.com/",
		"https://example.com:8443/hook":                                 "https://example.com:8443/…",
		"https://example.com/hook?token=1234":                           "https://example.com/…",
		"https://example.com/abcdefghijklmnopqrstuvwx?sig=1234":         "https://example.com/…",
		"https://example.com/?sig=abcdefghijklmnopqrstuvwx":             "https://example.com/…",
		"https://example.com/#abcdefghijklmnopqrstuvwx":                 "https://example.com/…",
		"https://xn--e1afmkfd.example/secret/abcdefghijklmnopqrstuvwx/": "https://xn--e1afmkfd.example/…",
	}
	for url, want := range cases {
		s := settings()
		s.URL = url
		e := endpoint(t, announcement.Standard, s)
		if got := e.HiddenURL(); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestChange_keepsAddressThatWasReadHidden(t *testing.T) {
	e := endpoint(t, announcement.Slack, settings())
	s := settings()
	s.URL, s.Language = e.HiddenURL(), "ru"
	if err := e.Change(s); err != nil {
		t.Fatal(err)
	}
	if e.URL != settings().URL || e.Language != "ru" {
		t.Errorf("got %s in %s", e.URL, e.Language)
	}
	s.URL = "gopher://example.com"
	if err := e.Change(s); where(err) != "body.url" || e.URL != settings().URL {
		t.Errorf("a refused change changed %s: %v", e.URL, err)
	}
}

func TestWants_byEventTeamAndBehaviour(t *testing.T) {
	mine, other := domain.NewTeamID(), domain.NewTeamID()
	respect, right := domain.NewBehaviourID(), domain.NewBehaviourID()
	s := settings()
	s.Events = append(s.Events, domain.RedemptionRequested)
	all := endpoint(t, announcement.Slack, s)
	s.TeamIDs, s.BehaviourIDs = []domain.TeamID{mine}, []domain.BehaviourID{respect}
	some := endpoint(t, announcement.Slack, s)
	off := all
	off.Disable(announcement.ByHand)

	cases := []struct {
		name       string
		e          announcement.Endpoint
		event      domain.EventKind
		teams      []domain.TeamID
		behaviours []domain.BehaviourID
		want       bool
	}{
		{"everything", all, domain.RecognitionPublished, []domain.TeamID{other}, []domain.BehaviourID{right}, true},
		{"another event", all, domain.RecognitionRevoked, []domain.TeamID{other}, []domain.BehaviourID{right}, false},
		{"disabled", off, domain.RecognitionPublished, []domain.TeamID{other}, []domain.BehaviourID{right}, false},
		{"team and behaviour", some, domain.RecognitionPublished, []domain.TeamID{other, mine}, []domain.BehaviourID{right, respect}, true},
		{"another team", some, domain.RecognitionPublished, []domain.TeamID{other}, []domain.BehaviourID{respect}, false},
		{"another behaviour", some, domain.RecognitionPublished, []domain.TeamID{mine}, []domain.BehaviourID{right}, false},
		{"no behaviour chosen by the giver", some, domain.RecognitionPublished, []domain.TeamID{mine}, []domain.BehaviourID{}, false},
		{"event without behaviours", some, domain.RedemptionRequested, []domain.TeamID{mine}, nil, true},
	}
	for _, c := range cases {
		if got := c.e.Wants(c.event, c.teams, c.behaviours); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestEnable_forgetsFailures(t *testing.T) {
	e := endpoint(t, announcement.Slack, settings())
	e.Answered(announcement.Answer{Status: 500}, noon)
	if !e.Disable(announcement.ByHand) || e.Disable(announcement.Gone) {
		t.Error("it is disabled once")
	}
	if e.DisabledReason != announcement.ByHand {
		t.Errorf("got %+v", e)
	}
	e.Enable()
	if e.Status != announcement.Active || e.DisabledReason != "" || e.FailingSince != nil {
		t.Errorf("got %+v", e)
	}
}

func TestRotate_bothSecretsSignForADay(t *testing.T) {
	e := endpoint(t, announcement.Standard, settings())
	first := e.Secret
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(first, "whsec_"))
	if err != nil || len(key) < 24 || len(key) > 64 || !strings.HasPrefix(first, "whsec_") {
		t.Fatalf("secret of %d bytes: %v", len(key), err)
	}
	if err := e.Rotate(noon); err != nil {
		t.Fatal(err)
	}
	if e.Secret == first {
		t.Error("the secret stays")
	}
	cases := []struct {
		at   time.Time
		want []string
	}{
		{noon, []string{e.Secret, first}},
		{noon.Add(announcement.Rotation - time.Nanosecond), []string{e.Secret, first}},
		{noon.Add(announcement.Rotation), []string{e.Secret}},
	}
	for _, c := range cases {
		if got := e.Secrets(c.at); strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("at %s: %d secrets", c.at, len(got))
		}
	}
	slack := endpoint(t, announcement.Slack, settings())
	if err := slack.Rotate(noon); domain.CodeOf(err) != "no_secret" {
		t.Errorf("got %v", err)
	}
}

func TestQuietHours_end(t *testing.T) {
	at := func(text string) time.Time {
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	cases := []struct {
		name, from, to, zone, at, want string
	}{
		{"before", "22:00", "07:30", "Europe/Moscow", "2026-03-02T18:59:59Z", "2026-03-02T18:59:59Z"},
		{"begins", "22:00", "07:30", "Europe/Moscow", "2026-03-02T19:00:00Z", "2026-03-03T04:30:00Z"},
		{"after midnight", "22:00", "07:30", "Europe/Moscow", "2026-03-02T22:00:00Z", "2026-03-03T04:30:00Z"},
		{"over", "22:00", "07:30", "Europe/Moscow", "2026-03-03T04:30:00Z", "2026-03-03T04:30:00Z"},
		{"in one day", "12:00", "13:00", "UTC", "2026-03-03T12:59:59Z", "2026-03-03T13:00:00Z"},
		{"in one day, before", "12:00", "13:00", "UTC", "2026-03-03T11:59:59Z", "2026-03-03T11:59:59Z"},
		{"in one day, over", "12:00", "13:00", "UTC", "2026-03-03T13:00:00Z", "2026-03-03T13:00:00Z"},
		{"end of the year", "22:00", "06:00", "UTC", "2026-12-31T23:00:00Z", "2027-01-01T06:00:00Z"},
		{"clock goes forward", "22:00", "07:00", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z"},
		{"clock goes back", "22:00", "07:00", "Europe/Berlin", "2026-10-24T23:00:00Z", "2026-10-25T06:00:00Z"},
		{"the hour that comes twice", "01:00", "02:30", "Europe/Berlin", "2026-10-25T01:15:00Z", "2026-10-25T01:30:00Z"},
	}
	for _, c := range cases {
		q := announcement.QuietHours{From: c.from, To: c.to, TimeZone: c.zone}
		s := settings()
		s.QuietHours = &q
		e := endpoint(t, announcement.Slack, s)
		if got := e.Due(at(c.at)); !got.Equal(at(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, got.UTC(), c.want)
		}
	}
	loud := endpoint(t, announcement.Slack, settings())
	if !loud.Due(noon).Equal(noon) {
		t.Error("no quiet hours, no waiting")
	}
}

func TestScan_readsColumns(t *testing.T) {
	var kinds announcement.EventKinds
	for _, source := range []any{"{goal.reached,report.published}", []byte("{goal.reached,report.published}")} {
		if err := kinds.Scan(source); err != nil || len(kinds) != 2 || kinds[1] != announcement.ReportPublished {
			t.Errorf("%T: %v, %v", source, kinds, err)
		}
	}
	for _, source := range []any{nil, "{}"} {
		if err := kinds.Scan(source); err != nil || kinds == nil || len(kinds) != 0 {
			t.Errorf("%T: %v, %v", source, kinds, err)
		}
	}
	var hours announcement.QuietHours
	if err := hours.Scan([]byte(`{"from":"22:00","to":"07:30","time_zone":"UTC"}`)); err != nil || hours.To != "07:30" {
		t.Errorf("%+v, %v", hours, err)
	}
	if kinds.Scan(7) == nil || hours.Scan(7) == nil || hours.Scan("") == nil {
		t.Error("what is no such column is an error")
	}
}
