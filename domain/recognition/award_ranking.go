package recognition

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"laurel/domain"
)

// Marks are the scores that one gives a nomination, in the order of the criteria: 1 to MaxScore, 0 for
// none yet. They can be read from a column of JSON.
type Marks []int

// Scan reads JSON; null gives none.
func (m *Marks) Scan(source any) error {
	*m = nil
	switch s := source.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(s), (*[]int)(m))
	case []byte:
		return json.Unmarshal(s, (*[]int)(m))
	}
	return fmt.Errorf("marks cannot be read from %T", source)
}

// IsWhole says whether they score each of a number of criteria.
func (m Marks) IsWhole(criteria int) bool { return len(m) == criteria && !slices.Contains(m, 0) }

// Scored is what one member of the panel has given a nomination.
type Scored struct {
	Nomination domain.NominationID `db:"nomination_id"`
	Member     domain.EmployeeID   `db:"employee_id"`
	Marks      Marks               `db:"marks"`
	Note       string              `db:"note"` // for the member alone
}

// CheckScored says what is wrong with what somebody has given; field names it.
func (a Award) CheckScored(s Scored, field string) []domain.FieldError {
	var faults []domain.FieldError
	add := func(name, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field + name, Message: message})
	}
	if len(s.Marks) != len(a.Criteria) {
		add(".marks", "has one for each criterion, in their order")
	}
	for i, mark := range s.Marks {
		if mark < 0 || mark > MaxScore {
			add(fmt.Sprintf(".marks[%d]", i), fmt.Sprintf("is a number from 1 to %d, or null for none yet", MaxScore))
		}
	}
	checkText(s.Note, ".note", 0, MaxNote, add)
	return faults
}

// Contestant is a nomination as the ranking sees it.
type Contestant struct {
	Nomination domain.NominationID `db:"id"`
	Nominee    domain.EmployeeID   `db:"employee_id"`
}

// Chance is what the ranking says of a nomination.
type Chance string

// The chances of a nomination.
const (
	Wins     Chance = "wins"
	Tied     Chance = "tied"      // equal ones share the last places: the owner chooses
	Loses    Chance = "loses"     // is thanked
	IsBehind Chance = "is_behind" // another nomination of the same nominee stands before it, and counts
)

// AwardStanding is the place of a nomination among all. Total is the sum of the scores by their weights;
// Mean is what that comes to on the scale of 1 to MaxScore, 0 where nobody counts.
type AwardStanding struct {
	Contestant
	Rank   int // equal ones share it; 0 where it is behind
	Total  int
	Mean   float64
	Chance Chance
}

// WhoFinished lists the members, of some, who have scored each of the nominations by all criteria, in the
// order of the members. Only they count: who has scored some would favour or harm just those.
func (a Award) WhoFinished(members []domain.EmployeeID, contestants []Contestant, scores []Scored) []domain.EmployeeID {
	type key struct {
		member     domain.EmployeeID
		nomination domain.NominationID
	}
	whole := make(map[key]bool, len(scores))
	for _, s := range scores {
		if s.Marks.IsWhole(len(a.Criteria)) {
			whole[key{s.Member, s.Nomination}] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(members), func(member domain.EmployeeID) bool {
		return slices.ContainsFunc(contestants, func(c Contestant) bool { return !whole[key{member, c.Nomination}] })
	})
}

// Rank orders the nominations by what the counted members have given them. Of several for the same
// nominee the best counts (of equal ones the earlier): a nominee wins once. Those who share the last
// places are tied; the order of the input says nothing.
func (a Award) Rank(contestants []Contestant, scores []Scored, counted []domain.EmployeeID) []AwardStanding {
	weights := 0
	for _, c := range a.Criteria {
		weights += c.Weight
	}
	totals := make(map[domain.NominationID]int, len(contestants))
	for _, s := range scores {
		if slices.Contains(counted, s.Member) && len(s.Marks) == len(a.Criteria) {
			for i, mark := range s.Marks {
				totals[s.Nomination] += mark * a.Criteria[i].Weight
			}
		}
	}
	list := make([]AwardStanding, len(contestants))
	for i, c := range contestants {
		list[i] = AwardStanding{Contestant: c, Total: totals[c.Nomination]}
		if most := weights * len(counted); most > 0 {
			list[i].Mean = float64(list[i].Total) / float64(most)
		}
	}
	slices.SortFunc(list, func(x, y AwardStanding) int {
		return cmp.Or(cmp.Compare(y.Total, x.Total), slices.Compare(x.Nomination.UUID[:], y.Nomination.UUID[:]))
	})
	a.place(list)
	return list
}

// place gives ranks and chances to a list that is in order.
func (a Award) place(list []AwardStanding) {
	seen := make(map[domain.EmployeeID]bool, len(list))
	var first []*AwardStanding // of each nominee
	for i := range list {
		if seen[list[i].Nominee] {
			list[i].Chance = IsBehind
			continue
		}
		seen[list[i].Nominee] = true
		first = append(first, &list[i])
	}
	for from := 0; from < len(first); {
		to := from
		for to < len(first) && first[to].Total == first[from].Total {
			to++
		}
		chance := Loses
		switch {
		case to <= a.Winners:
			chance = Wins
		case from < a.Winners:
			chance = Tied
		}
		for _, s := range first[from:to] {
			s.Rank, s.Chance = from+1, chance
		}
		from = to
	}
}

// CheckWinners says whether an owner may name these winners: all who win, and of those who are tied as
// many as there are places left, with a reason.
func (a Award) CheckWinners(ranking []AwardStanding, winners []domain.NominationID, reason string) error {
	fault := domain.FieldError{Location: "body.winner_ids", Message: "are not those that the ranking gives"}
	wrong := domain.Invalid("not_winners", "The winners are not those that the ranking gives. Look at it again.", fault)
	if hasRepeats(winners) {
		return wrong
	}
	left, tied, chosen := a.Winners, 0, 0
	for _, s := range ranking {
		named := slices.Contains(winners, s.Nomination)
		switch s.Chance {
		case Wins:
			if !named {
				return wrong
			}
			left--
			chosen++
		case Tied:
			tied++
			if named {
				left--
				chosen++
			}
		case Loses, IsBehind:
		}
	}
	switch {
	case chosen != len(winners) || left < 0 || (tied > 0 && left > 0):
		return wrong
	case tied > 0 && domain.TextFault(reason, 1, MaxComment) != "":
		return domain.Invalid("reason_needed", "Some are equal: say why these of them win.",
			domain.FieldError{Location: "body.reason", Message: "is needed for a choice among equals"})
	case domain.TextFault(reason, 0, MaxComment) != "":
		return domain.InvalidField("reason", domain.TextFault(reason, 0, MaxComment))
	}
	return nil
}
