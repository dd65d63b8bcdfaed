package recognition

import (
	"encoding/json"
	"fmt"
	"slices"

	"laurel/domain"
)

// Circle is whom a program lets nominate, or be nominated: the people of some teams and of those below
// them, who have one of some roles. Where it names no teams, or no roles, all will do. It can be read
// from a column of JSON.
type Circle struct {
	Teams []domain.TeamID `json:"team_ids,omitempty"`
	Roles []domain.Role   `json:"roles,omitempty"`
}

// maxCircle bounds the teams that a circle names.
const maxCircle = 1000

// Place is what decides whether somebody is in a circle. Leads says that somebody reports to them:
// they are then a manager, whatever their role. Teams are their own and all above it.
type Place struct {
	Role  domain.Role
	Leads bool
	Teams []domain.TeamID
}

// IsEverybody says whether the circle leaves nobody out.
func (c Circle) IsEverybody() bool { return len(c.Teams) == 0 && len(c.Roles) == 0 }

// Has says whether somebody is in the circle.
func (c Circle) Has(who Place) bool {
	inTeam := len(c.Teams) == 0 || slices.ContainsFunc(who.Teams, func(id domain.TeamID) bool { return slices.Contains(c.Teams, id) })
	inRole := len(c.Roles) == 0 || slices.Contains(c.Roles, who.Role) || (who.Leads && slices.Contains(c.Roles, domain.RoleManager))
	return inTeam && inRole
}

func (c Circle) check(field string, add func(field, message string)) {
	if len(c.Teams) > maxCircle {
		add(field+".team_ids", "names too many teams")
	}
	for i, role := range c.Roles {
		if _, ok := domain.ParseRole(string(role)); !ok {
			add(fmt.Sprintf("%s.roles[%d]", field, i), "is no role")
		}
	}
}

func (c Circle) clone() Circle {
	return Circle{Teams: append([]domain.TeamID{}, c.Teams...), Roles: append([]domain.Role{}, c.Roles...)}
}

// Scan reads JSON.
func (c *Circle) Scan(source any) error {
	*c = Circle{}
	switch s := source.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(s), c)
	case []byte:
		return json.Unmarshal(s, c)
	}
	return fmt.Errorf("a circle cannot be read from %T", source)
}
