package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// TextFault says in a few words why a text that somebody typed cannot be kept, "" where it can:
// without the space around it, it has least to most characters. Bidirectional marks stay: people
// write right-to-left scripts; screens isolate texts instead.
func TextFault(text string, least, most int) string {
	n := utf8.RuneCountInString(strings.TrimSpace(text))
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, isUnwanted):
		return "holds characters that cannot be kept"
	case n < least:
		return "is empty"
	case n > most:
		return "is too long"
	}
	return ""
}

// isUnwanted finds control characters other than line breaks and tabs.
func isUnwanted(r rune) bool {
	return r != '\n' && r != '\r' && r != '\t' && (unicode.IsControl(r) || r == utf8.RuneError)
}
