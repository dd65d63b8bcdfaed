package postgres

import (
	"regexp"
	"testing"
)

func TestWithTypingError(t *testing.T) {
	for query, c := range map[string]struct {
		finds, passes string
	}{
		"maira":        {"maria sokolova", "mark"},
		"ivna":         {"ivan petrenko", "irina"},
		"olag":         {"olga", "olof"},
		"mria":         {"anna maria", "mark"},
		"mmaria":       {"maria", "mama"},
		"oxga":         {"olga", "inga"},
		"анан":         {"анна вольская", "иван"},
		"amn":          {"ann", "bmn"},
		"anm":          {"ann lee", "anna"},
		"herera":       {"tomás herrera", "hera"},
		"a.b*":         {"a.c*", "acc*"},
		"ivan ptrenko": {"ivan petrenko", "ivan pavlov"},
	} {
		like := regexp.MustCompile(withTypingError(query))
		if !like.MatchString(c.finds) || like.MatchString(c.passes) {
			t.Errorf("%s finds %s: %t, %s: %t", query, c.finds, like.MatchString(c.finds), c.passes, like.MatchString(c.passes))
		}
	}
	for _, query := range []string{"", "ab", "a query that is much longer than any name of anybody"} {
		if got := withTypingError(query); got != "" {
			t.Errorf("%q gives %s", query, got)
		}
	}
}
