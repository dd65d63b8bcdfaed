package recognition

import (
	"strings"
	"time"

	"laurel/domain"
)

// CardStatus is where a thank-you card stands.
type CardStatus string

// The states of a card.
const (
	CardOpen     CardStatus = "open"     // printed, and in somebody's hands
	CardClaimed  CardStatus = "claimed"  // read off by its receiver; waits for the giver's word
	CardUsed     CardStatus = "used"     // its thanks is published
	CardDeclined CardStatus = "declined" // the giver says that it was not so
	CardRevoked  CardStatus = "revoked"  // taken back before it was used
)

// CardLife is how long a card is taken; ClaimLife is how long a claim waits for the giver.
const (
	CardLife  = 180 * 24 * time.Hour
	ClaimLife = 60 * 24 * time.Hour
)

// The bounds of cards: how long a printed message may be, in characters, so that it can be read; how
// many may be made at a time; and how many of one giver may be open.
const (
	MaxCardMessage = 280
	MaxCards       = 40
	MaxOpenCards   = 120
)

// Card is a thank-you card on paper: a giver's, for one use. Nobody's name ever stands under words
// that are not theirs: a message that the giver had printed is published as soon as the card is
// redeemed; what was written by hand and read off by the receiver waits for the giver's word.
type Card struct {
	ID         domain.CardID        `db:"id"`
	Giver      domain.EmployeeID    `db:"giver_id"`
	MadeBy     domain.EmployeeID    `db:"made_by"`
	Message    string               `db:"message"`
	Status     CardStatus           `db:"status"`
	Receiver   *domain.EmployeeID   `db:"receiver_id"`
	Story      string               `db:"story"`
	Visibility Visibility           `db:"visibility"`
	Nomination *domain.NominationID `db:"nomination_id"`
	CreatedAt  time.Time            `db:"created_at"`
	ExpiresAt  time.Time            `db:"expires_at"`
	ClaimedAt  *time.Time           `db:"claimed_at"`
	EndedAt    *time.Time           `db:"ended_at"`
}

// CardView is a card with the names of whom it is about.
type CardView struct {
	Card
	GiverName     string         `db:"giver_name"`
	GiverTeamID   *domain.TeamID `db:"giver_team_id"`
	GiverTeamName *string        `db:"giver_team_name"`
	GiverActive   bool           `db:"giver_active"`
	ReceiverName  *string        `db:"receiver_name"`
}

// Giver is somebody in whose name a card is made.
type Giver struct {
	ID       domain.EmployeeID `db:"id"`
	Name     string            `db:"name"`
	TeamID   *domain.TeamID    `db:"team_id"`
	TeamName *string           `db:"team_name"`
}

// NewCard makes a card of a giver. The message may be empty: then the giver writes by hand.
func NewCard(giver, madeBy domain.EmployeeID, message string, now time.Time) (Card, error) {
	message = strings.TrimSpace(message)
	if fault := domain.TextFault(message, 0, MaxCardMessage); fault != "" {
		return Card{}, domain.InvalidField("message", fault)
	}
	if message != "" && giver != madeBy {
		return Card{}, domain.InvalidField("message", "goes only on cards of your own: nobody writes in another's name")
	}
	return Card{
		ID: domain.NewCardID(), Giver: giver, MadeBy: madeBy, Message: message, Status: CardOpen, Visibility: Public,
		CreatedAt: now, ExpiresAt: now.Add(CardLife),
	}, nil
}

var errCardEnded = domain.Conflict("card_ended", "This card was used or taken back, or has run out.")

// IsOpen says whether the card can be redeemed at a moment.
func (c Card) IsOpen(now time.Time) bool { return c.Status == CardOpen && now.Before(c.ExpiresAt) }

// Redeem hands the card to its receiver, with the story as it stands on the card where nothing was
// printed. 409 `card_ended`, 422 `self_nomination`.
func (c *Card) Redeem(receiver domain.EmployeeID, story string, visibility Visibility, now time.Time) error {
	if !c.IsOpen(now) {
		return errCardEnded
	}
	if receiver == c.Giver {
		return domain.Invalid("self_nomination", "This card is your own: hand it to a colleague.")
	}
	story = strings.TrimSpace(story)
	if c.Message == "" {
		if fault := domain.TextFault(story, 1, MaxStory); fault != "" {
			return domain.InvalidField("story", fault)
		}
		c.Story = story
	} else {
		c.Story = c.Message
	}
	if visibility != "" {
		c.Visibility = visibility
	}
	c.Receiver, c.ClaimedAt, c.Status = &receiver, &now, CardClaimed
	return nil
}

// IsGiversWord says whether the words are the giver's own, so that nothing waits for the giver.
func (c Card) IsGiversWord() bool { return c.Message != "" && c.Giver == c.MadeBy }

// Use notes the recognition that the card has become.
func (c *Card) Use(nomination domain.NominationID, now time.Time) {
	c.Status, c.Nomination, c.EndedAt = CardUsed, &nomination, &now
}

// Confirm lets the giver stand by a claim, in other words where they are given. 409 `not_claimed`.
func (c *Card) Confirm(story string, now time.Time) error {
	if c.Status != CardClaimed || !now.Before(c.ClaimedAt.Add(ClaimLife)) {
		return errNotClaimed
	}
	if story = strings.TrimSpace(story); story != "" {
		if fault := domain.TextFault(story, 1, MaxStory); fault != "" {
			return domain.InvalidField("story", fault)
		}
		c.Story = story
	}
	return nil
}

var errNotClaimed = domain.Conflict("not_claimed", "This card does not wait for your word.")

// Decline lets the giver say that it was not so. 409 `not_claimed`.
func (c *Card) Decline(now time.Time) error {
	if c.Status != CardClaimed {
		return errNotClaimed
	}
	c.Status, c.EndedAt = CardDeclined, &now
	return nil
}

// Revoke takes a card back that nobody has redeemed. 409 `card_ended`.
func (c *Card) Revoke(now time.Time) error {
	if c.Status != CardOpen {
		return errCardEnded
	}
	c.Status, c.EndedAt = CardRevoked, &now
	return nil
}
