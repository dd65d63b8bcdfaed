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

// isIdle says whether a session has not been used for too long.
func isIdle(caller postgres.Caller, now time.Time) bool {
	idle := idleAt(now)
	if caller.Actor.Shared {
		return !caller.LastSeenAt.After(idle.Shared)
	}
	return !caller.LastSeenAt.After(idle.Own)
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
// the database anew at each call, so that a deactivation or another role act at once; calls that come
// while others are being asked about are asked about together.
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
		caller, err = uc.bySession.ask(ctx, session)
		if err == nil && caller.Actor.ID != employee {
			err = domain.Unauthenticated()
		}
	case c.Session != "":
		caller, err = uc.byToken.ask(ctx, string(auth.HashToken(c.Session)))
		if err == nil && isIdle(caller, now) {
			err = domain.Unauthenticated()
		}
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

// callersOf gathers who calls. key is what a caller is found by.
func callersOf[Key comparable](now func() time.Time, find func(ctx context.Context, keys []Key) (map[Key]postgres.Caller, error)) *gatherer[Key, postgres.Caller] {
	return &gatherer[Key, postgres.Caller]{
		most: postgres.MostCallers, linger: callerLinger, now: now,
		do: func(ctx context.Context, group []*gathered[Key, postgres.Caller]) {
			keys := make([]Key, len(group))
			for i, w := range group {
				keys[i] = w.in
			}
			found, err := find(ctx, keys)
			for _, w := range group {
				caller, known := found[w.in]
				w.out, w.err = caller, err
				if err == nil && !known {
					w.err = domain.Unauthenticated()
				}
			}
		},
	}
}

// callerLinger is for how long one waits for those who were answered and call again.
const callerLinger = time.Millisecond
