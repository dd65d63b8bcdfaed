package usecase

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/notification"
	"laurel/domain/recognition"
	"laurel/domain/reward"
)

// LiveKind names what the live feed tells of (API.md).
type LiveKind string

// What the live feed tells of.
const (
	LiveRecognition  LiveKind = "recognition.published"
	LiveChanged      LiveKind = "recognition.changed"
	LiveLeaderboard  LiveKind = "leaderboard.changed"
	LiveApproval     LiveKind = "approval.waiting"
	LiveRedemption   LiveKind = "redemption.updated"
	LiveNotification LiveKind = "notification"
	LiveImport       LiveKind = "import.changed"
	LiveReset        LiveKind = "reset"
)

// LiveItem is one thing that the live feed tells. Which of the pointers is set goes by the kind.
type LiveItem struct {
	Kind        LiveKind
	Position    int64 // 0 for what is gathered up and never told again
	At          time.Time
	Subject     domain.ID[any]
	Event       domain.EventKind
	Recognition *recognition.Short // of a recognition, or the nomination that waits
	Redemption  *reward.Short      // of a redemption, also one that waits
	Told        *Told              // of a notification
	Social      recognition.Social // what followed a recognition until now, of nobody in particular
	Boards      *MovedBoards
	Import      *ImportNews
	audience    audience
	each        map[domain.EmployeeID]*LiveItem // where it is another thing for each of them
	texts       [2]struct {
		once sync.Once
		text []byte
	}
}

// Text gives the item as it is written in a language: rendered once, for all its readers.
func (i *LiveItem) Text(language string, render func() []byte) []byte {
	t := &i.texts[0]
	if language == "ru" {
		t = &i.texts[1]
	}
	t.once.Do(func() { t.text = render() })
	return t.text
}

// as gives the item as one reader may have it, nil where they may not.
func (i *LiveItem) as(employee domain.EmployeeID, role domain.Role) *LiveItem {
	if i.each != nil {
		return i.each[employee]
	}
	if !i.audience.has(employee, role) {
		return nil
	}
	return i
}

// audience is who may have an item: worked out once, asked for each listener.
type audience struct {
	everyone, owners, admins bool
	owner                    *domain.EmployeeID // one of the owners, as long as they are one
	employees                []domain.EmployeeID
}

func (a audience) has(employee domain.EmployeeID, role domain.Role) bool {
	switch role {
	case domain.RoleOwner:
		if a.owners || (a.owner != nil && *a.owner == employee) {
			return true
		}
	case domain.RoleAdmin:
		if a.admins {
			return true
		}
	case domain.RoleEmployee, domain.RoleManager:
	}
	return a.everyone || slices.Contains(a.employees, employee)
}

// eventFacts are the data of events that the live feed reads.
type eventFacts struct {
	Kind     string            `json:"kind"` // of an approval: nomination or redemption
	Approver domain.EmployeeID `json:"approver"`
	Employee domain.EmployeeID `json:"employee"` // who has read something

	Nomination *domain.NominationID `json:"nomination_id"` // about which all was read
	Told       []struct {
		Employee domain.EmployeeID `json:"employee"`
		ID       domain.ID[any]    `json:"id"`
		Told
	} `json:"told"`
}

// Told is what a notification tells, in short.
type Told struct {
	Kind       notification.Kind    `json:"kind"`
	Nomination *domain.NominationID `json:"nomination_id"`
	Redemption *domain.RedemptionID `json:"redemption_id"`
}

// liveItems makes what is told of some events, in their order, with one query for each kind of thing.
// Events that nobody is told of are left out.
func (uc *UseCases) liveItems(ctx context.Context, events []domain.Event) ([]*LiveItem, error) {
	var nominations, redemptions, changed []domain.ID[any]
	for _, e := range events {
		if isChange(e.Kind) {
			nominations, changed = append(nominations, e.Subject), append(changed, e.Subject)
			continue
		}
		switch e.Kind {
		case domain.RecognitionPublished:
			nominations = append(nominations, e.Subject)
		case domain.ApprovalWaiting, domain.ApprovalDelegated, domain.ApprovalEscalated:
			nominations, redemptions = append(nominations, e.Subject), append(redemptions, e.Subject)
		case domain.RedemptionRequested, domain.RedemptionApproved, domain.RedemptionRejected, domain.RedemptionReopened, domain.RedemptionCancelled, domain.RedemptionFulfilled:
			redemptions = append(redemptions, e.Subject)
		default:
		}
	}
	facts := liveFacts{latest: latestChanges(events)}
	var err error
	if facts.nominations, err = uc.db.ShortNominations(ctx, nominations); err != nil {
		return nil, err
	}
	if facts.redemptions, err = uc.db.ShortRedemptions(ctx, redemptions); err != nil {
		return nil, err
	}
	if facts.sums, err = uc.db.Sums(ctx, changed); err != nil {
		return nil, err
	}
	var items []*LiveItem
	for _, e := range events {
		if item := facts.item(e); item != nil {
			items = append(items, item)
		}
	}
	return items, nil
}

// liveFacts are the things that some events are about.
type liveFacts struct {
	nominations map[domain.ID[any]]recognition.Short
	redemptions map[domain.ID[any]]reward.Short
	sums        map[domain.ID[any]]recognition.Social
	latest      map[domain.ID[any]]int64 // of the changes of each recognition, the last one's position
}

// isChange says whether an event is about what follows a recognition, or takes it from the screens.
func isChange(kind domain.EventKind) bool {
	switch kind {
	case domain.ReactionAdded, domain.CommentAdded, domain.RecognitionBoosted, domain.RecognitionChanged,
		domain.RecognitionHidden, domain.RecognitionRestored, domain.RecognitionRevoked:
		return true
	default:
		return false
	}
}

// latestChanges finds, of the changes of each recognition, the last: what is told is how it stands now,
// so that once is enough.
func latestChanges(events []domain.Event) map[domain.ID[any]]int64 {
	latest := map[domain.ID[any]]int64{}
	for _, e := range events {
		if isChange(e.Kind) {
			latest[e.Subject] = e.Position
		}
	}
	return latest
}

// item makes what is told of an event, nil where nobody is told.
func (f liveFacts) item(e domain.Event) *LiveItem {
	item := &LiveItem{Position: e.Position, At: e.At.UTC(), Subject: e.Subject, Event: e.Kind}
	if n, ok := f.nominations[e.Subject]; ok {
		item.Recognition = &n
	}
	if r, ok := f.redemptions[e.Subject]; ok {
		item.Redemption = &r
	}
	var told bool
	switch e.Kind {
	case domain.ReactionAdded, domain.CommentAdded, domain.RecognitionBoosted, domain.RecognitionChanged,
		domain.RecognitionHidden, domain.RecognitionRestored, domain.RecognitionRevoked:
		item.Social = f.sums[e.Subject]
		told = item.tellChange() && f.latest[e.Subject] == e.Position
	case domain.RecognitionPublished:
		told = item.tellRecognition()
	case domain.ApprovalWaiting, domain.ApprovalDelegated, domain.ApprovalEscalated:
		told = item.tellApproval(e)
	case domain.RedemptionRequested, domain.RedemptionApproved, domain.RedemptionRejected, domain.RedemptionReopened, domain.RedemptionCancelled, domain.RedemptionFulfilled:
		told = item.tellRedemption()
	case domain.NotificationMade:
		told = item.tellNotifications(e)
	case domain.NotificationsRead:
		told = item.tellRead(e)
	case domain.ImportChanged:
		told = item.tellImport(e)
	default:
	}
	if !told {
		return nil
	}
	return item
}

func (i *LiveItem) tellRecognition() bool {
	i.Kind = LiveRecognition
	if i.Recognition == nil || i.Recognition.Source == recognition.FromImport {
		return false
	}
	i.audience = audience{everyone: i.Recognition.Everyone(), owners: true, employees: i.Recognition.Readers()}
	return true
}

// tellChange tells all who see the recognition, or saw it until now.
func (i *LiveItem) tellChange() bool {
	i.Kind = LiveChanged
	if i.Recognition == nil {
		return false
	}
	i.audience = audience{everyone: i.Recognition.Visibility == recognition.Public, owners: true, employees: i.Recognition.Readers()}
	return true
}

// tellApproval tells the approver alone, as long as they have to do with it.
func (i *LiveItem) tellApproval(e domain.Event) bool {
	i.Kind = LiveApproval
	var facts eventFacts
	if err := json.Unmarshal(e.Data, &facts); err != nil {
		return false
	}
	isNomination := i.Recognition != nil && slices.Contains(i.Recognition.Approvers, facts.Approver)
	isRedemption := i.Redemption != nil && slices.Contains(i.Redemption.Approvers, facts.Approver)
	i.audience = audience{employees: []domain.EmployeeID{facts.Approver}}
	return isNomination || isRedemption
}

func (i *LiveItem) tellRedemption() bool {
	i.Kind = LiveRedemption
	if i.Redemption == nil {
		return false
	}
	i.audience = audience{owners: true, employees: i.Redemption.Readers()}
	return true
}

// tellNotifications tells each receiver of their own.
func (i *LiveItem) tellNotifications(e domain.Event) bool {
	i.Kind = LiveNotification
	var facts eventFacts
	if err := json.Unmarshal(e.Data, &facts); err != nil {
		return false
	}
	i.each = make(map[domain.EmployeeID]*LiveItem, len(facts.Told))
	for _, told := range facts.Told {
		i.each[told.Employee] = &LiveItem{Kind: i.Kind, Position: i.Position, At: i.At, Event: i.Event, Subject: told.ID, Told: &told.Told}
	}
	return len(i.each) > 0
}

// tellRead tells who has read something, alone.
func (i *LiveItem) tellRead(e domain.Event) bool {
	i.Kind = LiveNotification
	var facts eventFacts
	if err := json.Unmarshal(e.Data, &facts); err != nil {
		return false
	}
	i.Told = &Told{Nomination: facts.Nomination}
	i.audience = audience{employees: []domain.EmployeeID{facts.Employee}}
	return true
}

// ImportNews is how far an import is: Done and Total are lines.
type ImportNews struct {
	Kind   ImportKind         `json:"kind"`
	Status string             `json:"status"`
	Done   int64              `json:"done"`
	Total  int64              `json:"total"`
	By     *domain.EmployeeID `json:"by"`
}

// tellImport tells administrators, and the owner who began it: whoever may ask for it.
func (i *LiveItem) tellImport(e domain.Event) bool {
	i.Kind = LiveImport
	i.Import = &ImportNews{}
	if err := json.Unmarshal(e.Data, i.Import); err != nil {
		return false
	}
	i.audience = audience{admins: true, owner: i.Import.By}
	return true
}

// MovedBoards says which boards moved: those of each of the metrics for each of the periods in each
// of the scopes.
type MovedBoards struct {
	Metrics []leaderboard.Metric
	Periods []leaderboard.Period
	Scopes  []string // as leaderboard.Scope writes them; "*" for all
}
