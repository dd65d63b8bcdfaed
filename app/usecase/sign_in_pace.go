package usecase

import (
	"context"
	"strings"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// The pace of sign-ins that fail (API.md, Sign-in): failures count for failureLife; so many for an
// account from one address end in 429; so many for an account from anywhere, or from an address for
// any account, only slow the next one down, because a stranger must not lock a colleague out.
const (
	failureLife      = 15 * time.Minute
	failuresToRefuse = 10
	failuresOfMany   = 50
	failuresFromOne  = 100
)

// A slowed sign-in waits slowStep longer for each further failure, slowMost at most.
const (
	slowStep = 250 * time.Millisecond
	slowMost = 5 * time.Second
)

// pace refuses a sign-in, or makes it wait, for the failures before it. No connection is held
// meanwhile.
func (uc *UseCases) pace(ctx context.Context, blind, address string) error {
	t, err := uc.tally(ctx, blind, address)
	if err != nil {
		return err
	}
	if wait := slowness(t); wait > 0 {
		return uc.sleep(ctx, wait)
	}
	return nil
}

// tally counts the failures that matter to a sign-in; TooMany where it is refused for them.
func (uc *UseCases) tally(ctx context.Context, blind, address string) (postgres.Tally, error) {
	now := uc.Now()
	t, err := uc.db.SignIns.Tally(ctx, blind, address, now.Add(-failureLife), failuresToRefuse)
	if err == nil && t.Nth != nil {
		err = domain.TooMany("too_many_failures", "Too many sign-ins have failed. Try again later.", t.Nth.Add(failureLife).Sub(now))
	}
	return t, err
}

// slowness is how long a sign-in waits after so many failures.
func slowness(t postgres.Tally) time.Duration {
	over := max(t.OfAccount-failuresOfMany, t.FromAddress-failuresFromOne) + 1
	if over <= 0 {
		return 0
	}
	return min(time.Duration(over)*slowStep, slowMost)
}

// sleep waits by the machine's clock, unless the caller has gone.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func trimmed(email string) string { return strings.TrimSpace(email) }
