package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/storage/postgres"
)

const housePassword = "a password of tests"

// houseHash is made once: its making costs a hash.
var houseHash = sync.OnceValues(func() (string, error) {
	passwords, err := housePasswords()
	if err != nil {
		return "", err
	}
	return passwords.Hash(housePassword)
})

// letIn gives some people the password of the house.
func (h *house) letIn(names ...string) {
	h.t.Helper()
	hash, err := houseHash()
	if err != nil {
		h.t.Fatal(err)
	}
	for _, name := range names {
		h.exec(`update employee set password_hash = $1 where id = $2`, hash, h.people[name].ID)
	}
}

// browser calls with cookies, as a browser on our own pages does; nobody is signed in yet.
func (h *house) browser() *caller {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return (&caller{h: h, client: &http.Client{Jar: jar}, header: http.Header{}}).with("Origin", h.url)
}

// program calls with cookies, but says nothing of where it comes from.
func (h *house) program() *caller {
	c := h.browser()
	c.header.Del("Origin")
	return c
}

// credentials are the body of a sign-in.
func credentials(name, password string) map[string]any {
	email := name
	if !strings.Contains(name, "@") {
		email += "@demo.example"
	}
	return map[string]any{"email": email, "password": password}
}

// sleeps notes how long sign-ins were made to wait, and lets them go on at once.
type sleeps struct {
	mu   sync.Mutex
	list []time.Duration
}

func (s *sleeps) sleep(_ context.Context, d time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, d)
	return nil
}

// take gives the waits since it was last asked.
func (s *sleeps) take() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	return list
}

// behindProxy lets tests call from any address, by X-Forwarded-For, and notes the waits.
func behindProxy(s *sleeps) func(*houseOptions) {
	return func(o *houseOptions) {
		o.http.TrustedProxies = []string{"127.0.0.1"}
		o.useCases.Sleep = s.sleep
	}
}

func TestSignIn(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan", "nina")
	h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID)
	wrong := "not this password"
	h.run(t, []scenario{
		{
			name: "right", method: "POST", path: "/auth/session", body: credentials("ivan", housePassword), status: 200,
			values: map[string]any{"employee.id": h.id("ivan"), "employee.name": "Ivan Ivanov", "employee.role": "employee", "employee.locale": "en"},
			not:    []string{"token", "password", "argon2"},
		},
		{name: "in other letters", method: "POST", path: "/auth/session", body: credentials(" IVAN@demo.EXAMPLE ", housePassword), status: 200},
		{name: "wrong password", method: "POST", path: "/auth/session", body: credentials("ivan", wrong), status: 401, code: "invalid_credentials"},
		{name: "no such account", method: "POST", path: "/auth/session", body: credentials("ghost", wrong), status: 401, code: "invalid_credentials"},
		{name: "no address at all", method: "POST", path: "/auth/session", body: credentials("@", wrong), status: 401, code: "invalid_credentials"},
		{name: "no password chosen yet", method: "POST", path: "/auth/session", body: credentials("olga", wrong), status: 401, code: "invalid_credentials"},
		{name: "deactivated", method: "POST", path: "/auth/session", body: credentials("nina", housePassword), status: 401, code: "invalid_credentials"},
		{
			name: "program", method: "POST", path: "/auth/login", body: credentials("ivan", housePassword), status: 200,
			values: map[string]any{"token_type": "Bearer", "expires_in": 900},
		},
		{name: "program, wrong password", method: "POST", path: "/auth/login", body: credentials("ivan", wrong), status: 401, code: "invalid_credentials"},
		{name: "without a body", method: "POST", path: "/auth/session", status: 400},
		{name: "without a password", method: "POST", path: "/auth/session", body: map[string]any{"email": "ivan@demo.example"}, status: 422, code: "invalid_input"},
		{name: "of other types", method: "POST", path: "/auth/session", body: map[string]any{"email": 1, "password": []int{1}}, status: 422, code: "invalid_input"},
		{name: "with more than is asked", method: "POST", path: "/auth/session", body: map[string]any{"email": "ivan@demo.example", "password": housePassword, "role": "admin"}, status: 422},
		{name: "not JSON", method: "POST", path: "/auth/session", body: "email=ivan", headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415},
		{name: "from another site", method: "POST", path: "/auth/session", body: credentials("ivan", housePassword), headers: map[string]string{"Origin": "https://evil.example"}, status: 403, code: "bad_origin"},
		{name: "with a NUL", method: "POST", path: "/auth/session", body: credentials("iv\x00an@demo.example", housePassword), status: 422},
		{name: "by the wrong method", method: "PUT", path: "/auth/session", body: credentials("ivan", housePassword), status: 405},
	})
}

func TestSignIn_doesNotTellWhichAccountsExist(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	var answers []string
	for _, name := range []string{"ivan", "ghost", "olga"} { // has a password, is nobody, has none yet
		a := h.as("").post("/auth/session", credentials(name, "not this password")).problem(401, "invalid_credentials")
		headers := []string{}
		for name := range a.header {
			headers = append(headers, name)
		}
		slices.Sort(headers)
		answers = append(answers, strings.ReplaceAll(a.text, a.str("request_id"), "")+strings.Join(headers, " "))
	}
	if answers[0] != answers[1] || answers[0] != answers[2] {
		t.Errorf("the answers differ:\n%s", strings.Join(answers, "\n"))
	}
	// The same work was done for each: a failure noted, an entry of the audit log.
	if n := h.count(`select count(*) from sign_in_failure`); n != 3 {
		t.Errorf("%d failures noted", n)
	}
	if n := h.count(`select count(*) from audit where action = 'sign_in_failed' and address = '127.0.0.1' and request_id <> ''`); n != 3 {
		t.Errorf("%d failures in the audit log", n)
	}
	if n := h.count(`select count(*) from sign_in_failure where account like '%@%'`); n != 0 {
		t.Error("what was typed is kept as typed")
	}
}

func TestSignIn_cookieOfABrowser(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	a := h.as("").post("/auth/session", credentials("ivan", housePassword)).expect(200)
	c := a.cookie(SessionCookie)
	if c == nil || !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 30*24*3600 {
		t.Fatalf("the cookie is %+v", c)
	}
	if len(c.Value) < 43 || h.count(`select count(*) from session where token_hash = $1`, auth.HashToken(c.Value)) != 1 {
		t.Error("the token is short, or not found by its hash")
	}
	if a.header.Get("Cache-Control") != "no-store" {
		t.Error("the answer may be kept by caches")
	}
	h.as("").with("Cookie", SessionCookie+"="+c.Value).get("/me").expect(200)
	h.as("").with("Cookie", SessionCookie+"="+c.Value+"x").get("/me").problem(401, "unauthenticated")
	h.as("").with("Cookie", SessionCookie+"=").get("/me").problem(401, "unauthenticated")
}

func TestSignIn_cookiesAreSecureBehindHTTPS(t *testing.T) {
	h := newHouse(t, func(o *houseOptions) { o.http.Public.Scheme, o.http.Public.Host = "https", "laurel.example.com" })
	h.letIn("ivan")
	if c := h.as("").post("/auth/session", credentials("ivan", housePassword)).expect(200).cookie(SessionCookie); !c.Secure {
		t.Error("the session's cookie travels over plain http")
	}
	if c := h.as("").post("/auth/login", credentials("ivan", housePassword)).expect(200).cookie(RefreshCookie); !c.Secure {
		t.Error("the refresh cookie travels over plain http")
	}
}

func TestSignOut_endsTheSession(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	b := h.browser()
	token := b.post("/auth/session", credentials("ivan", housePassword)).expect(200).cookie(SessionCookie).Value
	b.get("/me").expect(200)
	if c := b.del("/auth/session").expect(204).cookie(SessionCookie); c == nil || c.MaxAge >= 0 || c.Value != "" {
		t.Errorf("the browser keeps %+v", c)
	}
	b.get("/me").problem(401, "unauthenticated")
	h.as("").with("Cookie", SessionCookie+"="+token).get("/me").problem(401, "unauthenticated")
	h.as("").del("/auth/session").problem(401, "unauthenticated")
	if n := h.count(`select count(*) from audit where action in ('sign_in', 'sign_out') and actor_id = $1`, h.people["ivan"].ID); n != 2 {
		t.Errorf("%d entries of the audit log, want 2", n)
	}
}

func TestSignIn_endsTheEarlierSessionOfTheBrowser(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan", "olga")
	b := h.browser()
	first := b.post("/auth/session", credentials("ivan", housePassword)).expect(200).cookie(SessionCookie).Value
	b.post("/auth/session", credentials("olga", housePassword)).expect(200)
	if who := b.get("/me").expect(200).str("id"); who != h.id("olga") {
		t.Errorf("the browser is %s", who)
	}
	h.as("").with("Cookie", SessionCookie+"="+first).get("/me").problem(401, "unauthenticated")
}

func TestSession_endsWhenIdleAndAfterThirtyDays(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	idle := h.browser()
	idle.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	h.clock.advance(12*time.Hour - time.Second)
	idle.get("/me").expect(200)
	h.clock.advance(12*time.Hour - time.Second)
	idle.get("/me").expect(200) // counted from the last use
	h.clock.advance(12 * time.Hour)
	idle.get("/me").problem(401, "unauthenticated")

	busy := h.browser()
	busy.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	for range 60 { // 30 days in steps of 12 hours less a minute
		h.clock.advance(12*time.Hour - time.Minute)
		busy.get("/me").expect(200)
	}
	h.clock.advance(time.Hour) // 30 days
	busy.get("/me").problem(401, "unauthenticated")
}

func TestSession_writesItsLastUseOnceAMinute(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	b := h.browser()
	b.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	seen := func() (at time.Time) {
		h.scan(`select last_seen_at from session where kind = 'browser'`, nil, &at)
		return at.UTC()
	}
	h.clock.advance(59 * time.Second)
	b.get("/me").expect(200)
	if !seen().Equal(houseStart) {
		t.Errorf("written after 59 seconds: %v", seen())
	}
	h.clock.advance(time.Second)
	b.get("/me").expect(200)
	if !seen().Equal(houseStart.Add(time.Minute)) {
		t.Errorf("not written after a minute: %v", seen())
	}
}

func TestDeactivation_actsAtOnce(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	b, p := h.browser(), h.program()
	b.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	token := p.post("/auth/login", credentials("ivan", housePassword)).expect(200).str("access_token")
	p = p.with("Authorization", "Bearer "+token)
	b.get("/me").expect(200)
	p.get("/me").expect(200)
	h.exec(`update employee set active = false where id = $1`, h.people["ivan"].ID)
	b.get("/me").problem(401, "unauthenticated")
	p.get("/me").problem(401, "unauthenticated")
	p.with("Authorization", "").post("/auth/refresh", nil).problem(401, "unauthenticated")
	b.post("/auth/session", credentials("ivan", housePassword)).problem(401, "invalid_credentials")
}

func TestLogIn_accessTokenLivesItsTime(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	a := h.as("").post("/auth/login", credentials("ivan", housePassword)).expect(200)
	p := h.as("").with("Authorization", "Bearer "+a.str("access_token"))
	if a.cookie(SessionCookie) != nil {
		t.Error("a program gets a browser's cookie")
	}
	h.clock.advance(15*time.Minute - time.Second)
	p.get("/me").expect(200)
	h.clock.advance(time.Second)
	p.get("/me").problem(401, "unauthenticated")
}

func TestAccessToken_forgeriesAreRefused(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	session := h.session("ivan")
	good := jwt.MapClaims{"iss": "laurel", "sub": h.id("ivan"), "sid": session.String(), "iat": houseStart.Unix(), "exp": houseStart.Add(time.Minute).Unix()}
	none, err := jwt.NewWithClaims(jwt.SigningMethodNone, good).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	other, err := jwt.NewWithClaims(jwt.SigningMethodHS256, good).SignedString([]byte(houseKey))
	if err != nil {
		t.Fatal(err)
	}
	swapped, err := h.signer.Sign(h.people["admin"].ID, session) // a session of somebody else
	if err != nil {
		t.Fatal(err)
	}
	unknown, err := h.signer.Sign(h.people["ivan"].ID, domain.NewSessionID())
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{"no algorithm": none, "another key": other, "another's session": swapped, "no session": unknown, "a word": "laurel", "an API key": "lrl_abc"} {
		a := h.as("").with("Authorization", "Bearer "+token).get("/me").problem(401, "unauthenticated")
		if a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no WWW-Authenticate", name)
		}
	}
	h.as("").with("Authorization", "Basic aXZhbjppdmFu").get("/me").problem(401, "unauthenticated")
}

func TestRefresh_rotates(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	p := h.program()
	first := p.post("/auth/login", credentials("ivan", housePassword)).expect(200)
	c := first.cookie(RefreshCookie)
	if c == nil || !c.HttpOnly || c.Path != "/api/v1/auth" || c.SameSite != http.SameSiteStrictMode || c.MaxAge != 30*24*3600 {
		t.Fatalf("the cookie is %+v", c)
	}
	h.clock.advance(20 * time.Minute)
	second := p.post("/auth/refresh", nil).expect(200)
	if second.cookie(RefreshCookie).Value == c.Value || second.str("access_token") == first.str("access_token") || second.num("expires_in") != 900 {
		t.Error("nothing was exchanged")
	}
	h.as("").with("Authorization", "Bearer "+second.str("access_token")).get("/me").expect(200)
	h.clock.advance(29 * 24 * time.Hour)
	p.post("/auth/refresh", nil).expect(200) // 30 days from the last, not from the first
	h.clock.advance(30 * 24 * time.Hour)
	p.post("/auth/refresh", nil).problem(401, "unauthenticated")
	h.as("").post("/auth/refresh", nil).problem(401, "unauthenticated")
	h.as("").with("Cookie", RefreshCookie+"=nonsense").post("/auth/refresh", nil).problem(401, "unauthenticated")
}

func TestRefresh_reuseEndsTheSignIn(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	other := h.program()
	other.post("/auth/login", credentials("ivan", housePassword)).expect(200)
	stolen := h.as("").post("/auth/login", credentials("ivan", housePassword)).expect(200).cookie(RefreshCookie)
	with := func(token string) *caller { return h.as("").with("Cookie", RefreshCookie+"="+token) }
	second := with(stolen.Value).post("/auth/refresh", nil).expect(200)
	access := h.as("").with("Authorization", "Bearer "+second.str("access_token"))
	access.get("/me").expect(200)
	with(stolen.Value).post("/auth/refresh", nil).problem(401, "unauthenticated")
	access.get("/me").problem(401, "unauthenticated") // at once
	with(second.cookie(RefreshCookie).Value).post("/auth/refresh", nil).problem(401, "unauthenticated")
	other.post("/auth/refresh", nil).expect(200) // another sign-in goes on
	if n := h.count(`select count(*) from audit where action = 'refresh_token_reused'`); n != 1 {
		t.Errorf("%d entries of the audit log", n)
	}
}

func TestRefresh_ofTwoAtOnceOneIsReuse(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	token := h.as("").post("/auth/login", credentials("ivan", housePassword)).expect(200).cookie(RefreshCookie).Value
	statuses := make(chan int, 8)
	for range cap(statuses) {
		go func() {
			response := h.as("").with("Cookie", RefreshCookie+"="+token).send("POST", "/auth/refresh", nil)
			response.Body.Close()
			statuses <- response.StatusCode
		}()
	}
	got := map[int]int{}
	for range cap(statuses) {
		got[<-statuses]++
	}
	if got[200] != 1 || got[401] != cap(statuses)-1 {
		t.Errorf("statuses %v, want one 200", got)
	}
}

func TestLogOut_endsTheSignIn(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	p := h.program()
	access := p.post("/auth/login", credentials("ivan", housePassword)).expect(200).str("access_token")
	refresh := p.with("Authorization", "").post("/auth/refresh", nil).expect(200).cookie(RefreshCookie).Value
	if c := p.post("/auth/logout", nil).expect(204).cookie(RefreshCookie); c == nil || c.MaxAge >= 0 {
		t.Errorf("the program keeps %+v", c)
	}
	h.as("").with("Authorization", "Bearer "+access).get("/me").problem(401, "unauthenticated")
	h.as("").with("Cookie", RefreshCookie+"="+refresh).post("/auth/refresh", nil).problem(401, "unauthenticated")
	h.as("").with("Cookie", RefreshCookie+"="+refresh).post("/auth/logout", nil).expect(204) // again: nothing left to end
	h.as("").post("/auth/logout", nil).problem(401, "unauthenticated")

	access = h.as("").post("/auth/login", credentials("ivan", housePassword)).expect(200).str("access_token")
	h.as("").with("Authorization", "Bearer "+access).post("/auth/logout", nil).expect(204)
	h.as("").with("Authorization", "Bearer "+access).get("/me").problem(401, "unauthenticated")
}

func TestThrottle_tenFailuresForAnAccountFromOneAddress(t *testing.T) {
	waits := &sleeps{}
	h := newHouse(t, behindProxy(waits))
	h.letIn("ivan", "olga")
	for _, account := range []string{"ivan", "ghost"} { // unknown accounts alike
		here := h.as("").with("X-Forwarded-For", "192.0.2.1")
		for i := range 10 {
			here.post([]string{"/auth/session", "/auth/login"}[i%2], credentials(account, "wrong "+strconv.Itoa(i))).problem(401, "invalid_credentials")
			h.clock.advance(time.Minute)
		}
		// The first of the ten was 10 minutes ago, and counts for 15.
		a := here.post("/auth/session", credentials(strings.ToUpper(account)+"@DEMO.example", housePassword)).problem(429, "too_many_failures")
		if after := a.header.Get("Retry-After"); after != "300" {
			t.Errorf("%s: Retry-After %q, want 300", account, after)
		}
	}
	// Nobody is locked out by it: neither the colleague elsewhere, nor others here.
	h.as("").with("X-Forwarded-For", "192.0.2.2").post("/auth/session", credentials("ivan", housePassword)).expect(200)
	h.as("").with("X-Forwarded-For", "192.0.2.1").post("/auth/session", credentials("olga", housePassword)).expect(200)
	h.clock.advance(5*time.Minute - time.Second)
	h.as("").with("X-Forwarded-For", "192.0.2.1").post("/auth/session", credentials("ghost", housePassword)).problem(429, "too_many_failures")
	h.clock.advance(time.Second)
	h.as("").with("X-Forwarded-For", "192.0.2.1").post("/auth/session", credentials("ivan", housePassword)).expect(200)
	if list := waits.take(); len(list) > 0 {
		t.Errorf("slowed by %v", list)
	}
}

func TestThrottle_successesDoNotCount(t *testing.T) {
	waits := &sleeps{}
	h := newHouse(t, behindProxy(waits))
	h.letIn("ivan")
	here := h.as("").with("X-Forwarded-For", "192.0.2.1")
	for range 9 {
		here.post("/auth/session", credentials("ivan", "wrong password")).problem(401, "invalid_credentials")
	}
	for range 12 {
		here.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	}
	here.post("/auth/session", credentials("ivan", "wrong password")).problem(401, "invalid_credentials")
	here.post("/auth/session", credentials("ivan", housePassword)).problem(429, "too_many_failures")
}

// fail notes failures as if they had just happened, each from its own address or for its own account.
func (h *house) fail(n int, account, address string) {
	h.t.Helper()
	err := h.db.InTx(h.t.Context(), func(tx *postgres.Tx) error {
		for i := range n {
			who, from := account, address
			if who == "" {
				who = fmt.Sprintf("somebody%d@demo.example", i)
			}
			if from == "" {
				from = fmt.Sprintf("198.51.100.%d", i)
			}
			tx.SignIns.AddFailure(h.signer.Blind(who), from, h.clock.now(), h.clock.now().Add(-time.Hour))
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestThrottle_manyFailuresSlowTheNext(t *testing.T) {
	for _, c := range []struct {
		name, account, address string
		limit                  int
	}{
		{"for an account from many addresses", "ivan@demo.example", "", 50},
		{"for an unknown account from many addresses", "ghost@demo.example", "", 50},
		{"from an address for many accounts", "", "192.0.2.1", 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			waits := &sleeps{}
			h := newHouse(t, behindProxy(waits))
			h.letIn("ivan")
			email := c.account
			if email == "" {
				email = "ivan@demo.example"
			}
			try := func() {
				status, code := 401, "invalid_credentials"
				if email == "ivan@demo.example" {
					status, code = 200, ""
				}
				a := h.as("").with("X-Forwarded-For", "192.0.2.1").post("/auth/session", credentials(email, housePassword)).expect(status)
				if a.str("code") != code {
					t.Errorf("code %q", a.str("code"))
				}
			}
			h.fail(c.limit-1, c.account, c.address)
			if email == "ivan@demo.example" { // a failure would itself count
				if try(); len(waits.take()) > 0 {
					t.Error("slowed too early")
				}
			}
			h.fail(1, c.account, c.address)
			try()
			first := waits.take()
			h.fail(5, c.account, c.address)
			try()
			later := waits.take()
			if len(first) != 1 || len(later) != 1 || later[0] <= first[0] {
				t.Errorf("waited %v, then %v: it does not grow", first, later)
			}
			h.fail(300, c.account, c.address)
			try()
			if last := waits.take(); len(last) != 1 || last[0] > 5*time.Second || last[0] <= later[0] {
				t.Errorf("waited %v at last", last)
			}
			h.clock.advance(15 * time.Minute)
			try()
			if over := waits.take(); len(over) != 0 {
				t.Errorf("slowed by %v after 15 minutes", over)
			}
		})
	}
}

func TestThrottle_guessesAtOnceAreBounded(t *testing.T) {
	waits := &sleeps{}
	h := newHouse(t, behindProxy(waits))
	h.letIn("ivan")
	statuses := make(chan int, 40)
	for i := range cap(statuses) {
		go func() {
			response := h.as("").with("X-Forwarded-For", "192.0.2.1").send("POST", "/auth/session", credentials("ivan", "guess "+strconv.Itoa(i)))
			response.Body.Close()
			statuses <- response.StatusCode
		}()
	}
	got := map[int]int{}
	for range cap(statuses) {
		got[<-statuses]++
	}
	// Those that were being hashed when the tenth failed may pass: two at a time.
	if got[401] < 10 || got[401] > 12 || got[401]+got[429] != cap(statuses) {
		t.Errorf("statuses %v, want ten 401 and then 429", got)
	}
}

func TestFailures_areForgotten(t *testing.T) {
	h := newHouse(t)
	h.fail(50, "ivan@demo.example", "")
	h.clock.advance(16 * time.Minute)
	h.as("").post("/auth/session", credentials("ivan", "wrong password")).problem(401, "invalid_credentials")
	if n := h.count(`select count(*) from sign_in_failure`); n != 1 {
		t.Errorf("%d failures are kept", n)
	}
}

func TestOrigin_isCheckedOnUnsafeMethods(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	b := h.browser()
	b.post("/auth/session", credentials("ivan", housePassword)).expect(200)
	body := map[string]any{"locale": "ru"}
	for _, c := range []struct {
		origin, site string
		status       int
	}{
		{h.url, "", 200},
		{"", "", 200}, // a program that keeps cookies
		{"", "same-origin", 200},
		{"", "cross-site", 403},
		{"", "same-site", 403},
		{"https://evil.example", "", 403},
		{"null", "", 403},
		{h.url + ".evil.example", "", 403},
	} {
		caller := b.with("Origin", c.origin)
		if c.origin == "" {
			caller.header.Del("Origin")
		}
		if c.site != "" {
			caller = caller.with("Sec-Fetch-Site", c.site)
		}
		a := caller.patch("/me/preferences", body)
		if a.status != c.status || (a.status == 403 && a.str("code") != "bad_origin") {
			t.Errorf("origin %q, site %q: %d %s", c.origin, c.site, a.status, a.text)
		}
	}
	b.with("Origin", "https://evil.example").get("/me").expect(200) // reading is no forgery
	// An access token is not sent by a browser on its own.
	h.as("ivan").with("Origin", "https://evil.example").patch("/me/preferences", body).expect(200)
}

func TestLanguage_isTheCallsThenTheEmployees(t *testing.T) {
	h := newHouse(t)
	name := func(c *caller) string { return c.get("/behaviours").expect(200).str("items.0.name") }
	if got := name(h.as("ivan")); got != "Right first time" {
		t.Errorf("an employee of English: %s", got)
	}
	if got := name(h.as("ivan").with("Accept-Language", "de-DE, ru-RU;q=0.8, en;q=0.5")); got != "Безупречно с первого раза" {
		t.Errorf("a call in Russian: %s", got)
	}
	h.as("ivan").patch("/me/preferences", map[string]any{"locale": "ru"}).expect(200)
	if got := name(h.as("ivan")); got != "Безупречно с первого раза" {
		t.Errorf("an employee of Russian: %s", got)
	}
	if got := name(h.as("ivan").with("Accept-Language", "en")); got != "Right first time" {
		t.Errorf("a call in English: %s", got)
	}
}

func TestInvitation_worksOnce(t *testing.T) {
	h := newHouse(t)
	invite := func() string {
		a := h.as("admin").post("/employees/"+h.id("olga")+"/invitation", nil).expect(201)
		if at := a.at("expires_at").Time(); !at.Equal(h.clock.now().Add(7 * 24 * time.Hour)) {
			t.Errorf("expires at %v", at)
		}
		token, found := strings.CutPrefix(a.str("url"), h.url+"/invitation#/")
		if !found || len(token) < 43 {
			t.Fatalf("the link is %s", a.str("url"))
		}
		return token
	}
	accept := func(token, password string) *answer {
		return h.as("").post("/auth/invitations/"+token, map[string]any{"password": password})
	}
	first := invite()
	token := invite()
	accept(first, housePassword).problem(404, "not_found") // a later one has ended it
	accept("nonsense", housePassword).problem(404, "not_found")
	accept(token, "short").problem(422, "weak_password")
	accept(token, "olga123456").problem(422, "weak_password")
	accept(token, strings.Repeat("x1", 101)).problem(422, "weak_password")
	accept(token, housePassword).expect(204)
	accept(token, "another password").problem(404, "not_found")
	h.as("").post("/auth/session", credentials("olga", housePassword)).expect(200)

	b := h.browser()
	b.post("/auth/session", credentials("olga", housePassword)).expect(200)
	accept(invite(), "a second password").expect(204)
	b.get("/me").problem(401, "unauthenticated") // who chooses a new password is signed out everywhere
	h.as("").post("/auth/session", credentials("olga", housePassword)).problem(401, "invalid_credentials")
	h.as("").post("/auth/session", credentials("olga", "a second password")).expect(200)

	late := invite()
	h.clock.advance(7 * 24 * time.Hour)
	accept(late, housePassword).problem(404, "not_found")
	if n := h.count(`select count(*) from audit where action = 'invite' and actor_id = $1 and subject_id = $2`, h.people["admin"].ID, h.people["olga"].ID); n != 4 {
		t.Errorf("%d invitations in the audit log, want 4", n)
	}
}

func TestInvitation_isInNoLog(t *testing.T) {
	if got := withoutToken(Base + "/auth/invitations/a-token"); got != Base+"/auth/invitations/…" {
		t.Errorf("the log says %s", got)
	}
	if got := withoutToken(Base + "/employees"); got != Base+"/employees" {
		t.Errorf("of another call the log says %s", got)
	}
}

func TestInvitation_ofWhoCannotSignIn(t *testing.T) {
	h := newHouse(t)
	token := h.as("admin").post("/employees/"+h.id("nina")+"/invitation", nil).expect(201).str("url")
	_, token, _ = strings.Cut(token, "#")
	h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID)
	h.exec(`update employee set email = null, personnel_number = '17' where id = $1`, h.people["olga"].ID)
	h.as("admin").post("/employees/"+h.id("nina")+"/invitation", nil).problem(409, "deactivated")
	h.as("admin").post("/employees/"+h.id("olga")+"/invitation", nil).problem(409, "no_email")
	h.as("admin").post("/employees/"+domain.NewEmployeeID().String()+"/invitation", nil).problem(404, "not_found")
	h.as("").post("/auth/invitations/"+token, map[string]any{"password": housePassword}).problem(404, "not_found")
}

func TestInvitation_replayIsTheSameAndKeptSecret(t *testing.T) {
	h := newHouse(t)
	invite := func() *answer {
		return h.as("admin").with("Idempotency-Key", "invite olga").post("/employees/"+h.id("olga")+"/invitation", nil).expect(201)
	}
	first, again := invite(), invite()
	if first.text != again.text || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("first %s, again %s", first.text, again.text)
	}
	if n := h.count(`select count(*) from invitation`); n != 1 {
		t.Errorf("%d invitations", n)
	}
	_, token, _ := strings.Cut(first.str("url"), "#")
	if n := h.count(`select count(*) from idempotency where position(convert_to($1, 'UTF8') in response) > 0`, token); n != 0 {
		t.Error("the link can be read in the database")
	}
}

func TestForgotPassword_answersAlike(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	known := h.as("").post("/auth/password/forgot", map[string]any{"email": "ivan@demo.example"}).expect(202)
	unknown := h.as("").post("/auth/password/forgot", map[string]any{"email": "ghost@demo.example"}).expect(202)
	if known.text != unknown.text {
		t.Errorf("the answers differ: %q, %q", known.text, unknown.text)
	}
	if n := h.count(`select count(*) from invitation`); n != 0 {
		t.Error("a link was made that nobody gets")
	}
	if strings.Contains(h.log.String(), "demo.example") {
		t.Error("the log holds addresses")
	}
}

func TestResetPassword_worksOnce(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	link := func() string {
		token, hash := auth.NewToken()
		if err := h.db.InTx(t.Context(), func(tx *postgres.Tx) error {
			tx.Invitations.Insert(hash, postgres.ResetLink, h.people["ivan"].ID, h.clock.now(), h.clock.now().Add(time.Hour))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return token
	}
	reset := func(token, password string) *answer {
		return h.as("").post("/auth/password/reset", map[string]any{"token": token, "password": password})
	}
	token := link()
	h.as("").post("/auth/invitations/"+token, map[string]any{"password": housePassword}).problem(404, "not_found") // a link of another kind
	reset(token, "qwertyuiop").problem(422, "weak_password")
	reset(token, "a new password").expect(204)
	reset(token, "yet another one").problem(404, "not_found")
	h.as("").post("/auth/session", credentials("ivan", "a new password")).expect(200)
	token = link()
	h.clock.advance(time.Hour)
	reset(token, "a late password").problem(404, "not_found")
}

func TestPasswords_areNeverShownOrLogged(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	secret := "a very secret password"
	a := h.as("").post("/auth/session", credentials("ivan", secret))
	b := h.as("").post("/auth/session", map[string]any{"email": "ivan@demo.example", "password": secret, "extra": secret})
	c := h.as("").post("/auth/session", `{"email": "ivan@demo.example", "password": "`+secret)
	for _, text := range []string{a.text, b.text, c.text, h.log.String()} {
		if strings.Contains(text, secret) {
			t.Errorf("the password is shown: %s", text)
		}
	}
}
