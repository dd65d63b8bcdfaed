package httpapi

import (
	"net/url"
	"strings"
	"testing"
)

func TestDirectory_findsPeopleByWhatIsTyped(t *testing.T) {
	h := newHouse(t)
	h.exec(`update employee set name = 'Анна Вольская' where id = $1`, h.id("nina"))
	for query, want := range map[string]string{
		"":          "Alma Admin, Ivan Ivanov, Maria Manager, Olga Petrova, Oscar Owner, Pavel Pavlov, Анна Вольская",
		"ol":        "Olga Petrova",
		"ga":        "", // below three characters only beginnings
		"lga":       "Olga Petrova",
		"LGA petr":  "Olga Petrova",
		"вольс":     "Анна Вольская",
		"olag":      "Olga Petrova", // two letters in the wrong order
		"olla":      "Olga Petrova",
		"ptrova":    "Olga Petrova",
		"ivn":       "Ivan Ivanov",
		"анан":      "Анна Вольская",
		"pavl@demo": "Pavel Pavlov",
		"zzz":       "",
		// Who has the whole of it comes alone, however much of it others share.
		"ivan@demo.example": "Ivan Ivanov",
		"50%":               "",
	} {
		a := h.as("ivan").get("/employees?q=" + url.QueryEscape(query)).expect(200)
		var names []string
		for _, name := range a.at("items.#.name").Array() {
			names = append(names, name.String())
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	// Pages go on within what a typing error finds.
	if a := h.as("ivan").get("/employees?q=pavle&limit=1").expect(200); a.str("items.0.name") != "Pavel Pavlov" || a.str("next_cursor") != "" {
		t.Errorf("pavle finds %s", a.text)
	}
	h.exec(`update employee set name = 'Person ' || right(name, 3)`)
	first := h.as("ivan").get("/employees?q=persno&limit=3").expect(200)
	rest := h.as("ivan").get("/employees?q=persno&limit=100&cursor=" + first.str("next_cursor")).expect(200)
	if n := len(first.at("items").Array()) + len(rest.at("items").Array()); n != 7 {
		t.Errorf("the pages of persno have %d people, want 7", n)
	}
	for _, cursor := range []string{"1", "9" + first.str("next_cursor")[1:], "/", "zz"} {
		h.as("ivan").get("/employees?q=persno&cursor=" + url.QueryEscape(cursor)).expect(422)
	}
}
