package usecase_test

import (
	"slices"
	"time"

	"pgregory.net/rapid"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// modelNomination is a nomination as the model has it.
type modelNomination struct {
	id        domain.NominationID
	program   recognition.Program
	nominator domain.EmployeeID
	nominees  []domain.EmployeeID
	asked     int64
	points    int64
	thanks    bool
	status    recognition.Status
	step      int
	pledged   int64
	own       bool // from marc's own budget
	decidedBy *domain.Actor
	decidedAt time.Time
	boosts    []modelBoost
}

// modelBoost gives each nominee as many points.
type modelBoost struct {
	by     domain.EmployeeID
	points int64
}

// shares are what each nominee gets: with a split, nothing is lost and the first ones get the rest.
func (n *modelNomination) shares(points int64) []int64 {
	shares := make([]int64, len(n.nominees))
	for i := range shares {
		shares[i] = points
	}
	if n.program.Shares == recognition.Split {
		clear(shares)
		for i := range points {
			shares[int(i)%len(shares)]++
		}
	}
	return shares
}

func sum(list []int64) (total int64) {
	for _, v := range list {
		total += v
	}
	return total
}

func (n *modelNomination) boosted() (total int64) {
	for _, b := range n.boosts {
		total += b.points * int64(len(n.nominees))
	}
	return total
}

func (n *modelNomination) hasPart(who domain.EmployeeID) bool {
	return n.nominator == who || slices.Contains(n.nominees, who)
}

// steps are how many have to say yes.
func (n *modelNomination) steps() int {
	switch n.program.Approval {
	case recognition.NoApproval:
		return 0
	case recognition.ByManagerThenOwner:
		return 2
	default:
		return 1
	}
}

// paid moves what each nominee gets from where the program takes it, or back where sign is -1.
func (w *world) paid(n *modelNomination, points, sign int64) (steps []func(*money) string) {
	for i, share := range n.shares(points) {
		switch {
		case share == 0:
			continue
		case n.program.Funding == recognition.FromAllowance:
			steps = append(steps, w.toAllowance(n.nominator, -share*sign))
		case n.own:
			steps = append(steps, w.toBudget(w.ownKey(), fullOwn, -share*sign))
		case n.program.Funding == recognition.FromBudget:
			steps = append(steps, w.toBudget(n.program.ID, *n.program.Budget, -share*sign))
		default:
			continue
		}
		steps = append(steps, toWallet(n.nominees[i], share*sign))
	}
	return steps
}

// held moves a pledge out of the allowance, or back where sign is -1.
func (w *world) pledge(n *modelNomination, points, sign int64) []func(*money) string {
	if points == 0 {
		return nil
	}
	return []func(*money) string{w.toAllowance(n.nominator, -points*sign), toHeld(n.nominator, points*sign)}
}

// toPledge is what a nomination that waits holds of the allowance.
func (n *modelNomination) toPledge() int64 {
	if n.program.Funding != recognition.FromAllowance {
		return 0
	}
	return sum(n.shares(n.asked))
}

func (w *world) nominate(r *rapid.T) {
	w.r = r
	by := one(r, w.people, "by")
	program := one(r, w.programs, "program")
	nominees := rapid.SliceOfNDistinct(rapid.IntRange(0, len(w.people)-1), 1, program.MaxNominees, rapid.ID).Draw(r, "nominees")
	n := &modelNomination{program: program, nominator: by.ID, asked: rapid.Int64Range(0, program.PointsMax).Draw(r, "points"), status: recognition.Pending}
	for _, i := range nominees {
		n.nominees = append(n.nominees, w.people[i].ID)
	}
	n.points = n.asked
	n.own = program.ManagerBudgets && rapid.IntRange(0, 2).Draw(r, "from") == 0
	total := sum(n.shares(n.asked))
	var code string
	switch {
	case slices.Contains(n.nominees, by.ID):
		code = "self_nomination"
	case n.own && by.ID != w.people[marc].ID:
		code = "no_manager_budget"
	case n.steps() == 0 || (program.ApprovalFrom != nil && total < *program.ApprovalFrom):
		n.status = recognition.Approved
		code = w.all(w.paid(n, n.asked, 1)...)
	default:
		n.pledged = n.toPledge()
		code = w.all(w.pledge(n, n.pledged, 1)...)
	}
	draft := recognition.Draft{Program: program.ID, Nominees: n.nominees, Behaviours: []domain.BehaviourID{}, Story: "Came at once", Points: &n.asked, Visibility: recognition.Public, FromManagerBudget: n.own}
	answer := w.tried("nominate", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Nominate(w.h.t.Context(), by, draft, o)
	})
	if code == "" {
		n.id = domain.NominationID(w.made(answer, nil))
		w.nominations = append(w.nominations, n)
	}
}

// some is one of the nominations.
func (w *world) some(r *rapid.T) *modelNomination {
	w.r = r
	if len(w.nominations) == 0 {
		r.Skip("there is none yet")
	}
	return one(r, w.nominations, "nomination")
}

// asked is whom a nomination waits for now, as far as the model cares: Marc, or one of the owners.
func (w *world) askedFor(n *modelNomination) bool {
	manager := n.step == 0 && (n.program.Approval == recognition.ByManager || n.program.Approval == recognition.ByManagerThenOwner)
	return manager && n.status == recognition.Pending && !n.hasPart(w.people[marc].ID) &&
		!slices.ContainsFunc(n.nominees, func(id domain.EmployeeID) bool { return id == w.people[ann].ID || id == w.people[olaf].ID })
}

// decider is somebody who may try to decide: an owner, or Marc where it waits for him.
func (w *world) decider(r *rapid.T, n *modelNomination) domain.Actor {
	able := []domain.Actor{w.people[ann], w.people[olaf]}
	if w.askedFor(n) {
		able = append(able, w.people[marc])
	}
	return one(r, able, "by")
}

// mayDecide is why somebody may not decide on a nomination now, "" where they may.
func (n *modelNomination) mayDecide(by domain.Actor) string {
	switch {
	case n.hasPart(by.ID):
		return "own_nomination"
	case n.status != recognition.Pending:
		return "not_pending"
	}
	return ""
}

func (w *world) approve(r *rapid.T) {
	n := w.some(r)
	by := w.decider(r, n)
	var yes recognition.Decision
	points := n.points
	switch rapid.IntRange(0, 3).Draw(r, "how") {
	case 0:
		yes.AsThanks, points = true, 0
	case 1:
		points = rapid.Int64Range(0, n.program.PointsMax).Draw(r, "points")
		yes.Points = &points
	}
	code := n.mayDecide(by)
	last := n.step+1 >= n.steps()
	if code == "" && last {
		code = w.all(append(w.pledge(n, n.pledged, -1), w.paid(n, points, 1)...)...)
	}
	if code == "" {
		n.points, n.thanks, n.step, n.decidedBy, n.decidedAt = points, n.thanks || yes.AsThanks, n.step+1, &by, w.h.now
		if last {
			n.status, n.pledged = recognition.Approved, 0
		}
	}
	w.tried("approve", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Approve(w.h.t.Context(), by, n.id, yes, o)
	})
}

func (w *world) decline(r *rapid.T) {
	n := w.some(r)
	by := w.decider(r, n)
	code := n.mayDecide(by)
	if code == "" {
		w.all(w.pledge(n, n.pledged, -1)...)
		n.status, n.pledged, n.decidedBy, n.decidedAt = recognition.Declined, 0, &by, w.h.now
	}
	w.tried("decline", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Decline(w.h.t.Context(), by, n.id, "Not for this.", o)
	})
}

func (w *world) withdraw(r *rapid.T) {
	n := w.some(r)
	by := w.person(n.nominator)
	code := ""
	if n.status != recognition.Pending {
		code = "not_pending"
	} else {
		w.all(w.pledge(n, n.pledged, -1)...)
		n.status, n.pledged = recognition.Withdrawn, 0
	}
	w.tried("withdraw", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Withdraw(w.h.t.Context(), by, n.id, o)
	})
}

func (w *world) person(id domain.EmployeeID) domain.Actor {
	return w.people[slices.IndexFunc(w.people, func(a domain.Actor) bool { return a.ID == id })]
}

// givenBack are the points of a recognition and of its boosts on their way back.
func (w *world) givenBack(n *modelNomination) []func(*money) string {
	steps := w.paid(n, n.points, -1)
	for _, b := range n.boosts {
		for _, who := range n.nominees {
			steps = append(steps, toWallet(who, -b.points), w.toAllowance(b.by, b.points))
		}
	}
	return steps
}

// undoWindow is how long a decision can be taken back.
const undoWindow = 10 * time.Minute

func (w *world) undo(r *rapid.T) {
	n := w.some(r)
	by := one(r, w.people[:2], "by")
	if n.decidedBy != nil && rapid.Bool().Draw(r, "who decided") {
		by = *n.decidedBy
	}
	code := w.undone(n, by)
	w.tried("undo", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Undo(w.h.t.Context(), by, n.id, o)
	})
}

// undone takes the last decision back, or says why not.
func (w *world) undone(n *modelNomination, by domain.Actor) string {
	switch {
	case n.decidedBy == nil || n.status == recognition.Revoked:
		return "not_decided"
	case n.decidedBy.ID != by.ID:
		return "not_decider"
	case w.h.now.Sub(n.decidedAt) > undoWindow:
		return "too_late"
	case n.status == recognition.Withdrawn:
		return "not_decided"
	}
	var steps []func(*money) string
	if n.status == recognition.Approved {
		steps = w.givenBack(n)
	}
	if n.status != recognition.Pending {
		steps = append(steps, w.pledge(n, n.toPledge(), 1)...)
	}
	if code := w.all(steps...); code != "" {
		return map[string]string{"insufficient_points": "too_late"}[code] + map[string]string{"insufficient_allowance": code}[code]
	}
	if n.status != recognition.Declined {
		n.step--
	}
	if n.status == recognition.Approved {
		n.boosts = nil
	}
	n.status, n.pledged, n.points, n.thanks, n.decidedBy = recognition.Pending, n.toPledge(), n.asked, false, nil
	return ""
}

func (w *world) revoke(r *rapid.T) {
	n := w.some(r)
	by := one(r, w.people[:2], "by")
	keep := rapid.Bool().Draw(r, "keep the points")
	code := ""
	if n.status != recognition.Approved {
		code = "not_approved"
	} else if !keep {
		if w.all(w.givenBack(n)...) != "" {
			code = "points_spent"
		} else {
			n.boosts = nil
		}
	}
	if code == "" {
		n.status, n.decidedBy, n.decidedAt = recognition.Revoked, &by, w.h.now
	}
	w.tried("revoke", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Revoke(w.h.t.Context(), by, n.id, "It was not so.", keep, o)
	})
}

func (w *world) boost(r *rapid.T) {
	n := w.some(r)
	if n.status != recognition.Approved {
		r.Skip("only recognitions are seen by all")
	}
	by := one(r, w.people, "by")
	b := modelBoost{by: by.ID, points: rapid.Int64Range(1, 30).Draw(r, "points")}
	var steps []func(*money) string
	for _, who := range n.nominees {
		steps = append(steps, w.toAllowance(by.ID, -b.points), toWallet(who, b.points))
	}
	code := "own_recognition"
	if !slices.Contains(n.nominees, by.ID) {
		if code = w.all(steps...); code == "" {
			n.boosts = append(n.boosts, b)
		}
	}
	w.tried("boost", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.Boost(w.h.t.Context(), by, n.id, b.points, o)
	})
}

// topUp adds points to a budget of the present month.
func (w *world) topUp(r *rapid.T) {
	w.r = r
	p := one(r, w.programs, "program")
	amount := rapid.Int64Range(1, 50).Draw(r, "points")
	code := "no_budget"
	if p.Budget != nil {
		code = w.all(w.toBudget(p.ID, *p.Budget, amount))
	}
	w.tried("top up", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.TopUpBudget(w.h.t.Context(), w.people[olaf], p.ID, amount, "A busy month.", o)
	})
}

// ownKey is under what the model keeps marc's own budget.
func (w *world) ownKey() domain.ProgramID { return domain.ProgramID{UUID: w.own.UUID} }

func (w *world) topUpManager(r *rapid.T) {
	w.r = r
	amount := rapid.Int64Range(1, 40).Draw(r, "points")
	code := w.all(w.toBudget(w.ownKey(), fullOwn, amount))
	w.tried("top up a manager", code, func(o usecase.Once) (usecase.Answer, error) {
		return w.h.uc.TopUpManagerBudget(w.h.t.Context(), w.people[olaf], w.own, amount, "A busy month.", o)
	})
}
