package usecase

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/people"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// Nominate puts colleagues forward. Without approval the nomination is published at once and its
// points are issued; else it waits for its first approver, and an allowance is held meanwhile.
// The result is a recognition.View.
//
// Nominations that are paid at once and need no further reading are made together with others that
// come at the same time, each by itself: one that is refused changes nothing and stops no other.
func (uc *UseCases) Nominate(ctx context.Context, actor domain.Actor, draft recognition.Draft, o Once) (Answer, error) {
	call := nominateCall{actor: actor, draft: draft, once: o}
	if p, known := uc.likelyProgram(draft.Program); known && isSimple(p) && uc.open == nil && !draft.FromManagerBudget {
		answer, err := uc.nominations.ask(ctx, call)
		if !errors.Is(err, errAlone) {
			return answer, err
		}
	}
	made := &gathered[nominateCall, Answer]{in: call}
	if err := uc.nominateAll(ctx, []*gathered[nominateCall, Answer]{made}); err != nil {
		return Answer{}, err
	}
	if made.err == nil {
		uc.wake()
	}
	return made.out, made.err
}

// nominateCall is a call of Nominate.
type nominateCall struct {
	actor domain.Actor
	draft recognition.Draft
	once  Once
}

// How many nominations are made together, and for how long they wait for those who nominate again.
const (
	nominateTogether = 32
	nominateLinger   = 2 * time.Millisecond
)

// errAlone says that a nomination cannot be made together with others.
var errAlone = errors.New("to be made alone")

// nominateGroup makes nominations together; where PostgreSQL does not take them, each is to be made
// alone, so that one bears no other's fault.
func (uc *UseCases) nominateGroup(ctx context.Context, group []*gathered[nominateCall, Answer]) {
	err := uc.nominateAll(ctx, group)
	for _, made := range group {
		if err != nil {
			made.out, made.err = Answer{}, err
			if len(group) > 1 && ctx.Err() == nil {
				made.err = errAlone
			}
		}
	}
	if err == nil {
		uc.wake()
	}
}

// nominateAll makes some nominations in one transaction, each with an outcome of its own.
func (uc *UseCases) nominateAll(ctx context.Context, group []*gathered[nominateCall, Answer]) error {
	return uc.inTx(ctx, func(tx *postgres.Tx) error {
		now := uc.Now()
		calls := make([]nominateCall, len(group))
		for i, made := range group {
			calls[i] = made.in
		}
		keys := uc.keysOf(tx, calls, now)
		seen, err := uc.readForNominations(ctx, tx, calls)
		if err != nil {
			return err
		}
		if err := uc.openAccounts(ctx, tx, seen, calls, now); err != nil {
			return err
		}
		for _, made := range group {
			made.out, made.err = Answer{}, nil
			if made.err = keys.reject(uc, made); made.err != nil || made.out.Replayed {
				continue
			}
			made.out, made.err = uc.nominateOne(ctx, tx, made.in, seen, len(group) == 1, now)
			var refusal *domain.Error
			if made.err != nil && !errors.As(made.err, &refusal) && !errors.Is(made.err, errAlone) {
				return made.err // the transaction is broken
			}
		}
		return nil
	})
}

// nominateOne makes one nomination. Nothing is written, and no account changed, before nothing can
// fail any more.
func (uc *UseCases) nominateOne(ctx context.Context, tx *postgres.Tx, call nominateCall, all *nominationContext, alone bool, now time.Time) (Answer, error) {
	seen, err := all.of(uc, call)
	if err != nil {
		return Answer{}, err
	}
	if !alone && !fitsGroup(seen, call) {
		return Answer{}, errAlone
	}
	n, err := uc.newNomination(ctx, tx, call.draft, seen, call.actor.ID, now)
	if err != nil {
		return Answer{}, err
	}
	if err := uc.start(ctx, tx, n, seen, call.actor, now); err != nil {
		return Answer{}, err
	}
	body, err := call.once.Encode(seen.view(n, call.actor))
	if err != nil {
		return Answer{}, err
	}
	return Answer{Status: call.once.Status, Body: body}, uc.keep(tx, call.actor, call.once, body, now)
}

// fitsGroup says whether a nomination can be made together with others: accounts that are locked later
// would not show what others of the group book on them.
func fitsGroup(seen *nominationContext, call nominateCall) bool {
	return isSimple(seen.program) && seen.till.has(accountsAtOnce(seen.program, call.actor.ID, call.draft))
}

// openAccounts makes the rows of accounts that a group books on for the first time, and locks what
// renewals take from: all at once, in the one order of locking.
func (uc *UseCases) openAccounts(ctx context.Context, tx *postgres.Tx, seen *nominationContext, calls []nominateCall, now time.Time) error {
	if seen.till == nil {
		return nil
	}
	refs := slices.Clone(seen.till.accounts)
	for _, call := range calls {
		program := seen.programs[programIn{call.actor.Language, call.draft.Program}]
		renewals, err := uc.renewalsOf(seen.till, accountsAtOnce(program, call.actor.ID, call.draft), program, now)
		if err != nil {
			return err
		}
		refs = append(refs, points.Touched(renewals...)...)
	}
	return tx.Ledger.Open(ctx, seen.till.books, refs...)
}

// keyStates is what was found of the keys that a group of calls came with.
type keyStates struct {
	found map[postgres.Call]postgres.KeyState
	taken map[postgres.Call]bool // by a call of the same group
}

// keysOf looks the keys of some calls up with the first read.
func (uc *UseCases) keysOf(tx *postgres.Tx, calls []nominateCall, now time.Time) *keyStates {
	k := &keyStates{taken: map[postgres.Call]bool{}}
	var keyed []postgres.Call
	for _, c := range calls {
		call := postgres.Call{Caller: c.actor.ID, Key: c.once.Key}
		if call.Key != "" && !slices.Contains(keyed, call) {
			keyed = append(keyed, call)
		}
	}
	tx.ReadFirst(tx.Keys.TakeQueries(keyed, now.Add(-keyLife), func(found map[postgres.Call]postgres.KeyState) error {
		k.found = found
		return nil
	})...)
	return k
}

// reject answers a call whose key was used, or is in use.
func (k *keyStates) reject(uc *UseCases, made *gathered[nominateCall, Answer]) error {
	call := postgres.Call{Caller: made.in.actor.ID, Key: made.in.once.Key}
	if call.Key == "" {
		return nil
	}
	state := k.found[call]
	if k.taken[call] {
		state = postgres.KeyState{}
	}
	k.taken[call] = true
	kept, err := state.Earlier(made.in.once.Request)
	if err != nil || kept == nil {
		return err
	}
	made.out, err = uc.reopen(*kept)
	return err
}

// nominationContext is all that a nomination mentions. It is read in one round trip, also for many.
type nominationContext struct {
	program    recognition.Program
	programs   map[programIn]recognition.Program
	people     map[domain.EmployeeID]postgres.Named
	behaviours map[string][]recognition.Behaviour // by language
	spoken     []recognition.Behaviour            // in the caller's language
	teams      []people.Team
	till       *till // the accounts, where they were locked in the same round trip
}

// programIn is a program in a language.
type programIn struct {
	language string
	id       domain.ProgramID
}

func (uc *UseCases) readForNominations(ctx context.Context, tx *postgres.Tx, calls []nominateCall) (*nominationContext, error) {
	w := newWanted()
	for _, call := range calls {
		w.take(call)
		if p, known := uc.likelyProgram(call.draft.Program); known {
			w.accounts = append(w.accounts, accountsAtOnce(p, call.actor.ID, call.draft)...)
		}
	}
	var named []postgres.Named
	queries := []postgres.Query{tx.People.NamedQuery(&named, w.people)}
	programs := make([][]recognition.Program, len(w.programs))
	for i, p := range w.programs {
		queries = append(queries, tx.Catalogue.ProgramQuery(&programs[i], p.language, p.id))
	}
	behaviours := make([][]recognition.Behaviour, len(w.languages))
	for i, language := range w.languages {
		queries = append(queries, tx.Catalogue.BehavioursQuery(&behaviours[i], language, w.behaviours))
	}
	seen := &nominationContext{
		programs: map[programIn]recognition.Program{}, people: make(map[domain.EmployeeID]postgres.Named, len(w.people)),
		behaviours: map[string][]recognition.Behaviour{},
	}
	if len(w.teams) > 0 {
		queries = append(queries, tx.Teams.SomeQuery(&seen.teams, w.teams))
	}
	var accounts []points.Account
	refs := points.Once(w.accounts)
	if len(refs) > 0 {
		queries = append(queries, tx.Ledger.LockQuery(&accounts, refs...))
	}
	if err := tx.Read(ctx, queries...); err != nil {
		return nil, err
	}
	for _, e := range named {
		seen.people[e.ID] = e
	}
	for i, p := range w.programs {
		for _, program := range programs[i] {
			seen.programs[p] = program
		}
	}
	for i, language := range w.languages {
		seen.behaviours[language] = behaviours[i]
	}
	if len(refs) > 0 {
		seen.till = tillOf(ctx, tx, points.NewBooks(accounts), refs)
	}
	return seen, nil
}

// wanted is what a group of nominations mentions, each thing once.
type wanted struct {
	people     []domain.EmployeeID
	programs   []programIn
	behaviours []domain.BehaviourID
	languages  []string
	teams      []domain.TeamID
	accounts   []points.Ref
	known      map[any]bool
}

func newWanted() *wanted { return &wanted{known: map[any]bool{}} }

func (w *wanted) take(call nominateCall) {
	d := call.draft
	addNew(w, &w.people, call.actor.ID)
	addNew(w, &w.people, d.Nominees...)
	addNew(w, &w.people, d.Enablers...)
	if d.CustomerID != nil && d.CustomerKind == recognition.CustomerEmployee {
		addNew(w, &w.people, domain.EmployeeID{UUID: d.CustomerID.UUID})
	}
	if d.CustomerID != nil && d.CustomerKind == recognition.CustomerTeam {
		addNew(w, &w.teams, domain.TeamID{UUID: d.CustomerID.UUID})
	}
	addNew(w, &w.programs, programIn{call.actor.Language, d.Program})
	addNew(w, &w.behaviours, d.Behaviours...)
	addNew(w, &w.languages, call.actor.Language)
}

func addNew[T comparable](w *wanted, to *[]T, values ...T) {
	for _, v := range values {
		if !w.known[v] {
			w.known[v] = true
			*to = append(*to, v)
		}
	}
}

// of is what one of the nominations mentions, or why it cannot be made.
func (c *nominationContext) of(uc *UseCases, call nominateCall) (*nominationContext, error) {
	copied := *c
	own := &copied
	program, ok := c.programs[programIn{call.actor.Language, call.draft.Program}]
	if !ok {
		return own, domain.Invalid("unknown_program", "There is no such program.", domain.FieldError{Location: "body.program_id", Message: "is no program"})
	}
	own.program, own.spoken = program, c.behaviours[call.actor.Language]
	uc.programs.Store(program.ID, program)
	return own, own.check(call.draft)
}

// isSimple says whether nominations under a program need no more than one reading: nobody decides on
// them, none are counted, and everybody may.
func isSimple(p recognition.Program) bool {
	return p.Approval == recognition.NoApproval && p.LimitPeriod == nil && p.Nominators.IsEverybody() && p.Eligible.IsEverybody()
}

// likelyProgram is a program as it was when last seen here, in whatever language. A wrong guess only
// costs a round trip.
func (uc *UseCases) likelyProgram(id domain.ProgramID) (p recognition.Program, known bool) {
	found, _ := uc.programs.Load(id)
	p, known = found.(recognition.Program)
	return p, known
}

// accountsAtOnce are those that a nomination books on that nobody decides on.
func accountsAtOnce(p recognition.Program, nominator domain.EmployeeID, d recognition.Draft) []points.Ref {
	if p.Approval != recognition.NoApproval || d.FromManagerBudget || (d.Points != nil && *d.Points == 0) {
		return nil
	}
	var refs []points.Ref
	switch p.Funding {
	case recognition.FromAllowance:
		refs = append(refs, points.Of(points.Allowance, nominator))
	case recognition.FromBudget:
		refs = append(refs, points.Of(points.Budget, p.ID))
	case recognition.FromNothing:
		fallthrough
	default:
		return nil
	}
	for _, nominee := range d.Nominees {
		refs = append(refs, points.Of(points.Wallet, nominee))
	}
	return refs
}

// check says which of the things that the draft mentions are not there.
func (c *nominationContext) check(d recognition.Draft) error {
	var faults []domain.FieldError
	missing := func(ids []domain.EmployeeID, field string) {
		for i, id := range ids {
			if e, ok := c.people[id]; !ok || !e.Active {
				faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.%s[%d]", field, i), Message: "is no active employee"})
			}
		}
	}
	missing(d.Nominees, "nominee_ids")
	missing(d.Enablers, "enabler_ids")
	for i, id := range d.Behaviours {
		if !slices.ContainsFunc(c.spoken, func(b recognition.Behaviour) bool { return b.ID == id }) {
			faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.behaviour_ids[%d]", i), Message: "is no behaviour"})
		}
	}
	if d.CustomerID != nil {
		_, known := c.people[domain.EmployeeID{UUID: d.CustomerID.UUID}]
		if (d.CustomerKind == recognition.CustomerEmployee && !known) || (d.CustomerKind == recognition.CustomerTeam && c.team(*d.CustomerID) == nil) {
			faults = append(faults, domain.FieldError{Location: "body.customer.id", Message: "is no " + string(d.CustomerKind)})
		}
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The nomination mentions what is not there.", faults...)
	}
	return nil
}

func (uc *UseCases) newNomination(ctx context.Context, tx *postgres.Tx, d recognition.Draft, seen *nominationContext, nominator domain.EmployeeID, now time.Time) (*recognition.Nomination, error) {
	n, err := recognition.New(d, seen.program, nominator, now)
	if err != nil {
		return nil, err
	}
	if !seen.program.IsOpen(now.In(uc.where)) {
		return nil, domain.Conflict("program_closed", "The program is not open.")
	}
	for _, m := range n.Nominees {
		if seen.people[m.Employee].ThankPrivately {
			n.KeepPrivate()
		}
	}
	if err := checkCircles(ctx, tx, n, seen.program); err != nil {
		return nil, err
	}
	if d.FromManagerBudget {
		if n.ManagerBudget, err = tx.Budgets.OwnOf(ctx, nominator); err != nil {
			return nil, err
		}
	}
	if err := uc.checkAward(ctx, tx, n, seen.program, now); err != nil {
		return nil, err
	}
	return n, uc.checkLimits(ctx, tx, n, seen.program, now)
}

// checkCircles says whether the program lets the nominator nominate, and all nominees be nominated.
func checkCircles(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program) error {
	if p.Nominators.IsEverybody() && p.Eligible.IsEverybody() {
		return nil
	}
	ids := []domain.EmployeeID{*n.Nominator}
	for _, m := range n.Nominees {
		ids = append(ids, m.Employee)
	}
	places, err := tx.People.Places(ctx, ids)
	if err != nil {
		return err
	}
	if !p.Nominators.Has(places[*n.Nominator]) {
		return domain.Forbidden("not_eligible", "The program is for other nominators.")
	}
	var faults []domain.FieldError
	for i, m := range n.Nominees {
		if !p.Eligible.Has(places[m.Employee]) {
			faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.nominee_ids[%d]", i), Message: "cannot be nominated under this program"})
		}
	}
	if len(faults) > 0 {
		return domain.Invalid("not_eligible", "The program is for other nominees.", faults...)
	}
	return nil
}

// checkLimits holds a nomination against the program's limits for a giver, a pair and a nominee.
func (uc *UseCases) checkLimits(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	if p.LimitPeriod == nil || (p.LimitGiver == nil && p.LimitPair == nil && p.LimitNominee == nil) {
		return nil
	}
	counted := *n.Nominator
	if p.LimitNominee != nil {
		counted = domain.EmployeeID{} // others' nominations count as well: one at a time under the program
	}
	if err := tx.Nominations.LockLimits(ctx, p.ID, counted); err != nil {
		return err
	}
	since, _ := points.Period(*p.LimitPeriod).Window(now, uc.where)
	nominees := make([]domain.EmployeeID, len(n.Nominees))
	for i, m := range n.Nominees {
		nominees[i] = m.Employee
	}
	ofGiver, ofPair, forNominee, err := tx.Nominations.CountSince(ctx, p.ID, *n.Nominator, nominees, since)
	if err != nil {
		return err
	}
	for _, l := range []struct {
		most *int
		have int
	}{{p.LimitGiver, ofGiver}, {p.LimitPair, ofPair}, {p.LimitNominee, forNominee}} {
		if l.most != nil && l.have >= *l.most {
			return domain.Conflict("limit_reached", "The program's limit for this period is reached.")
		}
	}
	return nil
}

// start publishes the nomination or lets it wait for its first approver, or for the panel of its award.
// What can fail comes before what is written.
func (uc *UseCases) start(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, seen *nominationContext, actor domain.Actor, now time.Time) error {
	steps := seen.program.StepsFor(n.TotalPoints())
	switch {
	case seen.program.Award != nil:
		tx.Nominations.Insert(n, nil)
		tx.Awards.Enter(seen.program.ID, n.ID)
		tx.Events.Add(domain.NewEvent(domain.NominationMade, n.ID, actor.Ref(), now, nil))
	case len(steps) == 0:
		n.Publish(now)
		if err := uc.award(ctx, tx, seen.till, n, seen.program, now); err != nil {
			return err
		}
		tx.Nominations.Insert(n, uc.countedOn(n))
		tx.Events.Add(uc.published(n, actor, now))
	default:
		wait, err := uc.waitFor(ctx, tx, n, steps[0], seen.lines(n), now)
		if err != nil {
			return err
		}
		if err := uc.pledge(ctx, tx, n, seen.program, now); err != nil {
			return err
		}
		tx.Nominations.Insert(n, nil)
		wait()
		tx.Events.Add(domain.NewEvent(domain.NominationMade, n.ID, actor.Ref(), now, nil))
	}
	tx.Audit.Add(actor, now, postgres.Entry{
		Action: "nominate", SubjectKind: "nomination", Subject: domain.ID[any]{UUID: n.ID.UUID},
		Data: map[string]any{"points": n.Points, "status": n.Status},
	})
	return nil
}

// lines are the nominees with the managers above them.
func (c *nominationContext) lines(n *recognition.Nomination) []people.Employee {
	list := make([]people.Employee, len(n.Nominees))
	for i, m := range n.Nominees {
		list[i] = c.people[m.Employee].Employee
	}
	return list
}

// view is the nomination with the names that were read for it, so that the answer needs no further
// round trip.
func (c *nominationContext) view(n *recognition.Nomination, actor domain.Actor) recognition.View {
	nominator := c.people[*n.Nominator]
	v := recognition.View{
		ID: n.ID, ProgramID: &c.program.ID, ProgramName: &c.program.Name, Source: n.Source, Status: n.Status,
		NominatorID: n.Nominator, NominatorName: &nominator.Name, NominatorTeamID: nominator.Team, NominatorTeamName: nominator.TeamName,
		CustomerKind: n.CustomerKind, CustomerID: n.CustomerID, CustomerName: c.customerName(n), Confidential: n.Confidential, Story: n.Story, Impact: n.Impact,
		Points: n.Points, AsThanks: n.AsThanks, Visibility: n.Visibility, CreatedAt: n.CreatedAt, PublishedAt: n.PublishedAt, ManagerBudget: n.ManagerBudget,
	}
	if c.program.Award != nil {
		v.AwardCloses = c.program.To
	}
	for _, m := range n.Nominees {
		e := c.people[m.Employee]
		v.Nominees = append(v.Nominees, recognition.Person{ID: e.ID, Name: e.Name, TeamID: e.Team, TeamName: e.TeamName})
	}
	for _, id := range n.Behaviours {
		i := slices.IndexFunc(c.spoken, func(b recognition.Behaviour) bool { return b.ID == id })
		v.Behaviours = append(v.Behaviours, recognition.Coded{ID: id, Code: c.spoken[i].Code, Name: c.spoken[i].Name})
	}
	for _, id := range n.Enablers {
		v.Enablers = append(v.Enablers, recognition.Named{ID: domain.ID[any](id), Name: c.people[id].Name})
	}
	return v
}

// team gives a team by its id, nil where it is not there.
func (c *nominationContext) team(id domain.ID[any]) *people.Team {
	i := slices.IndexFunc(c.teams, func(t people.Team) bool { return t.ID.UUID == id.UUID })
	if i < 0 {
		return nil
	}
	return &c.teams[i]
}

func (c *nominationContext) customerName(n *recognition.Nomination) *string {
	switch n.CustomerKind {
	case recognition.CustomerEmployee:
		e := c.people[domain.EmployeeID{UUID: n.CustomerID.UUID}]
		return &e.Name
	case recognition.CustomerTeam:
		return &c.team(*n.CustomerID).Name
	case recognition.CustomerExternal:
	}
	return n.CustomerName
}

// countedOn is the day on which a recognition counts on boards, nil where it does not.
func (uc *UseCases) countedOn(n *recognition.Nomination) *time.Time {
	if !n.IsCounted() {
		return nil
	}
	day := uc.day(*n.PublishedAt)
	return &day
}

// published is the event by which everything that reacts hears of a recognition.
func (uc *UseCases) published(n *recognition.Nomination, actor domain.Actor, now time.Time) domain.Event {
	return domain.NewEvent(domain.RecognitionPublished, n.ID, actor.Ref(), now, uc.boardData(n))
}

// boardFacts are the data of an event that moves boards, as leaderboard.ChangeOf reads them.
type boardFacts struct {
	Board *leaderboard.Recognition `json:"board,omitempty"`
}

// boardData tells the boards what a recognition counts for, as it stands now; nothing where it is on
// no board.
func (uc *UseCases) boardData(n *recognition.Nomination) boardFacts {
	if !n.IsCounted() {
		return boardFacts{}
	}
	facts := leaderboard.Recognition{Day: leaderboard.DayOf(*n.PublishedAt, uc.where), Nominator: n.Nominator, Behaviours: n.Behaviours}
	for _, m := range n.Nominees {
		facts.Nominees = append(facts.Nominees, leaderboard.Nominee{Employee: m.Employee, Points: m.Points + m.Boosted})
	}
	return boardFacts{Board: &facts}
}
