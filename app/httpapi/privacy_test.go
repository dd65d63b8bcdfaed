package httpapi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"laurel/domain"
)

// prefer chooses for somebody.
func (h *house) prefer(name string, choice form) {
	h.t.Helper()
	h.as(name).patch("/me/preferences", choice).expect(http.StatusOK)
}

// TestPrivacy_whoIsThankedPrivately is promise 7: whatever a nominator says, whenever it is published.
func TestPrivacy_whoIsThankedPrivately(t *testing.T) {
	h := newHouse(t)
	before := h.as("nina").post("/nominations", h.form("thanks", "olga")).expect(201).str("id")
	waiting := h.as("nina").post("/nominations", h.form("hero", "olga")).expect(201)
	if waiting.str("visibility") != "public" {
		t.Fatal("asked for before she chose")
	}
	h.prefer("olga", form{"thank_privately": true})

	now := h.as("nina").post("/nominations", h.form("thanks", "olga").with("visibility", "public").with("points", 5)).expect(201)
	together := h.as("nina").post("/nominations", h.form("thanks", "ivan", "olga")).expect(201)
	h.as("maria").post("/nominations/"+waiting.str("id")+"/approve", nil).expect(200)
	for what, id := range map[string]string{"at once": now.str("id"), "with another": together.str("id"), "after a decision": waiting.str("id")} {
		if v := h.as("olga").get("/nominations/" + id).expect(200).str("visibility"); v != "private" {
			t.Errorf("%s: %s", what, v)
		}
		h.as("pavel").get("/nominations/"+id).problem(404, "not_found")
	}
	h.as("pavel").get("/nominations/" + before).expect(200) // others have read it

	if feed := h.as("admin").get("/feed").expect(200); feed.num("items.#") != 1 {
		t.Errorf("the feed of somebody else: %s", feed.text)
	}
	if n := h.count(`select count(*) from nominee where counted_on is not null`); n != 1 {
		t.Errorf("%d count on boards", n)
	}
	if n := h.count(`select count(*) from event where kind = $1 and data ? 'board'`, domain.RecognitionPublished); n != 1 {
		t.Errorf("%d events move boards", n)
	}
	if board := h.as("ivan").get("/leaderboards/recognitions?period=week").expect(200); board.num("total") != 1 || board.num("entries.0.score") != 1 {
		t.Errorf("the board: %s", board.text)
	}

	// Revoked, the first one leaves the boards as any other.
	h.as("owner").post("/nominations/"+before+"/revoke", form{"reason": "By mistake."}).expect(200)
	if n := h.count(`select count(*) from event where kind = $1 and data ? 'board'`, domain.RecognitionRevoked); n != 1 {
		t.Errorf("%d revocations move boards", n)
	}

	// History from elsewhere is obeyed as well.
	h.csv("admin").post("/imports/recognitions", strings.ReplaceAll(historyFile, "ivan@", "olga@")+"2019-05-03T10:00:00Z,maria@demo.example,ivan@demo.example,respect,1,Thanks\n").expect(422)
	h.csv("admin").post("/imports/recognitions", "given_at,giver_email,receiver_email,behaviour,points,message\n"+
		"2019-05-01T10:00:00Z,maria@demo.example,olga@demo.example,respect,25,Thank you\n2019-05-03T10:00:00Z,maria@demo.example,ivan@demo.example,respect,1,Thanks\n").expect(200)
	if feed := h.as("admin").get("/feed").expect(200); feed.num("items.#") != 1 || feed.str("items.0.nominees.0.name") != "Ivan Ivanov" {
		t.Errorf("imported: %s", feed.text)
	}
}

func TestPrivacy_whoIsThankedPrivatelyIsNotNamedBehindTheScenes(t *testing.T) {
	h := newHouse(t)
	h.prefer("nina", form{"thank_privately": true})
	id := h.as("maria").post("/nominations", h.form("thanks", "ivan").with("enabler_ids", []string{h.id("nina"), h.id("pavel")})).expect(201).str("id")
	for name, want := range map[string]int64{"olga": 1, "ivan": 1, "nina": 2, "maria": 2, "owner": 2} {
		if a := h.as(name).get("/nominations/" + id).expect(200); a.num("enablers.#") != want {
			t.Errorf("%s sees %s", name, a.at("enablers").Raw)
		}
	}
}

// TestPrivacy_pointsAreForThoseWhoHaveToDoWithThem holds every shape that shows points.
func TestPrivacy_pointsAreForThoseWhoHaveToDoWithThem(t *testing.T) {
	h := newHouse(t)
	h.prefer("olga", form{"points_private": true})
	waiting := h.as("nina").post("/nominations", h.form("hero", "olga").with("points", 47)).expect(201)
	if a := h.as("maria").get("/approvals").expect(200); a.num("items.0.nomination.points") != 47 {
		t.Errorf("who decides: %s", a.text)
	}
	id := waiting.str("id")
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	for _, path := range []string{"/nominations/" + id, "/feed", "/nominations?nominee_id=" + h.id("olga"), "/nominations?status=approved"} {
		for name, sees := range map[string]bool{"ivan": false, "pavel": false, "admin": false, "olga": true, "nina": true, "maria": true, "owner": true} {
			a := h.as(name).get(path).expect(200)
			if strings.Contains(a.text, fmt.Sprintf(`"points":%d`, 47)) != sees {
				t.Errorf("%s at %s: %s", name, path, a.text)
			}
		}
	}
	if board := h.as("ivan").get("/leaderboards/received?period=week").expect(200); board.num("total") != 0 {
		t.Errorf("the board: %s", board.text)
	}
	view, err := h.db.Nominations.Plain(t.Context(), domain.NominationID{UUID: uuid.MustParse(id)}, "en")
	if err != nil {
		t.Fatal(err)
	}
	if shown := Shapes().Nomination(view).(Nomination); shown.Points != nil {
		t.Errorf("an announcement says %d", *shown.Points)
	}
}
