package people

import (
	"testing"

	"pgregory.net/rapid"

	"laurel/domain"
)

func ptr[T any](v T) *T { return &v }

func TestPreferences_hiddenPointsStandOnNoBoard(t *testing.T) {
	flag := rapid.OneOf(rapid.Just[*bool](nil), rapid.Just(ptr(true)), rapid.Just(ptr(false)))
	rapid.Check(t, func(t *rapid.T) {
		var p Preferences
		for range rapid.IntRange(1, 8).Draw(t, "choices") {
			change := PreferencesChange{Hidden: flag.Draw(t, "hidden"), PointsPrivate: flag.Draw(t, "points")}
			next, err := p.Choose(change)
			if err != nil {
				if change.Hidden == nil || *change.Hidden || change.PointsPrivate == nil || !*change.PointsPrivate {
					t.Fatalf("%+v after %+v: %v", change, p, err)
				}
				continue
			}
			if next.PointsPrivate && !next.Hidden {
				t.Fatalf("%+v after %+v shows points on boards", change, p)
			}
			if (change.Hidden != nil && next.Hidden != *change.Hidden) || (change.PointsPrivate != nil && next.PointsPrivate != *change.PointsPrivate) {
				t.Fatalf("%+v was not done: %+v", change, next)
			}
			p = next
		}
	})
}

func TestPreferences_languageIsChosenByNamingIt(t *testing.T) {
	p, err := Preferences{Locale: "en"}.Choose(PreferencesChange{ThankPrivately: ptr(true)})
	if err != nil || p.LocaleChosen {
		t.Fatalf("another choice: %+v, %v", p, err)
	}
	if p, err = p.Choose(PreferencesChange{Locale: ptr("en")}); err != nil || !p.LocaleChosen {
		t.Fatalf("the language that it has already: %+v, %v", p, err)
	}
}

func TestPreferences_timeZone(t *testing.T) {
	for name, ok := range map[string]bool{"Europe/Moscow": true, "UTC": true, "": true, "Local": false, "Europe/Nowhere": false, "../etc/passwd": false} {
		p, err := Preferences{TimeZone: ptr("Asia/Tokyo")}.Choose(PreferencesChange{TimeZone: &name})
		if (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
		if ok && (name == "") != (p.TimeZone == nil) {
			t.Errorf("%q became %v", name, p.TimeZone)
		}
	}
}

func TestNotifications_choose(t *testing.T) {
	var n Notifications
	for _, kind := range NotificationKinds() {
		if c := n.Channels(kind); !c.Inbox {
			t.Errorf("%s does not come into the inbox by itself", kind)
		}
	}
	if n.Mails() != Instant || n.Channels(NotifyReaction).Mail {
		t.Errorf("what everybody begins with: %+v", n)
	}
	first, err := n.choose(NotificationsChange{Kinds: map[NotificationKind]Channels{NotifyComment: {Inbox: true}}, Digest: ptr(Daily), Quiet: &QuietHours{From: "22:00", To: "07:00"}})
	if err != nil {
		t.Fatal(err)
	}
	second, err := first.choose(NotificationsChange{Kinds: map[NotificationKind]Channels{NotifyBoost: {}}})
	if err != nil {
		t.Fatal(err)
	}
	if c := second.Channels(NotifyComment); c != (Channels{Inbox: true}) {
		t.Errorf("the first choice is lost: %+v", c)
	}
	if second.Channels(NotifyBoost) != (Channels{}) || len(first.Kinds) != 1 {
		t.Errorf("the second choice: %+v, and the first by it %+v", second, first)
	}
	if second.Mails() != Daily || second.Quiet == nil {
		t.Errorf("what was left out does not stay: %+v", second)
	}
	none, err := second.choose(NotificationsChange{Quiet: &QuietHours{From: "07:00", To: "07:00"}})
	if err != nil || none.Quiet != nil {
		t.Errorf("no quiet hours: %+v, %v", none, err)
	}
	for _, wrong := range []NotificationsChange{
		{Kinds: map[NotificationKind]Channels{"gossip": {}}}, {Quiet: &QuietHours{From: "7", To: "22:00"}}, {Quiet: &QuietHours{From: "22:00", To: "24:00"}},
	} {
		if _, err := n.choose(wrong); domain.CodeOf(err) != "invalid_input" {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}
