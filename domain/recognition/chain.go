package recognition

import (
	"slices"
	"time"

	"laurel/domain"
)

// The bounds of a chain: how many people it may hold at a time (MaxEnablers), how long it may grow
// from a nominee, and how many one person may name.
const (
	MaxChainDepth  = 5
	MaxNamedByOne  = 5
	maxChainOnceIn = 200 // people who were ever named, those who declined included
)

// Link is one who was named as having made a recognition possible: by whom, and whether they declined.
type Link struct {
	Employee   domain.EmployeeID  `db:"employee_id"`
	NamedBy    *domain.EmployeeID `db:"named_by"`
	NamedAt    time.Time          `db:"named_at"`
	DeclinedAt *time.Time         `db:"declined_at"`
}

// Refusal says that somebody did not want to be named by one.
type Refusal struct {
	Employee domain.EmployeeID `db:"employee_id"`
	NamedBy  domain.EmployeeID `db:"named_by"`
}

// Chain are all who were ever named in a recognition, with those who did not want to be.
type Chain struct {
	Links    []Link
	Refusals []Refusal
}

// of gives the link of an employee, nil for who was never named.
func (c Chain) of(who domain.EmployeeID) *Link {
	i := slices.IndexFunc(c.Links, func(l Link) bool { return l.Employee == who })
	if i < 0 {
		return nil
	}
	return &c.Links[i]
}

// Has says whether somebody stands in the chain.
func (c Chain) Has(who domain.EmployeeID) bool {
	l := c.of(who)
	return l != nil && l.DeclinedAt == nil
}

// Standing are those who stand in the chain.
func (c Chain) Standing() []Link {
	return slices.DeleteFunc(slices.Clone(c.Links), func(l Link) bool { return l.DeclinedAt != nil })
}

// Depth is how far somebody stands from the nominees: 0 for a nominee, 1 for whom a nominee or the
// nominator named.
func (c Chain) Depth(who domain.EmployeeID) int {
	depth := 0
	for l := c.of(who); l != nil && depth <= len(c.Links); depth++ {
		if l.NamedBy == nil {
			return depth + 1
		}
		l = c.of(*l.NamedBy)
	}
	return depth
}

// MayName says whether an employee is asked who made it possible for them: a nominee, or who stands in
// the chain, of a public recognition.
func (n *Nomination) MayName(by domain.EmployeeID, c Chain) bool {
	return CheckPublished(n.Status, n.HiddenAt != nil) == nil && n.Visibility == Public && (n.IsNominee(by) || c.Has(by))
}

// Name adds a colleague to the chain on behalf of one who is recognised or stands in it. Naming oneself
// takes one's own decline back. A private recognition stays with those whom it concerns: nobody is
// added to it.
func (n *Nomination) Name(by, who domain.EmployeeID, c Chain, now time.Time) (Link, error) {
	if err := CheckPublished(n.Status, n.HiddenAt != nil); err != nil {
		return Link{}, err
	}
	if by == who {
		return n.comeBack(by, c)
	}
	if !n.IsNominee(by) && !c.Has(by) {
		return Link{}, domain.Forbidden("not_recognised", "Only who is recognised, or was named, names who made it possible for them.")
	}
	if n.Visibility != Public {
		return Link{}, domain.Conflict("private_recognition", "A private recognition stays with those whom it concerns.")
	}
	if n.IsNominee(who) || (n.Nominator != nil && *n.Nominator == who) {
		return Link{}, domain.InvalidField("employee_id", "is the nominator or a nominee: an enabler is somebody else")
	}
	switch {
	case c.Has(who):
		return Link{}, domain.Conflict("already_named", "This colleague has been named already.")
	case slices.Contains(c.Refusals, Refusal{who, by}):
		return Link{}, domain.Conflict("declined", "This colleague did not want to be named by you.")
	case c.Depth(by) >= MaxChainDepth:
		return Link{}, domain.Conflict("chain_too_long", "The chain is as long as it can be.")
	case len(c.Standing()) >= MaxEnablers || len(c.Links)+len(c.Refusals) >= maxChainOnceIn || c.namedBy(by) >= MaxNamedByOne:
		return Link{}, domain.Conflict("chain_full", "No more people can be named here.")
	}
	return Link{Employee: who, NamedBy: &by, NamedAt: now}, nil
}

func (c Chain) namedBy(by domain.EmployeeID) int {
	count := 0
	for _, l := range c.Standing() {
		if l.NamedBy != nil && *l.NamedBy == by {
			count++
		}
	}
	return count
}

func (n *Nomination) comeBack(who domain.EmployeeID, c Chain) (Link, error) {
	l := c.of(who)
	if l == nil {
		return Link{}, domain.InvalidField("employee_id", "is you: an enabler is somebody else")
	}
	if l.DeclinedAt == nil {
		return Link{}, domain.Conflict("already_named", "You have been named already.")
	}
	if len(c.Standing()) >= MaxEnablers {
		return Link{}, domain.Conflict("chain_full", "No more people can be named here.")
	}
	back := *l
	back.DeclinedAt = nil
	return back, nil
}

// StayOut takes one who does not want to be named out of the chain, and gives the links that change:
// theirs first, then those of whom they named, who stand behind who named them from now on. So nobody
// ever stands behind themselves. NotFound for who does not stand in it.
func (n *Nomination) StayOut(by domain.EmployeeID, c Chain, now time.Time) ([]Link, error) {
	l := c.of(by)
	if n.Status != Approved || l == nil || l.DeclinedAt != nil {
		return nil, domain.NotFound()
	}
	out := *l
	out.DeclinedAt = &now
	changed := []Link{out}
	for _, other := range c.Links {
		if other.NamedBy != nil && *other.NamedBy == by {
			other.NamedBy = l.NamedBy
			changed = append(changed, other)
		}
	}
	return changed, nil
}

// With gives the chain with some links as they are now.
func (c Chain) With(links ...Link) Chain {
	next := Chain{Links: slices.Clone(c.Links), Refusals: slices.Clone(c.Refusals)}
	for _, l := range links {
		if at := next.of(l.Employee); at != nil {
			*at = l
		} else {
			next.Links = append(next.Links, l)
		}
	}
	return next
}

// NamedLink is a link with the names that are shown.
type NamedLink struct {
	Link
	Name     string         `db:"name"`
	TeamID   *domain.TeamID `db:"team_id"`
	TeamName *string        `db:"team_name"`
}

// Standing is one who stands in a chain, and how far from the nominees.
type Standing struct {
	NamedLink
	Depth int
}

// Detail is what the page of one nomination shows besides.
type Detail struct {
	Chain []Standing
	Word  *Word // of the customer; nil where nobody was asked, or it is not for the reader

	Concerns bool // the reader was recognised, or stands above who was
}

// NewDetail works out how a chain is drawn.
func NewDetail(links []NamedLink, word *Word) *Detail {
	var c Chain
	for _, l := range links {
		c.Links = append(c.Links, l.Link)
	}
	d := &Detail{Word: word}
	for _, l := range links {
		if l.DeclinedAt == nil {
			d.Chain = append(d.Chain, Standing{NamedLink: l, Depth: c.Depth(l.Employee)})
		}
	}
	return d
}
