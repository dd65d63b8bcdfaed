package usecase

import (
	"context"
	"log/slog"
	"time"

	"laurel/app/auth"
	"laurel/app/mail"
	"laurel/domain"
	"laurel/storage/postgres"
)

// resetLife is how long a link to choose another password can be taken up.
const resetLife = time.Hour

// How many links may be asked for within an hour: for an account, beyond which none is sent, and from
// an address, beyond which the call is refused.
const (
	resetsOfAccount   = 3
	resetsFromAddress = 20
)

// The pages on which a password is chosen. The token stands behind a #: browsers send that part to no
// server, so it is in no log; and behind a /, so that programs find it as the last part of the address.
const (
	invitationPage = "/invitation"
	resetPage      = "/reset"
	linked         = "#/"
)

// ForgotPassword has a link mailed by which a new password is chosen. Whether there is such an account
// or not, it does the same work and answers alike. Where no mail is set up there is no way to hand a
// link to the right person only, so none is made: an administrator invites the employee again.
// TooMany where too many were asked for from the address.
func (uc *UseCases) ForgotPassword(ctx context.Context, email, address, request string) error {
	blind := uc.sign.Blind(email)
	if uc.mailer == nil {
		uc.log.InfoContext(ctx, "a password was forgotten, and no mail is set up: invite the employee again",
			slog.String("account", blind), slog.String("request_id", request))
		return nil
	}
	now := uc.Now()
	asked, err := uc.db.Mail.Requests(ctx, blind, address, now.Add(-resetLife))
	if err != nil {
		return err
	}
	if asked.FromAddress >= resetsFromAddress {
		return domain.TooMany("too_many_requests", "Too many links were asked for. Try again later.", resetLife/2)
	}
	token, _ := auth.NewToken()
	err = uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.Mail.AddRequest(blind, address, now, now.Add(-resetLife))
		tx.Audit.Add(domain.Actor{Address: address, Request: request}, now, postgres.Entry{Action: "forgot_password", SubjectKind: "account"})
		if asked.OfAccount >= resetsOfAccount {
			return nil
		}
		return uc.post(tx, mail.Reset, sealedLetter{Token: token, Email: trimmed(email)}, now)
	})
	if err == nil {
		uc.wake()
	}
	return err
}

// MakeResetLink makes a link by which an employee chooses another password, for the command line;
// earlier ones end. NotFound where nobody has the address, 409 `deactivated`.
func (uc *UseCases) MakeResetLink(ctx context.Context, email string) (Invitation, error) {
	token, hash := auth.NewToken()
	now := uc.Now()
	expires := now.Add(resetLife)
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		employee, err := tx.People.ByEmail(ctx, trimmed(email))
		if err != nil {
			return err
		}
		if !employee.Active {
			return domain.Conflict("deactivated", "This employee is deactivated.")
		}
		tx.Invitations.Insert(hash, postgres.ResetLink, employee.ID, now, expires)
		tx.Audit.Add(domain.Actor{}, now, postgres.Entry{Action: "make_reset_link", SubjectKind: "employee", Subject: domain.ID[any](employee.ID), Data: map[string]any{"by": "command"}})
		return nil
	})
	return Invitation{URL: uc.publicURL + resetPage + linked + token, ExpiresAt: expires}, err
}

// ResetLink says whose a link is that ForgotPassword has had mailed. domain.NotFound where it was
// used, has expired, or never was.
func (uc *UseCases) ResetLink(ctx context.Context, token string) (postgres.Link, error) {
	return uc.db.Invitations.Link(ctx, auth.HashToken(token), postgres.ResetLink, uc.Now())
}

// ResetPassword chooses a password by the token of such a link, once.
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
