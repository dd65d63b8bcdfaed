package notification

import (
	"encoding/json"
	"slices"

	"laurel/domain"
)

// rule says whom an event makes a notification for. A further kind of notification is one line in the
// table below.
type rule struct {
	kind Kind
	to   func(Facts) []domain.EmployeeID
	by   func(Facts) *domain.EmployeeID // nil: who acted in the event
	data func(Facts) any                // nil: nothing but the ids
}

var rules = map[domain.EventKind][]rule{
	domain.RecognitionPublished: {
		{kind: Recognised, to: nominees, by: nominator, data: whetherAsked},
		{kind: EnablerNamed, to: namedWithIt, by: nominator},
		{kind: NominationApproved, to: nominatorOfDecided, data: outcome},
	},
	domain.NominationMade:      {{kind: ConfirmationAsked, to: customerNotAsked, by: nominator}},
	domain.NominationReopened:  {{kind: ConfirmationAsked, to: customerNotAsked, by: nominator}},
	domain.NominationDeclined:  {{kind: NominationDeclined, to: author}},
	domain.ApprovalWaiting:     {{kind: ApprovalWaiting, to: approver, by: applicant}},
	domain.ApprovalDelegated:   {{kind: ApprovalDelegated, to: approver, by: passedOnBy}},
	domain.ApprovalEscalated:   {{kind: ApprovalWaiting, to: approver, by: applicant}},
	domain.ApprovalReminded:    {{kind: ApprovalWaiting, to: approver, by: applicant}},
	domain.EnablerNamed:        {{kind: EnablerNamed, to: employee}},
	domain.ConfirmationGiven:   {{kind: ConfirmationGiven, to: toldOfConfirmation, data: confirmed}},
	domain.RedemptionApproved:  {{kind: RedemptionUpdated, to: redeemer, data: status("approved")}},
	domain.RedemptionRejected:  {{kind: RedemptionUpdated, to: redeemer, data: status("rejected")}},
	domain.RedemptionReopened:  {{kind: RedemptionUpdated, to: redeemer, data: status("requested")}},
	domain.RedemptionCancelled: {{kind: RedemptionUpdated, to: redeemer, data: status("cancelled")}},
	domain.RedemptionFulfilled: {{kind: RedemptionUpdated, to: redeemer, data: status("fulfilled")}},
	domain.CommentAdded:        {{kind: Commented, to: thoseItIsAbout}},
	domain.ReactionAdded:       {{kind: Reacted, to: thoseItIsAbout}},
	domain.RecognitionBoosted:  {{kind: Boosted, to: nominees, data: boosted}},
	domain.CardClaimed:         {{kind: CardClaimed, to: giver, data: card}},
	domain.RecognitionReported: {{kind: Reported, to: owners}},
	domain.ReportAnswered:      {{kind: ReportAnswered, to: reporter, data: answer}},
	domain.AwardScoring:        {{kind: AwardScoring, to: panel, by: nobody, data: award}},
	domain.AwardScored:         {{kind: AwardScored, to: owners, by: nobody, data: award}},
	domain.RewardCodesLow:      {{kind: CodesLow, to: owners, data: codesLeft}},
	domain.OrderStopped:        {{kind: OrderStopped, to: owners, by: nobody, data: order}},
	domain.EndpointDisabled:    {{kind: EndpointDisabled, to: admins, data: endpoint}},
	domain.EmployeeCelebrated:  {{kind: Celebrated, to: employee, by: nobody, data: occasion}},
	domain.BudgetUsed:          {{kind: BudgetUsed, to: ownersOfBudget, data: budget}},
}

// Concerns says whether an event of a kind makes notifications at all.
func Concerns(kind domain.EventKind) bool { return len(rules[kind]) > 0 }

// For makes the notifications of an event: nobody is told of their own act, and nobody twice of the
// same.
func For(f Facts) []Notification {
	var made []Notification
	for _, r := range rules[f.Event.Kind] {
		by := f.Event.Actor
		if r.by != nil {
			by = r.by(f)
		}
		var told []domain.EmployeeID
		for _, who := range r.to(f) {
			if is(by, who) || is(f.Event.Actor, who) || who.IsZero() || slices.Contains(told, who) {
				continue
			}
			told = append(told, who)
			made = append(made, f.notification(r, who, by))
		}
	}
	return made
}

func (f Facts) notification(r rule, who domain.EmployeeID, by *domain.EmployeeID) Notification {
	n := Notification{
		ID: domain.NotificationIDOf(f.Event.ID, string(r.kind), f.Event.At), Receiver: who, Kind: r.kind, Event: f.Event.ID, Actor: by, At: f.Event.At,
		Data: json.RawMessage("{}"),
	}
	if f.Nomination != nil {
		n.Nomination = &f.Nomination.ID
	}
	if f.Redemption != nil {
		n.Redemption = &f.Redemption.ID
	}
	if r.data != nil {
		encoded, err := json.Marshal(r.data(f))
		if err != nil {
			panic("the data of a notification cannot be encoded: " + err.Error()) // our own structs of numbers and states
		}
		n.Data = encoded
	}
	return n
}

// Closing says whether an event ends what a notification waits for: a decision was taken, or is not
// needed any more.
func Closing(kind domain.EventKind) bool {
	switch kind {
	case domain.RecognitionPublished, domain.NominationDeclined, domain.NominationWithdrawn,
		domain.RedemptionApproved, domain.RedemptionRejected, domain.RedemptionCancelled, domain.RedemptionFulfilled:
		return true
	default:
		return false
	}
}

// EndsForAward lists the kinds of notifications about an award that an event ends: what they asked for is
// done.
func EndsForAward(kind domain.EventKind) []Kind {
	switch kind {
	case domain.AwardScored:
		return []Kind{AwardScoring}
	case domain.AwardDecided:
		return []Kind{AwardScoring, AwardScored}
	default:
		return nil
	}
}

// Whom it concerns.

func nominator(f Facts) *domain.EmployeeID {
	if f.Nomination == nil {
		return nil
	}
	return f.Nomination.Nominator
}

// passedOnBy is whose decision it was: a delegation for the time of an absence works without them.
func passedOnBy(f Facts) *domain.EmployeeID { return f.Data.From }

// applicant is who wants the decision.
func applicant(f Facts) *domain.EmployeeID {
	if f.Redemption != nil {
		return &f.Redemption.Employee
	}
	return nominator(f)
}

func nominees(f Facts) []domain.EmployeeID {
	if !f.Nomination.published() {
		return nil
	}
	return f.Nomination.Nominees
}

func namedWithIt(f Facts) []domain.EmployeeID {
	if !f.Nomination.published() {
		return nil
	}
	return f.Nomination.Named
}

// asks are the data of Recognised, and of NominationApproved without the question.
type asks struct {
	Asks  bool   `json:"asks,omitempty"`  // who made this possible for you?
	Award string `json:"award,omitempty"` // won or thanked, where it was for one
}

// awarded says what came of a nomination for an award, "" for others.
func (n *Nomination) awarded() string {
	switch {
	case !n.Award:
		return ""
	case n.AsThanks:
		return "thanked"
	}
	return "won"
}

func outcome(f Facts) any { return asks{Award: f.Nomination.awarded()} }

// whetherAsked says whether they are asked who made it possible: where a whole story is told that names
// nobody behind the scenes yet. A private one stays with those whom it concerns.
func whetherAsked(f Facts) any {
	return asks{f.Nomination.Public && !f.Nomination.Simple && len(f.Nomination.Named) == 0, f.Nomination.awarded()}
}

func nominatorOfDecided(f Facts) []domain.EmployeeID {
	if !f.Nomination.published() || !f.Nomination.Decided {
		return nil
	}
	return author(f)
}

func author(f Facts) []domain.EmployeeID { return some(nominator(f)) }

// customerNotAsked is the customer of a nomination that waits, where nobody was asked before, nor has
// said it already.
func customerNotAsked(f Facts) []domain.EmployeeID {
	if f.Nomination == nil || f.Nomination.AskedToSay != nil {
		return nil
	}
	return f.Nomination.Customers()
}

func approver(f Facts) []domain.EmployeeID { return some(f.Data.Approver) }

func employee(f Facts) []domain.EmployeeID { return some(f.Data.Employee) }

// toldOfConfirmation is who decides; the nominator hears of a yes alone, so that a customer is free to
// say no.
func toldOfConfirmation(f Facts) []domain.EmployeeID {
	if f.Nomination == nil {
		return nil
	}
	told := some(f.Nomination.Approver)
	if f.Data.Confirmed != nil && *f.Data.Confirmed {
		told = append(told, author(f)...)
	}
	return told
}

// thoseItIsAbout are who gave and who got a recognition.
func thoseItIsAbout(f Facts) []domain.EmployeeID {
	if !f.Nomination.published() {
		return nil
	}
	return append(slices.Clone([]domain.EmployeeID(f.Nomination.Nominees)), author(f)...)
}

func owners(f Facts) []domain.EmployeeID { return f.Owners }

func reporter(f Facts) []domain.EmployeeID { return some(f.Data.Reporter) }

func redeemer(f Facts) []domain.EmployeeID {
	if f.Redemption == nil {
		return nil
	}
	return []domain.EmployeeID{f.Redemption.Employee}
}

func giver(f Facts) []domain.EmployeeID { return some(f.Data.Giver) }

func admins(f Facts) []domain.EmployeeID { return f.Admins }

func panel(f Facts) []domain.EmployeeID { return f.Data.Panel }

// nobody in particular did it.
func nobody(Facts) *domain.EmployeeID { return nil }

func some(id *domain.EmployeeID) []domain.EmployeeID {
	if id == nil {
		return nil
	}
	return []domain.EmployeeID{*id}
}

// What goes with it.

func status(name string) func(Facts) any {
	return func(Facts) any { return map[string]any{"status": name} }
}

func confirmed(f Facts) any { return map[string]any{"confirmed": f.Data.Confirmed} }

func endpoint(f Facts) any { return map[string]any{"endpoint_id": f.Event.Subject} }

func codesLeft(f Facts) any {
	return map[string]any{"reward_id": f.Event.Subject, "available": f.Data.Available}
}

func order(f Facts) any { return map[string]any{"order": f.Data.Status} }

func card(f Facts) any { return map[string]any{"card_id": f.Event.Subject} }

// ownersOfBudget are who answer for a budget: owners, and the manager whose it is.
func ownersOfBudget(f Facts) []domain.EmployeeID {
	return append(slices.Clone(f.Owners), employee(f)...)
}

func budget(f Facts) any {
	if f.Data.Employee != nil {
		return map[string]any{"manager_id": f.Data.Employee, "percent": f.Data.Percent}
	}
	return map[string]any{"program_id": f.Event.Subject, "percent": f.Data.Percent}
}

func award(f Facts) any { return map[string]any{"award_id": f.Event.Subject} }

func occasion(f Facts) any {
	return map[string]any{"occasion": f.Data.Occasion, "years": f.Data.Years, "points": f.Data.Points}
}
func boosted(f Facts) any { return map[string]any{"points": f.Data.Points} }

func answer(f Facts) any { return map[string]any{"answer": f.Data.Answer} }
