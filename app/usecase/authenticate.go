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

// How long a session on a device that many use lasts: whoever comes next must not find it open.
const (
	sharedIdle = time.Minute
	sharedMost = 12 * time.Hour
)

// idleAt is since when a session must have been used to go on at a moment.
func idleAt(now time.Time) postgres.Idle {
	return postgres.Idle{Own: now.Add(-browserIdle), Shared: now.Add(-sharedIdle)}
}

// touchEvery is how exactly the last use of a session is known: not every call writes.
const (
	touchEvery       = time.Minute
	touchSharedEvery = time.Second
)

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
		caller, err = uc.db.CallerByToken(ctx, auth.HashToken(c.Session), now, idleAt(now))
		if err == nil && isTouched(caller, now) {
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

// isTouched says whether it is worth writing that a session is in use.
func isTouched(caller postgres.Caller, now time.Time) bool {
	every := touchEvery
	if caller.Actor.Shared {
		every = touchSharedEvery
	}
	return now.Sub(caller.LastSeenAt) >= every
}
