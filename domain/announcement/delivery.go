package announcement

import (
	"time"

	"laurel/domain"
)

// DeliveryStatus is how a try stands.
type DeliveryStatus string

// The states of a delivery.
const (
	Pending   DeliveryStatus = "pending"   // to be made at At
	Delivered DeliveryStatus = "delivered" // the receiver took it
	Failed    DeliveryStatus = "failed"    // it did not; the next try is at NextAttemptAt
	Abandoned DeliveryStatus = "abandoned" // it did not, and there is no next try
)

// The statuses of HTTP that the rule knows (RFC 9110); domain knows no transport.
const (
	statusOK       = 200
	statusMultiple = 300
	statusGone     = 410
)

// delays holds how long after a failed try the next one comes: the first entry is the wait before
// the first try (RELIABILITY.md 12; the schedule that Standard Webhooks 1.0.0 proposes).
var delays = [...]time.Duration{
	0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// MaxAttempts is how often an announcement is tried by itself.
const MaxAttempts = len(delays)

// jitterShare is by how much of itself a delay grows at most, so that what failed together does not
// come back together. A delay never shrinks.
const jitterShare = 0.1

// maxRetryAfter bounds how long a receiver can ask to be left alone: the schedule's longest delay.
const maxRetryAfter = 24 * time.Hour

// Failure is why a try came to nothing, as a word that programs and translations can hold on to.
type Failure string

// Why a try can come to nothing.
const (
	Refused              Failure = "refused"
	Closed               Failure = "closed"   // before an answer came
	Answered             Failure = "answered" // other than 2xx: see the status
	TimedOut             Failure = "timeout"
	Unreachable          Failure = "unreachable"
	HostUnknown          Failure = "host_unknown"
	LookupFailed         Failure = "lookup_failed"
	CertificateUntrusted Failure = "certificate_not_trusted"
	NotSecured           Failure = "not_secured"
	InvalidAddress       Failure = "invalid_address"
	AddressNotAllowed    Failure = "address_not_allowed"
	EndpointDisabled     Failure = "endpoint_disabled" // not tried
	Withheld             Failure = "withheld"          // not tried: not announced any more
)

// Answer is what a try came to. Status is the HTTP status, 0 where no answer came; Error says in a
// few words why it failed, without names or addresses of the inner network, and Failure in one.
type Answer struct {
	Status     int
	Failure    Failure
	Error      string
	RetryAfter time.Duration // as the receiver asked, 0 where it did not
	Took       time.Duration
}

// Delivered says whether the receiver took it: 2xx alone is success.
func (a Answer) Delivered() bool { return a.Status >= statusOK && a.Status < statusMultiple }

// Delivery is one try to tell one endpoint of one event. At is when it was made, or is to be made.
type Delivery struct {
	ID             domain.DeliveryID `db:"id"`
	EndpointID     domain.EndpointID `db:"endpoint_id"`
	EventID        domain.EventID    `db:"event_id"`
	Event          domain.EventKind  `db:"event"`
	Attempt        int               `db:"attempt"` // 1 is the first
	Status         DeliveryStatus    `db:"status"`
	ResponseStatus *int              `db:"response_status"`
	Failure        Failure           `db:"failure"`
	Error          string            `db:"error"`
	At             time.Time         `db:"at"`
	DurationMS     *int64            `db:"duration_ms"`
	NextAttemptAt  *time.Time        `db:"next_attempt_at"`
}

// NewDelivery makes the first try of an event for an endpoint, due at a time.
func NewDelivery(endpoint domain.EndpointID, event domain.EventID, kind domain.EventKind, due time.Time) Delivery {
	return Delivery{
		ID: domain.NewDeliveryID(), EndpointID: endpoint, EventID: event, Event: kind,
		Attempt: 1, Status: Pending, At: due,
	}
}

// Delay gives the wait before an attempt (1 is the first), counted from the failure before it, and
// false where there is no such attempt. Random is from 0 up to but not including 1.
func Delay(attempt int, random float64) (time.Duration, bool) {
	if attempt < 1 || attempt > MaxAttempts {
		return 0, false
	}
	base := delays[attempt-1]
	return base + time.Duration(random*jitterShare*float64(base)), true
}

// Outcome is the rule of retries: what an answer to an attempt makes of its delivery, and when the
// next attempt comes, nil where none does. A receiver that answers 410, or has been tried
// MaxAttempts times, is not tried again; Retry-After is obeyed up to a day where it asks for more
// than the schedule. Random spreads the next attempt, as in Delay.
func Outcome(attempt int, answer Answer, now time.Time, random float64) (DeliveryStatus, *time.Time) {
	if answer.Delivered() {
		return Delivered, nil
	}
	delay, again := Delay(attempt+1, random)
	if !again || answer.Status == statusGone {
		return Abandoned, nil
	}
	next := now.Add(max(delay, min(answer.RetryAfter, maxRetryAfter)))
	return Failed, &next
}

// Finish takes note of the answer to a pending delivery that began at a time and was answered at
// now. A delivery that is not pending is a Conflict, code not_pending: it was answered already.
func (d *Delivery) Finish(answer Answer, now time.Time, random float64) error {
	if d.Status != Pending {
		return domain.Conflict("not_pending", "This delivery was made already.")
	}
	d.Status, d.NextAttemptAt = Outcome(d.Attempt, answer, now, random)
	d.At = now.Add(-answer.Took)
	d.Failure, d.Error = answer.Failure, answer.Error
	took := answer.Took.Milliseconds()
	d.DurationMS = &took
	if answer.Status != 0 {
		status := answer.Status
		d.ResponseStatus = &status
	}
	return nil
}

// Abandon ends a pending delivery that is not to be made, because its endpoint was disabled.
func (d *Delivery) Abandon(failure Failure, why string, now time.Time) {
	if d.Status != Pending {
		return
	}
	d.Status, d.Failure, d.Error, d.At, d.NextAttemptAt = Abandoned, failure, why, now, nil
}

// Next gives the try that follows a failed one, and false where none does.
func (d *Delivery) Next() (Delivery, bool) {
	if d.Status != Failed || d.NextAttemptAt == nil {
		return Delivery{}, false
	}
	return d.following(*d.NextAttemptAt), true
}

// Retry makes a further try by hand, due at once, of a delivery that was made; it then goes on by
// the schedule where that has not run out. A pending one is a Conflict, code not_finished. Where
// the next try of a failed delivery is waiting already, Hasten that one instead.
func (d *Delivery) Retry(now time.Time) (Delivery, error) {
	if d.Status == Pending {
		return Delivery{}, domain.Conflict("not_finished", "This delivery is still to be made.")
	}
	return d.following(now), nil
}

// Hasten makes a pending delivery due at a time, where it would come later.
func (d *Delivery) Hasten(now time.Time) {
	if d.Status == Pending && d.At.After(now) {
		d.At = now
	}
}

func (d *Delivery) following(due time.Time) Delivery {
	next := NewDelivery(d.EndpointID, d.EventID, d.Event, due)
	next.Attempt = d.Attempt + 1
	return next
}
