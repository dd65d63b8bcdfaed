package usecase

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// allowanceGuess is how often allowances are filled, as it was when last seen: it tells without asking
// that an allowance is of the present period. Who fills one asks.
type allowanceGuess struct {
	period points.Period
	at     time.Time
}

// guessLife is for how long a guess of the allowances' period is trusted: another instance may have
// changed it meanwhile.
const guessLife = time.Minute

// likelyPeriod is how often allowances are filled, where that was seen lately.
func (uc *UseCases) likelyPeriod(now time.Time) (points.Period, bool) {
	guess := uc.allowances.Load()
	if guess == nil || now.Sub(guess.at).Abs() > guessLife {
		return "", false
	}
	return guess.period, true
}

// award issues a recognition's points (awardsOf) from where the program takes them. The till is used
// where it has all accounts; nil opens one.
func (uc *UseCases) award(ctx context.Context, tx *postgres.Tx, t *till, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	transfers := awardsOf(n, p, now)
	if !t.has(points.Touched(transfers...)) {
		return uc.book(ctx, tx, now, p, transfers)
	}
	return uc.bookOn(ctx, tx, t, now, p, transfers)
}

// awardsOf are the transfers that issue a recognition's points: from the program's budget, or from
// the nominator's allowance, to the wallet of each nominee. What was held of the allowance while the
// nomination waited must have been given back (returnsOf): other points than were asked for may be
// more or less than that. The keys name the nomination, the nominee and the round (a decision that is
// taken back begins another), so that nothing is issued twice.
func awardsOf(n *recognition.Nomination, p recognition.Program, now time.Time) []points.Transfer {
	var source points.Ref
	switch p.Funding {
	case recognition.FromBudget:
		source = budgetOf(n, p)
	case recognition.FromAllowance:
		source = points.Of(points.Allowance, *n.Nominator)
	case recognition.FromNothing:
		fallthrough
	default:
		return nil
	}
	var transfers []points.Transfer
	for _, m := range n.Nominees {
		if m.Points == 0 {
			continue
		}
		transfers = append(transfers, points.Transfer{
			ID: domain.NewTransferID(), Key: fmt.Sprintf("award:%s:%s:%d", n.ID, m.Employee, n.Round), Kind: points.KindAward,
			From: source, To: points.Of(points.Wallet, m.Employee), Points: m.Points,
			Nomination: &n.ID, Program: n.Program, EffectiveAt: now,
		})
	}
	return transfers
}

// budgetOf is the budget that pays a nomination under a program that is funded by one.
func budgetOf(n *recognition.Nomination, p recognition.Program) points.Ref {
	if n.ManagerBudget != nil {
		return points.Of(points.Budget, *n.ManagerBudget)
	}
	return points.Of(points.Budget, p.ID)
}

// pledge holds the nominator's allowance while the nomination waits (pledgesOf).
func (uc *UseCases) pledge(ctx context.Context, tx *postgres.Tx, n *recognition.Nomination, p recognition.Program, now time.Time) error {
	return uc.book(ctx, tx, now, p, pledgesOf(n, p, now))
}

// pledgesOf hold the nominator's allowance while the nomination waits. A budget is not held.
func pledgesOf(n *recognition.Nomination, p recognition.Program, now time.Time) []points.Transfer {
	if p.Funding != recognition.FromAllowance || n.TotalPoints() == 0 {
		return nil
	}
	return []points.Transfer{{
		ID: domain.NewTransferID(), Key: fmt.Sprintf("pledge:%s:%d", n.ID, n.Round), Kind: points.KindPledge,
		From: points.Of(points.Allowance, *n.Nominator), To: points.Of(points.Held, *n.Nominator), Points: n.TotalPoints(),
		Nomination: &n.ID, Program: n.Program, EffectiveAt: now,
	}}
}

// returnsOf give a held allowance back, all of it.
func returnsOf(standing []points.Transfer, now time.Time) []points.Transfer {
	return reversalsOf(standing, points.KindPledge, points.KindPledgeReturned, now)
}

// reversalsOf are the opposite of the standing transfers of one kind. Why is said by the thing that
// they are about: transfers hold no texts.
func reversalsOf(standing []points.Transfer, kind, as points.TransferKind, now time.Time) []points.Transfer {
	var transfers []points.Transfer
	for _, t := range standing {
		if t.Kind == kind {
			transfers = append(transfers, t.Reverse(as, "reverse:"+t.ID.String(), "", now))
		}
	}
	return transfers
}

// book locks the accounts of the transfers and books them. The program's rules say how its budget is
// renewed; transfers that touch none need none.
func (uc *UseCases) book(ctx context.Context, tx *postgres.Tx, now time.Time, p recognition.Program, transfers []points.Transfer) error {
	if len(transfers) == 0 {
		return nil
	}
	t, err := openTill(ctx, tx, points.Touched(transfers...))
	if err != nil {
		return err
	}
	return uc.bookOn(ctx, tx, t, now, p, transfers)
}

// till is the accounts that a transaction has locked, for booking on them more than once.
type till struct {
	books    *points.Books
	accounts []points.Ref
	rule     func() (points.AllowanceRule, error) // of allowances: read once, where it is needed at all
	who      func(domain.EmployeeID) (points.AllowanceOf, error)
	manager  func(domain.ManagerBudgetID) (points.ManagerBudget, error) // of a budget that is no program's
}

// openTill locks all accounts that may be booked on.
func openTill(ctx context.Context, tx *postgres.Tx, accounts []points.Ref) (*till, error) {
	books, err := tx.Ledger.Lock(ctx, accounts...)
	if err != nil {
		return nil, err
	}
	return tillOf(ctx, tx, books, accounts), nil
}

// tillOf is a till of accounts that the transaction has locked.
func tillOf(ctx context.Context, tx *postgres.Tx, books *points.Books, accounts []points.Ref) *till {
	return &till{
		books: books, accounts: accounts,
		rule: sync.OnceValues(func() (points.AllowanceRule, error) {
			o, err := tx.Organisation.Get(ctx)
			return points.AllowanceRule{PerPerson: o.Allowance, PerReport: o.PerReport, Period: points.Period(o.Period), ProRata: o.ProRata}, err
		}),
		who:     func(id domain.EmployeeID) (points.AllowanceOf, error) { return tx.People.AllowanceOf(ctx, id) },
		manager: func(id domain.ManagerBudgetID) (points.ManagerBudget, error) { return tx.Budgets.OfManager(ctx, id) },
	}
}

// has says whether all of the accounts are in the till; nil has none.
func (t *till) has(accounts []points.Ref) bool {
	if t == nil {
		return len(accounts) == 0
	}
	for _, ref := range accounts {
		if !slices.Contains(t.accounts, ref) {
			return false
		}
	}
	return true
}

// bookOn renews allowances and budgets that are of an older period, applies the transfers and queues
// them: all, or none with the reason.
func (uc *UseCases) bookOn(ctx context.Context, tx *postgres.Tx, t *till, now time.Time, p recognition.Program, transfers []points.Transfer) error {
	if len(transfers) == 0 {
		return nil
	}
	all, err := uc.renewalsOf(t, points.Touched(transfers...), p, now)
	if err != nil {
		return err
	}
	all = append(all, transfers...)
	if err := tx.Ledger.Open(ctx, t.books, points.Touched(all...)...); err != nil {
		return err
	}
	if err := t.books.ApplyAll(all...); err != nil {
		return err
	}
	tx.Ledger.Post(now, t.books, all...)
	return nil
}

// renewalsOf are the renewals of some accounts that are of an older period.
func (uc *UseCases) renewalsOf(t *till, refs []points.Ref, p recognition.Program, now time.Time) ([]points.Transfer, error) {
	var all []points.Transfer
	for _, ref := range refs {
		renewals, err := uc.renewals(t, t.books.Account(ref), p, now)
		if err != nil {
			return nil, err
		}
		all = append(all, renewals...)
	}
	return all, nil
}

func (uc *UseCases) renewals(t *till, a points.Account, p recognition.Program, now time.Time) ([]points.Transfer, error) {
	switch a.Kind {
	case points.Allowance:
		return uc.allowanceRenewals(t, a, now)
	case points.Budget:
		if a.Owner != p.ID.UUID {
			b, err := t.manager(domain.ManagerBudgetID{UUID: a.Owner})
			return b.Renewals(a, now, uc.where), err
		}
		if p.Budget == nil || p.BudgetPeriod == nil {
			return nil, nil
		}
		return points.Renew(a, *p.Budget, points.Period(*p.BudgetPeriod), now, uc.where), nil
	default:
		return nil, nil
	}
}

// allowanceRenewals are the renewals of an allowance. Where it is known to be of the present period,
// nothing is read; where everybody's allowance is the same, nothing about the employee.
func (uc *UseCases) allowanceRenewals(t *till, a points.Account, now time.Time) ([]points.Transfer, error) {
	if period, known := uc.likelyPeriod(now); known && isFilled(a, period, now, uc.where) {
		return nil, nil
	}
	rule, err := t.rule()
	if err != nil {
		return nil, err
	}
	uc.allowances.Store(&allowanceGuess{rule.Period, now})
	if isFilled(a, rule.Period, now, uc.where) {
		return nil, nil
	}
	who := points.AllowanceOf{}
	if !rule.IsSame() {
		if who, err = t.who(domain.EmployeeID{UUID: a.Owner}); err != nil {
			return nil, err
		}
	}
	return points.Renew(a, rule.For(who, now, uc.where), rule.Period, now, uc.where), nil
}

// isFilled says whether an account was filled for the present period.
func isFilled(a points.Account, period points.Period, now time.Time, where *time.Location) bool {
	from, _ := period.Window(now, where)
	return a.PeriodStart != nil && a.PeriodStart.Format(time.DateOnly) >= from.Format(time.DateOnly)
}

// post locks the accounts of transfers that need no renewal, and books them.
func post(ctx context.Context, tx *postgres.Tx, transfers []points.Transfer, now time.Time) error {
	if len(transfers) == 0 {
		return nil
	}
	books, err := tx.Ledger.Lock(ctx, points.Touched(transfers...)...)
	if err != nil {
		return err
	}
	if err := books.ApplyAll(transfers...); err != nil {
		return err
	}
	tx.Ledger.Post(now, books, transfers...)
	return nil
}
