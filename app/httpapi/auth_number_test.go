package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/domain"
)

// hirePacker adds somebody to Dispatch who has a personnel number and no address.
func (h *house) hirePacker(key, number, name string) {
	h.t.Helper()
	h.exec(`insert into employee (id, personnel_number, name, team_id, manager_id, role, created_at, updated_at)
		values ($1, $2, $3, $4, $5, 'employee', $6, $6)`, domain.NewEmployeeID(), number, name, h.teams["Dispatch"], h.people["maria"].ID, houseStart)
	e := h.people["ivan"]
	h.scan(`select id from employee where personnel_number = $1`, []any{number}, &e.ID)
	e.Email, e.Name = nil, name
	h.people[key] = e
}

// codeFor has the administrator make a code for somebody.
func (h *house) codeFor(key string) string {
	h.t.Helper()
	return h.as("admin").post("/sign-in-codes", form{"employee_ids": []string{h.id(key)}}).expect(http.StatusCreated).str("items.0.code")
}

// choosePIN lets somebody choose a PIN by a code.
func (h *house) choosePIN(key, number, pin string) {
	h.t.Helper()
	h.browser().post("/auth/session/number", form{"personnel_number": number, "code": h.codeFor(key), "new_pin": pin}).expect(http.StatusOK)
}

func byPIN(number, pin string) form { return form{"personnel_number": number, "pin": pin} }

func TestSignInByNumber_fromTheCodeToThePIN(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "A-0042", "Petr Packer")
	code := h.codeFor("petr")
	first := h.browser()
	a := first.post("/auth/session/number", form{"personnel_number": "a-0042 ", "code": strings.ToLower(strings.ReplaceAll(code, "-", " ")), "new_pin": "804217"}).expect(200)
	if a.str("employee.id") != h.id("petr") || a.cookie(SessionCookie) == nil || strings.Contains(a.text, "pin") {
		t.Fatalf("signed in as %s", a.text)
	}
	me := first.get("/me").expect(200)
	if me.str("personnel_number") != "A-0042" || me.str("has_pin") != "true" || me.at("email").Type.String() != "Null" || me.str("shared_device") != "false" {
		t.Errorf("me is %s", me.text)
	}
	// The code is used up, and the PIN is what counts from now on.
	h.browser().post("/auth/session/number", form{"personnel_number": "A-0042", "code": code, "new_pin": "270914"}).problem(401, "invalid_credentials")
	h.browser().post("/auth/session/number", byPIN("A-0042", "270914")).problem(401, "invalid_credentials")
	h.browser().post("/auth/session/number", byPIN("A-0042", "804217")).expect(200)
	// Nothing of it is kept as it is, or logged.
	if n := h.count(`select count(*) from employee where pin_hash like '$argon2id$%' and id = $1`, h.people["petr"].ID); n != 1 {
		t.Error("the PIN is not kept as a password is")
	}
	plain := strings.ReplaceAll(code, "-", "")
	if n := h.count(`select count(*) from sign_in_code where encode(hash, 'escape') like '%' || $1 || '%'`, plain); n != 0 {
		t.Error("the code is kept as it is")
	}
	if log := h.log.String(); strings.Contains(log, code) || strings.Contains(log, "804217") {
		t.Error("the log holds a secret")
	}
	for action, want := range map[string]int{"make_sign_in_code": 1, "choose_pin": 1, "sign_in": 2, "sign_in_failed": 2} {
		if n := h.count(`select count(*) from audit where action = $1`, action); n != want {
			t.Errorf("%d entries %s in the audit log, want %d", n, action, want)
		}
	}
}

func TestSignInByNumber_refusals(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "0042", "Petr Packer")
	h.hirePacker("gone", "0043", "Gleb Gone")
	h.choosePIN("petr", "0042", "804217")
	h.choosePIN("gone", "0043", "804217")
	code := h.codeFor("petr")
	h.exec(`update employee set active = false where id = $1`, h.people["gone"].ID)
	const path = "/auth/session/number"
	h.run(t, []scenario{
		{name: "right", method: "POST", path: path, body: byPIN("0042", "804217"), status: 200, not: []string{"token", "argon2"}},
		{name: "wrong PIN", method: "POST", path: path, body: byPIN("0042", "804218"), status: 401, code: "invalid_credentials"},
		{name: "nobody's number", method: "POST", path: path, body: byPIN("9999", "804217"), status: 401, code: "invalid_credentials"},
		{name: "deactivated", method: "POST", path: path, body: byPIN("0043", "804217"), status: 401, code: "invalid_credentials"},
		{name: "wrong code", method: "POST", path: path, body: form{"personnel_number": "0042", "code": "AAAAA-AAAAA", "new_pin": "270914"}, status: 401, code: "invalid_credentials"},
		{name: "another's code", method: "POST", path: path, body: form{"personnel_number": "0043", "code": code, "new_pin": "270914"}, status: 401, code: "invalid_credentials"},
		{name: "a code without a PIN", method: "POST", path: path, body: form{"personnel_number": "0042", "code": code}, status: 422, code: "invalid_input", want: []string{"body.new_pin"}},
		{name: "a weak PIN", method: "POST", path: path, body: form{"personnel_number": "0042", "code": code, "new_pin": "123456"}, status: 422, code: "weak_pin", want: []string{"body.new_pin"}},
		{name: "neither", method: "POST", path: path, body: form{"personnel_number": "0042"}, status: 422, code: "invalid_input"},
		{name: "both", method: "POST", path: path, body: form{"personnel_number": "0042", "pin": "804217", "code": code, "new_pin": "270914"}, status: 422, code: "invalid_input"},
		{name: "a new PIN beside the PIN", method: "POST", path: path, body: form{"personnel_number": "0042", "pin": "804217", "new_pin": "270914"}, status: 422, code: "invalid_input"},
		{name: "no number", method: "POST", path: path, body: form{"pin": "804217"}, status: 422, code: "invalid_input"},
		{name: "another device", method: "POST", path: path, body: byPIN("0042", "804217").with("device", "fridge"), status: 422},
		{name: "with a NUL", method: "POST", path: path, body: byPIN("00\x0042", "804217"), status: 422},
		{name: "from another site", method: "POST", path: path, body: byPIN("0042", "804217"), headers: map[string]string{"Origin": "https://evil.example"}, status: 403, code: "bad_origin"},
		{name: "the code after all that", method: "POST", path: path, body: form{"personnel_number": "0042", "code": code, "new_pin": "270914"}, status: 200},
	})
}

func TestSignInByNumber_doesNotTellWhichNumbersExist(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "0042", "Petr Packer")
	h.hirePacker("new", "0043", "Nora New")
	h.choosePIN("petr", "0042", "804217")
	h.exec(`delete from audit`)
	var answers []string
	for _, body := range []form{
		byPIN("0042", "111222"), byPIN("0043", "111222"), byPIN("9999", "111222"),
		{"personnel_number": "0042", "code": "AAAAA-AAAAA", "new_pin": "270914"},
		{"personnel_number": "9999", "code": "AAAAA-AAAAA", "new_pin": "270914"},
	} {
		a := h.as("").post("/auth/session/number", body).problem(401, "invalid_credentials")
		answers = append(answers, strings.ReplaceAll(a.text, a.str("request_id"), ""))
	}
	for _, other := range answers[1:] {
		if other != answers[0] {
			t.Errorf("the answers differ:\n%s", strings.Join(answers, "\n"))
		}
	}
	if n := h.count(`select count(*) from sign_in_failure`); n != 5 {
		t.Errorf("%d failures noted", n)
	}
	if n := h.count(`select count(*) from audit where action = 'sign_in_failed' and address = '127.0.0.1'`); n != 5 {
		t.Errorf("%d failures in the audit log", n)
	}
}

func TestSignInByNumber_tenFailuresFromOneAddress(t *testing.T) {
	var waits sleeps
	h := newHouse(t, behindProxy(&waits))
	h.hirePacker("petr", "0042", "Petr Packer")
	h.choosePIN("petr", "0042", "804217")
	here := h.as("").with("X-Forwarded-For", "203.0.113.7")
	for range 10 {
		here.post("/auth/session/number", byPIN("0042", "111222")).problem(401, "invalid_credentials")
	}
	a := here.post("/auth/session/number", byPIN("0042", "804217")).problem(429, "too_many_failures")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	here.post("/auth/session/number", form{"personnel_number": "0042", "code": "AAAAA-AAAAA", "new_pin": "270914"}).problem(429, "too_many_failures")
	h.as("").with("X-Forwarded-For", "203.0.113.8").post("/auth/session/number", byPIN("0042", "804217")).expect(200)
	h.clock.advance(16 * time.Minute)
	here.post("/auth/session/number", byPIN("0042", "804217")).expect(200)
}

func TestSignInByNumber_aPINEndsAfterAHundredWrongOnes(t *testing.T) {
	var waits sleeps
	h := newHouse(t, behindProxy(&waits))
	h.hirePacker("petr", "0042", "Petr Packer")
	h.choosePIN("petr", "0042", "804217")
	from := func(i int) *caller { return h.as("").with("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i)) }
	h.exec(`update employee set pin_failures = 98 where id = $1`, h.people["petr"].ID)
	from(1).post("/auth/session/number", byPIN("0042", "804217")).expect(200) // a right one begins the count anew
	from(1).post("/auth/session/number", byPIN("0042", "111222")).problem(401, "invalid_credentials")
	h.exec(`update employee set pin_failures = 98 where id = $1`, h.people["petr"].ID)
	from(2).post("/auth/session/number", byPIN("0042", "111222")).problem(401, "invalid_credentials")
	from(3).post("/auth/session/number", byPIN("0042", "111222")).problem(401, "invalid_credentials")
	from(4).post("/auth/session/number", byPIN("0042", "804217")).problem(401, "invalid_credentials")
	h.choosePIN("petr", "0042", "270914") // a new code mends it
	from(5).post("/auth/session/number", byPIN("0042", "270914")).expect(200)
}

func TestSignInByNumber_ofTwoAtOnceOneUsesTheCode(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "0042", "Petr Packer")
	code := h.codeFor("petr")
	statuses := make([]int, 2)
	var both sync.WaitGroup
	for i := range statuses {
		both.Go(func() {
			statuses[i] = h.as("").post("/auth/session/number", form{"personnel_number": "0042", "code": code, "new_pin": fmt.Sprint(270914 + i)}).status
		})
	}
	both.Wait()
	if statuses[0]+statuses[1] != 200+401 {
		t.Errorf("statuses %v", statuses)
	}
}

func TestSignInCodes_endAfterFourteenDaysAndByANewerSheet(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "0042", "Petr Packer")
	older, code := h.codeFor("petr"), h.codeFor("petr")
	h.as("").post("/auth/session/number", form{"personnel_number": "0042", "code": older, "new_pin": "270914"}).problem(401, "invalid_credentials")
	h.clock.advance(14 * 24 * time.Hour)
	h.as("").post("/auth/session/number", form{"personnel_number": "0042", "code": code, "new_pin": "270914"}).problem(401, "invalid_credentials")
	h.as("").post("/auth/session/number", form{"personnel_number": "0042", "code": h.codeFor("petr"), "new_pin": "270914"}).expect(200)
}

func TestSignInCodes_ofATeam(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("zoya", "0044", "Zoya Packer")
	h.hirePacker("petr", "0042", "Petr Packer")
	h.hirePacker("anna", "0043", "Anna Packer")
	h.choosePIN("anna", "0043", "804217")
	h.exec(`update employee set active = false where id = $1`, h.people["zoya"].ID)
	team := h.teams["Dispatch"].String()
	a := h.as("admin").with("Idempotency-Key", "sheet").post("/sign-in-codes", form{"team_id": team}).expect(201)
	if names := a.str("items.#.employee.name"); names != `["Anna Packer","Petr Packer"]` || a.str("team.name") != "Dispatch" {
		t.Fatalf("the sheet is %s", a.text)
	}
	if until := a.str("expires_at"); until != houseStart.AddDate(0, 0, 14).Format(time.RFC3339) {
		t.Errorf("until %s", until)
	}
	link, err := url.Parse(a.str("items.1.url"))
	if err != nil || link.Path != "/signin" || link.RawQuery != "" {
		t.Fatalf("the link is %v (%v)", link, err)
	}
	if values, err := url.ParseQuery(link.Fragment); err != nil || values.Get("number") != "0042" || values.Get("code") != a.str("items.1.code") {
		t.Errorf("the link says %q (%v)", link.Fragment, err)
	}
	// The same key prints the same codes.
	printed := h.as("admin").with("Idempotency-Key", "sheet").with("Accept", "application/pdf").post("/sign-in-codes", form{"team_id": team}).expect(201)
	if !strings.HasPrefix(printed.text, "%PDF-") || printed.header.Get("Content-Type") != "application/pdf" || printed.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("printed as %q, %v", printed.text[:20], printed.header)
	}
	h.as("").post("/auth/session/number", form{"personnel_number": "0042", "code": a.str("items.1.code"), "new_pin": "270914"}).expect(200)
	if n := h.count(`select count(*) from idempotency where not encrypted and convert_from(response, 'LATIN1') like '%signin%'`); n != 0 {
		t.Error("codes are kept for the key as they are")
	}
	// Who has chosen a PIN keeps it, and may be left out.
	h.as("").post("/auth/session/number", byPIN("0043", "804217")).expect(200)
	h.run(t, []scenario{
		{name: "all have a PIN", as: "admin", method: "POST", path: "/sign-in-codes", body: form{"team_id": team, "without_pin": true}, status: 409, code: "nobody_with_number"},
		{name: "nobody has a number", as: "admin", method: "POST", path: "/sign-in-codes", body: form{"team_id": h.teams["Workshop"].String()}, status: 409, code: "nobody_with_number"},
		{name: "who has only an address", as: "admin", method: "POST", path: "/sign-in-codes", body: form{"employee_ids": []string{h.id("ivan")}}, status: 409, code: "nobody_with_number"},
		{name: "no such team", as: "admin", method: "POST", path: "/sign-in-codes", body: form{"team_id": domain.NewTeamID().String()}, status: 404},
		{name: "for nobody", as: "admin", method: "POST", path: "/sign-in-codes", body: form{}, status: 422, code: "invalid_input"},
		{name: "for both", as: "admin", method: "POST", path: "/sign-in-codes", body: form{"team_id": team, "employee_ids": []string{h.id("petr")}}, status: 422, code: "invalid_input"},
		{name: "as what is not made", as: "admin", method: "POST", path: "/sign-in-codes", body: form{"team_id": team}, headers: map[string]string{"Accept": "image/png"}, status: 406},
	})
}

func TestChangePIN(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "0042", "Petr Packer")
	h.choosePIN("petr", "0042", "804217")
	here, there := h.browser(), h.browser()
	here.post("/auth/session/number", byPIN("0042", "804217")).expect(200)
	there.post("/auth/session/number", byPIN("0042", "804217")).expect(200)
	here.call("PUT", "/me/pin", form{"pin": "111222", "new_pin": "270914"}).problem(422, "wrong_pin")
	here.call("PUT", "/me/pin", form{"pin": "804217", "new_pin": "112233445566778"}).problem(422, "invalid_input")
	here.call("PUT", "/me/pin", form{"pin": "804217", "new_pin": "654321"}).problem(422, "weak_pin")
	here.call("PUT", "/me/pin", form{"pin": "804217", "new_pin": "270914"}).expect(204)
	here.get("/me").expect(200)
	there.get("/me").problem(401, "unauthenticated")
	h.as("").post("/auth/session/number", byPIN("0042", "804217")).problem(401, "invalid_credentials")
	h.as("").post("/auth/session/number", byPIN("0042", "270914")).expect(200)
	h.as("ivan").call("PUT", "/me/pin", form{"pin": "804217", "new_pin": "270914"}).problem(409, "no_pin")
}

func TestChangePIN_guessesAreLimited(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "0042", "Petr Packer")
	h.choosePIN("petr", "0042", "804217")
	for range 10 {
		h.as("petr").call("PUT", "/me/pin", form{"pin": "111222", "new_pin": "270914"}).problem(422, "wrong_pin")
	}
	h.as("petr").call("PUT", "/me/pin", form{"pin": "804217", "new_pin": "270914"}).problem(429, "too_many_failures")
}

func TestSharedDevice_endsAfterAMinuteWithoutUse(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan")
	tablet := h.browser()
	a := tablet.post("/auth/session", form{"email": "ivan@demo.example", "password": housePassword, "device": "shared"}).expect(200)
	if c := a.cookie(SessionCookie); c == nil || c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Fatalf("the cookie outlives the window: %+v", c)
	}
	for range 5 { // each use counts
		h.clock.advance(59 * time.Second)
		if me := tablet.get("/me").expect(200); me.str("shared_device") != "true" {
			t.Fatalf("me is %s", me.text)
		}
	}
	h.clock.advance(time.Minute)
	tablet.get("/me").problem(401, "unauthenticated")
}

func TestSharedDevice_lastsAShiftAtMost(t *testing.T) {
	h := newHouse(t)
	h.hirePacker("petr", "0042", "Petr Packer")
	h.choosePIN("petr", "0042", "804217")
	tablet := h.browser()
	tablet.post("/auth/session/number", byPIN("0042", "804217").with("device", "shared")).expect(200)
	for h.clock.now().Before(houseStart.Add(12*time.Hour - 30*time.Second)) {
		h.clock.advance(30 * time.Second)
		h.exec(`update session set last_seen_at = $1 where kind = 'shared'`, h.clock.now())
	}
	tablet.get("/me").expect(200)
	h.clock.advance(30 * time.Second)
	tablet.get("/me").problem(401, "unauthenticated")
}
