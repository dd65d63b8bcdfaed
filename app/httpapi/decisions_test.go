package httpapi

import (
	"errors"
	"strings"
	"testing"
	"time"

	"laurel/app/auth"
	"laurel/app/usecase"
	"laurel/domain"
)

// tokenOf is what stands behind the # of a letter's link.
func tokenOf(t *testing.T, l letter) string {
	t.Helper()
	_, token, ok := strings.Cut(l.link(), "/decide#/")
	if !ok {
		t.Fatalf("no link to decide in %q", l.text)
	}
	return token
}

func TestDecisionLink_decidesOnceAndOnlyByPost(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	id := h.nominate("olga", h.form("hero", "ivan"))
	l := office.wait(t, 1)
	if l.to != "maria@demo.example" || l.subject != "A nomination waits for your decision" {
		t.Fatalf("the letter is %+v", l)
	}
	for _, part := range []string{"Hello Maria Manager,", "Olga Petrova nominates Ivan Ivanov.", "Customer hero", "opening it decides nothing"} {
		if !strings.Contains(l.text, part) {
			t.Errorf("the letter lacks %q:\n%s", part, l.text)
		}
	}
	token := tokenOf(t, l)
	for range 3 {
		a := h.as("").get("/decisions/" + token).expect(200)
		if a.str("kind") != "nomination" || a.str("approver.name") != "Maria Manager" || a.str("nomination.id") != id || a.str("nomination.status") != "pending" {
			t.Fatalf("the link asks %s", a.text)
		}
	}
	h.as("").post("/decisions/"+token, form{"action": "decline"}).problem(422, "invalid_input")
	h.as("").post("/decisions/"+token, form{"action": "boost"}).problem(422, "invalid_input")
	first := h.as("").with("Idempotency-Key", "once").post("/decisions/"+token, form{"action": "approve", "comment": "Well done."}).expect(200)
	again := h.as("").with("Idempotency-Key", "once").post("/decisions/"+token, form{"action": "approve", "comment": "Well done."}).expect(200)
	if first.str("status") != "approved" || again.text != first.text || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("decided %s, again %s", first.text, again.text)
	}
	h.as("").get("/decisions/"+token).problem(404, "not_found")
	h.as("").post("/decisions/"+token, form{"action": "decline", "reason": "No."}).problem(404, "not_found")
	n := h.as("olga").get("/nominations/" + id).expect(200)
	if n.str("decision.by.name") != "Maria Manager" || n.str("decision.comment") != "Well done." {
		t.Errorf("the decision is %s", n.text)
	}
	if h.count(`select count(*) from transfer where kind = 'award' and nomination_id = $1`, id) != 1 {
		t.Error("the points were not issued once")
	}
	if strings.Contains(h.log.String(), token) || h.count(`select count(*) from audit where data::text like '%' || $1 || '%'`, token) != 0 {
		t.Error("the token is in a log")
	}
}

func TestDecisionLink_ofARedemption(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	h.exec(`update employee set locale = 'ru' where id = $1`, h.people["maria"].ID)
	h.fund("ivan", 100)
	reward := h.offer(form{"name": "A day off", "cost": 40, "requires_approval": true})
	id := h.redeem("ivan", reward)
	l := office.wait(t, 1)
	if l.subject != "Вашего решения ждёт заказ" || !strings.Contains(l.text, "Ivan Ivanov заказывает: A day off. Баллы: 40.") || !strings.Contains(l.html, "Посмотреть и решить") {
		t.Fatalf("the letter is %+v", l)
	}
	token := tokenOf(t, l)
	if a := h.as("").get("/decisions/" + token).expect(200); a.str("kind") != "redemption" || a.str("redemption.reward.name") != "A day off" {
		t.Errorf("the link asks %s", a.text)
	}
	h.as("").post("/decisions/"+token, form{"action": "decline"}).problem(422, "invalid_input")
	if a := h.as("").post("/decisions/"+token, form{"action": "decline", "reason": "Not in March."}).expect(200); a.str("status") != "rejected" || a.str("id") != id {
		t.Errorf("decided %s", a.text)
	}
	h.as("").post("/decisions/"+token, form{"action": "approve"}).problem(404, "not_found")
	if me := h.as("ivan").get("/me").expect(200); me.str("wallet.balance") != "100" {
		t.Errorf("the points are not back: %s", me.text)
	}
}

func TestDecisionLink_standsAndFallsWithItsStep(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	id := h.nominate("olga", h.form("hero", "ivan"))
	marias := tokenOf(t, office.wait(t, 1))
	h.as("maria").post("/approvals/"+id+"/delegate", form{"to": h.id("pavel")}).expect(200)
	pavels := office.wait(t, 2)
	if pavels.to != "pavel@demo.example" {
		t.Fatalf("the second letter is for %s", pavels.to)
	}
	h.as("").get("/decisions/"+marias).problem(404, "not_found")
	h.as("").post("/decisions/"+marias, form{"action": "approve"}).problem(404, "not_found")
	h.exec(`update employee set active = false where id = $1`, h.people["pavel"].ID)
	h.as("").post("/decisions/"+tokenOf(t, pavels), form{"action": "approve"}).problem(404, "not_found")
	h.exec(`update employee set active = true where id = $1`, h.people["pavel"].ID)
	h.clock.advance(7*24*time.Hour + time.Second)
	h.as("").get("/decisions/"+tokenOf(t, pavels)).problem(404, "not_found")
	h.as("").post("/decisions/"+tokenOf(t, pavels), form{"action": "approve"}).problem(404, "not_found")
}

func TestDecisionLink_opensNothingElse(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	h.nominate("olga", h.form("hero", "ivan"))
	token := tokenOf(t, office.wait(t, 1))
	h.as("").with("Authorization", "Bearer "+token).get("/me").problem(401, "unauthenticated")
	access, err := h.signer.Sign(h.people["maria"].ID, domain.NewSessionID())
	if err != nil {
		t.Fatal(err)
	}
	h.as("").get("/decisions/"+access).problem(404, "not_found")
	for i := range len(token) - 1 {
		changed := []byte(token)
		changed[i] ^= 1
		if _, err := h.signer.ReadDecision(string(changed)); err == nil {
			t.Errorf("byte %d can be changed", i)
		}
	}
	ghost, err := h.signer.SignDecision(auth.DecisionLink{Approval: domain.NewApprovalID(), Employee: h.people["maria"].ID, Until: h.clock.now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	h.as("").get("/decisions/"+ghost).problem(404, "not_found")
	h.as("").post("/decisions/"+ghost, form{"action": "approve"}).problem(404, "not_found")
}

func TestDecisionLink_oneOutcomeUnderConcurrency(t *testing.T) {
	h, office, _ := newMailHouse(t, true)
	id := h.nominate("olga", h.form("hero", "ivan"))
	token := tokenOf(t, office.wait(t, 1))
	counts := h.together(24, func(i int) int {
		switch i % 3 {
		case 0:
			return h.as("").post("/decisions/"+token, form{"action": "approve"}).status
		case 1:
			return h.as("").post("/decisions/"+token, form{"action": "decline", "reason": "No."}).status
		default:
			return h.as("owner").post("/nominations/"+id+"/approve", form{}).status
		}
	})
	if counts[200] != 1 || counts[200]+counts[404]+counts[409] != 24 {
		t.Errorf("the answers are %v", counts)
	}
	if awards := h.count(`select count(*) from transfer where kind = 'award' and nomination_id = $1`, id); awards > 1 {
		t.Errorf("the points were issued %d times", awards)
	}
}

func TestDecisionLetter_obeysWhatIsWanted(t *testing.T) {
	h, office, b := newMailHouse(t, false)
	ctx := t.Context()
	h.as("maria").patch("/me/preferences", form{"notifications": form{"kinds": []form{{"kind": "approval", "inbox": true, "mail": false}}}}).expect(200)
	h.as("pavel").patch("/me/preferences", form{"notifications": form{"quiet_hours": form{"from": "08:00", "to": "10:30"}}}).expect(200)
	h.nominate("olga", h.form("hero", "ivan"))
	h.nominate("olga", h.form("hero", "nina"))
	stop := b.start(t, nil)
	eventually(t, 10*time.Second, "one letter is not wanted", func() bool { return h.count(`select count(*) from mail where outcome = 'unwanted'`) == 1 })
	stop()
	var early usecase.EarlyError
	var id domain.MailID
	h.scan(`select id from mail where outcome = ''`, nil, &id)
	if err := h.uc.SendMail(ctx, id); !errors.As(err, &early) || !early.Until.Equal(houseStart.Truncate(24*time.Hour).Add(10*time.Hour+30*time.Minute)) {
		t.Errorf("in quiet hours: %v", err)
	}
	h.clock.advance(early.Until.Sub(h.clock.now()))
	if err := h.uc.SendMail(ctx, id); err != nil {
		t.Fatal(err)
	}
	if l := office.wait(t, 1); l.to != "pavel@demo.example" {
		t.Errorf("the letter is for %s", l.to)
	}
}
