package usecase

import (
	"context"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// Refresh exchanges a refresh token for a new one and an access token. A token that was exchanged
// before has been stolen, from us or by us: everything of that sign-in ends
// (RFC 9700, section 4.14.2). domain.Unauthenticated where the token is worth nothing.
func (uc *UseCases) Refresh(ctx context.Context, token, address, request string) (Grant, error) {
	now := uc.Now()
	next, hash := auth.NewToken()
	var found postgres.Refresh
	var refused bool
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		var err error
		found, err = tx.Sessions.LockRefresh(ctx, auth.HashToken(token))
		if err != nil {
			return err
		}
		refused = found.Ended || found.UsedAt != nil || !found.ExpiresAt.After(now)
		switch {
		case !refused:
			tx.Sessions.UseRefresh(auth.HashToken(token), now)
			tx.Sessions.AddRefresh(found.Session, hash, now, now.Add(refreshLife))
			tx.Sessions.Extend(found.Session, now, now.Add(refreshLife))
		case found.UsedAt != nil && !found.Ended:
			tx.Sessions.End(found.Session, now)
			tx.Audit.Add(domain.Actor{Address: address, Request: request}, now, postgres.Entry{
				Action:      "refresh_token_reused",
				SubjectKind: "session", Subject: domain.ID[any]{UUID: found.Session.UUID}, Data: map[string]any{"employee": found.Employee},
			})
		}
		return nil
	})
	switch {
	case domain.CodeOf(err) == "not_found" || (err == nil && refused):
		return Grant{}, domain.Unauthenticated()
	case err != nil:
		return Grant{}, err
	}
	return uc.grant(found.Employee, found.Session, next, now.Add(refreshLife))
}

// SignOutProgram ends a program's sign-in by its refresh token. A token that is worth nothing ends
// nothing, and that is no fault.
func (uc *UseCases) SignOutProgram(ctx context.Context, token, address, request string) error {
	now := uc.Now()
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		found, err := tx.Sessions.LockRefresh(ctx, auth.HashToken(token))
		if err != nil || found.Ended {
			return err
		}
		tx.Sessions.End(found.Session, now)
		tx.Audit.Add(domain.Actor{ID: found.Employee, Address: address, Request: request}, now,
			postgres.Entry{Action: "sign_out", SubjectKind: "session", Subject: domain.ID[any]{UUID: found.Session.UUID}})
		return nil
	})
	if domain.CodeOf(err) == "not_found" {
		return nil
	}
	return err
}
