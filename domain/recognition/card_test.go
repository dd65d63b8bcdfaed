package recognition_test

import (
	"strings"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

func TestCard(t *testing.T) {
	now := time.Date(2026, time.March, 10, 9, 0, 0, 0, time.UTC)
	giver, admin, receiver := domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID()
	card := func(message string) *recognition.Card {
		c, err := recognition.NewCard(giver, giver, message, now)
		if err != nil {
			t.Fatal(err)
		}
		return &c
	}
	claimed := func() *recognition.Card {
		c := card("")
		if err := c.Redeem(receiver, "Lent me a torch.", "", now); err != nil {
			t.Fatal(err)
		}
		return c
	}
	for name, line := range map[string]struct {
		do   func() error
		code string
	}{
		"printed":                   {func() error { return card("Well done").Redeem(receiver, "", "", now) }, ""},
		"by hand":                   {func() error { return card("").Redeem(receiver, "Lent me a torch.", recognition.Private, now) }, ""},
		"by hand, unread":           {func() error { return card("").Redeem(receiver, " ", "", now) }, "invalid_input"},
		"one's own":                 {func() error { return card("Well done").Redeem(giver, "", "", now) }, "self_nomination"},
		"too late":                  {func() error { return card("Well done").Redeem(receiver, "", "", now.Add(recognition.CardLife)) }, "card_ended"},
		"twice":                     {func() error { return claimed().Redeem(receiver, "Again", "", now) }, "card_ended"},
		"confirmed":                 {func() error { return claimed().Confirm("", now) }, ""},
		"confirmed too late":        {func() error { return claimed().Confirm("", now.Add(recognition.ClaimLife)) }, "not_claimed"},
		"confirmed, not claimed":    {func() error { return card("").Confirm("", now) }, "not_claimed"},
		"confirmed in other words":  {func() error { return claimed().Confirm(strings.Repeat("x", recognition.MaxStory+1), now) }, "invalid_input"},
		"declined":                  {func() error { return claimed().Decline(now) }, ""},
		"declined, not claimed":     {func() error { return card("").Decline(now) }, "not_claimed"},
		"taken back":                {func() error { return card("").Revoke(now) }, ""},
		"taken back once claimed":   {func() error { return claimed().Revoke(now) }, "card_ended"},
		"too long a message":        {func() error { _, err := recognition.NewCard(giver, giver, strings.Repeat("x", 281), now); return err }, "invalid_input"},
		"words in another's name":   {func() error { _, err := recognition.NewCard(giver, admin, "Well done", now); return err }, "invalid_input"},
		"made for another, by hand": {func() error { _, err := recognition.NewCard(giver, admin, "", now); return err }, ""},
	} {
		if err := line.do(); domain.CodeOf(err) != line.code {
			t.Errorf("%s: %v, want %q", name, err, line.code)
		}
	}
	if !card("Well done").IsGiversWord() || card("").IsGiversWord() {
		t.Error("whose words they are is mixed up")
	}
}
