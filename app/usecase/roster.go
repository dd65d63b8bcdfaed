package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/storage/postgres"
)

// Roster lists employees as an administrator sees them, also those who have left.
func (uc *UseCases) Roster(ctx context.Context, f people.RosterFilter, page domain.Page) (domain.Slice[people.RosterEntry], error) {
	return uc.db.People.Roster(ctx, f, uc.Now(), page)
}

// RosterEntry reads one employee as an administrator sees them.
func (uc *UseCases) RosterEntry(ctx context.Context, id domain.EmployeeID) (people.RosterEntry, error) {
	return uc.db.People.RosterEntry(ctx, id, uc.Now())
}

// AddEmployee adds somebody to the roster by hand; they sign in once they are invited. The result is a
// people.RosterEntry.
func (uc *UseCases) AddEmployee(ctx context.Context, actor domain.Actor, e people.Employee, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now, e := uc.Now(), e
		if e.Locale == "" {
			organisation, err := tx.Organisation.Get(ctx)
			if err != nil {
				return nil, err
			}
			e.Locale = organisation.Language
		}
		e, err := e.Checked()
		if err != nil {
			return nil, err
		}
		e.ID, e.Active = domain.NewEmployeeID(), true
		if err := tx.People.LockLines(ctx); err != nil {
			return nil, err
		}
		if err := checkPlace(ctx, tx, e, people.Employee{}); err != nil {
			return nil, err
		}
		tx.People.Insert(e, now)
		tx.Events.Add(domain.NewEvent(domain.EmployeeAdded, e.ID, actor.Ref(), now, nil))
		auditEmployee(tx, actor, now, "create_employee", e.ID, map[string]any{"role": e.Role})
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		if err := tx.People.RefreshAboveOf(ctx, e.ID); err != nil {
			return nil, err
		}
		return tx.People.RosterEntry(ctx, e.ID, now)
	})
}

// ChangeEmployee changes what is known of an employee, and deactivates or reactivates them. Who is
// deactivated is signed out everywhere; what waits for them, or for another line of managers, finds its
// approver anew. 409 `last_admin` where nobody would be left to run Laurel, `own_account` for one's own
// end.
func (uc *UseCases) ChangeEmployee(ctx context.Context, actor domain.Actor, id domain.EmployeeID, change func(*people.Employee)) (people.RosterEntry, error) {
	var entry people.RosterEntry
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		if err := tx.People.LockLines(ctx); err != nil {
			return err
		}
		before, err := tx.People.Lock(ctx, id)
		if err != nil {
			return err
		}
		after := before
		change(&after)
		if after, err = after.Checked(); err != nil {
			return err
		}
		if err := uc.mayChange(ctx, tx, actor, before, after); err != nil {
			return err
		}
		if err := uc.writeEmployee(ctx, tx, actor, before, after); err != nil {
			return err
		}
		entry, err = tx.People.RosterEntry(ctx, id, now)
		return err
	})
	if err == nil {
		uc.wake()
	}
	return entry, err
}

func (uc *UseCases) mayChange(ctx context.Context, tx *postgres.Tx, actor domain.Actor, before, after people.Employee) error {
	if err := checkPlace(ctx, tx, after, before); err != nil {
		return err
	}
	if before.Active && !after.Active && before.ID == actor.ID {
		return domain.Conflict("own_account", "Nobody deactivates themselves. Ask another administrator.")
	}
	others, err := tx.People.OtherAdmins(ctx, before.ID)
	if err != nil {
		return err
	}
	return people.KeepAdmin(before, after, others)
}

// checkPlace holds a new team and a new manager against those that are there.
func checkPlace(ctx context.Context, tx *postgres.Tx, after, before people.Employee) error {
	if after.Team != nil && !same(after.Team, before.Team) {
		if _, err := tx.Teams.ByID(ctx, *after.Team); err != nil {
			return orInvalid(err, "team_id", "is no team")
		}
	}
	if after.Manager != nil && !same(after.Manager, before.Manager) {
		manager, err := tx.People.ByID(ctx, *after.Manager)
		if err != nil {
			return orInvalid(err, "manager_id", "is no employee")
		}
		return after.PutBelow(manager)
	}
	return nil
}

// orInvalid makes a fault of input of a thing that an input names and that is not there.
func orInvalid(err error, field, message string) error {
	if domain.CodeOf(err) == "not_found" {
		return domain.InvalidField(field, message)
	}
	return err
}

// same says whether two values that may be missing are equal.
func same[T comparable](a, b *T) bool {
	return (a == nil && b == nil) || (a != nil && b != nil && *a == *b)
}

// writeEmployee stores what has changed, and what follows from it.
func (uc *UseCases) writeEmployee(ctx context.Context, tx *postgres.Tx, actor domain.Actor, before, after people.Employee) error {
	changed := employeeChanges(before, after)
	if len(changed) == 0 {
		return nil
	}
	now := uc.Now()
	tx.People.Update(after, now)
	action := "update_employee"
	switch {
	case before.Active && !after.Active:
		action = "deactivate_employee"
		tx.Sessions.EndAll(after.ID, now)
		tx.Invitations.EndAll(after.ID, now)
	case !before.Active && after.Active:
		action = "reactivate_employee"
	case !same(before.Email, after.Email):
		tx.Invitations.EndAll(after.ID, now) // they went to the address before
	}
	auditEmployee(tx, actor, now, action, after.ID, map[string]any{"changed": changed, "role": after.Role, "team": after.Team, "manager": after.Manager})
	tx.Events.Add(domain.NewEvent(domain.EmployeeChanged, after.ID, actor.Ref(), now, map[string]any{"active": after.Active, "changed": changed}))
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	if !same(before.Manager, after.Manager) {
		if err := tx.People.RefreshAboveOf(ctx, after.ID); err != nil {
			return err
		}
	}
	if same(before.Manager, after.Manager) && before.Active == after.Active && before.Role == after.Role {
		return nil
	}
	return uc.reassignApprovals(ctx, tx, now)
}

// employeeChanges names the fields that differ.
func employeeChanges(a, b people.Employee) []string {
	var changed []string
	for _, field := range []struct {
		name string
		same bool
	}{
		{"name", a.Name == b.Name},
		{"email", same(a.Email, b.Email)},
		{"personnel_number", same(a.Personnel, b.Personnel)},
		{"team", same(a.Team, b.Team)},
		{"manager", same(a.Manager, b.Manager)},
		{"role", a.Role == b.Role},
		{"locale", a.Locale == b.Locale},
		{"location", same(a.Location, b.Location)},
		{"started_on", (a.StartedOn == nil) == (b.StartedOn == nil) && (a.StartedOn == nil || a.StartedOn.Equal(*b.StartedOn))},
		{"active", a.Active == b.Active},
	} {
		if !field.same {
			changed = append(changed, field.name)
		}
	}
	return changed
}

func auditEmployee(tx *postgres.Tx, actor domain.Actor, at time.Time, action string, id domain.EmployeeID, data map[string]any) {
	tx.Audit.Add(actor, at, postgres.Entry{Action: action, SubjectKind: "employee", Subject: domain.ID[any](id), Data: data})
}
