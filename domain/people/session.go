package people

import (
	"time"

	"laurel/domain"
)

// Session is a sign-in that still runs, as its employee sees it.
type Session struct {
	ID         domain.SessionID `db:"id"`
	Kind       string           `db:"kind"` // browser, shared or program
	CreatedAt  time.Time        `db:"created_at"`
	LastSeenAt time.Time        `db:"last_seen_at"`
	Address    string           `db:"address"`
	UserAgent  string           `db:"user_agent"` // as the caller named itself
}
