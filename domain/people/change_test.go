package people_test

import (
	"errors"
	"strings"
	"testing"

	"laurel/domain"
	"laurel/domain/people"
)

func text(s string) *string { return &s }

func ok() people.Employee {
	return people.Employee{ID: domain.NewEmployeeID(), Name: "Ivan Ivanov", Email: text("ivan@demo.example"), Role: domain.RoleEmployee, Locale: "en", Active: true}
}

func TestChecked_namesEachFaultByItsField(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*people.Employee)
		field  string // "" where nothing is wrong
	}{
		"as it is":               {func(*people.Employee) {}, ""},
		"a personnel number":     {func(e *people.Employee) { e.Email, e.Personnel = nil, text("00417") }, ""},
		"no name":                {func(e *people.Employee) { e.Name = " " }, "body.name"},
		"a long name":            {func(e *people.Employee) { e.Name = strings.Repeat("ё", 201) }, "body.name"},
		"no address":             {func(e *people.Employee) { e.Email = text("ivan") }, "body.email"},
		"neither":                {func(e *people.Employee) { e.Email = text("  ") }, "body.email"},
		"a long number":          {func(e *people.Employee) { e.Personnel = text(strings.Repeat("1", 101)) }, "body.personnel_number"},
		"a location with a bell": {func(e *people.Employee) { e.Location = text("Hall\a 3") }, "body.location"},
		"an unknown role":        {func(e *people.Employee) { e.Role = "boss" }, "body.role"},
		"an unknown language":    {func(e *people.Employee) { e.Locale = "tlh" }, "body.locale"},
	} {
		t.Run(name, func(t *testing.T) {
			e := ok()
			c.change(&e)
			_, err := e.Checked()
			if c.field == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var fault *domain.Error
			if !errors.As(err, &fault) || len(fault.Fields) != 1 || fault.Fields[0].Location != c.field {
				t.Fatalf("%v, want a fault of %s", err, c.field)
			}
		})
	}
}

func TestChecked_cleansTexts(t *testing.T) {
	e := ok()
	e.Name, e.Email, e.Location = "  Ivan ", text(" Ivan@Demo.Example "), text("  ")
	e, err := e.Checked()
	if err != nil || e.Name != "Ivan" || *e.Email != "ivan@demo.example" || e.Location != nil {
		t.Fatalf("%+v, %v", e, err)
	}
}

func TestPutBelow_makesNoCircle(t *testing.T) {
	e, above, below, gone := ok(), ok(), ok(), ok()
	below.Above = domain.Chain{above.ID, e.ID}
	gone.Active = false
	for name, c := range map[string]struct {
		manager people.Employee
		fine    bool
	}{"another": {above, true}, "oneself": {e, false}, "who stands below": {below, false}, "who has left": {gone, false}} {
		if err := e.PutBelow(c.manager); (err == nil) != c.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeepAdmin_leavesOne(t *testing.T) {
	admin := ok()
	admin.Role = domain.RoleAdmin
	owner, gone := admin, admin
	owner.Role, gone.Active = domain.RoleOwner, false
	for name, c := range map[string]struct {
		before, after people.Employee
		others        int
		fine          bool
	}{
		"the last one's role":            {admin, owner, 0, false},
		"the last one's end":             {admin, gone, 0, false},
		"one of two":                     {admin, owner, 1, true},
		"another name":                   {admin, admin, 0, true},
		"one who was deactivated before": {gone, owner, 0, true},
		"who becomes one":                {owner, admin, 0, true},
	} {
		if err := people.KeepAdmin(c.before, c.after, c.others); (err == nil) != c.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPutInto_makesNoCircle(t *testing.T) {
	team := people.Team{ID: domain.NewTeamID()}
	if err := team.PutInto([]domain.TeamID{domain.NewTeamID()}); err != nil {
		t.Error(err)
	}
	if err := team.PutInto([]domain.TeamID{domain.NewTeamID(), team.ID}); err == nil {
		t.Error("a team stands below itself")
	}
}
