package httpapi

import (
	"net/http"
	"testing"
	"time"
)

const phoneAgent = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"

func TestSessions_areSeenAndEnded(t *testing.T) {
	h := newHouse(t)
	h.letIn("ivan", "olga")
	desk, phone, others := h.browser(), h.browser().with("User-Agent", phoneAgent), h.browser()
	desk.post("/auth/session", credentials("ivan", housePassword)).expect(http.StatusOK)
	h.clock.advance(time.Minute)
	phone.post("/auth/session", credentials("ivan", housePassword)).expect(http.StatusOK)
	others.post("/auth/session", credentials("olga", housePassword)).expect(http.StatusOK)

	a := desk.get("/me/sessions").expect(http.StatusOK)
	if a.num("items.#") != 2 || !a.at("items.1.current").Bool() || a.at("items.0.current").Bool() {
		t.Fatalf("the latest first, and the own one known: %s", a.text)
	}
	if a.str("items.0.device.kind") != "phone" || a.str("items.0.device.name") != "Chrome" || a.str("items.0.device.system") != "Android" || a.str("items.0.address") == "" {
		t.Errorf("the phone: %s", a.text)
	}
	one := desk.get("/me/sessions?limit=1").expect(http.StatusOK)
	rest := desk.get("/me/sessions?limit=1&cursor=" + one.str("next_cursor")).expect(http.StatusOK)
	if one.str("items.0.id") != a.str("items.0.id") || rest.str("items.0.id") != a.str("items.1.id") || rest.str("next_cursor") != "" {
		t.Errorf("page by page: %s %s", one.text, rest.text)
	}

	others.del("/me/sessions/"+a.str("items.0.id")).problem(http.StatusNotFound, "not_found")
	desk.del("/me/sessions/" + a.str("items.0.id")).expect(http.StatusNoContent)
	desk.del("/me/sessions/"+a.str("items.0.id")).problem(http.StatusNotFound, "not_found")
	phone.get("/me").problem(http.StatusUnauthorized, "unauthenticated")

	phone.post("/auth/session", credentials("ivan", housePassword)).expect(http.StatusOK)
	desk.del("/me/sessions").expect(http.StatusNoContent)
	phone.get("/me").problem(http.StatusUnauthorized, "unauthenticated")
	desk.get("/me").expect(http.StatusOK)
	others.get("/me").expect(http.StatusOK)

	h.clock.advance(11 * time.Hour)
	others.get("/me").expect(http.StatusOK)
	h.clock.advance(2 * time.Hour) // the desk's has ended by itself
	if n := others.get("/me/sessions").expect(http.StatusOK).num("items.#"); n != 1 {
		t.Errorf("%d sessions of olga's", n)
	}
	if n := h.as("ivan").get("/me/sessions").expect(http.StatusOK).num("items.#"); n != 1 { // the program that asks
		t.Errorf("%d sessions of ivan's", n)
	}
}

func TestPassword_isChangedByThePresentOne(t *testing.T) {
	const next = "another password of tests"
	h := newHouse(t)
	h.letIn("ivan")
	desk, phone := h.browser(), h.browser()
	for _, b := range []*caller{desk, phone} {
		b.post("/auth/session", credentials("ivan", housePassword)).expect(http.StatusOK)
	}
	put := func(b *caller, present, next string) *answer {
		return b.call(http.MethodPut, "/me/password", form{"present": present, "next": next})
	}
	put(desk, "not the password", next).problem(http.StatusUnprocessableEntity, "wrong_password")
	put(desk, housePassword, "short").problem(http.StatusUnprocessableEntity, "weak_password")
	put(h.as("olga"), housePassword, next).problem(http.StatusConflict, "no_password")
	put(desk, housePassword, next).expect(http.StatusNoContent)
	desk.get("/me").expect(http.StatusOK)
	phone.get("/me").problem(http.StatusUnauthorized, "unauthenticated")
	phone.post("/auth/session", credentials("ivan", housePassword)).expect(http.StatusUnauthorized)
	phone.post("/auth/session", credentials("ivan", next)).expect(http.StatusOK)
	if n := h.count(`select count(*) from audit where action in ('choose_password', 'password_refused') and actor_id = $1`, h.people["ivan"].ID); n != 2 {
		t.Errorf("%d entries in the audit log", n)
	}
	for range 9 {
		put(desk, "not the password", next).expect(http.StatusUnprocessableEntity)
	}
	put(desk, next, housePassword).problem(http.StatusTooManyRequests, "too_many_failures") // guessing is no cheaper here
}
