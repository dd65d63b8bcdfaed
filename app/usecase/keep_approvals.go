package usecase

import (
	"context"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
	"laurel/storage/postgres"
)

// KeepApprovals brings what waits to whom it should wait for now: to delegates, back from them, and
// from who has had it too long to the next one; and it lets panels score what is closed for nominations. It may run at any time and any number of times.
func (uc *UseCases) KeepApprovals(ctx context.Context) error {
	for _, keep := range []func(context.Context, *postgres.Tx, time.Time) error{uc.returnSteps, uc.handOver, uc.escalate, uc.openScoring} {
		now := uc.Now()
		if err := uc.db.InTx(ctx, func(tx *postgres.Tx) error { return keep(ctx, tx, now) }); err != nil {
			return err
		}
	}
	uc.wake()
	return nil
}

// handOver gives what waits for employees with a delegate to those.
func (uc *UseCases) handOver(ctx context.Context, tx *postgres.Tx, now time.Time) error {
	for {
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		steps, err := tx.Delegations.ToDelegates(ctx, uc.day(now), casesAtOnce)
		if err != nil || len(steps) == 0 {
			return err
		}
		for _, s := range steps {
			w, moved := s.Waiting, approval.Delegated
			w.Moved = &moved
			w.Passed = append(slices.Clone(w.Passed), s.Owner)
			w.Delegation = &s.By
			settle(tx, domain.Actor{}, domain.ApprovalDelegated, &w, s.To, now)
		}
	}
}

// returnSteps gives back what delegates still have when their time is over; where who delegated has
// left, the rules choose.
func (uc *UseCases) returnSteps(ctx context.Context, tx *postgres.Tx, now time.Time) error {
	for {
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		steps, err := tx.Delegations.ToReturn(ctx, uc.day(now), casesAtOnce)
		if err != nil || len(steps) == 0 {
			return err
		}
		owners := make([]domain.EmployeeID, len(steps))
		for i, s := range steps {
			owners[i] = s.Owner
		}
		candidates, err := tx.Approvals.Candidates(ctx, owners)
		if err != nil {
			return err
		}
		var left []postgres.WaitingCase
		for _, s := range steps {
			w := s.Waiting
			w.Passed = slices.DeleteFunc(slices.Clone(w.Passed), func(id domain.EmployeeID) bool { return id == s.Owner })
			w.Moved, w.Delegation = nil, nil
			if s.Step().MayHave(candidates[s.Owner]) != nil {
				s.Waiting = w
				left = append(left, s.WaitingCase)
				continue
			}
			settle(tx, domain.Actor{}, domain.ApprovalWaiting, &w, s.Owner, now)
		}
		if err := uc.chooseAnew(ctx, tx, left, now); err != nil {
			return err
		}
	}
}

// chooseAnew lets the rules choose who decides on some steps; where they find nobody, they stay.
func (uc *UseCases) chooseAnew(ctx context.Context, tx *postgres.Tx, cases []postgres.WaitingCase, now time.Time) error {
	if len(cases) == 0 {
		return nil
	}
	owners, err := tx.People.ActiveOwners(ctx)
	if err != nil {
		return err
	}
	lines, err := linesOf(ctx, tx, cases)
	if err != nil {
		return err
	}
	for _, c := range cases {
		next, err := lines.approver(c, owners)
		if domain.CodeOf(err) == "no_approver" {
			next, err = c.Approver, nil
		}
		if err != nil {
			return err
		}
		settle(tx, domain.Actor{}, domain.ApprovalWaiting, &c.Waiting, next, now)
	}
	return nil
}

// escalate reminds who has had something for half of the organisation's patience, and gives it to the
// next one at its end. Where there is nobody else, who has it is reminded again.
func (uc *UseCases) escalate(ctx context.Context, tx *postgres.Tx, now time.Time) error {
	if uc.patience <= 0 {
		return nil
	}
	owners, err := tx.People.ActiveOwners(ctx)
	if err != nil {
		return err
	}
	var after domain.ApprovalID
	for {
		cases, err := tx.Approvals.Overdue(ctx, now.Add(-uc.patience.Half()), after, casesAtOnce)
		if err != nil || len(cases) == 0 {
			return err
		}
		lines, err := linesOf(ctx, tx, cases)
		if err != nil {
			return err
		}
		for _, c := range cases {
			uc.escalateOne(tx, c, lines, owners, now)
		}
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		after = cases[len(cases)-1].ID
	}
}

func (uc *UseCases) escalateOne(tx *postgres.Tx, c postgres.WaitingCase, l lines, owners []domain.EmployeeID, now time.Time) {
	due := uc.patience.Due(c.Since(), c.RemindedAt, now)
	if due == approval.Nothing {
		return
	}
	if due == approval.Escalation {
		if next, ok := c.Step().Next(l.managers(c), owners); ok {
			moved := approval.Escalated
			c.Moved = &moved
			passTo(tx, domain.Actor{}, domain.ApprovalEscalated, &c.Waiting, next, now)
			return
		}
	}
	tx.Approvals.Remind(c.ID, now)
	tx.Events.Add(domain.NewEvent(domain.ApprovalReminded, c.Subject(), nil, now, map[string]any{"kind": c.Kind, "approver": c.Approver}))
}
