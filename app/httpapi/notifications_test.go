package httpapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"laurel/app/usecase"
	"laurel/domain/notification"
)

// told numbers all events and makes their notifications, as the background would.
func (h *house) told() {
	h.t.Helper()
	h.exec(`with last as (select coalesce(max(position), 0) as position from event), numbered as (
			select seq, row_number() over (order by seq) as place from event where position is null)
		update event e set position = last.position + n.place from numbered n, last where n.seq = e.seq`)
	h.exec(`insert into checkpoint (name, position, at) values ('relay', (select coalesce(max(position), 0) from event), now())
		on conflict (name) do update set position = excluded.position`)
	if err := h.uc.FollowNotifications(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// inbox lists the kinds of what somebody is told of, the latest first, unread ones with a star.
func (h *house) inbox(name string) string {
	h.t.Helper()
	a := h.as(name).get("/notifications?limit=100").expect(http.StatusOK)
	var list []string
	for _, item := range a.at("items").Array() {
		kind := item.Get("kind").String()
		if !item.Get("read").Bool() {
			kind += "*"
		}
		list = append(list, kind)
	}
	return strings.Join(list, " ")
}

// expectInbox holds inboxes against the kinds that are to be in them: in no order, for what happens at
// one moment of the house's clock has none.
func (h *house) expectInbox(want map[string]string) {
	h.t.Helper()
	for name, kinds := range want {
		got, expected := strings.Fields(h.inbox(name)), strings.Fields(kinds)
		slices.Sort(got)
		slices.Sort(expected)
		if !slices.Equal(got, expected) {
			h.t.Errorf("%s is told %q, want %q", name, got, expected)
		}
	}
}

func TestNotifications_ofThanks(t *testing.T) {
	h := newHouse(t)
	id := h.thank("ivan", "olga", "public")
	h.told()
	h.expectInbox(map[string]string{"olga": "recognised*", "ivan": "", "maria": "", "owner": ""})
	a := h.as("olga").get("/notifications").expect(200)
	for path, want := range map[string]any{
		"unread": 1, "next_cursor": "", "items.0.actors.0.name": "Ivan Ivanov", "items.0.actors_count": 1, "items.0.nomination.id": id,
		"items.0.nomination.story": "Stayed late for the customer.", "items.0.nomination.nominator.name": "Ivan Ivanov", "items.0.open": false,
	} {
		if got := a.str(path); got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %v", path, got, want)
		}
	}
}

func TestNotifications_ofANominationFromEndToEnd(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga").with("points", 60)).expect(201).str("id")
	h.told()
	h.expectInbox(map[string]string{"maria": "approval_waiting*", "olga": "", "ivan": ""})
	if a := h.as("maria").get("/notifications"); a.str("items.0.open") != "true" || a.str("items.0.actors.0.name") != "Ivan Ivanov" {
		t.Errorf("maria is asked: %s", a.text)
	}
	h.as("maria").post("/nominations/"+id+"/approve", form{"points": 40, "comment": "Well told."}).expect(200)
	h.told()
	h.expectInbox(map[string]string{"maria": "approval_waiting", "olga": "recognised*", "ivan": "nomination_approved*"})
	a := h.as("ivan").get("/notifications")
	for path, want := range map[string]any{
		"items.0.actors.0.name": "Maria Manager", "items.0.nomination.points": 40, "items.0.nomination.asked_points": 60, "items.0.nomination.comment": "Well told.",
	} {
		if got := a.str(path); got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %v", path, got, want)
		}
	}
	if a := h.as("olga").get("/notifications?topic=asks"); a.str("items.#") != "1" || a.str("items.0.open") != "true" {
		t.Errorf("olga is asked: %s", a.text)
	}
}

func TestNotifications_ofADecline(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga")).expect(201).str("id")
	h.as("maria").post("/nominations/"+id+"/decline", form{"reason": "Say what it did for the customer."}).expect(200)
	h.told()
	h.expectInbox(map[string]string{"ivan": "nomination_declined*", "olga": "", "maria": "approval_waiting"})
	if a := h.as("ivan").get("/notifications"); a.str("items.0.nomination.reason") != "Say what it did for the customer." {
		t.Errorf("ivan reads %s", a.text)
	}
}

// What was told of a recognition whose decision is taken back is forgotten, and told once when it is
// published again.
func TestNotifications_ofAnUndoneDecision(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga")).expect(201).str("id")
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	h.told()
	h.as("maria").post("/nominations/"+id+"/undo", nil).expect(200)
	h.told()
	h.expectInbox(map[string]string{"ivan": "", "olga": "", "maria": "approval_waiting"}) // nobody is told of their own act
	h.as("maria").post("/nominations/"+id+"/approve", nil).expect(200)
	h.told()
	h.expectInbox(map[string]string{"ivan": "nomination_approved*", "olga": "recognised*"})
}

func TestNotifications_onlyOfWhatOneMaySee(t *testing.T) {
	h := newHouse(t)
	private := h.as("ivan").post("/nominations", h.form("hero", "olga").with("visibility", "private").with("enabler_ids", []string{h.id("nina")}).
		with("customer", form{"kind": "employee", "id": h.id("pavel")})).expect(201).str("id")
	h.told()
	h.expectInbox(map[string]string{"pavel": "", "nina": "", "olga": ""}) // of a private one the customer is not asked
	h.as("maria").post("/nominations/"+private+"/approve", nil).expect(200)
	h.told()
	h.expectInbox(map[string]string{"nina": "enabler_named*", "olga": "recognised*", "pavel": "", "owner": ""})
	// Revoked: the enabler may not see it any more, and is not told of it either.
	h.as("owner").post("/nominations/"+private+"/revoke", form{"reason": "By mistake."}).expect(200)
	h.expectInbox(map[string]string{"nina": ""})
	if unread := h.as("nina").get("/notifications").num("unread"); unread != 0 {
		t.Errorf("nina has %d unread that she may not see", unread)
	}
	h.told()
	h.expectInbox(map[string]string{"nina": "", "olga": ""})
}

func TestNotifications_ofRedemptionsStandTogether(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 50)
	id := h.redeem("olga", h.rewardOf(true))
	h.told()
	h.expectInbox(map[string]string{"maria": "approval_waiting*", "olga": ""})
	h.as("maria").post("/redemptions/"+id+"/approve", nil).expect(200)
	h.as("owner").post("/redemptions/"+id+"/fulfil", form{"note": "On your desk."}).expect(200)
	h.told()
	h.expectInbox(map[string]string{"maria": "approval_waiting", "olga": "redemption_updated*"})
	a := h.as("olga").get("/notifications")
	if a.str("items.0.redemption.status") != "fulfilled" || a.num("unread") != 1 {
		t.Errorf("olga reads %s", a.text)
	}
}

func TestNotifications_eachEventIsToldOnce(t *testing.T) {
	h := newHouse(t)
	h.thank("ivan", "olga", "public")
	h.told()
	for range 3 { // the checkpoint is lost: everything is read again
		h.exec(`delete from checkpoint where name = 'notifications'`)
		h.told()
	}
	h.expectInbox(map[string]string{"olga": "recognised*"})
	if n := h.count(`select count(*) from event where kind = 'notification.made'`); n != 1 {
		t.Errorf("the live feed tells of it %d times", n)
	}
}

func TestNotifications_ofLongAgoAreRead(t *testing.T) {
	h := newHouse(t)
	h.thank("ivan", "olga", "public")
	h.clock.advance(notification.Stale + time.Hour)
	h.told()
	h.expectInbox(map[string]string{"olga": "recognised"})
}

func TestNotifications_pagesAndReading(t *testing.T) {
	h := newHouse(t)
	for range 5 {
		h.thank("ivan", "olga", "public")
		h.clock.advance(time.Minute)
	}
	h.told()
	olga := h.as("olga")
	var ids []string
	cursor := ""
	for range 3 {
		a := olga.get("/notifications?limit=2&cursor=" + cursor).expect(200)
		for _, item := range a.at("items").Array() {
			ids = append(ids, item.Get("id").String())
		}
		cursor = a.str("next_cursor")
	}
	if len(ids) != 5 || cursor != "" {
		t.Fatalf("pages give %v, then %q", ids, cursor)
	}
	if left := olga.post("/notifications/read", form{"ids": ids[:2]}).expect(200).num("unread"); left != 3 {
		t.Errorf("%d are left, want 3", left)
	}
	if n := olga.get("/notifications?unread=true").num("items.#"); n != 3 {
		t.Errorf("%d unread are listed, want 3", n)
	}
	if left := h.as("maria").post("/notifications/read", form{"ids": ids}).expect(200).num("unread"); left != 0 {
		t.Errorf("maria has %d", left)
	}
	if left := olga.get("/notifications").num("unread"); left != 3 {
		t.Errorf("others' calls read olga's: %d left", left)
	}
	upTo := houseStart.Add(2 * time.Minute) // the second, third and fourth are older or as old; two of the newest were read
	if left := olga.post("/notifications/read", form{"up_to": upTo}).expect(200).num("unread"); left != 0 {
		t.Errorf("%d are left, want 0", left)
	}
	for _, body := range []form{{}, {"ids": []string{}}, {"ids": ids, "up_to": upTo}, {"up_to": upTo, "nomination_id": ids[0]}, {"nomination_id": "nonsense"}, {"ids": []string{"nonsense"}}} {
		olga.post("/notifications/read", body).problem(422, "invalid_input")
	}
	olga.get("/notifications?cursor=nonsense").problem(422, "invalid_cursor")
	olga.get("/notifications?topic=nonsense").expect(422)
}

func TestNotifications_areToldLiveToTheirReceiverAlone(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	olga, maria := h.listen("olga", ""), h.listen("maria", "")
	id := h.thank("ivan", "olga", "public")
	e := olga.next(usecase.LiveNotification)
	if e.str("kind") != "recognised" || e.str("nomination_id") != id || e.id == "" || e.str("at") == "" {
		t.Errorf("olga is told %s %s", e.id, e.data)
	}
	a := h.as("olga").get("/notifications").expect(200)
	if a.str("items.0.id") != e.str("id") {
		t.Errorf("the live feed names %s, the inbox %s", e.str("id"), a.str("items.0.id"))
	}
	// Reading is told to the reader's other screens.
	h.as("olga").post("/notifications/read", form{"ids": []string{e.str("id")}}).expect(200)
	if e := olga.next(usecase.LiveNotification); e.str("kind") != "read" {
		t.Errorf("olga's other screens are told %s", e.data)
	}
	h.thank("olga", "maria", "public")
	if e := maria.next(usecase.LiveNotification); e.str("kind") != "recognised" {
		t.Errorf("maria is told %s", e.data)
	}
	for _, e := range olga.rest() {
		if e.event == string(usecase.LiveNotification) {
			t.Errorf("olga is told what is maria's: %s", e.data)
		}
	}
}

// Opening the page of a recognition reads what was told about it, and nothing else.
func TestNotifications_ofOneRecognitionAreReadTogether(t *testing.T) {
	h, b := newBusyHouse(t, nil, usecase.LiveOptions{})
	b.start(t, b.live)
	olga := h.listen("olga", "")
	id, other := h.thank("ivan", "olga", "public"), h.thank("ivan", "olga", "public")
	h.clock.advance(time.Minute)
	h.as("nina").put("/nominations/" + id + "/reactions/leaf").expect(200)
	for range 3 {
		olga.next(usecase.LiveNotification)
	}
	h.expectInbox(map[string]string{"olga": "reaction_added* recognised* recognised*"})
	if left := h.as("olga").post("/notifications/read", form{"nomination_id": id}).expect(200).num("unread"); left != 1 {
		t.Errorf("%d are left, want that of the other recognition", left)
	}
	if a := h.as("olga").get("/notifications?unread=true"); a.str("items.#.nomination.id") != `["`+other+`"]` {
		t.Errorf("unread are %s", a.text)
	}
	if e := olga.next(usecase.LiveNotification); e.str("kind") != "read" || e.str("nomination_id") != id {
		t.Errorf("olga's other screens are told %s", e.data)
	}
	// Nothing is left to be read of it: her screens have nothing to follow.
	read := func() int { return h.count(`select count(*) from event where kind = 'notifications.read'`) }
	before := read()
	h.as("olga").post("/notifications/read", form{"nomination_id": id}).expect(200)
	h.as("ivan").post("/notifications/read", form{"nomination_id": other}).expect(200) // who is told nothing of it
	if n := read(); n != before {
		t.Errorf("%d events more tell that nothing was read", n-before)
	}
	h.expectInbox(map[string]string{"olga": "reaction_added recognised* recognised"})
}

func TestHousekeep_dropsOldNotifications(t *testing.T) {
	h := newHouse(t)
	h.thank("ivan", "olga", "public")
	h.thank("ivan", "maria", "public")
	h.told()
	h.as("olga").post("/notifications/read", form{"up_to": houseStart}).expect(200)
	for _, c := range []struct{ days, left int }{{89, 2}, {91, 1}, {366, 0}} {
		if _, err := h.db.Housekeep(t.Context(), houseStart.AddDate(0, 0, c.days)); err != nil {
			t.Fatal(err)
		}
		if n := h.count(`select count(*) from notification`); n != c.left {
			t.Errorf("after %d days %d are left, want %d", c.days, n, c.left)
		}
	}
}

func TestNotifications_nobodyWhoHasLeftIsTold(t *testing.T) {
	h := newHouse(t)
	h.thank("ivan", "olga", "public")
	h.exec(`update employee set active = false where id = $1`, h.people["olga"].ID)
	h.told()
	if n := h.count(`select count(*) from notification where employee_id = $1`, h.people["olga"].ID); n != 0 {
		t.Errorf("olga has left, and is told of %d things", n)
	}
}

func TestNotifications_ofManyActsStandTogether(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	for _, name := range []string{"nina", "pavel", "maria", "owner"} {
		h.as(name).put(path + "/reactions/leaf").expect(200)
		h.clock.advance(time.Minute)
	}
	h.as("nina").put(path + "/reactions/heart").expect(200) // the same one again tells nothing new
	h.as("olga").put(path + "/reactions/leaf").expect(200)  // one's own
	h.told()
	h.expectInbox(map[string]string{"olga": "reaction_added* recognised*", "ivan": "reaction_added*", "nina": ""})
	a := h.as("olga").get("/notifications").expect(200)
	for path, want := range map[string]any{"unread": 2, "items.0.actors_count": 4, "items.0.actors.#": 3, "items.0.actors.0.name": "Oscar Owner"} {
		if got := a.str(path); got != fmt.Sprint(want) {
			t.Errorf("%s is %q, want %v", path, got, want)
		}
	}
	// What comes after the reading begins a group of its own.
	h.as("olga").post("/notifications/read", form{"ids": []string{a.str("items.0.id")}}).expect(200)
	h.as("admin").put(path + "/reactions/clap").expect(200)
	h.told()
	h.expectInbox(map[string]string{"olga": "reaction_added* reaction_added recognised*", "ivan": "reaction_added*"})
	if a := h.as("olga").get("/notifications"); a.num("items.0.actors_count") != 1 || a.num("items.1.actors_count") != 4 {
		t.Errorf("olga reads %s", a.text)
	}
}

func TestNotifications_ofWhatFollowsARecognition(t *testing.T) {
	h := newHouse(t)
	path := h.recognise("ivan", 0, "olga")
	h.clock.advance(time.Minute)
	h.as("nina").post(path+"/comments", form{"text": "Well done, and thank you."}).expect(201)
	h.clock.advance(time.Minute)
	h.as("nina").post(path+"/boosts", form{"points": 10}).expect(201)
	h.as("nina").post(path+"/reports", form{"reason": "It names a customer."}).expect(201)
	h.told()
	h.expectInbox(map[string]string{"olga": "recognition_boosted* comment_added* recognised*", "ivan": "comment_added*", "owner": "recognition_reported*", "nina": ""})
	if a := h.as("olga").get("/notifications"); a.num("items.0.points") != 10 || strings.Contains(a.text, "Well done") {
		t.Errorf("olga reads %s", a.text)
	}
	if a := h.as("owner").get("/notifications"); strings.Contains(a.text, "Nina") {
		t.Errorf("who has reported is told: %s", a.text)
	}
	report := h.as("owner").get("/reports").expect(200).str("items.0.id")
	h.as("owner").post("/reports/"+report+"/answer", form{"action": "hide"}).expect(200)
	h.told()
	// Nina hears of her report, though she does not see the recognition any more.
	h.expectInbox(map[string]string{"nina": "report_answered*"})
	if a := h.as("nina").get("/notifications"); a.str("items.0.answer") != "hidden" || a.at("items.0.nomination").Type != gjson.Null {
		t.Errorf("nina reads %s", a.text)
	}
}

func TestNotifications_ofADelegatedDecision(t *testing.T) {
	h := newHouse(t)
	id := h.as("ivan").post("/nominations", h.form("hero", "olga")).expect(201).str("id")
	h.told()
	h.as("maria").post("/approvals/"+id+"/delegate", form{"to": h.id("pavel")}).expect(200)
	h.told()
	h.expectInbox(map[string]string{"maria": "approval_waiting", "pavel": "approval_delegated*"})
	a := h.as("pavel").get("/notifications")
	if a.str("items.0.actors.0.name") != "Maria Manager" || a.str("items.0.open") != "true" {
		t.Errorf("pavel reads %s", a.text)
	}
	h.as("pavel").post("/nominations/"+id+"/approve", nil).expect(200)
	h.told()
	h.expectInbox(map[string]string{"pavel": "approval_delegated"})
}

func TestNotifications_whatIsSwitchedOffIsNotMade(t *testing.T) {
	h := newHouse(t)
	off := form{"notifications": form{"kinds": []form{{"kind": "reaction", "inbox": false, "mail": false}, {"kind": "recognition", "inbox": false, "mail": true}}}}
	h.as("olga").patch("/me/preferences", off).expect(200)
	path := h.recognise("ivan", 0, "olga", "maria")
	h.as("nina").put(path + "/reactions/leaf").expect(200)
	h.as("nina").post(path+"/comments", form{"text": "Thank you."}).expect(201)
	h.told()
	h.expectInbox(map[string]string{"olga": "comment_added*", "maria": "comment_added* reaction_added* recognised*", "ivan": "comment_added* reaction_added*"})
}

// A giver is asked about a card of theirs that was scanned, until they have answered.
func TestNotifications_ofACardThatWaitsForItsGiver(t *testing.T) {
	h := newHouse(t)
	for _, verb := range []string{"confirm", "decline"} {
		h.exec(`delete from notification`)
		id, token := h.cardOf("maria", "")
		h.as("ivan").post("/cards/redeem", form{"token": token, "story": "Lent me a torch."}).expect(http.StatusOK)
		h.told()
		h.expectInbox(map[string]string{"maria": "card_claimed*", "ivan": ""})
		a := h.as("maria").get("/notifications?topic=asks").expect(http.StatusOK)
		for path, want := range map[string]any{
			"items.#": 1, "items.0.actors.0.name": "Ivan Ivanov", "items.0.open": true, "items.0.card.id": id, "items.0.card.story": "Lent me a torch.", "items.0.nomination": "",
		} {
			if got := a.str(path); got != fmt.Sprint(want) {
				t.Errorf("%s is %q, want %v", path, got, want)
			}
		}
		h.as("maria").post("/cards/"+id+"/"+verb, nil).expect(http.StatusOK)
		h.told()
		h.expectInbox(map[string]string{"maria": "card_claimed"})
		if a := h.as("maria").get("/notifications"); a.at("items.0.open").Bool() || a.num("unread") != 0 {
			t.Errorf("after %s: %s", verb, a.text)
		}
		if n := h.count(`select count(*) from event where kind = 'notifications.read' and subject_id = $1`, h.people["maria"].ID); n == 0 {
			t.Errorf("after %s the giver's other screens are not told", verb)
		}
		h.exec(`delete from event where kind = 'notifications.read'`)
	}
	// What the giver had printed waits for nobody.
	h.exec(`delete from notification`)
	_, token := h.cardOf("maria", "Well done")
	h.as("ivan").post("/cards/redeem", form{"token": token}).expect(http.StatusOK)
	h.told()
	h.expectInbox(map[string]string{"maria": ""})
}

func TestInboxShowsTheBeginningOfALongStory(t *testing.T) {
	h := newHouse(t)
	h.as("ivan").post("/nominations", form{
		"program_id": h.programs["thanks"].String(), "nominee_ids": []string{h.id("olga")}, "points": 0, "visibility": "public",
		"story": strings.Repeat("She wrote it down, ", 12) + "and I found it.",
	}).expect(http.StatusCreated)
	h.told()
	got := h.as("olga").get("/notifications").expect(200).str("items.0.nomination.story")
	if want := strings.Repeat("She wrote it down, ", 10) + "She wrote…"; got != want {
		t.Errorf("the story begins %q, want %q", got, want)
	}
}
