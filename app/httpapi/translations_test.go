package httpapi

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"laurel/domain"
)

// The languages of readers.
var (
	inRussian = map[string]string{"Accept-Language": "ru"}
	inEnglish = map[string]string{"Accept-Language": "en"}
)

func TestRewards_categoriesAreTranslated(t *testing.T) {
	h := newHouse(t)
	lunch := h.offer(form{"name": "Lunch", "category": "Food", "cost": 20, "translations": form{"ru": form{"name": "Обед", "category": " Еда "}}})
	h.offer(form{"name": "Cake", "category": "Food", "cost": 20, "translations": form{"ru": form{"category": "Еда"}}})
	h.offer(form{"name": "Bicycle", "category": "Travel", "cost": 20})
	path, food := "/rewards/"+lunch, url.QueryEscape("Еда")
	names := func(want ...string) map[string]any {
		return map[string]any{"items.#.name": `["` + strings.Join(want, `","`) + `"]`}
	}
	long := strings.Repeat("ж", 101)
	h.run(t, []scenario{
		{name: "in the reader's language", as: "olga", method: "GET", path: path, headers: inRussian, status: 200, values: map[string]any{"category": "Еда"}},
		{name: "in its own", as: "olga", method: "GET", path: path, headers: inEnglish, status: 200, values: map[string]any{"category": "Food"}},
		{name: "all of them, what is not translated in its own", as: "olga", method: "GET", path: "/reward-categories", headers: inRussian, status: 200, values: map[string]any{"items.#.name": `["Travel","Еда"]`, "items.#.rewards": "[1,2]"}},
		{name: "the first page", as: "olga", method: "GET", path: "/reward-categories?limit=1", headers: inRussian, status: 200, values: names("Travel")},
		{name: "all of them in English", as: "olga", method: "GET", path: "/reward-categories", headers: inEnglish, status: 200, values: names("Food", "Travel")},
		{name: "narrowed", as: "olga", method: "GET", path: "/rewards?category=" + food, headers: inRussian, status: 200, values: names("Обед", "Cake")},
		{name: "narrowed by a link of who reads another language", as: "olga", method: "GET", path: "/rewards?category=Food", headers: inRussian, status: 200, values: names("Обед", "Cake")},
		{name: "and the other way round", as: "olga", method: "GET", path: "/rewards?category=" + food, headers: inEnglish, status: 200, values: names("Lunch", "Cake")},
		{name: "narrowed to what is not translated", as: "olga", method: "GET", path: "/rewards?category=Travel", headers: inRussian, status: 200, values: names("Bicycle")},
		{name: "found", as: "olga", method: "GET", path: "/rewards?q=" + url.QueryEscape("еда"), headers: inRussian, status: 200, values: names("Обед", "Cake")},
		{name: "not found in another language", as: "olga", method: "GET", path: "/rewards?q=" + food, headers: inEnglish, status: 200, values: map[string]any{"items": "[]"}},
		{name: "both for who keeps it", as: "owner", method: "GET", path: path + "/texts", headers: inRussian, status: 200, values: map[string]any{"category": "Food", "translations.ru.category": "Еда", "name": "Lunch"}},
		{name: "not for others", as: "maria", method: "GET", path: path + "/texts", status: 403, code: "forbidden"},
		{name: "nor may they translate", as: "maria", method: "PATCH", path: path, body: form{"translations": form{"ru": form{"category": "Обеды"}}}, status: 403, code: "forbidden"},
		{name: "too long", as: "owner", method: "PATCH", path: path, body: form{"translations": form{"ru": form{"category": long}}}, status: 422, code: "invalid_input", want: []string{`"body.translations.ru.category"`}},
		{name: "too long at once", as: "owner", method: "POST", path: "/rewards", body: form{"name": "Tea", "cost": 1, "translations": form{"ru": form{"category": long}}}, status: 422, code: "invalid_input"},
		{name: "no text", as: "owner", method: "PATCH", path: path, body: form{"translations": form{"ru": form{"category": 4}}}, status: 422},
		{name: "an unknown language", as: "owner", method: "PATCH", path: path, body: form{"translations": form{"tlh": form{"category": "Soj"}}}, status: 422, code: "invalid_input", want: []string{`"body.translations.tlh"`}},
		{name: "another cost", as: "owner", method: "PATCH", path: path, body: form{"cost": 21}, headers: inRussian, status: 200, values: map[string]any{"category": "Еда", "name": "Обед"}},
		{name: "another category takes its translation away", as: "owner", method: "PATCH", path: path, body: form{"category": "Meals"}, headers: inRussian, status: 200, values: map[string]any{"category": "Meals", "name": "Обед"}},
		{name: "translated anew", as: "owner", method: "PATCH", path: path, body: form{"translations": form{"ru": form{"name": "Обед", "category": "Обеды"}}}, headers: inRussian, status: 200, values: map[string]any{"category": "Обеды"}},
		{name: "another name leaves the category's", as: "owner", method: "PATCH", path: path, body: form{"name": "Dinner"}, headers: inRussian, status: 200, values: map[string]any{"category": "Обеды", "name": "Dinner"}},
		{name: "nothing is left", as: "owner", method: "PATCH", path: path, body: form{"category": ""}, headers: inRussian, status: 200, values: map[string]any{"category": "", "name": "Dinner"}},
		{name: "and no empty language", as: "owner", method: "GET", path: path + "/texts", status: 200, values: map[string]any{"translations": "{}"}},
	})
}

func TestAwards_criteriaAreTranslated(t *testing.T) {
	h := newHouse(t)
	day := form{"name": "The customer's day", "weight": 3, "description": "It was another one.", "translations": form{"ru": form{"name": "День клиента"}}}
	lasts := form{"name": "It lasts", "weight": 1}
	id := h.award(nil, form{"criteria": []form{day, lasts}})
	program, award := "/programs/"+id, "/awards/"+id
	sent := func(criteria ...form) form {
		return form{"award": h.awardBody(nil, form{"criteria": criteria})["award"]}
	}
	with := func(c, translations form) form { return maps.Clone(c).with("translations", translations) }
	without := func(c form) form {
		return form{"name": c["name"], "weight": c["weight"], "description": c["description"]}
	}
	reads := func(of string, want ...string) map[string]any {
		return map[string]any{of: `["` + strings.Join(want, `","`) + `"]`}
	}
	listed := fmt.Sprintf(`items.#(id==%q).award.criteria.#.name`, id)
	long := strings.Repeat("ж", 501)
	changed := []domain.EventKind{domain.ProgramChanged}
	h.run(t, []scenario{
		{name: "the panel reads them in its language", as: "pavel", method: "GET", path: award, headers: inRussian, status: 200, values: reads("criteria.#.name", "День клиента", "It lasts"), want: []string{"It was another one."}, not: []string{"translations"}},
		{name: "in their own", as: "pavel", method: "GET", path: award, headers: inEnglish, status: 200, values: reads("criteria.#.name", "The customer's day", "It lasts"), not: []string{"translations"}},
		{name: "in the list of awards", as: "olga", method: "GET", path: "/awards", headers: inRussian, status: 200, values: reads("items.0.criteria.#.name", "День клиента", "It lasts")},
		{name: "who nominates", as: "olga", method: "GET", path: "/programs?limit=100", headers: inRussian, status: 200, values: reads(listed, "День клиента", "It lasts"), not: []string{"translations"}},
		{name: "both for who keeps them", as: "owner", method: "GET", path: program + "/texts", headers: inRussian, status: 200, values: map[string]any{"criteria.0.name": "The customer's day", "criteria.0.translations.ru.name": "День клиента", "criteria.1.name": "It lasts", "criteria.0.weight": 3}},
		{name: "not for others", as: "pavel", method: "GET", path: program + "/texts", status: 403, code: "forbidden"},
		{name: "nor may they translate", as: "pavel", method: "PATCH", path: program, body: sent(with(day, form{"ru": form{"name": "День"}}), lasts), status: 403, code: "forbidden"},
		{name: "no award has none", as: "owner", method: "GET", path: "/programs/" + h.programs["hero"].String() + "/texts", status: 200, not: []string{"criteria"}},
		{name: "too long", as: "owner", method: "PATCH", path: program, body: sent(day, with(lasts, form{"ru": form{"description": long}})), status: 422, code: "invalid_input", want: []string{`"body.award.criteria[1].translations.ru.description"`}},
		{name: "too long at once", as: "owner", method: "POST", path: "/programs", body: h.awardBody(nil, form{"criteria": []form{with(lasts, form{"ru": form{"name": long[:202]}})}}), status: 422, code: "invalid_input"},
		{name: "an unknown language", as: "owner", method: "PATCH", path: program, body: sent(with(day, form{"tlh": form{"name": "jaj"}})), status: 422, code: "invalid_input", want: []string{`"body.award.criteria[0].translations.tlh"`}},
		{name: "what a criterion does not have", as: "owner", method: "PATCH", path: program, body: sent(with(day, form{"ru": form{"guidance": "Когда"}})), status: 422},
		{name: "translated, without another version", as: "owner", method: "PATCH", path: program, body: sent(day, with(lasts, form{"ru": form{"name": "Надолго"}})), status: 200, values: map[string]any{"version": 1, "award.criteria.1.name": "It lasts"}, events: changed},
		{name: "in another order, by who says nothing of translations", as: "owner", method: "PATCH", path: program, body: sent(without(lasts), without(day)), status: 200, values: map[string]any{"version": 2}, events: changed},
		{name: "which go with them", as: "pavel", method: "GET", path: award, headers: inRussian, status: 200, values: reads("criteria.#.name", "Надолго", "День клиента")},
		{name: "sent back as they were read", as: "owner", method: "PATCH", path: program, headers: inRussian, body: sent(form{"name": "Надолго", "weight": 1}, form{"name": "День клиента", "weight": 3, "description": "It was another one."}), status: 200, values: map[string]any{"version": 2}, events: changed},
		{name: "reworded", as: "owner", method: "PATCH", path: program, body: sent(form{"name": "It stays", "weight": 1}, without(day)), status: 200, values: map[string]any{"version": 3}, events: changed},
		{name: "loses its translation", as: "pavel", method: "GET", path: award, headers: inRussian, status: 200, values: reads("criteria.#.name", "It stays", "День клиента")},
		{name: "earlier versions keep theirs", as: "owner", method: "GET", path: program + "/versions", headers: inRussian, status: 200, values: map[string]any{"items.#.rules.award.criteria.#.name": `[["It stays","День клиента"],["Надолго","День клиента"],["День клиента","Надолго"]]`}, not: []string{"translations"}},
	})
}

// TestAwards_criteriaAreTranslatedWhileTheyAreScored changes the words of readers, and nothing of the rules.
func TestAwards_criteriaAreTranslatedWhileTheyAreScored(t *testing.T) {
	h := newHouse(t)
	id, n := h.contest(nil, nil)
	h.scoreAll(id, "pavel", n, map[string]int{"ivan": 5, "olga": 4, "maria": 1})
	sent := func(first string) form {
		criteria := []form{{"name": first, "weight": 3, "translations": form{"ru": form{"name": "День клиента"}}}, {"name": "It lasts", "weight": 1}}
		return form{"award": h.awardBody(nil, form{"criteria": criteria})["award"]}
	}
	h.as("owner").patch("/programs/"+id, sent("Another")).problem(http.StatusConflict, "award_scoring")
	h.as("owner").patch("/programs/"+id, sent("The customer's day")).expect(http.StatusOK)
	read := h.as("nina").with("Accept-Language", "ru").get("/awards/" + id).expect(http.StatusOK)
	if read.str("criteria.0.name") != "День клиента" || h.as("pavel").get("/awards/"+id).num("to_score") != 0 {
		t.Errorf("nina reads %s", read.text)
	}
	// Who scores reads what was scored in their language as well.
	scored := h.as("nina").with("Accept-Language", "ru").call(http.MethodPut, "/awards/"+id+"/scores", form{"scores": []form{{"nomination_id": n["ivan"], "marks": []any{1, 2}}}})
	if got := scored.expect(http.StatusOK).str("criteria.0.name"); got != "День клиента" {
		t.Errorf("the answer has %q", got)
	}
}
