package usecase

import (
	"testing"

	"laurel/domain/organisation"
	"laurel/domain/points"
	"laurel/domain/recognition"
)

func TestWorstCase_takesTheNarrowestBound(t *testing.T) {
	budget, quarter, month, one, two := int64(10_000), "quarter", "month", 1, 2
	base := recognition.Program{
		Funding: recognition.FromBudget, Budget: &budget, BudgetPeriod: &quarter, PointsMin: 10, PointsDefault: 50, PointsMax: 100, MaxNominees: 2, Shares: recognition.Each,
	}
	settings := organisation.Settings{Allowance: 100, AllowancePeriod: "month"}
	for name, c := range map[string]struct {
		change func(*recognition.Program)
		most   int64
		period points.Period
		basis  EffectBasis
	}{
		"the budget":               {func(*recognition.Program) {}, 10_000, points.Quarter, BoundByBudget},
		"all allowances":           {func(p *recognition.Program) { p.Funding = recognition.FromAllowance }, 1000, points.Month, BoundByAllowances},
		"nothing":                  {func(p *recognition.Program) { p.Funding = recognition.FromNothing }, 0, points.Month, PaysNothing},
		"a limit that is wider":    {func(p *recognition.Program) { p.LimitGiver, p.LimitPeriod = &two, &month }, 10_000, points.Quarter, BoundByBudget},
		"a limit of nominators":    {func(p *recognition.Program) { p.LimitGiver, p.LimitPeriod = &one, &month }, 6000, points.Quarter, BoundByLimits},
		"a limit of nominees":      {func(p *recognition.Program) { p.LimitNominee, p.LimitPeriod = &one, &quarter }, 500, points.Quarter, BoundByLimits},
		"a limit of pairs":         {func(p *recognition.Program) { p.LimitPair, p.LimitPeriod = &one, &quarter }, 5000, points.Quarter, BoundByLimits},
		"the narrowest of several": {func(p *recognition.Program) { p.LimitPair, p.LimitNominee, p.LimitPeriod = &one, &one, &quarter }, 500, points.Quarter, BoundByLimits},
	} {
		p := base
		c.change(&p)
		if got := worstCase(p, 10, 5, 1000, settings); got.Most != c.most || got.Period != c.period || got.Basis != c.basis {
			t.Errorf("%s: %d a %s by %s, want %d a %s by %s", name, got.Most, got.Period, got.Basis, c.most, c.period, c.basis)
		}
	}
}
