package httpapi

import (
	"net/http"
	"strings"
	"testing"

	"laurel/domain"
)

// charity offers a reward that is given on.
func (h *house) charity(change form) string {
	h.t.Helper()
	details := form{"name": "A hot meal", "cost": 40, "fulfilment": "donation", "cash_value": form{"amount": 1200, "currency": "EUR"}}
	for name, value := range change {
		details[name] = value
	}
	return h.offer(details)
}

func TestDonations_becomeSumsToPay(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 500)
	h.fund("nina", 500)
	meal, trees := h.charity(nil), h.charity(form{"name": "=Trees", "requires_approval": true, "taxable": true})
	before := h.events()
	given := h.as("olga").post("/redemptions", form{"reward_id": meal, "quantity": 3}).expect(http.StatusCreated)
	if given.str("status") != "fulfilled" || given.str("fulfilled_at") == "" || given.at("can.cancel").Bool() {
		t.Fatal(given.text)
	}
	if got := h.events()[len(before):]; len(got) != 2 || got[0] != domain.RedemptionRequested || got[1] != domain.RedemptionFulfilled {
		t.Errorf("events %v", got)
	}
	h.wantWallet("olga", 380, 0)
	waits := h.redeem("nina", trees)
	h.as("owner").patch("/rewards/"+trees, form{"cash_value": form{"amount": 9900, "currency": "USD"}}).expect(200) // what was asked for before keeps its value
	if n := h.as("owner").get("/donations").expect(200).num("items.#"); n != 1 {
		t.Fatalf("%d donations before the approval", n)
	}
	h.as("pavel").post("/redemptions/"+waits+"/approve", nil).expect(200)
	if got := h.as("nina").get("/redemptions/" + waits).str("status"); got != "fulfilled" {
		t.Fatal(got)
	}
	h.as("pavel").post("/redemptions/"+waits+"/undo", nil).problem(409, "too_late")
	h.as("owner").post("/redemptions/"+waits+"/cancel", nil).problem(409, "not_pending")
	h.wantWallet("nina", 460, 0)
	h.checkBooks()

	list := h.as("owner").get("/donations?state=unpaid").expect(200)
	for path, want := range map[string]string{
		"items.#": "2", "items.0.reward.name": "=Trees", "items.0.amount": "1200", "items.0.currency": "EUR", "items.0.employee.name": "Nina Smirnova", "items.0.redemption_id": waits,
		"items.1.amount": "3600", "items.1.points": "120", "items.1.paid_at": "", "items.1.reference": "", "next_cursor": "",
	} {
		if got := list.str(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if own := h.as("olga").get("/me/benefits").expect(200); own.num("used.#") != 0 {
		t.Errorf("a donation is no benefit: %s", own.text)
	}
	if own := h.as("nina").get("/me/benefits").expect(200); own.num("used.0.amount") != 1200 { // the reward says so
		t.Error(own.text)
	}
	totals := h.as("owner").get("/donations/totals").expect(200)
	if totals.num("items.#") != 2 || totals.num("items.0.unpaid.amount") != 3600 || totals.num("items.0.unpaid.donations") != 1 || totals.num("items.1.paid.amount") != 0 {
		t.Error(totals.text)
	}
	if table := h.as("owner").with("Accept", "text/csv").get("/donations?reward_id=" + trees).expect(200).text; !strings.Contains(table, ",'=Trees,") || strings.Count(table, "\n") != 2 {
		t.Error(table)
	}
	first := h.as("owner").get("/donations?limit=1")
	if second := h.as("owner").get("/donations?limit=1&cursor=" + first.str("next_cursor")).expect(200); second.str("items.0.id") != list.str("items.1.id") || second.str("next_cursor") != "" {
		t.Error(second.text)
	}
}

func TestDonations_manyApprovedAtOnce(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	h.fund("ivan", 100)
	meal := h.charity(form{"requires_approval": true})
	a, b := h.redeem("olga", meal), h.redeem("ivan", meal)
	item := func(id string) form { return form{"kind": "redemption", "id": id, "action": "approve"} }
	h.as("maria").post("/approvals/batch", form{"items": []form{item(a), item(b)}}).expect(200)
	h.wantWallet("olga", 60, 0)
	if totals := h.as("owner").get("/donations/totals"); totals.num("items.0.unpaid.donations") != 2 || totals.num("items.0.unpaid.amount") != 2400 {
		t.Error(totals.text)
	}
	h.checkBooks()
}

func TestDonations_arePaidOnce(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 500)
	meal := h.charity(nil)
	var ids []string
	for range 3 {
		h.redeem("olga", meal)
	}
	for _, id := range h.as("owner").get("/donations").at("items.#.id").Array() {
		ids = append(ids, id.String())
	}
	owner := h.as("owner")
	for name, c := range map[string]struct {
		body   form
		status int
		code   string
		want   string
	}{
		"nothing":          {form{"ids": []string{}, "reference": "T-1"}, 422, "invalid_input", "body.ids"},
		"no reference":     {form{"ids": ids[:1], "reference": " "}, 422, "invalid_input", "body.reference"},
		"a long one":       {form{"ids": ids[:1], "reference": strings.Repeat("я", 201)}, 422, "invalid_input", "body.reference"},
		"one twice":        {form{"ids": []string{ids[0], ids[0]}, "reference": "T-1"}, 422, "invalid_input", "body.ids"},
		"no id":            {form{"ids": []string{"x"}, "reference": "T-1"}, 422, "invalid_input", "body.ids"},
		"one is not there": {form{"ids": []string{ids[0], domain.NewDonationID().String()}, "reference": "T-1"}, 404, "not_found", ""},
	} {
		if a := owner.post("/donations/pay", c.body).problem(c.status, c.code); !strings.Contains(a.text, c.want) {
			t.Errorf("%s: %s", name, a.text)
		}
	}
	if n := h.count(`select count(*) from donation where paid_at is not null`); n != 0 {
		t.Fatalf("%d were paid by calls that were refused", n)
	}
	call := owner.with("Idempotency-Key", "pay once")
	paid := call.post("/donations/pay", form{"ids": ids[:2], "reference": " Transfer 117 "}).expect(200)
	if paid.num("paid") != 2 || paid.num("sums.0.amount") != 2400 || paid.str("sums.0.reward.id") != meal || paid.str("reference") != "Transfer 117" {
		t.Error(paid.text)
	}
	if again := call.post("/donations/pay", form{"ids": ids[:2], "reference": " Transfer 117 "}).expect(200); again.text != paid.text || again.header.Get("Idempotent-Replayed") != "true" {
		t.Error(again.text)
	}
	owner.post("/donations/pay", form{"ids": ids[1:], "reference": "Transfer 118"}).problem(409, "already_paid")
	if list := owner.get("/donations?state=unpaid"); list.num("items.#") != 1 || list.str("items.0.id") != ids[2] {
		t.Error(list.text)
	}
	if list := owner.get("/donations?state=paid"); list.num("items.#") != 2 || list.str("items.0.reference") != "Transfer 117" || list.str("items.0.paid_at") == "" {
		t.Error(list.text)
	}
	if line := h.as("admin").get("/audit?subject_kind=reward"); line.str("items.0.action") != "pay_donations" || line.num("items.0.data.donations") != 2 {
		t.Error(line.text)
	}
	owner.get("/donations?state=lost").expect(422)
	owner.get("/donations?reward_id=x").expect(422)
	if _, err := h.db.Pool().Exec(t.Context(), `delete from donation`); err == nil {
		t.Error("the server's role can delete donations")
	}
}

func TestDonations_paidOnceUnderConcurrency(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 500)
	meal := h.charity(nil)
	for range 4 {
		h.redeem("olga", meal)
	}
	var ids []string
	for _, id := range h.as("owner").get("/donations").at("items.#.id").Array() {
		ids = append(ids, id.String())
	}
	answers := h.together(16, func(i int) int {
		mine := []string{ids[i%4], ids[(i+1)%4]}
		return h.insist(func() *answer { return h.as("owner").post("/donations/pay", form{"ids": mine, "reference": "T"}) }).status
	})
	if paid := h.count(`select count(*) from donation where paid_at is not null`); answers[200]+answers[409] != 16 || paid != 2*answers[200] {
		t.Errorf("%d are paid; answers %v", paid, answers)
	}
}

func TestDonations_needAWorth(t *testing.T) {
	h := newHouse(t)
	a := h.as("owner").post("/rewards", form{"name": "A hot meal", "cost": 40, "fulfilment": "donation"}).problem(422, "invalid_input")
	if !strings.Contains(a.text, "body.cash_value.amount") {
		t.Error(a.text)
	}
	h.fund("olga", 100)
	meal := h.charity(nil)
	h.exec(`update reward set cash_amount = null, cash_currency = null where id = $1`, meal) // made by an earlier version
	id := h.redeem("olga", meal)
	h.wantWallet("olga", 60, 40)
	h.as("owner").post("/redemptions/"+id+"/fulfil", nil).expect(200) // by hand, as before
	if n := h.as("owner").get("/donations").num("items.#"); n != 0 {
		t.Errorf("%d donations of nothing", n)
	}
}
