package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/leaderboard"
)

func (c *caller) put(path string) *answer { return c.call(http.MethodPut, path, nil) }

// recognise publishes a recognition without approval, and gives its path.
func (h *house) recognise(by string, points int, nominees ...string) string {
	h.t.Helper()
	f := form{"program_id": h.programs["thanks"], "story": "Stayed until the last pallet was loaded.", "points": points}
	ids := make([]string, len(nominees))
	for i, name := range nominees {
		ids[i] = h.id(name)
	}
	f["nominee_ids"] = ids
	return "/nominations/" + h.as(by).post("/nominations", f).expect(http.StatusCreated).str("id")
}

// allowance is what somebody has left to give.
func (h *house) allowance(name string) int64 {
	h.t.Helper()
	return h.as(name).get("/me").expect(http.StatusOK).num("allowance.balance")
}

// checkSums ends the test where the sums of what follows recognitions are not those of the rows.
func (h *house) checkSums() {
	h.t.Helper()
	wrong := h.count(`
		select count(*) from nomination n left join nomination_social s on s.nomination_id = n.id
		where (coalesce(leaf, 0), coalesce(clap, 0), coalesce(heart, 0), coalesce(idea, 0), coalesce(comments, 0), coalesce(boosts, 0), coalesce(boost_points, 0)) is distinct from (
				(select count(*)::int from reaction r where r.nomination_id = n.id and emoji = 'leaf'), (select count(*)::int from reaction r where r.nomination_id = n.id and emoji = 'clap'),
				(select count(*)::int from reaction r where r.nomination_id = n.id and emoji = 'heart'), (select count(*)::int from reaction r where r.nomination_id = n.id and emoji = 'idea'),
				(select count(*)::int from comment c where c.nomination_id = n.id and removed_at is null),
				(select count(*)::int from boost b where b.nomination_id = n.id and returned_at is null),
				(select coalesce(sum(total), 0)::bigint from boost b where b.nomination_id = n.id and returned_at is null))`)
	if wrong != 0 {
		h.t.Errorf("the sums of %d recognitions are not those of what followed them", wrong)
	}
}

func TestReact_onceHoweverOften(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	added, changed := []domain.EventKind{domain.ReactionAdded}, []domain.EventKind{domain.RecognitionChanged}
	h.run(t, []scenario{
		{name: "a first time", as: "nina", method: "PUT", path: path + "/reactions/leaf", status: 200, values: map[string]any{"reactions.leaf": 1, "my_reactions.0": "leaf"}, events: added},
		{name: "again", as: "nina", method: "PUT", path: path + "/reactions/leaf", status: 200, values: map[string]any{"reactions.leaf": 1}},
		{name: "another emoji", as: "nina", method: "PUT", path: path + "/reactions/heart", status: 200, values: map[string]any{"reactions.heart": 1, "my_reactions.#": 2}, events: added},
		{name: "the one recognised", as: "olga", method: "PUT", path: path + "/reactions/leaf", status: 200, values: map[string]any{"reactions.leaf": 2, "my_reactions.#": 1}, events: added},
		{name: "everybody reads the counts", as: "pavel", method: "GET", path: path, status: 200, values: map[string]any{"reactions.leaf": 2, "reactions.heart": 1, "my_reactions.#": 0}},
		{name: "the feed as well", as: "nina", method: "GET", path: "/feed", status: 200, values: map[string]any{"items.0.reactions.leaf": 2, "items.0.my_reactions.#": 2}},
		{name: "back", as: "nina", method: "DELETE", path: path + "/reactions/leaf", status: 200, values: map[string]any{"reactions.leaf": 1, "my_reactions.0": "heart"}, events: changed},
		{name: "back again", as: "nina", method: "DELETE", path: path + "/reactions/leaf", status: 200, values: map[string]any{"reactions.leaf": 1}},
		{name: "none of ours", as: "nina", method: "PUT", path: path + "/reactions/rocket", status: 422, code: "invalid_input"},
		{name: "no such recognition", as: "nina", method: "PUT", path: "/nominations/" + domain.NewNominationID().String() + "/reactions/leaf", status: 404, code: "not_found"},
	})
	h.checkSums()
}

func TestSocial_onlyWhatIsPublishedAndSeen(t *testing.T) {
	h := newHouse(t)
	waiting := "/nominations/" + h.as("ivan").post("/nominations", h.form("hero", "olga")).expect(http.StatusCreated).str("id")
	private := "/nominations/" + approvedFor("ivan")(h, "olga")
	revoked := h.recognise("ivan", 0, "nina")
	h.as("owner").post(revoked+"/revoke", form{"reason": "By mistake."}).expect(200)
	for _, do := range []struct {
		method, path string
		body         any
	}{
		{"PUT", "/reactions/leaf", nil},
		{"POST", "/comments", form{"text": "Well done."}},
		{"POST", "/boosts", form{"points": 5}},
		{"POST", "/reports", form{"reason": "It names a customer."}},
	} {
		h.as("ivan").call(do.method, waiting+do.path, do.body).problem(409, "not_published")
		h.as("nina").call(do.method, waiting+do.path, do.body).problem(404, "not_found")
		h.as("nina").call(do.method, private+do.path, do.body).problem(404, "not_found")
		h.as("ivan").call(do.method, revoked+do.path, do.body).problem(409, "not_published")
	}
	h.as("nina").get(private+"/comments").problem(404, "not_found")
	h.as("nina").get(private+"/boosts").problem(404, "not_found")
	h.as("ivan").put(private + "/reactions/leaf").expect(200)
	h.as("maria").post(private+"/comments", form{"text": "Well done."}).expect(201)
}

func TestReact_manyAtOnceAreAllCounted(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 10, "olga")
	var all sync.WaitGroup
	for _, who := range []string{"nina", "pavel", "maria", "owner", "admin", "ivan"} {
		all.Go(func() {
			for range 3 {
				h.as(who).put(path + "/reactions/clap").expect(200)
				h.as(who).del(path + "/reactions/clap").expect(200)
				h.as(who).put(path + "/reactions/idea").expect(200)
				h.as(who).post(path+"/comments", form{"text": "Well done."}).expect(201)
				h.as(who).post(path+"/boosts", form{"points": 2}).expect(201)
			}
		})
	}
	all.Wait()
	a := h.as("nina").get(path).expect(200)
	for at, want := range map[string]int64{"reactions.idea": 6, "comments_count": 18, "boosts.count": 18, "boosts.points": 36} {
		if got := a.num(at); got != want {
			t.Errorf("%s is %d, want %d", at, got, want)
		}
	}
	h.checkSums()
	h.checkBooks()
}

func TestComment_isKeptAsTyped(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	text := "<img src=x onerror=alert(1)> Спасибо \u200fשלום\u200f 🌿\n\nи ещё раз"
	first := h.as("nina").post(path+"/comments", form{"text": "  " + text + " "}).expect(201)
	if first.str("text") != text || first.str("author.name") != "Nina Smirnova" || !first.at("can.edit").Bool() {
		t.Errorf("the comment: %s", first.text)
	}
	second := h.as("ivan").post(path+"/comments", form{"text": "Earned."}).expect(201)
	id := second.str("id")
	h.run(t, []scenario{
		{name: "the first said first", as: "maria", method: "GET", path: path + "/comments", status: 200, values: map[string]any{"items.#": 2, "items.0.text": text, "items.1.text": "Earned.", "items.1.can.edit": false, "items.1.can.remove": false}},
		{name: "page by page", as: "maria", method: "GET", path: path + "/comments?limit=1&cursor=" + first.str("id"), status: 200, values: map[string]any{"items.#": 1, "items.0.text": "Earned.", "next_cursor": ""}},
		{name: "counted", as: "maria", method: "GET", path: path, status: 200, values: map[string]any{"comments_count": 2}},
		{name: "another's is not changed", as: "nina", method: "PATCH", path: "/comments/" + id, body: form{"text": "x"}, status: 403, code: "not_author"},
		{name: "nor by an owner", as: "owner", method: "PATCH", path: "/comments/" + id, body: form{"text": "x"}, status: 403, code: "not_author"},
		{name: "one's own is", as: "ivan", method: "PATCH", path: "/comments/" + id, body: form{"text": "Well earned."}, status: 200, values: map[string]any{"text": "Well earned."}, events: []domain.EventKind{domain.RecognitionChanged}},
		{name: "nothing is no comment", as: "ivan", method: "POST", path: path + "/comments", body: form{"text": " \n"}, status: 422, code: "invalid_input"},
		{name: "too long", as: "ivan", method: "POST", path: path + "/comments", body: form{"text": strings.Repeat("ы", 2001)}, status: 422, code: "invalid_input"},
		{name: "as long as may be", as: "ivan", method: "POST", path: path + "/comments", body: form{"text": strings.Repeat("ы", 2000)}, status: 201, events: []domain.EventKind{domain.CommentAdded}},
		{name: "another does not take it away", as: "nina", method: "DELETE", path: "/comments/" + id, status: 403, code: "not_author"},
		{name: "an owner does", as: "owner", method: "DELETE", path: "/comments/" + id, status: 204, events: []domain.EventKind{domain.RecognitionChanged}},
		{name: "it is gone", as: "ivan", method: "PATCH", path: "/comments/" + id, body: form{"text": "x"}, status: 404, code: "not_found"},
		{name: "one's own goes as well", as: "nina", method: "DELETE", path: "/comments/" + first.str("id"), status: 204, events: []domain.EventKind{domain.RecognitionChanged}},
	})
	if n := h.count(`select count(*) from comment where removed_at is not null and text <> ''`); n != 0 {
		t.Errorf("the words of %d comments that were taken away are kept", n)
	}
	if n := h.count(`select count(*) from audit where action = 'remove_comment' and actor_id = $1`, h.id("owner")); n != 1 {
		t.Errorf("%d removals by the owner in the audit log", n)
	}
	if n := h.count(`select count(*) from event where data::text like '%earned%' or data::text like '%Earned%'`); n != 0 {
		t.Error("events hold texts")
	}
	h.checkSums()
}

func TestComment_isMadeOnceForAKey(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	keyed := h.as("nina").with("Idempotency-Key", "one comment")
	id := keyed.post(path+"/comments", form{"text": "Well done."}).expect(201).str("id")
	again := keyed.post(path+"/comments", form{"text": "Well done."}).expect(201)
	if again.str("id") != id || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("the same key answered %s", again.text)
	}
	keyed.post(path+"/comments", form{"text": "Other words."}).problem(422, "idempotency_key_reused")
	if n := h.as("ivan").get(path).num("comments_count"); n != 1 {
		t.Errorf("%d comments", n)
	}
}

func TestBoost_movesTheAllowanceToEachNominee(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 10, "olga", "nina")
	a := h.as("maria").post(path+"/boosts", form{"points": 15}).expect(201)
	for at, want := range map[string]int64{"points": 15, "total": 30, "boosts.points": 30, "boosts.count": 1, "allowance_left": 70} {
		if got := a.num(at); got != want {
			t.Errorf("%s is %d, want %d", at, got, want)
		}
	}
	if h.wallet("olga") != 25 || h.wallet("nina") != 25 || h.allowance("maria") != 70 {
		t.Errorf("Olga has %d, Nina %d, Maria has %d left", h.wallet("olga"), h.wallet("nina"), h.allowance("maria"))
	}
	h.run(t, []scenario{
		{name: "who was recognised", as: "olga", method: "POST", path: path + "/boosts", body: form{"points": 1}, status: 403, code: "own_recognition"},
		{name: "none", as: "maria", method: "POST", path: path + "/boosts", body: form{"points": 0}, status: 422, code: "invalid_input"},
		{name: "a part of one", as: "maria", method: "POST", path: path + "/boosts", body: form{"points": 1.5}, status: 422, code: "invalid_input"},
		{name: "less than none", as: "maria", method: "POST", path: path + "/boosts", body: form{"points": -5}, status: 422, code: "invalid_input"},
		{name: "more than is left", as: "maria", method: "POST", path: path + "/boosts", body: form{"points": 36}, status: 409, code: "insufficient_allowance"},
		{name: "all that is left", as: "maria", method: "POST", path: path + "/boosts", body: form{"points": 35}, status: 201, values: map[string]any{"allowance_left": 0}, events: []domain.EventKind{domain.RecognitionBoosted}},
		{name: "all see by whom", as: "pavel", method: "GET", path: path + "/boosts", status: 200, values: map[string]any{"items.#": 2, "items.0.by.name": "Maria Manager", "items.0.points": 35, "items.1.total": 30}},
		{name: "and on the feed", as: "pavel", method: "GET", path: "/feed", status: 200, values: map[string]any{"items.0.boosts.points": 100, "items.0.boosts.count": 2, "items.0.can.boost": true}},
		{name: "the statement says what it is", as: "olga", method: "GET", path: "/me/wallet/entries", status: 200, values: map[string]any{"items.0.kind": "boost", "items.0.points": 35, "items.0.source.kind": "nomination", "items.0.source.name": "Maria Manager"}},
	})
	h.checkBooks()
	h.checkSums()
}

func TestBoost_isBookedOnceForAKey(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	keyed := h.as("nina").with("Idempotency-Key", "one boost")
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if status := keyed.post(path+"/boosts", form{"points": 20}).status; status != 201 && status != 409 {
				t.Errorf("status %d", status)
			}
		})
	}
	all.Wait()
	if h.wallet("olga") != 20 || h.allowance("nina") != 80 {
		t.Errorf("Olga has %d, Nina has %d left", h.wallet("olga"), h.allowance("nina"))
	}
	h.checkBooks()
}

// TestBoost_neverOverspendsAnAllowance lets boosts, thanks and a revocation run into one another.
func TestBoost_neverOverspendsAnAllowance(t *testing.T) {
	h := newHouse(t)
	paths := []string{h.recognise("ivan", 0, "olga"), h.recognise("ivan", 0, "olga", "nina"), h.recognise("ivan", 0, "pavel")}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 6 {
				switch a := h.as("maria").post(paths[(i+n)%3]+"/boosts", form{"points": 7}); a.status {
				case 201, 404, 409: // once it is revoked, Maria does not see it any more
				default:
					t.Errorf("a boost: %d %s", a.status, a.text)
				}
			}
		})
	}
	all.Go(func() { h.as("owner").post(paths[2]+"/revoke", form{"reason": "By mistake."}) })
	all.Wait()
	if left := h.allowance("maria"); left < 0 || left > 100 {
		t.Errorf("Maria has %d left", left)
	}
	given := h.count(`select coalesce(sum(total), 0) from boost where returned_at is null and employee_id = $1`, h.id("maria"))
	if int64(given)+h.allowance("maria") != 100 || h.wallet("olga")+h.wallet("nina")+h.wallet("pavel") != given {
		t.Errorf("%d given, %d left, wallets %d %d %d", given, h.allowance("maria"), h.wallet("olga"), h.wallet("nina"), h.wallet("pavel"))
	}
	h.checkBooks()
	h.checkSums()
}

func TestBoost_goesBackWhenTheRecognitionDoes(t *testing.T) {
	h := newHouse(t)
	revoke := func(path string, body form) *answer { return h.as("owner").post(path+"/revoke", body) }
	reason := form{"reason": "By mistake."}

	path := h.recognise("ivan", 10, "olga")
	h.as("maria").post(path+"/boosts", form{"points": 30}).expect(201)
	revoke(path, reason).expect(200)
	if h.wallet("olga") != 0 || h.allowance("maria") != 100 || h.allowance("ivan") != 100 {
		t.Errorf("revoked: Olga has %d, Maria %d, Ivan %d", h.wallet("olga"), h.allowance("maria"), h.allowance("ivan"))
	}

	path = h.recognise("ivan", 10, "olga")
	h.as("maria").post(path+"/boosts", form{"points": 30}).expect(201)
	h.as("olga").post("/redemptions", form{"reward_id": h.offer(form{"name": "Book", "cost": 35})}).expect(201)
	revoke(path, reason).problem(409, "points_spent")
	revoke(path, form{"reason": "By mistake.", "keep_points": true}).expect(200)
	if h.wallet("olga") != 5 || h.allowance("maria") != 70 {
		t.Errorf("kept: Olga has %d, Maria %d", h.wallet("olga"), h.allowance("maria"))
	}

	// A decision that is taken back takes the boosts with it; decided again, they are not there.
	id := h.as("ivan").post("/nominations", h.form("hero", "nina")).expect(201).str("id")
	path = "/nominations/" + id
	h.as("pavel").post(path+"/approve", nil).expect(200)
	h.as("maria").post(path+"/boosts", form{"points": 20}).expect(201)
	h.as("pavel").post(path+"/undo", nil).expect(200)
	if h.wallet("nina") != 0 || h.allowance("maria") != 70 {
		t.Errorf("undone: Nina has %d, Maria %d", h.wallet("nina"), h.allowance("maria"))
	}
	a := h.as("pavel").post(path+"/approve", nil).expect(200)
	if h.wallet("nina") != 50 || a.num("boosts.points") != 0 {
		t.Errorf("approved again: Nina has %d, boosts %s", h.wallet("nina"), a.str("boosts"))
	}
	h.checkBooks()
	h.checkSums()
}

func TestBoost_renewsTheAllowanceOfANewMonth(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	h.as("maria").post(path+"/boosts", form{"points": 100}).expect(201)
	h.clock.advance(31 * 24 * time.Hour)
	h.as("maria").post(path+"/boosts", form{"points": 60}).expect(201)
	if h.wallet("olga") != 160 || h.allowance("maria") != 40 {
		t.Errorf("Olga has %d, Maria %d", h.wallet("olga"), h.allowance("maria"))
	}
	h.checkBooks()
}

func TestBoost_notForWhoHasLeft(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	h.exec(`update employee set active = false where id = $1`, h.id("olga"))
	h.as("maria").post(path+"/boosts", form{"points": 5}).problem(409, "nominee_left")
	h.checkBooks()
}

// TestBoost_countsOnTheBoardsOfTheRecognitionsDay asks PostgreSQL's boards, and checks that the events
// make the same of boards that are kept apart.
func TestBoost_countsOnTheBoardsOfTheRecognitionsDay(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 10, "olga")
	h.clock.advance(31 * 24 * time.Hour)
	h.as("maria").post(path+"/boosts", form{"points": 30}).expect(201)
	board := func(query string) string {
		a := h.as("nina").get("/leaderboards/" + query).expect(200)
		return fmt.Sprint(a.num("total"), " ", a.num("entries.0.score"))
	}
	for query, want := range map[string]string{
		"received?period=month&at=2026-03-10": "1 40", "received?period=month": "0 0", "received?period=all": "1 40",
		"recognitions?period=all": "1 1", "given?period=all": "1 1", "thanked_by?period=all": "1 1",
	} {
		if got := board(query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	h.as("owner").post(path+"/revoke", form{"reason": "By mistake.", "keep_points": true}).expect(200)
	if got := board("received?period=all"); got != "0 0" {
		t.Errorf("revoked: %s", got)
	}
	if sum := h.boardSum("olga"); sum != 0 {
		t.Errorf("the events leave %d points on the boards", sum)
	}
}

// boardSum is what all events together make of somebody's points received.
func (h *house) boardSum(name string) (sum int64) {
	h.t.Helper()
	rows, err := h.db.Pool().Query(h.t.Context(), `select kind, data from event order by seq`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e domain.Event
		if err := rows.Scan(&e.Kind, &e.Data); err != nil {
			h.t.Fatal(err)
		}
		change, ok, err := leaderboard.ChangeOf(e)
		if err != nil {
			h.t.Fatal(err)
		}
		if !ok {
			continue
		}
		deltas, _ := change.Effects()
		for _, d := range deltas {
			if d.Metric == leaderboard.Received && d.Scope == leaderboard.Org() && d.Employee == h.people[name].ID {
				sum += d.By
			}
		}
	}
	return sum
}
