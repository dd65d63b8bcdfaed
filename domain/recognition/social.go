package recognition

import (
	"strings"
	"time"

	"laurel/domain"
)

// Emoji is what one can react with.
type Emoji string

// The emoji.
const (
	Leaf  Emoji = "leaf"
	Clap  Emoji = "clap"
	Heart Emoji = "heart"
	Idea  Emoji = "idea"
)

// Emojis are all that one can react with, in the order in which they are shown.
func Emojis() []Emoji { return []Emoji{Leaf, Clap, Heart, Idea} }

// ParseEmoji reads an emoji; NotFound where the text is none.
func ParseEmoji(text string) (Emoji, error) {
	for _, e := range Emojis() {
		if string(e) == text {
			return e, nil
		}
	}
	return "", domain.NotFound()
}

// The bounds of what follows a recognition.
const (
	MaxCommentText  = 2000 // characters
	MaxReportReason = 2000
	MaxBoost        = 1_000_000 // points for each nominee
)

// Social is what followed a recognition, in sums, and what the reader has reacted with.
type Social struct {
	Leaf        int         `db:"leaf"`
	Clap        int         `db:"clap"`
	Heart       int         `db:"heart"`
	Idea        int         `db:"idea"`
	Comments    int         `db:"comments"`
	Boosts      int         `db:"boosts"`
	BoostPoints int64       `db:"boost_points"` // in all, to all nominees
	Mine        List[Emoji] `db:"my_reactions"`
}

// Count gives how many have reacted with an emoji.
func (s Social) Count(e Emoji) int {
	switch e {
	case Leaf:
		return s.Leaf
	case Clap:
		return s.Clap
	case Heart:
		return s.Heart
	case Idea:
		return s.Idea
	}
	return 0
}

// errNotPublished is for what can be done with a recognition only.
var errNotPublished = domain.Conflict("not_published", "This can be done with a published recognition only.")

// CheckPublished says whether what follows a recognition may follow this one: it is approved,
// published, and not hidden.
func CheckPublished(status Status, hidden bool) error {
	if status != Approved || hidden {
		return errNotPublished
	}
	return nil
}

// Comment is what somebody said to a recognition.
type Comment struct {
	ID         domain.CommentID    `db:"id"`
	Nomination domain.NominationID `db:"nomination_id"`
	Author     domain.EmployeeID   `db:"author_id"`
	Text       string              `db:"text"`
	CreatedAt  time.Time           `db:"created_at"`
	EditedAt   *time.Time          `db:"edited_at"`
	AuthorName string              `db:"author_name"`
	TeamID     *domain.TeamID      `db:"team_id"`
	TeamName   *string             `db:"team_name"`
}

// NewComment makes a comment of what was typed, or says what is wrong with it.
func NewComment(on domain.NominationID, author domain.EmployeeID, text string, now time.Time) (Comment, error) {
	if err := checkTyped("text", text, MaxCommentText); err != nil {
		return Comment{}, err
	}
	return Comment{ID: domain.NewCommentID(), Nomination: on, Author: author, Text: strings.TrimSpace(text), CreatedAt: now}, nil
}

// Edit puts other words in the place of the comment's: only its author may.
func (c *Comment) Edit(text string, by domain.EmployeeID, now time.Time) error {
	if c.Author != by {
		return domain.Forbidden("not_author", "Only who wrote a comment changes it.")
	}
	if err := checkTyped("text", text, MaxCommentText); err != nil {
		return err
	}
	c.Text, c.EditedAt = strings.TrimSpace(text), &now
	return nil
}

// MayRemove says whether an actor may take the comment away: its author, or an owner.
func (c Comment) MayRemove(actor domain.Actor) bool {
	return c.Author == actor.ID || actor.Is(domain.RoleOwner)
}

func checkTyped(field, text string, most int) error {
	if fault := domain.TextFault(text, 1, most); fault != "" {
		return domain.InvalidField(field, fault)
	}
	return nil
}

// Boost is points that a colleague added to a recognition, of their own allowance.
type Boost struct {
	ID         domain.BoostID      `db:"id"`
	Nomination domain.NominationID `db:"nomination_id"`
	By         domain.EmployeeID   `db:"employee_id"`
	Points     int64               `db:"points"` // for each nominee
	Total      int64               `db:"total"`
	CreatedAt  time.Time           `db:"created_at"`
	Name       string              `db:"name"` // of who boosted
	TeamID     *domain.TeamID      `db:"team_id"`
	TeamName   *string             `db:"team_name"`
}

// Boost adds points to a recognition: as many for each nominee. Who was recognised cannot, and what is
// not published (any more) is not boosted.
func (n *Nomination) Boost(points int64, by domain.EmployeeID, now time.Time) (Boost, error) {
	if points < 1 || points > MaxBoost {
		return Boost{}, domain.InvalidField("points", "must be whole points above zero")
	}
	if n.IsNominee(by) {
		return Boost{}, domain.Forbidden("own_recognition", "Nobody boosts a recognition of themselves.")
	}
	if err := CheckPublished(n.Status, n.HiddenAt != nil); err != nil {
		return Boost{}, err
	}
	for i := range n.Nominees {
		n.Nominees[i].Boosted += points
	}
	return Boost{
		ID: domain.NewBoostID(), Nomination: n.ID, By: by, Points: points, Total: points * int64(len(n.Nominees)), CreatedAt: now,
	}, nil
}

// Unboost takes all boosts off the nominees: with the points of a recognition that is taken back.
func (n *Nomination) Unboost() {
	for i := range n.Nominees {
		n.Nominees[i].Boosted = 0
	}
}
