package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/organisation"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// EffectBasis says what bounds what a program can cost in a period.
type EffectBasis string

// The bases of the worst case: nothing is paid, the budget ends, the allowances end, or the program's
// limits are reached before.
const (
	PaysNothing       EffectBasis = "none"
	BoundByBudget     EffectBasis = "budget"
	BoundByAllowances EffectBasis = "allowance"
	BoundByLimits     EffectBasis = "limits"
)

// effectDays is how far nominations are looked back on.
const effectDays = 90

// ProgramEffect is what a program would cost by rules that are not saved.
type ProgramEffect struct {
	One        recognition.Effect // of one nomination
	Most       int64              // in a period, in the worst case
	Period     points.Period
	Basis      EffectBasis
	Nominators int64 // active employees who may nominate
	Looked     recognition.Looked
	Cost       *organisation.PointCost
}

// ProgramEffect tells what rules would cost, and what they would have meant for the nominations of the
// last 90 days under the program that they are for; nil for a new one. Nothing is stored.
func (uc *UseCases) ProgramEffect(ctx context.Context, id *domain.ProgramID, p recognition.Program) (ProgramEffect, error) {
	var e ProgramEffect
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		if err := uc.checkProgram(ctx, tx, p); err != nil {
			return err
		}
		settings, err := tx.Organisation.Settings(ctx)
		if err != nil {
			return err
		}
		nominators, reports, err := tx.People.CountCircle(ctx, p.Nominators)
		if err != nil {
			return err
		}
		nominees, _, err := tx.People.CountCircle(ctx, p.Eligible)
		if err != nil {
			return err
		}
		allowances := recognition.Times(nominators, settings.Allowance) + recognition.Times(reports, settings.AllowancePerReport)
		e = worstCase(p, nominators, nominees, allowances, settings)
		if id == nil {
			return nil
		}
		if _, err := tx.Catalogue.Program(ctx, "", *id); err != nil {
			return err
		}
		given, err := tx.Nominations.GivenSince(ctx, *id, uc.Now().Add(-effectDays*24*time.Hour))
		e.Looked = p.Look(given)
		return err
	})
	return e, err
}

// worstCase is the most that a program can cost in a period of its source: until that ends, or the
// limits of nominators, nominees or pairs are reached by all of them.
func worstCase(p recognition.Program, nominators, nominees, allowances int64, s organisation.Settings) ProgramEffect {
	e := ProgramEffect{One: p.Effect(), Nominators: nominators, Cost: s.PointCost, Basis: PaysNothing, Period: points.Period(s.AllowancePeriod)}
	switch p.Funding {
	case recognition.FromBudget:
		e.Most, e.Period, e.Basis = *p.Budget, points.Period(*p.BudgetPeriod), BoundByBudget
	case recognition.FromAllowance:
		e.Most, e.Basis = allowances, BoundByAllowances
	case recognition.FromNothing:
		fallthrough
	default:
		return e
	}
	if p.LimitPeriod == nil {
		return e
	}
	times := points.Period(*p.LimitPeriod).Within(e.Period)
	for _, l := range []struct {
		most *int
		of   []int64
	}{
		{p.LimitGiver, []int64{nominators, e.One.Max}},
		{p.LimitNominee, []int64{nominees, p.MostEach()}},
		{p.LimitPair, []int64{nominators, nominees, p.MostEach()}},
	} {
		if l.most == nil {
			continue
		}
		if bound := recognition.Times(append(l.of, int64(*l.most), times)...); bound < e.Most {
			e.Most, e.Basis = bound, BoundByLimits
		}
	}
	return e
}
