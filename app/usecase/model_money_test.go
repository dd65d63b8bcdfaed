package usecase_test

import (
	"maps"

	"laurel/domain"
)

// fullAllowance is what everybody may give away in a month.
const fullAllowance = 100

// fullOwn is what marc may give from a budget of his own in a month.
const fullOwn = 80

// money is all points of a world: whole numbers in maps.
type money struct {
	wallet, held map[domain.EmployeeID]int64
	allowance    map[domain.EmployeeID]filled
	budget       map[domain.ProgramID]filled
}

// filled is what is left of what was given for a month.
type filled struct {
	left  int64
	month string // "" before the first
}

// standing is what is left in a month: an older month's rest has lapsed.
func (f filled) standing(month string, full int64) int64 {
	if f.month != month {
		return full
	}
	return f.left
}

func newMoney() money {
	return money{
		wallet: map[domain.EmployeeID]int64{}, held: map[domain.EmployeeID]int64{},
		allowance: map[domain.EmployeeID]filled{}, budget: map[domain.ProgramID]filled{},
	}
}

// all does steps on a copy of the money: all of them, or none and the code of the first that is short.
func (w *world) all(steps ...func(*money) string) string {
	tried := money{wallet: maps.Clone(w.wallet), held: maps.Clone(w.held), allowance: maps.Clone(w.allowance), budget: maps.Clone(w.budget)}
	for _, step := range steps {
		if code := step(&tried); code != "" {
			return code
		}
	}
	w.money = tried
	return ""
}

func (w *world) month() string { return w.h.now.In(w.h.zone).Format("2006-01") }

// The steps add to one thing, or take from it where by is below zero.

func toWallet(who domain.EmployeeID, by int64) func(*money) string {
	return func(m *money) string {
		m.wallet[who] += by
		return short(m.wallet[who], "insufficient_points")
	}
}

func toHeld(who domain.EmployeeID, by int64) func(*money) string {
	return func(m *money) string {
		m.held[who] += by
		return short(m.held[who], "nobody takes what is held twice")
	}
}

func (w *world) toAllowance(who domain.EmployeeID, by int64) func(*money) string {
	month := w.month()
	return func(m *money) string {
		left := m.allowance[who].standing(month, fullAllowance) + by
		m.allowance[who] = filled{left, month}
		return short(left, "insufficient_allowance")
	}
}

func (w *world) toBudget(id domain.ProgramID, full, by int64) func(*money) string {
	month := w.month()
	return func(m *money) string {
		left := m.budget[id].standing(month, full) + by
		m.budget[id] = filled{left, month}
		return short(left, "insufficient_budget")
	}
}

func short(left int64, code string) string {
	if left < 0 {
		return code
	}
	return ""
}
