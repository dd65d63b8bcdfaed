package people

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"laurel/domain"
)

// Theme is how the screens look.
type Theme string

// The themes; System follows the device.
const (
	System Theme = "system"
	Light  Theme = "light"
	Dark   Theme = "dark"
)

// Preferences are what an employee chooses for themselves.
type Preferences struct {
	Locale string `db:"locale"` // "en" or "ru"
	// LocaleChosen says that the employee has chosen the language: a new browser follows it then,
	// whatever language it is.
	LocaleChosen bool `db:"locale_chosen"`
	// Theme is nil until one is chosen.
	Theme *Theme `db:"theme"`
	// TimeZone is such as Europe/Moscow; nil for the organisation's.
	TimeZone *string `db:"time_zone"`
	// Hidden keeps the employee off all leaderboards.
	Hidden bool `db:"hidden_from_boards"`
	// ThankPrivately makes what the employee is recognised for private from then on: seen by those whom
	// it concerns, on no board, never announced.
	ThankPrivately bool `db:"thank_privately"`
	// PointsPrivate hides the points of the employee's recognitions from others. Boards show points, so
	// who chooses it is on none.
	PointsPrivate bool `db:"points_private"`
	// AnniversaryHidden keeps colleagues from seeing the anniversaries of the first day at work; who is
	// thanked privately is not shown either.
	AnniversaryHidden bool `db:"anniversary_hidden"`
	// Birthday is given to be celebrated, and seen by colleagues then; nil: not given, or taken back.
	Birthday      *domain.DayOfYear `db:"birthday"`
	Notifications Notifications     `db:"notifications"`
}

// BirthdayChange gives a birthday, or takes it back. It is kept only with Consent.
type BirthdayChange struct {
	Day     *domain.DayOfYear // nil takes it back
	Consent bool
}

// PreferencesChange is a choice; nil leaves a thing as it is.
type PreferencesChange struct {
	Locale         *string
	Theme          *Theme
	TimeZone       *string // "" for the organisation's
	Hidden         *bool
	ThankPrivately *bool
	PointsPrivate  *bool
	Notifications  *NotificationsChange

	AnniversaryHidden *bool
	Birthday          *BirthdayChange
}

// Choose gives the preferences after a choice, or says what is wrong with it. Who hides the points
// leaves the boards by that; who comes back to the boards shows the points by that.
func (p Preferences) Choose(c PreferencesChange) (Preferences, error) {
	if c.Locale != nil {
		p.Locale, p.LocaleChosen = *c.Locale, true
	}
	if c.Theme != nil {
		p.Theme = c.Theme
	}
	if c.TimeZone != nil {
		zone, err := readZone(*c.TimeZone)
		if err != nil {
			return p, err
		}
		p.TimeZone = zone
	}
	if c.ThankPrivately != nil {
		p.ThankPrivately = *c.ThankPrivately
	}
	if c.PointsPrivate != nil && *c.PointsPrivate && c.Hidden != nil && !*c.Hidden {
		return p, domain.InvalidField("hidden_from_leaderboards", "Leaderboards show points: who hides them is on none.")
	}
	if c.PointsPrivate != nil {
		p.PointsPrivate = *c.PointsPrivate
		p.Hidden = p.Hidden || p.PointsPrivate
	}
	if c.Hidden != nil {
		p.Hidden = *c.Hidden
		p.PointsPrivate = p.PointsPrivate && p.Hidden
	}
	if c.AnniversaryHidden != nil {
		p.AnniversaryHidden = *c.AnniversaryHidden
	}
	if c.Birthday != nil {
		if err := c.Birthday.check(); err != nil {
			return p, err
		}
		p.Birthday = c.Birthday.Day
	}
	if c.Notifications != nil {
		n, err := p.Notifications.choose(*c.Notifications)
		if err != nil {
			return p, err
		}
		p.Notifications = n
	}
	return p, nil
}

// check says what is wrong with a birthday that is given.
func (c BirthdayChange) check() error {
	switch {
	case c.Day == nil:
		return nil
	case !c.Day.IsDay():
		return domain.InvalidField("birthday.day", "is no day of that month")
	case !c.Consent:
		return domain.InvalidField("birthday.consent", "must be true: colleagues see the day")
	}
	return nil
}

// readZone gives a time zone by its name, nil for "".
func readZone(name string) (*string, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // the organisation's
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || len(name) > 64 {
		return nil, domain.InvalidField("time_zone", "Name a time zone, such as Europe/Moscow.")
	}
	return &name, nil
}

// Digest is how often notifications are mailed.
type Digest string

// The digests.
const (
	Instant Digest = "instant"
	Daily   Digest = "daily"
	Weekly  Digest = "weekly"
)

// NotificationKind is a group of events that an employee is told of in one way.
type NotificationKind string

// The kinds of notifications.
const (
	NotifyRecognition  NotificationKind = "recognition"  // you were recognised, or a recognition of yours was revoked
	NotifyDecision     NotificationKind = "decision"     // what you nominated was decided
	NotifyApproval     NotificationKind = "approval"     // something waits for your decision
	NotifyEnabler      NotificationKind = "enabler"      // you were named behind the scenes, or asked who made it possible
	NotifyConfirmation NotificationKind = "confirmation" // you are asked whether it was so, or somebody has said
	NotifyComment      NotificationKind = "comment"      // somebody commented a recognition of yours
	NotifyReaction     NotificationKind = "reaction"     // somebody reacted to one
	NotifyBoost        NotificationKind = "boost"        // somebody added points to one
	NotifyRedemption   NotificationKind = "redemption"   // what you redeemed moved on
	NotifyCelebration  NotificationKind = "celebration"  // an anniversary or a birthday of yours
	NotifyReport       NotificationKind = "report"       // a report waits for an owner, or was answered
	NotifySystem       NotificationKind = "system"       // Laurel itself: an endpoint was switched off
)

// NotificationKinds lists the kinds in the order in which they are shown.
func NotificationKinds() []NotificationKind {
	return []NotificationKind{
		NotifyRecognition, NotifyDecision, NotifyApproval, NotifyEnabler, NotifyConfirmation, NotifyComment,
		NotifyReaction, NotifyBoost, NotifyCelebration, NotifyRedemption, NotifyReport, NotifySystem,
	}
}

// Channels are the ways in which an employee is told.
type Channels struct {
	Inbox bool `json:"inbox"`
	Mail  bool `json:"mail"`
}

// QuietHours are the hours of each day in which nothing is mailed, by the employee's time zone: from
// From (included) to To (not included), over midnight where From is the later. Hours are "22:00".
type QuietHours struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Notifications are how an employee wants to be told. The zero value is what everybody begins with.
type Notifications struct {
	// Kinds holds only what was chosen; Channels gives the ways of every kind.
	Kinds  map[NotificationKind]Channels `json:"kinds,omitempty"`
	Digest Digest                        `json:"digest,omitempty"` // "" is Instant
	Quiet  *QuietHours                   `json:"quiet_hours,omitempty"`
}

// NotificationsChange is a choice; nil leaves a thing as it is.
type NotificationsChange struct {
	Kinds  map[NotificationKind]Channels
	Digest *Digest
	Quiet  *QuietHours // hours that begin when they end are none
}

// Channels says in which ways the employee is told of a kind. Everything comes into the inbox and is
// mailed, until something else is chosen; but reactions are not mailed.
func (n Notifications) Channels(kind NotificationKind) Channels {
	if chosen, ok := n.Kinds[kind]; ok {
		return chosen
	}
	return Channels{Inbox: true, Mail: kind != NotifyReaction}
}

// Mails says how often what is mailed is mailed.
func (n Notifications) Mails() Digest {
	if n.Digest == "" {
		return Instant
	}
	return n.Digest
}

func (n Notifications) choose(c NotificationsChange) (Notifications, error) {
	n.Kinds = maps.Clone(n.Kinds)
	for kind, channels := range c.Kinds {
		if !slices.Contains(NotificationKinds(), kind) {
			return n, domain.InvalidField("notifications.kinds", fmt.Sprintf("%q is no kind of notification.", kind))
		}
		if n.Kinds == nil {
			n.Kinds = map[NotificationKind]Channels{}
		}
		n.Kinds[kind] = channels
	}
	if c.Digest != nil {
		n.Digest = *c.Digest
	}
	if c.Quiet == nil {
		return n, nil
	}
	for _, hour := range []struct{ field, text string }{{"from", c.Quiet.From}, {"to", c.Quiet.To}} {
		if _, err := time.Parse("15:04", hour.text); err != nil || len(hour.text) != len("15:04") {
			return n, domain.InvalidField("notifications.quiet_hours."+hour.field, "Write the hour as 22:00.")
		}
	}
	n.Quiet = c.Quiet
	if c.Quiet.From == c.Quiet.To {
		n.Quiet = nil
	}
	return n, nil
}

// Scan reads the choices from a column of JSON.
func (n *Notifications) Scan(source any) error {
	var text []byte
	switch s := source.(type) {
	case []byte:
		text = s
	case string:
		text = []byte(s)
	default:
		return fmt.Errorf("notifications cannot be read from %T", source)
	}
	*n = Notifications{}
	if err := json.Unmarshal(text, n); err != nil {
		return errors.Join(errors.New("notifications"), err)
	}
	return nil
}

// Told is an employee as whoever tells them something needs them.
type Told struct {
	ID            domain.EmployeeID `db:"id"`
	Email         *string           `db:"email"`
	Locale        string            `db:"locale"`
	TimeZone      string            `db:"time_zone"` // theirs, or the organisation's
	Notifications Notifications     `db:"notifications"`
}
