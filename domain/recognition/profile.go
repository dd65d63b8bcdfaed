package recognition

import (
	"time"

	"laurel/domain"
)

// Profile is what an employee was recognised for, and what they did for it, in numbers, as far as the
// reader may see. It looks at the latest ProfileMost of each kind.
type Profile struct {
	Received   int                 `db:"received"`
	Given      int                 `db:"given"`
	Behind     int                 `db:"behind"` // named behind the scenes
	Behaviours List[CountedCode]   `db:"behaviours"`
	Customers  List[CountedServed] `db:"customers"` // the most often served first
}

// ProfileMost is how many recognitions of each kind a profile looks at.
const ProfileMost = 5000

// ProfileCustomers is how many customers a profile names.
const ProfileCustomers = 12

// CountedCode is a behaviour with how often it was recognised.
type CountedCode struct {
	Coded
	Count int `json:"count"`
}

// CountedServed is a customer with how often they were served. ID is nil for one outside.
type CountedServed struct {
	Kind  CustomerKind    `json:"kind"`
	ID    *domain.ID[any] `json:"id"`
	Name  string          `json:"name"`
	Count int             `json:"count"`
}

// Year is what an employee was recognised for in a year, in stories: no rank, no points.
type Year struct {
	Profile
	Stories []View // the latest first, YearMost at most
	Behind  []View // where they were named behind the scenes
	First   int    // the year of their first recognition, received or given
}

// YearMost is how many stories of each kind a year tells.
const YearMost = 500

// Window is a span of time: from From on, before Until.
type Window struct{ From, Until time.Time }
