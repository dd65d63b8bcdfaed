// Command crowd fills the demo organisation of a running Laurel, and this month's board with it, with as
// many employees as are asked for: to measure boards of a million (frontend/e2e/figures.mjs). The boards
// in Redis are rebuilt afterwards by `laurel leaderboards rebuild`.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"

	"laurel/app/embedded"
)

//go:embed crowd.sql
var crowd string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "crowd:", err)
		os.Exit(1) //nolint:gocritic // stop is only a courtesy
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("crowd", flag.ContinueOnError)
	folder := flags.String("data", "", "data folder of the Laurel that runs")
	employees := flags.Int("employees", 1_000_000, "to add")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *folder == "" || *employees < 1 {
		return errors.New("needs -data, and -employees from 1")
	}
	servers, err := embedded.Attach(ctx, *folder)
	if err != nil {
		return err
	}
	db, err := pgx.Connect(ctx, servers.DatabaseURL)
	if err != nil {
		return err
	}
	defer db.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing was left undone
	// Several statements at once are one transaction.
	if _, err := db.Exec(ctx, strings.ReplaceAll(crowd, "{{employees}}", strconv.Itoa(*employees))); err != nil {
		return err
	}
	_, err = db.Exec(ctx, `vacuum (analyze)`)
	return err
}
