package usecase

import (
	"context"
	"fmt"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// allowancePeriod is how often allowances are filled.
const allowancePeriod = points.Month

// award issues a recognition's points: from the program's budget, from what was held of the
// nominator's allowance, or from the allowance itself, to the wallet of each nominee. The keys name
// the nomination, the nominee and the round (a decision that is taken back begins another), so that
// nothing is issued twice.
func (uc *UseCases) award(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	total := n.TotalPoints()
	if total == 0 || p.Funding == recognition.FromNothing {
		return nil
	}
	source := uc.sourceOf(n, p)
	var transfers []points.Transfer
	for _, m := range n.Nominees {
		if m.Points == 0 {
			continue
		}
		transfers = append(transfers, points.Transfer{
			ID: domain.NewTransferID(), Key: fmt.Sprintf("award:%s:%s:%d", n.ID, m.Employee, n.Round), Kind: points.KindAward,
			From: source, To: points.Of(points.Wallet, m.Employee), Points: m.Points,
			Nomination: &n.ID, Program: n.Program, EffectiveAt: now,
		})
	}
	return uc.book(ctx, tx, now, p, transfers)
}

func (uc *UseCases) sourceOf(n *recognition.Nomination, p recognition.Program) points.Ref {
	switch {
	case p.Funding == recognition.FromBudget:
		return points.Of(points.Budget, p.ID)
	case len(p.Approval.Steps()) > 0:
		return points.Of(points.Held, *n.Nominator)
	default:
		return points.Of(points.Allowance, *n.Nominator)
	}
}

// pledge holds the nominator's allowance while the nomination waits. A budget is not held.
func (uc *UseCases) pledge(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	if p.Funding != recognition.FromAllowance || n.TotalPoints() == 0 {
		return nil
	}
	return uc.book(ctx, tx, now, p, []points.Transfer{{
		ID: domain.NewTransferID(), Key: fmt.Sprintf("pledge:%s:%d", n.ID, n.Round), Kind: points.KindPledge,
		From: points.Of(points.Allowance, *n.Nominator), To: points.Of(points.Held, *n.Nominator), Points: n.TotalPoints(),
		Nomination: &n.ID, Program: n.Program, EffectiveAt: now,
	}})
}

// returnPledge gives a held allowance back, all of it.
func (uc *UseCases) returnPledge(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	if p.Funding != recognition.FromAllowance {
		return nil
	}
	return uc.reverse(ctx, tx, n.ID, points.KindPledge, points.KindPledgeReturned, "", p, now)
}

// reverse books the opposite of the nomination's standing transfers of one kind.
func (uc *UseCases) reverse(ctx context.Context, tx *postgres.Tx, id domain.NominationID, kind, as points.TransferKind, reason string, p recognition.Program, now time.Time) error {
	standing, err := tx.Ledger.OfNomination(ctx, id)
	if err != nil {
		return err
	}
	var transfers []points.Transfer
	for _, t := range standing {
		if t.Kind == kind {
			transfers = append(transfers, t.Reverse(as, "reverse:"+t.ID.String(), reason, now))
		}
	}
	return uc.book(ctx, tx, now, p, transfers)
}

// book locks the accounts of the transfers, renews allowances and budgets that are of an older
// period, applies the transfers and queues them.
func (uc *UseCases) book(ctx context.Context, tx *postgres.Tx, now time.Time, p recognition.Program, transfers []points.Transfer) error {
	if len(transfers) == 0 {
		return nil
	}
	books, err := tx.Ledger.Lock(ctx, points.Touched(transfers...)...)
	if err != nil {
		return err
	}
	var all []points.Transfer
	for _, ref := range points.Touched(transfers...) {
		renewals, err := uc.renewals(ctx, tx, books.Account(ref), p, now)
		if err != nil {
			return err
		}
		all = append(all, renewals...)
	}
	all = append(all, transfers...)
	for _, t := range all {
		if err := books.Apply(t); err != nil {
			return err
		}
	}
	tx.Ledger.Post(now, all...)
	return nil
}

func (uc *UseCases) renewals(ctx context.Context, tx *postgres.Tx, a points.Account, p recognition.Program, now time.Time) ([]points.Transfer, error) {
	switch a.Kind {
	case points.Allowance:
		if from, _ := allowancePeriod.Window(now, uc.where); a.PeriodStart != nil && a.PeriodStart.Format(time.DateOnly) >= from.Format(time.DateOnly) {
			return nil, nil
		}
		organisation, err := tx.Organisation.Get(ctx)
		if err != nil {
			return nil, err
		}
		return points.Renew(a, organisation.Allowance, allowancePeriod, now, uc.where), nil
	case points.Budget:
		if p.Budget == nil || p.BudgetPeriod == nil {
			return nil, nil
		}
		return points.Renew(a, *p.Budget, points.Period(*p.BudgetPeriod), now, uc.where), nil
	default:
		return nil, nil
	}
}
