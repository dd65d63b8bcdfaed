package usecase

import (
	"context"
	"time"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

// How long a browser's session lasts: after its last use, and at most.
const (
	browserIdle = 12 * time.Hour
	browserMost = 30 * 24 * time.Hour
)

// touchEvery is how exactly the last use of a session is known: not every call writes.
const touchEvery = time.Minute

// Credential is what a call brought to prove who calls: an access token of a program, or the opaque
// token of a browser's session cookie.
type Credential struct {
	Bearer  string
	Session string
	Address string
}

// Authenticate finds who calls; domain.Unauthenticated where the credential proves nobody. It asks
// the database anew at each call, so that a deactivation or another role act at once.
func (uc *UseCases) Authenticate(ctx context.Context, c Credential) (domain.Actor, error) {
	now := uc.Now()
	var caller postgres.Caller
	var err error
	switch {
	case c.Bearer != "":
		employee, session, errToken := uc.sign.Read(c.Bearer)
		if errToken != nil {
			return domain.Actor{}, errToken
		}
		caller, err = uc.db.CallerBySession(ctx, session, employee, now)
	case c.Session != "":
		caller, err = uc.db.CallerByToken(ctx, auth.HashToken(c.Session), now, now.Add(-browserIdle))
		if err == nil && now.Sub(caller.LastSeenAt) >= touchEvery {
			err = uc.db.Touch(ctx, caller.Actor.Session, now)
		}
	default:
		return domain.Actor{}, domain.Unauthenticated()
	}
	if err != nil {
		return domain.Actor{}, err
	}
	return caller.Actor, nil
}
