package usecase

import (
	"context"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// errNumber is the one answer to a sign-in by number that fails, whatever the reason.
var errNumber = &domain.Error{Kind: domain.KindUnauthenticated, Code: "invalid_credentials", Detail: "The personnel number, or the code or PIN, is not right."}

// maxPINFailures ends a PIN that was typed wrong so often since it was last right, from wherever: six
// digits are soon tried through from many addresses. A new code lets choose another.
const maxPINFailures = 100

// NumberSignIn is what somebody without an address signs in with: the PIN, or a printed code and the
// PIN that is chosen by it. Email and Password of SignIn are not looked at.
type NumberSignIn struct {
	SignIn
	Number, PIN  string
	Code, NewPIN string
}

// SignInByNumber opens a browser's session by a personnel number, as SignInBrowser does by an address.
// A code is used up with the PIN that it lets choose, in one: who gives up half-way can begin again.
// The errors are `invalid_credentials`, `weak_pin`, and those of SignInBrowser.
func (uc *UseCases) SignInByNumber(ctx context.Context, in NumberSignIn, earlier string) (SignedIn, error) {
	in.Number = trimmed(in.Number)
	if in.Code != "" {
		if err := auth.CheckPIN(in.NewPIN, in.Number, "body.new_pin"); err != nil {
			return SignedIn{}, err
		}
	}
	blind := uc.blindNumber(in.Number)
	if err := uc.pace(ctx, blind, in.Address); err != nil {
		return SignedIn{}, err
	}
	if in.Code != "" {
		return uc.signInByCode(ctx, in, blind, earlier)
	}
	return uc.signInByPIN(ctx, in, blind, earlier)
}

// blindNumber is what failures for a personnel number are counted by.
func (uc *UseCases) blindNumber(number string) string { return uc.sign.Blind("number " + number) }

func (uc *UseCases) signInByPIN(ctx context.Context, in NumberSignIn, blind, earlier string) (SignedIn, error) {
	account, matches, err := uc.comparePIN(ctx, in.Number, in.PIN, blind, in.Address)
	if err != nil {
		return SignedIn{}, err
	}
	if !matches || !account.Active {
		return SignedIn{}, uc.failedNumber(ctx, in, account.ID, blind, maxPINFailures)
	}
	s, token := uc.newBrowserSession(account.ID, in.SignIn)
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.SignIns.ForgetPINFailures(account.ID)
		uc.openBrowser(tx, s, in.SignIn, earlier)
		return nil
	})
	return signedIn(account, s, token), err
}

// comparePIN holds a PIN against the account's, in its turn; see compare.
func (uc *UseCases) comparePIN(ctx context.Context, number, pin, blind, address string) (postgres.Account, bool, error) {
	done, err := uc.passwords.Turn(ctx)
	if err != nil {
		return postgres.Account{}, false, err
	}
	defer done()
	if _, err := uc.tally(ctx, blind, address); err != nil {
		return postgres.Account{}, false, err
	}
	account, err := uc.db.SignIns.AccountByNumber(ctx, number)
	if err != nil {
		return postgres.Account{}, false, err
	}
	matches, err := uc.passwords.Matches(pin, account.PINHash)
	return account, matches, err
}

func (uc *UseCases) signInByCode(ctx context.Context, in NumberSignIn, blind, earlier string) (SignedIn, error) {
	pin, err := uc.hashPIN(ctx, in.NewPIN, blind, in.Address) // for whoever it is: unknown numbers take as long
	if err != nil {
		return SignedIn{}, err
	}
	account, err := uc.db.SignIns.AccountByNumber(ctx, in.Number)
	if err != nil {
		return SignedIn{}, err
	}
	s, token := uc.newBrowserSession(account.ID, in.SignIn)
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		if _, err := tx.SignInCodes.Lock(ctx, uc.sign.HashCode(account.ID, in.Code), s.At); err != nil {
			return err
		}
		uc.choosePIN(tx, account.ID, pin, in.actor(), "code")
		uc.openBrowser(tx, s, in.SignIn, earlier)
		return nil
	})
	if domain.CodeOf(err) == "not_found" {
		return SignedIn{}, uc.failedNumber(ctx, in, account.ID, blind, 0)
	}
	return signedIn(account, s, token), err
}

// choosePIN sets a PIN. Everything that was open of the employee's ends: codes and sessions.
func (uc *UseCases) choosePIN(tx *postgres.Tx, employee domain.EmployeeID, hash string, actor domain.Actor, by string) {
	now := uc.Now()
	tx.SignIns.SetPIN(employee, hash, now)
	tx.SignInCodes.EndAll(employee, now)
	tx.Sessions.EndAll(employee, now)
	actor.ID = employee
	tx.Audit.Add(actor, now, postgres.Entry{Action: "choose_pin", SubjectKind: "employee", Subject: domain.ID[any](employee), Data: map[string]any{"by": by}})
}

// hashPIN hashes a PIN that may be somebody's, in its turn. The failures are counted once more then.
func (uc *UseCases) hashPIN(ctx context.Context, pin, blind, address string) (string, error) {
	done, err := uc.passwords.Turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	if _, err := uc.tally(ctx, blind, address); err != nil {
		return "", err
	}
	return uc.passwords.Hash(pin)
}

// failedNumber notes that a sign-in by number has failed. Above 0, mostPIN is how many wrong PINs end
// the PIN. The same steps are taken for a number that nobody has.
func (uc *UseCases) failedNumber(ctx context.Context, in NumberSignIn, employee domain.EmployeeID, blind string, mostPIN int) error {
	now := uc.Now()
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.SignIns.AddFailure(blind, in.Address, now, now.Add(-failureLife))
		if mostPIN > 0 {
			tx.SignIns.AddPINFailure(employee, mostPIN)
		}
		tx.Audit.Add(in.actor(), now, postgres.Entry{Action: "sign_in_failed", SubjectKind: "employee", Subject: domain.ID[any](employee), Data: map[string]any{"by": "number"}})
		return nil
	})
	if err != nil {
		return err
	}
	return errNumber
}
