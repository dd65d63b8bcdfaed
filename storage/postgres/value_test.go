package postgres_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"laurel/domain"
	"laurel/domain/points"
	"laurel/storage/pgtest"
	"laurel/storage/pgtest/chance"
	"laurel/storage/postgres"
)

// lot is points that were issued at once, as the simplest way of counting has them.
type lot struct {
	id     domain.TransferID
	source string
	age    points.Age
	left   int64
}

// purse is what an employee got and spent.
type purse struct {
	employee domain.EmployeeID
	lots     []lot
	held     []int64
}

// TestLiability_equalsCountingOneByOne holds the one query against points that are handed over one by
// one: what is spent is taken from the oldest lot that has any left.
func TestLiability_equalsCountingOneByOne(t *testing.T) {
	random := chance.New(t, 1)
	db, err := postgres.Open(t.Context(), postgres.Options{URL: pgtest.URL(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	programs := []domain.ProgramID{domain.NewProgramID(), domain.NewProgramID()}
	purses := make([]purse, 5)
	for i := range purses {
		purses[i].employee = domain.NewEmployeeID()
	}
	at := now.AddDate(-3, 0, 0)
	for range 300 {
		at = at.Add(now.Sub(at) / 60)
		p := &purses[random.IntN(len(purses))]
		transfer := p.step(random, programs, ageOf(at, now), at)
		if transfer == nil {
			continue
		}
		if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
			books, err := tx.Ledger.Lock(t.Context(), points.Touched(*transfer)...)
			if err != nil {
				return err
			}
			if err := books.Apply(*transfer); err != nil {
				return err
			}
			tx.Ledger.Post(at, books, *transfer)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	var got map[string]int64
	var moved points.Movement
	if err := db.InTx(t.Context(), func(tx *postgres.Tx) error {
		owed, m, err := tx.Ledger.Liability(t.Context(), now.AddDate(-1, 0, 0), now, time.UTC, "en")
		got, moved = map[string]int64{}, m
		for _, o := range owed {
			source := string(o.Source)
			if o.Program != nil {
				source = o.Program.String()
			}
			got[fmt.Sprint(source, " ", o.Age)] = o.Points
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{}
	var total int64
	for _, p := range purses {
		for _, l := range p.lots {
			if l.left > 0 {
				want[fmt.Sprint(l.source, " ", l.age)] += l.left
				total += l.left
			}
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("the query says %v, one by one it is %v", got, want)
	}
	if moved.Start+moved.Issued-moved.TakenBack-moved.Spent != total || moved.EndWallets+moved.EndHeld != total || moved.NowWallets+moved.NowHeld != total {
		t.Errorf("%+v, want %d in the end", moved, total)
	}
}

func ageOf(at, now time.Time) points.Age {
	quarter, one, two := points.AgeBounds(now.Add(-time.Microsecond), time.UTC)
	switch {
	case !at.Before(quarter):
		return points.ThisQuarter
	case !at.Before(one):
		return points.UpToOneYear
	case !at.Before(two):
		return points.UpToTwoYears
	default:
		return points.Older
	}
}

// step lets something happen to the purse; nil where it cannot.
func (p *purse) step(random *rand.Rand, programs []domain.ProgramID, age points.Age, at time.Time) *points.Transfer {
	wallet, held := points.Of(points.Wallet, p.employee), points.Of(points.Held, p.employee)
	issuance, n := points.OfOrganisation(points.Issuance, p.employee), 1+random.Int64N(50)
	redemption := domain.NewRedemptionID()
	t := &points.Transfer{ID: domain.NewTransferID(), From: issuance, To: wallet, Points: n, EffectiveAt: at}
	t.Key = t.ID.String()
	switch random.IntN(8) {
	case 0, 1:
		program := programs[random.IntN(len(programs))]
		t.Kind, t.Program = points.KindAward, &program
		p.lots = append(p.lots, lot{t.ID, program.String(), age, n})
	case 2:
		t.Kind = points.KindBoost
		p.lots = append(p.lots, lot{t.ID, string(points.FromBoosts), age, n})
	case 3:
		t.Kind = points.KindOpeningBalance
		p.lots = append(p.lots, lot{t.ID, string(points.FromOpeningBalance), age, n})
	case 4: // the youngest lot is taken back, where nothing of it is spent or held
		last := len(p.lots) - 1
		if last < 0 || p.lots[last].left == 0 || p.free() < p.lots[last].left || p.lots[last].left != p.issued(last) {
			return nil
		}
		t.Kind, t.From, t.To, t.Points, t.Reverses = points.KindAwardReversed, wallet, issuance, p.lots[last].left, &p.lots[last].id
		p.lots[last].left = 0
	case 5: // an opening balance is made smaller
		if p.free() < n {
			return nil
		}
		t.Kind, t.From, t.To = points.KindOpeningBalance, wallet, issuance
		p.take(n)
	case 6:
		if p.free() < n {
			return nil
		}
		t.Kind, t.From, t.To, t.Redemption = points.KindRedemption, wallet, held, &redemption
		p.held = append(p.held, n)
	default:
		if len(p.held) == 0 {
			return nil
		}
		t.Points, p.held = p.held[0], p.held[1:]
		t.Kind, t.From, t.To, t.Redemption = points.KindRefund, held, wallet, &redemption
		if random.IntN(2) == 0 {
			t.Kind, t.To = points.KindFulfilment, points.OfOrganisation(points.Spent, p.employee)
			p.take(t.Points)
		}
	}
	return t
}

// issued is how many points a lot had that only whole lots are taken back of.
func (p *purse) issued(at int) int64 {
	var before int64
	for _, l := range p.lots[:at] {
		before += l.left
	}
	if before == 0 && at > 0 {
		return -1 // what was spent may have come to it
	}
	return p.lots[at].left
}

// free is what can be spent.
func (p *purse) free() (sum int64) {
	for _, l := range p.lots {
		sum += l.left
	}
	for _, n := range p.held {
		sum -= n
	}
	return sum
}

// take spends the oldest points.
func (p *purse) take(n int64) {
	for i := range p.lots {
		some := min(n, p.lots[i].left)
		p.lots[i].left -= some
		n -= some
	}
}
