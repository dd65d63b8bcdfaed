// Command bench measures Laurel against its limits, each figure as a ratio within one run
// (PERFORMANCE.md's method: interleaved rounds, medians), and writes docs/benchmarks.md.
//
// It starts a PostgreSQL and a Redis of its own, the thinnest endpoint and bin/laurel, and sends
// load to 127.0.0.1 only, bounded in time. Run it by `make bench` or `make bench-quick`.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop is only a courtesy
	}
}

// settings of a run.
type settings struct {
	rounds    int
	length    time.Duration
	clients   int
	employees int
	grown     int
	out       string
	thinnest  string
	laurel    string
	only      string

	statements int
}

func run(ctx context.Context, args []string) error {
	var s settings
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&s.rounds, "rounds", 5, "rounds, interleaved")
	flags.DurationVar(&s.length, "length", 3*time.Second, "of one measurement")
	flags.IntVar(&s.clients, "clients", 16, "that call at once")
	flags.IntVar(&s.employees, "employees", 1000, "in the organisation")
	flags.IntVar(&s.grown, "grown", 0, "in a large organisation beside it, whose nominations are compared; 0 for none")
	flags.StringVar(&s.out, "out", "", "file for the report; standard output where it is left out")
	flags.StringVar(&s.thinnest, "thinnest", "../shared/tools/thinnest", "folder of the thinnest endpoint")
	flags.StringVar(&s.laurel, "laurel", "bin/laurel", "the program that is measured")
	flags.StringVar(&s.only, "only", "", "measure only the rows with this text, and the thinnest endpoint; no report")
	flags.IntVar(&s.statements, "statements", 0, "also print so many statements of Laurel's that took PostgreSQL longest")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if s.rounds < 1 || s.clients < 1 || s.employees < 10 || s.length < 100*time.Millisecond || s.length > time.Minute {
		return errors.New("out of bounds: -rounds from 1, -clients from 1, -employees from 10, -length from 100ms to 1m")
	}
	site, err := build(ctx, s)
	if err != nil {
		return err
	}
	defer site.stop()
	report, err := measure(ctx, s, site)
	if err != nil {
		return err
	}
	return report.write(s)
}
