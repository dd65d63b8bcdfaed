package announcement_test

import (
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
)

func delivery() announcement.Delivery {
	return announcement.NewDelivery(domain.NewEndpointID(), domain.NewEventID(), domain.RecognitionPublished, noon)
}

// The schedule of RELIABILITY.md 12, written out again.
var schedule = []time.Duration{
	0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

func TestDelay_followsTheScheduleWithJitter(t *testing.T) {
	for i, base := range schedule {
		for _, random := range []float64{0, 0.5, 0.999999} {
			got, ok := announcement.Delay(i+1, random)
			if !ok || got < base || got > base+base/10 {
				t.Errorf("attempt %d, random %v: %v %v", i+1, random, got, ok)
			}
		}
		low, _ := announcement.Delay(i+1, 0)
		high, _ := announcement.Delay(i+1, 0.9)
		if low != base || (base > 0 && high <= low) {
			t.Errorf("attempt %d: %v to %v", i+1, low, high)
		}
	}
	for _, attempt := range []int{-1, 0, len(schedule) + 1} {
		if _, ok := announcement.Delay(attempt, 0); ok {
			t.Errorf("there is an attempt %d", attempt)
		}
	}
}

func TestOutcome_tableOfAnswers(t *testing.T) {
	const minute = time.Minute
	cases := []struct {
		name    string
		attempt int
		answer  announcement.Answer
		status  announcement.DeliveryStatus
		after   time.Duration // 0: no next try
	}{
		{"200", 1, announcement.Answer{Status: 200}, announcement.Delivered, 0},
		{"204", 3, announcement.Answer{Status: 204}, announcement.Delivered, 0},
		{"299", 10, announcement.Answer{Status: 299}, announcement.Delivered, 0},
		{"2xx with Retry-After", 1, announcement.Answer{Status: 202, RetryAfter: minute}, announcement.Delivered, 0},
		{"no answer", 1, announcement.Answer{Error: "no answer within 15 seconds"}, announcement.Failed, 5 * time.Second},
		{"199", 1, announcement.Answer{Status: 199}, announcement.Failed, 5 * time.Second},
		{"300", 1, announcement.Answer{Status: 300}, announcement.Failed, 5 * time.Second},
		{"301", 1, announcement.Answer{Status: 301}, announcement.Failed, 5 * time.Second},
		{"304", 2, announcement.Answer{Status: 304}, announcement.Failed, 5 * minute},
		{"308", 3, announcement.Answer{Status: 308}, announcement.Failed, 30 * minute},
		{"400", 4, announcement.Answer{Status: 400}, announcement.Failed, 2 * time.Hour},
		{"404", 5, announcement.Answer{Status: 404}, announcement.Failed, 5 * time.Hour},
		{"500", 6, announcement.Answer{Status: 500}, announcement.Failed, 10 * time.Hour},
		{"503", 7, announcement.Answer{Status: 503}, announcement.Failed, 14 * time.Hour},
		{"599", 8, announcement.Answer{Status: 599}, announcement.Failed, 20 * time.Hour},
		{"429", 9, announcement.Answer{Status: 429}, announcement.Failed, 24 * time.Hour},
		{"the last try", 10, announcement.Answer{Status: 500}, announcement.Abandoned, 0},
		{"a try by hand after the last", 11, announcement.Answer{Status: 500}, announcement.Abandoned, 0},
		{"the last try, asked to come again", 10, announcement.Answer{Status: 503, RetryAfter: minute}, announcement.Abandoned, 0},
		{"410", 1, announcement.Answer{Status: 410}, announcement.Abandoned, 0},
		{"Retry-After later than the schedule", 1, announcement.Answer{Status: 429, RetryAfter: 90 * time.Second}, announcement.Failed, 90 * time.Second},
		{"Retry-After sooner than the schedule", 4, announcement.Answer{Status: 503, RetryAfter: minute}, announcement.Failed, 2 * time.Hour},
		{"Retry-After without end", 1, announcement.Answer{Status: 503, RetryAfter: 1 << 60}, announcement.Failed, 24 * time.Hour},
		{"Retry-After in the past", 1, announcement.Answer{Status: 503, RetryAfter: -time.Hour}, announcement.Failed, 5 * time.Second},
	}
	for _, c := range cases {
		status, next := announcement.Outcome(c.attempt, c.answer, noon, 0)
		if status != c.status {
			t.Errorf("%s: %s, want %s", c.name, status, c.status)
		}
		if (next == nil) != (c.after == 0) || (next != nil && !next.Equal(noon.Add(c.after))) {
			t.Errorf("%s: next at %v, want after %v", c.name, next, c.after)
		}
	}
}

func TestDelivery_isTriedTenTimesThenAbandoned(t *testing.T) {
	d, now := delivery(), noon
	event := d.EventID
	ids := map[domain.DeliveryID]bool{}
	for i := 1; ; i++ {
		if d.Attempt != i || d.EventID != event || ids[d.ID] || !d.At.Equal(now) || d.Status != announcement.Pending {
			t.Fatalf("try %d: %+v", i, d)
		}
		ids[d.ID] = true
		if err := d.Finish(announcement.Answer{Status: 500, Error: "answered 500", Took: time.Second}, now.Add(time.Second), 0); err != nil {
			t.Fatal(err)
		}
		if !d.At.Equal(now) || *d.DurationMS != 1000 || *d.ResponseStatus != 500 || d.Error != "answered 500" {
			t.Fatalf("try %d: %+v", i, d)
		}
		next, ok := d.Next()
		if !ok {
			break
		}
		now = next.At
		d = next
	}
	if d.Status != announcement.Abandoned || d.Attempt != len(schedule) {
		t.Errorf("ended as %+v", d)
	}
}

func TestFinish_onlyOnce(t *testing.T) {
	d := delivery()
	if err := d.Finish(announcement.Answer{Status: 200}, noon, 0); err != nil {
		t.Fatal(err)
	}
	if err := d.Finish(announcement.Answer{Status: 500}, noon, 0); domain.CodeOf(err) != "not_pending" {
		t.Errorf("got %v", err)
	}
	if d.Status != announcement.Delivered {
		t.Errorf("got %s", d.Status)
	}
	if _, ok := d.Next(); ok {
		t.Error("what was delivered is not tried again")
	}
	none := delivery()
	_ = none.Finish(announcement.Answer{Error: "could not be reached"}, noon, 0)
	if none.ResponseStatus != nil {
		t.Error("no answer has no status")
	}
}

func TestRetry_byHand(t *testing.T) {
	d := delivery()
	if _, err := d.Retry(noon); domain.CodeOf(err) != "not_finished" {
		t.Errorf("got %v", err)
	}
	_ = d.Finish(announcement.Answer{Status: 500}, noon, 0)
	next, _ := d.Next()
	next.Hasten(noon.Add(time.Second))
	if !next.At.Equal(noon.Add(time.Second)) {
		t.Errorf("due at %s", next.At)
	}
	next.Hasten(noon.Add(time.Hour))
	if !next.At.Equal(noon.Add(time.Second)) {
		t.Error("hastening makes nothing later")
	}
	_ = next.Finish(announcement.Answer{Status: 200}, noon, 0)
	again, err := next.Retry(noon)
	if err != nil || again.Attempt != 3 || again.EventID != d.EventID || again.EndpointID != d.EndpointID || again.Status != announcement.Pending {
		t.Errorf("got %+v, %v", again, err)
	}
}

func TestAbandon_onlyWhatIsPending(t *testing.T) {
	d := delivery()
	d.Abandon(announcement.EndpointDisabled, "the endpoint is disabled", noon)
	if d.Status != announcement.Abandoned || d.Error != "the endpoint is disabled" {
		t.Errorf("got %+v", d)
	}
	done := delivery()
	_ = done.Finish(announcement.Answer{Status: 200}, noon, 0)
	done.Abandon(announcement.EndpointDisabled, "the endpoint is disabled", noon)
	if done.Status != announcement.Delivered {
		t.Errorf("got %+v", done)
	}
}

func TestAnswered_410DisablesAtOnce(t *testing.T) {
	e := endpoint(t, announcement.Slack, settings())
	if !e.Answered(announcement.Answer{Status: 410}, noon) || e.DisabledReason != announcement.Gone {
		t.Errorf("got %+v", e)
	}
	if e.Answered(announcement.Answer{Status: 410}, noon) {
		t.Error("the owner is told once")
	}
}

func TestAnswered_fiveDaysOfFailureDisable(t *testing.T) {
	e := endpoint(t, announcement.Slack, settings())
	bad := announcement.Answer{Status: 503}
	for _, after := range []time.Duration{0, time.Hour, announcement.FailingLimit - time.Nanosecond} {
		if e.Answered(bad, noon.Add(after)) {
			t.Fatalf("disabled after %s", after)
		}
	}
	e.Answered(announcement.Answer{Status: 200}, noon.Add(announcement.FailingLimit))
	if e.FailingSince != nil {
		t.Error("a success ends the failing")
	}
	since := noon.Add(announcement.FailingLimit + time.Hour)
	e.Answered(bad, since)
	if !e.FailingSince.Equal(since) {
		t.Errorf("failing since %s", e.FailingSince)
	}
	if !e.Answered(bad, since.Add(announcement.FailingLimit)) || e.DisabledReason != announcement.Failing {
		t.Errorf("got %+v", e)
	}
	if e.Answered(bad, since.Add(2*announcement.FailingLimit)) {
		t.Error("the owner is told once")
	}
}
