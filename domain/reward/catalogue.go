package reward

import (
	"time"

	"laurel/domain"
)

// MaxQuery is how many characters may be looked for.
const MaxQuery = 200

// Choice narrows the catalogue; zero fields narrow nothing.
type Choice struct {
	Query      string // in name, description and category, in the reader's language, with typing errors
	Category   string // exactly, in any language
	Affordable bool   // what the reader's wallet covers
	All        bool   // for owners: also what is not offered, or for other teams
}

// Check says what is wrong with a choice.
func (c Choice) Check() error {
	for name, text := range map[string]string{"q": c.Query, "category": c.Category} {
		if fault := domain.TextFault(text, 0, MaxQuery); fault != "" {
			return domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query." + name, Message: fault})
		}
	}
	return nil
}

// Category is one under which rewards stand that a reader may have.
type Category struct {
	Name    string `db:"name"`
	Rewards int64  `db:"rewards"`
}

// Wish is a reward that somebody saves for, as they see it now.
type Wish struct {
	View
	WishedAt time.Time
	Balance  int64 // of their wallet
}

// Missing is how many points are still to go to one of it.
func (w Wish) Missing() int64 { return max(0, w.Cost-w.Balance) }
