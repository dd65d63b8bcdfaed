package httpapi

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"laurel/domain"
	"laurel/storage/pgtest/chance"
)

// awardBody is an award that pavel and nina score, open from the first to the twentieth of the month.
func (h *house) awardBody(program, award form) form {
	rules := form{
		"winners": 1, "panel_ids": []string{h.id("pavel"), h.id("nina")},
		"criteria": []form{{"name": "The customer's day", "weight": 3}, {"name": "It lasts", "weight": 1}},
	}
	maps.Copy(rules, award)
	body := form{
		"name": "Award " + domain.NewProgramID().String(), "funding": "budget", "approval": "owner", "budget": form{"period": "year", "total": 1000},
		"points": form{"min": 300, "max": 300, "default": 300}, "from": "2026-03-01", "to": "2026-03-20", "award": rules,
	}
	maps.Copy(body, program)
	return body
}

// award makes one, and gives its id.
func (h *house) award(program, award form) string {
	h.t.Helper()
	return h.as("owner").post("/programs", h.awardBody(program, award)).expect(http.StatusCreated).str("id")
}

// enter nominates for an award.
func (h *house) enter(award, by, nominee string) *answer {
	h.t.Helper()
	return h.as(by).post("/nominations", h.form("hero", nominee).with("program_id", award))
}

// contest is an award for which ivan, olga and maria were put forward; the window is over.
func (h *house) contest(program, award form) (id string, nominations map[string]string) {
	h.t.Helper()
	id, nominations = h.award(program, award), map[string]string{}
	for nominee, by := range map[string]string{"ivan": "olga", "olga": "maria", "maria": "ivan"} {
		nominations[nominee] = h.enter(id, by, nominee).expect(http.StatusCreated).str("id")
	}
	h.clock.advance(15 * 24 * time.Hour)
	return id, nominations
}

// score gives marks to nominations.
func (h *house) score(award, member string, marks map[string][]any) *answer {
	h.t.Helper()
	list := []form{}
	for nomination, given := range marks {
		list = append(list, form{"nomination_id": nomination, "marks": given})
	}
	return h.as(member).call(http.MethodPut, "/awards/"+award+"/scores", form{"scores": list})
}

// scoreAll gives each nomination the same mark by both criteria.
func (h *house) scoreAll(award, member string, nominations map[string]string, marks map[string]int) {
	h.t.Helper()
	given := map[string][]any{}
	for nominee, mark := range marks {
		given[nominations[nominee]] = []any{mark, mark}
	}
	h.score(award, member, given).expect(http.StatusOK)
}

func (h *house) decide(award, reason string, winners ...string) *answer {
	h.t.Helper()
	body := form{"winner_ids": append([]string{}, winners...)}
	if reason != "" {
		body["reason"] = reason
	}
	return h.as("owner").post("/awards/"+award+"/decide", body)
}

func TestAwards_fromTheWindowToTheWinners(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(nil, nil)
	h.sweep()
	h.told()
	h.expectInbox(map[string]string{"pavel": "award_scoring*", "nina": "award_scoring*", "owner": "", "ivan": ""})
	seen := h.as("pavel").get("/awards/" + id).expect(http.StatusOK)
	for path, want := range map[string]string{
		"stage": "scoring", "to_score": "3", "nominations": "3", "winners": "1", "points": "300", "opens": "2026-03-01", "closes": "2026-03-20",
		"can.score": "true", "can.decide": "false", "panel.0.name": "Nina Smirnova", "panel.0.scored": "", "criteria.0.weight": "3",
	} {
		if got := seen.str(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	list := h.as("pavel").get("/awards/" + id + "/nominations?limit=2").expect(http.StatusOK)
	if len(list.at("items").Array()) != 2 || list.str("items.0.marks") != "[null,null]" || list.str("items.0.nomination.story") == "" {
		t.Errorf("pavel scores %s", list.text)
	}
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 5, "olga": 4, "maria": 1})
	h.told()
	h.expectInbox(map[string]string{"owner": ""})
	h.as("owner").get("/awards/"+id+"/ranking").problem(http.StatusConflict, "scores_missing")
	h.decide(id, "", n["ivan"]).problem(http.StatusConflict, "scores_missing")

	h.score(id, "nina", map[string][]any{n["ivan"]: {3, nil}, n["olga"]: {5, 5}, n["maria"]: {1, 1}}).expect(http.StatusOK)
	if own := h.as("nina").get("/awards/" + id + "/nominations").expect(http.StatusOK); !strings.Contains(own.text, `"marks":[3,null]`) || strings.Contains(own.text, `"marks":[5,5],"note":"","scores":[{`) {
		t.Errorf("nina's own: %s", own.text)
	}
	h.score(id, "nina", map[string][]any{n["ivan"]: {3, 5}}).expect(http.StatusOK)
	h.told()
	h.expectInbox(map[string]string{"owner": "award_scored*", "pavel": "award_scoring"})

	ranking := h.as("owner").get("/awards/" + id + "/ranking").expect(http.StatusOK)
	if got := ranking.str("standings.#.nominee.name"); got != `["Olga Petrova","Ivan Ivanov","Maria Manager"]` {
		t.Errorf("ranked %s", got)
	}
	if ranking.str("standings.0.mean") != "4.5" || ranking.str("standings.1.mean") != "4.25" || ranking.str("standings.#.chance") != `["wins","loses","loses"]` {
		t.Errorf("the ranking: %s", ranking.text)
	}
	h.decide(id, "", n["ivan"]).problem(http.StatusUnprocessableEntity, "not_winners")
	before := len(h.events())
	decided := h.decide(id, "", n["olga"]).expect(http.StatusOK)
	if decided.str("stage") != "decided" || decided.str("prizes.#.nominee.name") != `["Olga Petrova"]` || decided.str("decision.by.name") != "Oscar Owner" {
		t.Errorf("decided: %s", decided.text)
	}
	if got := fmt.Sprint(h.events()[before:]); got != "[award.decided recognition.published recognition.published recognition.published]" &&
		got != "[recognition.published recognition.published recognition.published award.decided]" {
		t.Errorf("events %s", got)
	}
	if h.wallet("olga") != 300 || h.wallet("ivan") != 0 || h.wallet("maria") != 0 {
		t.Errorf("wallets %d, %d, %d", h.wallet("olga"), h.wallet("ivan"), h.wallet("maria"))
	}
	h.checkBooks()
	feed := h.as("nina").get("/feed").expect(http.StatusOK)
	if feed.str(`items.#(award=="won").nominees.0.name`) != "Olga Petrova" || len(feed.at("items").Array()) != 3 || len(feed.at(`items.#(as_thanks==true)#`).Array()) != 2 {
		t.Errorf("the feed: %s", feed.text)
	}
	h.told()
	for name, want := range map[string]string{"olga": "won", "ivan": "thanked", "maria": "thanked"} {
		inbox := h.as(name).get("/notifications").expect(http.StatusOK)
		if got := inbox.str(`items.#(kind=="recognised").award.outcome`); got != want {
			t.Errorf("%s was told %q: %s", name, got, inbox.text)
		}
		if got := inbox.str(`items.#(kind=="nomination_approved").award.outcome`); got == "" {
			t.Errorf("%s was not told of their nominee: %s", name, inbox.text)
		}
	}
	if h.as("owner").get("/notifications?unread=true").num("unread") != 0 {
		t.Error("the owner is still asked to decide")
	}
	all := h.as("pavel").get("/awards/" + id + "/nominations").expect(http.StatusOK)
	if len(all.at("items.0.scores").Array()) != 2 {
		t.Errorf("after the decision: %s", all.text)
	}
	h.decide(id, "", n["olga"]).problem(http.StatusConflict, "award_decided")
	h.score(id, "pavel", map[string][]any{n["ivan"]: {1, 1}}).problem(http.StatusConflict, "award_decided")
	h.as("pavel").get("/awards/" + id + "/ranking").expect(http.StatusOK)
	h.as("ivan").get("/awards/"+id+"/ranking").problem(http.StatusForbidden, "forbidden")

	// Afterwards it is a recognition like others, but that no single decision was made that could be undone.
	h.as("owner").post("/nominations/"+n["olga"]+"/undo", nil).problem(http.StatusConflict, "decided_by_panel")
	if h.as("owner").get("/nominations/" + n["olga"]).at("can.undo").Bool() {
		t.Error("undo is offered")
	}
	h.as("owner").post("/nominations/"+n["olga"]+"/revoke", form{"reason": "By mistake."}).expect(http.StatusOK)
	if h.wallet("olga") != 0 {
		t.Errorf("olga still has %d", h.wallet("olga"))
	}
	h.checkBooks()
}

func TestAwards_windowAndPanel(t *testing.T) {
	h := newHouse(t)
	id := h.award(nil, nil)
	if at := h.enter(id, "ivan", "pavel").problem(http.StatusUnprocessableEntity, "on_panel").str("errors.0.location"); at != "body.nominee_ids[0]" {
		t.Errorf("the fault is at %s", at)
	}
	h.enter(id, "pavel", "ivan").problem(http.StatusForbidden, "on_panel")
	for name, want := range map[string]bool{"ivan": true, "pavel": false} {
		if got := h.as(name).get("/programs").at(fmt.Sprintf(`items.#(id==%q).may_nominate`, id)).Bool(); got != want {
			t.Errorf("%s may nominate: %v", name, got)
		}
	}
	h.as("ivan").post("/nominations", h.form("hero", "olga").with("program_id", id).with("enabler_ids", []string{h.id("nina")})).problem(http.StatusUnprocessableEntity, "on_panel")
	h.enter(id, "owner", "ivan").problem(http.StatusUnprocessableEntity, "no_approver") // there is no other owner
	h.as("ivan").post("/nominations", h.form("hero", "olga").with("program_id", id).with("points", 200)).problem(http.StatusUnprocessableEntity, "points_out_of_range")

	waiting := h.enter(id, "ivan", "olga").expect(http.StatusCreated)
	if waiting.str("status") != "pending" || !waiting.at("can.withdraw").Bool() {
		t.Errorf("made %s", waiting.text)
	}
	one := waiting.str("id")
	for name, call := range map[string]func() *answer{
		"approve":  func() *answer { return h.as("owner").post("/nominations/"+one+"/approve", nil) },
		"decline":  func() *answer { return h.as("owner").post("/nominations/"+one+"/decline", form{"reason": "No."}) },
		"delegate": func() *answer { return h.as("owner").post("/approvals/"+one+"/delegate", form{"to": h.id("maria")}) },
	} {
		if a := call(); a.status != http.StatusConflict || a.str("code") != "decided_by_panel" {
			t.Errorf("%s: %s", name, a.text)
		}
	}
	batch := h.as("owner").post("/approvals/batch", form{"items": []form{{"kind": "nomination", "id": one, "action": "approve"}}}).expect(http.StatusOK)
	if batch.str("results.0.code") != "decided_by_panel" {
		t.Errorf("in a batch: %s", batch.text)
	}
	if seen := h.as("owner").get("/nominations/" + one); seen.at("can.approve").Bool() || seen.at("can.decline").Bool() {
		t.Errorf("an owner may %s", seen.str("can"))
	}
	for _, name := range []string{"owner", "maria"} {
		if queue := h.as(name).get("/approvals").str("items"); queue != "[]" {
			t.Errorf("%s is asked: %s", name, queue)
		}
	}
	refused := h.as("owner").patch("/programs/"+id, form{"award": h.awardBody(nil, form{"panel_ids": []string{h.id("pavel"), h.id("olga")}})["award"]}).problem(http.StatusUnprocessableEntity, "invalid_input")
	if at := refused.str("errors.0.location"); at != "body.award.panel_ids[1]" {
		t.Errorf("the fault is at %s", at)
	}
	h.score(id, "pavel", map[string][]any{one: {1, 1}}).problem(http.StatusConflict, "award_open")
	h.decide(id, "").problem(http.StatusConflict, "award_open")
	h.enter(id, "maria", "ivan").expect(http.StatusCreated)
	h.as("ivan").post("/nominations/"+one+"/withdraw", nil).expect(http.StatusOK)

	h.clock.advance(10*24*time.Hour + 14*time.Hour + 59*time.Minute) // the last minute of the last day
	kept := h.enter(id, "ivan", "olga").expect(http.StatusCreated).str("id")
	h.clock.advance(2 * time.Minute)
	h.enter(id, "ivan", "maria").problem(http.StatusConflict, "program_closed")
	h.as("ivan").post("/nominations/"+kept+"/withdraw", nil).problem(http.StatusConflict, "award_scoring")
	if h.as("ivan").get("/nominations/" + kept).at("can.withdraw").Bool() {
		t.Error("withdrawing is offered")
	}
	h.score(id, "maria", map[string][]any{kept: {1, 1}}).problem(http.StatusForbidden, "not_on_panel")
	h.as("maria").get("/awards/"+id+"/nominations").problem(http.StatusForbidden, "not_on_panel")
	for want, marks := range map[string][]any{"marks": {1}, "marks[1]": {1, 6}, "marks[0]": {0, 1}} {
		a := h.score(id, "pavel", map[string][]any{kept: marks}).expect(http.StatusUnprocessableEntity)
		if got := a.str("errors.0.location"); got != "body.scores[0]."+want {
			t.Errorf("%v: the fault is at %s", marks, got)
		}
	}
	h.score(id, "pavel", map[string][]any{one: {1, 1}}).problem(http.StatusUnprocessableEntity, "invalid_input") // withdrawn
	h.score(domain.NewProgramID().String(), "pavel", map[string][]any{one: {1, 1}}).problem(http.StatusNotFound, "not_found")
	h.as("ivan").get("/awards/"+h.programs["hero"].String()).problem(http.StatusNotFound, "not_found")
}

func TestAwards_rulesAreChecked(t *testing.T) {
	h := newHouse(t)
	h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID)
	for want, body := range map[string]form{
		"body.from":                     h.awardBody(form{"from": nil}, nil),
		"body.approval":                 h.awardBody(form{"approval": "manager"}, form{"panel_ids": []string{h.id("pavel")}}),
		"body.funding":                  h.awardBody(form{"funding": "allowance"}, nil),
		"body.points":                   h.awardBody(form{"points": form{"min": 1, "max": 300, "default": 300}}, nil),
		"body.max_nominees":             h.awardBody(form{"max_nominees": 3}, nil),
		"body.award.panel_ids[1]":       h.awardBody(nil, nil),
		"body.award.panel_ids":          h.awardBody(nil, form{"panel_ids": []string{}}),
		"body.award.winners":            h.awardBody(nil, form{"winners": 0}),
		"body.award.criteria[0].weight": h.awardBody(nil, form{"criteria": []form{{"name": "All", "weight": 9}}}),
		"body.award.criteria[0].name":   h.awardBody(nil, form{"criteria": []form{{"name": " ", "weight": 1}}}),
	} {
		if body["from"] == nil {
			delete(body, "from")
		}
		if got := h.as("owner").post("/programs", body).problem(http.StatusUnprocessableEntity, "invalid_input").str("errors.0.location"); got != want {
			t.Errorf("the fault is at %s, want %s", got, want)
		}
	}
	award := h.awardBody(nil, form{"panel_ids": []string{h.id("pavel")}})["award"]
	h.as("owner").patch("/programs/"+h.programs["hero"].String(), form{"award": award}).problem(http.StatusUnprocessableEntity, "invalid_input")
}

func TestAwards_rulesStayOnceItIsScored(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(nil, nil)
	owner, program := h.as("owner"), "/programs/"+id
	owner.patch(program, form{"to": "2026-03-21"}).expect(http.StatusOK)
	h.score(id, "pavel", map[string][]any{n["ivan"]: {4, nil}}).expect(http.StatusOK)
	owner.patch(program, form{"to": "2026-03-30"}).problem(http.StatusConflict, "award_scoring")
	owner.patch(program, form{"award": h.awardBody(nil, form{"winners": 2})["award"]}).problem(http.StatusConflict, "award_scoring")
	owner.patch(program, form{"points": form{"min": 5, "max": 5, "default": 5}}).problem(http.StatusConflict, "award_scoring")
	owner.patch(program, form{"description": "For who did most.", "budget": form{"period": "year", "total": 2000}}).expect(http.StatusOK)

	// Who is replaced counts no more; who comes scores all.
	h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID)
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 5, "olga": 4, "maria": 1})
	if seen := owner.get("/awards/" + id); !seen.at("can.decide").Bool() || seen.at(`panel.#(name=="Nina Smirnova").active`).Bool() {
		t.Errorf("who has left is not waited for: %s", seen.text)
	}
	owner.patch(program, form{"award": h.awardBody(nil, form{"panel_ids": []string{h.id("pavel"), h.id("admin")}})["award"]}).expect(http.StatusOK)
	h.told()
	h.expectInbox(map[string]string{"admin": "award_scoring*"})
	owner.get("/awards/"+id+"/ranking").problem(http.StatusConflict, "scores_missing")
	owner.patch(program, form{"award": h.awardBody(nil, form{"panel_ids": []string{h.id("pavel"), h.id("ivan")}})["award"]}).problem(http.StatusUnprocessableEntity, "invalid_input")
	h.scoreAll(id, "admin", n, map[string]int{"ivan": 5, "olga": 4, "maria": 1})
	h.decide(id, "", n["ivan"]).expect(http.StatusOK)
	owner.patch(program, form{"award": h.awardBody(nil, nil)["award"]}).problem(http.StatusConflict, "award_decided")
	owner.patch(program, form{"description": "For who did most last year."}).expect(http.StatusOK)
}

func TestAwards_endTheScoringEarly(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(nil, nil)
	end := func(reason string) *answer {
		return h.as("owner").post("/awards/"+id+"/end-scoring", form{"reason": reason})
	}
	end("Nina is ill.").problem(http.StatusConflict, "scores_missing")
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 2, "olga": 4, "maria": 1})
	h.scoreAll(id, "nina", n, map[string]int{"ivan": 5})
	end(" ").problem(http.StatusUnprocessableEntity, "invalid_input")
	h.as("owner").get("/awards/"+id+"/ranking").problem(http.StatusConflict, "scores_missing")
	if ended := end("Nina is ill.").expect(http.StatusOK); ended.str("ended_early.reason") != "Nina is ill." || ended.at("can.score").Bool() {
		t.Errorf("ended: %s", ended.text)
	}
	end("Nina is ill.").problem(http.StatusConflict, "scoring_ended")
	h.scoreAllRefused(id, "nina", n, "scoring_ended")
	// Nina has not finished, so that her five does not count.
	h.decide(id, "", n["olga"]).expect(http.StatusOK)
	if h.wallet("olga") != 300 {
		t.Errorf("olga has %d", h.wallet("olga"))
	}
}

func (h *house) scoreAllRefused(award, member string, nominations map[string]string, code string) {
	h.t.Helper()
	h.score(award, member, map[string][]any{nominations["ivan"]: {1, 1}}).problem(http.StatusConflict, code)
}

func TestAwards_ownerChoosesAmongEquals(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(nil, form{"winners": 2, "panel_ids": []string{h.id("pavel")}})
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 5, "olga": 3, "maria": 3})
	ranking := h.as("owner").get("/awards/" + id + "/ranking").expect(http.StatusOK)
	if got := ranking.str("standings.#.chance"); got != `["wins","tied","tied"]` {
		t.Errorf("chances %s", got)
	}
	h.decide(id, "Served longer.", n["ivan"], n["olga"], n["maria"]).problem(http.StatusUnprocessableEntity, "not_winners")
	h.decide(id, "Served longer.", n["olga"], n["maria"]).problem(http.StatusUnprocessableEntity, "not_winners")
	h.decide(id, "Served longer.", n["ivan"]).problem(http.StatusUnprocessableEntity, "not_winners")
	h.decide(id, "", n["ivan"], n["olga"]).problem(http.StatusUnprocessableEntity, "reason_needed")
	if decided := h.decide(id, "Served longer.", n["ivan"], n["olga"]).expect(http.StatusOK); decided.str("decision.reason") != "Served longer." {
		t.Errorf("decided: %s", decided.text)
	}
	if outside := h.as("ivan").get("/awards/" + id).expect(http.StatusOK); strings.Contains(outside.text, "Served longer.") || outside.str("nominations") != "" {
		t.Errorf("everybody reads %s", outside.text)
	}
	if h.wallet("ivan") != 300 || h.wallet("olga") != 300 || h.wallet("maria") != 0 {
		t.Errorf("wallets %d, %d, %d", h.wallet("ivan"), h.wallet("olga"), h.wallet("maria"))
	}
	h.checkBooks()
}

func TestAwards_pointsMustSuffice(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(form{"budget": form{"period": "year", "total": 500}}, form{"winners": 2, "panel_ids": []string{h.id("pavel")}})
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 5, "olga": 4, "maria": 1})
	before := len(h.events())
	h.decide(id, "", n["ivan"], n["olga"]).problem(http.StatusConflict, "insufficient_budget")
	if len(h.events()) != before || h.wallet("ivan") != 0 || h.as("ivan").get("/awards/"+id).str("stage") != "scoring" {
		t.Error("something has happened")
	}
	h.checkBooks()
}

func TestAwards_privateOnesStayPrivate_andANomineeWinsOnce(t *testing.T) {
	h := newHouse(t)
	id := h.award(nil, form{"winners": 2, "panel_ids": []string{h.id("pavel")}})
	h.prefer("olga", form{"thank_privately": true})
	n := map[string]string{
		"ivan": h.enter(id, "maria", "ivan").expect(http.StatusCreated).str("id"), "again": h.enter(id, "olga", "ivan").expect(http.StatusCreated).str("id"),
		"olga": h.enter(id, "ivan", "olga").expect(http.StatusCreated).str("id"),
	}
	h.clock.advance(15 * 24 * time.Hour)
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 4, "again": 5, "olga": 1})
	if got := h.as("owner").get("/awards/" + id + "/ranking").str("standings.#.chance"); got != `["wins","is_behind","wins"]` {
		t.Errorf("chances %s", got)
	}
	h.decide(id, "", n["again"], n["olga"]).expect(http.StatusOK)
	if h.wallet("ivan") != 300 || h.wallet("olga") != 300 {
		t.Errorf("wallets %d, %d", h.wallet("ivan"), h.wallet("olga"))
	}
	h.as("nina").get("/nominations/"+n["olga"]).problem(http.StatusNotFound, "not_found")
	if got := h.as("nina").get("/awards/" + id).str("prizes.#.nominee.name"); got != `["Ivan Ivanov"]` {
		t.Errorf("everybody sees %s", got)
	}
}

// TestAwards_whoHasAPartDoesNotDecide makes a second owner who was nominated.
func TestAwards_whoHasAPartDoesNotDecide(t *testing.T) {
	h := accessHouse(t)
	id := h.award(nil, form{"panel_ids": []string{h.id("pavel")}})
	n := map[string]string{"second": h.enter(id, "ivan", "second").expect(http.StatusCreated).str("id")}
	h.clock.advance(15 * 24 * time.Hour)
	h.scoreAll(id, "pavel", n, map[string]int{"second": 5})
	second := h.as("second")
	second.get("/awards/"+id+"/ranking").problem(http.StatusForbidden, "own_nomination")
	second.post("/awards/"+id+"/decide", form{"winner_ids": []string{n["second"]}}).problem(http.StatusForbidden, "own_nomination")
	second.post("/awards/"+id+"/end-scoring", form{"reason": "Now."}).problem(http.StatusForbidden, "own_nomination")
	h.decide(id, "", n["second"]).expect(http.StatusOK)
}

func TestAwards_manyAtOnceDecideOnce(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(nil, form{"panel_ids": []string{h.id("pavel")}})
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 5, "olga": 4, "maria": 1})
	answers := h.together(32, func(int) int {
		return h.as("owner").post("/awards/"+id+"/decide", form{"winner_ids": []string{n["ivan"]}}).status
	})
	if answers[http.StatusOK] != 1 || answers[http.StatusOK]+answers[http.StatusConflict]+answers[http.StatusServiceUnavailable] != 32 {
		t.Errorf("answers %v", answers)
	}
	if h.wallet("ivan") != 300 {
		t.Errorf("ivan has %d", h.wallet("ivan"))
	}
	h.checkBooks()
	key := h.as("owner").with("Idempotency-Key", "one")
	other, m := h.contestAgain()
	first := key.post("/awards/"+other+"/decide", form{"winner_ids": []string{m}}).expect(http.StatusOK)
	if again := key.post("/awards/"+other+"/decide", form{"winner_ids": []string{m}}).expect(http.StatusOK); again.text != first.text || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("again: %s", again.text)
	}
}

func (h *house) contestAgain() (award, nomination string) {
	h.t.Helper()
	award = h.award(form{"from": "2026-03-20", "to": "2026-03-25"}, form{"panel_ids": []string{h.id("pavel")}})
	nomination = h.enter(award, "ivan", "olga").expect(http.StatusCreated).str("id")
	h.clock.advance(2 * 24 * time.Hour)
	h.score(award, "pavel", map[string][]any{nomination: {1, 1}}).expect(http.StatusOK)
	return award, nomination
}

// TestAwards_nobodyGainsWhoScores lets people be nominated and put on the panel at the same time.
func TestAwards_nobodyGainsWhoScores(t *testing.T) {
	h := newHouse(t)
	random := chance.New(t, 0)
	id := h.award(nil, nil)
	names := []string{"ivan", "olga", "maria", "admin"}
	type act struct {
		chooses bool
		by, who string
	}
	acts := make([]act, 24)
	for i := range acts {
		acts[i] = act{random.IntN(2) == 0, names[random.IntN(len(names))], names[random.IntN(len(names))]}
	}
	h.together(len(acts), func(i int) int {
		if a := acts[i]; !a.chooses {
			return h.enter(id, a.by, a.who).status
		}
		return h.as("owner").patch("/programs/"+id, form{"award": h.awardBody(nil, form{"panel_ids": []string{h.id("pavel"), h.id(acts[i].who)}})["award"]}).status
	})
	panel := h.as("owner").get("/awards/" + id).str("panel.#.id")
	for _, n := range h.as("owner").get("/awards/" + id + "/nominations?limit=100").at("items").Array() {
		for _, who := range []string{n.Get("nomination.nominator.id").String(), n.Get("nomination.nominees.0.id").String()} {
			if strings.Contains(panel, who) {
				t.Errorf("%s is on the panel %s", who, panel)
			}
		}
	}
}

// TestAwards_scoresStayWithTheirMembers looks through what others read before the decision.
func TestAwards_scoresStayWithTheirMembers(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(nil, nil)
	list := []form{{"nomination_id": n["ivan"], "marks": []any{2, 4}, "note": "Nobody reads this."}}
	h.as("pavel").call(http.MethodPut, "/awards/"+id+"/scores", form{"scores": list}).expect(http.StatusOK)
	for _, name := range []string{"nina", "owner"} {
		for _, path := range []string{"/awards/" + id, "/awards/" + id + "/nominations", "/awards", "/feed"} {
			if a := h.as(name).get(path).expect(http.StatusOK); strings.Contains(a.text, "Nobody reads this.") || strings.Contains(a.text, "[2,4]") {
				t.Errorf("%s reads at %s: %s", name, path, a.text)
			}
		}
	}
	if own := h.as("pavel").get("/awards/" + id + "/nominations"); !strings.Contains(own.text, "Nobody reads this.") {
		t.Errorf("pavel's own: %s", own.text)
	}
	files := h.archive("pavel")
	if !strings.Contains(files["award_scores.json"], "Nobody reads this.") || !strings.Contains(files["awards.json"], id) {
		t.Errorf("pavel's archive: %s %s", files["award_scores.json"], files["awards.json"])
	}
	rows := map[string]int{}
	for name, text := range files {
		rows[strings.TrimSuffix(name, ".json")] = strings.Count(text, "\n") - 1
	}
	h.holdsAllOf(rows, "pavel")
	if kinds := h.events(); slices.Contains(kinds, domain.AwardScored) {
		t.Errorf("events %v", kinds)
	}
}
