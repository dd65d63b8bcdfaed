package usecase

import (
	"context"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/domain/people"
	"laurel/storage/postgres"
)

// Sessions lists where the actor is signed in, the latest sign-in first.
func (uc *UseCases) Sessions(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[people.Session], error) {
	now := uc.Now()
	return uc.db.Sessions.Open(ctx, actor.ID, now, idleAt(now), page)
}

// EndSession ends one of the actor's own sessions; NotFound where it is another's, or has ended.
func (uc *UseCases) EndSession(ctx context.Context, actor domain.Actor, id domain.SessionID) error {
	now := uc.Now()
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		if err := tx.Sessions.LockOpen(ctx, actor.ID, id, now, idleAt(now)); err != nil {
			return err
		}
		tx.Sessions.End(id, now)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "end_session", SubjectKind: "session", Subject: domain.ID[any](id)})
		return nil
	})
}

// EndOtherSessions ends all of the actor's sessions but the one that calls.
func (uc *UseCases) EndOtherSessions(ctx context.Context, actor domain.Actor) error {
	now := uc.Now()
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.Sessions.EndOthers(actor.ID, actor.Session, now)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "end_other_sessions", SubjectKind: "employee", Subject: domain.ID[any]{UUID: actor.ID.UUID}})
		return nil
	})
}

// ChangePassword chooses another password, by the present one; all other sessions of the actor end.
// The errors are `wrong_password`, `no_password` where none was ever chosen, those of a weak password,
// and TooMany as of a sign-in: guesses cost the same here.
func (uc *UseCases) ChangePassword(ctx context.Context, actor domain.Actor, present, next string) error {
	account, err := uc.db.SignIns.AccountOf(ctx, actor.ID)
	if err != nil {
		return err
	}
	if account.PasswordHash == "" {
		return domain.Conflict("no_password", "You have no password yet: choose one by a link from an administrator.")
	}
	address := ""
	if account.Email != nil {
		address = *account.Email
	}
	if err := auth.CheckPassword(next, address); err != nil {
		return err
	}
	if err := uc.provePresent(ctx, actor, account, present); err != nil {
		return err
	}
	hash, err := uc.hashFor(ctx, actor.ID, next)
	if err != nil {
		return err
	}
	now := uc.Now()
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.People.SetPassword(actor.ID, hash, now)
		tx.Invitations.EndAll(actor.ID, now)
		tx.Sessions.EndOthers(actor.ID, actor.Session, now)
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "choose_password", SubjectKind: "employee", Subject: domain.ID[any]{UUID: actor.ID.UUID}, Data: map[string]any{"by": "present"},
		})
		return nil
	})
}

// provePresent holds the present password against the account's, at the pace that failures before it
// allow.
func (uc *UseCases) provePresent(ctx context.Context, actor domain.Actor, account postgres.Account, present string) error {
	blind := uc.sign.Blind(actor.ID.String())
	if err := uc.pace(ctx, blind, actor.Address); err != nil {
		return err
	}
	matches, err := uc.matches(ctx, present, account.PasswordHash)
	if err != nil || matches {
		return err
	}
	now := uc.Now()
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.SignIns.AddFailure(blind, actor.Address, now, now.Add(-failureLife))
		tx.Audit.Add(actor, now, postgres.Entry{Action: "password_refused", SubjectKind: "employee", Subject: domain.ID[any]{UUID: actor.ID.UUID}})
		return nil
	})
	if err != nil {
		return err
	}
	return domain.Invalid("wrong_password", "The present password is not right.", domain.FieldError{Location: "body.present", Message: "is not right"})
}

// matches compares a password in its turn. No connection is held meanwhile.
func (uc *UseCases) matches(ctx context.Context, password, hash string) (bool, error) {
	done, err := uc.passwords.Turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	return uc.passwords.Matches(password, hash)
}
