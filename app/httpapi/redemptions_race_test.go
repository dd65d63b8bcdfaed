package httpapi

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"laurel/storage/pgtest/chance"
)

// insist makes a call again for as long as the server says that it is too busy: a machine that does
// much else at the same time must not decide a test.
func (h *house) insist(call func() *answer) *answer {
	h.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		a := call()
		if a.status != http.StatusServiceUnavailable || time.Now().After(deadline) {
			return a
		}
	}
}

func TestRedeem_neverOversells(t *testing.T) {
	for _, guarded := range []bool{true, false} {
		t.Run(fmt.Sprintf("with the constraint %v", guarded), func(t *testing.T) {
			h := newHouse(t)
			if !guarded {
				h.asOwnerOfSchema(`alter table reward drop constraint reward_stock`)
			}
			buyers := []string{"olga", "ivan", "nina", "maria"}
			for _, name := range buyers {
				h.fund(name, 1000)
			}
			book := h.offer(form{"stock": 10})
			answers := h.together(64, func(i int) int {
				return h.insist(func() *answer { return h.as(buyers[i%len(buyers)]).post("/redemptions", form{"reward_id": book}) }).status
			})
			if answers[http.StatusCreated] != 10 || answers[http.StatusConflict] != 54 {
				t.Errorf("answers %v", answers)
			}
			if stock := h.count(`select stock from reward where id = $1`, book); stock != 0 {
				t.Errorf("%d are left", stock)
			}
			if sold := h.count(`select count(*) from redemption`); sold != 10 {
				t.Errorf("%d were sold of 10", sold)
			}
			h.checkBooks()
		})
	}
}

func TestRedeem_neverOverspends(t *testing.T) {
	for _, guarded := range []bool{true, false} {
		t.Run(fmt.Sprintf("with the constraint %v", guarded), func(t *testing.T) {
			h := newHouse(t)
			if !guarded {
				h.asOwnerOfSchema(`alter table account drop constraint account_not_negative`)
			}
			h.fund("olga", 100)
			sticker := h.offer(form{"cost": 1})
			answers := map[int]int{}
			var mu sync.Mutex
			h.together(64, func(int) int {
				for range 2 {
					status := h.insist(func() *answer { return h.as("olga").post("/redemptions", form{"reward_id": sticker}) }).status
					mu.Lock()
					answers[status]++
					mu.Unlock()
				}
				return 0
			})
			if answers[http.StatusCreated] != 100 || answers[http.StatusConflict] != 28 {
				t.Errorf("answers %v", answers)
			}
			h.wantWallet("olga", 0, 100)
			h.checkBooks()
		})
	}
}

func TestRedeem_holdsTheLimitUnderConcurrency(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 1000)
	sticker := h.offer(form{"cost": 1, "limit_per_employee": 3})
	answers := h.together(32, func(int) int {
		return h.insist(func() *answer { return h.as("olga").post("/redemptions", form{"reward_id": sticker}) }).status
	})
	if answers[http.StatusCreated] != 3 || answers[http.StatusConflict] != 29 {
		t.Errorf("answers %v", answers)
	}
	h.wantWallet("olga", 997, 3)
}

func TestRedemption_oneOutcomeUnderConcurrency(t *testing.T) {
	h := newHouse(t)
	chance := chance.New(t, 0)
	h.fund("olga", 100)
	book := h.offer(form{"stock": 5, "requires_approval": true})
	for range 12 {
		id := h.redeem("olga", book)
		path := "/redemptions/" + id
		picks := make([]int, 32)
		for i := range picks {
			picks[i] = chance.IntN(4)
		}
		answers := h.together(len(picks), func(i int) int {
			return h.insist(func() *answer {
				switch picks[i] {
				case 0:
					return h.as("maria").post(path+"/reject", form{"reason": "No."})
				case 1:
					return h.as("olga").post(path+"/cancel", nil)
				case 2:
					return h.as("owner").post(path+"/fulfil", nil)
				default:
					return h.as("maria").post(path+"/approve", nil)
				}
			}).status
		})
		for status := range answers {
			if status != http.StatusOK && status != http.StatusConflict {
				t.Fatalf("answers %v", answers)
			}
		}
		status := h.as("olga").get(path).str("status")
		stock, spent := h.count(`select stock from reward where id = $1`, book), h.count(`select coalesce(sum(balance), 0)::bigint from account where kind = 'spent'`)
		ended := h.count(`select count(*) from event where subject_id = $1 and kind in ('redemption.rejected', 'redemption.cancelled', 'redemption.fulfilled')`, id)
		switch status {
		case "rejected", "cancelled":
			h.wantWallet("olga", 100, 0)
			if stock != 5 || spent != 0 || ended != 1 {
				t.Fatalf("%s: stock %d, spent %d, ended %d times; answers %v", status, stock, spent, ended, answers)
			}
		case "fulfilled":
			h.wantWallet("olga", 70, 0)
			if stock != 4 || spent != 30 || ended != 1 {
				t.Fatalf("%s: stock %d, spent %d, ended %d times; answers %v", status, stock, spent, ended, answers)
			}
			return
		case "approved":
			h.as("olga").post(path+"/cancel", nil).expect(http.StatusOK)
		default:
			t.Fatalf("still %s; answers %v", status, answers)
		}
		h.checkBooks()
	}
}

func TestRedemption_refundsWhileOthersRedeem(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"olga", "ivan", "nina"} {
		h.fund(name, 300)
	}
	book := h.offer(form{"stock": 4})
	h.together(24, func(i int) int {
		name := []string{"olga", "ivan", "nina"}[i%3]
		for range 3 {
			a := h.insist(func() *answer { return h.as(name).post("/redemptions", form{"reward_id": book}) })
			switch a.status {
			case http.StatusCreated:
				h.insist(func() *answer { return h.as(name).post("/redemptions/"+a.str("id")+"/cancel", nil) }).expect(http.StatusOK)
			case http.StatusConflict:
			default:
				t.Errorf("status %d: %s", a.status, a.text)
			}
		}
		return 0
	})
	if stock := h.count(`select stock from reward where id = $1`, book); stock != 4 {
		t.Errorf("%d are left of 4 that all went back", stock)
	}
	for _, name := range []string{"olga", "ivan", "nina"} {
		h.wantWallet(name, 300, 0)
	}
	h.checkBooks()
}

// TestUndoRedemption_oneOutcomeUnderConcurrency lets a decision be taken back while the redemption is
// fulfilled, cancelled, decided anew and its stock redeemed by others.
func TestUndoRedemption_oneOutcomeUnderConcurrency(t *testing.T) {
	h := newHouse(t)
	chance := chance.New(t, 0)
	h.fund("olga", 400)
	h.fund("ivan", 400)
	for round := range 8 {
		book := h.offer(form{"stock": 1, "limit_per_employee": 1, "requires_approval": true})
		id := h.redeem("olga", book)
		path := "/redemptions/" + id
		verdict := []string{"approve", "reject"}[round%2]
		h.as("maria").post(path+"/"+verdict, bodyOf(verdict)).expect(http.StatusOK)
		picks := make([]int, 16)
		for i := range picks {
			picks[i] = chance.IntN(5)
		}
		picks[0] = 0 // at least one undo
		answers := h.together(len(picks), func(i int) int {
			return h.insist(func() *answer {
				switch picks[i] {
				case 0, 1:
					return h.as("maria").post(path+"/undo", nil)
				case 2:
					return h.as("owner").post(path+"/fulfil", nil)
				case 3:
					return h.as("olga").post(path+"/cancel", nil)
				default:
					return h.as([]string{"olga", "ivan"}[i%2]).post("/redemptions", form{"reward_id": book})
				}
			}).status
		})
		for status := range answers {
			if status != http.StatusOK && status != http.StatusCreated && status != http.StatusConflict && status != http.StatusForbidden {
				t.Fatalf("answers %v", answers)
			}
		}
		held := h.count(`select coalesce(sum(points), 0)::bigint from redemption where status in ('requested', 'approved')`)
		if got := h.count(`select coalesce(sum(balance), 0)::bigint from account where kind = 'held'`); got != held {
			t.Fatalf("%d points are held for redemptions of %d; answers %v", got, held, answers)
		}
		spent := h.count(`select coalesce(sum(points), 0)::bigint from redemption where status = 'fulfilled'`)
		if got := h.count(`select coalesce(sum(balance), 0)::bigint from account where kind = 'spent'`); got != spent {
			t.Fatalf("%d points are spent on redemptions of %d; answers %v", got, spent, answers)
		}
		left := h.count(`select stock from reward where id = $1`, book)
		if had := h.count(`select count(*) from redemption where reward_id = $1 and status in ('requested', 'approved', 'fulfilled')`, book); left+had != 1 {
			t.Fatalf("%d are left of one, and %d stand; answers %v", left, had, answers)
		}
		waiting := h.count(`select count(*) from approval where status = 'waiting' and redemption_id = $1`, id)
		if open := h.count(`select count(*) from redemption where id = $1 and status = 'requested'`, id); waiting != open {
			t.Fatalf("%d steps wait for a redemption, %d open; answers %v", waiting, open, answers)
		}
		h.checkBooks()
	}
}
