package domain

// Role is what an employee may do beyond being one (API.md, Access). Who has reports is a manager
// whatever the role says.
type Role string

// The roles.
const (
	RoleEmployee Role = "employee"
	RoleManager  Role = "manager"
	RoleOwner    Role = "owner"
	RoleAdmin    Role = "admin"
)

// ParseRole reads a role; ok is false where the text is none.
func ParseRole(text string) (role Role, ok bool) {
	switch r := Role(text); r {
	case RoleEmployee, RoleManager, RoleOwner, RoleAdmin:
		return r, true
	}
	return "", false
}

// Actor is the employee on whose behalf a call is made, as read from the database at the start of
// that call.
type Actor struct {
	ID   EmployeeID
	Role Role
	// HasReports says whether active employees have the actor as their manager.
	HasReports bool
	Team       *TeamID
	Session    SessionID // of a browser or a program; zero for the command line
	Shared     bool      // the session is that of a device that many use
	Language   string    // of this call: "en" or "ru"
	Address    string    // the caller's network address, for the audit log
	Request    string    // the request id, for the audit log
}

// Is says whether the actor has one of the roles. Whoever has reports is a manager too.
func (a Actor) Is(roles ...Role) bool {
	for _, role := range roles {
		if a.Role == role || (role == RoleManager && a.HasReports) {
			return true
		}
	}
	return false
}

// System says whether no employee but the product itself acts: the command line, a periodic job.
func (a Actor) System() bool { return a.ID.IsZero() }

// Ref gives the actor's id for a record of who did something, nil for the product itself.
func (a Actor) Ref() *EmployeeID {
	if a.System() {
		return nil
	}
	id := a.ID
	return &id
}
