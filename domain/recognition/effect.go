package recognition

import "math"

// Effect is what a nomination under a program's rules costs, in points in all: at the least, usually, and
// at the most, with as many nominees as the program allows.
type Effect struct{ Min, Usual, Max int64 }

// Effect tells what a nomination costs by the program's rules.
func (p Program) Effect() Effect {
	if p.Funding == FromNothing {
		return Effect{}
	}
	least, most := p.PointsMin, p.PointsMax
	for i, level := range p.Levels {
		if i == 0 || level < least {
			least = level
		}
		if i == 0 || level > most {
			most = level
		}
	}
	if p.Shares == Each {
		most = Times(most, int64(p.MaxNominees))
	}
	return Effect{Min: least, Usual: p.PointsDefault, Max: most}
}

// MostEach is the most that one nominee can get by one nomination.
func (p Program) MostEach() int64 {
	most := p.PointsMax
	for i, level := range p.Levels {
		if i == 0 || level > most {
			most = level
		}
	}
	return most
}

// Times multiplies numbers that are not below zero; what no number can hold is the greatest that one can.
func Times(numbers ...int64) int64 {
	product := int64(1)
	for _, n := range numbers {
		if n > 0 && product > math.MaxInt64/n {
			return math.MaxInt64
		}
		product *= n
	}
	return product
}

// Given is nominations that were made alike: with so many points for so many nominees.
type Given struct {
	Points      int64 `db:"points"`
	Nominees    int   `db:"nominees"`
	Nominations int64 `db:"nominations"`
}

// Looked is what nominations that were made would have meant by other rules.
type Looked struct {
	Nominations  int64
	Points       int64 // of those within the bounds
	NeedApproval int64 // of those within the bounds
	Outside      int64 // of the bounds, of the levels, or with more nominees than are allowed
}

// Look holds nominations against the program's rules.
func (p Program) Look(given []Given) Looked {
	var l Looked
	for _, g := range given {
		l.Nominations += g.Nominations
		if p.CheckPoints(g.Points) != nil || g.Nominees > p.MaxNominees {
			l.Outside += g.Nominations
			continue
		}
		var total int64
		for _, part := range p.PointsFor(g.Points, g.Nominees) {
			total += part
		}
		if len(p.StepsFor(total)) > 0 {
			l.NeedApproval += g.Nominations
		}
		if p.Funding != FromNothing {
			l.Points += Times(total, g.Nominations)
		}
	}
	return l
}
