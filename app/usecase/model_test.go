package usecase_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/points"
	"laurel/domain/recognition"
	"laurel/domain/reward"
)

// The model knows nothing of transfers, entries or transactions: whole numbers in maps, and the rules
// of PRODUCT.md and API.md in plain words. Every verb that moves points is tried on it and on the real
// database, in any order, with whatever time passes between; after each step both must say the same.

// TestModel_everyVerbThatMovesPoints runs random sequences; `make chaos` runs more of them, by SEED where
// it is given. rapid prints how to repeat one that fails, and shortens it first.
func TestModel_everyVerbThatMovesPoints(t *testing.T) {
	checks, seed := "12", "20261127" // the same for everybody
	if os.Getenv("LAUREL_CHAOS") == "long" {
		checks, seed = "100", cmp.Or(os.Getenv("SEED"), "0") // 0 draws one
	}
	setFlag(t, "rapid.seed", seed)
	setFlag(t, "rapid.checks", checks)
	setFlag(t, "rapid.nofailfile", "true")

	zone, err := time.LoadLocation("Asia/Yekaterinburg")
	if err != nil {
		t.Fatal(err)
	}
	h := newImportHouse(t, zone)
	// An owner who has no part in anything: somebody can always be asked to decide.
	h.bring(usecase.ImportRoster, "email,name,team,manager_email,role\nrest@model.example,Rest,House,,owner\n", usecase.ImportOptions{})
	start := h.now
	steps, worlds := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		h.now = start
		worlds++
		w := newWorld(h, r, worlds)
		r.Repeat(map[string]func(*rapid.T){
			"":         func(*rapid.T) { steps++; w.compare() },
			"nominate": w.nominate, "approve": w.approve, "decline": w.decline, "withdraw": w.withdraw,
			"undo": w.undo, "revoke": w.revoke, "boost": w.boost,
			"redeem": w.redeem, "decide on a redemption": w.decideRedemption, "cancel": w.cancel, "fulfil": w.fulfil,
			"undo on a redemption": w.undoRedemption, "change stock": w.changeStock, "open wallets": w.openWallets, "top up": w.topUp, "top up a manager": w.topUpManager, "let time pass": w.letTimePass,
		})
	})
	t.Logf("%d steps in %d worlds", steps, worlds)
}

func setFlag(t *testing.T, name, value string) {
	t.Helper()
	before := flag.Lookup(name).Value.String()
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set(name, before) })
}

// one is one of a list, drawn by its number: that is what a failure prints.
func one[T any](r *rapid.T, list []T, label string) T {
	return list[rapid.IntRange(0, len(list)-1).Draw(r, label)]
}

// world is one organisation of six people as the model has it, beside the real one. Worlds stand in one
// database and have nothing in common.
type world struct {
	h *importHouse
	r *rapid.T // of the step that is under way

	people   []domain.Actor // ann and olaf are owners; marc reports to ann, and eve, tom and kim to marc
	emails   []string
	programs []recognition.Program
	rewards  []modelReward
	own      domain.ManagerBudgetID // what marc gives from

	money
	stock       map[domain.RewardID]int64
	opened      []int64 // opening balances
	nominations []*modelNomination
	redemptions []*modelRedemption
	keys        int
}

// Who is who among the people.
const (
	ann = iota
	olaf
	marc
	eve
	tom
	kim
)

type modelReward struct {
	id    domain.RewardID
	cost  int64
	limit int64 // 0 for none
	asks  bool
	stock bool
}

func newWorld(h *importHouse, r *rapid.T, number int) *world {
	w := &world{h: h, r: r, money: newMoney(), stock: map[domain.RewardID]int64{}, opened: make([]int64, 6)}
	roster := &strings.Builder{}
	roster.WriteString("email,name,team,manager_email,role\n")
	for _, line := range []string{
		"ann,Ann,House,,owner", "olaf,Olaf,House,,owner", "marc,Marc,House,ann,manager",
		"eve,Eve,House,marc,employee", "tom,Tom,House,marc,employee", "kim,Kim,House,marc,employee",
	} {
		cells := strings.Split(line, ",")
		cells[0] = fmt.Sprintf("%s%d@model.example", cells[0], number)
		if cells[3] != "" {
			cells[3] = fmt.Sprintf("%s%d@model.example", cells[3], number)
		}
		w.emails = append(w.emails, cells[0])
		fmt.Fprintln(roster, strings.Join(cells, ","))
	}
	h.bring(usecase.ImportRoster, roster.String(), usecase.ImportOptions{})
	for i, email := range w.emails {
		role := map[bool]domain.Role{true: domain.RoleOwner, false: domain.RoleEmployee}[i <= olaf]
		w.people = append(w.people, domain.Actor{ID: h.id(email), Role: role, HasReports: i == ann || i == marc, Language: "en"})
	}
	for _, p := range modelPrograms(number) {
		w.programs = append(w.programs, w.program(p))
	}
	answer, err := h.uc.GiveManagerBudget(h.t.Context(), w.people[olaf], w.people[marc].ID, fullOwn, points.Month, w.once())
	w.own = domain.ManagerBudgetID(w.made(answer, err))
	for _, m := range []modelReward{{cost: 10, stock: true}, {cost: 15, limit: 2, asks: true}, {cost: 7}} {
		w.rewards = append(w.rewards, w.reward(m))
	}
	return w
}

// modelPrograms are one of each way of funding and deciding.
func modelPrograms(world int) []recognition.Program {
	budget, month, from := int64(120), "month", int64(10)
	list := []recognition.Program{
		{Funding: recognition.FromAllowance, Approval: recognition.NoApproval, MaxNominees: 2, Shares: recognition.Each},
		{Funding: recognition.FromAllowance, Approval: recognition.ByManager, MaxNominees: 3, Shares: recognition.Split, ApprovalFrom: &from},
		{Funding: recognition.FromBudget, ManagerBudgets: true, Approval: recognition.NoApproval, MaxNominees: 3, Shares: recognition.Each, Budget: &budget, BudgetPeriod: &month},
		{Funding: recognition.FromBudget, ManagerBudgets: true, Approval: recognition.ByManagerThenOwner, MaxNominees: 2, Shares: recognition.Split, Budget: &budget, BudgetPeriod: &month},
		{Funding: recognition.FromNothing, Approval: recognition.ByOwner, MaxNominees: 1, Shares: recognition.Each},
	}
	for i := range list {
		list[i].Name, list[i].Simple, list[i].Active, list[i].PointsMax = fmt.Sprintf("Program %d of world %d", i, world), true, true, 60
		if list[i].Funding == recognition.FromNothing {
			list[i].PointsMax = 0
		}
	}
	return list
}

// made reads the id of what a verb made.
func (w *world) made(answer usecase.Answer, err error) domain.ID[any] {
	var view struct{ ID domain.ID[any] }
	if err == nil {
		err = json.Unmarshal(answer.Body, &view)
	}
	if err != nil {
		w.r.Fatal(err)
	}
	return view.ID
}

func (w *world) program(p recognition.Program) recognition.Program {
	answer, err := w.h.uc.CreateProgram(w.h.t.Context(), w.people[ann], p, nil, w.once())
	p.ID = domain.ProgramID(w.made(answer, err))
	return p
}

func (w *world) reward(m modelReward) modelReward {
	d := reward.Details{Name: "A thing", Cost: m.cost, RequiresApproval: m.asks, Fulfilment: reward.ByHand, Active: true}
	if m.stock {
		three := int64(3)
		d.Stock = &three
	}
	if m.limit > 0 {
		d.LimitPerEmployee = &m.limit
	}
	answer, err := w.h.uc.CreateReward(w.h.t.Context(), w.people[ann], d, nil, w.once())
	m.id = domain.RewardID(w.made(answer, err))
	if m.stock {
		w.stock[m.id] = 3
	}
	return m
}

// once is a key of its own for each call.
func (w *world) once() usecase.Once {
	w.keys++
	return keyed(fmt.Sprintf("%s:%d", w.emails[ann], w.keys))
}

// tried holds the outcome of a verb against what the model expects of it: the code of its refusal, "" for
// none. What was done is sometimes called for once more with the same key, and must be answered again
// without a second effect.
func (w *world) tried(what, expected string, call func(usecase.Once) (usecase.Answer, error)) usecase.Answer {
	once := w.once()
	answer, err := call(once)
	if got := domain.CodeOf(err); got != expected {
		w.r.Fatalf("%s: the product says %q (%v), the model %q", what, got, err, expected)
	}
	if err == nil && rapid.IntRange(0, 3).Draw(w.r, "repeat") == 0 {
		again, err := call(once)
		if err != nil || !again.Replayed || string(again.Body) != string(answer.Body) {
			w.r.Fatalf("%s, called again with the same key: %+v, %v", what, again, err)
		}
	}
	return answer
}

// compare asks the product for everything that the model knows.
func (w *world) compare() {
	ctx := w.h.t.Context()
	month := w.month()
	for i, who := range w.people {
		me, err := w.h.uc.Me(ctx, who)
		if err != nil {
			w.r.Fatal(err)
		}
		held := scan[int64](w.h, `select coalesce(sum(balance), 0) from account where kind = 'held' and owner_id = $1`, who.ID)
		got := [3]int64{me.Wallet, held, me.Allowance}
		want := [3]int64{w.wallet[who.ID], w.held[who.ID], w.allowance[who.ID].standing(month, fullAllowance)}
		if got != want {
			w.r.Fatalf("%s has %v in wallet, held and allowance, the model %v", w.emails[i], got, want)
		}
	}
	for i, p := range w.programs {
		if p.Budget == nil {
			continue
		}
		if left := w.budgetLeft(p.ID); left != w.budget[p.ID].standing(month, *p.Budget) {
			w.r.Fatalf("program %d has %d left, the model %d", i, left, w.budget[p.ID].standing(month, *p.Budget))
		}
	}
	owned, err := w.h.uc.ManagerBudgets(ctx, w.people[marc], domain.Page{Limit: 1})
	if want := w.budget[w.ownKey()].standing(month, fullOwn); err != nil || owned.Items[0].Left != want {
		w.r.Fatalf("marc gives from %+v (%v), the model has %d left", owned.Items, err, want)
	}
	w.compareStates()
	if report, err := w.h.uc.CheckLedger(ctx); err != nil || !report.Balanced() {
		w.r.Fatalf("the books: %+v, %v", report, err)
	}
}

// budgetLeft is what the product says is left of a budget.
func (w *world) budgetLeft(id domain.ProgramID) int64 {
	page := domain.Page{Limit: 100}
	for {
		programs, err := w.h.uc.Programs(w.h.t.Context(), w.people[ann], true, page)
		if err != nil {
			w.r.Fatal(err)
		}
		for _, p := range programs.Items {
			if p.ID == id {
				return p.Left
			}
		}
		if page.Cursor = programs.Next; page.Cursor == "" {
			w.r.Fatal("a program is gone")
		}
	}
}

func (w *world) compareStates() {
	for i, n := range w.nominations {
		view, err := w.h.uc.Nomination(w.h.t.Context(), w.people[ann], n.id)
		if err != nil {
			w.r.Fatal(err)
		}
		if view.Status != n.status || view.Points != n.points || view.AsThanks != n.thanks || view.BoostPoints != n.boosted() {
			w.r.Fatalf("nomination %d is %s with %d points, thanks %v, boosted %d; the model has %+v", i, view.Status, view.Points, view.AsThanks, view.BoostPoints, *n)
		}
	}
	for i, d := range w.redemptions {
		if status := scan[string](w.h, `select status from redemption where id = $1`, d.id); status != string(d.status) {
			w.r.Fatalf("redemption %d is %s, the model has %s", i, status, d.status)
		}
	}
	left := map[domain.RewardID]int64{}
	for id := range w.stock {
		left[id] = scan[int64](w.h, `select stock from reward where id = $1`, id)
	}
	if !maps.Equal(left, w.stock) {
		w.r.Fatalf("stock is %v, the model has %v", left, w.stock)
	}
}
