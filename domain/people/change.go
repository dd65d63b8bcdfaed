package people

import (
	"strings"
	"time"
	"unicode/utf8"

	"laurel/domain"
)

// The longest personnel number and location, in characters.
const (
	maxPersonnelNumber = 100
	maxLocation        = 200
)

// Languages are those that Laurel speaks, by their codes.
func Languages() []string { return []string{"en", "ru"} }

// IsLanguage says whether Laurel speaks a language.
func IsLanguage(code string) bool {
	for _, l := range Languages() {
		if l == code {
			return true
		}
	}
	return false
}

// RosterEntry is an employee as an administrator sees them: what the directory shows, and what it
// keeps to itself.
type RosterEntry struct {
	Listing
	Personnel   *string    `db:"personnel_number"`
	Location    *string    `db:"location"`
	StartedOn   *time.Time `db:"started_on"`
	CreatedAt   time.Time  `db:"created_at"`
	Deactivated *time.Time `db:"deactivated_at"`
	HasPassword bool       `db:"has_password"`
	InvitedTill *time.Time `db:"invited_until"` // the end of an invitation that was not taken up
	LastSeenAt  *time.Time `db:"last_seen_at"`  // of the latest session
}

// RosterFilter narrows the roster down; zero values ask for everybody.
type RosterFilter struct {
	Query  string         // as in the directory
	Team   *domain.TeamID // teams below it count
	Role   domain.Role
	Active *bool
}

// Checked gives an employee with clean texts, or what is wrong, field by field: an employee has a name,
// and an address, a personnel number, or both.
func (e Employee) Checked() (Employee, error) {
	var faults []domain.FieldError
	add := func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	}
	var ok bool
	if e.Name, ok = CleanName(e.Name); !ok {
		add("name", "is empty, too long, or holds characters that cannot be kept")
	}
	if e.Email = filled(e.Email); e.Email != nil {
		clean, ok := CleanEmail(*e.Email)
		if e.Email = &clean; !ok {
			add("email", "is no e-mail address")
		}
	}
	e.Personnel = shortText(e.Personnel, "personnel_number", maxPersonnelNumber, add)
	e.Location = shortText(e.Location, "location", maxLocation, add)
	if e.Email == nil && e.Personnel == nil {
		add("email", "is empty: an employee has an address, a personnel number, or both")
	}
	if _, known := domain.ParseRole(string(e.Role)); !known {
		add("role", "is none of employee, manager, owner, admin")
	}
	if !IsLanguage(e.Locale) {
		add("locale", "is none of en, ru")
	}
	if len(faults) > 0 {
		return e, domain.Invalid("invalid_input", "The employee is not right.", faults...)
	}
	return e, nil
}

// shortText gives a text without the space around it, nil where nothing is left.
func shortText(text *string, field string, most int, add func(field, message string)) *string {
	text = filled(text)
	if text == nil {
		return nil
	}
	if fault := domain.TextFault(*text, 1, most); fault != "" {
		add(field, fault)
	}
	return text
}

// filled gives a text without the space around it, nil where nothing is left.
func filled(text *string) *string {
	if text == nil {
		return nil
	}
	clean := strings.TrimSpace(*text)
	if clean == "" {
		return nil
	}
	return &clean
}

// PutBelow says whether an employee may have a manager: somebody else, active, and not below the
// employee already.
func (e Employee) PutBelow(manager Employee) error {
	switch {
	case manager.ID == e.ID:
		return domain.InvalidField("manager_id", "is the employee: nobody is their own manager")
	case !manager.Active:
		return domain.InvalidField("manager_id", "is somebody who is deactivated")
	case manager.IsAbove(e.ID):
		return domain.InvalidField("manager_id", "stands below this employee: that would make a circle")
	}
	return nil
}

// KeepAdmin refuses a change that would leave nobody to run Laurel: others is how many other
// administrators are active.
func KeepAdmin(before, after Employee, others int) error {
	was := before.Role == domain.RoleAdmin && before.Active
	is := after.Role == domain.RoleAdmin && after.Active
	if was && !is && others == 0 {
		return domain.Conflict("last_admin", "This is the last administrator. Make somebody else one first.")
	}
	return nil
}

// Checked gives a team with a clean name, or what is wrong with it.
func (t Team) Checked() (Team, error) {
	clean, ok := CleanName(t.Name)
	if !ok {
		message := "is too long, or holds characters that cannot be kept"
		if strings.TrimSpace(t.Name) == "" && utf8.ValidString(t.Name) {
			message = "is empty"
		}
		return t, domain.InvalidField("name", message)
	}
	t.Name = clean
	return t, nil
}

// PutInto says whether a team may stand below another, of which path holds the team itself and all above
// it.
func (t Team) PutInto(path []domain.TeamID) error {
	for _, id := range path {
		if id == t.ID {
			return domain.InvalidField("parent_id", "is this team or one below it: that would make a circle")
		}
	}
	return nil
}
