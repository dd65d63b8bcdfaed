package usecase

import (
	"context"
	"time"

	"laurel/domain"
	"laurel/domain/approval"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// Queued is one thing that waits for the actor: a nomination, or a redemption (the other is nil).
type Queued struct {
	Since      time.Time
	Nomination *QueuedNomination
	Redemption *QueuedRedemption
	PassedOn   *PassedOn // nil where the rules chose the actor
}

// IsAsked says whether a decision waits for the actor.
func (uc *UseCases) IsAsked(ctx context.Context, actor domain.Actor) (bool, error) {
	return uc.db.Approvals.IsAsked(ctx, actor.ID)
}

// PassedOn says from whom something came to the actor.
type PassedOn struct {
	From domain.EmployeeID
	Name string
	How  approval.Moved
	At   time.Time
}

// QueuedNomination is a nomination that waits, with what stands next to the decision.
type QueuedNomination struct {
	recognition.View
	Program     recognition.Program // zero for imported history
	BudgetLeft  *int64              // in the present period; nil where the program has no budget
	Pair        recognition.History
	PairWith    recognition.Person // the nominee of the pair; zero where there is no nominator
	Reciprocity *recognition.Reciprocity
	Guidance    []recognition.Behaviour // what its behaviours mean, in their order
}

// BudgetAfter is what the approval of what was asked for leaves of the budget, nil where the program
// has none.
func (q QueuedNomination) BudgetAfter() *int64 {
	if q.BudgetLeft == nil {
		return nil
	}
	left := *q.BudgetLeft
	for _, share := range q.Program.PointsFor(q.Points, len(q.Nominees)) {
		left -= share
	}
	return &left
}

// QueuedRedemption is a redemption that waits, with what stands next to the decision.
type QueuedRedemption struct {
	reward.RedemptionView
	Context reward.Context
}

// Approvals lists what waits for the actor, the oldest first.
func (uc *UseCases) Approvals(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[Queued], error) {
	waiting, err := uc.db.Approvals.QueueOf(ctx, actor.ID, page)
	if err != nil {
		return domain.Slice[Queued]{}, err
	}
	around, err := uc.readQueue(ctx, actor, waiting.Items)
	if err != nil {
		return domain.Slice[Queued]{}, err
	}
	queue := domain.Slice[Queued]{Next: waiting.Next, Items: make([]Queued, 0, len(waiting.Items))}
	for _, w := range waiting.Items {
		item := Queued{Since: w.CreatedAt}
		if from := w.From(); from != nil {
			item.PassedOn = &PassedOn{From: *from, Name: around.names[*from], How: *w.Moved, At: w.Since()}
		}
		if w.Nomination != nil {
			item.Nomination = around.nomination(*w.Nomination)
		}
		if w.Redemption != nil {
			item.Redemption = around.redemptions[*w.Redemption]
		}
		if item.Nomination != nil || item.Redemption != nil {
			queue.Items = append(queue.Items, item)
		}
	}
	return queue, nil
}

// queueContext is all that a page of the queue shows, by one query for each kind of thing.
type queueContext struct {
	nominations map[domain.NominationID]recognition.View
	redemptions map[domain.RedemptionID]*QueuedRedemption
	programs    map[domain.NominationID]recognition.Program
	left        map[domain.ProgramID]int64
	ofManagers  map[domain.ManagerBudgetID]int64 // what is left of managers' own budgets
	guidance    map[domain.BehaviourID]recognition.Behaviour
	histories   map[recognition.Pair]recognition.History
	names       map[domain.EmployeeID]string // of those from whom something came
}

func (uc *UseCases) readQueue(ctx context.Context, actor domain.Actor, waiting []postgres.Waiting) (queueContext, error) {
	var nominations []domain.NominationID
	var redemptions []domain.RedemptionID
	var passers []domain.EmployeeID
	for _, w := range waiting {
		if from := w.From(); from != nil {
			passers = append(passers, *from)
		}
		if w.Nomination != nil {
			nominations = append(nominations, *w.Nomination)
		}
		if w.Redemption != nil {
			redemptions = append(redemptions, *w.Redemption)
		}
	}
	c := queueContext{nominations: map[domain.NominationID]recognition.View{}, redemptions: map[domain.RedemptionID]*QueuedRedemption{}}
	var err error
	if c.names, err = uc.db.People.Names(ctx, passers); err != nil {
		return c, err
	}
	if err := uc.readRedemptions(ctx, &c, actor, redemptions); err != nil {
		return c, err
	}
	if len(nominations) == 0 {
		return c, nil
	}
	views, err := uc.db.Nominations.Views(ctx, nominations, actor)
	if err != nil {
		return c, err
	}
	words, err := uc.db.Chains.Words(ctx, nominations, actor)
	if err != nil {
		return c, err
	}
	for _, v := range views {
		v.Detail = &recognition.Detail{Word: words[v.ID]}
		c.nominations[v.ID] = v
	}
	return c, uc.readAround(ctx, &c, actor, views)
}

func (uc *UseCases) readRedemptions(ctx context.Context, c *queueContext, actor domain.Actor, ids []domain.RedemptionID) error {
	if len(ids) == 0 {
		return nil
	}
	views, err := uc.db.Redemptions.Views(ctx, ids, actor)
	if err != nil {
		return err
	}
	contexts, err := uc.db.Redemptions.Contexts(ctx, ids)
	if err != nil {
		return err
	}
	for _, v := range views {
		c.redemptions[v.ID] = &QueuedRedemption{RedemptionView: v, Context: contexts[v.ID]}
	}
	return nil
}

// readAround reads what stands next to the decisions on some nominations.
func (uc *UseCases) readAround(ctx context.Context, c *queueContext, actor domain.Actor, views []recognition.View) error {
	var behaviours []domain.BehaviourID
	var pairs []recognition.Pair
	for _, v := range views {
		for _, b := range v.Behaviours {
			behaviours = append(behaviours, b.ID)
		}
		pairs = append(pairs, pairsOf(v)...)
	}
	if err := uc.readBudgets(ctx, c, actor, views); err != nil {
		return err
	}
	found, err := uc.db.Catalogue.BehavioursByID(ctx, actor.Language, behaviours)
	if err != nil {
		return err
	}
	c.guidance = make(map[domain.BehaviourID]recognition.Behaviour, len(found))
	for _, b := range found {
		c.guidance[b.ID] = b
	}
	now := uc.Now()
	histories, err := uc.db.Approvals.Histories(ctx, pairs, now.AddDate(-recognition.HistoryYears, 0, 0), now.AddDate(0, 0, -recognition.ReciprocityDays))
	c.histories = make(map[recognition.Pair]recognition.History, len(histories))
	for _, h := range histories {
		c.histories[recognition.Pair{Nominator: h.Nominator, Nominee: h.Nominee}] = h
	}
	return err
}

func (uc *UseCases) readBudgets(ctx context.Context, c *queueContext, actor domain.Actor, views []recognition.View) error {
	ids := make([]domain.NominationID, len(views))
	for i, v := range views {
		ids[i] = v.ID
	}
	programs, err := uc.db.Catalogue.ProgramsOf(ctx, actor.Language, ids)
	if err != nil {
		return err
	}
	accounts, err := uc.db.Ledger.Budgets(ctx)
	if err != nil {
		return err
	}
	c.programs, c.left = make(map[domain.NominationID]recognition.Program, len(programs)), map[domain.ProgramID]int64{}
	if err := uc.readManagerBudgets(ctx, c, views); err != nil {
		return err
	}
	for _, p := range programs {
		c.programs[p.Nomination] = p.Program
		if p.Funding == recognition.FromBudget && p.Budget != nil && p.BudgetPeriod != nil {
			c.left[p.ID], _ = points.Standing(accounts[p.ID].Account, *p.Budget, points.Period(*p.BudgetPeriod), uc.Now(), uc.where)
		}
	}
	return nil
}

// readManagerBudgets reads what is left of the budgets of managers that pay some nominations.
func (uc *UseCases) readManagerBudgets(ctx context.Context, c *queueContext, views []recognition.View) error {
	var ids []domain.ManagerBudgetID
	for _, v := range views {
		if v.ManagerBudget != nil {
			ids = append(ids, *v.ManagerBudget)
		}
	}
	rows, err := uc.db.Budgets.SomeManagerBudgets(ctx, ids, uc.Now())
	c.ofManagers = make(map[domain.ManagerBudgetID]int64, len(rows))
	for _, r := range rows {
		c.ofManagers[r.ID] = uc.managerBudget(r, uc.Now()).Left
	}
	return err
}

func pairsOf(v recognition.View) []recognition.Pair {
	if v.NominatorID == nil {
		return nil
	}
	pairs := make([]recognition.Pair, len(v.Nominees))
	for i, m := range v.Nominees {
		pairs[i] = recognition.Pair{Nominator: *v.NominatorID, Nominee: m.ID}
	}
	return pairs
}

// nomination gives one with what stands next to it, nil where it is gone.
func (c queueContext) nomination(id domain.NominationID) *QueuedNomination {
	v, ok := c.nominations[id]
	if !ok {
		return nil
	}
	q := &QueuedNomination{View: v}
	if p, ok := c.programs[id]; ok {
		q.Program = p
		if left, ok := c.left[p.ID]; ok {
			q.BudgetLeft = &left
		}
		if v.ManagerBudget != nil {
			left := c.ofManagers[*v.ManagerBudget]
			q.BudgetLeft = &left
		}
	}
	for _, b := range v.Behaviours {
		q.Guidance = append(q.Guidance, c.guidance[b.ID])
	}
	var histories []recognition.History
	for _, pair := range pairsOf(v) {
		histories = append(histories, c.histories[pair])
	}
	q.Pair, q.Reciprocity = recognition.Closest(histories)
	for _, m := range v.Nominees {
		if m.ID == q.Pair.Nominee {
			q.PairWith = m
		}
	}
	return q
}
