package notification

import (
	"encoding/json"
	"fmt"
	"time"

	"laurel/domain"
)

// Person is an employee by id and name.
type Person struct {
	ID   domain.EmployeeID `json:"id"`
	Name string            `json:"name"`
}

// People are some of them, read from JSON.
type People []Person

// Scan reads the JSON text; null gives an empty list.
func (p *People) Scan(source any) error {
	switch s := source.(type) {
	case nil:
		*p = nil
		return nil
	case string:
		return json.Unmarshal([]byte(s), (*[]Person)(p))
	case []byte:
		return json.Unmarshal(s, (*[]Person)(p))
	}
	return fmt.Errorf("people cannot be read from %T", source)
}

// View is a notification as its receiver reads it, with the names and texts that they may see now.
type View struct {
	ID          domain.NotificationID `db:"id"`
	Kind        Kind                  `db:"kind"`
	At          time.Time             `db:"at"`
	ReadAt      *time.Time            `db:"read_at"`
	Data        json.RawMessage       `db:"data"`
	Actors      People                `db:"actors"`       // who did it: of many the latest three
	ActorsCount int                   `db:"actors_count"` // different people
	// Open says that what is asked can still be done, or what was said can still be taken back.
	Open bool `db:"open"`

	NominationID *domain.NominationID `db:"nomination_id"` // nil also where the reader may not see it any more
	Nominator    People               `db:"nominator"`
	Nominees     People               `db:"nominees"`
	Story        *string              `db:"story"`  // its beginning
	Points       *int64               `db:"points"` // the reader's own where they are a nominee
	Asked        *int64               `db:"asked_points"`
	AsThanks     *bool                `db:"as_thanks"`
	Private      *bool                `db:"private"`
	Status       *string              `db:"nomination_status"`
	Reason       *string              `db:"reason"`  // of a no, for the nominator
	Comment      *string              `db:"comment"` // with a yes, for the nominator
	Confirmed    *bool                `db:"confirmed"`

	AwardID   *domain.ProgramID `db:"award_id"`
	AwardName *string           `db:"award_name"`

	CardStory *string `db:"card_story"` // the beginning of what was read off a card, for its giver

	BudgetName *string `db:"budget_name"` // of the program or manager whose budget it is

	RedemptionID     *domain.RedemptionID `db:"redemption_id"`
	RewardName       *string              `db:"reward_name"`
	RedemptionPoints *int64               `db:"redemption_points"`
	RedemptionStatus *string              `db:"redemption_status"`
}

// Filter narrows the inbox; zero fields narrow nothing.
type Filter struct {
	Unread bool
	Topic  Topic
}
