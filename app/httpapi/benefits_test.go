package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestBenefits_byPersonAndMonth(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 500)
	h.fund("ivan", 500)
	h.settings(form{"tax_free": []form{{"country": "Estonia", "amount": 5000, "currency": "EUR"}}})
	h.exec(`update employee set location = 'estonia', personnel_number = '0042' where id = $1`, h.people["olga"].ID)
	taxed := h.offer(form{"cost": 30, "cash_value": form{"amount": 2200, "currency": "EUR"}, "taxable": true})
	untaxed := h.offer(form{"cost": 30, "cash_value": form{"amount": 2200, "currency": "EUR"}})
	get := func(name, reward string, fulfil bool) {
		t.Helper()
		id := h.redeem(name, reward)
		if fulfil {
			h.as("owner").post("/redemptions/"+id+"/fulfil", nil).expect(http.StatusOK)
		}
	}
	get("olga", taxed, true)
	get("olga", untaxed, true)
	get("ivan", taxed, true)
	h.as("owner").patch("/rewards/"+taxed, form{"cash_value": form{"amount": 9900, "currency": "EUR"}}).expect(200) // what was asked for before keeps its value
	h.clock.advance(25 * 24 * time.Hour)                                                                            // April
	get("olga", taxed, true)
	get("olga", taxed, false)

	a := h.as("owner").get("/analytics/benefits?from=2026-01-01&to=2026-12-31").expect(200)
	for path, want := range map[string]string{
		"items.#": "3", "items.0.employee.name": "Ivan Ivanov", "items.0.month": "2026-03", "items.0.value.amount": "2200", "items.0.country": "",
		"items.1.employee.name": "Olga Petrova", "items.1.month": "2026-03", "items.1.value.amount": "2200", "items.1.rewards": "1", "items.1.country": "estonia", "items.1.personnel_number": "0042",
		"items.2.month": "2026-04", "items.2.value.amount": "9900", "items.2.value.currency": "EUR",
	} {
		if got := a.str(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if table := h.as("owner").with("Accept", "text/csv").get("/analytics/benefits?from=2026-04-01&to=2026-04-30").expect(200).text; !strings.HasSuffix(table,
		"Olga Petrova,"+h.id("olga")+",0042,estonia,2026-04,1,9900,EUR,2026-04-04T09:00:00Z\n") || strings.Count(table, "\n") != 2 {
		t.Error(table)
	}
	own := h.as("olga").get("/me/benefits").expect(200)
	if own.num("year") != 2026 || own.num("used.0.amount") != 2200+2*9900 || own.str("used.0.currency") != "EUR" || own.num("tax_free.amount") != 5000 {
		t.Error(own.text)
	}
	if own := h.as("ivan").get("/me/benefits").expect(200); own.num("used.0.amount") != 2200 || own.at("tax_free").Raw != "null" {
		t.Error(own.text)
	}
	h.clock.advance(365 * 24 * time.Hour)
	if own := h.as("olga").get("/me/benefits").expect(200); own.num("year") != 2027 || own.num("used.0.amount") != 9900 { // still to come
		t.Error(own.text)
	}
}
