package recognition_test

import (
	"testing"

	"laurel/domain"
	"laurel/domain/recognition"
)

func TestCircle_has(t *testing.T) {
	root, leaf, other := domain.NewTeamID(), domain.NewTeamID(), domain.NewTeamID()
	employee := recognition.Place{Role: domain.RoleEmployee, Teams: []domain.TeamID{leaf, root}}
	lead := recognition.Place{Role: domain.RoleEmployee, Leads: true, Teams: []domain.TeamID{other}}
	owner := recognition.Place{Role: domain.RoleOwner}
	for _, c := range []struct {
		name   string
		circle recognition.Circle
		want   [3]bool // employee, lead, owner
	}{
		{"everybody", recognition.Circle{}, [3]bool{true, true, true}},
		{"a team", recognition.Circle{Teams: []domain.TeamID{leaf}}, [3]bool{true, false, false}},
		{"a team and those below it", recognition.Circle{Teams: []domain.TeamID{root}}, [3]bool{true, false, false}},
		{"one of two teams", recognition.Circle{Teams: []domain.TeamID{leaf, other}}, [3]bool{true, true, false}},
		{"who has reports is a manager", recognition.Circle{Roles: []domain.Role{domain.RoleManager}}, [3]bool{false, true, false}},
		{"whatever their role", recognition.Circle{Roles: []domain.Role{domain.RoleEmployee}}, [3]bool{true, true, false}},
		{"team and role", recognition.Circle{Teams: []domain.TeamID{other}, Roles: []domain.Role{domain.RoleEmployee}}, [3]bool{false, true, false}},
		{"roles", recognition.Circle{Roles: []domain.Role{domain.RoleOwner, domain.RoleManager}}, [3]bool{false, true, true}},
	} {
		if got := [3]bool{c.circle.Has(employee), c.circle.Has(lead), c.circle.Has(owner)}; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestProgram_stepsForPoints(t *testing.T) {
	from := int64(50)
	p := recognition.Program{Approval: recognition.ByManagerThenOwner, ApprovalFrom: &from}
	for points, want := range map[int64]int{0: 0, 49: 0, 50: 2, 500: 2} {
		if got := len(p.StepsFor(points)); got != want {
			t.Errorf("%d points: %d steps, want %d", points, got, want)
		}
	}
	p.ApprovalFrom = nil
	if got := len(p.StepsFor(0)); got != 2 {
		t.Errorf("without a threshold: %d steps", got)
	}
}

func TestProgram_sameRules(t *testing.T) {
	budget := int64(10)
	p := recognition.Program{Name: "Hero", PointsMax: 10, Levels: recognition.Levels{}, Active: true}
	same := p
	same.Name, same.Description, same.Guidance, same.Budget, same.Active, same.Version, same.Levels = "Heroes", "Of customers", "10: always", &budget, false, 7, nil
	same.Nominators = recognition.Circle{Teams: []domain.TeamID{}}
	if !p.SameRules(same) {
		t.Error("texts, budget and dates are no rules of a nomination")
	}
	other := p
	other.Nominators = recognition.Circle{Roles: []domain.Role{domain.RoleManager}}
	if p.SameRules(other) {
		t.Error("who may nominate is a rule")
	}
	other = p
	other.ApprovalFrom = &budget
	if p.SameRules(other) {
		t.Error("from how many points on somebody decides is a rule")
	}
}
