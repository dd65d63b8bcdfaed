package recognition

import (
	"slices"
	"strings"
	"time"

	"laurel/domain"
)

// ReportStatus is how a report was answered, ReportOpen while it waits.
type ReportStatus string

// The states of a report.
const (
	ReportOpen     ReportStatus = "open"
	ReportHidden   ReportStatus = "hidden"
	ReportRestored ReportStatus = "restored"
	ReportStands   ReportStatus = "stands"
)

// ReportAction is what an owner answers a report with.
type ReportAction string

// The answers: hide the recognition, restore a hidden one, or let it stand.
const (
	Hide    ReportAction = "hide"
	Restore ReportAction = "restore"
	Stand   ReportAction = "stand"
)

// Report says that a recognition should not be there, and why.
type Report struct {
	ID         domain.ReportID     `db:"id"`
	Nomination domain.NominationID `db:"nomination_id"`
	Reporter   domain.EmployeeID   `db:"reporter_id"`
	Reason     string              `db:"reason"`
	Status     ReportStatus        `db:"status"`
	Note       string              `db:"note"` // of who answered
	CreatedAt  time.Time           `db:"created_at"`
	AnsweredAt *time.Time          `db:"answered_at"`
	AnsweredBy *domain.EmployeeID  `db:"answered_by"`
}

// ReportView is a report as owners read it.
type ReportView struct {
	Report
	ReporterName     string         `db:"reporter_name"`
	ReporterTeamID   *domain.TeamID `db:"reporter_team_id"`
	ReporterTeamName *string        `db:"reporter_team_name"`
	AnswererName     *string        `db:"answerer_name"`
	// About is the recognition, as the reader sees it.
	About View `db:"-"`
	// Concerned says that the reader gave or received the recognition: who reported it is not for them
	// to know, and the answer is somebody else's.
	Concerned bool `db:"-"`
}

// NewReport makes a report of what was typed, or says what is wrong with it.
func NewReport(on domain.NominationID, reporter domain.EmployeeID, reason string, now time.Time) (Report, error) {
	if err := checkTyped("reason", reason, MaxReportReason); err != nil {
		return Report{}, err
	}
	return Report{
		ID: domain.NewReportID(), Nomination: on, Reporter: reporter, Reason: strings.TrimSpace(reason), Status: ReportOpen, CreatedAt: now,
	}, nil
}

// CheckNote says what is wrong with the note of an answer.
func CheckNote(note string) error {
	if fault := domain.TextFault(note, 0, MaxComment); fault != "" {
		return domain.InvalidField("note", fault)
	}
	return nil
}

// Concerns says whether somebody gave, received or made the recognition possible, and so neither judges
// it nor learns who reported it.
func (n *Nomination) Concerns(id domain.EmployeeID) bool { return n.Gains(id) }

// Concerns is that of the Nomination.
func (v View) Concerns(id domain.EmployeeID) bool {
	return (v.NominatorID != nil && *v.NominatorID == id) ||
		slices.ContainsFunc(v.Nominees, func(p Person) bool { return p.ID == id }) ||
		slices.ContainsFunc(v.Enablers, func(e Named) bool { return e.ID.UUID == id.UUID })
}

// Hide takes the recognition from all screens and boards; its points stay.
func (n *Nomination) Hide(now time.Time) error {
	if n.HiddenAt != nil {
		return domain.Conflict("already_hidden", "The recognition is hidden already.")
	}
	if n.Status != Approved {
		return errNotPublished
	}
	n.HiddenAt = &now
	return nil
}

// Restore brings a hidden recognition back.
func (n *Nomination) Restore() error {
	if n.HiddenAt == nil {
		return domain.Conflict("not_hidden", "The recognition is not hidden.")
	}
	n.HiddenAt = nil
	return nil
}

// Answered is the state of a report after an action.
func (a ReportAction) Answered() ReportStatus {
	switch a {
	case Hide:
		return ReportHidden
	case Restore:
		return ReportRestored
	case Stand:
	}
	return ReportStands
}
