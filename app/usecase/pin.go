package usecase

import (
	"context"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// errPIN answers a present PIN that is wrong to who has signed in already: no 401, for the session goes on.
var errPIN = domain.Invalid("wrong_pin", "The present PIN is not right.", domain.FieldError{Location: "body.pin", Message: "is not your PIN"})

// ChangePIN lets the actor choose another PIN by the present one. All other sessions of theirs end.
// 409 `no_pin` where none was ever chosen: that takes a printed code. Wrong ones count as at the
// sign-in.
func (uc *UseCases) ChangePIN(ctx context.Context, actor domain.Actor, pin, next string) error {
	account, err := uc.db.SignIns.AccountOf(ctx, actor.ID)
	switch {
	case err != nil:
		return err
	case account.Number == nil || account.PINHash == "":
		return domain.Conflict("no_pin", "You have no PIN. A printed code lets you choose one.")
	}
	if err := auth.CheckPIN(next, *account.Number, "body.new_pin"); err != nil {
		return err
	}
	blind := uc.blindNumber(*account.Number)
	if err := uc.pace(ctx, blind, actor.Address); err != nil {
		return err
	}
	_, matches, err := uc.comparePIN(ctx, *account.Number, pin, blind, actor.Address)
	if err != nil {
		return err
	}
	if !matches {
		in := NumberSignIn{SignIn: SignIn{Address: actor.Address, Request: actor.Request}}
		if err := uc.failedNumber(ctx, in, actor.ID, blind, maxPINFailures); domain.CodeOf(err) != errNumber.Code {
			return err
		}
		return errPIN
	}
	hash, err := uc.hashPIN(ctx, next, blind, actor.Address)
	if err != nil {
		return err
	}
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		locked, err := tx.SignIns.LockAccountOf(ctx, actor.ID)
		if err != nil {
			return err
		}
		if locked.PINHash != account.PINHash {
			return errPIN // changed meanwhile: what was held against it is no PIN any more
		}
		now := uc.Now()
		tx.SignIns.SetPIN(actor.ID, hash, now)
		tx.SignInCodes.EndAll(actor.ID, now)
		tx.Sessions.EndOthers(actor.ID, actor.Session, now)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "choose_pin", SubjectKind: "employee", Subject: domain.ID[any](actor.ID), Data: map[string]any{"by": "pin"}})
		return nil
	})
}
