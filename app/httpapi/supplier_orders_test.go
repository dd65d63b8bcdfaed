package httpapi

import (
	"bufio"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/tidwall/gjson"

	"laurel/app/usecase"
	"laurel/domain"
)

// shop is a supplier of a reward, on this machine.
type shop struct {
	h      *house
	in     *receiver
	reward string
	secret string
}

// newShop opens a busy house with a reward that a supplier fulfils.
func newShop(t *testing.T, change form) (*shop, *background) {
	t.Helper()
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	h.fund("olga", 500)
	s := &shop{h: h, in: newReceiver(t)}
	body := form{"name": "A voucher", "cost": 30, "fulfilment": "webhook", "supplier_url": s.in.URL + "/orders"}
	for name, value := range change {
		body[name] = value
	}
	made := h.as("owner").post("/rewards", body).expect(http.StatusCreated)
	s.reward, s.secret = made.str("id"), made.str("supplier_secret")
	if !strings.HasPrefix(s.secret, "whsec_") || made.str("supplier_url") != s.in.URL+"/orders" {
		t.Fatal(made.text)
	}
	return s, b
}

// answers lets the supplier answer so from now on.
func (s *shop) answers(status int, body string) {
	s.in.mu.Lock()
	defer s.in.mu.Unlock()
	s.in.answer = func(_ int, w http.ResponseWriter) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// order is the order of a redemption, as its owner sees it.
func (s *shop) order(id string) gjson.Result {
	s.h.t.Helper()
	return s.h.as("owner").get("/redemptions/" + id).expect(200).at("order")
}

func (s *shop) becomes(id, status string) {
	s.h.t.Helper()
	eventually(s.h.t, 5*time.Second, "the order is "+status, func() bool { return s.order(id).Get("status").String() == status })
}

// calls makes a signed call of the supplier, as of a moment.
func (s *shop) calls(id, secret string, at time.Time, body string) *answer {
	s.h.t.Helper()
	signer, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		s.h.t.Fatal(err)
	}
	signature, err := signer.Sign("call-1", at, []byte(body))
	if err != nil {
		s.h.t.Fatal(err)
	}
	return s.h.as("").with("webhook-id", "call-1").with("webhook-timestamp", strconv.FormatInt(at.Unix(), 10)).with("webhook-signature", signature).
		post("/public/supplier-orders/"+id, body)
}

func (s *shop) says(id, body string) *answer {
	s.h.t.Helper()
	return s.calls(id, s.secret, s.h.clock.now(), body)
}

func TestSupplier_takesAnOrderAndFulfilsItByACall(t *testing.T) {
	s, b := newShop(t, form{"requires_approval": true, "stock": 3})
	s.answers(202, `{"status":"accepted"}`)
	b.start(t, b.live)
	id := s.h.as("olga").post("/redemptions", form{"reward_id": s.reward, "quantity": 2, "note": "The green one"}).expect(201).str("id")
	s.h.as("maria").post("/redemptions/"+id+"/approve", nil).expect(200)
	s.becomes(id, "sent")
	got := s.in.all()
	if len(got) != 1 {
		t.Fatalf("%d orders", len(got))
	}
	verifier, err := standardwebhooks.NewWebhook(s.secret)
	if err != nil || verifier.VerifyIgnoringTimestamp([]byte(got[0].body), got[0].header) != nil {
		t.Error("the order is not signed")
	}
	order := gjson.Parse(got[0].body)
	for path, want := range map[string]string{
		"id": got[0].id, "type": "redemption.ordered", "data.redemption_id": id, "data.reward.id": s.reward, "data.reward.name": "A voucher", "data.quantity": "2",
		"data.note": "The green one", "data.employee.name": "Olga Petrova", "data.employee.email": "olga@demo.example",
	} {
		if got := order.Get(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	s.h.wantWallet("olga", 440, 60)
	s.h.as("olga").post("/redemptions/"+id+"/cancel", nil).problem(409, "order_sent")
	s.h.as("maria").post("/redemptions/"+id+"/undo", nil).problem(409, "too_late")
	if own := s.h.as("olga").get("/redemptions/" + id); own.at("order").Type != gjson.Null || own.at("can.cancel").Bool() {
		t.Error(own.text)
	}

	word := `{"status":"fulfilled","reference":"S-17","code":"TREE-4471-A"}`
	if a := s.says(id, word).expect(200); a.str("status") != "fulfilled" || a.str("redemption_id") != id {
		t.Error(a.text)
	}
	s.says(id, word).expect(200) // it may come again
	s.says(id, `{"status":"fulfilled","reference":"S-18"}`).problem(409, "already_answered")
	s.says(id, `{"status":"refused","reason":"No"}`).problem(409, "already_answered")
	s.h.wantWallet("olga", 440, 0)
	if own := s.h.as("olga").get("/redemptions/" + id); own.str("status") != "fulfilled" || own.str("code") != "TREE-4471-A" {
		t.Error(own.text)
	}
	if other := s.h.as("owner").get("/redemptions/" + id); strings.Contains(other.text, "TREE-4471") || other.str("order.reference") != "S-17" {
		t.Error(other.text)
	}
	if n := s.h.count(`select count(*) from event where kind = 'redemption.fulfilled'`); n != 1 {
		t.Errorf("fulfilled %d times", n)
	}
	if s.h.count(`select count(*) from redemption where position('TREE' in encode(code, 'escape')) > 0`) > 0 || strings.Contains(s.h.log.String(), "TREE-4471") {
		t.Error("the code can be read")
	}
	s.h.checkBooks()
}

func TestSupplier_answersAtOnce(t *testing.T) {
	s, b := newShop(t, nil)
	b.start(t, b.live)
	for body, want := range map[string]string{
		`{"status":"fulfilled","reference":"S-1","code":"A-1"}`: "fulfilled", `{"status":"refused","reason":"None left"}`: "refused", ``: "sent", `thank you`: "sent",
	} {
		s.answers(200, body)
		id := s.h.redeem("olga", s.reward)
		s.becomes(id, want)
	}
	s.answers(422, `{"status":"refused","reason":"None left"}`)
	id := s.h.redeem("olga", s.reward)
	s.becomes(id, "refused")
	if reason := s.order(id).Get("reason").String(); reason != "None left" {
		t.Error(reason)
	}
	s.h.wantWallet("olga", 350, 120) // what was refused stays held until an owner decides
	eventually(t, 5*time.Second, "owners are told", func() bool {
		return strings.Count(s.h.as("owner").get("/notifications?topic=asks").text, `"order":"refused"`) == 2
	})
	before := len(s.in.all())
	s.answers(202, `{"status":"accepted"}`)
	s.h.as("owner").post("/redemptions/"+id+"/order/retry", nil).expect(200)
	s.becomes(id, "sent")
	if got := s.in.all(); got[before].id == got[before-1].id {
		t.Error("what was refused comes with the same id")
	}
	s.h.as("owner").post("/redemptions/"+id+"/order/retry", nil).problem(409, "order_goes_on")
	s.h.as("owner").post("/redemptions/"+id+"/fulfil", nil).expect(200) // by hand
	s.says(id, `{"status":"fulfilled"}`).problem(409, "already_answered")
	s.h.checkBooks()
}

func TestSupplier_silenceIsTriedAgainWithTheSameID(t *testing.T) {
	s, b := newShop(t, nil)
	s.answers(503, "")
	b.start(t, b.live)
	id := s.h.redeem("olga", s.reward)
	eventually(t, 5*time.Second, "a first try", func() bool { return s.order(id).Get("attempts").Int() == 1 })
	if o := s.order(id); o.Get("status").String() != "waiting" || o.Get("failure").String() != "answered" || o.Get("next_attempt_at").String() == "" {
		t.Error(o.Raw)
	}
	tries := 1
	for ; s.order(id).Get("status").String() == "waiting" && tries < 20; tries++ {
		s.h.clock.advance(30 * time.Hour)
		eventually(t, 10*time.Second, "a further try", func() bool {
			s.h.passTime(0) // the job may be on its way to wait
			return s.order(id).Get("attempts").Int() > int64(tries)
		})
	}
	got := s.in.all()
	if tries != 10 || len(got) != 10 || s.order(id).Get("status").String() != "stuck" {
		t.Fatalf("%d tries, %d came, then %s", tries, len(got), s.order(id).Raw)
	}
	if slices.ContainsFunc(got, func(p posted) bool { return p.id != got[0].id }) {
		t.Error("the id has changed")
	}
	s.h.wantWallet("olga", 470, 30)
	eventually(t, 5*time.Second, "owners are told", func() bool {
		return strings.Contains(s.h.as("owner").get("/notifications?topic=asks").text, `"order":"stuck"`)
	})
	if can := s.h.as("owner").get("/redemptions/" + id).at("can"); !can.Get("retry").Bool() || !can.Get("fulfil").Bool() || !can.Get("cancel").Bool() {
		t.Error(can.Raw)
	}
	s.answers(204, "")
	s.h.as("owner").post("/redemptions/"+id+"/order/retry", nil).expect(200)
	s.becomes(id, "sent")
	if got := s.in.all(); got[10].id != got[0].id {
		t.Error("what may have been taken comes with another id")
	}
	s.says(id, `{"status":"fulfilled"}`).expect(200)
	s.h.wantWallet("olga", 470, 0)
}

func TestSupplier_cancelledOrder(t *testing.T) {
	s, b := newShop(t, form{"stock": 1})
	s.answers(202, "")
	b.start(t, b.live)
	id := s.h.redeem("olga", s.reward)
	s.becomes(id, "sent")
	s.h.as("owner").post("/redemptions/"+id+"/cancel", nil).expect(200)
	s.h.wantWallet("olga", 500, 0)
	eventually(t, 5*time.Second, "the supplier is told", func() bool { return len(s.in.all()) == 2 })
	last := gjson.Parse(s.in.all()[1].body)
	if last.Get("type").String() != "redemption.cancelled" || last.Get("data.redemption_id").String() != id || last.Get("id").String() == s.in.all()[0].id {
		t.Error(last.Raw)
	}
	s.says(id, `{"status":"fulfilled","code":"A-1"}`).problem(409, "order_cancelled")
	s.h.wantWallet("olga", 500, 0)
	if stock := s.h.count(`select stock from reward where id = $1`, s.reward); stock != 1 {
		t.Errorf("%d are left", stock)
	}
	s.h.as("owner").post("/redemptions/"+id+"/order/retry", nil).problem(409, "order_goes_on")
	eventually(t, 5*time.Second, "it is known that they know", func() bool { return s.order(id).Get("next_attempt_at").String() == "" })
}

func TestSupplier_withdrawnBeforeItIsSent(t *testing.T) {
	s, b := newShop(t, form{"requires_approval": true}) // nothing runs in the background yet
	id := s.h.redeem("olga", s.reward)
	s.h.as("maria").post("/redemptions/"+id+"/approve", nil).expect(200)
	s.h.as("maria").post("/redemptions/"+id+"/undo", nil).expect(200)
	s.h.as("maria").post("/redemptions/"+id+"/approve", nil).expect(200)
	other := s.h.redeem("olga", s.reward)
	s.h.as("maria").post("/redemptions/"+other+"/approve", nil).expect(200)
	s.h.as("olga").post("/redemptions/"+other+"/cancel", nil).expect(200)
	b.start(t, b.live)
	s.becomes(id, "sent")
	if got := s.in.all(); len(got) != 1 || !strings.Contains(got[0].body, id) {
		t.Errorf("%d came", len(got))
	}
}

func TestSupplier_whoIsNotHeard(t *testing.T) {
	s, b := newShop(t, nil)
	s.answers(202, "")
	b.start(t, b.live)
	id := s.h.redeem("olga", s.reward)
	s.becomes(id, "sent")
	now, word := s.h.clock.now(), `{"status":"fulfilled"}`
	other := "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	s.calls(id, other, now, word).problem(401, "bad_signature")
	s.calls(id, s.secret, now.Add(-6*time.Minute), word).problem(401, "bad_signature")
	s.calls(id, s.secret, now.Add(6*time.Minute), word).problem(401, "bad_signature")
	s.calls(domain.NewRedemptionID().String(), s.secret, now, word).problem(401, "bad_signature")
	s.calls("none", s.secret, now, word).problem(401, "bad_signature")
	s.h.as("").post("/public/supplier-orders/"+id, word).problem(401, "bad_signature")
	s.h.as("owner").post("/public/supplier-orders/"+id, word).problem(401, "bad_signature")
	for body, status := range map[string]int{
		`{`: 400, `{"status":7}`: 422, `{"status":"fulfilled","points":1}`: 422, `{}`: 422, `{"status":"accepted"}`: 422, `{"status":"lost"}`: 422, `{"status":"refused","code":"A"}`: 422,
		`{"status":"fulfilled","reference":"` + strings.Repeat("x", 201) + `"}`: 422, `{"status":"fulfilled","code":"` + strings.Repeat("x", 2001) + `"}`: 422,
	} {
		s.says(id, body).expect(status)
	}
	s.h.as("").with("Content-Type", "text/plain").post("/public/supplier-orders/"+id, word).expect(415)
	s.h.wantWallet("olga", 470, 30)
	for range 8 {
		s.calls(id, other, now, word)
	}
	s.calls(id, other, now, word).problem(429, "too_many_failures")
	s.h.clock.advance(16 * time.Minute)
	s.says(id, word).expect(200)
}

func TestSupplier_secretIsSharedOnceAndRotates(t *testing.T) {
	s, b := newShop(t, nil)
	s.answers(202, "")
	b.start(t, b.live)
	id := s.h.redeem("olga", s.reward)
	s.becomes(id, "sent")
	path := "/rewards/" + s.reward
	owner := s.h.as("owner")
	for _, a := range []*answer{owner.get(path), owner.get("/rewards?all=true"), owner.patch(path, form{"cost": 31}), s.h.as("olga").get(path)} {
		if strings.Contains(a.expect(200).text, "whsec_") {
			t.Errorf("the secret is shown again: %s", a.call)
		}
	}
	if a := s.h.as("olga").get(path); strings.Contains(a.text, s.in.URL) {
		t.Error("an employee sees the supplier's address")
	}
	next := owner.patch(path, form{"rotate_supplier_secret": true}).expect(200).str("supplier_secret")
	if next == "" || next == s.secret {
		t.Fatal("no other secret")
	}
	s.calls(id, next, s.h.clock.now(), `{"status":"fulfilled"}`).expect(200)
	second := s.h.redeem("olga", s.reward)
	s.becomes(second, "sent")
	s.says(second, `{"status":"fulfilled"}`).expect(200) // the one before is good for a day
	third := s.h.redeem("olga", s.reward)
	s.becomes(third, "sent")
	s.h.clock.advance(25 * time.Hour)
	s.says(third, `{"status":"fulfilled"}`).problem(401, "bad_signature")
	if n := s.h.count(`select count(*) from supplier_secret where position('whsec' in encode(secret, 'escape')) > 0`); n > 0 {
		t.Error("the secret can be read in the database")
	}
	if line := s.h.as("admin").get("/audit?subject_kind=reward"); !strings.Contains(line.text, "rotate_supplier_secret") {
		t.Error(line.text)
	}
	for url, code := range map[string]string{"https://10.0.0.7/x": "address_not_allowed", "http://93.184.216.34/x": "address_not_allowed", "hook": "invalid_input", "": "invalid_input"} {
		a := owner.patch(path, form{"supplier_url": url}).problem(422, code)
		if !strings.Contains(a.text, "body.supplier_url") {
			t.Errorf("%q: %s", url, a.text)
		}
	}
	owner.post("/rewards", form{"name": "B", "cost": 1, "fulfilment": "webhook"}).problem(422, "invalid_input")
}

// TestSupplier_oneFulfilmentUnderConcurrency lets calls, the answers of tries and owners' verbs come at once.
func TestSupplier_oneFulfilmentUnderConcurrency(t *testing.T) {
	s, b := newShop(t, form{"stock": 20})
	s.answers(200, `{"status":"fulfilled","reference":"S-1"}`)
	b.start(t, b.live)
	for round := range 6 {
		id := s.h.redeem("olga", s.reward) // its first try is answered while the rest happens
		answers := s.h.together(16, func(i int) int {
			return s.h.insist(func() *answer {
				switch {
				case round%2 == 0 || i%4 == 0:
					return s.says(id, `{"status":"fulfilled","reference":"S-1"}`)
				case i%4 == 1:
					return s.h.as("owner").post("/redemptions/"+id+"/cancel", nil)
				case i%4 == 2:
					return s.h.as("owner").post("/redemptions/"+id+"/fulfil", nil)
				default:
					return s.says(id, `{"status":"refused"}`)
				}
			}).status
		})
		for status := range answers {
			if status != 200 && status != 409 {
				t.Fatalf("answers %v", answers)
			}
		}
		ended := s.h.count(`select count(*) from event where subject_id = $1 and kind in ('redemption.fulfilled', 'redemption.cancelled')`, id)
		status, order := s.h.as("owner").get("/redemptions/"+id).str("status"), s.order(id).Get("status").String()
		switch {
		case order == "refused" && status == "approved" && ended == 0:
			s.h.as("owner").post("/redemptions/"+id+"/cancel", nil).expect(200)
		case ended != 1 || status != order:
			t.Fatalf("%s and %s, ended %d times; answers %v", status, order, ended, answers)
		}
	}
	held := s.h.count(`select coalesce(sum(balance), 0)::bigint from account where kind = 'held'`)
	spent := s.h.count(`select coalesce(sum(points), 0)::bigint from redemption where status = 'fulfilled'`)
	if got := s.h.count(`select coalesce(sum(balance), 0)::bigint from account where kind = 'spent'`); held != 0 || got != spent {
		t.Errorf("%d held, %d spent of %d", held, got, spent)
	}
	s.h.checkBooks()
}

// TestSupplier_sentAndNotNoted is a process that dies between sending and noting: the next one sends it again with
// the same id, and what was answered counts once.
func TestSupplier_sentAndNotNoted(t *testing.T) {
	s, b := newShop(t, nil)
	s.answers(200, `{"status":"fulfilled","reference":"S-1"}`)
	id := s.h.redeem("olga", s.reward)
	var message domain.EventID
	s.h.scan(`select message_id from supplier_order`, nil, &message)
	redemption, err := domain.ParseRedemptionID(id)
	if err != nil {
		t.Fatal(err)
	}
	due, err := s.h.uc.DueOrder(t.Context(), redemption, message)
	if err != nil || due.Message == nil {
		t.Fatal(err)
	}
	if _, err := b.poster.Ask(t.Context(), *due.Message); err != nil { // and then it dies
		t.Fatal(err)
	}
	b.start(t, b.live)
	s.becomes(id, "fulfilled")
	if got := s.in.all(); len(got) != 2 || got[0].id != got[1].id || got[0].body != got[1].body {
		t.Errorf("%d came", len(got))
	}
	reply, err := b.poster.Ask(t.Context(), *due.Message)
	if err != nil {
		t.Fatal(err)
	}
	if next, err := s.h.uc.OrderAnswered(t.Context(), due, reply, 0); err != nil || next != nil {
		t.Errorf("an answer that comes late: %v, %v", next, err)
	}
	s.h.wantWallet("olga", 470, 0)
	s.h.checkBooks()
}

// TestSupplier_workedExample runs docs/examples/supplier beside a house.
func TestSupplier_workedExample(t *testing.T) {
	h, b := newBusyHouse(t, time.Now, usecase.LiveOptions{})
	h.fund("olga", 100)
	made := h.as("owner").post("/rewards", form{"name": "A tree", "cost": 30, "fulfilment": "webhook", "supplier_url": "http://127.0.0.1:1/orders"}).expect(201)
	binary := filepath.Join(t.TempDir(), "supplier")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "laurel/docs/examples/supplier").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	program := exec.Command(binary, "-secret", made.str("supplier_secret"), "-laurel", h.url, "-addr", "127.0.0.1:0", "-after", "10ms")
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = program.Process.Signal(syscall.SIGTERM)
		if err := program.Wait(); err != nil {
			t.Errorf("the supplier ended with %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "orders go to ")
	if err != nil || !found {
		t.Fatalf("%q, %v", line, err)
	}
	h.as("owner").patch("/rewards/"+made.str("id"), form{"supplier_url": address}).expect(200)
	b.start(t, b.live)
	few := h.redeem("olga", made.str("id"))
	eventually(t, 5*time.Second, "the tree is fulfilled", func() bool { return h.as("olga").get("/redemptions/"+few).str("status") == "fulfilled" })
	own := h.as("olga").get("/redemptions/" + few)
	if own.str("code") != "TREE-S-1" {
		t.Error(own.text)
	}
	h.wantWallet("olga", 70, 0)
}
