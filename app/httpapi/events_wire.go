package httpapi

import (
	"time"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/recognition"
)

// liveRecognition is the short form of a recognition, or of a nomination that waits.
type liveRecognition struct {
	ID         string    `json:"id"`
	At         time.Time `json:"at"`
	Kind       string    `json:"kind,omitempty"` // of what waits: nomination
	Nominator  *Ref      `json:"nominator"`
	Nominees   []Ref     `json:"nominees"`
	Program    *Ref      `json:"program"`
	Behaviours []Coded   `json:"behaviours"`
	Points     *int64    `json:"points"` // null where a nominee keeps them to themselves
	Visibility string    `json:"visibility"`
}

// liveRedemption is the short form of a redemption; status is what the event made of it.
type liveRedemption struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Kind     string    `json:"kind,omitempty"` // of what waits: redemption
	Status   string    `json:"status"`
	Reward   Ref       `json:"reward"`
	Employee Ref       `json:"employee"`
	Quantity int64     `json:"quantity"`
	Points   int64     `json:"points"`
}

// liveChange is what has followed a recognition until now. One that is not published any more is to be
// shown no more. It is written once for all: where a nominee keeps the points to themselves, it has none.
type liveChange struct {
	ID            string         `json:"id"`
	At            time.Time      `json:"at"`
	Published     bool           `json:"published"`
	Reactions     map[string]int `json:"reactions"`
	CommentsCount int            `json:"comments_count"`
	Boosts        Boosts         `json:"boosts"`
}

// liveNotification is the short form of a notification. The kind `read` says that some of the
// receiver's notifications are read now: the id is then the receiver's own; with a nomination, all about
// it are.
type liveNotification struct {
	ID         string    `json:"id"`
	At         time.Time `json:"at"`
	Kind       string    `json:"kind"`
	Nomination *string   `json:"nomination_id,omitempty"`
	Redemption *string   `json:"redemption_id,omitempty"`
}

// liveImport is how far an import is, in lines.
type liveImport struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Status string    `json:"status"`
	Done   int64     `json:"done"`
	Total  int64     `json:"total"`
}

// liveLeaderboards says which boards moved: each of the metrics, for each of the periods, in each of
// the scopes; the scope "*" is all.
type liveLeaderboards struct {
	At      time.Time            `json:"at"`
	Metrics []leaderboard.Metric `json:"metrics"`
	Periods []leaderboard.Period `json:"periods"`
	Scopes  []string             `json:"scopes"`
}

type liveReset struct {
	At time.Time `json:"at"`
}

// statusOfEvent is what an event made of a redemption.
var statusOfEvent = map[domain.EventKind]string{
	domain.RedemptionRequested: "requested", domain.RedemptionApproved: "approved", domain.RedemptionRejected: "rejected",
	domain.RedemptionReopened:  "requested",
	domain.RedemptionCancelled: "cancelled", domain.RedemptionFulfilled: "fulfilled", domain.ApprovalWaiting: "requested",
	domain.ApprovalDelegated: "requested", domain.ApprovalEscalated: "requested",
}

// liveData is what an event of the live feed says.
func liveData(item *usecase.LiveItem, language string) any {
	switch item.Kind {
	case usecase.LiveRecognition:
		return liveRecognitionOf(item, language)
	case usecase.LiveChanged:
		return liveChangeOf(item)
	case usecase.LiveRedemption:
		return liveRedemptionOf(item, language)
	case usecase.LiveApproval:
		if item.Redemption != nil {
			data := liveRedemptionOf(item, language)
			data.Kind = "redemption"
			return data
		}
		data := liveRecognitionOf(item, language)
		data.Kind = "nomination"
		return data
	case usecase.LiveLeaderboard:
		return liveLeaderboards{item.At, item.Boards.Metrics, item.Boards.Periods, item.Boards.Scopes}
	case usecase.LiveImport:
		return liveImport{item.Subject.String(), item.At, string(item.Import.Kind), item.Import.Status, item.Import.Done, item.Import.Total}
	case usecase.LiveNotification, usecase.LiveReset:
	}
	return liveNotificationOf(item)
}

func liveNotificationOf(item *usecase.LiveItem) liveNotification {
	data := liveNotification{ID: item.Subject.String(), At: item.At, Kind: "read"}
	if item.Told == nil {
		return data
	}
	data.Nomination, data.Redemption = idText(item.Told.Nomination), idText(item.Told.Redemption)
	if item.Event == domain.NotificationMade {
		data.Kind = string(item.Told.Kind)
	}
	return data
}

// idText is an id as text, nil for none.
func idText[Kind any](id *domain.ID[Kind]) *string {
	if id == nil {
		return nil
	}
	text := id.String()
	return &text
}

func liveRecognitionOf(item *usecase.LiveItem, language string) liveRecognition {
	n := item.Recognition
	data := liveRecognition{
		ID: n.ID.String(), At: item.At, Visibility: string(n.Visibility),
		Nominees: make([]Ref, len(n.Nominees)), Behaviours: make([]Coded, len(n.Behaviours)),
		Program: firstTitled(n.Program, language),
	}
	if n.Status != recognition.Approved || !recognition.HidesPoints(n.Nominees) {
		data.Points = &n.Points
	}
	if len(n.Nominator) > 0 {
		data.Nominator = &Ref{ID: n.Nominator[0].ID.String(), Name: n.Nominator[0].Name}
	}
	for i, p := range n.Nominees {
		data.Nominees[i] = Ref{ID: p.ID.String(), Name: p.Name}
	}
	for i, b := range n.Behaviours {
		data.Behaviours[i] = Coded{ID: b.ID.String(), Code: b.Code, Name: b.In(language)}
	}
	return data
}

func liveChangeOf(item *usecase.LiveItem) liveChange {
	change := liveChange{
		ID: item.Subject.String(), At: item.At, Reactions: reactionsOf(item.Social), CommentsCount: item.Social.Comments,
		Published: item.Recognition.Status == recognition.Approved && !item.Recognition.Hidden,
		Boosts:    Boosts{Count: item.Social.Boosts},
	}
	if !recognition.HidesPoints(item.Recognition.Nominees) {
		change.Boosts.Points = &item.Social.BoostPoints
	}
	return change
}

func firstTitled(list []recognition.Titled, language string) *Ref {
	if len(list) == 0 {
		return nil
	}
	return &Ref{ID: list[0].ID.String(), Name: list[0].In(language)}
}

func liveRedemptionOf(item *usecase.LiveItem, language string) liveRedemption {
	r := item.Redemption
	status := statusOfEvent[item.Event]
	if item.Event == domain.RedemptionRequested && !r.Asked {
		status = "approved" // at once: no event says so later
	}
	return liveRedemption{
		ID: r.ID.String(), At: item.At, Status: status, Quantity: r.Quantity, Points: r.Points,
		Reward: Ref{ID: r.RewardID.String(), Name: r.RewardIn(language)}, Employee: Ref{ID: r.EmployeeID.String(), Name: r.EmployeeName},
	}
}
