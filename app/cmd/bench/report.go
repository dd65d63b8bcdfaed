package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// report is what a run has measured.
type report struct {
	settings settings
	postgres string
	redis    string
	rows     map[string]result
	single   float64
	batch    float64
}

func (r *report) write(o settings) error {
	text := r.text()
	if o.out == "" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	return os.WriteFile(o.out, []byte(text+webApp(o.out)), 0o644) //nolint:gosec // a report for everybody
}

// webApp is the part of an earlier report that `make figures` has written.
func webApp(path string) string {
	before, err := os.ReadFile(path) //nolint:gosec // the report that is written
	if err != nil {
		return ""
	}
	_, rest, found := strings.Cut(string(before), webHeading)
	if !found {
		return ""
	}
	return webHeading + rest
}

const webHeading = "\n## Web app\n"

func (r *report) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Benchmarks\n\nWritten by `make bench`; how it measures is in app/cmd/bench. Rates are medians of %d interleaved rounds of %v with %d clients and %d employees, all on one machine: the ratios say something, the absolute figures do not.\n\n",
		r.settings.rounds, r.settings.length, r.settings.clients, r.settings.employees)
	fmt.Fprintf(&b, "Machine: %d cores, %s/%s. %s, PostgreSQL %s (fsync on), Redis: %s. Commit: %s.\n\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH,
		runtime.Version(), r.postgres, r.redis, commit())
	b.WriteString("| measured | calls a second | p50 | p99 | processor time a call: server | database |\n|---|---|---|---|---|---|\n")
	for _, name := range []string{
		"bare Fiber", "thinnest /give", "nominate", "nominate out of one budget", "nominate out of 16 budgets", grownRow,
		"thinnest /board", "board: top 20 and my rank", "feed page", "me",
	} {
		one, measured := r.rows[name]
		if !measured {
			continue
		}
		fmt.Fprintf(&b, "| %s | %.0f | %s | %s | %d µs | %d µs |\n", name, one.perSecond, ms(one.p50), ms(one.p99), one.used.server.Microseconds(), one.used.database.Microseconds())
	}
	b.WriteString("\n| figure | reached | wanted |\n|---|---|---|\n")
	give, nominate := r.rows["thinnest /give"], r.rows["nominate"]
	board, thin := r.rows["board: top 20 and my rank"], r.rows["thinnest /board"]
	fmt.Fprintf(&b, "| nominate without approval, all in, to the thinnest endpoint | %.2f | ≥ 0.60 |\n", nominate.perSecond/give.perSecond)
	fmt.Fprintf(&b, "| its p99 to the thinnest endpoint's p99 | %.2f | ≤ 2.00 |\n", float64(nominate.p99)/float64(give.p99))
	fmt.Fprintf(&b, "| nominate by %d clients out of one budget, to out of %d budgets | %.2f | ≥ 0.80 |\n", r.settings.clients, budgets,
		r.rows["nominate out of one budget"].perSecond/r.rows["nominate out of 16 budgets"].perSecond)
	if grown, measured := r.rows[grownRow]; measured {
		fmt.Fprintf(&b, "| nominate with %d employees, to with %d | %.2f | ≥ 0.80 |\n", r.settings.grown, r.settings.employees, grown.perSecond/nominate.perSecond)
	}
	fmt.Fprintf(&b, "| board, top 20 and my rank, to the thinnest endpoint over Redis | %.2f | ≥ 0.70 |\n", board.perSecond/thin.perSecond)
	fmt.Fprintf(&b, "| approve in a batch of 20 to single calls, nominations a second | %.1f (%.0f to %.0f) | ≥ 5 |\n", r.batch/r.single, r.batch, r.single)
	return b.String()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output() //nolint:noctx // a moment's work
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
