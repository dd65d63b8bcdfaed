// Package people has the organisation's employees and teams, and the rules of who stands above whom.
package people

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"laurel/domain"
)

// Employee is a person in the organisation. Employees are never deleted, but deactivated or erased.
type Employee struct {
	ID        domain.EmployeeID  `db:"id"`
	Email     *string            `db:"email"`
	Personnel *string            `db:"personnel_number"`
	Name      string             `db:"name"`
	Team      *domain.TeamID     `db:"team_id"`
	Manager   *domain.EmployeeID `db:"manager_id"`
	Above     domain.Chain       `db:"above"` // managers from the nearest up
	Role      domain.Role        `db:"role"`
	Locale    string             `db:"locale"`
	Location  *string            `db:"location"`
	StartedOn *time.Time         `db:"started_on"`
	Active    bool               `db:"active"`
	Hidden    bool               `db:"hidden_from_boards"`
}

// Team is a group of employees; Path holds the team itself and all teams above it.
type Team struct {
	ID     domain.TeamID      `db:"id"`
	Name   string             `db:"name"`
	Parent *domain.TeamID     `db:"parent_id"`
	Lead   *domain.EmployeeID `db:"lead_id"`
}

// Listing is an employee as the directory shows it: with the names of team and manager.
type Listing struct {
	ID          domain.EmployeeID  `db:"id"`
	Name        string             `db:"name"`
	Email       *string            `db:"email"`
	Role        domain.Role        `db:"role"`
	Locale      string             `db:"locale"`
	Active      bool               `db:"active"`
	TeamID      *domain.TeamID     `db:"team_id"`
	TeamName    *string            `db:"team_name"`
	ManagerID   *domain.EmployeeID `db:"manager_id"`
	ManagerName *string            `db:"manager_name"`
	Reports     int                `db:"reports"`
}

// TeamListing is a team as the directory shows it.
type TeamListing struct {
	ID         domain.TeamID      `db:"id"`
	Name       string             `db:"name"`
	ParentID   *domain.TeamID     `db:"parent_id"`
	ParentName *string            `db:"parent_name"`
	LeadID     *domain.EmployeeID `db:"lead_id"`
	LeadName   *string            `db:"lead_name"`
	Members    int                `db:"members"`
}

// IsAbove says whether the manager stands anywhere above the employee.
func (e Employee) IsAbove(manager domain.EmployeeID) bool {
	for _, id := range e.Above {
		if id == manager {
			return true
		}
	}
	return false
}

// NearestAboveAll gives the managers that stand above every one of the employees, the nearest to the
// first employee first.
func NearestAboveAll(employees []Employee) []domain.EmployeeID {
	if len(employees) == 0 {
		return nil
	}
	var common []domain.EmployeeID
	for _, candidate := range employees[0].Above {
		aboveAll := true
		for _, other := range employees[1:] {
			if !other.IsAbove(candidate) {
				aboveAll = false
				break
			}
		}
		if aboveAll {
			common = append(common, candidate)
		}
	}
	return common
}

// The longest name that is kept, in characters.
const maxName = 200

// CleanName gives a name without space around it; ok is false where it is empty, too long or holds
// control characters.
func CleanName(text string) (name string, ok bool) {
	name = strings.TrimSpace(text)
	if name == "" || utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) {
		return "", false
	}
	for _, r := range name {
		if unicode.IsControl(r) {
			return "", false
		}
	}
	return name, true
}

// CleanEmail gives an address in lower case; ok is false where it is none (RFC 5322, a bare address
// with a domain, at most 254 characters).
func CleanEmail(text string) (email string, ok bool) {
	email = strings.ToLower(strings.TrimSpace(text))
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > 254 || strings.ContainsAny(email, " \t\r\n\"") {
		return "", false
	}
	at := strings.LastIndexByte(email, '@')
	return email, at > 0 && at < len(email)-1
}
