package usecase

import (
	"context"
	"time"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// invitationLife is how long an invitation can be taken up.
const invitationLife = 7 * 24 * time.Hour

// Invitation is a link by which an employee chooses a password.
type Invitation struct {
	URL       string
	ExpiresAt time.Time
}

// Invite makes a link for an employee; earlier ones end. It serves as well for who has forgotten the
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
			return nil, domain.Conflict("no_email", "This employee has no address to sign in with.")
		}
		token, hash := auth.NewToken()
		expires := now.Add(invitationLife)
		tx.Invitations.Insert(hash, postgres.InvitationLink, id, now, expires)
		tx.Audit.Add(actor, now, postgres.Entry{Action: "invite", SubjectKind: "employee", Subject: domain.ID[any](id)})
		// The token stands behind a #: browsers send that part to no server, so it is in no log.
		return Invitation{URL: uc.publicURL + "/invitation#" + token, ExpiresAt: expires}, nil
	})
}

// AcceptInvitation chooses a password by an invitation's token, once. domain.NotFound where it was
// used, has expired, or never was.
func (uc *UseCases) AcceptInvitation(ctx context.Context, token, password, address, request string) error {
	return uc.choosePassword(ctx, postgres.InvitationLink, token, password, domain.Actor{Address: address, Request: request})
}
