package httpapi

import (
	"strings"
	"sync"
	"testing"

	"laurel/domain"
	"laurel/storage/postgres"
)

func TestReport_hidesAndRestores(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 40, "olga")
	id := strings.TrimPrefix(path, "/nominations/")
	report := h.as("nina").post(path+"/reports", form{"reason": "It names a customer."}).expect(201).str("id")
	answer := "/reports/" + report + "/answer"
	also := h.as("pavel").post(path+"/reports", form{"reason": "Unkind."}).expect(201).str("id")
	h.run(t, []scenario{
		{name: "one at a time", as: "nina", method: "POST", path: path + "/reports", body: form{"reason": "Still there."}, status: 409, code: "already_reported"},
		{name: "no reason", as: "maria", method: "POST", path: path + "/reports", body: form{"reason": " "}, status: 422, code: "invalid_input"},
		{name: "not for a manager", as: "maria", method: "GET", path: "/reports", status: 403, code: "forbidden"},
		{name: "for an owner", as: "owner", method: "GET", path: "/reports?status=open", status: 200, values: map[string]any{"items.#": 2, "items.1.id": report, "items.1.reporter.name": "Nina Smirnova", "items.1.reason": "It names a customer.", "items.1.nomination.id": id, "items.1.can.hide": true, "items.1.can.restore": false}},
		{name: "no such answer", as: "owner", method: "POST", path: answer, body: form{"action": "delete"}, status: 422, code: "invalid_input"},
		{name: "not hidden yet", as: "owner", method: "POST", path: answer, body: form{"action": "restore"}, status: 409, code: "not_hidden"},
		{
			name: "hidden", as: "owner", method: "POST", path: answer, body: form{"action": "hide", "note": "The customer asked."}, status: 200,
			values: map[string]any{"status": "hidden", "answer.by.name": "Oscar Owner", "answer.note": "The customer asked.", "nomination.hidden": true, "can.restore": true, "can.hide": false},
			events: []domain.EventKind{domain.RecognitionHidden, domain.ReportAnswered, domain.ReportAnswered},
		},
		{name: "twice", as: "owner", method: "POST", path: answer, body: form{"action": "hide"}, status: 409, code: "already_hidden"},
		{name: "answered", as: "owner", method: "POST", path: answer, body: form{"action": "stand"}, status: 409, code: "already_answered"},
		{name: "all reports of it are answered", as: "owner", method: "GET", path: "/reports?status=open", status: 200, values: map[string]any{"items.#": 0}},
		{name: "gone for colleagues", as: "nina", method: "GET", path: path, status: 404, code: "not_found"},
		{name: "and from the feed", as: "olga", method: "GET", path: "/feed", status: 200, values: map[string]any{"items.#": 0}},
		{name: "and from search", as: "maria", method: "GET", path: "/nominations?q=pallet", status: 200, values: map[string]any{"items.#": 0}},
		{name: "and from boards", as: "olga", method: "GET", path: "/leaderboards/received?period=all", status: 200, values: map[string]any{"total": 0}},
		{name: "who gave it sees what became of it", as: "ivan", method: "GET", path: path, status: 200, values: map[string]any{"hidden": true, "can.respond": false, "can.boost": false}},
		{name: "nobody comments now", as: "ivan", method: "POST", path: path + "/comments", body: form{"text": "Why?"}, status: 409, code: "not_published"},
		{
			name: "restored", as: "owner", method: "POST", path: "/reports/" + also + "/answer", body: form{"action": "restore"}, status: 200,
			values: map[string]any{"status": "restored", "nomination.hidden": false}, events: []domain.EventKind{domain.RecognitionRestored, domain.ReportAnswered},
		},
		{name: "there again", as: "nina", method: "GET", path: path, status: 200, values: map[string]any{"hidden": false, "can.respond": true}},
		{name: "on the boards again", as: "olga", method: "GET", path: "/leaderboards/received?period=all", status: 200, values: map[string]any{"total": 1, "entries.0.score": 40}},
	})
	if h.wallet("olga") != 40 || h.boardSum("olga") != 40 {
		t.Errorf("Olga has %d, and %d on the boards", h.wallet("olga"), h.boardSum("olga"))
	}
	if n := h.count(`select count(*) from audit where action in ('hide', 'restore') and subject_id = $1`, id); n != 2 {
		t.Errorf("%d of the answers are in the audit log", n)
	}
	h.checkBooks()
}

func TestReport_aHiddenOneIsRevokedFromBoardsOnce(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 40, "olga")
	report := h.as("nina").post(path+"/reports", form{"reason": "It names a customer."}).expect(201).str("id")
	h.as("owner").post("/reports/"+report+"/answer", form{"action": "hide"}).expect(200)
	h.as("owner").post(path+"/revoke", form{"reason": "It names a customer."}).expect(200)
	if sum := h.boardSum("olga"); sum != 0 {
		t.Errorf("the events leave %d points on the boards", sum)
	}
	h.as("owner").post("/reports/"+report+"/answer", form{"action": "restore"}).expect(200)
	if sum := h.boardSum("olga"); sum != 0 {
		t.Errorf("a revoked recognition has %d points on the boards", sum)
	}
	h.as("nina").get(path).problem(404, "not_found")
}

func TestReport_letsItStand(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	report := h.as("olga").post(path+"/reports", form{"reason": "I would rather not."}).expect(201).str("id")
	h.as("owner").post("/reports/"+report+"/answer", form{"action": "stand"}).expect(200)
	h.as("nina").get(path).expect(200)
	h.as("olga").post(path+"/reports", form{"reason": "I have thought about it."}).expect(201) // the first was answered
}

func TestReport_neverTellsTheReportedByWhom(t *testing.T) {
	h := newHouse(t)
	if err := h.db.InTx(t.Context(), func(tx *postgres.Tx) error {
		h.hire(tx, "second", "Sonja Second", domain.RoleOwner, "Office", "", houseStart)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	path := h.recognise("owner", 0, "olga")
	report := h.as("nina").post(path+"/reports", form{"reason": "It names a customer."}).expect(201).str("id")
	answer := "/reports/" + report + "/answer"
	h.run(t, []scenario{
		{name: "the list does not", as: "owner", method: "GET", path: "/reports", status: 200, values: map[string]any{"items.0.reporter": "", "items.0.can.hide": false}, not: []string{"Nina"}},
		{name: "nor do they answer", as: "owner", method: "POST", path: answer, body: form{"action": "stand"}, status: 403, code: "own_recognition"},
		{name: "another owner does", as: "second", method: "POST", path: answer, body: form{"action": "stand"}, status: 200, values: map[string]any{"reporter.name": "Nina Smirnova"}, events: []domain.EventKind{domain.ReportAnswered}},
		{name: "nor the list then", as: "owner", method: "GET", path: "/reports?status=answered", status: 200, values: map[string]any{"items.#": 1}, not: []string{"Nina"}},
	})
	if n := h.count(`select count(*) from event where kind = 'recognition.reported' and actor_id is not null`); n != 0 {
		t.Error("the event of a report names who reported")
	}
	if n := h.count(`select count(*) from audit where action = 'report' and (subject_kind <> 'report' or data::text <> '{}')`); n != 0 {
		t.Error("the audit entry of a report names the recognition")
	}
}

func TestReport_isAnsweredOnceWhenManyAnswer(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 40, "olga")
	report := h.as("nina").post(path+"/reports", form{"reason": "It names a customer."}).expect(201).str("id")
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() { h.as("owner").post("/reports/"+report+"/answer", form{"action": "hide"}) })
	}
	all.Wait()
	if n := h.count(`select count(*) from event where kind = 'recognition.hidden'`); n != 1 {
		t.Errorf("hidden %d times", n)
	}
}
