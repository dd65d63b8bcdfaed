package usecase

import (
	"context"
	"fmt"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/storage/postgres"
)

// TakeBackImport takes all of an import back, as long as nothing of it has been used. Recognitions leave
// the feed and the boards; opening balances are booked back, where all wallets hold enough; employees
// are what they were before, and who was made by the import is deactivated. Else a conflict says why,
// and names some of those who stand in the way. Taken back once, it stays so: asking again changes
// nothing. The result is an ImportState.
func (uc *UseCases) TakeBackImport(ctx context.Context, actor domain.Actor, id domain.ImportID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		if err := tx.Imports.Alone(ctx); err != nil { // before the row: a running import locks in this order
			return nil, err
		}
		row, err := lockImport(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		if row.Status == "taken_back" {
			return uc.stateOf(row)
		}
		t := &takingBack{uc: uc, tx: tx, actor: actor, id: id}
		if err := t.all(ctx, row); err != nil {
			return nil, err
		}
		return uc.stateAfter(ctx, tx, id)
	})
}

// takingBack is one import that is taken back, in its transaction.
type takingBack struct {
	uc    *UseCases
	tx    *postgres.Tx
	actor domain.Actor
	id    domain.ImportID
}

func (t *takingBack) all(ctx context.Context, row postgres.ImportRow) error {
	state, err := t.uc.stateOf(row)
	if err != nil {
		return err
	}
	if row.Status != "done" || state.DryRun {
		return domain.Conflict("not_done", "Only an import that was done can be taken back.")
	}
	traces, err := t.tx.Imports.TraceCount(ctx, t.id)
	if err != nil {
		return err
	}
	if traces == 0 {
		return domain.Conflict("nothing_to_take_back", "The import changed nothing, or nothing is known of it any more.")
	}
	verb := map[ImportKind]func(context.Context) (int64, error){
		ImportRoster: t.roster, ImportRecognitions: t.recognitions, ImportWallets: t.wallets,
	}[state.Kind]
	restored, err := verb(ctx)
	if err != nil {
		return err
	}
	now := t.uc.Now()
	t.tx.Imports.MarkTakenBack(t.id, t.actor.Ref(), now)
	t.tx.Audit.Add(t.actor, now, postgres.Entry{
		Action: "take_back_import", SubjectKind: "import", Subject: domain.ID[any](t.id), Data: map[string]any{"kind": state.Kind, "restored": restored},
	})
	return nil
}

// stands is the conflict that some people stand in the way; nil where nobody does.
func stands(s postgres.InTheWay, err error, code, detail string) error {
	if err != nil || s.Total == 0 {
		return err
	}
	conflict := domain.Conflict(code, detail)
	for _, p := range s.People {
		conflict.Fields = append(conflict.Fields, domain.FieldError{Location: "employees/" + p.ID.String(), Message: p.Name})
	}
	conflict.FieldsTotal = int(s.Total)
	return conflict
}

func (t *takingBack) recognitions(ctx context.Context) (int64, error) {
	answered, err := t.tx.Imports.AnsweredRecognitions(ctx, t.id)
	if err := stands(answered, err, "import_answered", "Colleagues have answered some of the recognitions: revoke single ones instead."); err != nil {
		return 0, err
	}
	now := t.uc.Now()
	n, err := t.tx.Imports.RevokeImported(ctx, t.id, t.actor.Ref(), now)
	if err == nil && n > 0 {
		t.tx.Events.Add(domain.NewEvent(domain.RecognitionsTakenBack, t.id, t.actor.Ref(), now, nil))
	}
	return n, err
}

func (t *takingBack) roster(ctx context.Context) (int64, error) {
	changed, err := t.tx.Imports.ChangedPeople(ctx, t.id)
	if err := stands(changed, err, "import_changed", "Some of the people were changed since, by hand or by a later import: take the later import back first."); err != nil {
		return 0, err
	}
	used, err := t.tx.Imports.UsedPeople(ctx, t.id)
	if err := stands(used, err, "import_used", "Some of the people whom it made have taken part since: deactivate single ones instead."); err != nil {
		return 0, err
	}
	now := t.uc.Now()
	n, err := t.restorePeople(ctx, now)
	if err != nil {
		return 0, err
	}
	if err := t.tx.Imports.DropEmptyTeams(ctx, t.id); err != nil {
		return 0, err
	}
	if _, err := t.tx.People.RefreshAbove(ctx); err != nil {
		return 0, err
	}
	return n, t.uc.reassignApprovals(ctx, t.tx, now)
}

// restorePeople makes people what they were, unless the house would then be without an administrator.
func (t *takingBack) restorePeople(ctx context.Context, now time.Time) (int64, error) {
	had, err := t.tx.Imports.HasAdministrator(ctx)
	if err != nil {
		return 0, err
	}
	n, err := t.tx.Imports.RestorePeople(ctx, t.actor, t.id, now)
	if err != nil {
		return 0, err
	}
	has, err := t.tx.Imports.HasAdministrator(ctx)
	if err == nil && had && !has {
		err = domain.Conflict("last_admin", "Nobody would be an administrator any more: make somebody one first.")
	}
	return n, err
}

func (t *takingBack) wallets(ctx context.Context) (int64, error) {
	changed, err := t.tx.Imports.ChangedBalances(ctx, t.id)
	if err := stands(changed, err, "import_changed", "Some opening balances were set anew by a later import: take that one back first."); err != nil {
		return 0, err
	}
	if err := t.returnPoints(ctx); err != nil {
		return 0, err
	}
	return t.tx.Imports.RestoreBalances(ctx, t.actor, t.id, t.uc.Now())
}

// returnPoints books everything back, in the order in which all transactions lock accounts; or tells
// whose wallets do not hold enough.
func (t *takingBack) returnPoints(ctx context.Context) error {
	var after domain.EmployeeID
	var short []domain.EmployeeID
	for {
		booked, last, err := t.tx.Imports.OpeningTransfers(ctx, t.id, after, walletsAtOnce)
		if err != nil {
			return err
		}
		if len(booked) == 0 {
			break
		}
		some, err := t.reverse(ctx, booked)
		if err != nil {
			return err
		}
		short, after = append(short, some...), last
	}
	if len(short) == 0 {
		return nil
	}
	people, err := t.tx.Imports.Named(ctx, short)
	return stands(postgres.InTheWay{People: people, Total: int64(len(short))}, err, "points_spent",
		"Some of the points have been spent: not all wallets hold what would be taken back.")
}

// reverse books some transfers back, and gives the owners of wallets that hold too little.
func (t *takingBack) reverse(ctx context.Context, booked []points.Transfer) (short []domain.EmployeeID, err error) {
	now := t.uc.Now()
	back := make([]points.Transfer, len(booked))
	for i, b := range booked {
		back[i] = b.Reverse(points.KindOpeningBalance, fmt.Sprintf("reverse:%s", b.ID), "", now)
	}
	books, err := t.tx.Ledger.Lock(ctx, points.Touched(back...)...)
	if err != nil {
		return nil, err
	}
	taken := back[:0]
	for _, b := range back {
		switch err := books.Apply(b); {
		case err == nil:
			taken = append(taken, b)
		case domain.CodeOf(err) == "insufficient_points":
			short = append(short, domain.EmployeeID{UUID: b.From.Owner})
		default:
			return nil, err
		}
	}
	if len(short) > 0 || len(taken) == 0 {
		return short, nil
	}
	t.tx.Ledger.Post(now, books, taken...)
	return nil, t.tx.Flush(ctx)
}
