package recognition_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/recognition"
)

var (
	now       = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	nominator = domain.NewEmployeeID()
	nominee   = domain.NewEmployeeID()
	manager   = domain.NewEmployeeID()
	owner     = domain.NewEmployeeID()
	behaviour = domain.NewBehaviourID()
)

func hero() recognition.Program {
	return recognition.Program{
		ID: domain.NewProgramID(), Funding: recognition.FromBudget, Approval: recognition.ByManager,
		PointsMin: 10, PointsMax: 100, PointsDefault: 50, MaxNominees: 3, Shares: recognition.Each, Active: true,
	}
}

func draft() recognition.Draft {
	return recognition.Draft{
		Nominees: []domain.EmployeeID{nominee}, Behaviours: []domain.BehaviourID{behaviour},
		CustomerKind: recognition.CustomerExternal, CustomerName: "Orchard Foods", Story: "Moved the whole order.",
	}
}

func TestNew_refusesWhatIsNotComplete(t *testing.T) {
	customer := domain.ID[any](nominee)
	for name, c := range map[string]struct {
		change   func(*recognition.Draft)
		code     string
		location string
	}{
		"oneself":              {func(d *recognition.Draft) { d.Nominees = []domain.EmployeeID{nominator} }, "self_nomination", "body.nominee_ids"},
		"oneself among others": {func(d *recognition.Draft) { d.Nominees = []domain.EmployeeID{nominee, nominator} }, "self_nomination", "body.nominee_ids"},
		"nobody":               {func(d *recognition.Draft) { d.Nominees = nil }, "invalid_input", "body.nominee_ids"},
		"somebody twice":       {func(d *recognition.Draft) { d.Nominees = []domain.EmployeeID{nominee, nominee} }, "invalid_input", "body.nominee_ids"},
		"too many": {func(d *recognition.Draft) {
			d.Nominees = []domain.EmployeeID{domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID(), domain.NewEmployeeID()}
		}, "invalid_input", "body.nominee_ids"},
		"no behaviour": {func(d *recognition.Draft) { d.Behaviours = nil }, "invalid_input", "body.behaviour_ids"},
		"four behaviours": {func(d *recognition.Draft) {
			d.Behaviours = []domain.BehaviourID{domain.NewBehaviourID(), domain.NewBehaviourID(), domain.NewBehaviourID(), domain.NewBehaviourID()}
		}, "invalid_input", "body.behaviour_ids"},
		"no customer":             {func(d *recognition.Draft) { d.CustomerKind = "" }, "invalid_input", "body.customer"},
		"customer without name":   {func(d *recognition.Draft) { d.CustomerName = " " }, "invalid_input", "body.customer.name"},
		"nominee as the customer": {func(d *recognition.Draft) { d.CustomerKind, d.CustomerID = recognition.CustomerEmployee, &customer }, "invalid_input", "body.customer.id"},
		"no story":                {func(d *recognition.Draft) { d.Story = "\n " }, "invalid_input", "body.story"},
		"a story too long":        {func(d *recognition.Draft) { d.Story = strings.Repeat("я", recognition.MaxStory+1) }, "invalid_input", "body.story"},
		"a NUL":                   {func(d *recognition.Draft) { d.Story = "a\x00b" }, "invalid_input", "body.story"},
		"broken UTF-8":            {func(d *recognition.Draft) { d.Impact = "\xff" }, "invalid_input", "body.impact"},
		"nominee as enabler":      {func(d *recognition.Draft) { d.Enablers = []domain.EmployeeID{nominee} }, "invalid_input", "body.enabler_ids"},
		"nominator as enabler":    {func(d *recognition.Draft) { d.Enablers = []domain.EmployeeID{nominator} }, "invalid_input", "body.enabler_ids"},
		"unknown visibility":      {func(d *recognition.Draft) { d.Visibility = "secret" }, "invalid_input", "body.visibility"},
		"too few points":          {func(d *recognition.Draft) { n := int64(9); d.Points = &n }, "points_out_of_range", "body.points"},
		"too many points":         {func(d *recognition.Draft) { n := int64(101); d.Points = &n }, "points_out_of_range", "body.points"},
	} {
		t.Run(name, func(t *testing.T) {
			d := draft()
			c.change(&d)
			_, err := recognition.New(d, hero(), nominator, now)
			var known *domain.Error
			if !errors.As(err, &known) || known.Code != c.code {
				t.Fatalf("got %v, want %s", err, c.code)
			}
			if !slices.ContainsFunc(known.Fields, func(f domain.FieldError) bool { return f.Location == c.location }) {
				t.Errorf("faults %v do not name %s", known.Fields, c.location)
			}
		})
	}
}

func TestNew_keepsTextsAsTyped(t *testing.T) {
	d := draft()
	d.Story = "<b>Olga</b> סייעה 👏\nвторая строка"
	n, err := recognition.New(d, hero(), nominator, now)
	if err != nil {
		t.Fatal(err)
	}
	if n.Story != d.Story || n.Points != 50 || n.Status != recognition.Pending || n.Visibility != recognition.Public {
		t.Errorf("got %+v", n)
	}
}

func TestNew_simpleProgramNeedsOnlyWhoAndWhat(t *testing.T) {
	thanks := hero()
	thanks.Simple, thanks.PointsMin, thanks.PointsDefault, thanks.Approval = true, 0, 0, recognition.NoApproval
	n, err := recognition.New(recognition.Draft{Nominees: []domain.EmployeeID{nominee}, Story: "Thank you"}, thanks, nominator, now)
	if err != nil {
		t.Fatal(err)
	}
	if n.CustomerKind != recognition.CustomerEmployee || n.CustomerID.UUID != nominator.UUID {
		t.Errorf("the customer is %v %v, not the nominator", n.CustomerKind, n.CustomerID)
	}
}

func TestPointsFor_splitLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := hero()
		p.Shares = recognition.Split
		points, n := rapid.Int64Range(0, 1_000_000).Draw(t, "points"), rapid.IntRange(1, 100).Draw(t, "n")
		parts := p.PointsFor(points, n)
		var sum int64
		for _, part := range parts {
			sum += part
			if part < points/int64(n) || part > points/int64(n)+1 {
				t.Fatalf("a part of %d among %d for %d", part, points, n)
			}
		}
		if sum != points {
			t.Fatalf("%d became %d", points, sum)
		}
	})
}

func pending(t *testing.T, p recognition.Program) *recognition.Nomination {
	t.Helper()
	n, err := recognition.New(draft(), p, nominator, now)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestApprove_nobodyDecidesOnWhatTheyHaveAPartIn(t *testing.T) {
	enabler := domain.NewEmployeeID()
	for name, id := range map[string]domain.EmployeeID{"nominator": nominator, "nominee": nominee, "enabler": enabler} {
		n := pending(t, hero())
		n.Enablers = []domain.EmployeeID{enabler}
		if err := n.Approve(recognition.Decision{}, hero(), id, now); domain.CodeOf(err) != "own_nomination" {
			t.Errorf("%s approves: %v", name, err)
		}
		if err := n.Decline("no", id, now); domain.CodeOf(err) != "own_nomination" {
			t.Errorf("%s declines: %v", name, err)
		}
	}
}

func TestApprove_passesEveryStepAndThenPublishes(t *testing.T) {
	p := hero()
	p.Approval = recognition.ByManagerThenOwner
	n := pending(t, p)
	other := int64(30)
	if err := n.Approve(recognition.Decision{Points: &other}, p, manager, now); err != nil {
		t.Fatal(err)
	}
	if n.Status != recognition.Pending || n.Step != 1 || n.PublishedAt != nil {
		t.Fatalf("after the first step: %+v", n)
	}
	if err := n.Approve(recognition.Decision{Comment: "good"}, p, owner, now); err != nil {
		t.Fatal(err)
	}
	if n.Status != recognition.Approved || n.PublishedAt == nil || n.Points != 30 || n.TotalPoints() != 30 {
		t.Fatalf("after the last step: %+v", n)
	}
	if err := n.Approve(recognition.Decision{}, p, owner, now); domain.CodeOf(err) != "not_pending" {
		t.Errorf("approved twice: %v", err)
	}
	if err := n.Decline("late", owner, now); domain.CodeOf(err) != "not_pending" {
		t.Errorf("declined after: %v", err)
	}
}

func TestApprove_asThanksHasNoPoints(t *testing.T) {
	n := pending(t, hero())
	if err := n.Approve(recognition.Decision{AsThanks: true}, hero(), manager, now); err != nil {
		t.Fatal(err)
	}
	if n.TotalPoints() != 0 || !n.AsThanks || n.Status != recognition.Approved {
		t.Errorf("got %+v", n)
	}
}

func TestUndo_isForTheDeciderWithinTenMinutes(t *testing.T) {
	decide := func(t *testing.T) *recognition.Nomination {
		t.Helper()
		n := pending(t, hero())
		other := int64(20)
		if err := n.Approve(recognition.Decision{Points: &other, Comment: "c"}, hero(), manager, now); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if err := decide(t).Undo(hero(), owner, now); domain.CodeOf(err) != "not_decider" {
		t.Errorf("another undoes: %v", err)
	}
	if err := decide(t).Undo(hero(), manager, now.Add(recognition.UndoWindow+time.Microsecond)); domain.CodeOf(err) != "too_late" {
		t.Errorf("after ten minutes: %v", err)
	}
	n := decide(t)
	if err := n.Undo(hero(), manager, now.Add(recognition.UndoWindow)); err != nil {
		t.Fatal(err)
	}
	if n.Status != recognition.Pending || n.Points != 50 || n.PublishedAt != nil || n.Step != 0 || n.Comment != "" {
		t.Errorf("after undo: %+v", n)
	}
	declined := pending(t, hero())
	if err := errors.Join(declined.Decline("no", manager, now), declined.Undo(hero(), manager, now)); err != nil || declined.Status != recognition.Pending {
		t.Errorf("a decline is taken back: %v, %s", err, declined.Status)
	}
}

func TestWithdraw_isForTheNominatorWhileItWaits(t *testing.T) {
	n := pending(t, hero())
	if err := n.Withdraw(recognition.Program{}, manager, now); domain.CodeOf(err) != "not_nominator" {
		t.Errorf("another withdraws: %v", err)
	}
	if err := n.Withdraw(recognition.Program{}, nominator, now); err != nil {
		t.Fatal(err)
	}
	if err := n.Withdraw(recognition.Program{}, nominator, now); domain.CodeOf(err) != "not_pending" {
		t.Errorf("twice: %v", err)
	}
}

func TestApprover_isTheNearestWhoHasNoPart(t *testing.T) {
	up := domain.NewEmployeeID()
	enabler := domain.NewEmployeeID()
	for name, c := range map[string]struct {
		level            recognition.Level
		managers, owners []domain.EmployeeID
		want             domain.EmployeeID
	}{
		"the manager":                         {recognition.ManagerStep, []domain.EmployeeID{manager, up}, []domain.EmployeeID{owner}, manager},
		"one up where the manager nominates":  {recognition.ManagerStep, []domain.EmployeeID{nominator, up}, []domain.EmployeeID{owner}, up},
		"one up where the manager is enabler": {recognition.ManagerStep, []domain.EmployeeID{enabler, up}, []domain.EmployeeID{owner}, up},
		"an owner where nobody is above":      {recognition.ManagerStep, nil, []domain.EmployeeID{nominator, owner}, owner},
		"an owner at the owner's step":        {recognition.OwnerStep, []domain.EmployeeID{manager}, []domain.EmployeeID{nominee, owner}, owner},
	} {
		n := pending(t, hero())
		n.Enablers = []domain.EmployeeID{enabler}
		got, err := n.Approver(c.level, c.managers, c.owners)
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	n := pending(t, hero())
	if _, err := n.Approver(recognition.ManagerStep, []domain.EmployeeID{nominator}, []domain.EmployeeID{nominee}); domain.CodeOf(err) != "no_approver" {
		t.Errorf("nobody: %v", err)
	}
}

// Whatever verbs come in whatever order, points are final only in a published nomination, and the
// states keep to their order.
func TestNomination_staysInItsStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := hero()
		p.Approval = rapid.SampledFrom([]recognition.Approval{recognition.ByManager, recognition.ByManagerThenOwner, recognition.ByOwner}).Draw(t, "approval")
		n, err := recognition.New(draft(), p, nominator, now)
		if err != nil {
			t.Fatal(err)
		}
		at := now
		for range rapid.IntRange(1, 20).Draw(t, "verbs") {
			at = at.Add(time.Duration(rapid.IntRange(0, 11).Draw(t, "minutes")) * time.Minute)
			by := rapid.SampledFrom([]domain.EmployeeID{nominator, nominee, manager, owner}).Draw(t, "by")
			was := n.Status
			switch rapid.SampledFrom([]string{"approve", "decline", "withdraw", "undo", "revoke"}).Draw(t, "verb") {
			case "approve":
				_ = n.Approve(recognition.Decision{}, p, by, at)
			case "decline":
				_ = n.Decline("no", by, at)
			case "withdraw":
				_ = n.Withdraw(p, by, now)
			case "undo":
				_ = n.Undo(p, by, at)
			case "revoke":
				_ = n.Revoke("wrong", by, at)
			}
			if (n.Status == recognition.Approved || n.Status == recognition.Revoked) != (n.PublishedAt != nil) {
				t.Fatalf("%s with published_at %v", n.Status, n.PublishedAt)
			}
			if was == recognition.Withdrawn && n.Status != was || was == recognition.Revoked && n.Status != was {
				t.Fatalf("%s became %s", was, n.Status)
			}
			if n.Step < 0 || n.Step > len(p.Approval.Steps()) {
				t.Fatalf("step %d", n.Step)
			}
			if n.DecidedBy != nil && n.Gains(*n.DecidedBy) && n.Status != recognition.Revoked {
				t.Fatal("decided by somebody who has a part")
			}
		}
	})
}
