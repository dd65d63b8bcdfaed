package recognition_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"laurel/domain/recognition"
)

func TestEffect_isWhatANominationCanCost(t *testing.T) {
	base := recognition.Program{Funding: recognition.FromBudget, PointsMin: 10, PointsDefault: 50, PointsMax: 100, MaxNominees: 3, Shares: recognition.Each}
	for name, c := range map[string]struct {
		change func(*recognition.Program)
		want   recognition.Effect
	}{
		"each":    {func(*recognition.Program) {}, recognition.Effect{Min: 10, Usual: 50, Max: 300}},
		"split":   {func(p *recognition.Program) { p.Shares = recognition.Split }, recognition.Effect{Min: 10, Usual: 50, Max: 100}},
		"levels":  {func(p *recognition.Program) { p.Levels = recognition.Levels{50, 20, 80} }, recognition.Effect{Min: 20, Usual: 50, Max: 240}},
		"unpaid":  {func(p *recognition.Program) { p.Funding = recognition.FromNothing }, recognition.Effect{}},
		"no ends": {func(p *recognition.Program) { p.PointsMax = math.MaxInt64 / 2 }, recognition.Effect{Min: 10, Usual: 50, Max: math.MaxInt64}},
	} {
		p := base
		c.change(&p)
		if got := p.Effect(); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Whatever a program allows costs within its effect, and every nomination is either outside or counted.
func TestLook_agreesWithTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least := rapid.Int64Range(0, 50).Draw(t, "least")
		p := recognition.Program{
			Funding: recognition.FromBudget, Approval: recognition.ByManager, PointsMin: least, PointsDefault: least, PointsMax: least + rapid.Int64Range(0, 50).Draw(t, "span"),
			MaxNominees: rapid.IntRange(1, 5).Draw(t, "most nominees"), Shares: rapid.SampledFrom([]recognition.Shares{recognition.Each, recognition.Split}).Draw(t, "shares"),
			ApprovalFrom: rapid.Ptr(rapid.Int64Range(1, 200), true).Draw(t, "from"),
		}
		g := recognition.Given{Points: rapid.Int64Range(0, 120).Draw(t, "points"), Nominees: rapid.IntRange(1, 6).Draw(t, "nominees"), Nominations: rapid.Int64Range(1, 9).Draw(t, "times")}
		looked := p.Look([]recognition.Given{g})
		fits := p.CheckPoints(g.Points) == nil && g.Nominees <= p.MaxNominees
		if looked.Nominations != g.Nominations || (looked.Outside == 0) != fits || (!fits && (looked.Points != 0 || looked.NeedApproval != 0)) {
			t.Fatalf("%+v of %+v", looked, g)
		}
		if fits {
			each := looked.Points / g.Nominations
			if each > p.Effect().Max || each < p.Effect().Min {
				t.Fatalf("one costs %d, outside of %+v", each, p.Effect())
			}
			if needs := p.ApprovalFrom == nil || each >= *p.ApprovalFrom; needs != (looked.NeedApproval == g.Nominations) {
				t.Fatalf("%+v", looked)
			}
		}
	})
}
