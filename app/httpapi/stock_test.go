package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"laurel/domain"
)

// stockOf is every movement of a reward's stock, the first one first, as "kind quantity left".
func (h *house) stockOf(rewardID string) string {
	h.t.Helper()
	var lines []string
	for next := ""; ; {
		a := h.as("owner").get("/rewards/" + rewardID + "/stock?limit=3&cursor=" + next).expect(http.StatusOK)
		for _, e := range a.at("items").Array() {
			lines = append([]string{strings.TrimSpace(fmt.Sprintf("%s %d %s", e.Get("kind"), e.Get("quantity").Int(), e.Get("left")))}, lines...)
		}
		if next = a.str("next_cursor"); next == "" {
			return strings.Join(lines, ", ")
		}
	}
}

func TestStock_everyMovementIsKept(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 500)
	book := h.offer(form{"stock": 3, "requires_approval": true})
	made := h.as("olga").post("/redemptions", form{"reward_id": book, "quantity": 2}).expect(http.StatusCreated).str("id")
	h.as("maria").post("/redemptions/"+made+"/reject", bodyOf("reject")).expect(http.StatusOK)
	h.as("maria").post("/redemptions/"+made+"/undo", nil).expect(http.StatusOK)
	h.as("olga").post("/redemptions/"+made+"/cancel", nil).expect(http.StatusOK)
	come := h.as("owner").with("Idempotency-Key", "boxes").post("/rewards/"+book+"/stock", form{"change": 5, "reason": " Two boxes came. "}).expect(http.StatusCreated)
	again := h.as("owner").with("Idempotency-Key", "boxes").post("/rewards/"+book+"/stock", form{"change": 5, "reason": " Two boxes came. "}).expect(http.StatusCreated)
	if come.str("reason") != "Two boxes came." || come.num("left") != 8 || come.str("by.id") != h.id("owner") || again.str("id") != come.str("id") {
		t.Errorf("%s\nand again %s", come.text, again.text)
	}
	h.as("owner").post("/rewards/"+book+"/stock", form{"change": -1, "reason": "Got wet."}).expect(http.StatusCreated)
	h.as("owner").patch("/rewards/"+book, form{"stock": 6}).expect(http.StatusOK)
	h.as("owner").patch("/rewards/"+book, form{"cost": 31}).expect(http.StatusOK) // moves no stock
	kept := h.redeem("olga", book)
	h.as("owner").patch("/rewards/"+book, form{"stock": nil}).expect(http.StatusOK)
	h.as("olga").post("/redemptions/"+kept+"/cancel", nil).expect(http.StatusOK) // goes back to where nothing is counted
	h.as("owner").patch("/rewards/"+book, form{"stock": 4}).expect(http.StatusOK)
	want := "counted 3 3, taken -2 1, returned 2 3, taken -2 1, returned 2 3, added 5 8, written_off -1 7, counted -1 6, taken -1 5, uncounted -5, counted 4 4"
	if got := h.stockOf(book); got != want {
		t.Errorf("the stock moved as\n%s, want\n%s", got, want)
	}
	taken := h.as("owner").get("/rewards/" + book + "/stock?limit=10").at("items.8")
	if taken.Get("redemption_id").String() != made || taken.Get("by.id").String() != h.id("maria") {
		t.Errorf("taken again by %s", taken.Raw)
	}
	h.checkBooks()
}

func TestStock_refusals(t *testing.T) {
	h := newHouse(t)
	book, endless := h.offer(form{"stock": 3}), h.offer(nil)
	path := "/rewards/" + book + "/stock"
	h.run(t, []scenario{
		{name: "more than are left", as: "owner", method: "POST", path: path, body: form{"change": -4, "reason": "Lost."}, status: 409, code: "too_few_left"},
		{name: "not counted", as: "owner", method: "POST", path: "/rewards/" + endless + "/stock", body: form{"change": 4, "reason": "More."}, status: 409, code: "not_counted"},
		{name: "nothing", as: "owner", method: "POST", path: path, body: form{"change": 0, "reason": "More."}, status: 422, code: "invalid_input"},
		{name: "no reason", as: "owner", method: "POST", path: path, body: form{"change": 1, "reason": " "}, status: 422, code: "invalid_input"},
		{name: "too many", as: "owner", method: "POST", path: path, body: form{"change": 1_000_000_000, "reason": "More."}, status: 422, code: "invalid_input"},
		{name: "not whole", as: "owner", method: "POST", path: path, body: form{"change": 1.5, "reason": "More."}, status: 422},
		{name: "an unknown field", as: "owner", method: "POST", path: path, body: form{"change": 1, "reason": "More.", "left": 9}, status: 422},
		{name: "unknown", as: "owner", method: "POST", path: "/rewards/" + domain.NewRewardID().String() + "/stock", body: form{"change": 1, "reason": "More."}, status: 404},
		{name: "unknown to read", as: "owner", method: "GET", path: "/rewards/" + domain.NewRewardID().String() + "/stock", status: 404},
		{name: "no cursor", as: "owner", method: "GET", path: path + "?cursor=x", status: 422},
	})
	if got := h.stockOf(book); got != "counted 3 3" {
		t.Errorf("the stock moved as %s", got)
	}
}

// Who changes the stock while others redeem takes nothing from them, and gives nothing twice.
func TestStock_underConcurrency(t *testing.T) {
	h := newHouse(t)
	buyers := []string{"olga", "ivan", "nina", "maria"}
	for _, name := range buyers {
		h.fund(name, 1000)
	}
	book := h.offer(form{"stock": 10})
	answers := h.together(60, func(i int) int {
		return h.insist(func() *answer {
			if i%3 == 0 {
				return h.as("owner").post("/rewards/"+book+"/stock", form{"change": 2 - i%2*3, "reason": "Counted."}) // 2 or -1
			}
			return h.as(buyers[i%len(buyers)]).post("/redemptions", form{"reward_id": book})
		}).status
	})
	sold := h.count(`select count(*) from redemption`)
	moved := h.count(`select sum(quantity)::bigint from stock_entry where reward_id = $1 and kind in ('added', 'written_off')`, book)
	if left := h.count(`select stock from reward where id = $1`, book); left != 10+moved-sold || answers[http.StatusCreated]+answers[http.StatusConflict] != 60 {
		t.Errorf("%d are left of 10 with %d moved and %d sold; answers %v", left, moved, sold, answers)
	}
	h.checkBooks()
}

func TestStock_checkFindsWhatIsWrong(t *testing.T) {
	h := newHouse(t)
	book, pen := h.offer(form{"stock": 3}), h.offer(form{"stock": 5})
	h.asOwnerOfSchema(`update reward set stock = 4 where id = '` + book + `'`)
	h.asOwnerOfSchema(`insert into stock_entry (reward_id, kind, quantity, left_over, at) values ('` + pen + `', 'added', 2, 5, now()), ('` + pen + `', 'written_off', -2, 5, now())`)
	a := h.as("owner").get("/ledger/check").expect(http.StatusOK)
	got := []string{}
	for _, m := range a.at("mismatches").Array() {
		got = append(got, fmt.Sprintf("%s %s %s %s", m.Get("kind"), m.Get("id"), m.Get("balance"), m.Get("computed")))
	}
	want := []string{"stock " + book + " 4 3", "stock " + pen + " 5 7"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || a.at("balanced").Bool() {
		t.Errorf("the check says %s", a.text)
	}
}
