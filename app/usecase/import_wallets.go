package usecase

import (
	"context"
	"fmt"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/storage/postgres"
)

// walletColumns are those of opening balances.
var walletColumns = columnRule{needed: []string{"email", "points"}, allowed: []string{"note"}}

// maxNote is the longest note of an opening balance, in characters.
const maxNote = 500

// wallets sets opening balances: what a wallet was opened with is made what the file says, by booking
// the difference to what an earlier file said.
func (j *importJob) wallets(ctx context.Context) (ImportResult, error) {
	imports := j.tx.Imports
	if err := imports.CopyWallets(ctx, rows(j, j.walletLine)); err != nil {
		return ImportResult{}, err
	}
	if err := imports.CheckWallets(ctx); err != nil {
		return ImportResult{}, err
	}
	if err := imports.OpenAccounts(ctx); err != nil {
		return ImportResult{}, err
	}
	var r ImportResult
	if err := j.openWallets(ctx, &r); err != nil {
		return r, err
	}
	var err error
	if r.Faults, r.FaultsTotal, err = j.faults(ctx); err != nil {
		return r, err
	}
	if err := imports.KeepOpeningBalances(ctx, j.actor, j.id, j.now); err != nil {
		return r, err
	}
	if r.Liability, err = imports.Liability(ctx); err == nil && j.options.DryRun {
		err = j.previewWallets(ctx, &r)
	}
	return r, err
}

func (j *importJob) walletLine() *postgres.WalletLine {
	f := j.file
	l := &postgres.WalletLine{Line: f.line, Points: j.points("points"), Note: f.cell("note")}
	email := j.address("email")
	if email == nil && !f.faulty {
		f.wrong("email", "is empty")
	}
	if fault := domain.TextFault(l.Note, 0, maxNote); fault != "" {
		f.wrong("note", fault)
	}
	if f.faulty || email == nil {
		return nil
	}
	l.Email = *email
	return l
}

// walletsAtOnce is how many wallets are locked and booked together.
const walletsAtOnce = 500

// openWallets books the differences, in the order in which all transactions lock accounts.
func (j *importJob) openWallets(ctx context.Context, r *ImportResult) error {
	var after domain.EmployeeID
	for {
		balances, err := j.tx.Imports.OpeningBalances(ctx, after, walletsAtOnce)
		if err != nil || len(balances) == 0 {
			return err
		}
		if err := j.bookOpening(ctx, balances, r); err != nil {
			return err
		}
		after = balances[len(balances)-1].Employee
	}
}

func (j *importJob) bookOpening(ctx context.Context, balances []postgres.OpeningBalance, r *ImportResult) error {
	transfers := make([]points.Transfer, 0, len(balances))
	line := map[domain.TransferID]postgres.OpeningBalance{}
	for _, b := range balances {
		r.Total += b.Points
		switch {
		case !b.Known:
			r.Created++
		case b.Points == b.Before && b.Noted:
			r.Unchanged++
		default:
			r.Updated++
		}
		if b.Points != b.Before {
			t := j.opening(b)
			transfers = append(transfers, t)
			line[t.ID] = b
		}
	}
	books, err := j.tx.Ledger.Lock(ctx, points.Touched(transfers...)...)
	if err != nil {
		return err
	}
	booked := transfers[:0]
	for _, t := range transfers {
		if err := books.Apply(t); err == nil {
			booked = append(booked, t)
			continue
		} else if domain.CodeOf(err) != "insufficient_points" {
			return err
		}
		r.Updated--
		r.Total -= line[t.ID].Points
		j.tx.Imports.AddFault(postgres.ImportFault{
			Line: line[t.ID].Line, Column: "points",
			Message: fmt.Sprintf("takes %d points back, and the wallet does not hold as many any more", t.Points),
		})
	}
	if len(booked) > 0 {
		j.tx.Ledger.Post(j.now, books, booked...)
	}
	return j.tx.Flush(ctx)
}

// opening is the transfer that makes an opening balance what the file says.
func (j *importJob) opening(b postgres.OpeningBalance) points.Transfer {
	t := points.Transfer{
		ID: domain.NewTransferID(), Key: fmt.Sprintf("opening:%s:%s", b.Employee, j.id), Kind: points.KindOpeningBalance,
		From: points.OfOrganisation(points.Issuance, b.Employee), To: points.Of(points.Wallet, b.Employee), Points: b.Points - b.Before, EffectiveAt: j.now,
	}
	if t.Points < 0 {
		t.From, t.To, t.Points = t.To, t.From, -t.Points
	}
	return t
}
