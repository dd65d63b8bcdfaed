package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"laurel/domain"
)

func TestRewards_areFoundAndNarrowed(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 50)
	coffee := h.offer(form{
		"name": "Coffee for a week", "description": "From the roastery round the corner", "category": "Food", "cost": 20,
		"translations": form{"ru": form{"name": "Кофе на неделю", "description": "Из обжарки за углом"}},
	})
	bike := h.offer(form{"name": "A new bicycle", "description": "100 % yours", "category": "Travel", "cost": 5000})
	lunch := h.offer(form{"name": "Lunch with colleagues", "category": "Food", "cost": 60})
	h.offer(form{"name": "Coffee of the workshop", "category": "Secret", "cost": 5, "team_ids": []string{h.teams["Workshop"].String()}})
	names := map[string]string{coffee: "coffee", bike: "bike", lunch: "lunch"}
	for _, c := range []struct{ language, query, want string }{
		{"en", "", "coffee bike lunch"},
		{"en", "q=coffee", "coffee"},
		{"en", "q=COFEE", "coffee"}, // a typing error
		{"en", "q=roastery", "coffee"},
		{"en", "q=food", "coffee lunch"},
		{"en", "q=100+%25", "bike"}, // no wildcard
		{"en", "q=%25", "bike"},
		{"en", "q=zebra", ""},
		{"ru", "q=" + url.QueryEscape("кофе"), "coffee"},
		{"ru", "q=" + url.QueryEscape("коффе"), "coffee"},
		{"ru", "q=coffee", ""}, // in the reader's language
		{"en", "category=Food", "coffee lunch"},
		{"en", "category=food", ""},
		{"en", "affordable=true", "coffee"},
		{"en", "q=lunch&affordable=true", ""},
		{"en", "q=lunch&category=Food", "lunch"},
	} {
		got := ""
		for _, id := range h.as("olga").with("Accept-Language", c.language).get("/rewards?" + c.query).expect(http.StatusOK).at("items.#.id").Array() {
			got += " " + names[id.String()]
		}
		if want := c.want; got != want && got != " "+want {
			t.Errorf("%s %q: found%s, want %s", c.language, c.query, got, want)
		}
	}
	page := h.as("olga").get("/rewards?category=Food&limit=1").expect(http.StatusOK)
	if rest := h.as("olga").get("/rewards?category=Food&limit=1&cursor=" + page.str("next_cursor")); rest.str("items.0.id") != lunch || rest.at("next_cursor").Value() != nil {
		t.Errorf("the second page is %s", rest.text)
	}
	h.as("olga").get("/rewards?affordable=perhaps").expect(http.StatusUnprocessableEntity)
	h.as("olga").get("/rewards?q="+url.QueryEscape("a\x00")).problem(http.StatusUnprocessableEntity, "invalid_input")
	categories := h.as("olga").get("/reward-categories").expect(http.StatusOK)
	if got := fmt.Sprint(categories.at("items.#.name"), categories.at("items.#.rewards")); got != `["Food","Travel"] [2,1]` {
		t.Errorf("the categories are %s", got)
	}
	first := h.as("olga").get("/reward-categories?limit=1")
	if second := h.as("olga").get("/reward-categories?limit=1&cursor=" + first.str("next_cursor")); second.str("items.0.name") != "Travel" {
		t.Errorf("the second page is %s", second.text)
	}
	h.as("olga").get("/reward-categories?cursor=$").expect(http.StatusUnprocessableEntity)
}

func TestWishes(t *testing.T) {
	h := newHouse(t)
	h.fund("olga", 50)
	near, far := h.offer(form{"name": "Near", "cost": 30}), h.offer(form{"name": "Far", "cost": 170})
	foreign := h.offer(form{"name": "Of the workshop", "team_ids": []string{h.teams["Workshop"].String()}})
	olga := h.as("olga")
	for _, id := range []string{far, near, near} { // twice is once
		olga.call(http.MethodPut, "/me/wishes/"+id, nil).expect(http.StatusNoContent)
	}
	for _, id := range []string{foreign, domain.NewRewardID().String(), "nonsense"} {
		olga.call(http.MethodPut, "/me/wishes/"+id, nil).problem(http.StatusNotFound, "not_found")
		olga.del("/me/wishes/"+id).problem(http.StatusNotFound, "not_found")
	}
	list := olga.get("/me/wishes").expect(http.StatusOK)
	if got := fmt.Sprint(list.at("items.#.reward.name"), list.at("items.#.missing"), list.at("items.#.reward.wished")); got != `["Near","Far"] [0,120] [true,true]` {
		t.Errorf("olga saves for %s", got)
	}
	if !olga.get("/rewards/"+far).at("wished").Bool() || h.as("ivan").get("/rewards/"+far).at("wished").Bool() {
		t.Error("a wish is not its owner's alone")
	}
	if n := h.as("ivan").get("/me/wishes").num("items.#"); n != 0 {
		t.Errorf("ivan saves for %d", n)
	}
	h.as("owner").patch("/rewards/"+near, form{"active": false}).expect(http.StatusOK)
	if got := olga.get("/me/wishes").at("items.#.reward.name").String(); got != `["Far"]` {
		t.Errorf("with one that is not offered any more, olga saves for %s", got)
	}
	olga.del("/me/wishes/" + far).expect(http.StatusNoContent)
	olga.del("/me/wishes/" + far).expect(http.StatusNoContent)
	if n := olga.get("/me/wishes").num("items.#"); n != 0 {
		t.Errorf("olga still saves for %d", n)
	}
}
