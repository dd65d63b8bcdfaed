package leaderboard

import (
	"encoding/json"
	"fmt"
	"time"

	"laurel/domain"
)

// Recognition is all that boards need to know of one published recognition: ids and numbers. It is
// the data of the events of its publishing and its revocation, so that a change can be applied, and
// taken back, whatever has become of the recognition since.
type Recognition struct {
	Day        Day                  `json:"day"`       // of its publishing, in the organisation's time zone
	Nominator  *domain.EmployeeID   `json:"nominator"` // nil for a customer from outside
	Nominees   []Nominee            `json:"nominees"`
	Behaviours []domain.BehaviourID `json:"behaviours"`
}

// Nominee is one who was recognised, and with how many points.
type Nominee struct {
	Employee domain.EmployeeID `json:"employee"`
	Points   int64             `json:"points"`
}

// Visibility is the data of an event by which an employee leaves all boards or comes back.
type Visibility struct {
	Employee domain.EmployeeID `json:"employee"`
	Hidden   bool              `json:"hidden"`
}

// Change is what one event does to boards: it adds a recognition (Sign 1), takes one back (Sign
// -1), adds the points of a boost to one (Boost), or hides or shows an employee (Visibility set, Sign 0).
type Change struct {
	Position    int64     // of the event; each event makes at most one change
	At          time.Time // of the event
	Sign        int64
	Recognition Recognition
	Visibility  *Visibility
	Boost       bool // only points are added, to the recognition's day
}

// Published is the change by which a public recognition comes onto the boards.
func Published(position int64, r Recognition) Change {
	return Change{Position: position, Sign: 1, Recognition: r}
}

// Revoked is the change by which a recognition leaves the boards.
func Revoked(position int64, r Recognition) Change {
	return Change{Position: position, Sign: -1, Recognition: r}
}

// Boosted is the change by which the points of a boost come onto the boards, on the day of the
// recognition.
func Boosted(position int64, r Recognition) Change {
	return Change{Position: position, Sign: 1, Recognition: r, Boost: true}
}

// Hide is the change by which an employee leaves all boards; scores go on being kept.
func Hide(position int64, employee domain.EmployeeID) Change {
	return Change{Position: position, Visibility: &Visibility{employee, true}}
}

// Show is the change by which an employee comes back to all boards.
func Show(position int64, employee domain.EmployeeID) Change {
	return Change{Position: position, Visibility: &Visibility{employee, false}}
}

// Undone gives the change that takes this one back.
func (c Change) Undone() Change {
	c.Sign = -c.Sign
	if c.Visibility != nil {
		c.Visibility = &Visibility{c.Visibility.Employee, !c.Visibility.Hidden}
	}
	return c
}

// eventData is the part of an event's data that is about boards.
type eventData struct {
	Board      *Recognition `json:"board"`
	Visibility *Visibility  `json:"visibility"`
}

// ChangeOf reads the change that an event makes; ok is false where the event is not about boards. A
// recognition's event has the Recognition as `board` in its data, unless it is private and so on no
// board; an event of visibility has the Visibility as `visibility`. Taking a decision back
// (domain.NominationReopened) takes the recognition off the boards where it was on them, as hiding it
// does; restoring brings it back.
func ChangeOf(event domain.Event) (change Change, ok bool, err error) {
	switch event.Kind {
	case domain.RecognitionPublished, domain.RecognitionRevoked, domain.NominationReopened, domain.BoardVisibilityChange,
		domain.RecognitionHidden, domain.RecognitionRestored, domain.RecognitionBoosted:
	default:
		return Change{}, false, nil
	}
	var data eventData
	if err := json.Unmarshal(event.Data, &data); err != nil {
		return Change{}, false, fmt.Errorf("data of event %s: %w", event.ID, err)
	}
	switch {
	case event.Kind == domain.BoardVisibilityChange && data.Visibility != nil:
		return Change{Position: event.Position, At: event.At, Visibility: data.Visibility}, true, nil
	case event.Kind == domain.BoardVisibilityChange || data.Board == nil:
		return Change{}, false, nil
	case event.Kind == domain.RecognitionPublished || event.Kind == domain.RecognitionRestored:
		change = Published(event.Position, *data.Board)
	case event.Kind == domain.RecognitionBoosted:
		change = Boosted(event.Position, *data.Board)
	default:
		change = Revoked(event.Position, *data.Board)
	}
	change.At = event.At
	return change, true, nil
}

// Delta is by how much a change moves one score. Window is set by who applies it.
type Delta struct {
	Scope    Scope
	Metric   Metric
	Employee domain.EmployeeID
	By       int64
}

// Thank is one nominator's recognition of one nominee: what the metric thanked_by is made of, which
// counts a nominator once however often they say it.
type Thank struct {
	Scope     Scope
	Employee  domain.EmployeeID
	Nominator domain.EmployeeID
	By        int64
}

// Scopes gives the boards' scopes that a recognition counts in, the teams' apart: a team's board is
// made of its people's scores when it is asked for.
func (r Recognition) Scopes() []Scope {
	scopes := make([]Scope, 0, 1+len(r.Behaviours))
	scopes = append(scopes, Org())
	for _, id := range r.Behaviours {
		scopes = append(scopes, Behaviour(id))
	}
	return scopes
}

// Effects gives by how much a change moves which scores: the sums directly, and the thanks that the
// metric thanked_by is counted from.
func (c Change) Effects() (deltas []Delta, thanks []Thank) {
	r := c.Recognition
	if c.Boost {
		return c.boostEffects(), nil
	}
	for _, scope := range r.Scopes() {
		for _, n := range r.Nominees {
			deltas = append(deltas,
				Delta{scope, Received, n.Employee, c.Sign * n.Points},
				Delta{scope, Recognitions, n.Employee, c.Sign})
			if r.Nominator != nil {
				thanks = append(thanks, Thank{scope, n.Employee, *r.Nominator, c.Sign})
			}
		}
		if r.Nominator != nil {
			deltas = append(deltas, Delta{scope, Given, *r.Nominator, c.Sign * int64(len(r.Nominees))})
		}
	}
	return deltas, thanks
}

// boostEffects are the points alone: a boost is no recognition, and nobody's thanks.
func (c Change) boostEffects() (deltas []Delta) {
	for _, scope := range c.Recognition.Scopes() {
		for _, n := range c.Recognition.Nominees {
			deltas = append(deltas, Delta{scope, Received, n.Employee, c.Sign * n.Points})
		}
	}
	return deltas
}
