package httpapi

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// told is one event that a stream told.
type told struct {
	id, event, data string
}

func (e told) str(path string) string { return gjson.Get(e.data, path).String() }

// stream reads the live feed as somebody, as a browser would (WHATWG HTML, section 9.2.6).
type stream struct {
	t      testing.TB
	cancel context.CancelFunc
	lastID string // set by the reader; read it after the end
	opened chan struct{}
	events chan told
	ended  chan struct{}
}

func (h *house) listen(name, after string) *stream {
	h.t.Helper()
	request := h.as(name).request(http.MethodGet, "/events", nil)
	ctx, cancel := context.WithCancel(request.Context())
	request.Header.Set("Accept", "text/event-stream")
	if after != "" {
		request.Header.Set("Last-Event-ID", after)
	}
	response, err := http.DefaultClient.Do(request.WithContext(ctx))
	if err != nil {
		cancel()
		h.t.Fatal(err)
	}
	if response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "" { // 500 came at once
		cancel()
		_ = response.Body.Close()
		return h.listen(name, after)
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		cancel()
		h.t.Fatalf("the stream: status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
	s := &stream{t: h.t, cancel: cancel, lastID: after, opened: make(chan struct{}), events: make(chan told, 10_000), ended: make(chan struct{})}
	go s.read(response)
	h.t.Cleanup(s.close)
	select {
	case <-s.opened:
	case <-s.ended:
		h.t.Fatal("the stream ended before it began")
	case <-time.After(10 * time.Second):
		h.t.Fatal("the stream says nothing")
	}
	return s
}

func (s *stream) read(response *http.Response) {
	defer close(s.ended)
	defer response.Body.Close()
	var e told
	opened := sync.OnceFunc(func() { close(s.opened) })
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case lines.Text() == "":
			opened()
			if e.data != "" {
				s.events <- e
			}
			e = told{}
		case name == "id":
			e.id, s.lastID = value, value
		case name == "event":
			e.event = value
		case name == "data":
			e.data = value
		}
	}
}

// close ends the stream and waits for its end.
func (s *stream) close() {
	s.cancel()
	<-s.ended
}

// next gives the next event of a kind; others are passed over.
func (s *stream) next(kind usecase.LiveKind) told {
	s.t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case e := <-s.events:
			if e.event == string(kind) {
				return e
			}
		case <-limit:
			s.t.Fatalf("no %s came", kind)
		}
	}
}

// rest ends the stream and gives what it has told that was not read, but for what is gathered up.
func (s *stream) rest() []told {
	s.close()
	var list []told
	for len(s.events) > 0 {
		if e := <-s.events; e.event != string(usecase.LiveLeaderboard) {
			list = append(list, e)
		}
	}
	return list
}

// thank gives thanks and answers with the id of the recognition.
func (h *house) thank(from, to, visibility string) string {
	h.t.Helper()
	return h.as(from).post("/nominations", map[string]any{
		"program_id": h.programs["thanks"].String(), "nominee_ids": []string{h.id(to)}, "story": "Stayed late for the customer.", "points": 0, "visibility": visibility,
	}).expect(http.StatusCreated).str("id")
}

// settled waits until all events have positions and everybody is told of them.
func (b *background) settled(tb testing.TB) {
	tb.Helper()
	eventually(tb, 5*time.Second, "all events have positions", func() bool {
		return b.h.count(`select count(*) from event where position is null
			or position > coalesce((select position from checkpoint where name = 'notifications'), 0)`) == 0
	})
}

// positions are those of the events of a kind, in order.
func (h *house) positions(kind domain.EventKind) []string {
	h.t.Helper()
	var list []string
	h.scan(`select coalesce(array_agg(position::text order by position), '{}') from event where kind = $1`, []any{kind}, &list)
	return list
}

func TestEvents_reachThoseWhoMaySeeThem(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	streams := map[string]*stream{}
	for name := range h.people {
		streams[name] = h.listen(name, "")
	}
	private := h.thank("ivan", "olga", "private")
	waiting := h.as("ivan").post("/nominations", map[string]any{
		"program_id": h.programs["hero"].String(), "nominee_ids": []string{h.id("olga")}, "story": "Moved the whole order.", "points": 50,
		"behaviour_ids": []string{h.behaviour["owns-the-outcome"].String()}, "customer": map[string]any{"kind": "external", "name": "Orchard Foods"},
	}).expect(http.StatusCreated).str("id")
	public := h.thank("nina", "pavel", "public")

	for name, s := range streams {
		var got []string
		for last := ""; last != public; { // the public one is for all, and comes last
			e := <-s.events
			if e.event == string(usecase.LiveLeaderboard) {
				continue
			}
			if e.event == string(usecase.LiveNotification) && slices.Contains([]string{"olga", "maria"}, name) {
				continue // made beside the feed: before or after the last recognition
			}
			last = e.str("id")
			got = append(got, e.event+" "+last)
		}
		var want []string
		if slices.Contains([]string{"ivan", "olga", "maria", "owner"}, name) {
			want = append(want, "recognition.published "+private)
		}
		if name == "maria" {
			want = append(want, "approval.waiting "+waiting)
		}
		if want = append(want, "recognition.published "+public); !slices.Equal(got, want) {
			t.Errorf("%s was told %q, want %q", name, got, want)
		}
	}
	moved := streams["admin"].next(usecase.LiveLeaderboard)
	for _, scope := range []string{"org", "team:" + h.teams["Workshop"].String()} {
		if !strings.Contains(moved.str("scopes"), scope) {
			t.Errorf("the boards of %s moved, but the feed says %s", scope, moved.data)
		}
	}
	if moved.id != "" || strings.Contains(moved.str("scopes"), h.teams["Dispatch"].String()) {
		t.Errorf("private thanks move no board, and the word of boards has no id: %+v", moved)
	}
	h.as("maria").post("/nominations/"+waiting+"/approve", map[string]any{}).expect(http.StatusOK)
	e := streams["nina"].next(usecase.LiveRecognition)
	for path, want := range map[string]string{
		"id": waiting, "nominator.name": "Ivan Ivanov", "nominees.0.name": "Olga Petrova", "program.name": "Customer hero", "points": "50", "behaviours.0.code": "owns-the-outcome",
	} {
		if e.str(path) != want {
			t.Errorf("%s is %q, want %q in %s", path, e.str(path), want, e.data)
		}
	}
}

func TestEvents_aRewardThatNobodyApprovesIsApprovedAtOnce(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	h.fund("olga", 100)
	s := h.listen("olga", "")
	for wants, status := range map[bool]string{false: "approved", true: "requested"} {
		reward := h.offer(form{"cost": 10, "requires_approval": wants})
		id := h.redeem("olga", reward)
		if e := s.next(usecase.LiveRedemption); e.str("id") != id || e.str("status") != status {
			t.Errorf("of %s, which is %s, the feed says %s", id, status, e.data)
		}
	}
}

func TestEvents_tellWhatFollowsARecognition(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	private, public := "/nominations/"+h.thank("ivan", "olga", "private"), "/nominations/"+h.thank("ivan", "olga", "public")
	b.start(t, b.live)
	b.settled(t)
	nina, maria := h.listen("nina", ""), h.listen("maria", "")
	h.as("olga").put(private + "/reactions/leaf").expect(http.StatusOK)
	if e := maria.next(usecase.LiveChanged); e.str("id") != strings.TrimPrefix(private, "/nominations/") || e.str("reactions.leaf") != "1" {
		t.Errorf("Maria was told %s", e.data)
	}
	for _, step := range []struct {
		do   func() *answer
		want map[string]string
	}{
		{func() *answer { return h.as("pavel").put(public + "/reactions/heart") }, map[string]string{"reactions.heart": "1", "published": "true"}},
		{func() *answer { return h.as("pavel").post(public+"/comments", map[string]any{"text": "Well done."}) }, map[string]string{"comments_count": "1"}},
		{func() *answer { return h.as("pavel").post(public+"/boosts", map[string]any{"points": 5}) }, map[string]string{"boosts.points": "5", "boosts.count": "1"}},
		{func() *answer { return h.as("pavel").del(public + "/reactions/heart") }, map[string]string{"reactions.heart": "", "comments_count": "1"}},
		{func() *answer { return h.as("owner").post(public+"/revoke", map[string]any{"reason": "A mistake."}) }, map[string]string{"published": "false", "boosts.points": "0"}},
	} {
		if a := step.do(); a.status >= 300 {
			t.Fatalf("%s: %d %s", a.call, a.status, a.text)
		}
		e := nina.next(usecase.LiveChanged)
		if e.str("id") != strings.TrimPrefix(public, "/nominations/") {
			t.Fatalf("Nina was told of another: %s", e.data)
		}
		for path, want := range step.want {
			if e.str(path) != want {
				t.Errorf("%s is %q, want %q in %s", path, e.str(path), want, e.data)
			}
		}
	}
}

func TestEvents_speakTheLanguageOfTheListener(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	h.exec(`update program set translations = '{"ru": {"name": "Спасибо"}}' where id = $1`, h.programs["thanks"])
	h.exec(`update employee set locale = 'ru' where id = $1`, h.people["nina"].ID)
	b.start(t, b.live)
	russian, english := h.listen("nina", ""), h.listen("pavel", "")
	h.thank("ivan", "olga", "public")
	if name := russian.next(usecase.LiveRecognition).str("program.name"); name != "Спасибо" {
		t.Errorf("the program is called %q", name)
	}
	if name := english.next(usecase.LiveRecognition).str("program.name"); name != "Thanks" {
		t.Errorf("the program is called %q", name)
	}
}

// burst commits events of a public recognition, each told to everybody.
func (h *house) burst(nomination string, n int) {
	h.t.Helper()
	id, err := domain.ParseNominationID(nomination)
	if err != nil {
		h.t.Error(err)
		return
	}
	err = h.db.InTx(h.t.Context(), func(tx *postgres.Tx) error {
		for range n {
			tx.Events.Add(domain.NewEvent(domain.RecognitionPublished, id, nil, h.clock.now(), nil))
		}
		return nil
	})
	if err != nil {
		h.t.Error(err)
	}
}

// resumer reads the feed in several streams, each going on where the one before was cut.
type resumer struct {
	h           *house
	name, after string
	ids         []string
}

// readTo opens a stream and cuts it as soon as there are n events in all.
func (r *resumer) readTo(n int) {
	limit := time.After(time.Minute)
	s := r.h.listen(r.name, r.after)
	for len(r.ids) < n {
		select {
		case e := <-s.events:
			r.take(e)
		case <-s.ended: // the feed has cut it, being too far behind
			for len(s.events) > 0 {
				r.take(<-s.events)
			}
			s = r.h.listen(r.name, r.after)
		case <-limit:
			r.h.t.Errorf("%s has %d of %d events", r.name, len(r.ids), n)
			return
		}
	}
	s.close()
}

func (r *resumer) take(e told) {
	if e.event == string(usecase.LiveRecognition) {
		r.ids, r.after = append(r.ids, e.id), e.id
	}
}

// TestEvents_cutAndResumedLoseAndRepeatNothing is promise 16 of RELIABILITY.md in short: what is at
// hand is small, so that most of what was missed is read from PostgreSQL.
func TestEvents_cutAndResumedLoseAndRepeatNothing(t *testing.T) {
	const listeners, cuts, events = 500, 3, 400
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{PerEmployee: listeners, Recent: 60})
	b.start(t, b.live)
	nomination := h.thank("ivan", "olga", "public")
	b.settled(t)
	first := h.count(`select position from checkpoint where name = 'relay'`)
	names := []string{"ivan", "olga", "nina", "pavel", "maria", "owner", "admin"}
	for _, name := range names {
		h.session(name)
	}
	var reading sync.WaitGroup
	results := make([][]string, listeners)
	for i := range listeners {
		reading.Go(func() {
			r := &resumer{h: h, name: names[i%len(names)], after: strconv.Itoa(first)}
			for cut := 1; cut <= cuts; cut++ {
				r.readTo(events*cut/(cuts+1) - i%17)
			}
			r.readTo(events)
			results[i] = r.ids
		})
	}
	for left := events; left > 0; left -= 10 {
		h.burst(nomination, 10)
	}
	reading.Wait()
	want := h.positions(domain.RecognitionPublished)[1:]
	for i, got := range results {
		for j, id := range got {
			if id != want[j] {
				t.Fatalf("listener %d: event %d has the id %s, want %s", i, j, id, want[j])
			}
		}
		if len(got) != events {
			t.Errorf("listener %d was told %d events, want %d", i, len(got), events)
		}
	}
}

func TestEvents_resetWhenWhatWasMissedIsNotKept(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	stop := b.start(t, nil)
	h.thank("ivan", "olga", "public")
	b.settled(t)
	h.clock.advance(23 * time.Hour)
	h.thank("ivan", "olga", "public")
	b.settled(t)
	stop()
	b.start(t, b.live) // begins after both
	published := h.positions(domain.RecognitionPublished)
	last := h.count(`select max(position) from event`)
	beforeSecond, second, all := strconv.Itoa(h.count(`select max(position) - 1 from event where kind = $1`, domain.RecognitionPublished)), published[1], strconv.Itoa(last)

	for name, test := range map[string]struct {
		after string
		hours int
		reset bool
		told  int
	}{
		"all from the beginning":        {after: "0", told: 2},
		"what follows the first":        {after: beforeSecond, told: 1},
		"nothing was missed":            {after: all, told: 0},
		"an id that is to come":         {after: strconv.Itoa(last + 1), reset: true},
		"an id far beyond all":          {after: "9223372036854775807", reset: true},
		"an id that is none":            {after: "yesterday", reset: true},
		"an id below all":               {after: "-7", reset: true},
		"what was missed is a day old":  {after: "0", hours: 2, reset: true},
		"what was missed is newer":      {after: beforeSecond, hours: 2, told: 1},
		"nothing was missed for a year": {after: all, hours: 24 * 365, told: 0},
	} {
		t.Run(name, func(t *testing.T) {
			h.clock.advance(time.Duration(test.hours) * time.Hour)
			defer h.clock.advance(-time.Duration(test.hours) * time.Hour)
			s := h.listen("nina", test.after)
			if test.reset {
				s.next(usecase.LiveReset)
			}
			for range test.told {
				s.next(usecase.LiveRecognition)
			}
			if rest := s.rest(); len(rest) > 0 {
				t.Errorf("told more than was missed: %+v", rest)
			}
			stands := all
			if test.told > 0 {
				stands = second // cut right after it
			}
			if s.lastID != stands {
				t.Errorf("the stream stands at %q, want %s", s.lastID, stands)
			}
		})
	}
}

func TestEvents_theQueryNamesTheLastEventToo(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	h.thank("ivan", "olga", "public")
	b.settled(t)
	response := h.as("olga").send(http.MethodGet, "/events?last_event_id=0", nil)
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if lines.Text() == "event: recognition.published" {
			return
		}
	}
	t.Error("the event that was missed did not come")
}

func TestEvents_whoReadsNothingIsCutAndOthersGoOn(t *testing.T) {
	const silent = 50
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{PerEmployee: silent, Recent: 2000})
	b.start(t, b.live)
	nomination := h.thank("ivan", "olga", "public")
	b.settled(t)
	for range silent {
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		request := h.as("nina").request(http.MethodGet, "/events", nil)
		if err := request.Write(conn); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, 5*time.Second, "all listen", func() bool { return b.live.Listeners() == silent })
	const events = 6000
	reader := &resumer{h: h, name: "olga", after: strconv.Itoa(h.count(`select position from checkpoint where name = 'relay'`))}
	for left := events; left > 0; left -= 500 {
		h.burst(nomination, 500)
	}
	reader.readTo(events)
	eventually(t, 12*time.Second, "those who read nothing are gone", func() bool { return b.live.Listeners() == 0 })
}

func TestEvents_endWithTheSessionAndTheEmployee(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	for name, leave := range map[string]func(){
		"olga": func() { h.exec(`update session set ended_at = now() where id = $1`, h.session("olga")) },
		"nina": func() { h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID) },
	} {
		s, other := h.listen(name, ""), h.listen("ivan", "")
		leave()
		select {
		case <-s.ended:
		case <-time.After(15 * time.Second):
			t.Errorf("%s still listens", name)
		}
		select {
		case <-other.ended:
			t.Errorf("ivan's stream ended with that of %s", name)
		default:
		}
		h.as(name).get("/events").problem(http.StatusUnauthorized, "unauthenticated")
	}
}

func TestEvents_aLostRoleIsLostForTheFeedToo(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	s := h.listen("owner", "")
	h.thank("ivan", "olga", "private")
	s.next(usecase.LiveRecognition)
	h.exec(`update employee set role = 'employee' where id = $1`, h.people["owner"].ID)
	eventually(t, 5*time.Second, "an owner no more is told nothing private", func() bool {
		h.thank("ivan", "olga", "private")
		public := h.thank("ivan", "olga", "public")
		first := s.next(usecase.LiveRecognition).str("id")
		if first != public {
			s.next(usecase.LiveRecognition)
		}
		return first == public
	})
}

func TestEvents_oneEmployeesOldestStreamGivesWay(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{PerEmployee: 2, Most: 4})
	b.start(t, b.live)
	oldest, second, others := h.listen("olga", ""), h.listen("olga", ""), h.listen("ivan", "")
	h.listen("olga", "")
	<-oldest.ended
	for _, s := range []*stream{second, others} {
		select {
		case <-s.ended:
			t.Error("only the oldest stream of the same employee ends")
		default:
		}
	}
	h.listen("ivan", "")
	full := h.as("nina").get("/events").problem(http.StatusServiceUnavailable, "unavailable")
	if full.header.Get("Retry-After") == "" {
		t.Error("a full feed must say when to come again")
	}
}

func TestEvents_aClosedConnectionIsNoticedAtOnce(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	s := h.listen("olga", "")
	if n := b.live.Listeners(); n != 1 {
		t.Fatalf("%d listen", n)
	}
	s.close()
	eventually(t, time.Second, "nobody listens", func() bool { return b.live.Listeners() == 0 })
}

// TestEvents_reachTheLastOf500 holds the feed to PERFORMANCE.md loosely: this machine may be busy.
func TestEvents_reachTheLastOf500(t *testing.T) {
	const listeners, rounds = 500, 15
	h, b := newBusyHouse(t, time.Now, usecase.LiveOptions{PerEmployee: listeners})
	b.start(t, b.live)
	nomination := h.thank("ivan", "olga", "public")
	b.settled(t)
	streams := make([]*stream, listeners)
	for i := range streams {
		streams[i] = h.listen("nina", "")
	}
	id, err := domain.ParseNominationID(nomination)
	if err != nil {
		t.Fatal(err)
	}
	took := make([]time.Duration, rounds)
	for i := range took {
		err := h.db.InTx(t.Context(), func(tx *postgres.Tx) error {
			tx.Events.Add(domain.NewEvent(domain.RecognitionPublished, id, nil, time.Now(), nil))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		b.wake <- struct{}{}
		began := time.Now()
		for _, s := range streams {
			s.next(usecase.LiveRecognition)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	t.Logf("from commit to the last of %d listeners: p50 %v, worst %v", listeners, took[rounds/2], took[rounds-1])
}

func TestHealth_saysWhatIsWrongAndCounts(t *testing.T) {
	var fault error
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	h.server.checks = map[string]func(context.Context) error{
		"database": h.uc.Ready,
		"redis":    func(context.Context) error { return fault },
	}
	b.start(t, b.live)
	h.listen("olga", "")
	h.as("").get("//healthz").expect(http.StatusOK)
	h.as("").get("//readyz").expect(http.StatusOK)
	fault = fmt.Errorf("gone")
	ready := h.as("").get("//readyz").expect(http.StatusServiceUnavailable)
	if ready.str("checks.redis") != "failed" || ready.str("checks.database") != "ok" || ready.header.Get("Retry-After") == "" {
		t.Errorf("readyz says %s", ready.text)
	}
	h.as("olga").get("/nominations/" + string(recognition.Pending))
	h.as("olga").get("/behaviours").expect(http.StatusOK)
	metrics := h.as("").get("//metrics").expect(http.StatusOK).text
	for _, want := range []string{
		`laurel_live_listeners 1`, `laurel_request_duration_seconds_count{method="GET",route="/api/v1/behaviours",status="200"} 1`,
		`laurel_relay_lag_events 0`, `laurel_deliveries_pending 0`, `laurel_deliveries_total{status="delivered"} 0`, `laurel_database_connections{state="most"} 8`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(metrics, "/nominations/pending") {
		t.Error("a path that is no route must not make a series")
	}
}
