package usecase_test

import (
	"encoding/json"
	"slices"
	"testing"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// thanks is a word of thanks with points.
func (h *importHouse) thanks(to domain.EmployeeID, points int64) recognition.Draft {
	h.t.Helper()
	program, err := domain.ParseID[any](scan[string](h, `select id::text from program where name = 'Thanks'`))
	if err != nil {
		h.t.Fatal(err)
	}
	return recognition.Draft{Program: domain.ProgramID(program), Nominees: []domain.EmployeeID{to}, Behaviours: []domain.BehaviourID{}, Story: "Came at once", Points: &points, Visibility: recognition.Public}
}

func keyed(key string) usecase.Once {
	return usecase.Once{Key: key, Request: []byte(key), Status: 201, Encode: func(view any) ([]byte, error) { return json.Marshal(view) }}
}

// learnt lets the verb see the program once, so that it knows whose nominations can be made together.
func (h *importHouse) learnt(by domain.Actor, to domain.EmployeeID) {
	h.t.Helper()
	if _, err := h.uc.Nominate(h.t.Context(), by, h.thanks(to, 0), keyed("learnt")); err != nil {
		h.t.Fatal(err)
	}
}

func (h *importHouse) wallet(who domain.Actor) int {
	return scan[int](h, `select coalesce(sum(balance), 0) from account where kind = 'wallet' and owner_id = $1`, who.ID)
}

func (h *importHouse) wantBalanced() {
	h.t.Helper()
	if report, err := h.uc.CheckLedger(h.t.Context()); err != nil || !report.Balanced() {
		h.t.Errorf("%+v, %v", report, err)
	}
}

func TestNominateTogether_eachHasItsOwnOutcome(t *testing.T) {
	h := newDemo(t)
	olga, ivan, maria := h.demoActor("olga"), h.demoActor("ivan"), h.demoActor("maria")
	h.learnt(maria, olga.ID)
	before := scan[int](h, `select count(*) from nomination`)
	had := h.wallet(ivan)
	outcomes := h.uc.NominateTogether(t.Context(),
		usecase.Nomination{Actor: olga, Draft: h.thanks(ivan.ID, 1), Once: keyed("a")},
		usecase.Nomination{Actor: olga, Draft: h.thanks(ivan.ID, 1), Once: keyed("a")},
		usecase.Nomination{Actor: ivan, Draft: h.thanks(ivan.ID, 1), Once: keyed("b")},
		usecase.Nomination{Actor: ivan, Draft: h.thanks(domain.NewEmployeeID(), 1), Once: keyed("c")},
		usecase.Nomination{Actor: maria, Draft: h.thanks(ivan.ID, 2), Once: keyed("d")},
		usecase.Nomination{Actor: olga, Draft: h.thanks(maria.ID, 0), Once: usecase.Once{Status: 201, Encode: keyed("").Encode}},
	)
	for i, code := range []string{"", "idempotency_in_progress", "self_nomination", "invalid_input", "", ""} {
		if got := domain.CodeOf(outcomes[i].Err); got != code || (code == "") != (outcomes[i].Answer.Status == 201) {
			t.Errorf("%d: %v, want %q", i, outcomes[i], code)
		}
	}
	if n := scan[int](h, `select count(*) from nomination`); n != before+3 {
		t.Errorf("%d nominations more, want 3", n-before)
	}
	if got := h.wallet(ivan); got != had+3 {
		t.Errorf("Ivan has %d points more, want 3", got-had)
	}
	again := h.uc.NominateTogether(t.Context(), usecase.Nomination{Actor: olga, Draft: h.thanks(ivan.ID, 1), Once: keyed("a")})
	if !again[0].Answer.Replayed || !slices.Equal(again[0].Answer.Body, outcomes[0].Answer.Body) {
		t.Errorf("the same key gives %+v", again[0])
	}
	h.wantBalanced()
}

// TestNominateTogether_sharesOneAllowance gives more in one group than the giver has.
func TestNominateTogether_sharesOneAllowance(t *testing.T) {
	h := newDemo(t)
	olga, ivan, maria := h.demoActor("olga"), h.demoActor("ivan"), h.demoActor("maria")
	h.learnt(maria, olga.ID)
	left := scan[int](h, `select coalesce((select balance from account where kind = 'allowance' and owner_id = $1 and period_start is not null), 100)`, ivan.ID)
	had := h.wallet(olga)
	var list []usecase.Nomination
	for range 32 {
		list = append(list, usecase.Nomination{Actor: ivan, Draft: h.thanks(olga.ID, 5), Once: keyed(domain.NewEventID().String())})
	}
	made := 0
	for _, o := range h.uc.NominateTogether(t.Context(), list...) {
		switch domain.CodeOf(o.Err) {
		case "":
			made++
		case "insufficient_allowance":
		default:
			t.Error(o.Err)
		}
	}
	if made != left/5 || h.wallet(olga) != had+5*made {
		t.Errorf("%d were made and Olga has %d more, of an allowance of %d", made, h.wallet(olga)-had, left)
	}
	h.wantBalanced()
	ended := scan[int](h, `select balance_after from entry e join account a on a.id = e.account_id where a.kind = 'allowance' and a.owner_id = $1 order by e.id desc limit 1`, ivan.ID)
	if ended != left-5*made {
		t.Errorf("the statement ends at %d, want %d", ended, left-5*made)
	}
}

// TestNominateTogether_leavesOutWhatNeedsMore changes the program after it was seen: others decide now.
func TestNominateTogether_leavesOutWhatNeedsMore(t *testing.T) {
	h := newDemo(t)
	olga, ivan, maria := h.demoActor("olga"), h.demoActor("ivan"), h.demoActor("maria")
	h.learnt(maria, olga.ID)
	scan[int](h, `with changed as (update program set approval = 'manager' where name = 'Thanks' returning id) select count(*) from changed`)
	answer, err := h.uc.Nominate(t.Context(), ivan, h.thanks(olga.ID, 1), keyed("e"))
	if err != nil || answer.Status != 201 {
		t.Fatal(answer, err)
	}
	if n := scan[int](h, `select count(*) from nomination where status = 'pending' and nominator_id = $1 and story = 'Came at once'`, ivan.ID); n != 1 {
		t.Errorf("%d wait", n)
	}
	h.wantBalanced()
}
