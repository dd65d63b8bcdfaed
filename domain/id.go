// Package domain is the kernel that every concept shares: ids, errors, events, the actor of a
// request and pages of lists. It does no input or output and knows no concept.
package domain

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ID is a UUIDv7 of one kind of thing; the type parameter keeps ids of different kinds apart.
// Ids of one kind sort by the time they were made at.
type ID[Kind any] struct{ uuid.UUID }

// The kinds of things that have ids.
type (
	employeeKind      struct{}
	teamKind          struct{}
	behaviourKind     struct{}
	programKind       struct{}
	nominationKind    struct{}
	approvalKind      struct{}
	transferKind      struct{}
	topUpKind         struct{}
	managerBudgetKind struct{}
	rewardKind        struct{}
	redemptionKind    struct{}
	endpointKind      struct{}
	deliveryKind      struct{}
	eventKind         struct{}
	sessionKind       struct{}
	commentKind       struct{}
	importKind        struct{}
	notificationKind  struct{}
	mailKind          struct{}
	cardKind          struct{}
	boostKind         struct{}
	reportKind        struct{}
	delegationKind    struct{}
	imageKind         struct{}
	codeKind          struct{}
	donationKind      struct{}
)

// Ids of each kind of thing.
type (
	// EmployeeID is the id of an employee.
	EmployeeID = ID[employeeKind]
	// TeamID is the id of a team.
	TeamID = ID[teamKind]
	// BehaviourID is the id of a behaviour.
	BehaviourID = ID[behaviourKind]
	// ProgramID is the id of a program.
	ProgramID = ID[programKind]
	// NominationID is the id of a nomination.
	NominationID = ID[nominationKind]
	// ApprovalID is the id of an approval.
	ApprovalID = ID[approvalKind]
	// TransferID is the id of a transfer.
	TransferID = ID[transferKind]
	// TopUpID is the id of a top-up of a budget.
	TopUpID = ID[topUpKind]
	// ManagerBudgetID is the id of a budget that a manager gives from.
	ManagerBudgetID = ID[managerBudgetKind]
	// RewardID is the id of a reward.
	RewardID = ID[rewardKind]
	// RedemptionID is the id of a redemption.
	RedemptionID = ID[redemptionKind]
	// EndpointID is the id of an endpoint.
	EndpointID = ID[endpointKind]
	// DeliveryID is the id of a delivery.
	DeliveryID = ID[deliveryKind]
	// EventID is the id of an event.
	EventID = ID[eventKind]
	// SessionID is the id of a session.
	SessionID = ID[sessionKind]
	// CommentID is the id of a comment.
	CommentID = ID[commentKind]
	// ImportID is the id of an import.
	ImportID = ID[importKind]
	// NotificationID is the id of a notification.
	NotificationID = ID[notificationKind]
	// MailID is the id of a letter by mail.
	MailID = ID[mailKind]
	// CardID is the id of a thank-you card.
	CardID = ID[cardKind]
	// BoostID is the id of a boost.
	BoostID = ID[boostKind]
	// ReportID is the id of a report.
	ReportID = ID[reportKind]
	// DelegationID is the id of a delegation.
	DelegationID = ID[delegationKind]
	// ImageID is the id of an image.
	ImageID = ID[imageKind]
	// CodeID is the id of a code that a reward has to hand out.
	CodeID = ID[codeKind]
	// DonationID names a donation that is to be paid out.
	DonationID = ID[donationKind]
)

// Lists of ids that rows hold.
type (
	// Chain are the managers above an employee, the nearest first.
	Chain = IDs[employeeKind]
	// TeamIDs are some teams.
	TeamIDs = IDs[teamKind]
	// BehaviourIDs are some behaviours.
	BehaviourIDs = IDs[behaviourKind]
)

// NewID makes an id that sorts after all ids made before it on this machine.
func NewID[Kind any]() ID[Kind] {
	return ID[Kind]{uuid.Must(uuid.NewV7())}
}

// NewIDAt makes an id as if it had been made at the given time (RFC 9562, version 7, whole
// milliseconds): for history whose order by id must be its order in time. Times before 1970 count
// as 1970.
func NewIDAt[Kind any](at time.Time) ID[Kind] {
	id := ID[Kind]{uuid.Must(uuid.NewV7())}
	id.stamp(at)
	return id
}

// stamp sets the time of an id of version 7.
func (id *ID[Kind]) stamp(at time.Time) {
	ms := max(at.UnixMilli(), 0)
	var stamp [8]byte
	binary.BigEndian.PutUint64(stamp[:], uint64(ms))
	copy(id.UUID[0:6], stamp[2:8])
}

// LeastIDAt gives the least id of those that were made at a time or later (whole milliseconds): where a
// list in the order of ids begins at that time.
func LeastIDAt[Kind any](at time.Time) ID[Kind] {
	var id ID[Kind]
	id.stamp(at)
	return id
}

// ParseID reads an id in its text form. The error is a NotFound: who asks for a thing by a text
// that is no id asks for a thing that is not there.
func ParseID[Kind any](text string) (ID[Kind], error) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != 36 {
		return ID[Kind]{}, NotFound()
	}
	return ID[Kind]{id}, nil
}

// IsZero says whether the id is unset.
func (id ID[Kind]) IsZero() bool { return id.UUID == uuid.Nil }

// IDs is a list of ids of one kind. It can be read from a PostgreSQL array in its text form.
type IDs[Kind any] []ID[Kind]

// Scan reads the text form of an array of UUIDs, such as `{0190…,0190…}`; null gives an empty list.
func (ids *IDs[Kind]) Scan(source any) error {
	var text string
	switch s := source.(type) {
	case nil:
		*ids = nil
		return nil
	case string:
		text = s
	case []byte:
		text = string(s)
	default:
		return fmt.Errorf("ids cannot be read from %T", source)
	}
	text = strings.Trim(text, "{}")
	*ids = nil
	if text == "" {
		return nil
	}
	for _, part := range strings.Split(text, ",") {
		id, err := uuid.Parse(part)
		if err != nil {
			return fmt.Errorf("ids: %w", err)
		}
		*ids = append(*ids, ID[Kind]{id})
	}
	return nil
}

// Bytes16 gives the id in its binary form, for drivers.
func (id ID[Kind]) Bytes16() [16]byte { return id.UUID }

// Makers of new ids of each kind.
var (
	NewEmployeeID      = NewID[employeeKind]
	NewTeamID          = NewID[teamKind]
	NewBehaviourID     = NewID[behaviourKind]
	NewProgramID       = NewID[programKind]
	NewNominationID    = NewID[nominationKind]
	NewApprovalID      = NewID[approvalKind]
	NewTransferID      = NewID[transferKind]
	NewTopUpID         = NewID[topUpKind]
	NewManagerBudgetID = NewID[managerBudgetKind]
	NewRewardID        = NewID[rewardKind]
	NewRedemptionID    = NewID[redemptionKind]
	NewEndpointID      = NewID[endpointKind]
	NewDeliveryID      = NewID[deliveryKind]
	NewEventID         = NewID[eventKind]
	NewSessionID       = NewID[sessionKind]
	NewCommentID       = NewID[commentKind]
	NewImportID        = NewID[importKind]
	NewMailID          = NewID[mailKind]
	NewCardID          = NewID[cardKind]
	NewBoostID         = NewID[boostKind]
	NewReportID        = NewID[reportKind]
	NewDelegationID    = NewID[delegationKind]
	NewImageID         = NewID[imageKind]
	NewCodeID          = NewID[codeKind]
	NewDonationID      = NewID[donationKind]
)

// Readers of ids of each kind from text.
var (
	ParseEmployeeID      = ParseID[employeeKind]
	ParseTeamID          = ParseID[teamKind]
	ParseBehaviourID     = ParseID[behaviourKind]
	ParseProgramID       = ParseID[programKind]
	ParseNominationID    = ParseID[nominationKind]
	ParseApprovalID      = ParseID[approvalKind]
	ParseManagerBudgetID = ParseID[managerBudgetKind]
	ParseTransferID      = ParseID[transferKind]
	ParseRewardID        = ParseID[rewardKind]
	ParseRedemptionID    = ParseID[redemptionKind]
	ParseEndpointID      = ParseID[endpointKind]
	ParseDeliveryID      = ParseID[deliveryKind]
	ParseEventID         = ParseID[eventKind]
	ParseSessionID       = ParseID[sessionKind]
	ParseCommentID       = ParseID[commentKind]
	ParseImportID        = ParseID[importKind]
	ParseNotificationID  = ParseID[notificationKind]
	ParseCardID          = ParseID[cardKind]
	ParseReportID        = ParseID[reportKind]
	ParseImageID         = ParseID[imageKind]
	ParseDonationID      = ParseID[donationKind]
)

// NewApprovalIDAt makes an approval's id as of a past time.
var NewApprovalIDAt = NewIDAt[approvalKind]

// NewNominationIDAt makes a nomination's id as of a past time.
var NewNominationIDAt = NewIDAt[nominationKind]

// NotificationIDOf is the id of the notification of a kind that an event makes, as of the time of what it
// tells: always the same one, so that nobody is told of an event twice.
func NotificationIDOf(event EventID, kind string, at time.Time) NotificationID {
	id := NotificationID{uuid.NewHash(sha256.New(), event.UUID, []byte(kind), 7)}
	id.stamp(at)
	return id
}
