package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/people"
)

// Preferences are what the caller has chosen for themselves.
type Preferences struct {
	Locale         string        `json:"locale" enum:"en,ru"`
	LocaleChosen   bool          `json:"locale_chosen" doc:"A new browser speaks it."`
	Theme          *string       `json:"theme" enum:"system,light,dark" doc:"null until one is chosen."`
	TimeZone       *string       `json:"time_zone" example:"Europe/Moscow" doc:"null for the organisation's."`
	Hidden         bool          `json:"hidden_from_leaderboards"`
	ThankPrivately bool          `json:"thank_privately" doc:"What you are recognised for is private: seen by those whom it concerns, on no board, never announced. What others have read before stays as it was."`
	PointsPrivate  bool          `json:"points_private" doc:"Others do not see the points of your recognitions."`
	Notifications  Notifications `json:"notifications"`

	AnniversaryHidden bool      `json:"anniversary_hidden" doc:"Colleagues do not see the anniversaries of your first day; nor do they where thank_privately is chosen."`
	Birthday          *Birthday `json:"birthday" doc:"null: not given. Nobody but you has it from here; colleagues see the day where the organisation celebrates birthdays."`
}

// Birthday is a day that comes every year.
type Birthday struct {
	Month int `json:"month" minimum:"1" maximum:"12"`
	Day   int `json:"day" minimum:"1" maximum:"31"`
}

// GivenBirthday is a birthday with the word that it may be celebrated.
type GivenBirthday struct {
	Birthday
	Consent bool `json:"consent" doc:"true: colleagues may see the day. Without it nothing is kept."`
}

// Notifications are how somebody wants to be told of things.
type Notifications struct {
	Kinds      []NotificationKind `json:"kinds" doc:"Every kind, in the order in which they are shown."`
	Digest     string             `json:"digest" enum:"instant,daily,weekly" doc:"How often what is mailed is mailed."`
	QuietHours *MailQuietHours    `json:"quiet_hours" doc:"Nothing is mailed in them; null for none."`
}

// NotificationKind is a group of things that one is told of in the same way.
type NotificationKind struct {
	Kind  string `json:"kind" enum:"recognition,decision,approval,enabler,confirmation,comment,reaction,boost,celebration,redemption,report,system"`
	Inbox bool   `json:"inbox"`
	Mail  bool   `json:"mail"`
}

// MailQuietHours are hours of each day, by your time zone; over midnight where they begin later than they end.
type MailQuietHours struct {
	From string `json:"from" example:"22:00"`
	To   string `json:"to" example:"07:00"`
}

// PreferencesChange is a choice; what is left out stays.
type PreferencesChange struct {
	Locale         *string              `json:"locale,omitempty" enum:"en,ru"`
	Theme          *string              `json:"theme,omitempty" enum:"system,light,dark"`
	TimeZone       mergeable[string]    `json:"time_zone,omitzero" maxLength:"64" example:"Europe/Moscow" doc:"null, or empty, for the organisation's."`
	Hidden         *bool                `json:"hidden_from_leaderboards,omitempty" doc:"Stand on no leaderboard. Who comes back to the boards shows their points by that."`
	ThankPrivately *bool                `json:"thank_privately,omitempty"`
	PointsPrivate  *bool                `json:"points_private,omitempty" doc:"Boards show points: who hides them leaves the boards by that."`
	Notifications  *NotificationsChange `json:"notifications,omitempty"`

	AnniversaryHidden *bool                    `json:"anniversary_hidden,omitempty"`
	Birthday          mergeable[GivenBirthday] `json:"birthday,omitzero" doc:"null takes it back: it is deleted."`
}

// NotificationsChange is a choice; kinds that are left out stay.
type NotificationsChange struct {
	Kinds      []NotificationKind        `json:"kinds,omitempty" maxItems:"20" nullable:"false"`
	Digest     *string                   `json:"digest,omitempty" enum:"instant,daily,weekly"`
	QuietHours mergeable[MailQuietHours] `json:"quiet_hours,omitzero" doc:"null for none, as are hours that end when they begin."`
}

type preferencesOutput struct{ Body Preferences }

type preferencesInput struct{ Body PreferencesChange }

func (s *server) addPreferences() {
	register(s, forEverybody, huma.Operation{
		OperationID: "get-preferences", Method: http.MethodGet, Path: "/me/preferences",
		Summary: "What you have chosen for yourself", Tags: []string{"Me"},
	}, s.getPreferences)
	register(s, forEverybody, huma.Operation{
		OperationID: "change-preferences", Method: http.MethodPatch, Path: "/me/preferences",
		Summary: "Choose for yourself", Tags: []string{"Me"},
	}, s.changePreferences)
}

func (s *server) getPreferences(ctx context.Context, _ *struct{}) (*preferencesOutput, error) {
	p, err := s.uc.Preferences(ctx, actorOf(ctx))
	return &preferencesOutput{Body: preferencesOf(p)}, err
}

func (s *server) changePreferences(ctx context.Context, in *preferencesInput) (*preferencesOutput, error) {
	p, err := s.uc.ChoosePreferences(ctx, actorOf(ctx), in.Body.change())
	return &preferencesOutput{Body: preferencesOf(p)}, err
}

func preferencesOf(p people.Preferences) Preferences {
	shown := Preferences{
		Locale: p.Locale, LocaleChosen: p.LocaleChosen, Theme: (*string)(p.Theme), TimeZone: p.TimeZone,
		Hidden: p.Hidden, ThankPrivately: p.ThankPrivately, PointsPrivate: p.PointsPrivate, AnniversaryHidden: p.AnniversaryHidden,
		Notifications: Notifications{Kinds: []NotificationKind{}, Digest: string(p.Notifications.Mails()), QuietHours: (*MailQuietHours)(p.Notifications.Quiet)},
	}
	if b := p.Birthday; b != nil {
		shown.Birthday = &Birthday{Month: int(b.Month), Day: b.Day}
	}
	for _, kind := range people.NotificationKinds() {
		c := p.Notifications.Channels(kind)
		shown.Notifications.Kinds = append(shown.Notifications.Kinds, NotificationKind{Kind: string(kind), Inbox: c.Inbox, Mail: c.Mail})
	}
	return shown
}

func (c PreferencesChange) change() people.PreferencesChange {
	change := people.PreferencesChange{
		Locale: c.Locale, Theme: (*people.Theme)(c.Theme), TimeZone: c.zone(),
		Hidden: c.Hidden, ThankPrivately: c.ThankPrivately, PointsPrivate: c.PointsPrivate, AnniversaryHidden: c.AnniversaryHidden, Birthday: c.birthday(),
	}
	if n := c.Notifications; n != nil {
		change.Notifications = &people.NotificationsChange{Digest: (*people.Digest)(n.Digest), Quiet: n.quiet()}
		if len(n.Kinds) > 0 {
			change.Notifications.Kinds = make(map[people.NotificationKind]people.Channels, len(n.Kinds))
		}
		for _, k := range n.Kinds {
			change.Notifications.Kinds[people.NotificationKind(k.Kind)] = people.Channels{Inbox: k.Inbox, Mail: k.Mail}
		}
	}
	return change
}

// zone gives the time zone that was sent; null is the organisation's.
func (c PreferencesChange) zone() *string {
	if c.TimeZone.sent && c.TimeZone.value == nil {
		return new(string)
	}
	return c.TimeZone.value
}

// birthday gives the birthday that was sent; null takes it back.
func (c PreferencesChange) birthday() *people.BirthdayChange {
	switch given := c.Birthday.value; {
	case !c.Birthday.sent:
		return nil
	case given == nil:
		return &people.BirthdayChange{}
	default:
		return &people.BirthdayChange{Day: &domain.DayOfYear{Month: time.Month(given.Month), Day: given.Day}, Consent: given.Consent}
	}
}

// quiet gives the hours that were sent; null is none.
func (c NotificationsChange) quiet() *people.QuietHours {
	if c.QuietHours.sent && c.QuietHours.value == nil {
		return &people.QuietHours{From: "00:00", To: "00:00"} // none
	}
	return (*people.QuietHours)(c.QuietHours.value)
}
