package httpapi

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
)

// rule changes a program's rules, as an owner does.
func (h *house) rule(program string, rules form) {
	h.t.Helper()
	h.as("owner").patch("/programs/"+h.programs[program].String(), rules).expect(http.StatusOK)
}

func TestPrograms_whoMayNominateAndBeNominated(t *testing.T) {
	h := newHouse(t)
	hero := "/programs/" + h.programs["hero"].String()
	owner := h.as("owner")
	owner.patch(hero, form{
		"nominators": form{"team_ids": []string{h.teams["Dispatch"].String()}},
		"nominees":   form{"roles": []string{"employee"}},
	}).expect(http.StatusOK)

	h.as("ivan").post("/nominations", h.form("hero", "nina")).expect(http.StatusCreated)
	h.as("nina").post("/nominations", h.form("hero", "ivan")).problem(http.StatusForbidden, "not_eligible")
	refused := h.as("ivan").post("/nominations", h.form("hero", "pavel")).problem(http.StatusUnprocessableEntity, "not_eligible")
	if got := refused.str("errors.0.location"); got != "body.nominee_ids[0]" {
		t.Errorf("the fault is at %s", got)
	}
	for name, want := range map[string]bool{"ivan": true, "maria": true, "nina": false} {
		if got := h.as(name).get("/programs").at(`items.#(name=="Customer hero").may_nominate`).Bool(); got != want {
			t.Errorf("%s may nominate: %v", name, got)
		}
	}

	// Pavel has reports, so he is a manager whatever his role says.
	owner.patch(hero, form{"nominators": form{"roles": []string{"manager"}}, "nominees": form{}}).expect(http.StatusOK)
	h.as("pavel").post("/nominations", h.form("hero", "ivan")).expect(http.StatusCreated)
	h.as("ivan").post("/nominations", h.form("hero", "nina")).problem(http.StatusForbidden, "not_eligible")

	unknown := owner.patch(hero, form{"nominees": form{"team_ids": []string{uuid.NewString()}}}).problem(http.StatusUnprocessableEntity, "invalid_input")
	if got := unknown.str("errors.0.location"); got != "body.nominees.team_ids[0]" {
		t.Errorf("the fault is at %s", got)
	}
	owner.patch(hero, form{"nominees": form{"roles": []string{"king"}}}).expect(http.StatusUnprocessableEntity)
}

func TestPrograms_nobodyDecidesOnFewPoints(t *testing.T) {
	h := newHouse(t)
	owner, team := h.as("owner"), "/programs/"+h.programs["team"].String()
	owner.patch(team, form{"approval_from": 41}).expect(http.StatusOK)

	few := h.as("ivan").post("/nominations", h.form("team", "olga", "nina").with("points", 20)).expect(http.StatusCreated)
	if got := few.str("status"); got != "approved" {
		t.Errorf("40 points in all: %s", got)
	}
	if h.wallet("olga") != 20 || h.wallet("nina") != 20 {
		t.Errorf("the points were not issued: %d, %d", h.wallet("olga"), h.wallet("nina"))
	}
	many := h.as("ivan").post("/nominations", h.form("team", "olga", "nina").with("points", 21)).expect(http.StatusCreated)
	if got := many.str("status"); got != "pending" {
		t.Errorf("42 points in all: %s", got)
	}
	h.checkBooks()

	owner.patch(team, form{"approval": "none"}).problem(http.StatusUnprocessableEntity, "invalid_input")
	owner.patch(team, form{"approval": "none", "approval_from": nil}).expect(http.StatusOK)
}

// TestPrograms_keepTheRulesOfANomination changes a program while something waits for a decision.
func TestPrograms_keepTheRulesOfANomination(t *testing.T) {
	h := newHouse(t)
	owner, behind := h.as("owner"), "/programs/"+h.programs["behind"].String()
	waiting := h.nominate("ivan", h.form("behind", "olga").with("points", 150))
	owner.patch(behind, form{"approval": "manager", "points": form{"min": 1, "max": 5, "default": 5}}).expect(http.StatusOK)

	shown := h.as("maria").get("/approvals").expect(http.StatusOK)
	if shown.num("items.0.points_min") != 10 || shown.num("items.0.points_max") != 200 {
		t.Errorf("the queue shows the bounds of today: %s", shown.text)
	}
	h.as("maria").post("/nominations/"+waiting+"/approve", form{"points": 5}).problem(http.StatusUnprocessableEntity, "points_out_of_range")
	if got := h.as("maria").post("/nominations/"+waiting+"/approve", form{"points": 140}).expect(http.StatusOK).str("status"); got != "pending" {
		t.Errorf("after the manager: %s, but an owner was to decide as well", got)
	}
	if got := owner.post("/nominations/"+waiting+"/approve", nil).expect(http.StatusOK).str("status"); got != "approved" {
		t.Errorf("after the owner: %s", got)
	}
	after := h.nominate("ivan", h.form("behind", "olga").with("points", 5))
	if got := h.as("maria").post("/nominations/"+after+"/approve", nil).expect(http.StatusOK).str("status"); got != "approved" {
		t.Errorf("by the new rules: %s", got)
	}

	owner.patch(behind, form{"description": "For whom nobody sees.", "guidance": "5: always"}).expect(http.StatusOK)
	versions := owner.get(behind + "/versions?limit=1").expect(http.StatusOK)
	if versions.num("items.0.version") != 2 || versions.str("items.0.rules.approval") != "manager" || versions.str("items.0.changed_by.name") != "Oscar Owner" {
		t.Errorf("the latest version: %s", versions.text)
	}
	first := owner.get(behind + "/versions?limit=1&cursor=" + versions.str("next_cursor")).expect(http.StatusOK)
	if first.num("items.0.version") != 1 || first.str("items.0.rules.approval") != "manager_owner" || first.num("items.0.rules.points.max") != 200 {
		t.Errorf("the first version: %s", first.text)
	}
	if first.at("next_cursor").Type.String() != "Null" {
		t.Errorf("a change of texts made a version: %s", first.text)
	}
	h.checkBooks()
}

func TestPrograms_endForGood(t *testing.T) {
	h := newHouse(t)
	owner, hero := h.as("owner"), "/programs/"+h.programs["hero"].String()
	waiting := h.nominate("ivan", h.form("hero", "olga"))
	owner.patch(hero, form{"active": false}).expect(http.StatusOK)
	h.as("ivan").post("/nominations", h.form("hero", "olga")).problem(http.StatusConflict, "program_closed")
	owner.patch(hero, form{"active": true}).expect(http.StatusOK)

	ended := owner.patch(hero, form{"ended": true}).expect(http.StatusOK)
	if !ended.at("ended").Bool() || ended.at("active").Bool() {
		t.Errorf("ended: %s", ended.text)
	}
	h.as("ivan").post("/nominations", h.form("hero", "olga")).problem(http.StatusConflict, "program_closed")
	owner.patch(hero, form{"active": true}).problem(http.StatusConflict, "program_ended")
	h.as("maria").post("/nominations/"+waiting+"/approve", nil).expect(http.StatusOK)
}
