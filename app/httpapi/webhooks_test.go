package httpapi

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/tidwall/gjson"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/storage/pgtest/chance"
	"laurel/storage/postgres"
)

// posted is one announcement as it arrived.
type posted struct {
	id     string
	body   string
	header http.Header
}

// receiver is what stands at an endpoint's address.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	answer func(n int, w http.ResponseWriter) // the n-th, from 1; nil answers 200
	got    []posted
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		r.mu.Lock()
		r.got = append(r.got, posted{request.Header.Get("webhook-id"), string(body), request.Header.Clone()})
		n, answer := len(r.got), r.answer
		r.mu.Unlock()
		if answer != nil {
			answer(n, w)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) all() []posted {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}

// says sets what is answered from now on.
func (r *receiver) says(status int, header ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = func(_ int, w http.ResponseWriter) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
	}
}

// endpoint makes an endpoint and gives its id and its secret.
func (h *house) endpoint(kind, url string, more map[string]any) (id, secret string) {
	h.t.Helper()
	body := map[string]any{"kind": kind, "url": url, "events": []string{"recognition.published", "recognition.revoked", "redemption.requested", "redemption.fulfilled"}}
	for name, value := range more {
		body[name] = value
	}
	made := h.as("admin").post("/webhooks", body).expect(http.StatusCreated)
	return made.str("id"), made.str("secret")
}

func TestWebhooks_areTheAdministrators(t *testing.T) {
	h, _ := newBusyHouse(t, nil, usecase.LiveOptions{})
	in := newReceiver(t)
	good := map[string]any{"kind": "standard", "url": in.URL + "/hook/of/a/very-long-secret-part", "events": []string{"recognition.published"}}
	with := func(name string, value any) map[string]any {
		body := map[string]any{}
		for k, v := range good {
			body[k] = v
		}
		body[name] = value
		return body
	}
	h.run(t, []scenario{
		{name: "an employee may not", as: "olga", method: http.MethodPost, path: "/webhooks", body: good, status: 403, code: "forbidden"},
		{name: "an owner may not", as: "owner", method: http.MethodGet, path: "/webhooks", status: 403, code: "forbidden"},
		{name: "an inner address", as: "admin", method: http.MethodPost, path: "/webhooks", body: with("url", "https://10.0.0.7/hook"), status: 422, code: "address_not_allowed"},
		{name: "plain http to the internet", as: "admin", method: http.MethodPost, path: "/webhooks", body: with("url", "http://93.184.216.34/hook"), status: 422, code: "address_not_allowed"},
		{name: "no address", as: "admin", method: http.MethodPost, path: "/webhooks", body: with("url", "hook"), status: 422, code: "invalid_input"},
		{name: "an unknown kind", as: "admin", method: http.MethodPost, path: "/webhooks", body: with("kind", "pigeon"), status: 422, code: "invalid_input"},
		{name: "an unknown event", as: "admin", method: http.MethodPost, path: "/webhooks", body: with("events", []string{"coffee.made"}), status: 422, want: []string{"body.events[0]"}},
		{name: "a team that is not there", as: "admin", method: http.MethodPost, path: "/webhooks", body: with("team_ids", []string{domain.NewTeamID().String()}), status: 422, want: []string{"body.team_ids"}},
		{name: "a field that is none", as: "admin", method: http.MethodPost, path: "/webhooks", body: with("status", "active"), status: 422},
		{name: "one that is not there", as: "admin", method: http.MethodPatch, path: "/webhooks/" + domain.NewEndpointID().String(), body: map[string]any{}, status: 404, code: "not_found"},
		{name: "a delivery that is not there", as: "admin", method: http.MethodPost, path: "/deliveries/" + domain.NewDeliveryID().String() + "/retry", status: 404, code: "not_found"},
		{
			name: "good", as: "admin", method: http.MethodPost, path: "/webhooks", body: good, status: 201, want: []string{"whsec_", "/…part"}, not: []string{"very-long-secret"},
			values: map[string]any{"status": "active", "language": "en", "digest": "instant", "events.0": "recognition.published"},
		},
		{
			name: "shown without secrets", as: "admin", method: http.MethodGet, path: "/webhooks", status: 200, want: []string{"/…part"}, not: []string{"whsec_", "very-long-secret"},
			values: map[string]any{"items.#": 1, "next_cursor": ""},
		},
	})
	if n := h.count(`select count(*) from endpoint where position('secret' in encode(url, 'escape')) > 0 or position('whsec' in encode(secret, 'escape')) > 0`); n > 0 {
		t.Error("address and secret must be stored encrypted")
	}
	if n := h.count(`select count(*) from audit where subject_kind = 'endpoint' and action = 'create'`); n != 1 {
		t.Errorf("%d lines of audit, want 1", n)
	}
}

func TestWebhooks_theSecretIsAnsweredAgainForTheSameKeyAndKeptEncrypted(t *testing.T) {
	h, _ := newBusyHouse(t, nil, usecase.LiveOptions{})
	in := newReceiver(t)
	admin := h.as("admin").with("Idempotency-Key", "the same")
	body := map[string]any{"kind": "standard", "url": in.URL, "events": []string{"recognition.published"}}
	first, second := admin.post("/webhooks", body).expect(http.StatusCreated), admin.post("/webhooks", body).expect(http.StatusCreated)
	if first.text != second.text || first.str("secret") == "" || second.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("answers differ:\n%s\n%s", first.text, second.text)
	}
	if n := h.count(`select count(*) from idempotency where encrypted and position('whsec' in encode(response, 'escape')) = 0`); n != 1 {
		t.Error("the answer with the secret must be stored encrypted")
	}
}

func TestWebhooks_changeRotateDisableDelete(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	in, admin := newReceiver(t), h.as("admin")
	id, secret := h.endpoint("standard", in.URL+"/hook", map[string]any{"quiet_hours": map[string]any{"from": "22:00", "to": "07:00", "time_zone": "UTC"}})
	path := "/webhooks/" + id
	shown := admin.get("/webhooks").expect(http.StatusOK).str("items.0.url")
	changed := admin.patch(path, map[string]any{"url": shown, "language": "ru", "quiet_hours": nil}).expect(http.StatusOK)
	if changed.str("language") != "ru" || changed.at("quiet_hours").Raw != "null" || changed.at("secret").Exists() || changed.at("events.#").Int() != 4 {
		t.Errorf("changed to %s", changed.text)
	}
	admin.patch(path, map[string]any{"url": "https://127.1/"}).problem(http.StatusUnprocessableEntity, "address_not_allowed")
	rotated := admin.patch(path, map[string]any{"rotate_secret": true}).expect(http.StatusOK).str("secret")
	if rotated == "" || rotated == secret {
		t.Errorf("the new secret is %q", rotated)
	}
	admin.post(path+"/test", nil).expect(http.StatusAccepted)
	eventually(t, 5*time.Second, "the test arrives", func() bool { return len(in.all()) == 1 })
	test := in.all()[0]
	for _, s := range []string{secret, rotated} {
		if err := verify(s, test); err != nil {
			t.Errorf("while secrets change, both sign: %v", err)
		}
	}
	if gjson.Get(test.body, "type").String() != "endpoint.tested" || gjson.Get(test.body, "data.id").String() != id {
		t.Errorf("the test says %s", test.body)
	}
	if off := admin.patch(path, map[string]any{"status": "disabled"}).expect(http.StatusOK); off.str("disabled_reason") != "by_hand" {
		t.Errorf("disabled: %s", off.text)
	}
	admin.post(path+"/test", nil).problem(http.StatusConflict, "endpoint_disabled")
	h.thank("ivan", "olga", "public")
	admin.patch(path, map[string]any{"status": "active"}).expect(http.StatusOK)
	admin.del(path).expect(http.StatusNoContent)
	admin.del(path).problem(http.StatusNotFound, "not_found")
	admin.get(path+"/deliveries").problem(http.StatusNotFound, "not_found")
	if n := h.count(`select count(*) from endpoint where length(url) > 0 or secret is not null`); n != 0 {
		t.Error("a deleted endpoint keeps no address and no secret")
	}
	if len(in.all()) != 1 {
		t.Errorf("%d announcements arrived, want the test alone", len(in.all()))
	}
}

// verify checks a signature with the library that receivers use, at the time of signing.
func verify(secret string, p posted) error {
	hook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return err
	}
	return hook.VerifyIgnoringTimestamp([]byte(p.body), p.header)
}

func TestWebhooks_announceWhatIsWantedAndNothingPrivate(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	all, dispatch, workshop, slack, courage := newReceiver(t), newReceiver(t), newReceiver(t), newReceiver(t), newReceiver(t)
	_, secret := h.endpoint("standard", all.URL, nil)
	h.endpoint("standard", dispatch.URL, map[string]any{"team_ids": []string{h.teams["Dispatch"].String()}})
	h.endpoint("standard", workshop.URL, map[string]any{"team_ids": []string{h.teams["Workshop"].String()}, "events": []string{"recognition.published"}})
	h.endpoint("standard", courage.URL, map[string]any{"behaviour_ids": []string{h.behaviour["respect"].String()}})
	h.endpoint("slack", slack.URL, map[string]any{"language": "ru"})
	h.thank("ivan", "olga", "private")
	id := h.thank("ivan", "olga", "public")
	h.as("owner").post("/nominations/"+id+"/revoke", map[string]any{"reason": "A mistake."}).expect(http.StatusOK)
	other := h.thank("nina", "pavel", "public")

	eventually(t, 5*time.Second, "all arrive", func() bool {
		return len(all.all()) == 3 && len(dispatch.all()) == 2 && len(workshop.all()) == 1 && len(slack.all()) == 3
	})
	eventually(t, 5*time.Second, "all are noted", func() bool { return h.count(`select count(*) from delivery where status <> 'delivered'`) == 0 })
	if len(courage.all()) != 0 || h.count(`select count(*) from delivery`) != 9 {
		t.Errorf("%d deliveries, %d for a behaviour that nobody was thanked for", h.count(`select count(*) from delivery`), len(courage.all()))
	}
	var kinds []string
	for _, p := range all.all() {
		if err := verify(secret, p); err != nil {
			t.Error(err)
		}
		kinds = append(kinds, gjson.Get(p.body, "type").String()+" "+gjson.Get(p.body, "data.id").String())
	}
	slices.Sort(kinds)
	want := []string{"recognition.published " + id, "recognition.published " + other, "recognition.revoked " + id}
	slices.Sort(want)
	if !slices.Equal(kinds, want) {
		t.Errorf("announced %q, want %q", kinds, want)
	}
	for _, p := range all.all() {
		if gjson.Get(p.body, "data.id").String() == other {
			api := h.as("nina").get("/nominations/" + other).expect(http.StatusOK)
			for _, path := range []string{"story", "nominees", "nominator", "points", "program", "published_at"} {
				if got := gjson.Get(p.body, "data."+path).Raw; got != api.at(path).Raw {
					t.Errorf("%s is %s, and in the API %s", path, got, api.at(path).Raw)
				}
			}
		}
	}
	for _, p := range slack.all() {
		if p.id != "" || !strings.Contains(p.body, "blocks") {
			t.Errorf("Slack was told %s", p.body)
		}
	}
}

func TestWebhooks_aHiddenRecognitionIsTakenBackAndARestoredOneIsThereAgain(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	in := newReceiver(t)
	h.endpoint("standard", in.URL, nil)
	id := h.thank("ivan", "olga", "public")
	report := h.as("nina").post("/nominations/"+id+"/reports", map[string]any{"reason": "It names a customer."}).expect(http.StatusCreated).str("id")
	for i, step := range []struct{ action, want string }{{"hide", "recognition.revoked"}, {"restore", "recognition.published"}} {
		eventually(t, 5*time.Second, "what came before arrives", func() bool { return len(in.all()) == i+1 })
		h.as("owner").post("/reports/"+report+"/answer", map[string]any{"action": step.action}).expect(http.StatusOK)
		eventually(t, 5*time.Second, step.want, func() bool { return len(in.all()) == i+2 })
		if got := gjson.Get(in.all()[i+1].body, "type").String(); got != step.want {
			t.Errorf("%s is announced as %s", step.action, got)
		}
	}
}

func TestWebhooks_quietHoursHoldBack(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	in := newReceiver(t)
	id, _ := h.endpoint("standard", in.URL, map[string]any{"quiet_hours": map[string]any{"from": "08:00", "to": "17:30", "time_zone": "UTC"}})
	h.thank("ivan", "olga", "public") // at 9:00
	eventually(t, 5*time.Second, "a delivery waits", func() bool { return h.count(`select count(*) from delivery`) == 1 })
	waits := h.as("admin").get("/webhooks/" + id + "/deliveries").expect(http.StatusOK)
	if waits.str("items.0.status") != "pending" || waits.str("items.0.at") != "2026-03-10T17:30:00Z" || len(in.all()) != 0 {
		t.Errorf("waits: %s", waits.text)
	}
	h.as("admin").post("/deliveries/"+waits.str("items.0.id")+"/retry", nil).expect(http.StatusAccepted)
	eventually(t, 5*time.Second, "by hand it goes at once", func() bool { return len(in.all()) == 1 })
}

// passTime moves the house's clock and makes River believe that the time has passed for it too.
func (h *house) passTime(d time.Duration) {
	h.t.Helper()
	h.clock.advance(d)
	h.exec(`update river_job set state = 'available', scheduled_at = now() where state in ('scheduled', 'retryable') or (state = 'available' and scheduled_at > now())`)
}

func TestWebhooks_retriesFollowTheScheduleThenGiveUpAndCanBeMadeByHand(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	in := newReceiver(t)
	in.says(http.StatusInternalServerError)
	id, _ := h.endpoint("standard", in.URL, nil)
	h.thank("ivan", "olga", "public")
	schedule := []time.Duration{0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
	for i, wait := range schedule {
		attempt := i + 1
		if i > 0 {
			h.passTime(wait - time.Second) // just too early
			h.passTime(time.Second + wait/10)
		}
		eventually(t, 10*time.Second, fmt.Sprintf("attempt %d", attempt), func() bool {
			h.passTime(0)
			return h.count(`select count(*) from delivery where attempt = $1 and status in ('failed', 'abandoned')`, attempt) == 1
		})
		if n := len(in.all()); n != attempt {
			t.Fatalf("%d tries arrived after attempt %d", n, attempt)
		}
	}
	log := h.as("admin").get("/webhooks/" + id + "/deliveries").expect(http.StatusOK)
	if log.at("items.#").Int() != 10 || log.str("items.0.status") != "abandoned" || log.str("items.1.status") != "failed" || log.at("items.0.next_attempt_at").Raw != "null" {
		t.Errorf("the log: %s", log.text)
	}
	var began, ended time.Time
	for i := 9; i > 0; i-- {
		began, _ = time.Parse(time.RFC3339, log.str(fmt.Sprintf("items.%d.at", i)))
		ended, _ = time.Parse(time.RFC3339, log.str(fmt.Sprintf("items.%d.next_attempt_at", i)))
		if wait, want := ended.Sub(began), schedule[10-i]; wait < want || wait > want+want/10+time.Second {
			t.Errorf("after attempt %d: %v, want %v and up to a tenth more", 10-i, wait, want)
		}
	}
	ids := map[string]bool{}
	for _, p := range in.all() {
		ids[p.id] = true
	}
	if len(ids) != 1 || !ids[log.str("items.0.event_id")] {
		t.Errorf("tries of one announcement came with the ids %v", ids)
	}
	in.says(http.StatusNoContent)
	again := h.as("admin").post("/deliveries/"+log.str("items.4.id")+"/retry", nil).expect(http.StatusAccepted)
	if again.num("attempt") != 11 || again.str("status") != "pending" {
		t.Errorf("again: %s", again.text)
	}
	eventually(t, 5*time.Second, "it is delivered", func() bool {
		return h.count(`select count(*) from delivery where status = 'delivered' and attempt = 11`) == 1
	})
	if healthy := h.as("admin").get("/webhooks").expect(http.StatusOK); healthy.at("items.0.failing_since").Raw != "null" || healthy.str("items.0.status") != "active" {
		t.Errorf("after a success: %s", healthy.text)
	}
}

func TestWebhooks_retryAfterIsObeyedAndGoneDisables(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	in := newReceiver(t)
	in.says(http.StatusTooManyRequests, "Retry-After", "1800")
	id, _ := h.endpoint("standard", in.URL, nil)
	h.thank("ivan", "olga", "public")
	waiting := func() *answer { return h.as("admin").get("/webhooks/" + id + "/deliveries").expect(http.StatusOK) }
	eventually(t, 5*time.Second, "the first try fails", func() bool { return waiting().at("items.#").Int() == 2 })
	if at := waiting().str("items.0.at"); at != "2026-03-10T09:30:00Z" {
		t.Errorf("the next try is due at %s, want half an hour after 9:00", at)
	}
	feed := h.listen("admin", "")
	in.says(http.StatusGone)
	h.thank("ivan", "olga", "public")
	eventually(t, 5*time.Second, "the endpoint is disabled", func() bool {
		return h.as("admin").get("/webhooks").str("items.0.disabled_reason") == "gone"
	})
	if n := h.count(`select count(*) from delivery where status = 'pending'`); n != 0 {
		t.Errorf("%d tries wait for a disabled endpoint", n)
	}
	if e := feed.next(usecase.LiveNotification); e.str("kind") != "endpoint_disabled" {
		t.Errorf("the administrator was told %s", e.data)
	}
	if told := h.as("admin").get("/notifications").expect(http.StatusOK); told.str("items.0.kind") != "endpoint_disabled" || told.str("items.0.endpoint_id") != id {
		t.Errorf("the administrator's inbox: %s", told.text)
	}
	if h.count(`select count(*) from audit where action = 'disable' and actor_id is null`) != 1 {
		t.Error("the disabling must be in the audit log")
	}
	before := len(in.all())
	h.thank("ivan", "olga", "public")
	b.settled(t)
	h.passTime(time.Hour)
	eventually(t, 5*time.Second, "all jobs are over", func() bool {
		h.passTime(0)
		return h.count(`select count(*) from river_job where state <> 'completed'`) == 0
	})
	if len(in.all()) != before {
		t.Error("a disabled endpoint was told something")
	}
}

func TestWebhooks_fiveDaysOfFailureDisable(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	in := newReceiver(t)
	in.says(http.StatusFound, "Location", in.URL) // redirects are failures
	id, _ := h.endpoint("standard", in.URL, nil)
	state := func() string { return h.as("admin").get("/webhooks").str("items.0.disabled_reason") }
	for day := range 6 {
		h.thank("ivan", "olga", "public")
		eventually(t, 10*time.Second, fmt.Sprintf("a failure on day %d", day), func() bool {
			return h.count(`select count(distinct event_id) from delivery where status in ('failed', 'abandoned')`) == day+1
		})
		if got := state(); day < 5 && got != "" || day == 5 && got != "failing" {
			t.Fatalf("on day %d the endpoint %s is disabled for %q", day, id, got)
		}
		if day < 5 {
			h.clock.advance(24*time.Hour + time.Second)
		}
	}
}

// TestWebhooks_eachAnnouncementArrivesWhateverFails is promise 11 of RELIABILITY.md in short.
func TestWebhooks_eachAnnouncementArrivesWhateverFails(t *testing.T) {
	const announcements, mostFaults = 200, 6
	plan := chance.New(t, 1)
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	stop := b.start(t, nil)
	in := newReceiver(t)
	var mu sync.Mutex
	accepted := map[string]int{}
	in.answer = func(i int, w http.ResponseWriter) {
		mu.Lock()
		fault := plan.IntN(10)
		mu.Unlock()
		if in.tries(i) > mostFaults {
			fault = 9 // not so many at one announcement that it is given up
		}
		switch fault {
		case 0:
			w.WriteHeader(http.StatusInternalServerError)
		case 1: // cut off
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		case 2: // said yes, but too late to be heard
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				in.accept(i, &mu, accepted)
				_ = conn.Close()
			}
		default:
			in.accept(i, &mu, accepted)
		}
	}
	_, secret := h.endpoint("standard", in.URL, nil)
	nomination := h.thank("ivan", "olga", "public")
	want := map[string]bool{}
	for left := announcements; left > 0; left -= 10 {
		h.burst(nomination, 10)
		if left%70 == 0 { // the server dies and another begins
			stop()
			stop = b.start(t, nil)
		}
	}
	eventually(t, time.Minute, "all announcements are delivered", func() bool {
		h.passTime(time.Minute)
		return h.count(`select count(distinct event_id) from delivery where status = 'delivered'`) == announcements+1
	})
	rows, err := h.db.Pool().Query(t.Context(), `select id::text from event where kind = 'recognition.published'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		want[id] = true
	}
	mu.Lock()
	defer mu.Unlock()
	for id := range want {
		if accepted[id] == 0 {
			t.Errorf("the announcement of event %s did not arrive", id)
		}
	}
	for id := range accepted {
		if !want[id] {
			t.Errorf("the id %q is that of no event", id)
		}
	}
	for _, p := range in.all()[:20] {
		if err := verify(secret, p); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d tries for %d announcements", len(in.all()), len(want))
}

// accept notes that the receiver has taken the n-th announcement.
// tries counts how often the announcement of the n-th call has come so far.
func (r *receiver) tries(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	tries := 0
	for _, p := range r.got[:n] {
		if p.id == r.got[n-1].id {
			tries++
		}
	}
	return tries
}

func (r *receiver) accept(n int, mu *sync.Mutex, accepted map[string]int) {
	r.mu.Lock()
	id := r.got[n-1].id
	r.mu.Unlock()
	mu.Lock()
	accepted[id]++
	mu.Unlock()
}

func TestWebhooks_nothingIsAnnouncedBeforeItIsCommitted(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	in := newReceiver(t)
	h.endpoint("standard", in.URL, nil)
	nomination := h.thank("ivan", "olga", "public")
	eventually(t, 5*time.Second, "the first arrives", func() bool { return len(in.all()) == 1 })
	id, err := domain.ParseNominationID(nomination)
	if err != nil {
		t.Fatal(err)
	}
	undone := fmt.Errorf("undone")
	err = h.db.InTx(t.Context(), func(tx *postgres.Tx) error {
		tx.Events.Add(domain.NewEvent(domain.RecognitionPublished, id, nil, h.clock.now(), nil))
		if err := tx.Flush(t.Context()); err != nil {
			return err
		}
		h.thank("nina", "pavel", "public") // another transaction commits meanwhile
		eventually(t, 5*time.Second, "the other arrives", func() bool { return len(in.all()) == 2 })
		return undone
	})
	if err == nil {
		t.Fatal("the transaction must not commit")
	}
	h.thank("nina", "pavel", "public")
	eventually(t, 5*time.Second, "the next arrives", func() bool { return len(in.all()) == 3 })
	if n := h.count(`select count(*) from delivery`); n != 3 {
		t.Errorf("%d announcements, want 3", n)
	}
}

func TestWebhooks_oneThatHangsDoesNotHoldUpTheOthers(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	hanging, fast := newReceiver(t), newReceiver(t)
	released := make(chan struct{})
	hanging.answer = func(int, http.ResponseWriter) { <-released }
	defer close(released)
	h.endpoint("standard", hanging.URL, nil)
	nomination := h.thank("ivan", "olga", "public")
	eventually(t, 5*time.Second, "it hangs", func() bool { return len(hanging.all()) == 1 })
	h.endpoint("standard", fast.URL, nil)
	for range 10 {
		h.burst(nomination, 20)
	}
	eventually(t, 5*time.Second, "the others arrive", func() bool { return len(fast.all()) == 200 })
	if n := len(hanging.all()); n > 15 {
		t.Errorf("%d tries at once for one that hangs", n)
	}
}
