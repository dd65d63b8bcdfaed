package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/storage/postgres"
)

// rosterColumns are those of a roster. Who has a personnel number needs no address.
var rosterColumns = columnRule{
	needed:  []string{"name", "team", "manager_email", "role"},
	allowed: []string{"email", "personnel_number", "locale", "started_on", "location"},
}

// roster brings employees and teams in. A role that is left empty is that of an employee for who is new,
// and stays for everybody else; a team or a manager that is left empty is none.
func (j *importJob) roster(ctx context.Context) (ImportResult, error) {
	has := postgres.RosterColumns{
		Email: j.file.has("email"), Personnel: j.file.has("personnel_number"), Locale: j.file.has("locale"),
		StartedOn: j.file.has("started_on"), Location: j.file.has("location"),
	}
	if !has.Email && !has.Personnel {
		j.file.fault(j.file.line, "email", "is missing")
		return ImportResult{}, errFileUnreadable
	}
	imports := j.tx.Imports
	nameless := false
	err := imports.CopyRoster(ctx, rows(j, func() *postgres.RosterLine {
		line := j.rosterLine()
		nameless = nameless || line == nil
		return line
	}))
	if err != nil {
		return ImportResult{}, err
	}
	if err := imports.CheckRoster(ctx, j.options.DeactivateMissing, j.options.Partial); err != nil {
		return ImportResult{}, err
	}
	nameless = nameless || j.file.skipped
	if nameless && j.options.DeactivateMissing {
		j.file.fault(1, "email", "is not read on every line, so nobody is deactivated: mend those lines first")
	}
	var r ImportResult
	if r.Faults, r.FaultsTotal, err = j.faults(ctx); err != nil {
		return r, err
	}
	counts, err := j.writeRoster(ctx, has, !nameless && j.options.DeactivateMissing)
	r.Created, r.Updated, r.Deactivated, r.Unchanged = counts.Created, counts.Updated, counts.Deactivated, counts.Unchanged
	if err == nil && j.options.DryRun {
		err = j.previewRoster(ctx, &r)
	}
	return r, err
}

// rosterLine reads the present line; nil where it does not say whom it is about.
func (j *importJob) rosterLine() *postgres.RosterLine {
	f := j.file
	l := &postgres.RosterLine{Line: f.line, ID: domain.NewEmployeeID()}
	l.Email = j.address("email")
	if number := f.cell("personnel_number"); number != "" {
		if fault := domain.TextFault(number, 1, maxPersonnelNumber); fault != "" {
			f.wrong("personnel_number", fault)
		} else {
			l.Personnel = &number
		}
	}
	if l.Email == nil && l.Personnel == nil {
		if !f.faulty {
			f.wrong("email", "is empty: an employee has an address, a personnel number, or both")
		}
		return nil
	}
	var ok bool
	if l.Name, ok = people.CleanName(f.cell("name")); !ok {
		f.wrong("name", "is empty, too long, or holds characters that cannot be kept")
	}
	l.Manager = j.address("manager_email")
	j.rosterPlace(l)
	l.Bad = f.faulty
	return l
}

// The longest personnel number and location, in characters.
const (
	maxPersonnelNumber = 100
	maxLocation        = 200
)

// rosterPlace reads where and as what somebody works.
func (j *importJob) rosterPlace(l *postgres.RosterLine) {
	f := j.file
	if team := f.cell("team"); team != "" {
		clean, ok := people.CleanName(team)
		if !ok {
			f.wrong("team", "is too long, or holds characters that cannot be kept")
		}
		l.Team = &clean
	}
	if text := f.cell("role"); text != "" {
		role, ok := domain.ParseRole(text)
		if !ok {
			f.wrong("role", "is none of employee, manager, owner, admin")
		}
		known := string(role)
		l.Role = &known
	}
	if locale := f.cell("locale"); locale != "" {
		if locale != "en" && locale != "ru" {
			f.wrong("locale", "is none of en, ru")
		}
		l.Locale = &locale
	}
	if text := f.cell("started_on"); text != "" {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			f.wrong("started_on", "is no date such as 2024-03-31")
		}
		l.StartedOn = &day
	}
	if location := f.cell("location"); location != "" {
		if fault := domain.TextFault(location, 1, maxLocation); fault != "" {
			f.wrong("location", fault)
		}
		l.Location = &location
	}
}

// address reads a cell with an address, nil where it is empty or none.
func (j *importJob) address(column string) *string {
	text := j.file.cell(column)
	if text == "" {
		return nil
	}
	email, ok := people.CleanEmail(text)
	if !ok {
		j.file.wrong(column, "is no e-mail address")
		return nil
	}
	return &email
}

// writeRoster writes what has no fault, and what follows from it: sessions end, lines of managers are
// drawn anew, and what waits for who has left, or for another line of managers, finds its approver anew.
func (j *importJob) writeRoster(ctx context.Context, has postgres.RosterColumns, deactivate bool) (postgres.RosterCounts, error) {
	imports := j.tx.Imports
	names, err := imports.NewTeams(ctx)
	if err != nil {
		return postgres.RosterCounts{}, err
	}
	for _, name := range names {
		team := people.Team{ID: domain.NewTeamID(), Name: name}
		j.tx.Teams.Insert(team, j.now)
		imports.TraceTeam(j.id, team.ID)
	}
	j.teams = names
	if err := j.tx.Flush(ctx); err != nil {
		return postgres.RosterCounts{}, err
	}
	had, err := imports.HasAdministrator(ctx)
	if err != nil {
		return postgres.RosterCounts{}, err
	}
	lost, err := imports.LosesAdministrator(ctx)
	if err != nil {
		return postgres.RosterCounts{}, err
	}
	counts, err := imports.ApplyRoster(ctx, has, j.now)
	if err != nil {
		return counts, err
	}
	if deactivate {
		if counts.Deactivated, err = imports.DeactivateMissing(ctx, j.actor.ID, j.now); err != nil {
			return counts, err
		}
	}
	stays, err := imports.HasAdministrator(ctx)
	if err == nil && had && !stays {
		j.file.fault(lost, "role", "would leave nobody to administrate: the roster needs an administrator")
		err = errFileUnreadable
	}
	if err != nil {
		return counts, err
	}
	if counts.Created+counts.Updated+counts.Deactivated == 0 {
		return counts, nil
	}
	if err := imports.AuditRoster(ctx, j.actor, j.id, deactivate, j.now); err != nil {
		return counts, err
	}
	if err := imports.TracePeople(ctx, j.id, deactivate); err != nil {
		return counts, err
	}
	if _, err := j.tx.People.RefreshAbove(ctx); err != nil {
		return counts, err
	}
	return counts, j.uc.reassignApprovals(ctx, j.tx, j.now)
}
