package announcement

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"laurel/domain"
)

// Kind is what an endpoint understands.
type Kind string

// The kinds of endpoints.
const (
	Slack      Kind = "slack"
	Teams      Kind = "teams"
	Discord    Kind = "discord"
	Mattermost Kind = "mattermost"
	Standard   Kind = "standard" // signed as Standard Webhooks 1.0.0 says
)

// Digest is how announcements are gathered.
type Digest string

// Instant sends each announcement by itself.
const Instant Digest = "instant"

// Status is whether an endpoint is told anything.
type Status string

// The states of an endpoint.
const (
	Active   Status = "active"
	Disabled Status = "disabled"
)

// Reason is why an endpoint was disabled: a stable word of the API.
type Reason string

// The reasons for which an endpoint is disabled.
const (
	ByHand  Reason = "by_hand" // an administrator did
	Gone    Reason = "gone"    // the receiver answered 410
	Failing Reason = "failing" // nothing was taken for five days
)

// FailingLimit is for how long an endpoint may fail without one success before it is disabled
// (RELIABILITY.md 12).
const FailingLimit = 5 * 24 * time.Hour

// maxURL is how long an endpoint's address may be, in bytes.
const maxURL = 2048

// Settings are what an administrator chooses of an endpoint. No TeamIDs or BehaviourIDs means all.
type Settings struct {
	URL          string              `db:"url"`
	Events       EventKinds          `db:"events"`
	TeamIDs      domain.TeamIDs      `db:"team_ids"`
	BehaviourIDs domain.BehaviourIDs `db:"behaviour_ids"`
	Language     string              `db:"language"`
	Digest       Digest              `db:"digest"`
	QuietHours   *QuietHours         `db:"quiet_hours"`
}

// Endpoint is where announcements go. Secret signs what is sent to the kind standard and is empty
// for the others; PreviousSecret signs as well until PreviousUntil, so that a receiver can change
// over. FailingSince is when the first try failed after the last success. CreatedBy owns the endpoint:
// who is told when it is disabled, nil for the product itself.
type Endpoint struct {
	ID   domain.EndpointID `db:"id"`
	Kind Kind              `db:"kind"`
	Settings
	Status         Status             `db:"status"`
	DisabledReason Reason             `db:"disabled_reason"`
	Secret         string             `db:"secret"`
	PreviousSecret string             `db:"previous_secret"`
	PreviousUntil  *time.Time         `db:"previous_secret_until"`
	FailingSince   *time.Time         `db:"failing_since"`
	CreatedBy      *domain.EmployeeID `db:"created_by"`
	CreatedAt      time.Time          `db:"created_at"`
}

// NewEndpoint makes an active endpoint; one of the kind standard has a new secret. An empty
// language is English, an empty digest instant. Bad values are an Invalid error that names the
// field. That the address may be reached is checked by who connects (app/webhook).
func NewEndpoint(kind Kind, settings Settings, by *domain.EmployeeID, at time.Time) (Endpoint, error) {
	if err := checkKind(kind); err != nil {
		return Endpoint{}, err
	}
	checked, err := settings.checked()
	if err != nil {
		return Endpoint{}, err
	}
	endpoint := Endpoint{ID: domain.NewEndpointID(), Kind: kind, Settings: checked, Status: Active, CreatedBy: by, CreatedAt: at}
	if kind == Standard {
		endpoint.Secret = NewSecret()
	}
	return endpoint, nil
}

// Change replaces the settings. An address equal to HiddenURL means: as it was, so that what was
// read can be written back.
func (e *Endpoint) Change(settings Settings) error {
	if settings.URL == e.HiddenURL() {
		settings.URL = e.URL
	}
	checked, err := settings.checked()
	if err != nil {
		return err
	}
	e.Settings = checked
	return nil
}

// Disable stops all announcements to the endpoint and says whether it was active until now; the
// first reason stands.
func (e *Endpoint) Disable(reason Reason) bool {
	if e.Status == Disabled {
		return false
	}
	e.Status, e.DisabledReason = Disabled, reason
	return true
}

// Enable lets announcements flow again; what failed before is forgotten.
func (e *Endpoint) Enable() {
	e.Status, e.DisabledReason, e.FailingSince = Active, "", nil
}

// Answered takes note of how a try went and says whether that disabled the endpoint just now: by
// 410, or by five days without a success. Whoever owns it is then to be told.
func (e *Endpoint) Answered(answer Answer, at time.Time) (disabled bool) {
	switch {
	case e.Status == Disabled:
		return false
	case answer.Delivered():
		e.FailingSince = nil
		return false
	case answer.Status == statusGone:
		return e.Disable(Gone)
	case e.FailingSince == nil:
		e.FailingSince = &at
		return false
	case at.Sub(*e.FailingSince) >= FailingLimit:
		return e.Disable(Failing)
	}
	return false
}

// Wants says whether the endpoint is to hear of an event. Teams are those of the people concerned
// and all above them; behaviours are those of a recognition, nil for other events, which a choice
// of behaviours does not hold back.
func (e *Endpoint) Wants(event domain.EventKind, teams []domain.TeamID, behaviours []domain.BehaviourID) bool {
	if e.Status != Active || !slices.Contains(e.Events, event) {
		return false
	}
	return meets(e.TeamIDs, teams) && (behaviours == nil || meets(e.BehaviourIDs, behaviours))
}

// meets says whether nothing is wanted in particular, or something of it is there.
func meets[T comparable](wanted, there []T) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w T) bool { return slices.Contains(there, w) })
}

// Due gives when something that is ready at a time may be sent: then, or after the quiet hours.
func (e *Endpoint) Due(at time.Time) time.Time {
	if e.QuietHours == nil {
		return at
	}
	return e.QuietHours.End(at)
}

// HiddenURL gives the address without the part that lets anyone post there: scheme and host, and
// the last four characters of a long last path segment, by which two addresses can be told apart.
func (e *Endpoint) HiddenURL() string {
	u, err := url.Parse(e.URL)
	if err != nil {
		return "…"
	}
	shown := u.Scheme + "://" + u.Host
	path := strings.TrimPrefix(u.EscapedPath(), "/")
	if path == "" && u.RawQuery == "" && u.Fragment == "" {
		return e.URL
	}
	last := path[strings.LastIndexByte(path, '/')+1:]
	if len(last) < longSecret || u.RawQuery != "" || u.Fragment != "" {
		return shown + "/…"
	}
	return shown + "/…" + last[len(last)-4:]
}

// longSecret is the length from which four shown characters leave enough unknown.
const longSecret = 20

func checkKind(kind Kind) error {
	switch kind {
	case Slack, Standard:
		return nil
	case Teams, Discord, Mattermost:
		return domain.InvalidField("kind", "Endpoints of the kind "+string(kind)+" are not available yet; use slack or standard.")
	}
	return domain.InvalidField("kind", "The kind of an endpoint is slack, teams, discord, mattermost or standard.")
}

// checked gives the settings with defaults filled in and repeats dropped, or what is wrong.
func (s Settings) checked() (Settings, error) {
	if s.Language == "" {
		s.Language = "en"
	}
	if s.Digest == "" {
		s.Digest = Instant
	}
	if message := checkURL(s.URL); message != "" {
		return s, domain.InvalidField("url", message)
	}
	if err := checkEvents(s.Events); err != nil {
		return s, err
	}
	if s.Language != "en" && s.Language != "ru" {
		return s, domain.InvalidField("language", "The language of announcements is en or ru.")
	}
	if s.Digest != Instant {
		return s, domain.InvalidField("digest", "Only instant announcements are available; digests are not available yet.")
	}
	if s.QuietHours != nil {
		if err := s.QuietHours.check(); err != nil {
			return s, err
		}
	}
	s.Events, s.TeamIDs, s.BehaviourIDs = unique(s.Events), unique(s.TeamIDs), unique(s.BehaviourIDs)
	return s, nil
}

func checkEvents(events []domain.EventKind) error {
	if len(events) == 0 {
		return domain.InvalidField("events", "Name at least one event.")
	}
	known := Events()
	for i, event := range events {
		if !slices.Contains(known, event) {
			return domain.InvalidField("events["+strconv.Itoa(i)+"]", "There is no such event to announce.")
		}
	}
	return nil
}

// checkURL says what is wrong with an endpoint's address, "" where nothing is.
func checkURL(text string) string {
	switch {
	case text == "":
		return "An endpoint needs an address."
	case len(text) > maxURL:
		return "The address is longer than 2,048 bytes."
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return "The address has characters that no address has."
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "":
		return "The address is not a whole URL, such as https://example.com/hook."
	case u.Scheme != "https" && u.Scheme != "http":
		return "The address begins with https://."
	case u.User != nil:
		return "The address may not hold a user name or password."
	case !validPort(u):
		return "The port of the address is not one from 1 to 65535."
	}
	return ""
}

func validPort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

// unique drops repeats, keeps the order and never gives nil.
func unique[T comparable](items []T) []T {
	kept := make([]T, 0, len(items))
	for _, item := range items {
		if !slices.Contains(kept, item) {
			kept = append(kept, item)
		}
	}
	return kept
}
