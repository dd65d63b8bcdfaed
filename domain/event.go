package domain

import (
	"encoding/json"
	"time"
)

// EventKind names a fact in the past tense; the names are public (events of endpoints and of the
// live feed) or internal (projections).
type EventKind string

// The facts that Laurel records.
const (
	NominationMade       EventKind = "nomination.made"
	NominationDeclined   EventKind = "nomination.declined"
	NominationWithdrawn  EventKind = "nomination.withdrawn"
	NominationReopened   EventKind = "nomination.reopened"
	RecognitionPublished EventKind = "recognition.published"
	RecognitionRevoked   EventKind = "recognition.revoked"
	RecognitionChanged   EventKind = "recognition.changed" // what follows it became less: nobody is told but who looks at it
	RecognitionBoosted   EventKind = "recognition.boosted"
	RecognitionReported  EventKind = "recognition.reported"
	RecognitionHidden    EventKind = "recognition.hidden"
	RecognitionRestored  EventKind = "recognition.restored"
	ReportAnswered       EventKind = "report.answered"
	ReactionAdded        EventKind = "reaction.added"
	CommentAdded         EventKind = "comment.added"
	ApprovalWaiting      EventKind = "approval.waiting"
	ApprovalDelegated    EventKind = "approval.delegated"
	ApprovalEscalated    EventKind = "approval.escalated"
	ApprovalReminded     EventKind = "approval.reminded"
	RedemptionRequested  EventKind = "redemption.requested"
	RedemptionApproved   EventKind = "redemption.approved"
	RedemptionRejected   EventKind = "redemption.rejected"
	RedemptionReopened   EventKind = "redemption.reopened" // the decision was taken back
	RedemptionCancelled  EventKind = "redemption.cancelled"
	RedemptionFulfilled  EventKind = "redemption.fulfilled"
	// OrderDue says that a message to a supplier is to be sent, OrderStopped that an order needs an owner: it was
	// refused, or could not be sent; the subject of both is the redemption.
	OrderDue     EventKind = "order.due"
	OrderStopped EventKind = "order.stopped"
	// RewardCodesLow says that the pool of codes of a reward should be refilled.
	RewardCodesLow        EventKind = "reward.codes_low"
	BoardVisibilityChange EventKind = "board.visibility_changed"
	EndpointTested        EventKind = "endpoint.tested"
	EndpointDisabled      EventKind = "endpoint.disabled"
	BudgetUsed            EventKind = "budget.used" // a share of it that owners are warned at
	DeliveryRetried       EventKind = "delivery.retried"
	// EmployeeCelebrated says that an anniversary or a birthday has come: a notification follows.
	EmployeeCelebrated EventKind = "employee.celebrated"
	// EmployeeAdded and EmployeeChanged tell of people whom an administrator added, or changed by hand; a
	// roster that is imported tells of itself.
	EmployeeAdded   EventKind = "employee.added"
	EmployeeChanged EventKind = "employee.changed"
	TeamAdded       EventKind = "team.added"
	TeamChanged     EventKind = "team.changed"
	// CardClaimed says that what was written on a thank-you card waits for its giver's word.
	CardClaimed EventKind = "card.claimed"
	// CardAnswered says that its giver has stood by it, or has not.
	CardAnswered EventKind = "card.answered"
	// MailWritten says that a letter waits to be sent.
	MailWritten EventKind = "mail.written"
	// AwardScoring says that a panel can score now, with its members in the data; AwardScored that all have;
	// AwardDecided that it has winners.
	AwardScoring EventKind = "award.scoring"
	AwardScored  EventKind = "award.scored"
	AwardDecided EventKind = "award.decided"
	// ProgramChanged, BehaviourChanged and SettingsChanged tell of rules and words that owners and
	// administrators keep, also of new ones.
	ProgramChanged   EventKind = "program.changed"
	BehaviourChanged EventKind = "behaviour.changed"
	SettingsChanged  EventKind = "settings.changed"
	// RecognitionsImported says that recognitions came onto the boards without events of their own.
	RecognitionsImported EventKind = "recognitions.imported"
	// ImportChanged says how far an import is, or that it has ended: to who began it, and administrators.
	ImportChanged EventKind = "import.changed"
	// RecognitionsTakenBack says that the recognitions of an import left them again.
	RecognitionsTakenBack EventKind = "recognitions.taken_back"
	// The chain: somebody was named as an enabler of a recognition, or did not want to be; the internal
	// customer said whether it was so.
	EnablerNamed      EventKind = "enabler.named"
	EnablerDeclined   EventKind = "enabler.declined"
	ConfirmationGiven EventKind = "confirmation.given"
	// NotificationMade says that somebody was told of something: the live feed passes it on.
	NotificationMade EventKind = "notification.made"
	// NotificationsRead says that some of somebody's notifications are read now: their other screens follow.
	NotificationsRead EventKind = "notifications.read"
)

// MovesAllBoards says whether boards follow an event only by being made anew.
func (k EventKind) MovesAllBoards() bool {
	return k == RecognitionsImported || k == RecognitionsTakenBack
}

// Event is a fact, written in the transaction of the change. It holds ids and numbers, never names
// or texts, so that erasing a person stays possible. Position is 0 until the relay has given it its
// place in the order that every reader follows.
type Event struct {
	ID       EventID         `db:"id"`
	Position int64           `db:"position"`
	Kind     EventKind       `db:"kind"`
	Subject  ID[any]         `db:"subject_id"`
	Actor    *EmployeeID     `db:"actor_id"`
	At       time.Time       `db:"at"`
	Data     json.RawMessage `db:"data"`
}

// NewEvent makes an event about a subject. Data is marshalled to JSON and may be nil.
func NewEvent[Kind any](kind EventKind, subject ID[Kind], actor *EmployeeID, at time.Time, data any) Event {
	raw := json.RawMessage("{}")
	if data != nil {
		encoded, err := json.Marshal(data)
		if err != nil {
			panic("event data cannot be encoded: " + err.Error()) // a programming fault: data are our own structs of ids and numbers
		}
		raw = encoded
	}
	return Event{ID: NewID[eventKind](), Kind: kind, Subject: ID[any](subject), Actor: actor, At: at, Data: raw}
}
