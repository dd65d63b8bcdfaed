package recognition

import (
	"slices"
	"strings"
	"time"

	"laurel/domain"
)

// Status is where a nomination stands.
type Status string

// The states of a nomination. An approved nomination is a recognition.
const (
	Pending   Status = "pending"
	Approved  Status = "approved"
	Declined  Status = "declined"
	Withdrawn Status = "withdrawn"
	Revoked   Status = "revoked"
)

// Source is where a nomination came from.
type Source string

// The sources of nominations.
const (
	FromEmployee    Source = "employee"
	FromPublicPulse Source = "public_pulse"
	FromImport      Source = "import"
)

// Visibility says who may see a recognition.
type Visibility string

// The visibilities.
const (
	Public  Visibility = "public"
	Private Visibility = "private"
)

// CustomerKind says what the customer of a nomination is.
type CustomerKind string

// The kinds of customers.
const (
	CustomerEmployee CustomerKind = "employee"
	CustomerTeam     CustomerKind = "team"
	CustomerExternal CustomerKind = "external"
)

// The bounds of texts, in characters.
const (
	MaxStory        = 5000
	MaxImpact       = 2000
	MaxComment      = 2000
	MaxCustomerName = 200
	MaxEnablers     = 20
)

// UndoWindow is how long a decision can be taken back.
const UndoWindow = 10 * time.Minute

// Nomination puts colleagues forward for customer-focused behaviour.
type Nomination struct {
	ID      domain.NominationID `db:"id"`
	Program *domain.ProgramID   `db:"program_id"`
	// ProgramVersion is that of the rules that it is made under; it is written, not read.
	ProgramVersion *int               `db:"-"`
	Source         Source             `db:"source"`
	Status         Status             `db:"status"`
	Nominator      *domain.EmployeeID `db:"nominator_id"`
	CustomerKind   CustomerKind       `db:"customer_kind"`
	CustomerID     *domain.ID[any]    `db:"customer_id"`
	CustomerName   *string            `db:"customer_name"`
	// Confidential says that the outside customer is named only to those whom it concerns; it is written,
	// not read: views have the name where their reader may.
	Confidential bool                `db:"-"`
	Story        string              `db:"story"`
	Impact       string              `db:"impact"`
	Behaviours   domain.BehaviourIDs `db:"behaviour_ids"`
	Points       int64               `db:"points"`
	Asked        int64               `db:"asked_points"` // what the nominator asked for
	AsThanks     bool                `db:"as_thanks"`
	Visibility   Visibility          `db:"visibility"`
	Step         int                 `db:"step"`
	Round        int                 `db:"round"` // how often a decision was taken back
	CreatedAt    time.Time           `db:"created_at"`
	DecidedAt    *time.Time          `db:"decided_at"`
	DecidedBy    *domain.EmployeeID  `db:"decided_by"`
	Comment      string              `db:"decision_comment"`
	Reason       string              `db:"decision_reason"`
	PublishedAt  *time.Time          `db:"published_at"`
	HiddenAt     *time.Time          `db:"hidden_at"` // by an owner, after a report

	// ManagerBudget is the nominator's own budget that it is paid from; nil: as the program says.
	ManagerBudget *domain.ManagerBudgetID `db:"manager_budget_id"`

	Nominees []Nominee           `db:"-"`
	Enablers []domain.EmployeeID `db:"-"`
}

// Nominee is one of those put forward, with the points that are theirs.
type Nominee struct {
	Employee domain.EmployeeID `db:"employee_id" json:"employee"`
	Points   int64             `db:"points" json:"points"`
	Boosted  int64             `db:"boosted" json:"boosted"` // what colleagues added
}

// Draft is what a nominator writes.
type Draft struct {
	Program      domain.ProgramID
	Nominees     []domain.EmployeeID
	Behaviours   []domain.BehaviourID
	CustomerKind CustomerKind // "" only under a simple program: the nominator is then the customer
	CustomerID   *domain.ID[any]
	CustomerName string
	Confidential bool // the outside customer is named only to those whom it concerns
	Story        string
	Impact       string
	Enablers     []domain.EmployeeID
	Points       *int64 // nil: the program's default
	Visibility   Visibility
	// FromManagerBudget pays it from the nominator's own budget, where the program lets them.
	FromManagerBudget bool
}

// New makes a nomination of a draft under a program, or says what is wrong with it. Whether the
// people, behaviours and the customer exist is for the caller to check.
func New(d Draft, p Program, nominator domain.EmployeeID, now time.Time) (*Nomination, error) {
	if err := d.check(p, nominator); err != nil {
		return nil, err
	}
	n := &Nomination{
		ID: domain.NewNominationID(), Program: &p.ID, ProgramVersion: &p.Version, Source: FromEmployee, Status: Pending, Nominator: &nominator,
		CustomerKind: d.CustomerKind, CustomerID: d.CustomerID,
		Story: strings.TrimSpace(d.Story), Impact: strings.TrimSpace(d.Impact),
		Behaviours: d.Behaviours, Visibility: d.Visibility, CreatedAt: now, Enablers: d.Enablers,
	}
	if n.Visibility == "" {
		n.Visibility = Public
	}
	switch d.CustomerKind {
	case CustomerExternal:
		name := strings.TrimSpace(d.CustomerName)
		n.CustomerName, n.Confidential = &name, d.Confidential
	case "":
		n.CustomerKind, n.CustomerID = CustomerEmployee, &domain.ID[any]{UUID: nominator.UUID}
	case CustomerEmployee, CustomerTeam:
	}
	n.Points = p.PointsDefault
	if d.Points != nil {
		n.Points = *d.Points
	}
	n.Asked = n.Points
	for i, share := range p.PointsFor(n.Points, len(d.Nominees)) {
		n.Nominees = append(n.Nominees, Nominee{Employee: d.Nominees[i], Points: share})
	}
	return n, nil
}

func (d Draft) check(p Program, nominator domain.EmployeeID) error {
	if slices.Contains(d.Nominees, nominator) {
		return domain.Invalid("self_nomination", "Nobody nominates themselves.",
			domain.FieldError{Location: "body.nominee_ids", Message: "holds the nominator"})
	}
	var faults []domain.FieldError
	add := func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	}
	switch {
	case len(d.Nominees) == 0:
		add("nominee_ids", "names nobody")
	case len(d.Nominees) > p.MaxNominees:
		add("nominee_ids", "names more people than the program allows")
	case hasRepeats(d.Nominees):
		add("nominee_ids", "names somebody twice")
	}
	if hasRepeats(d.Behaviours) {
		add("behaviour_ids", "names a behaviour twice")
	}
	if len(d.Behaviours) > 3 || (len(d.Behaviours) == 0 && !p.Simple) {
		add("behaviour_ids", "needs one to three behaviours")
	}
	if d.FromManagerBudget && !p.ManagerBudgets {
		add("from", "the program is not paid from managers' budgets")
	}
	d.checkCustomer(p, add)
	checkText(d.Story, "story", 1, MaxStory, add)
	checkText(d.Impact, "impact", 0, MaxImpact, add)
	d.checkEnablers(nominator, add)
	if d.Visibility != "" && d.Visibility != Public && d.Visibility != Private {
		add("visibility", "is public or private")
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The nomination is not complete.", faults...)
	}
	if d.Points != nil {
		return p.CheckPoints(*d.Points)
	}
	return nil
}

func (d Draft) checkCustomer(p Program, add func(field, message string)) {
	if d.Confidential && d.CustomerKind != CustomerExternal {
		add("customer.confidential", "is only for an outside customer")
	}
	switch d.CustomerKind {
	case CustomerExternal:
		checkText(d.CustomerName, "customer.name", 1, MaxCustomerName, add)
	case CustomerEmployee, CustomerTeam:
		if d.CustomerID == nil {
			add("customer.id", "is needed for a customer inside")
		}
		if d.CustomerKind == CustomerEmployee && d.CustomerID != nil && slices.ContainsFunc(d.Nominees, func(id domain.EmployeeID) bool { return id.UUID == d.CustomerID.UUID }) {
			add("customer.id", "is a nominee: the customer is the one who was served")
		}
	case "":
		if !p.Simple {
			add("customer", "is needed: who was served?")
		}
	default:
		add("customer.kind", "is employee, team or external")
	}
}

func (d Draft) checkEnablers(nominator domain.EmployeeID, add func(field, message string)) {
	if len(d.Enablers) > MaxEnablers {
		add("enabler_ids", "names too many people")
	}
	if hasRepeats(d.Enablers) {
		add("enabler_ids", "names somebody twice")
	}
	for _, id := range d.Enablers {
		if id == nominator || slices.Contains(d.Nominees, id) {
			add("enabler_ids", "names the nominator or a nominee: an enabler is somebody else")
			return
		}
	}
}

func checkText(text, field string, least, most int, add func(field, message string)) {
	if fault := domain.TextFault(text, least, most); fault != "" {
		add(field, fault)
	}
}

func hasRepeats[T comparable](list []T) bool {
	seen := make(map[T]bool, len(list))
	for _, item := range list {
		if seen[item] {
			return true
		}
		seen[item] = true
	}
	return false
}

// Clone is a copy that keeps its state whatever is done to the original.
func (n *Nomination) Clone() *Nomination {
	c := *n
	c.Nominees, c.Enablers = slices.Clone(n.Nominees), slices.Clone(n.Enablers)
	return &c
}

// KeepPrivate makes private what is not published yet, for a nominee who prefers to be thanked
// privately. What others have read already stays as it was.
func (n *Nomination) KeepPrivate() {
	if n.PublishedAt == nil {
		n.Visibility = Private
	}
}

// Gains says whether an employee has a part in the nomination, and so may not decide on it.
func (n *Nomination) Gains(id domain.EmployeeID) bool {
	return (n.Nominator != nil && *n.Nominator == id) ||
		slices.Contains(n.Enablers, id) || n.IsNominee(id)
}

// IsNominee says whether an employee is put forward.
func (n *Nomination) IsNominee(id domain.EmployeeID) bool {
	return slices.ContainsFunc(n.Nominees, func(m Nominee) bool { return m.Employee == id })
}

// IsCounted says whether the recognition counts on boards and may be announced.
func (n *Nomination) IsCounted() bool {
	return n.Status == Approved && n.Visibility == Public && n.PublishedAt != nil && n.HiddenAt == nil
}

// TotalPoints is what all nominees get together.
func (n *Nomination) TotalPoints() int64 {
	var sum int64
	for _, m := range n.Nominees {
		sum += m.Points
	}
	return sum
}

// ErrNotPending answers a decision on what has been decided already.
var ErrNotPending = domain.Conflict("not_pending", "The nomination does not wait for a decision any more.")

// Publish makes the nomination a recognition: at once where nobody decides, or by the last step.
func (n *Nomination) Publish(now time.Time) {
	n.Status, n.PublishedAt = Approved, &now
}

// Decision is what an approver says yes with.
type Decision struct {
	Points   *int64 // other points within the program
	AsThanks bool   // publish without points
	Comment  string
}

// Approve takes one step's yes. The nomination is published by its last step; before it, it goes on
// to the next. Other points replace what was asked for.
func (n *Nomination) Approve(d Decision, p Program, by domain.EmployeeID, now time.Time) error {
	if n.Status != Pending {
		return ErrNotPending
	}
	if n.Gains(by) {
		return domain.Forbidden("own_nomination", "Nobody decides on a nomination that they have a part in.")
	}
	if d.AsThanks && d.Points != nil && *d.Points != 0 {
		return domain.InvalidField("points", "go with an approval; thanks only has none")
	}
	var faults []domain.FieldError
	checkText(d.Comment, "comment", 0, MaxComment, func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	})
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The comment cannot be kept.", faults...)
	}
	if d.AsThanks {
		n.AsThanks = true
		n.setPoints(0, p)
	} else if d.Points != nil {
		if err := p.CheckPoints(*d.Points); err != nil {
			return err
		}
		n.setPoints(*d.Points, p)
	}
	n.DecidedAt, n.DecidedBy = &now, &by
	if comment := strings.TrimSpace(d.Comment); comment != "" {
		n.Comment = comment
	}
	n.Step++
	if n.Step >= len(p.Approval.Steps()) {
		n.Publish(now)
	}
	return nil
}

func (n *Nomination) setPoints(points int64, p Program) {
	n.Points = points
	for i, share := range p.PointsFor(points, len(n.Nominees)) {
		n.Nominees[i].Points = share
	}
}

// Decline takes a no, with the reason that the nominator will read.
func (n *Nomination) Decline(reason string, by domain.EmployeeID, now time.Time) error {
	if n.Status != Pending {
		return ErrNotPending
	}
	if n.Gains(by) {
		return domain.Forbidden("own_nomination", "Nobody decides on a nomination that they have a part in.")
	}
	var faults []domain.FieldError
	checkText(reason, "reason", 1, MaxComment, func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	})
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "A decline needs a reason.", faults...)
	}
	n.Status, n.Reason, n.DecidedAt, n.DecidedBy = Declined, strings.TrimSpace(reason), &now, &by
	return nil
}

// Withdraw takes the nomination back before anybody decided; only its nominator may, and for an award
// only while one may nominate. Day is the date in the organisation's time zone.
func (n *Nomination) Withdraw(p Program, by domain.EmployeeID, day time.Time) error {
	if n.Nominator == nil || *n.Nominator != by {
		return domain.Forbidden("not_nominator", "Only the nominator withdraws a nomination.")
	}
	if n.Status != Pending {
		return ErrNotPending
	}
	if p.Award != nil && p.AwardStageOn(day) == AwardScoring {
		return domain.Conflict("award_scoring", "The award is closed for nominations: the panel scores those that there are.")
	}
	n.Status = Withdrawn
	return nil
}

// Undo takes the last decision back: by who decided, within ten minutes. The points are again what
// the nominator asked for; the caller reverses what the decision moved.
func (n *Nomination) Undo(p Program, by domain.EmployeeID, now time.Time) error {
	if err := p.CheckSingle(); err != nil {
		return err
	}
	if n.DecidedBy == nil || n.Status == Revoked {
		return domain.Conflict("not_decided", "There is no decision to take back.")
	}
	if *n.DecidedBy != by {
		return domain.Forbidden("not_decider", "Only who decided takes a decision back.")
	}
	if n.DecidedAt == nil || now.Sub(*n.DecidedAt) > UndoWindow {
		return domain.Conflict("too_late", "A decision can be taken back within ten minutes.")
	}
	switch n.Status {
	case Approved, Pending:
		if n.Step == 0 {
			return domain.Conflict("not_decided", "There is no decision to take back.")
		}
		n.Step--
	case Declined:
	case Withdrawn, Revoked:
		return domain.Conflict("not_decided", "There is no decision to take back.")
	}
	n.AsThanks = false
	n.Round++
	n.setPoints(n.Asked, p)
	n.Status, n.PublishedAt, n.DecidedAt, n.DecidedBy, n.Comment, n.Reason = Pending, nil, nil, nil, "", ""
	return nil
}

// Revoke takes a recognition back for good, with the reason.
func (n *Nomination) Revoke(reason string, by domain.EmployeeID, now time.Time) error {
	if n.Status != Approved {
		return domain.Conflict("not_approved", "Only a recognition can be revoked.")
	}
	var faults []domain.FieldError
	checkText(reason, "reason", 1, MaxComment, func(field, message string) {
		faults = append(faults, domain.FieldError{Location: "body." + field, Message: message})
	})
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "A revocation needs a reason.", faults...)
	}
	n.Status, n.Reason, n.DecidedAt, n.DecidedBy = Revoked, strings.TrimSpace(reason), &now, &by
	return nil
}

// Approver chooses who decides at a step: the nearest employee above all nominees who has no part in
// the nomination and is active; else an owner who has none (`no_approver` where there is none).
// managers are those above all nominees, the nearest first; owners in a fixed order.
func (n *Nomination) Approver(level Level, managers, owners []domain.EmployeeID) (domain.EmployeeID, error) {
	candidates := owners
	if level == ManagerStep {
		candidates = append(slices.Clone(managers), owners...)
	}
	for _, id := range candidates {
		if !n.Gains(id) {
			return id, nil
		}
	}
	return domain.EmployeeID{}, domain.Invalid("no_approver", "There is nobody who could decide on this nomination without having a part in it.")
}
