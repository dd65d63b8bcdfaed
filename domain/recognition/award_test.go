package recognition_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/recognition"
)

func day(text string) *time.Time {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return &at
}

func awardProgram() recognition.Program {
	budget, period := int64(1000), "year"
	p := hero()
	p.Name, p.Approval, p.PointsMin, p.PointsMax, p.PointsDefault, p.MaxNominees = "Employee of the year", recognition.ByOwner, 300, 300, 300, 1
	p.Budget, p.BudgetPeriod, p.From, p.To = &budget, &period, day("2026-11-01"), day("2026-11-30")
	p.Award = &recognition.Award{
		Winners: 1, Panel: []domain.EmployeeID{manager},
		Criteria: []recognition.Criterion{{Name: "Customer", Weight: 3}, {Name: "Lasting", Weight: 1}},
	}
	return p
}

func TestCheck_awardNeedsItsRules(t *testing.T) {
	if err := awardProgram().Check(); err != nil {
		t.Fatal(err)
	}
	for location, change := range map[string]func(*recognition.Program){
		"body.from":                     func(p *recognition.Program) { p.From = nil },
		"body.to":                       func(p *recognition.Program) { p.To = nil },
		"body.approval":                 func(p *recognition.Program) { p.Approval = recognition.ByManager },
		"body.funding":                  func(p *recognition.Program) { p.Funding = recognition.FromAllowance },
		"body.points":                   func(p *recognition.Program) { p.PointsMin = 10 },
		"body.max_nominees":             func(p *recognition.Program) { p.MaxNominees = 2 },
		"body.simple":                   func(p *recognition.Program) { p.Simple = true },
		"body.award.winners":            func(p *recognition.Program) { p.Award.Winners = 0 },
		"body.award.panel_ids":          func(p *recognition.Program) { p.Award.Panel = nil },
		"body.award.criteria":           func(p *recognition.Program) { p.Award.Criteria = nil },
		"body.award.criteria[0].name":   func(p *recognition.Program) { p.Award.Criteria[0].Name = " " },
		"body.award.criteria[1].weight": func(p *recognition.Program) { p.Award.Criteria[1].Weight = 6 },
	} {
		p := awardProgram()
		change(&p)
		var refused *domain.Error
		if err := p.Check(); !errors.As(err, &refused) || len(refused.Fields) != 1 || refused.Fields[0].Location != location {
			t.Errorf("%s: %v", location, err)
		}
	}
}

func TestAwardStageOn_followsTheDays(t *testing.T) {
	p := awardProgram()
	for date, want := range map[string]recognition.AwardStage{
		"2026-10-31": recognition.AwardUpcoming, "2026-11-01": recognition.AwardOpen, "2026-11-30": recognition.AwardOpen, "2026-12-01": recognition.AwardScoring,
	} {
		if got := p.AwardStageOn(*day(date)); got != want {
			t.Errorf("on %s %s, want %s", date, got, want)
		}
	}
}

func TestCheckAwardChange_keepsWhatIsScored(t *testing.T) {
	rounds := map[string]recognition.AwardRound{"new": {}, "scored": {Scored: true}, "decided": {Scored: true, DecidedAt: &now}}
	for name, c := range map[string]struct {
		change func(*recognition.Program)
		codes  map[string]string
	}{
		"texts":     {func(p *recognition.Program) { p.Description = "Another" }, nil},
		"the panel": {func(p *recognition.Program) { p.Award.Panel = []domain.EmployeeID{owner} }, map[string]string{"decided": "award_decided"}},
		"the window": {func(p *recognition.Program) { p.To = day("2026-12-31") }, map[string]string{
			"scored": "award_scoring", "decided": "award_decided",
		}},
		"criteria": {func(p *recognition.Program) { p.Award.Criteria = p.Award.Criteria[:1] }, map[string]string{
			"scored": "award_scoring", "decided": "award_decided",
		}},
		"no award any more": {func(p *recognition.Program) { p.Award = nil }, map[string]string{
			"new": "invalid_input", "scored": "invalid_input", "decided": "invalid_input",
		}},
	} {
		for stage, round := range rounds {
			before, after := awardProgram(), awardProgram()
			after.ID = before.ID
			c.change(&after)
			if got := domain.CodeOf(after.CheckAwardChange(before, round)); got != c.codes[stage] {
				t.Errorf("%s, %s: %q, want %q", name, stage, got, c.codes[stage])
			}
		}
	}
}

func TestCheckPanel_nobodyOnItGains(t *testing.T) {
	award := recognition.Award{Panel: []domain.EmployeeID{manager}}
	for want, n := range map[string]recognition.Nomination{
		"":                    {Nominator: &nominator, Nominees: []recognition.Nominee{{Employee: nominee}}},
		"nominator":           {Nominator: &manager, Nominees: []recognition.Nominee{{Employee: nominee}}},
		"body.nominee_ids[0]": {Nominator: &nominator, Nominees: []recognition.Nominee{{Employee: manager}}},
		"body.enabler_ids[1]": {Nominator: &nominator, Enablers: []domain.EmployeeID{owner, manager}},
	} {
		err := award.CheckPanel(&n)
		var refused *domain.Error
		switch {
		case want == "":
			if err != nil {
				t.Error(err)
			}
		case !errors.As(err, &refused) || refused.Code != "on_panel":
			t.Errorf("%s: %v", want, err)
		case want != "nominator" && refused.Fields[0].Location != want:
			t.Errorf("%s: %v", want, refused.Fields)
		}
	}
}

func TestConclude_makesWinnersAndThanks(t *testing.T) {
	for _, won := range []bool{true, false} {
		p := awardProgram()
		n := pending(t, p)
		if err := n.Conclude(p, won, owner, now); err != nil {
			t.Fatal(err)
		}
		points := int64(0)
		if won {
			points = 300
		}
		if n.Status != recognition.Approved || n.AsThanks == won || n.TotalPoints() != points || n.PublishedAt == nil || *n.DecidedBy != owner {
			t.Errorf("won %v: %+v", won, n)
		}
		if err := n.Conclude(p, true, owner, now); domain.CodeOf(err) != "not_pending" {
			t.Errorf("again: %v", err)
		}
		if err := n.Undo(p, owner, now); domain.CodeOf(err) != "decided_by_panel" {
			t.Errorf("undo: %v", err)
		}
	}
}

func TestWithdraw_notOnceItIsScored(t *testing.T) {
	n := pending(t, awardProgram())
	if err := n.Withdraw(awardProgram(), nominator, *day("2026-12-01")); domain.CodeOf(err) != "award_scoring" {
		t.Errorf("after the window: %v", err)
	}
	if err := n.Withdraw(awardProgram(), nominator, *day("2026-11-30")); err != nil {
		t.Error(err)
	}
}

// contest is an award with nominations that some have scored.
type contest struct {
	award       recognition.Award
	contestants []recognition.Contestant
	scores      []recognition.Scored
}

func drawContest(t *rapid.T) contest {
	c := contest{award: recognition.Award{Winners: rapid.IntRange(1, 5).Draw(t, "winners")}}
	for range rapid.IntRange(1, 4).Draw(t, "members") {
		c.award.Panel = append(c.award.Panel, domain.NewEmployeeID())
	}
	for range rapid.IntRange(1, 3).Draw(t, "criteria") {
		c.award.Criteria = append(c.award.Criteria, recognition.Criterion{Name: "C", Weight: rapid.IntRange(1, recognition.MaxWeight).Draw(t, "weight")})
	}
	people := make([]domain.EmployeeID, rapid.IntRange(1, 6).Draw(t, "people"))
	for i := range people {
		people[i] = domain.NewEmployeeID()
	}
	for range rapid.IntRange(0, 8).Draw(t, "nominations") {
		one := recognition.Contestant{Nomination: domain.NewNominationID(), Nominee: rapid.SampledFrom(people).Draw(t, "nominee")}
		c.contestants = append(c.contestants, one)
		for _, member := range c.award.Panel {
			s := recognition.Scored{Nomination: one.Nomination, Member: member}
			for range c.award.Criteria {
				s.Marks = append(s.Marks, rapid.IntRange(1, 2).Draw(t, "mark")) // few values: many ties
			}
			c.scores = append(c.scores, s)
		}
	}
	return c
}

func (c contest) rank() []recognition.AwardStanding {
	return c.award.Rank(c.contestants, c.scores, c.award.Panel)
}

func TestRank_saysNothingByTheOrderOfItsInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawContest(t)
		want := c.rank()
		c.contestants = rapid.Permutation(c.contestants).Draw(t, "nominations in another order")
		c.scores = rapid.Permutation(c.scores).Draw(t, "scores in another order")
		if got := c.rank(); !slices.Equal(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

func TestRank_onlyTheRatioOfWeightsCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawContest(t)
		want, by := c.rank(), rapid.IntRange(2, 7).Draw(t, "times")
		for i := range c.award.Criteria {
			c.award.Criteria[i].Weight *= by
		}
		for i, got := range c.rank() {
			if got.Nomination != want[i].Nomination || got.Rank != want[i].Rank || got.Chance != want[i].Chance || got.Mean != want[i].Mean {
				t.Fatalf("%+v, want %+v", got, want[i])
			}
		}
	})
}

func TestRank_neverMoreThanTheWinners_andTiesAreSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawContest(t)
		ranking := c.rank()
		chances, nominees := map[recognition.Chance][]recognition.AwardStanding{}, map[domain.EmployeeID]bool{}
		for _, s := range ranking {
			chances[s.Chance] = append(chances[s.Chance], s)
			if s.Chance == recognition.IsBehind {
				if !nominees[s.Nominee] {
					t.Fatal("is behind nobody")
				}
				continue
			}
			if nominees[s.Nominee] {
				t.Fatal("a nominee could win twice")
			}
			nominees[s.Nominee] = true
		}
		wins, tied := len(chances[recognition.Wins]), len(chances[recognition.Tied])
		left := c.award.Winners - wins
		switch {
		case left < 0:
			t.Fatalf("%d win of %d", wins, c.award.Winners)
		case tied > 0 && (left == 0 || tied <= left):
			t.Fatalf("%d are tied for %d places", tied, left)
		case tied == 0 && wins < min(c.award.Winners, len(nominees)):
			t.Fatalf("%d win, of %d nominees", wins, len(nominees))
		}
		for _, s := range chances[recognition.Tied] {
			if s.Total != chances[recognition.Tied][0].Total {
				t.Fatal("the tied are not equal")
			}
		}
		for _, lost := range chances[recognition.Loses] {
			for _, better := range append(chances[recognition.Wins], chances[recognition.Tied]...) {
				if better.Total <= lost.Total {
					t.Fatalf("%+v loses against %+v", lost, better)
				}
			}
		}
	})
}

// Whatever winners an owner names: taken are only those that the ranking gives, as many as there are places.
func TestCheckWinners_takesOnlyWhatTheRankingGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawContest(t)
		ranking := c.rank()
		named := map[domain.NominationID]bool{}
		for _, s := range ranking {
			if rapid.Bool().Draw(t, "named") || s.Chance == recognition.Wins && rapid.IntRange(0, 9).Draw(t, "forgotten") > 0 {
				named[s.Nomination] = true
			}
		}
		reason := rapid.SampledFrom([]string{"", "The longer service."}).Draw(t, "reason")
		sure, tied, chosen, lost := 0, 0, 0, 0
		for _, s := range ranking {
			switch {
			case s.Chance == recognition.Wins && named[s.Nomination]:
				sure++
			case s.Chance == recognition.Wins:
				lost++
			case s.Chance == recognition.Tied:
				tied++
				if named[s.Nomination] {
					chosen++
				}
			case named[s.Nomination]:
				lost++
			}
		}
		right := lost == 0 && (tied == 0 || sure+chosen == c.award.Winners)
		want := "not_winners"
		if right && tied > 0 && reason == "" {
			want = "reason_needed"
		} else if right {
			want = ""
		}
		if got := domain.CodeOf(c.award.CheckWinners(ranking, slices.Collect(maps.Keys(named)), reason)); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

func TestFinished_onlyWhoHasScoredAllCounts(t *testing.T) {
	one, two := domain.NewNominationID(), domain.NewNominationID()
	award := awardProgram().Award
	contestants := []recognition.Contestant{{Nomination: one, Nominee: nominee}, {Nomination: two, Nominee: nominator}}
	scores := []recognition.Scored{
		{Nomination: one, Member: manager, Marks: recognition.Marks{5, 5}},
		{Nomination: two, Member: manager, Marks: recognition.Marks{1, 1}},
		{Nomination: one, Member: owner, Marks: recognition.Marks{1, 1}},
		{Nomination: two, Member: owner, Marks: recognition.Marks{5, 0}},
	}
	counted := award.WhoFinished([]domain.EmployeeID{manager, owner}, contestants, scores)
	if !slices.Equal(counted, []domain.EmployeeID{manager}) {
		t.Fatalf("counted are %v", counted)
	}
	ranking := award.Rank(contestants, scores, counted)
	if ranking[0].Nomination != one || ranking[0].Mean != 5 || ranking[1].Mean != 1 {
		t.Errorf("ranked %+v", ranking)
	}
	if all := award.WhoFinished([]domain.EmployeeID{owner}, nil, nil); len(all) != 1 {
		t.Error("without nominations there is nothing to score")
	}
}
