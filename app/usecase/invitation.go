package usecase

import (
	"context"
	"time"

	"laurel/app/auth"
	"laurel/app/mail"
	"laurel/domain"
	"laurel/storage/postgres"
)

// invitationLife is how long an invitation can be taken up.
const invitationLife = 7 * 24 * time.Hour

// Invitation is a link by which an employee chooses a password.
type Invitation struct {
	URL       string
	ExpiresAt time.Time
	Mailed    bool // it is on its way by mail as well
}

// Invite makes a link for an employee, and has it mailed where mail is set up; earlier ones end. It serves as well for who has forgotten the
// password, where no mail is set up. The result is an Invitation. 409 `deactivated` or `no_email`
// where the employee could not sign in.
func (uc *UseCases) Invite(ctx context.Context, actor domain.Actor, id domain.EmployeeID, o Once) (Answer, error) {
	o.Secret = true
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		account, err := tx.SignIns.AccountOf(ctx, id)
		switch {
		case err != nil:
			return nil, err
		case !account.Active:
			return nil, domain.Conflict("deactivated", "This employee is deactivated.")
		case account.Email == nil:
			return nil, domain.Conflict("no_email", "This employee has no address to sign in with: make a sign-in code instead.")
		}
		token, hash := auth.NewToken()
		expires := now.Add(invitationLife)
		tx.Invitations.Insert(hash, postgres.InvitationLink, id, now, expires)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "invite", SubjectKind: "employee", Subject: domain.ID[any](id)})
		made := Invitation{URL: uc.publicURL + invitationPage + linked + token, ExpiresAt: expires, Mailed: uc.HasMail()}
		if made.Mailed {
			err = uc.post(tx, mail.Invitation, sealedLetter{Token: token}, now)
		}
		return made, err
	})
}

// InvitationLink says whose an invitation is. domain.NotFound where it was used, has expired, or never
// was.
func (uc *UseCases) InvitationLink(ctx context.Context, token string) (postgres.Link, error) {
	return uc.db.Invitations.Link(ctx, auth.HashToken(token), postgres.InvitationLink, uc.Now())
}

// AcceptInvitation chooses a password by an invitation's token, once. domain.NotFound where it was
// used, has expired, or never was.
func (uc *UseCases) AcceptInvitation(ctx context.Context, token, password, address, request string) error {
	return uc.choosePassword(ctx, postgres.InvitationLink, token, password, domain.Actor{Address: address, Request: request})
}
