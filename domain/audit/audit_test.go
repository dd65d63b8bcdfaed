package audit_test

import (
	"testing"

	"laurel/domain/audit"
)

func TestHarmless_runsNothing(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Ivan": "Ivan", "=1+1": "'=1+1", "+7 999": "'+7 999", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "a=1": "a=1",
	} {
		if got := audit.Harmless(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
