package recognition_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/recognition"
)

// TestChain_whateverPeopleDo names and declines at random, in a house in which everybody may try
// everything.
func TestChain_whateverPeopleDo(t *testing.T) {
	house := make([]domain.EmployeeID, 12)
	for i := range house {
		house[i] = domain.NewEmployeeID()
	}
	nominator, nominees := house[0], house[1:3]
	n := &recognition.Nomination{Status: recognition.Approved, Visibility: recognition.Public, Nominator: &nominator}
	for _, id := range nominees {
		n.Nominees = append(n.Nominees, recognition.Nominee{Employee: id})
	}
	rapid.Check(t, func(t *rapid.T) {
		var chain recognition.Chain
		refused := map[recognition.Refusal]bool{}
		for step := range rapid.IntRange(1, 80).Draw(t, "steps") {
			by, who := rapid.SampledFrom(house).Draw(t, "by"), rapid.SampledFrom(house).Draw(t, "who")
			at := now.Add(time.Duration(step) * time.Second)
			if rapid.IntRange(0, 3).Draw(t, "decline") == 0 {
				stood := chain.Has(by)
				changed, err := n.StayOut(by, chain, at)
				if (err == nil) != stood {
					t.Fatalf("stood %t, and leaving gives %v", stood, err)
				}
				if err == nil {
					refusal := recognition.Refusal{Employee: by, NamedBy: *changed[0].NamedBy}
					refused[refusal] = true
					chain = chain.With(changed...)
					chain.Refusals = append(chain.Refusals, refusal)
				}
			} else if link, err := n.Name(by, who, chain, at); err == nil {
				switch {
				case by == who:
					chain.Refusals = slices.DeleteFunc(chain.Refusals, func(r recognition.Refusal) bool { return r.Employee == who && r.NamedBy == *link.NamedBy })
					delete(refused, recognition.Refusal{Employee: who, NamedBy: *link.NamedBy})
				case !n.IsNominee(by) && !chain.Has(by):
					t.Fatalf("named by one who is not recognised and not named")
				case refused[recognition.Refusal{Employee: who, NamedBy: by}]:
					t.Fatalf("named again by the same after declining")
				}
				chain = chain.With(link)
			}
			check(t, n, chain, nominator)
		}
	})
}

func check(t *rapid.T, n *recognition.Nomination, chain recognition.Chain, nominator domain.EmployeeID) {
	standing := chain.Standing()
	if len(standing) > recognition.MaxEnablers {
		t.Fatalf("%d stand in the chain", len(standing))
	}
	seen := map[domain.EmployeeID]bool{}
	for _, l := range standing {
		if seen[l.Employee] || l.Employee == nominator || n.IsNominee(l.Employee) {
			t.Fatalf("%v stands in the chain twice, or is the nominator or a nominee", l.Employee)
		}
		seen[l.Employee] = true
		if l.NamedBy == nil || *l.NamedBy == l.Employee || (!n.IsNominee(*l.NamedBy) && !chain.Has(*l.NamedBy)) {
			t.Fatalf("%v stands behind nobody who is there", l.Employee)
		}
		if depth := chain.Depth(l.Employee); depth < 1 || depth > recognition.MaxChainDepth {
			t.Fatalf("%v stands %d behind the nominees", l.Employee, depth)
		}
	}
}

func TestChain_isBounded(t *testing.T) {
	n := &recognition.Nomination{Status: recognition.Approved, Visibility: recognition.Public, Nominees: []recognition.Nominee{{Employee: nominee}}}
	var chain recognition.Chain
	last := nominee
	for depth := 1; ; depth++ {
		link, err := n.Name(last, domain.NewEmployeeID(), chain, now)
		if depth > recognition.MaxChainDepth {
			if domain.CodeOf(err) != "chain_too_long" {
				t.Fatalf("at depth %d: %v", depth, err)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		chain, last = chain.With(link), link.Employee
	}
	for range recognition.MaxNamedByOne - 1 { // one stands there already
		link, err := n.Name(nominee, domain.NewEmployeeID(), chain, now)
		if err != nil {
			t.Fatal(err)
		}
		chain = chain.With(link)
	}
	if _, err := n.Name(nominee, domain.NewEmployeeID(), chain, now); domain.CodeOf(err) != "chain_full" {
		t.Errorf("a sixth: %v", err)
	}
}

func TestConfirmation_isSeen(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		said              *bool
		all, self, decide bool
	}{{nil, false, true, true}, {&no, false, true, true}, {&yes, true, true, true}} {
		w := &recognition.Confirmation{Employee: nominee, Confirmed: c.said}
		if got := []bool{w.SeenBy(owner, false) != nil, w.SeenBy(nominee, false) != nil, w.SeenBy(owner, true) != nil}; !slices.Equal(got, []bool{c.all, c.self, c.decide}) {
			t.Errorf("%v is seen by all, the customer, who decides: %v", c.said, got)
		}
	}
}
