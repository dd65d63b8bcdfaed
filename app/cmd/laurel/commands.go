package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"

	"laurel/app/httpapi"
	"laurel/storage/postgres"
	"laurel/storage/redisboard"
)

// migrate brings the schema up to date.
func (p *program) migrate(ctx context.Context) (err error) {
	s, err := p.attachServers(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	applied, err := migrateSchema(ctx, s.migrateURL(p))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "the schema is up to date (%d migrations applied)\n", applied)
	return err
}

// withHouse runs a command's work against the database, beside a running server or alone.
func (p *program) withHouse(ctx context.Context, work func(context.Context, *house) error) (err error) {
	s, err := p.attachServers(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	var h *house
	if s.postgres != nil {
		h, err = p.open(ctx, s, p.publicURL()) // started for this command: migrates by itself, as serve does
	} else {
		h, err = p.openBeside(ctx, s, p.publicURL(), besideConnections)
	}
	if err != nil {
		return err
	}
	defer h.close()
	return work(ctx, h)
}

// besideConnections are enough for one command.
const besideConnections = 4

// publicURL is what links begin with that a command makes.
func (p *program) publicURL() *url.URL {
	address, err := net.ResolveTCPAddr("tcp", p.config.Addr)
	if err != nil {
		address = &net.TCPAddr{}
	}
	return p.config.Public(address)
}

// group is a command that only holds others: alone it tells them, and fails where it is given one that it
// does not have.
func group(name, short string) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
}

func (p *program) ledgerCommands() *cobra.Command {
	ledger := group("ledger", "The books of points")
	ledger.AddCommand(&cobra.Command{
		Use: "check", Short: "Recompute every balance from its entries", Args: cobra.NoArgs, PreRunE: p.prepare,
		RunE: func(c *cobra.Command, _ []string) error { return p.withHouse(c.Context(), p.checkLedger) },
	})
	return ledger
}

// checkingEntries are the words of the check's progress.
var checkingEntries = progressWords{part: "%d of %d entries added up", all: "all %d entries added up, comparing balances", rest: "comparing balances"}

// checkLedger tells what recomputing the books has found, and fails where they do not balance.
func (p *program) checkLedger(ctx context.Context, h *house) error {
	began := p.now()
	var shown *progress
	report, err := h.uc.CheckLedgerTelling(ctx, func(done, all int64) {
		if shown == nil {
			shown = p.newProgress("entries", all, checkingEntries)
		}
		shown.tell(done)
	})
	if shown != nil {
		shown.end()
	}
	if err != nil {
		return err
	}
	for _, m := range report.Mismatches {
		if _, err := fmt.Fprintf(p.stdout, "%s %s: balance %d, by its entries %d\n", m.Kind, m.ID, m.Balance, m.Computed); err != nil {
			return err
		}
	}
	verdict := "the books balance"
	if !report.Balanced() {
		verdict = "THE BOOKS DO NOT BALANCE"
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %d accounts, %d transfers, %d entries, sum %d, checked in %s\n", verdict, report.Accounts, report.Transfers, report.Entries, report.Sum,
		p.now().Sub(began).Round(time.Millisecond))
	if err == nil && !report.Balanced() {
		err = errTold
	}
	return err
}

func (p *program) boardCommands() *cobra.Command {
	boards := group("leaderboards", "The boards in Redis")
	boards.AddCommand(&cobra.Command{
		Use: "rebuild", Short: "Make the boards anew from PostgreSQL, while in use", Args: cobra.NoArgs, PreRunE: p.prepare,
		RunE: func(c *cobra.Command, _ []string) error { return p.withHouse(c.Context(), p.rebuildBoards) },
	})
	return boards
}

// rebuildBoards makes the boards anew from PostgreSQL.
func (p *program) rebuildBoards(ctx context.Context, h *house) error {
	if h.servers.RedisURL == "" {
		_, err := fmt.Fprintln(p.stdout, "no server runs on the data folder: its boards are made when it starts")
		return err
	}
	began := p.now()
	for deadline := p.now().Add(startPatience); ; {
		err := h.uc.RebuildLeaderboards(ctx)
		if err == nil {
			break
		}
		if (!errors.Is(err, postgres.ErrUnsettled) && !errors.Is(err, redisboard.ErrLost)) || !p.now().Before(deadline) {
			return err
		}
		p.log.Info("trying again", slog.Any("error", err))
		time.Sleep(200 * time.Millisecond)
	}
	_, err := fmt.Fprintf(p.stdout, "the boards are rebuilt (%s)\n", p.now().Sub(began).Round(time.Millisecond))
	return err
}

// writeDocument writes the OpenAPI document: for the build, which keeps it in docs/.
func writeDocument(file string) error {
	to, err := os.Create(file) //nolint:gosec // named on the command line
	if err != nil {
		return err
	}
	return errors.Join(httpapi.WriteDocument(to), to.Close())
}
