package notification_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/domain"
	"laurel/domain/notification"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// anybody draws people of a small house, so that the same one often has two parts in a thing.
func anybody(house []domain.EmployeeID) *rapid.Generator[domain.EmployeeID] {
	return rapid.SampledFrom(house)
}

func maybe(t *rapid.T, name string, house []domain.EmployeeID) *domain.EmployeeID {
	return rapid.Ptr(anybody(house), true).Draw(t, name)
}

func chain(t *rapid.T, name string, house []domain.EmployeeID) domain.Chain {
	return rapid.SliceOfN(anybody(house), 0, 4).Draw(t, name)
}

var eventKinds = []domain.EventKind{
	domain.RecognitionPublished, domain.RecognitionRevoked, domain.NominationMade, domain.NominationReopened, domain.NominationDeclined,
	domain.NominationWithdrawn, domain.ApprovalWaiting, domain.EnablerNamed, domain.EnablerDeclined, domain.ConfirmationGiven,
	domain.RedemptionRequested, domain.RedemptionApproved, domain.RedemptionRejected, domain.RedemptionReopened, domain.RedemptionCancelled, domain.RedemptionFulfilled,
	domain.CommentAdded, domain.ReactionAdded, domain.RecognitionBoosted, domain.RecognitionReported, domain.ReportAnswered, domain.ApprovalDelegated, domain.ApprovalEscalated,
	domain.CardClaimed, domain.AwardScoring, domain.AwardScored, domain.EndpointDisabled, domain.BudgetUsed, domain.RewardCodesLow, domain.NotificationMade, domain.NotificationsRead, domain.BoardVisibilityChange,
}

func drawFacts(t *rapid.T, house []domain.EmployeeID) notification.Facts {
	f := notification.Facts{
		Event: domain.Event{
			ID: domain.NewEventID(), Kind: rapid.SampledFrom(eventKinds).Draw(t, "kind"),
			Actor: maybe(t, "actor", house), At: now,
		},
		Owners: chain(t, "owners", house), Admins: chain(t, "admins", house),
	}
	f.Data.Approver, f.Data.Employee, f.Data.Giver = maybe(t, "approver", house), maybe(t, "employee", house), maybe(t, "giver", house)
	f.Data.Panel = chain(t, "panel", house)
	f.Data.Confirmed = rapid.Ptr(rapid.Bool(), true).Draw(t, "confirmed")
	if rapid.Bool().Draw(t, "of a nomination") {
		f.Nomination = &notification.Nomination{
			ID: domain.NewNominationID(), Status: rapid.SampledFrom([]string{"pending", "approved", "declined", "withdrawn", "revoked"}).Draw(t, "status"),
			Public: rapid.Bool().Draw(t, "public"), Imported: rapid.Bool().Draw(t, "imported"), Simple: rapid.Bool().Draw(t, "simple"),
			Award: rapid.Bool().Draw(t, "award"), AsThanks: rapid.Bool().Draw(t, "as thanks"),
			Decided: rapid.Bool().Draw(t, "decided"), Nominator: maybe(t, "nominator", house), Nominees: chain(t, "nominees", house),
			Named: chain(t, "named", house), Approver: maybe(t, "waits for", house), Customer: maybe(t, "customer", house),
		}
	} else if rapid.Bool().Draw(t, "of a redemption") {
		f.Redemption = &notification.Redemption{ID: domain.NewRedemptionID(), Employee: anybody(house).Draw(t, "redeemer")}
	}
	return f
}

func newHouse() []domain.EmployeeID {
	house := make([]domain.EmployeeID, 5)
	for i := range house {
		house[i] = domain.NewEmployeeID()
	}
	return house
}

func TestFor_nobodyIsToldOfTheirOwnAct_norTwice(t *testing.T) {
	house := newHouse()
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, house)
		seen := map[string]bool{}
		for _, n := range notification.For(f) {
			if (f.Event.Actor != nil && n.Receiver == *f.Event.Actor) || (n.Actor != nil && n.Receiver == *n.Actor) {
				t.Fatalf("%s tells %v of their own act", f.Event.Kind, n.Receiver)
			}
			key := string(n.Kind) + n.Receiver.String()
			if seen[key] {
				t.Fatalf("%s is told twice", n.Kind)
			}
			seen[key] = true
			if !slices.Contains(notification.Kinds(), n.Kind) {
				t.Fatalf("%s is not among the kinds", n.Kind)
			}
			if !json.Valid(n.Data) || n.Event != f.Event.ID || n.ReadAt != nil {
				t.Fatalf("made %+v", n)
			}
		}
	})
}

// Until it is published, a nomination is told of only to its nominator, its approver and, where it is
// public, its customer.
func TestFor_whatWaitsIsNotToldToThoseItIsAbout(t *testing.T) {
	house := newHouse()
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, house)
		if f.Nomination == nil || f.Nomination.Status == "approved" || f.Event.Kind == domain.EnablerNamed {
			return
		}
		for _, n := range notification.For(f) {
			switch n.Kind {
			case notification.Recognised, notification.EnablerNamed, notification.NominationApproved:
				t.Fatalf("%s of a nomination that is %s", n.Kind, f.Nomination.Status)
			case notification.ConfirmationAsked:
				if !f.Nomination.Public || f.Nomination.Status != "pending" || slices.Contains(f.Nomination.Nominees, n.Receiver) {
					t.Fatalf("%v is asked about %+v", n.Receiver, f.Nomination)
				}
			default:
			}
		}
	})
}

func TestFor_aNoOfTheCustomerIsForWhoDecides(t *testing.T) {
	house := newHouse()
	no, yes := false, true
	for _, c := range []struct {
		said *bool
		told []domain.EmployeeID
	}{{&no, house[1:2]}, {&yes, []domain.EmployeeID{house[1], house[0]}}} {
		f := notification.Facts{
			Event: domain.Event{Kind: domain.ConfirmationGiven, Actor: &house[2], At: now}, Data: notification.Data{Confirmed: c.said},
			Nomination: &notification.Nomination{Status: "pending", Public: true, Nominator: &house[0], Approver: &house[1]},
		}
		var told []domain.EmployeeID
		for _, n := range notification.For(f) {
			told = append(told, n.Receiver)
		}
		if !slices.Equal(told, c.told) {
			t.Errorf("of %v are told %v, want %v", *c.said, told, c.told)
		}
	}
}

// Whoever was nominated for an award is told what came of it, and so is who put them forward.
func TestFor_anAwardTellsItsOutcome(t *testing.T) {
	house := newHouse()
	for want, asThanks := range map[string]bool{"won": false, "thanked": true} {
		told := map[domain.EmployeeID]string{}
		for _, n := range notification.For(notification.Facts{
			Event: domain.Event{Kind: domain.RecognitionPublished, Actor: &house[2], At: now},
			Nomination: &notification.Nomination{
				Status: "approved", Decided: true, Award: true, AsThanks: asThanks, Nominator: &house[0], Nominees: house[1:2],
			},
		}) {
			var data struct{ Award string }
			if err := json.Unmarshal(n.Data, &data); err != nil {
				t.Fatal(err)
			}
			told[n.Receiver] = string(n.Kind) + " " + data.Award
		}
		if told[house[1]] != "recognised "+want || told[house[0]] != "nomination_approved "+want {
			t.Errorf("%s: %v", want, told)
		}
	}
}

func TestKinds_eachHasATopic(t *testing.T) {
	var all []notification.Kind
	for _, topic := range []notification.Topic{notification.Thanks, notification.Asks, notification.Own} {
		all = append(all, notification.Of(topic)...)
	}
	if kinds := notification.Kinds(); len(all) != len(kinds) || len(kinds) != 22 {
		t.Errorf("%d kinds, %d in topics", len(kinds), len(all))
	}
}
