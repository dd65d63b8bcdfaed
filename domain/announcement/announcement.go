// Package announcement is what a channel hears of: endpoints that want to be told of events, the
// announcement of one event in neutral form, and the deliveries by which it is tried again until
// the receiver has it.
package announcement

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"laurel/domain"
)

// The events that endpoints can ask for beyond those that the kernel names.
const (
	GoalReached     domain.EventKind = "goal.reached"
	ReportPublished domain.EventKind = "report.published"
)

// Events lists the events that an endpoint can ask for (API.md, Resources), in the order in which
// they are documented.
func Events() []domain.EventKind {
	return []domain.EventKind{
		domain.RecognitionPublished, domain.RecognitionRevoked,
		domain.RedemptionRequested, domain.RedemptionFulfilled,
		GoalReached, ReportPublished,
	}
}

// EventKinds is a list of names of events. It can be read from a PostgreSQL array in its text form.
type EventKinds []domain.EventKind

// Scan reads the text form of an array of names, such as `{goal.reached,report.published}`; names
// of events need no quotes in it. Null gives an empty list.
func (k *EventKinds) Scan(source any) error {
	text, err := columnText(source)
	if err != nil {
		return fmt.Errorf("events: %w", err)
	}
	*k = EventKinds{}
	if text = strings.Trim(text, "{}"); text == "" {
		return nil
	}
	for _, name := range strings.Split(text, ",") {
		*k = append(*k, domain.EventKind(name))
	}
	return nil
}

// columnText gives a column of text as drivers hand it over; null is "".
func columnText(source any) (string, error) {
	switch s := source.(type) {
	case nil:
		return "", nil
	case string:
		return s, nil
	case []byte:
		return string(s), nil
	}
	return "", fmt.Errorf("cannot be read from %T", source)
}

// Announcement is one event as it is told, neutral of the kind of endpoint. Names and texts are as
// people typed them: whoever renders an announcement makes them harmless for its receiver. What an
// event does not have is left empty.
type Announcement struct {
	Event    domain.EventKind
	ID       domain.EventID // the same on each try: receivers drop repeats by it
	At       time.Time
	Language string // "en" or "ru"
	Link     string // to the whole in Laurel, absolute

	// Of a recognition. Nominator is empty where an outside customer gave it by a public pulse.
	Nominator  string
	Nominees   []string
	Customer   string
	Behaviours []string
	Story      string
	Impact     string
	Enablers   []string
	Program    string
	PointsEach bool // several nominees get Points each, rather than a share of them

	// Of a redemption.
	Employee string
	Reward   string
	Quantity int
	// RewardWord is what the organisation calls a reward, "" for Laurel's own word.
	RewardWord string

	// Of a recognition and of a redemption; 0 is not told.
	Points int64

	// Title names the goal or the report.
	Title string

	// Raw is the thing as the API gives it: the data of the kind standard.
	Raw json.RawMessage
}
