package usecase

import (
	"context"
	"log/slog"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// ForgotPassword notes that somebody has forgotten a password. Whether there is such an account or
// not, it answers alike. Without mail there is no way to hand a link to the right person only, so
// none is made: an administrator invites the employee again.
func (uc *UseCases) ForgotPassword(ctx context.Context, email, request string) {
	uc.log.InfoContext(ctx, "a password was forgotten, and no mail is set up: invite the employee again",
		slog.String("account", uc.sign.Blind(email)), slog.String("request_id", request))
}

// ResetPassword chooses a password by the token of a link that ForgotPassword has had mailed.
// domain.NotFound where it was used, has expired, or never was.
func (uc *UseCases) ResetPassword(ctx context.Context, token, password, address, request string) error {
	return uc.choosePassword(ctx, postgres.ResetLink, token, password, domain.Actor{Address: address, Request: request})
}

// choosePassword sets the password of whose link it is. All sessions of the employee end, and all
// other links.
func (uc *UseCases) choosePassword(ctx context.Context, kind, token, password string, actor domain.Actor) error {
	if err := auth.CheckPassword(password, ""); err != nil {
		return err
	}
	link := auth.HashToken(token)
	employee, err := uc.db.Invitations.Open(ctx, link, kind, uc.Now())
	if err != nil {
		return err
	}
	hash, err := uc.hashFor(ctx, employee, password)
	if err != nil {
		return err
	}
	now := uc.Now()
	return uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		if _, err := tx.Invitations.Lock(ctx, link, kind, now); err != nil {
			return err // somebody else used it meanwhile
		}
		tx.People.SetPassword(employee, hash, now)
		tx.Invitations.EndAll(employee, now)
		tx.Sessions.EndAll(employee, now)
		actor.ID = employee
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "choose_password", SubjectKind: "employee", Subject: domain.ID[any](employee),
			Data: map[string]any{"by": kind},
		})
		return nil
	})
}

// hashFor hashes a password that may be the employee's. No connection is held meanwhile.
func (uc *UseCases) hashFor(ctx context.Context, employee domain.EmployeeID, password string) (string, error) {
	account, err := uc.db.SignIns.AccountOf(ctx, employee)
	if err != nil {
		return "", err
	}
	if account.Email != nil {
		if err := auth.CheckPassword(password, *account.Email); err != nil {
			return "", err
		}
	}
	done, err := uc.passwords.Turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return uc.passwords.Hash(password)
}
