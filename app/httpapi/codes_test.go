package httpapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"laurel/domain"
)

// fill puts codes into the pool of a reward.
func (h *house) fill(rewardID string, codes ...string) *answer {
	h.t.Helper()
	return h.as("owner").post("/rewards/"+rewardID+"/codes", form{"codes": codes}).expect(http.StatusOK)
}

// voucher offers a reward that is fulfilled by code.
func (h *house) voucher(change form) string {
	h.t.Helper()
	details := form{"name": "A voucher", "cost": 10, "fulfilment": "code"}
	for name, value := range change {
		details[name] = value
	}
	return h.offer(details)
}

func (h *house) wantPool(rewardID string, available, used, waiting int64) {
	h.t.Helper()
	a := h.as("owner").get("/rewards/" + rewardID + "/codes").expect(http.StatusOK)
	if a.num("available") != available || a.num("used") != used || a.num("waiting") != waiting {
		h.t.Errorf("the pool has %s, want %d available, %d used, %d waiting", a.text, available, used, waiting)
	}
}

func TestCodes_areTakenInEveryForm(t *testing.T) {
	h := newHouse(t)
	voucher := h.voucher(nil)
	long := strings.Repeat("x", 501)
	for _, c := range []struct {
		name, media string
		body        any
		want        string // added, duplicates, and the lines of errors
	}{
		{"a list", "application/json", form{"codes": []string{"A-1", " A-2 ", "A-1", ""}}, "2 1"},
		{"lines", "text/plain", "A-3\r\nA-2\n\n" + long + "\nA-4", "2 1 4"},
		{"lines with a header", "text/csv; charset=utf-8", "\ufeffcode\n\"A,5\"\nA-6\n\"A\n7\"\nA-8\x00\n", "2 0 4 6"},
		{"the same again", "text/plain", "A-1\nA-2\n", "0 2"},
		{"a trailing comma", "text/csv", "A-9,\n", "1 0"},
	} {
		a := h.as("owner").with("Content-Type", c.media).post("/rewards/"+voucher+"/codes", c.body).expect(http.StatusOK)
		got := []string{a.str("added"), a.str("duplicates")}
		for _, line := range a.at("errors.#.line").Array() {
			got = append(got, line.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q\n%s", c.name, got, c.want, a.text)
		}
		if strings.Contains(a.text, "A-") || strings.Contains(a.text, "xxx") {
			t.Errorf("%s: the answer holds codes: %s", c.name, a.text)
		}
	}
	h.wantPool(voucher, 7, 0, 0)
}

func TestCodes_refusals(t *testing.T) {
	h := newHouse(t)
	voucher := h.voucher(nil)
	path := "/rewards/" + voucher + "/codes"
	many := strings.Repeat("A\n", 10_001)
	for _, c := range []struct {
		name, path, media string
		body              any
		status            int
		code              string
	}{
		{"by hand", "/rewards/" + h.offer(nil) + "/codes", "text/plain", "A", http.StatusConflict, "not_by_code"},
		{"a reward that is not there", "/rewards/" + domain.NewRewardID().String() + "/codes", "text/plain", "A", http.StatusNotFound, "not_found"},
		{"no id", "/rewards/nonsense/codes", "text/plain", "A", http.StatusNotFound, "not_found"},
		{"nothing", path, "text/plain", "\n \n", http.StatusUnprocessableEntity, "invalid_input"},
		{"only a header", path, "text/csv", "code\n", http.StatusUnprocessableEntity, "invalid_input"},
		{"too many", path, "text/plain", many, http.StatusUnprocessableEntity, "invalid_input"},
		{"too much", path, "text/plain", strings.Repeat("A", 1<<20+1), http.StatusRequestEntityTooLarge, "too_large"},
		{"two columns", path, "text/csv", "A,B\n", http.StatusUnprocessableEntity, "invalid_input"},
		{"broken quotes", path, "text/csv", "\"A\"B\n", http.StatusUnprocessableEntity, "invalid_input"},
		{"another type", path, "application/xml", "<a/>", http.StatusUnsupportedMediaType, "unsupported_media_type"},
		{"another charset", path, "text/plain; charset=utf-16", "A", http.StatusUnsupportedMediaType, "unsupported_media_type"},
		{"broken JSON", path, "application/json", "{", http.StatusBadRequest, "malformed"},
		{"other JSON", path, "application/json", `{"codes": [7]}`, http.StatusUnprocessableEntity, "invalid_input"},
		{"unknown fields", path, "application/json", `{"codes": ["A"], "more": 1}`, http.StatusUnprocessableEntity, "invalid_input"},
		{"no codes", path, "application/json", `{}`, http.StatusUnprocessableEntity, "invalid_input"},
	} {
		a := h.as("owner").with("Content-Type", c.media).post(c.path, c.body)
		if a.status != c.status || a.str("code") != c.code {
			t.Errorf("%s: %d\n%s", c.name, a.status, a.text)
		}
	}
	h.as("owner").patch(path, form{"warn_below": -1}).expect(http.StatusUnprocessableEntity)
	h.wantPool(voucher, 0, 0, 0)
}

func TestCodes_areForTheRedeemerAlone(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	voucher := h.voucher(nil)
	h.as("owner").with("Idempotency-Key", "file").post("/rewards/"+voucher+"/codes", form{"codes": []string{"TREE-4471-A", "TREE-9902-C"}}).expect(http.StatusOK)
	again := h.as("owner").with("Idempotency-Key", "file").post("/rewards/"+voucher+"/codes", form{"codes": []string{"TREE-4471-A", "TREE-9902-C"}}).expect(http.StatusOK)
	if again.num("added") != 2 || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("replayed as %s", again.text)
	}
	keyed := h.as("olga").with("Idempotency-Key", "mine")
	made := keyed.post("/redemptions", form{"reward_id": voucher}).expect(http.StatusCreated)
	if made.str("status") != "fulfilled" || made.str("code") != "TREE-4471-A" {
		t.Fatalf("made %s", made.text)
	}
	if replayed := keyed.post("/redemptions", form{"reward_id": voucher}).expect(http.StatusCreated); replayed.str("code") != "TREE-4471-A" {
		t.Errorf("replayed as %s", replayed.text)
	}
	h.wantWallet("olga", 90, 0)
	id := made.str("id")
	for _, name := range []string{"owner", "maria"} {
		if a := h.as(name).get("/redemptions/" + id).expect(http.StatusOK); a.at("code").Value() != nil || strings.Contains(a.text, "TREE-") {
			t.Errorf("%s sees %s", name, a.text)
		}
	}
	for _, call := range []*answer{h.as("admin").get("/audit?limit=100"), h.as("owner").get("/redemptions?scope=all"), h.as("owner").get("/rewards/" + voucher + "/codes")} {
		if strings.Contains(call.text, "TREE-") {
			t.Errorf("%s holds codes: %s", call.call, call.text)
		}
	}
	if strings.Contains(h.log.String(), "TREE-") {
		t.Error("the log holds codes")
	}
	for _, table := range []string{"reward_code", "redemption", "idempotency", "audit", "event", "notification"} {
		if n := h.count(`select count(*) from ` + table + ` t where t::text like '%TREE-%' or t::text like '%` + fmt.Sprintf("%x", "TREE-") + `%'`); n != 0 {
			t.Errorf("%d rows of %s hold codes that can be read", n, table)
		}
	}
	h.wantPool(voucher, 1, 1, 0)
	h.checkBooks()
}

func TestCodes_afterApproval(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	voucher := h.voucher(form{"requires_approval": true})
	h.fill(voucher, "A-1", "A-2", "A-3")
	id := h.redeem("olga", voucher)
	a := h.as("maria").post("/redemptions/"+id+"/approve", nil).expect(http.StatusOK)
	if a.str("status") != "fulfilled" || a.at("code").Value() != nil {
		t.Fatalf("approved as %s", a.text)
	}
	h.as("maria").post("/redemptions/"+id+"/undo", nil).problem(http.StatusConflict, "too_late")
	h.as("olga").post("/redemptions/"+id+"/cancel", nil).problem(http.StatusConflict, "not_pending")
	if code := h.as("olga").get("/redemptions/" + id).str("code"); code != "A-1" {
		t.Errorf("the code is %q", code)
	}
	both := []form{}
	for range 2 {
		both = append(both, form{"kind": "redemption", "id": h.redeem("olga", voucher), "action": "approve"})
	}
	h.as("maria").post("/approvals/batch", form{"items": both}).expect(http.StatusOK)
	h.wantPool(voucher, 0, 3, 0)
	h.wantWallet("olga", 70, 0)
	h.told()
	h.expectInbox(map[string]string{"olga": "redemption_updated* redemption_updated* redemption_updated*"})
	h.checkBooks()
}

func TestCodes_whatWaitsGetsThemOldestFirst(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"olga", "ivan", "nina"} {
		h.fund(name, 100)
	}
	voucher := h.voucher(nil)
	h.fill(voucher, "A-1")
	two := h.as("olga").post("/redemptions", form{"reward_id": voucher, "quantity": 2}).expect(http.StatusCreated)
	one := h.as("ivan").post("/redemptions", form{"reward_id": voucher}).expect(http.StatusCreated)
	last := h.as("nina").post("/redemptions", form{"reward_id": voucher}).expect(http.StatusCreated)
	for _, a := range []*answer{two, one, last} {
		if a.str("status") != "approved" {
			t.Fatalf("made %s", a.text) // nobody is passed over
		}
	}
	h.wantPool(voucher, 1, 0, 4)
	if a := h.fill(voucher, "A-2", "A-3"); a.num("fulfilled") != 2 || a.num("pool.available") != 0 || a.num("pool.waiting") != 1 {
		t.Errorf("filled: %s", a.text)
	}
	if code := h.as("olga").get("/redemptions/" + two.str("id")).str("code"); code != "A-1\nA-2" {
		t.Errorf("olga has %q", code)
	}
	if code := h.as("ivan").get("/redemptions/" + one.str("id")).str("code"); code != "A-3" {
		t.Errorf("ivan has %q", code)
	}
	h.as("nina").post("/redemptions/"+last.str("id")+"/cancel", nil).expect(http.StatusOK)
	h.wantWallet("nina", 100, 0)
	h.fill(voucher, "A-4")
	h.wantPool(voucher, 1, 3, 0)
	h.checkBooks()
}

// TestCodes_whoLeavesTheQueueLetsOthersThrough cancels, and fulfils by hand, the one for whom there were not
// enough.
func TestCodes_whoLeavesTheQueueLetsOthersThrough(t *testing.T) {
	for verb, c := range map[string]struct {
		by   string
		body any
	}{"cancel": {"olga", nil}, "fulfil": {"owner", form{"code": "B-1 and B-2"}}} {
		t.Run(verb, func(t *testing.T) {
			h := newHouse(t)
			h.fund("olga", 100)
			h.fund("ivan", 100)
			voucher := h.voucher(nil)
			h.fill(voucher, "A-1")
			two := h.as("olga").post("/redemptions", form{"reward_id": voucher, "quantity": 2}).expect(http.StatusCreated).str("id")
			one := h.redeem("ivan", voucher)
			h.as(c.by).post("/redemptions/"+two+"/"+verb, c.body).expect(http.StatusOK)
			if code := h.as("ivan").get("/redemptions/" + one).str("code"); code != "A-1" {
				t.Errorf("ivan has %q", code)
			}
			h.checkBooks()
		})
	}
}

func TestCodes_typedByHand(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 200)
	voucher := h.voucher(form{"requires_approval": true})
	h.fill(voucher, "A-1")
	first := h.redeem("olga", voucher)
	h.as("maria").post("/redemptions/"+first+"/approve", nil).expect(http.StatusOK) // has A-1
	waits := func() string {
		id := h.redeem("olga", voucher)
		h.as("maria").post("/redemptions/"+id+"/approve", nil).expect(http.StatusOK)
		return "/redemptions/" + id
	}
	second := waits()
	h.as("owner").post(second+"/fulfil", form{"code": "A-1"}).problem(http.StatusConflict, "code_given")
	h.as("owner").post(second+"/fulfil", form{"code": "Card A-7\nA-1"}).problem(http.StatusConflict, "code_given")
	h.as("owner").post(second+"/fulfil", form{"code": "A-2"}).expect(http.StatusOK)
	if a := h.fill(voucher, "A-2", "A-3", "A-4"); a.num("added") != 2 || a.num("duplicates") != 1 {
		t.Errorf("a code that was typed is taken: %s", a.text)
	}
	// One that waits for two codes, of which an owner types one that lies in the pool.
	h.as("owner").patch("/rewards/"+voucher, form{"requires_approval": false}).expect(http.StatusOK)
	third := h.as("olga").post("/redemptions", form{"reward_id": voucher, "quantity": 3}).expect(http.StatusCreated).str("id")
	h.as("owner").post("/redemptions/"+third+"/fulfil", form{"code": "A-3\nC-1\nC-2"}).expect(http.StatusOK)
	h.wantPool(voucher, 1, 2, 0)
	if code := h.as("olga").post("/redemptions", form{"reward_id": voucher}).expect(http.StatusCreated).str("code"); code != "A-4" {
		t.Errorf("the next code is %q", code)
	}
	h.checkBooks()
}

// TestCodes_eachOnceUnderConcurrency lets 32 clients ask for 10 codes, while more are added: the one order
// of locks holds for all of it.
func TestCodes_eachOnceUnderConcurrency(t *testing.T) {
	h := newHouse(t)
	buyers := []string{"olga", "ivan", "nina", "maria"}
	for _, name := range buyers {
		h.fund(name, 1000)
	}
	voucher := h.voucher(nil)
	var codes []string
	for i := range 10 {
		codes = append(codes, fmt.Sprintf("A-%02d", i))
	}
	h.fill(voucher, codes...)
	h.together(32, func(i int) int {
		return h.insist(func() *answer { return h.as(buyers[i%len(buyers)]).post("/redemptions", form{"reward_id": voucher}) }).status
	})
	given := func() []string {
		var list []string
		for _, name := range buyers {
			for _, code := range h.as(name).get("/redemptions?scope=own&status=fulfilled&limit=100").at("items.#.code").Array() {
				list = append(list, strings.Split(code.String(), "\n")...)
			}
		}
		slices.Sort(list)
		return list
	}
	if got := given(); !slices.Equal(got, codes) {
		t.Fatalf("given %v", got)
	}
	h.wantPool(voucher, 0, 10, 22)
	// More come in parts from two owners' hands, while some are cancelled and others ask.
	waiting := h.as("owner").get("/redemptions?scope=all&status=approved&limit=100").at("items").Array()
	statuses := h.together(24, func(i int) int {
		return h.insist(func() *answer {
			switch i % 3 {
			case 0:
				return h.as("owner").post("/rewards/"+voucher+"/codes", form{"codes": []string{fmt.Sprintf("B-%02d", i), fmt.Sprintf("C-%02d", i), "B-00"}})
			case 1:
				return h.as("owner").post("/redemptions/"+waiting[i%len(waiting)].Get("id").String()+"/cancel", nil)
			default:
				return h.as(buyers[i%len(buyers)]).post("/redemptions", form{"reward_id": voucher})
			}
		}).status
	})
	for status := range statuses {
		if status != http.StatusOK && status != http.StatusCreated && status != http.StatusConflict {
			t.Fatalf("answers %v", statuses)
		}
	}
	got := given()
	if unique := slices.Compact(slices.Clone(got)); len(unique) != len(got) {
		t.Errorf("a code was given twice: %v", got)
	}
	pool := h.as("owner").get("/rewards/" + voucher + "/codes")
	if pool.num("used") != int64(len(got)) || (pool.num("available") > 0 && pool.num("waiting") > 0) {
		t.Errorf("%d were given, the pool has %s", len(got), pool.text)
	}
	h.checkBooks()
}

func TestCodes_ownersAreToldOnceUntilRefilled(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 200)
	voucher := h.voucher(nil)
	told := func(times int) {
		t.Helper()
		h.told()
		if got := strings.Count(h.inbox("owner"), "codes_low"); got != times {
			t.Errorf("owners were told %d times, want %d", got, times)
		}
	}
	health := func(state string) {
		t.Helper()
		if got := h.as("admin").get("/health").str(`lines.#(name=="codes").state`); got != state {
			t.Errorf("the health page says %q, want %q", got, state)
		}
	}
	told(0) // a reward without a pool has none to refill
	h.as("owner").patch("/rewards/"+voucher+"/codes", form{"warn_below": 2}).expect(http.StatusOK)
	h.fill(voucher, "A-1", "A-2", "A-3")
	health("ok")
	h.redeem("olga", voucher)
	told(0)
	h.redeem("olga", voucher) // one is left
	h.redeem("olga", voucher)
	h.redeem("olga", voucher) // waits
	told(1)
	health("notice")
	a := h.as("owner").get("/notifications?topic=asks").expect(http.StatusOK)
	if a.str("items.0.reward.id") != voucher || a.str("items.0.reward.name") != "A voucher" || a.num("items.0.reward.available") != 1 {
		t.Errorf("told %s", a.text)
	}
	h.fill(voucher, "A-4", "A-5") // one goes at once
	told(1)
	h.fill(voucher, "A-6", "A-7")
	health("ok")
	h.redeem("olga", voucher)
	h.redeem("olga", voucher)
	told(2)
	if got := h.as("owner").patch("/rewards/"+voucher+"/codes", form{"warn_below": 0}).expect(http.StatusOK); got.at("low").Bool() {
		t.Errorf("never is now: %s", got.text)
	}
	health("ok")
	if n := strings.Count(h.inbox("maria")+h.inbox("olga")+h.inbox("admin"), "codes_low"); n != 0 {
		t.Errorf("%d others were told", n)
	}
}

// TestCodes_ofARewardThatBecomesOneByCode serves who has waited for its owner until then.
func TestCodes_ofARewardThatBecomesOneByCode(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 100)
	voucher := h.voucher(nil)
	h.fill(voucher, "A-1")
	h.as("owner").patch("/rewards/"+voucher, form{"fulfilment": "manual"}).expect(http.StatusOK)
	id := h.redeem("olga", voucher)
	h.wantPool(voucher, 1, 0, 0)
	h.as("owner").patch("/rewards/"+voucher, form{"fulfilment": "code"}).expect(http.StatusOK)
	if a := h.as("olga").get("/redemptions/" + id); a.str("code") != "A-1" || a.str("status") != "fulfilled" {
		t.Errorf("olga has %s", a.text)
	}
}
