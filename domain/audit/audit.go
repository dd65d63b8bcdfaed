// Package audit has the log of every change of money-like or personal data, as administrators read it:
// who did what to which thing, when, and from where.
package audit

import (
	"encoding/json"
	"strings"
	"time"

	"laurel/domain"
)

// Entry is one line of the log. Data holds ids and numbers, never names or texts; the names beside the
// ids are those of now.
type Entry struct {
	ID          domain.EventID     `db:"id"`
	At          time.Time          `db:"at"`
	Actor       *domain.EmployeeID `db:"actor_id"` // nil: the product itself, or the command line
	ActorName   *string            `db:"actor_name"`
	Action      string             `db:"action"`
	SubjectKind string             `db:"subject_kind"`
	Subject     *domain.ID[any]    `db:"subject_id"`
	SubjectName *string            `db:"subject_name"`
	Address     string             `db:"address"`
	Request     string             `db:"request_id"`
	Data        json.RawMessage    `db:"data"`
}

// Filter narrows the log down; zero values ask for everything.
type Filter struct {
	Actor       *domain.EmployeeID
	Action      string
	SubjectKind string
	Subject     *domain.ID[any]
	From        *time.Time // included
	To          *time.Time // not included
}

// Harmless gives a text that a spreadsheet shows and does not run: what begins like a formula gets an
// apostrophe (OWASP, "CSV Injection").
func Harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}
