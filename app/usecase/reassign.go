package usecase

import (
	"context"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
	"laurel/domain/people"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// casesAtOnce is how many waiting steps are looked at together.
const casesAtOnce = 500

// reassignApprovals chooses anew who decides on what waits, after people have left or stand under other
// managers. A step for which nobody can be found stays where it is, and so does one that was delegated
// or escalated to somebody who may still decide on it.
func (uc *UseCases) reassignApprovals(ctx context.Context, tx *postgres.Tx, now time.Time) error {
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	owners, err := tx.People.ActiveOwners(ctx)
	if err != nil {
		return err
	}
	var after domain.ApprovalID
	for {
		cases, err := tx.Approvals.Cases(ctx, after, casesAtOnce)
		if err != nil || len(cases) == 0 {
			return err
		}
		lines, err := linesOf(ctx, tx, cases)
		if err != nil {
			return err
		}
		for _, c := range cases {
			next, err := lines.approver(c, owners)
			if domain.CodeOf(err) == "no_approver" || next == c.Approver || c.Step().Stays(lines.movedTo[c.Approver]) {
				continue
			}
			if err != nil {
				return err
			}
			reassign(tx, c, next, now)
		}
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		after = cases[len(cases)-1].ID
	}
}

// reassign gives a step to who is chosen anew; what it went through before is over.
func reassign(tx *postgres.Tx, c postgres.WaitingCase, next domain.EmployeeID, now time.Time) {
	w := c.Waiting
	w.Passed, w.Moved, w.Delegation = nil, nil, nil
	settle(tx, domain.Actor{}, domain.ApprovalWaiting, &w, next, now)
}

// lines are people with the managers above them, and which of those managers are there.
type lines struct {
	people  map[domain.EmployeeID]people.Employee
	active  map[domain.EmployeeID]bool
	movedTo map[domain.EmployeeID]approval.Candidate // who has what was delegated or escalated
}

func linesOf(ctx context.Context, tx *postgres.Tx, cases []postgres.WaitingCase) (lines, error) {
	var subjects, movedTo []domain.EmployeeID
	for _, c := range cases {
		subjects = append(subjects, c.Subjects...)
		if len(c.Passed) > 0 {
			movedTo = append(movedTo, c.Approver)
		}
	}
	var named []postgres.Named
	if err := tx.Read(ctx, tx.People.NamedQuery(&named, subjects)); err != nil {
		return lines{}, err
	}
	l := lines{people: map[domain.EmployeeID]people.Employee{}, active: map[domain.EmployeeID]bool{}}
	var managers []domain.EmployeeID
	for _, e := range named {
		l.people[e.ID] = e.Employee
		managers = append(managers, e.Above...)
	}
	active, err := tx.People.KeepActive(ctx, managers)
	if err != nil {
		return l, err
	}
	for _, id := range active {
		l.active[id] = true
	}
	if len(movedTo) > 0 {
		l.movedTo, err = tx.Approvals.Candidates(ctx, movedTo)
	}
	return l, err
}

// managers are the active ones above all whom a case is about, the nearest first.
func (l lines) managers(c postgres.WaitingCase) []domain.EmployeeID {
	subjects := make([]people.Employee, len(c.Subjects))
	for i, id := range c.Subjects {
		subjects[i] = l.people[id]
	}
	return slices.DeleteFunc(people.NearestAboveAll(subjects), func(id domain.EmployeeID) bool { return !l.active[id] })
}

// approver is who decides on a case, by the rules of the domain.
func (l lines) approver(c postgres.WaitingCase, owners []domain.EmployeeID) (domain.EmployeeID, error) {
	managers := l.managers(c)
	if c.Redemption != nil {
		d := reward.Redemption{Employee: c.Subjects[0]}
		wanted := reward.Manager
		if c.Level == recognition.OwnerStep {
			wanted = reward.Owner
		}
		return d.Approver(wanted, managers, owners)
	}
	n := recognition.Nomination{Nominator: c.Nominator, Enablers: c.Enablers}
	for _, id := range c.Subjects {
		n.Nominees = append(n.Nominees, recognition.Nominee{Employee: id})
	}
	return n.Approver(c.Level, managers, owners)
}
