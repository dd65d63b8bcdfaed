package httpapi

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/recognition"
)

// cardOf makes a card of somebody's and gives its id and what its QR code says.
func (h *house) cardOf(giver, message string) (id, token string) {
	h.t.Helper()
	a := h.as(giver).post("/cards", form{"count": 1, "message": message}).expect(http.StatusCreated)
	page, token, _ := strings.Cut(a.str("items.0.url"), "#")
	if page != h.url+"/card" || len(token) != 22 {
		h.t.Fatalf("the card's address is %s", a.str("items.0.url"))
	}
	return a.str("items.0.id"), token
}

func TestCard_printedWordsArePublishedAtOnce(t *testing.T) {
	h := newHouse(t)
	_, token := h.cardOf("maria", "You stayed until the last pallet stood in the lorry.")
	seen := h.as("ivan").post("/cards/open", form{"token": token}).expect(200)
	if seen.str("giver.name") != "Maria Manager" || seen.str("status") != "open" || seen.str("can.redeem") != "true" {
		t.Errorf("the card is %s", seen.text)
	}
	h.play(t, scenario{
		name: "redeemed", as: "ivan", method: "POST", path: "/cards/redeem", body: form{"token": token, "story": "I am simply the best."}, status: 200,
		values: map[string]any{"status": "used", "receiver.name": "Ivan Ivanov", "story": "You stayed until the last pallet stood in the lorry."},
		not:    []string{"the best"}, events: []domain.EventKind{domain.RecognitionPublished},
	})
	used := h.as("ivan").post("/cards/open", form{"token": token}).expect(200)
	n := h.as("nina").get("/nominations/" + used.str("nomination_id")).expect(200)
	if n.str("nominator.name") != "Maria Manager" || n.str("nominees.0.name") != "Ivan Ivanov" || n.num("points") != 0 || n.str("status") != "approved" ||
		n.str("program.name") != "Thanks" || n.str("customer.name") != "Maria Manager" || n.str("story") != "You stayed until the last pallet stood in the lorry." {
		t.Errorf("the recognition is %s", n.text)
	}
	h.as("olga").post("/cards/open", form{"token": token}).problem(409, "card_ended")
	h.as("olga").post("/cards/redeem", form{"token": token}).problem(409, "card_ended")
	h.as("ivan").post("/cards/redeem", form{"token": token}).problem(409, "card_ended")
	if h.count(`select count(*) from entry`) != 0 {
		t.Error("a card has moved points")
	}
	if strings.Contains(h.log.String(), token) || h.count(`select count(*) from card where encode(hash, 'escape') like '%' || $1 || '%'`, token) != 0 {
		t.Error("what the QR code says is kept, or logged")
	}
}

func TestCard_writtenByHandWaitsForTheGiversWord(t *testing.T) {
	h := newHouse(t)
	id, token := h.cardOf("maria", "")
	h.as("ivan").post("/cards/redeem", form{"token": token}).problem(422, "invalid_input")
	h.play(t, scenario{
		name: "claimed", as: "ivan", method: "POST", path: "/cards/redeem", body: form{"token": token, "story": "Lent me a torch.", "visibility": "private"}, status: 200,
		values: map[string]any{"status": "claimed", "nomination_id": "", "can.confirm": false}, events: []domain.EventKind{domain.CardClaimed},
	})
	if n := h.count(`select count(*) from nomination`); n != 0 {
		t.Fatal("words that nobody stands by are published")
	}
	h.as("ivan").post("/cards/"+id+"/confirm", nil).problem(404, "not_found")
	waiting := h.as("maria").get("/cards?status=claimed").expect(200)
	if waiting.str("items.#.id") != `["`+id+`"]` || waiting.str("items.0.can.confirm") != "true" || waiting.str("items.0.story") != "Lent me a torch." {
		t.Fatalf("what waits is %s", waiting.text)
	}
	h.play(t, scenario{
		name: "confirmed", as: "maria", method: "POST", path: "/cards/" + id + "/confirm", body: form{"story": "Lent me the torch."}, status: 200,
		values: map[string]any{"status": "used", "story": "Lent me the torch."}, events: []domain.EventKind{domain.RecognitionPublished, domain.CardAnswered},
	})
	h.as("maria").post("/cards/"+id+"/confirm", nil).problem(409, "not_claimed")
	nomination := h.as("maria").get("/cards").expect(200).str("items.0.nomination_id")
	h.as("nina").get("/nominations/"+nomination).problem(404, "not_found") // private, as its receiver wanted
	h.as("ivan").get("/nominations/" + nomination).expect(200)
}

func TestCard_declinedRevokedExpired(t *testing.T) {
	h := newHouse(t)
	id, token := h.cardOf("maria", "")
	h.as("ivan").post("/cards/redeem", form{"token": token, "story": "Is the best of all."}).expect(200)
	h.as("maria").post("/cards/"+id+"/decline", nil).expect(200)
	h.as("maria").post("/cards/"+id+"/confirm", nil).problem(409, "not_claimed")

	id, token = h.cardOf("maria", "Well done")
	h.as("maria").post("/cards/redeem", form{"token": token}).problem(422, "self_nomination")
	h.as("olga").post("/cards/"+id+"/revoke", nil).problem(404, "not_found")
	h.as("maria").post("/cards/"+id+"/revoke", nil).expect(200)
	h.as("maria").post("/cards/"+id+"/revoke", nil).problem(409, "card_ended")
	h.as("ivan").post("/cards/redeem", form{"token": token}).problem(409, "card_ended")

	_, token = h.cardOf("maria", "Well done")
	h.clock.advance(recognition.CardLife)
	h.as("ivan").post("/cards/open", form{"token": token}).problem(409, "card_ended")
	h.as("ivan").post("/cards/redeem", form{"token": token}).problem(409, "card_ended")

	_, token = h.cardOf("nina", "Well done")
	h.exec(`update employee set active = false where id = $1`, h.people["nina"].ID)
	h.as("ivan").post("/cards/redeem", form{"token": token}).problem(409, "card_ended")

	_, token = h.cardOf("maria", "Well done")
	h.exec(`update program set active = false where simple`)
	h.as("ivan").post("/cards/redeem", form{"token": token}).problem(409, "no_thanks_program")
	h.exec(`update program set active = true where simple`)
	h.as("ivan").post("/cards/redeem", form{"token": token}).expect(200)
}

func TestCard_ofTwoAtOnceOneRedeems(t *testing.T) {
	h := newHouse(t)
	_, token := h.cardOf("maria", "Well done")
	statuses := map[string]int{}
	var mu sync.Mutex
	var both sync.WaitGroup
	for _, name := range []string{"ivan", "olga"} {
		h.session(name)
		both.Go(func() {
			a := h.as(name).post("/cards/redeem", form{"token": token})
			mu.Lock()
			defer mu.Unlock()
			statuses[name] = a.status
		})
	}
	both.Wait()
	if statuses["ivan"]+statuses["olga"] != 200+409 || h.count(`select count(*) from nomination`) != 1 {
		t.Errorf("statuses %v", statuses)
	}
}

func TestCards_areMade(t *testing.T) {
	h := newHouse(t)
	a := h.as("maria").with("Idempotency-Key", "cards").post("/cards", form{"count": 9, "message": "Well done"}).expect(201)
	if a.num("items.#") != 9 || a.str("expires_at") != houseStart.Add(recognition.CardLife).Format(time.RFC3339) {
		t.Fatalf("made %s", a.text)
	}
	printed := h.as("maria").with("Idempotency-Key", "cards").with("Accept", "application/pdf").post("/cards?language=ru", form{"count": 9, "message": "Well done"}).expect(201)
	if !strings.HasPrefix(printed.text, "%PDF-") || printed.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("printed as %.20q, %v", printed.text, printed.header)
	}
	if n := h.count(`select count(*) from card`); n != 9 {
		t.Errorf("%d cards", n)
	}
	team := h.teams["Dispatch"].String()
	sheet := h.as("admin").post("/cards", form{"count": 2, "team_id": team}).expect(201)
	if names := sheet.str("items.#.giver.name"); names != `["Ivan Ivanov","Ivan Ivanov","Maria Manager","Maria Manager","Olga Petrova","Olga Petrova"]` {
		t.Errorf("cards of %s", names)
	}
	// A card that somebody else had printed is published by its giver's word only.
	_, token, _ := strings.Cut(sheet.str("items.5.url"), "#")
	if used := h.as("nina").post("/cards/redeem", form{"token": token, "story": "Found my glove."}).expect(200); used.str("status") != "claimed" || used.str("giver.name") != "Olga Petrova" {
		t.Errorf("the card is %s", used.text)
	}
	h.exec(`insert into card (id, hash, giver_id, made_by, status, created_at, expires_at)
		select gen_random_uuid(), sha256(n::text::bytea), $1, $1, 'open', $2::timestamptz, $2::timestamptz + interval '1 day' from generate_series(1, 100) n`, h.people["nina"].ID, houseStart)
	h.run(t, []scenario{
		{name: "too many", as: "nina", method: "POST", path: "/cards", body: form{"count": 21}, status: 409, code: "too_many_cards"},
		{name: "not too many", as: "nina", method: "POST", path: "/cards", body: form{"count": 20}, status: 201},
		{name: "none", as: "nina", method: "POST", path: "/cards", body: form{"count": 0}, status: 422},
		{name: "too long a message", as: "maria", method: "POST", path: "/cards", body: form{"count": 1, "message": strings.Repeat("x", 281)}, status: 422, code: "invalid_input"},
		{name: "for a team, by no administrator", as: "maria", method: "POST", path: "/cards", body: form{"count": 1, "team_id": team}, status: 403, code: "forbidden"},
		{name: "in others' names", as: "admin", method: "POST", path: "/cards", body: form{"count": 1, "team_id": team, "message": "Well done"}, status: 422, code: "invalid_input"},
		{name: "for no team", as: "admin", method: "POST", path: "/cards", body: form{"count": 1, "team_id": domain.NewTeamID().String()}, status: 404},
	})
}

func TestLetter(t *testing.T) {
	h := newHouse(t)
	id := h.as("olga").post("/nominations", h.form("hero", "ivan").with("visibility", "public").with("points", 10)).expect(201).str("id")
	h.as("olga").get("/nominations/"+id+"/letter").problem(409, "not_published")
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	for _, name := range []string{"ivan", "olga", "maria", "owner"} {
		if a := h.as(name).get("/nominations/" + id); a.str("can.letter") != "true" {
			t.Errorf("%s may not have the letter: %s", name, a.text)
		}
		a := h.as(name).get("/nominations/" + id + "/letter?language=ru").expect(200)
		if !strings.HasPrefix(a.text, "%PDF-") || a.header.Get("Content-Type") != "application/pdf" || a.header.Get("Content-Disposition") != `inline; filename="laurel-letter.pdf"` {
			t.Errorf("%s got %.20q, %v", name, a.text, a.header)
		}
	}
	h.as("nina").get("/nominations/"+id+"/letter").problem(403, "not_yours")
	if a := h.as("nina").get("/nominations/" + id); a.str("can.letter") != "false" {
		t.Errorf("nina may have the letter: %s", a.text)
	}
	h.as("ivan").get("/nominations/"+id+"/letter?language=fr").problem(422, "invalid_input")
	h.as("ivan").get("/nominations/"+domain.NewNominationID().String()+"/letter").problem(404, "not_found")
	h.as("owner").post("/nominations/"+id+"/revoke", form{"reason": "By mistake."}).expect(200)
	h.as("ivan").get("/nominations/"+id+"/letter").problem(409, "not_published")
}
