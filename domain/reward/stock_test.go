package reward

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"laurel/domain"
)

func TestReward_MoveStock(t *testing.T) {
	now, by := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), domain.NewEmployeeID()
	for _, c := range []struct {
		name   string
		stock  *int64
		change StockChange
		left   int64
		kind   StockKind
		code   string
	}{
		{name: "some come", stock: ptr[int64](3), change: StockChange{20, " Two boxes came. "}, left: 23, kind: StockAdded},
		{name: "the last go", stock: ptr[int64](3), change: StockChange{-3, "Got wet."}, left: 0, kind: StockWrittenOff},
		{name: "more than are left", stock: ptr[int64](3), change: StockChange{-4, "Got wet."}, left: 3, code: "too_few_left"},
		{name: "no end of it", change: StockChange{1, "More."}, code: "not_counted"},
		{name: "too many", stock: ptr[int64](MaxStock), change: StockChange{1, "More."}, left: MaxStock, code: "invalid_input"},
		{name: "far too many", stock: ptr[int64](3), change: StockChange{MaxStock + 1, "More."}, left: 3, code: "invalid_input"},
		{name: "none", stock: ptr[int64](3), change: StockChange{0, "Counted."}, left: 3, code: "invalid_input"},
		{name: "no reason", stock: ptr[int64](3), change: StockChange{1, " \n"}, left: 3, code: "invalid_input"},
		{name: "a long reason", stock: ptr[int64](3), change: StockChange{1, strings.Repeat("x", maxStockReason+1)}, left: 3, code: "invalid_input"},
	} {
		r := &Reward{ID: domain.NewRewardID(), Details: Details{Stock: c.stock}}
		entry, err := r.MoveStock(c.change, by, now)
		if domain.CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
		if r.Stock != nil && *r.Stock != c.left {
			t.Errorf("%s: %d are left", c.name, *r.Stock)
		}
		if c.code != "" {
			continue
		}
		want := StockEntry{Reward: r.ID, Kind: c.kind, Quantity: c.change.Change, Left: &c.left, Actor: &by, Reason: strings.TrimSpace(c.change.Reason), At: now}
		if diff := cmp.Diff(want, entry); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestReward_StockSet(t *testing.T) {
	now, by := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), domain.NewEmployeeID()
	for _, c := range []struct {
		name          string
		before, after *int64
		kind          StockKind
		quantity      int64
	}{
		{"stays uncounted", nil, nil, "", 0},
		{"stays", ptr[int64](3), ptr[int64](3), "", 0},
		{"is counted from now on", nil, ptr[int64](3), StockCounted, 3},
		{"there are none of it", nil, ptr[int64](0), StockCounted, 0},
		{"there are fewer", ptr[int64](5), ptr[int64](3), StockCounted, -2},
		{"is counted no more", ptr[int64](5), nil, StockUncounted, -5},
		{"none are counted no more", ptr[int64](0), nil, StockUncounted, 0},
	} {
		r := &Reward{ID: domain.NewRewardID(), Details: Details{Stock: c.after}}
		entry := r.StockSet(c.before, by, now)
		if c.kind == "" {
			if entry != nil {
				t.Errorf("%s: %+v", c.name, entry)
			}
			continue
		}
		if diff := cmp.Diff(&StockEntry{Reward: r.ID, Kind: c.kind, Quantity: c.quantity, Left: c.after, Actor: &by, At: now}, entry); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
