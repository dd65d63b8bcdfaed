// Package notification says who is told of what. It holds the kinds of notifications and the one table
// from events to them; what is shown is for the reader's side, which has the names and the language.
package notification

import (
	"encoding/json"
	"slices"
	"time"

	"laurel/domain"
)

// Kind is what a notification tells. The names are public; people choose by them what they are told of.
type Kind string

// The kinds of notifications, by what they are for the one who reads them.
const (
	// Thanks.
	Recognised   Kind = "recognised"          // you were recognised; may ask who made it possible for you
	EnablerNamed Kind = "enabler_named"       // you were named as one who made it possible
	Boosted      Kind = "recognition_boosted" // points were added to a recognition of yours
	Commented    Kind = "comment_added"       // on a recognition that you got or gave
	Reacted      Kind = "reaction_added"
	Celebrated   Kind = "celebrated" // an anniversary or a birthday of yours

	// What is asked of you.
	ConfirmationAsked Kind = "confirmation_asked" // you were the customer: was it so?
	CardClaimed       Kind = "card_claimed"       // a thank-you card of yours was scanned: are these your words?
	ApprovalWaiting   Kind = "approval_waiting"   // a nomination or a redemption waits for you
	ApprovalDelegated Kind = "approval_delegated" // somebody passed a decision on to you
	AwardScoring      Kind = "award_scoring"      // you are on the panel of an award that is to be scored
	AwardScored       Kind = "award_scored"       // an award that is scored waits for an owner
	Reported          Kind = "recognition_reported"
	EndpointDisabled  Kind = "endpoint_disabled"
	BudgetUsed        Kind = "budget_used"   // 80 or 100 percent of a budget is used
	CodesLow          Kind = "codes_low"     // the pool of codes of a reward should be refilled
	OrderStopped      Kind = "order_stopped" // an order at a supplier needs an owner

	// What became of what you did.
	NominationApproved Kind = "nomination_approved"
	NominationDeclined Kind = "nomination_declined"
	ConfirmationGiven  Kind = "confirmation_given" // the customer of a nomination said whether it was so
	RedemptionUpdated  Kind = "redemption_updated"
	ReportAnswered     Kind = "report_answered"
)

// Topic gathers kinds that a reader looks for together.
type Topic string

// The topics of the inbox.
const (
	Thanks Topic = "thanks"
	Asks   Topic = "asks"
	Own    Topic = "own"
)

// kinds are all kinds with their topics, and the preference by which each is switched off
// (people.NotificationKind: what people choose by is coarser).
var kinds = []struct {
	kind       Kind
	topic      Topic
	preference string
}{
	{Recognised, Thanks, "recognition"},
	{EnablerNamed, Thanks, "enabler"},
	{Boosted, Thanks, "boost"},
	{Commented, Thanks, "comment"},
	{Reacted, Thanks, "reaction"},
	{Celebrated, Thanks, "celebration"},
	{ConfirmationAsked, Asks, "confirmation"},
	{CardClaimed, Asks, "confirmation"},
	{ApprovalWaiting, Asks, "approval"},
	{ApprovalDelegated, Asks, "approval"},
	{AwardScoring, Asks, "approval"},
	{AwardScored, Asks, "approval"},
	{Reported, Asks, "report"},
	{EndpointDisabled, Asks, "system"},
	{BudgetUsed, Asks, "system"},
	{CodesLow, Asks, "system"},
	{OrderStopped, Asks, "system"},
	{NominationApproved, Own, "decision"},
	{NominationDeclined, Own, "decision"},
	{ConfirmationGiven, Own, "confirmation"},
	{RedemptionUpdated, Own, "redemption"},
	{ReportAnswered, Own, "report"},
}

// Preference names the choice by which somebody is not told of the kind.
func (k Kind) Preference() string {
	for _, known := range kinds {
		if known.kind == k {
			return known.preference
		}
	}
	return ""
}

// Kinds lists all kinds.
func Kinds() []Kind { return Of("") }

// Of lists the kinds of a topic, all for "".
func Of(topic Topic) []Kind {
	var list []Kind
	for _, k := range kinds {
		if topic == "" || k.topic == topic {
			list = append(list, k.kind)
		}
	}
	return list
}

// Gathers says whether unread notifications of the kind about the same thing are shown as one:
// "Olga and 3 others reacted".
func (k Kind) Gathers() bool {
	switch k {
	case Commented, Reacted, RedemptionUpdated, Reported, ConfirmationGiven:
		return true
	default:
		return false
	}
}

// OncePerActor says whether the same act of the same person on the same thing is told only once: who
// takes a reaction back and gives it again tells nothing new.
func (k Kind) OncePerActor() bool { return k == Reacted }

// Stale is how old an event may be when it is first read for notifications: what happened earlier than
// that (before an upgrade, in the demo organisation) stands in the inbox as read.
const Stale = 7 * 24 * time.Hour

// Notification tells one employee of one event.
type Notification struct {
	ID         domain.NotificationID
	Receiver   domain.EmployeeID
	Kind       Kind
	Event      domain.EventID
	Actor      *domain.EmployeeID // who did it, nil for nobody in particular
	Nomination *domain.NominationID
	Redemption *domain.RedemptionID
	Data       json.RawMessage // numbers and states, never names or texts
	At         time.Time
	ReadAt     *time.Time
}

// Key is what a notification is known by: one event tells several people under the same id.
type Key struct {
	Receiver domain.EmployeeID     `db:"employee_id"`
	ID       domain.NotificationID `db:"id"`
}

// Key gives what the notification is known by.
func (n Notification) Key() Key { return Key{n.Receiver, n.ID} }

// Facts are what the rules know of an event.
type Facts struct {
	Event      domain.Event
	Data       Data
	Nomination *Nomination // nil where the event is about none
	Redemption *Redemption
	Owners     []domain.EmployeeID
	Admins     []domain.EmployeeID
}

// Data are those of the data of events that matter here.
type Data struct {
	Nomination *domain.NominationID `json:"nomination_id"` // where the subject is another thing
	Approver   *domain.EmployeeID   `json:"approver"`
	Employee   *domain.EmployeeID   `json:"employee"` // who was named
	Reporter   *domain.EmployeeID   `json:"reporter"`
	Giver      *domain.EmployeeID   `json:"giver"` // of a card
	From       *domain.EmployeeID   `json:"from"`  // who had the decision before
	Confirmed  *bool                `json:"confirmed"`
	Points     int64                `json:"points"`
	Answer     string               `json:"answer"` // to a report: a state
	Percent    int                  `json:"percent"`
	Panel      []domain.EmployeeID  `json:"panel"`     // of an award
	Available  int64                `json:"available"` // codes of a reward
	Occasion   string               `json:"occasion"`  // what is celebrated
	Years      int                  `json:"years"`     // of an anniversary
	Status     string               `json:"status"`    // of an order at a supplier
}

// Nomination is what the rules know of a nomination, as it stands when the event is read.
type Nomination struct {
	ID         domain.NominationID `db:"id"`
	Status     string              `db:"status"`
	Public     bool                `db:"public"`
	Imported   bool                `db:"imported"`
	Simple     bool                `db:"simple"` // under a program such as *Thanks*
	Award      bool                `db:"award"`  // under an award program
	AsThanks   bool                `db:"as_thanks"`
	Decided    bool                `db:"decided"` // somebody approved or declined it
	Nominator  *domain.EmployeeID  `db:"nominator_id"`
	Nominees   domain.Chain        `db:"nominees"`
	Named      domain.Chain        `db:"named"`       // enablers whom the nominator named
	Approver   *domain.EmployeeID  `db:"approver_id"` // at the step that it waits at
	Customer   *domain.EmployeeID  `db:"customer"`    // inside: the colleague, or the lead of the team
	AskedToSay *domain.EmployeeID  `db:"asked_to_say"`
	WasAsked   bool                `db:"was_asked"` // somebody was asked to decide
}

// Redemption is what the rules know of a redemption.
type Redemption struct {
	ID       domain.RedemptionID `db:"id"`
	Employee domain.EmployeeID   `db:"employee_id"`
}

// published says whether the nomination is a recognition that people may be told of.
func (n *Nomination) published() bool { return n != nil && n.Status == "approved" && !n.Imported }

// Customers gives whom to ask whether it was so: the internal customer of a public nomination that
// waits, unless they have a part in it or decide on it themselves.
func (n *Nomination) Customers() []domain.EmployeeID {
	if n == nil || n.Status != "pending" || !n.Public || n.Customer == nil {
		return nil
	}
	who := *n.Customer
	if is(n.Nominator, who) || is(n.Approver, who) || slices.Contains(n.Nominees, who) || slices.Contains(n.Named, who) {
		return nil
	}
	return []domain.EmployeeID{who}
}

func is(id *domain.EmployeeID, who domain.EmployeeID) bool { return id != nil && *id == who }
