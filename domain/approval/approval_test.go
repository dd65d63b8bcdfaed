package approval_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/approval"
)

var (
	now     = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	today   = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	maria   = domain.NewEmployeeID()
	pavel   = domain.NewEmployeeID()
	boss    = domain.NewEmployeeID()
	owner   = domain.NewEmployeeID()
	nominee = domain.NewEmployeeID()
)

func manager(id domain.EmployeeID) approval.Candidate {
	return approval.Candidate{ID: id, Active: true, Decides: true}
}

func ownerOf(id domain.EmployeeID) approval.Candidate {
	return approval.Candidate{ID: id, Active: true, Decides: true, Owner: true}
}

func TestPassTo_whoMayGiveItToWhom(t *testing.T) {
	step := approval.Step{Approver: maria, Parts: []domain.EmployeeID{nominee}}
	moved := approval.Step{Approver: pavel, Passed: domain.Chain{maria}, Parts: []domain.EmployeeID{nominee}}
	forOwners := approval.Step{Approver: owner, ForOwners: true}
	for name, c := range map[string]struct {
		step  approval.Step
		to    approval.Candidate
		by    domain.EmployeeID
		owner bool
		code  string
	}{
		"the approver to a manager":          {step, manager(pavel), maria, false, ""},
		"an owner for the approver":          {step, manager(pavel), owner, true, ""},
		"an owner to themselves":             {step, ownerOf(owner), owner, true, ""},
		"somebody else":                      {step, manager(pavel), boss, false, "not_approver"},
		"who has a part":                     {step, manager(pavel), nominee, true, "own_nomination"},
		"to who has a part":                  {step, manager(nominee), maria, false, "delegate_has_part"},
		"to who decides on nothing":          {step, approval.Candidate{ID: pavel, Active: true}, maria, false, "delegate_not_allowed"},
		"to who has left":                    {step, approval.Candidate{ID: pavel, Decides: true}, maria, false, "delegate_not_allowed"},
		"to whom it waits for":               {step, manager(maria), maria, false, "delegate_not_allowed"},
		"taken back":                         {moved, manager(maria), maria, false, ""},
		"from whom it moved, to another":     {moved, manager(boss), maria, false, "not_approver"},
		"passed on":                          {moved, manager(boss), pavel, false, ""},
		"an owner's step to a manager":       {forOwners, manager(pavel), owner, true, "delegate_not_allowed"},
		"an owner's step to another of them": {forOwners, ownerOf(boss), owner, true, ""},
	} {
		if got := domain.CodeOf(c.step.PassTo(c.to, c.by, c.owner)); got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
}

func TestStays_onlyWhatHasMovedToWhoMayHaveIt(t *testing.T) {
	if (approval.Step{Approver: pavel}).Stays(manager(pavel)) {
		t.Error("what the rules chose is chosen anew")
	}
	moved := approval.Step{Approver: pavel, Passed: domain.Chain{maria}}
	if !moved.Stays(manager(pavel)) || moved.Stays(approval.Candidate{ID: pavel, Decides: true}) {
		t.Error("what has moved stays while the delegate is here")
	}
}

func TestNext_isAboveThePresentOneAndNeverOneWhoHadIt(t *testing.T) {
	managers, owners := []domain.EmployeeID{maria, boss}, []domain.EmployeeID{owner}
	for name, c := range map[string]struct {
		step approval.Step
		want domain.EmployeeID
		ok   bool
	}{
		"one up":                       {approval.Step{Approver: maria}, boss, true},
		"past who has a part":          {approval.Step{Approver: maria, Parts: []domain.EmployeeID{boss}}, owner, true},
		"past who had it":              {approval.Step{Approver: pavel, Passed: domain.Chain{maria}}, boss, true},
		"to an owner at the end":       {approval.Step{Approver: boss, Passed: domain.Chain{maria}}, owner, true},
		"nobody is left":               {approval.Step{Approver: owner, Passed: domain.Chain{maria, boss}}, domain.EmployeeID{}, false},
		"an owner's step has no other": {approval.Step{Approver: owner, ForOwners: true}, domain.EmployeeID{}, false},
	} {
		if got, ok := c.step.Next(managers, owners); got != c.want || ok != c.ok {
			t.Errorf("%s: %v %v", name, got, ok)
		}
	}
}

func TestDue_halfWayAReminderAtTheEndTheNext(t *testing.T) {
	at := func(hours int) *time.Time {
		moment := now.Add(time.Duration(hours) * time.Hour)
		return &moment
	}
	for name, c := range map[string]struct {
		patience approval.Patience
		hours    int
		reminded *time.Time
		want     approval.Due
	}{
		"fresh":                              {7, 83, nil, approval.Nothing},
		"half-way":                           {7, 84, nil, approval.Reminder},
		"reminded":                           {7, 100, at(84), approval.Nothing},
		"reminded when another had it":       {7, 84, at(-1), approval.Reminder},
		"the end":                            {7, 168, at(84), approval.Escalation},
		"the end without a reminder":         {7, 200, nil, approval.Escalation},
		"nobody was there, tried at the end": {7, 300, at(168), approval.Nothing},
		"tried again later":                  {7, 336, at(168), approval.Escalation},
		"for ever":                           {0, 100_000, nil, approval.Nothing},
	} {
		if got := c.patience.Due(now, c.reminded, *at(c.hours)); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Looked at every hour for months, with nobody to escalate to, an approver is disturbed once half-way
// and then once in each whole patience.
func TestDue_disturbsSeldom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := approval.Patience(rapid.IntRange(1, 30).Draw(t, "days"))
		var reminded *time.Time
		count, hours := 0, 24*120
		for h := range hours {
			at := now.Add(time.Duration(h) * time.Hour)
			if p.Due(now, reminded, at) != approval.Nothing {
				count++
				reminded = &at
			}
		}
		if most := 1 + hours/(24*int(p)); count > most || count < 1 {
			t.Fatalf("%d times in %d days of patience %d", count, hours/24, p)
		}
	})
}

func TestNewDelegation(t *testing.T) {
	day := func(n int) time.Time { return today.AddDate(0, 0, n) }
	for name, c := range map[string]struct {
		to           approval.Candidate
		starts, ends time.Time
		code         string
	}{
		"two weeks":       {manager(pavel), day(0), day(14), ""},
		"one day":         {manager(pavel), day(3), day(3), ""},
		"begun already":   {manager(pavel), day(-3), day(0), ""},
		"the wrong way":   {manager(pavel), day(3), day(2), "invalid_input"},
		"past":            {manager(pavel), day(-3), day(-1), "invalid_input"},
		"for ever":        {manager(pavel), day(0), day(367), "invalid_input"},
		"to oneself":      {manager(maria), day(0), day(1), "delegate_not_allowed"},
		"to an employee":  {approval.Candidate{ID: pavel, Active: true}, day(0), day(1), "delegate_not_allowed"},
		"to who has left": {approval.Candidate{ID: pavel, Decides: true}, day(0), day(1), "delegate_not_allowed"},
	} {
		if _, err := approval.NewDelegation(maria, c.to, c.starts, c.ends, today, now); domain.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
	d, err := approval.NewDelegation(maria, manager(pavel), day(1), day(3), today, now)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]bool{0: false, 1: true, 3: true, 4: false} {
		if d.IsOn(day(n)) != want {
			t.Errorf("on day %d: %v", n, !want)
		}
	}
	if d.Meets(approval.Delegation{StartsOn: day(4), EndsOn: day(9)}) || !d.Meets(approval.Delegation{StartsOn: day(3), EndsOn: day(9)}) {
		t.Error("both ends are included")
	}
}
