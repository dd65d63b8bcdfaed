package usecase

import (
	"context"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// desk is where one transaction decides: on the nominations and redemptions that it has locked, with
// the accounts that they touch. All of it is read in two round trips, however many things lie there.
// A verb at the desk that fails leaves nothing behind; writes are queued once nothing can fail.
type desk struct {
	uc    *UseCases
	tx    *postgres.Tx
	actor domain.Actor
	now   time.Time
	postgres.Decidables
	till  *till
	line  *line
	moves moves
	yes   []*postgres.LockedRedemption // redemptions that were approved at the desk
}

// line is who may be asked to decide: the active ones above the nominees, and the active owners.
type line struct {
	nominees       map[domain.EmployeeID]people.Employee
	active, owners []domain.EmployeeID
}

// openDesk locks what is to be decided on.
func (uc *UseCases) openDesk(ctx context.Context, tx *postgres.Tx, actor domain.Actor, nominations []domain.NominationID, redemptions []domain.RedemptionID) (*desk, error) {
	d := &desk{uc: uc, tx: tx, actor: actor, now: uc.Now()}
	var err error
	d.Decidables, err = tx.Approvals.Lock(ctx, actor, nominations, redemptions)
	return d, err
}

// nomination gives one that lies there; NotFound where the actor may not see it.
func (d *desk) nomination(id domain.NominationID) (*postgres.Decidable, error) {
	n := d.Nominations[id]
	if n == nil || !n.Visible {
		return nil, domain.NotFound()
	}
	return n, nil
}

// redemption gives one that lies there; NotFound where the actor may not see it.
func (d *desk) redemption(id domain.RedemptionID) (*postgres.LockedRedemption, error) {
	r := d.Redemptions[id]
	if r == nil || !r.Visible {
		return nil, domain.NotFound()
	}
	return r, nil
}

// prepare locks the accounts that may be booked on at the desk.
func (d *desk) prepare(ctx context.Context, accounts []points.Ref) error {
	if len(accounts) == 0 {
		return nil
	}
	var err error
	d.till, err = openTill(ctx, d.tx, accounts)
	return err
}

// accountsOf are the accounts that approving a nomination may touch, whatever points are chosen.
func accountsOf(n *postgres.Decidable) []points.Ref {
	accounts := pledgedAccounts(n)
	switch n.Program.Funding {
	case recognition.FromBudget:
		accounts = append(accounts, budgetOf(n.Nomination, n.Program))
	case recognition.FromAllowance:
	case recognition.FromNothing:
		fallthrough
	default:
		return nil
	}
	for _, m := range n.Nomination.Nominees {
		accounts = append(accounts, points.Of(points.Wallet, m.Employee))
	}
	return accounts
}

// pledgedAccounts are the accounts that declining a nomination may touch.
func pledgedAccounts(n *postgres.Decidable) []points.Ref {
	if n.Program.Funding != recognition.FromAllowance || n.Nomination.Nominator == nil {
		return nil
	}
	return []points.Ref{points.Of(points.Allowance, *n.Nomination.Nominator), points.Of(points.Held, *n.Nomination.Nominator)}
}

// book books transfers on the accounts that were prepared: all, or none with the reason.
func (d *desk) book(ctx context.Context, p recognition.Program, transfers []points.Transfer) error {
	return d.uc.bookOn(ctx, d.tx, d.till, d.now, p, transfers)
}

// settlementOf are the transfers that pay a nomination, with the points that it has now.
func (d *desk) settlementOf(n *postgres.Decidable) []points.Transfer {
	return append(returnsOf(n.Standing, d.now), awardsOf(n.Nomination, n.Program, d.now)...)
}

// mayDecide says whether the actor decides at the present step: the chosen approver, or any owner.
func (d *desk) mayDecide(n *postgres.Decidable) error {
	if n.Nomination.Gains(d.actor.ID) {
		return domain.Forbidden("own_nomination", "Nobody decides on a nomination that they have a part in.")
	}
	if err := n.Program.CheckSingle(); err != nil && d.actor.Is(domain.RoleOwner) {
		return err
	}
	if d.actor.Is(domain.RoleOwner) || (n.Waiting != nil && n.Waiting.Approver == d.actor.ID) {
		return nil
	}
	if n.Waiting == nil && n.Asked {
		return nil // nothing waits any more: not_pending, rather than forbidden
	}
	return domain.Forbidden("not_approver", "This nomination waits for somebody else.")
}

// approve says yes at the present step. By the last step the nomination is published and its points
// are issued; before it, it goes on to the next.
func (d *desk) approve(ctx context.Context, n *postgres.Decidable, yes recognition.Decision) error {
	if err := d.mayDecide(n); err != nil {
		return err
	}
	before := n.Nomination.Clone()
	if err := n.Nomination.Approve(yes, n.Program, d.actor.ID, d.now); err != nil {
		return err
	}
	next, err := d.follow(ctx, n)
	if err != nil {
		n.Nomination = before
		return err
	}
	d.end(n, "approved")
	if next != nil {
		d.wait(n, *next)
	} else {
		d.tx.Events.Add(d.uc.published(n.Nomination, d.actor, d.now))
	}
	d.record(n, "approve")
	return nil
}

// follow does what follows from a yes: it pays a nomination that is approved for good, or finds who
// decides at the next step (nil where there is none).
func (d *desk) follow(ctx context.Context, n *postgres.Decidable) (*postgres.Waiting, error) {
	if n.Nomination.Status == recognition.Approved {
		return nil, d.book(ctx, n.Program, d.settlementOf(n))
	}
	return d.nextStep(ctx, n)
}

// decline says no, with a reason for the nominator; a held allowance goes back.
func (d *desk) decline(ctx context.Context, n *postgres.Decidable, reason string) error {
	if err := d.mayDecide(n); err != nil {
		return err
	}
	before := n.Nomination.Clone()
	if err := n.Nomination.Decline(reason, d.actor.ID, d.now); err != nil {
		return err
	}
	if err := d.book(ctx, n.Program, returnsOf(n.Standing, d.now)); err != nil {
		n.Nomination = before
		return err
	}
	d.end(n, "declined")
	d.tx.Events.Add(domain.NewEvent(domain.NominationDeclined, n.Nomination.ID, d.actor.Ref(), d.now, nil))
	d.record(n, "decline")
	return nil
}

// end closes the step at which a nomination waits, where it waits.
func (d *desk) end(n *postgres.Decidable, status string) {
	d.tx.Approvals.End(&n.Nomination.ID, nil, status, d.actor.Ref(), d.now)
	n.Waiting, n.Asked = nil, n.Asked || status != "dropped"
}

// wait lets a nomination wait at a step.
func (d *desk) wait(n *postgres.Decidable, w postgres.Waiting) {
	d.tx.Approvals.Insert(w)
	d.tx.Events.Add(domain.NewEvent(domain.ApprovalWaiting, n.Nomination.ID, d.actor.Ref(), d.now, map[string]any{"kind": "nomination", "approver": w.Approver}))
	n.Waiting = &w
}

// record stores the state after a verb and writes the audit entry.
func (d *desk) record(n *postgres.Decidable, action string) {
	d.tx.Nominations.Update(n.Nomination, d.uc.countedOn(n.Nomination))
	d.tx.Audit.Add(d.actor, d.now, postgres.Entry{
		Action: action, SubjectKind: "nomination", Subject: domain.ID[any]{UUID: n.Nomination.ID.UUID},
		Data: map[string]any{"status": n.Nomination.Status, "points": n.Nomination.Points, "step": n.Nomination.Step},
	})
}

// nextStep finds who decides at the step that a nomination has come to. Who could be asked is read
// once for all nominations of the desk.
func (d *desk) nextStep(ctx context.Context, n *postgres.Decidable) (*postgres.Waiting, error) {
	if err := d.readLine(ctx); err != nil {
		return nil, err
	}
	nominees := make([]people.Employee, 0, len(n.Nomination.Nominees))
	for _, m := range n.Nomination.Nominees { // in the nominator's order: the first one's manager is the nearest
		if e, ok := d.line.nominees[m.Employee]; ok {
			nominees = append(nominees, e)
		}
	}
	managers := slices.DeleteFunc(people.NearestAboveAll(nominees), func(id domain.EmployeeID) bool { return !slices.Contains(d.line.active, id) })
	w, err := waitingStep(n.Nomination, n.Program.Approval.Steps()[n.Nomination.Step], managers, d.line.owners, d.now)
	return &w, err
}

// reopened is where a nomination waits after a decision was taken back: with whom it was before, where
// the one who decided had it, at its old place in the queue; else with whom the rules choose.
func (d *desk) reopened(ctx context.Context, n *postgres.Decidable) (*postgres.Waiting, error) {
	last, err := d.tx.Approvals.LastStep(ctx, domain.ID[any](n.Nomination.ID))
	if err != nil && domain.CodeOf(err) != "not_found" {
		return nil, err
	}
	if err == nil && last.Approver == d.actor.ID && last.Step == n.Nomination.Step {
		last.ID, last.AssignedAt = domain.NewApprovalIDAt(last.CreatedAt), &d.now
		return &last, nil
	}
	return d.nextStep(ctx, n)
}

func (d *desk) readLine(ctx context.Context) error {
	if d.line != nil {
		return nil
	}
	var ids []domain.EmployeeID
	for _, n := range d.Nominations {
		for _, m := range n.Nomination.Nominees {
			ids = append(ids, m.Employee)
		}
	}
	found := &line{nominees: make(map[domain.EmployeeID]people.Employee, len(ids))}
	var named []postgres.Named
	if err := d.tx.Read(ctx, d.tx.People.NamedQuery(&named, ids), d.tx.People.ActiveAboveQuery(&found.active, ids), d.tx.People.ActiveOwnersQuery(&found.owners)); err != nil {
		return err
	}
	for _, e := range named {
		found.nominees[e.ID] = e.Employee
	}
	d.line = found
	return nil
}

// waitingStep chooses who decides on a nomination at a step.
func waitingStep(n *recognition.Nomination, level recognition.Level, managers, owners []domain.EmployeeID, now time.Time) (postgres.Waiting, error) {
	approver, err := n.Approver(level, managers, owners)
	return postgres.Waiting{ID: domain.NewApprovalID(), Kind: "nomination", Nomination: &n.ID, Step: n.Step, Level: level, Approver: approver, CreatedAt: now}, err
}
