package usecase

import (
	"context"
	"fmt"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// Nominate puts colleagues forward. Without approval the nomination is published at once and its
// points are issued; else it waits for its first approver, and an allowance is held meanwhile.
// The result is a recognition.View.
func (uc *UseCases) Nominate(ctx context.Context, actor domain.Actor, draft recognition.Draft, o Once) (Answer, error) {
	return uc.onceLater(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		seen, err := uc.readForNomination(ctx, tx, actor, draft)
		if err != nil {
			return nil, err
		}
		n, err := uc.newNomination(ctx, tx, draft, seen, actor.ID, now)
		if err != nil {
			return nil, err
		}
		if err := uc.start(ctx, tx, n, seen, actor, now); err != nil {
			return nil, err
		}
		return seen.view(n, actor), nil
	})
}

// nominationContext is all that a nomination mentions, as read in one round trip.
type nominationContext struct {
	program    recognition.Program
	people     map[domain.EmployeeID]postgres.Named
	behaviours []recognition.Behaviour
	team       *people.Team
	till       *till // the accounts, where they were locked in the same round trip
}

func (uc *UseCases) readForNomination(ctx context.Context, tx *postgres.Tx, actor domain.Actor, d recognition.Draft) (nominationContext, error) {
	ids := append([]domain.EmployeeID{actor.ID}, d.Nominees...)
	ids = append(ids, d.Enablers...)
	if d.CustomerKind == recognition.CustomerEmployee && d.CustomerID != nil {
		ids = append(ids, domain.EmployeeID{UUID: d.CustomerID.UUID})
	}
	var programs []recognition.Program
	var named []postgres.Named
	var behaviours []recognition.Behaviour
	var teams []people.Team
	queries := []postgres.Query{
		tx.Catalogue.ProgramQuery(&programs, actor.Language, d.Program),
		tx.People.NamedQuery(&named, ids),
		tx.Catalogue.BehavioursQuery(&behaviours, actor.Language, d.Behaviours),
	}
	if d.CustomerKind == recognition.CustomerTeam && d.CustomerID != nil {
		queries = append(queries, tx.Teams.ByIDQuery(&teams, domain.TeamID{UUID: d.CustomerID.UUID}))
	}
	var accounts []points.Account
	refs := uc.likelyAccounts(actor, d)
	if len(refs) > 0 {
		queries = append(queries, tx.Ledger.LockQuery(&accounts, refs...))
	}
	if err := tx.Read(ctx, queries...); err != nil {
		return nominationContext{}, err
	}
	seen := nominationContext{people: make(map[domain.EmployeeID]postgres.Named, len(named)), behaviours: behaviours}
	for _, e := range named {
		seen.people[e.ID] = e
	}
	if len(teams) > 0 {
		seen.team = &teams[0]
	}
	if len(programs) == 0 {
		return seen, domain.Invalid("unknown_program", "There is no such program.", domain.FieldError{Location: "body.program_id", Message: "is no program"})
	}
	seen.program = programs[0]
	uc.paidAtOnce.Store(seen.program.ID, seen.program.Approval == recognition.NoApproval && seen.program.Funding == recognition.FromAllowance)
	if len(refs) > 0 {
		seen.till = tillOf(ctx, tx, points.NewBooks(accounts), refs)
	}
	return seen, seen.check(d)
}

// likelyAccounts are those that a nomination will book on, as far as one can tell before its program is
// read: from what the program was when it was last seen here. A wrong guess only costs a round trip.
func (uc *UseCases) likelyAccounts(actor domain.Actor, d recognition.Draft) []points.Ref {
	if guess, known := uc.paidAtOnce.Load(d.Program); !known || guess != true || (d.Points != nil && *d.Points == 0) {
		return nil
	}
	refs := []points.Ref{points.Of(points.Allowance, actor.ID)}
	for _, nominee := range d.Nominees {
		refs = append(refs, points.Of(points.Wallet, nominee))
	}
	return refs
}

// check says which of the things that the draft mentions are not there.
func (c nominationContext) check(d recognition.Draft) error {
	var faults []domain.FieldError
	missing := func(ids []domain.EmployeeID, field string) {
		for i, id := range ids {
			if e, ok := c.people[id]; !ok || !e.Active {
				faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.%s[%d]", field, i), Message: "is no active employee"})
			}
		}
	}
	missing(d.Nominees, "nominee_ids")
	missing(d.Enablers, "enabler_ids")
	for i, id := range d.Behaviours {
		if !slices.ContainsFunc(c.behaviours, func(b recognition.Behaviour) bool { return b.ID == id }) {
			faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.behaviour_ids[%d]", i), Message: "is no behaviour"})
		}
	}
	if d.CustomerID != nil {
		_, known := c.people[domain.EmployeeID{UUID: d.CustomerID.UUID}]
		if (d.CustomerKind == recognition.CustomerEmployee && !known) || (d.CustomerKind == recognition.CustomerTeam && c.team == nil) {
			faults = append(faults, domain.FieldError{Location: "body.customer.id", Message: "is no " + string(d.CustomerKind)})
		}
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The nomination mentions what is not there.", faults...)
	}
	return nil
}

func (uc *UseCases) newNomination(ctx context.Context, tx *postgres.Tx, d recognition.Draft, seen nominationContext, nominator domain.EmployeeID, now time.Time) (*recognition.Nomination, error) {
	n, err := recognition.New(d, seen.program, nominator, now)
	if err != nil {
		return nil, err
	}
	if !seen.program.IsOpen(now.In(uc.where)) {
		return nil, domain.Conflict("program_closed", "The program is not open.")
	}
	for _, m := range n.Nominees {
		if seen.people[m.Employee].ThankPrivately {
			n.KeepPrivate()
		}
	}
	return n, uc.checkLimits(ctx, tx, n, seen.program, now)
}

// checkLimits holds a nomination against the program's limits for a giver, a pair and a nominee.
func (uc *UseCases) checkLimits(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	if p.LimitPeriod == nil || (p.LimitGiver == nil && p.LimitPair == nil && p.LimitNominee == nil) {
		return nil
	}
	counted := *n.Nominator
	if p.LimitNominee != nil {
		counted = domain.EmployeeID{} // others' nominations count as well: one at a time under the program
	}
	if err := tx.Nominations.LockLimits(ctx, p.ID, counted); err != nil {
		return err
	}
	since, _ := points.Period(*p.LimitPeriod).Window(now, uc.where)
	nominees := make([]domain.EmployeeID, len(n.Nominees))
	for i, m := range n.Nominees {
		nominees[i] = m.Employee
	}
	ofGiver, ofPair, forNominee, err := tx.Nominations.CountSince(ctx, p.ID, *n.Nominator, nominees, since)
	if err != nil {
		return err
	}
	for _, l := range []struct {
		most *int
		have int
	}{{p.LimitGiver, ofGiver}, {p.LimitPair, ofPair}, {p.LimitNominee, forNominee}} {
		if l.most != nil && l.have >= *l.most {
			return domain.Conflict("limit_reached", "The program's limit for this period is reached.")
		}
	}
	return nil
}

// start publishes the nomination or lets it wait for its first approver.
func (uc *UseCases) start(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, seen nominationContext, actor domain.Actor, now time.Time) error {
	steps := seen.program.Approval.Steps()
	if len(steps) == 0 {
		n.Publish(now)
		if err := uc.award(ctx, tx, seen.till, n, seen.program, now); err != nil {
			return err
		}
		tx.Nominations.Insert(n, uc.countedOn(n))
		tx.Events.Add(uc.published(n, actor, now))
	} else {
		if err := uc.pledge(ctx, tx, n, seen.program, now); err != nil {
			return err
		}
		tx.Nominations.Insert(n, nil)
		if err := uc.waitFor(ctx, tx, n, steps[0], seen.lines(n), now); err != nil {
			return err
		}
		tx.Events.Add(domain.NewEvent(domain.NominationMade, n.ID, actor.Ref(), now, nil))
	}
	tx.Audit.Add(actor, now, postgres.Entry{
		Action: "nominate", SubjectKind: "nomination", Subject: domain.ID[any]{UUID: n.ID.UUID},
		Data: map[string]any{"points": n.Points, "status": n.Status},
	})
	return nil
}

// lines are the nominees with the managers above them.
func (c nominationContext) lines(n *recognition.Nomination) []people.Employee {
	list := make([]people.Employee, len(n.Nominees))
	for i, m := range n.Nominees {
		list[i] = c.people[m.Employee].Employee
	}
	return list
}

// view is the nomination with the names that were read for it, so that the answer needs no further
// round trip.
func (c nominationContext) view(n *recognition.Nomination, actor domain.Actor) recognition.View {
	nominator := c.people[*n.Nominator]
	v := recognition.View{
		ID: n.ID, ProgramID: &c.program.ID, ProgramName: &c.program.Name, Source: n.Source, Status: n.Status,
		NominatorID: n.Nominator, NominatorName: &nominator.Name, NominatorTeamID: nominator.Team, NominatorTeamName: nominator.TeamName,
		CustomerKind: n.CustomerKind, CustomerID: n.CustomerID, CustomerName: c.customerName(n), Story: n.Story, Impact: n.Impact,
		Points: n.Points, AsThanks: n.AsThanks, Visibility: n.Visibility, CreatedAt: n.CreatedAt, PublishedAt: n.PublishedAt,
	}
	for _, m := range n.Nominees {
		e := c.people[m.Employee]
		v.Nominees = append(v.Nominees, recognition.Person{ID: e.ID, Name: e.Name, TeamID: e.Team, TeamName: e.TeamName})
	}
	for _, id := range n.Behaviours {
		i := slices.IndexFunc(c.behaviours, func(b recognition.Behaviour) bool { return b.ID == id })
		v.Behaviours = append(v.Behaviours, recognition.Coded{ID: id, Code: c.behaviours[i].Code, Name: c.behaviours[i].Name})
	}
	for _, id := range n.Enablers {
		v.Enablers = append(v.Enablers, recognition.Named{ID: domain.ID[any](id), Name: c.people[id].Name})
	}
	return v
}

func (c nominationContext) customerName(n *recognition.Nomination) *string {
	switch n.CustomerKind {
	case recognition.CustomerEmployee:
		e := c.people[domain.EmployeeID{UUID: n.CustomerID.UUID}]
		return &e.Name
	case recognition.CustomerTeam:
		return &c.team.Name
	case recognition.CustomerExternal:
	}
	return n.CustomerName
}

// countedOn is the day on which a recognition counts on boards, nil where it does not.
func (uc *UseCases) countedOn(n *recognition.Nomination) *time.Time {
	if !n.IsCounted() {
		return nil
	}
	day := uc.day(*n.PublishedAt)
	return &day
}

// published is the event by which everything that reacts hears of a recognition.
func (uc *UseCases) published(n *recognition.Nomination, actor domain.Actor, now time.Time) domain.Event {
	return domain.NewEvent(domain.RecognitionPublished, n.ID, actor.Ref(), now, uc.boardData(n))
}

// boardFacts are the data of an event that moves boards, as leaderboard.ChangeOf reads them.
type boardFacts struct {
	Board *leaderboard.Recognition `json:"board,omitempty"`
}

// boardData tells the boards what a recognition counts for, as it stands now; nothing where it is on
// no board.
func (uc *UseCases) boardData(n *recognition.Nomination) boardFacts {
	if !n.IsCounted() {
		return boardFacts{}
	}
	facts := leaderboard.Recognition{Day: leaderboard.DayOf(*n.PublishedAt, uc.where), Nominator: n.Nominator, Behaviours: n.Behaviours}
	for _, m := range n.Nominees {
		facts.Nominees = append(facts.Nominees, leaderboard.Nominee{Employee: m.Employee, Points: m.Points + m.Boosted})
	}
	return boardFacts{Board: &facts}
}
