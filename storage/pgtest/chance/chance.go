// Package chance gives tests their source of chance: each run another one, which it prints, so that SEED
// repeats it.
package chance

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// Seed is that of SEED where it is set, else a new one. It is printed.
func Seed(tb testing.TB) uint64 {
	tb.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			tb.Fatalf("SEED %q is no number", text)
		}
		seed = given
	}
	tb.Logf("SEED=%d", seed)
	return seed
}

// New is a source by that seed. The stream tells several sources of one test apart.
func New(tb testing.TB, stream uint64) *rand.Rand {
	tb.Helper()
	return rand.New(rand.NewPCG(Seed(tb), stream))
}
