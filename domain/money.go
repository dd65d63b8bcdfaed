package domain

import "strings"

// IsCurrency says whether a code has the shape of one of ISO 4217: three capital letters. Whether the
// currency exists is for a use case to check.
func IsCurrency(code string) bool {
	return len(code) == 3 && strings.IndexFunc(code, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}
