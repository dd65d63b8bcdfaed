package organisation

import (
	"encoding/json"
	"fmt"
)

// Celebrations are what the organisation celebrates of its people, with the points that come with it; the
// zero value is nothing. They can be read from a column of JSON.
type Celebrations struct {
	Anniversaries     bool  `json:"anniversaries"`
	Birthdays         bool  `json:"birthdays"` // of who has given theirs
	AnniversaryPoints int64 `json:"anniversary_points"`
	BirthdayPoints    int64 `json:"birthday_points"`
}

// maxCelebration is how many points come with a celebration at the most.
const maxCelebration = 1_000_000

// Any says whether anything is celebrated.
func (c Celebrations) Any() bool { return c.Anniversaries || c.Birthdays }

// Scan reads JSON.
func (c *Celebrations) Scan(source any) error {
	*c = Celebrations{}
	switch s := source.(type) {
	case string:
		return json.Unmarshal([]byte(s), c)
	case []byte:
		return json.Unmarshal(s, c)
	default:
		return fmt.Errorf("celebrations cannot be read from %T", source)
	}
}

// check says what is wrong, field by field.
func (c Celebrations) check(add func(field, message string)) {
	for _, of := range []struct {
		field  string
		points int64
	}{{"anniversary_points", c.AnniversaryPoints}, {"birthday_points", c.BirthdayPoints}} {
		if of.points < 0 || of.points > maxCelebration {
			add("celebrations."+of.field, fmt.Sprintf("must be from 0 to %d", maxCelebration))
		}
	}
}
