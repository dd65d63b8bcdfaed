package httpapi

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// archive reads what somebody's export holds, file by file.
func (h *house) archive(name string) map[string]string {
	h.t.Helper()
	a := h.as(name).get("/me/export").expect(200)
	if media := a.header.Get("Content-Type"); media != "application/zip" {
		h.t.Fatalf("an archive of type %q", media)
	}
	if name := a.header.Get("Content-Disposition"); name != `attachment; filename="laurel-`+h.clock.now().Format(time.DateOnly)+`.zip"` {
		h.t.Errorf("it is called %s", name)
	}
	r, err := zip.NewReader(strings.NewReader(a.text), int64(len(a.text)))
	if err != nil {
		h.t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		opened, err := f.Open()
		if err != nil {
			h.t.Fatal(err)
		}
		text, err := io.ReadAll(opened)
		if err != nil {
			h.t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// notExported are the tables that mention an employee and are in no archive, with the reason.
var notExported = map[string]string{
	"event":               "facts of the changes that the archive holds; projections read them for a while",
	"idempotency":         "repeats answers for a day",
	"team":                "in the profile",
	"nominee":             "in the recognitions and nominations",
	"nomination_social":   "only counts",
	"account":             "its id is not the employee's",
	"transfer":            "in the entries of accounts",
	"employee":            "in the profile; others have them as their manager",
	"river_job":           "work that is about to be done",
	"imported_nomination": "in the recognitions",
	"program":             "the panel of an award: in the awards",
	"program_version":     "the panel of an award: in the awards",
}

// exportedBy says which file holds the rows of a table.
var exportedBy = map[string][]string{
	"nomination": {"recognitions_received", "nominations_given", "served_as_customer"},
	"enabler":    {"named_behind_the_scenes", "named_others_behind_the_scenes"},
	"audit":      {"audit_about_me", "audit_by_me"},
	"session":    {"sessions"}, "comment": {"comments"}, "reaction": {"reactions"}, "boost": {"boosts"}, "report": {"reports"},
	"approval": {"decisions"}, "delegation": {"delegations"}, "opening_balance": {"opening_balance"}, "celebration": {"celebrations"}, "redemption": {"redemptions"},
	"donation": {"donations"}, "wish": {"saving_for"},
	"card": {"cards"}, "notification": {"notifications"}, "confirmation": {"confirmations"}, "award": {"awards"}, "award_score": {"award_scores"}, "enabler_refusal": {"declined_to_be_named"},
	"invitation": {"sign_in_codes_and_links"}, "sign_in_code": {"sign_in_codes_and_links"}, "imported_employee": {"imports"},
}

// TestExport_holdsEverythingThatMentionsTheCaller looks through every table of the database for the
// caller's id.
func TestExport_holdsEverythingThatMentionsTheCaller(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 50)
	h.prefer("olga", form{"locale": "ru"})
	got := h.as("ivan").post("/nominations", h.form("thanks", "olga").with("points", 5).with("enabler_ids", []string{h.id("nina")})).expect(201).str("id")
	given := h.as("olga").post("/nominations", h.form("hero", "nina").with("story", "Given by Olga").with("enabler_ids", []string{h.id("ivan")})).expect(201).str("id")
	served := h.as("ivan").post("/nominations", h.form("thanks", "nina").with("customer", form{"kind": "employee", "id": h.id("olga")}).with("story", "Olga was served")).expect(201).str("id")
	h.as("ivan").post("/nominations", h.form("thanks", "nina").with("enabler_ids", []string{h.id("olga")})).expect(201)
	h.as("olga").post("/nominations/"+served+"/comments", form{"text": "It was so."}).expect(201)
	h.as("olga").call("PUT", "/nominations/"+served+"/reactions/leaf", nil)
	h.as("olga").post("/nominations/"+served+"/boosts", form{"points": 3}).expect(201)
	h.as("olga").post("/nominations/"+served+"/reports", form{"reason": "Just to see."}).expect(201)
	h.redeem("olga", h.rewardOf(true))
	h.as("olga").call("PUT", "/me/wishes/"+h.rewardOf(false), nil).expect(204)
	h.as("admin").post("/employees/"+h.id("olga")+"/invitation", nil).expect(201)
	h.exec(`insert into opening_balance (employee_id, points, note, at) values ($1, 50, 'From before', $2)`, h.people["olga"].ID, houseStart)

	files := h.archive("olga")
	rows := map[string]int{}
	for name, text := range files {
		if name == "README.txt" {
			continue
		}
		var list []map[string]any
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		rows[strings.TrimSuffix(name, ".json")] = len(list)
		for _, secret := range []string{"argon2", "password_hash", "token_hash", "\"hash\""} {
			if strings.Contains(text, secret) {
				t.Errorf("%s holds %s", name, secret)
			}
		}
	}
	for file, want := range map[string]string{
		"recognitions_received.json": got, "nominations_given.json": given, "served_as_customer.json": served, "comments.json": "It was so.",
		"profile.json": "olga@demo.example", "preferences.json": `"ru"`, "account_entries.json": "wallet", "opening_balance.json": "From before",
		"reactions.json": "leaf", "boosts.json": served, "reports.json": "Just to see.", "redemptions.json": "requested", "audit_by_me.json": "redeem",
		"named_behind_the_scenes.json": h.id("ivan"), "README.txt": "Laurel",
	} {
		if !strings.Contains(files[file], want) {
			t.Errorf("%s lacks %s:\n%s", file, want, files[file])
		}
	}
	h.holdsAllOf(rows, "olga")
	if strings.Contains(h.archive("pavel")["comments.json"], "It was so.") {
		t.Error("pavel has olga's comment")
	}
	if n := h.count(`select count(*) from audit where action = 'export_own_data'`); n != 2 {
		t.Errorf("%d exports in the audit log", n)
	}
}

// holdsAllOf finds each row that mentions somebody, in every table, and compares with the archive.
func (h *house) holdsAllOf(rows map[string]int, name string) {
	h.t.Helper()
	tables, err := h.schema.Query(h.t.Context(), `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`)
	if err != nil {
		h.t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var table string
		if err := tables.Scan(&table); err != nil {
			h.t.Fatal(err)
		}
		names = append(names, table)
	}
	if err := tables.Err(); err != nil {
		h.t.Fatal(err)
	}
	for _, table := range names {
		var mentions int
		if err := h.schema.QueryRow(h.t.Context(), fmt.Sprintf(`select count(*) from %q t where t::text like '%%' || $1 || '%%'`, table), h.id(name)).Scan(&mentions); err != nil {
			h.t.Fatal(err)
		}
		if mentions == 0 || notExported[table] != "" {
			continue
		}
		held := 0
		for _, file := range exportedBy[table] {
			held += rows[file]
		}
		if held < mentions {
			h.t.Errorf("%d rows of %s mention the caller; the archive holds %d", mentions, table, held)
		}
	}
}
