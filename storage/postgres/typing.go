package postgres

import (
	"regexp"
	"strings"
)

// longestTyping is how long a query may be to be looked up with a typing error, in characters.
const longestTyping = 40

// withTypingError gives a regular expression for words that begin like a query in which one letter is
// wrong, missing, too much, or in the wrong order: what trigrams are too coarse for in short names. ""
// where the query is too long for it.
func withTypingError(query string) string {
	letters := strings.Split(query, "")
	n := len(letters)
	if n < 3 || n > longestTyping {
		return ""
	}
	for i, letter := range letters {
		letters[i] = regexp.QuoteMeta(letter)
	}
	var likes []string
	add := func(from, to int, between ...string) {
		likes = append(likes, strings.Join(letters[:from], "")+strings.Join(between, "")+strings.Join(letters[to:], ""))
	}
	for i := range letters {
		add(i, i, ".") // one is missing
		if i+1 < n {
			add(i, i+2, letters[i+1], letters[i])
		}
		if n == 3 { // so short, that a wrong first letter or one too much would find too many
			continue
		}
		add(i, i+1, ".")
		add(i, i+1)
	}
	if n == 3 {
		add(1, 2, ".")
		add(2, 3, ".($|[ .@_-])")
	}
	return `(^|[ .@_-])(` + strings.Join(likes, "|") + `)`
}
