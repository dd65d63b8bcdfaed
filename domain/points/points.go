// Package points has the double-entry books of points: accounts, and transfers that balance by
// construction.
package points

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/uuid"

	"laurel/domain"
)

// AccountKind says what points on an account are for.
type AccountKind string

// The kinds of accounts. Only issuance may fall below zero: it is where points come from.
const (
	Issuance  AccountKind = "issuance"
	Budget    AccountKind = "budget"    // of a program or a manager: may be issued in a period
	Allowance AccountKind = "allowance" // of an employee: may be given away in a period
	Wallet    AccountKind = "wallet"    // of an employee: earned, may be spent
	Held      AccountKind = "held"      // of an employee: promised to a nomination or a redemption that waits
	Spent     AccountKind = "spent"
	Lapsed    AccountKind = "lapsed"
)

// TransferKind says why points moved; a statement shows it.
type TransferKind string

// The kinds of transfers.
const (
	KindAllowanceRenewed TransferKind = "allowance_renewed"
	KindBudgetRenewed    TransferKind = "budget_renewed"
	KindBudgetToppedUp   TransferKind = "budget_topped_up" // more in the present period
	KindLapsed           TransferKind = "lapsed"
	KindAward            TransferKind = "award"
	KindAwardReversed    TransferKind = "award_reversed"
	KindBoost            TransferKind = "boost" // allowance of a colleague → wallet
	KindBoostReturned    TransferKind = "boost_returned"
	KindPledge           TransferKind = "pledge" // allowance → held while a nomination waits
	KindPledgeReturned   TransferKind = "pledge_returned"
	KindRedemption       TransferKind = "redemption" // wallet → held
	KindRefund           TransferKind = "refund"     // held → wallet
	KindFulfilment       TransferKind = "fulfilment" // held → spent
	KindOpeningBalance   TransferKind = "opening_balance"
	KindCelebration      TransferKind = "celebration" // issued with an anniversary or a birthday
)

// organisationOwner owns the accounts that belong to nobody in particular.
var organisationOwner = uuid.Nil

// slots is into how many rows an account of the organisation is cut, so that writers don't queue.
const slots = 16

// Ref names an account: its kind, its owner and, for the organisation's, its slot.
type Ref struct {
	Kind  AccountKind
	Owner uuid.UUID
	Slot  int16
}

// Of names the account of one kind that belongs to an employee or a program.
func Of[Kind any](kind AccountKind, owner domain.ID[Kind]) Ref {
	return Ref{Kind: kind, Owner: owner.UUID}
}

// OfOrganisation names the slot of an account of the organisation that work about one thing uses.
func OfOrganisation[Kind any](kind AccountKind, about domain.ID[Kind]) Ref {
	return Ref{Kind: kind, Owner: organisationOwner, Slot: int16(about.UUID[15] % slots)}
}

// Compare orders accounts the one way in which every transaction locks them, so that two never wait
// for each other.
func (r Ref) Compare(other Ref) int {
	if c := bytes.Compare(r.Owner[:], other.Owner[:]); c != 0 {
		return c
	}
	if r.Kind != other.Kind {
		if r.Kind < other.Kind {
			return -1
		}
		return 1
	}
	return int(r.Slot) - int(other.Slot)
}

// Account is what a transaction has read, and locked, of an account; an account that has no row yet
// has balance 0 and no period.
type Account struct {
	Ref
	ID          int64 // of its row; 0 where it has none yet
	Balance     int64
	PeriodStart *time.Time // the first day (UTC midnight of the date) of the period it was filled for
}

// Transfer moves Points (> 0) from one account to another. Key is unique: the same key is never
// booked twice, whatever is retried.
type Transfer struct {
	ID          domain.TransferID
	Key         string
	Kind        TransferKind
	From, To    Ref
	Points      int64
	Reason      string
	Nomination  *domain.NominationID
	Redemption  *domain.RedemptionID
	Program     *domain.ProgramID
	Reverses    *domain.TransferID
	EffectiveAt time.Time
	// FilledFor marks To as filled for the period that begins then (renewals).
	FilledFor *time.Time
}

// InputHash is stored beside the key, so that a key booked with other content can be told.
func (t Transfer) InputHash() []byte {
	h := sha256.New()
	for _, r := range []Ref{t.From, t.To} {
		h.Write([]byte(r.Kind))
		h.Write(r.Owner[:])
	}
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(t.Points)) //nolint:gosec // only hashed
	h.Write(n[:])
	h.Write([]byte(t.Kind))
	return h.Sum(nil)
}

// Reverse gives the transfer that puts t right: the same points back.
func (t Transfer) Reverse(kind TransferKind, key, reason string, at time.Time) Transfer {
	id := t.ID
	return Transfer{
		ID: domain.NewTransferID(), Key: key, Kind: kind, From: t.To, To: t.From, Points: t.Points, Reason: reason,
		Nomination: t.Nomination, Redemption: t.Redemption, Program: t.Program, Reverses: &id, EffectiveAt: at,
	}
}

// Touched lists the accounts of some transfers once each, in the order of locking.
func Touched(transfers ...Transfer) []Ref {
	var refs []Ref
	for _, t := range transfers {
		refs = append(refs, t.From, t.To)
	}
	return Once(refs)
}

// Once lists accounts once each, in the order of locking.
func Once(refs []Ref) []Ref {
	slices.SortFunc(refs, Ref.Compare)
	return slices.Compact(refs)
}

// Shortage is the error for an account that does not hold enough.
func Shortage(kind AccountKind) *domain.Error {
	switch kind {
	case Budget:
		return domain.Conflict("insufficient_budget", "The budget does not hold enough points.")
	case Allowance:
		return domain.Conflict("insufficient_allowance", "Your allowance does not hold enough points.")
	default:
		return domain.Conflict("insufficient_points", "There are not enough points.")
	}
}

// Books are the accounts that one transaction has locked, with the effect of its own transfers.
type Books struct {
	accounts map[Ref]*Account
}

// NewBooks takes the locked accounts.
func NewBooks(locked []Account) *Books {
	b := &Books{accounts: make(map[Ref]*Account, len(locked))}
	b.Add(locked)
	return b
}

// Add takes accounts that have been locked since.
func (b *Books) Add(locked []Account) {
	for i := range locked {
		b.accounts[locked[i].Ref] = &locked[i]
	}
}

// Account gives a locked account; one that has no row yet is empty.
func (b *Books) Account(ref Ref) Account {
	if a := b.accounts[ref]; a != nil {
		return *a
	}
	return Account{Ref: ref}
}

// Apply takes a transfer into the books, or says which account is short (`insufficient_…`). This is
// the check that keeps balances above zero; the database's constraint is only the last defence.
func (b *Books) Apply(t Transfer) error {
	if t.Points <= 0 || t.From == t.To || t.Key == "" {
		return domain.Invalid("invalid_transfer", "A transfer moves points above zero between two accounts.")
	}
	from, to := b.at(t.From), b.at(t.To)
	if t.From.Kind != Issuance && from.Balance < t.Points {
		return Shortage(t.From.Kind)
	}
	from.Balance -= t.Points
	to.Balance += t.Points
	if t.FilledFor != nil {
		to.PeriodStart = t.FilledFor
	}
	return nil
}

// ApplyAll takes transfers into the books: all of them, or none and the reason.
func (b *Books) ApplyAll(transfers ...Transfer) error {
	before := make(map[Ref]Account, 2*len(transfers))
	for _, ref := range Touched(transfers...) {
		before[ref] = b.Account(ref)
	}
	for _, t := range transfers {
		if err := b.Apply(t); err != nil {
			for ref, account := range before {
				*b.at(ref) = account
			}
			return err
		}
	}
	return nil
}

func (b *Books) at(ref Ref) *Account {
	if b.accounts[ref] == nil {
		b.accounts[ref] = &Account{Ref: ref}
	}
	return b.accounts[ref]
}
