package recognition

import (
	"fmt"
	"strconv"
	"strings"
)

// Levels are the fixed numbers of points of a program's awards; empty where any number within the
// bounds will do.
type Levels []int64

// Scan reads the text form of an array of numbers, such as `{10,50}`.
func (l *Levels) Scan(source any) error {
	var text string
	switch s := source.(type) {
	case nil:
	case string:
		text = s
	case []byte:
		text = string(s)
	default:
		return fmt.Errorf("levels cannot be read from %T", source)
	}
	*l = Levels{}
	text = strings.Trim(text, "{}")
	if text == "" {
		return nil
	}
	for _, part := range strings.Split(text, ",") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return fmt.Errorf("levels: %w", err)
		}
		*l = append(*l, n)
	}
	return nil
}
