// Command laurel is the whole product in one program: the server and the commands beside it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // LAUREL_TIMEZONE works on machines without the system's time zones

	"github.com/spf13/cobra"

	"laurel/app/config"
)

// version is set by the build.
var version = "unknown"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	if err == nil {
		return
	}
	if !errors.Is(err, errTold) {
		fmt.Fprintln(os.Stderr, "laurel:", err)
	}
	os.Exit(1)
}

// errTold says that a command failed and has told why already.
var errTold = errors.New("failed")

// run is the whole program: it returns when the command has done its work or the context ends.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	p := &program{getenv: getenv, stdin: os.Stdin, stdout: stdout, stderr: stderr, now: time.Now}
	root := p.commands()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return root.ExecuteContext(ctx)
}

// program is what every command works with.
type program struct {
	getenv         func(string) string
	stdin          *os.File
	stdout, stderr io.Writer
	now            func() time.Time

	// Set by prepare, before a command runs.
	config config.Config
	log    *slog.Logger
}

// prepare reads the settings; all faults are told in one message.
func (p *program) prepare(*cobra.Command, []string) error {
	var err error
	if p.config, err = config.Of(p.getenv); err != nil {
		return err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(p.config.LogLevel)); err != nil {
		return err
	}
	p.log = slog.New(slog.NewJSONHandler(p.stderr, &slog.HandlerOptions{Level: level}))
	return nil
}

func (p *program) commands() *cobra.Command {
	root := &cobra.Command{
		Use:           "laurel",
		Short:         "Recognition and rewards for organisations that think of customers first",
		Long:          "Laurel without a command serves. Every setting is an environment variable: see .env.example.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		PreRunE:       p.prepare,
		RunE:          func(c *cobra.Command, _ []string) error { return p.serve(c.Context()) },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		&cobra.Command{
			Use: "serve", Short: "Serve (the default)", Args: cobra.NoArgs, PreRunE: p.prepare,
			RunE: func(c *cobra.Command, _ []string) error { return p.serve(c.Context()) },
		},
		&cobra.Command{
			Use: "migrate", Short: "Bring the schema of the database up to date", Args: cobra.NoArgs, PreRunE: p.prepare,
			RunE: func(c *cobra.Command, _ []string) error { return p.migrate(c.Context()) },
		},
		&cobra.Command{
			Use: "version", Short: "Tell the version", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprintln(p.stdout, "laurel", version)
				return err
			},
		},
		&cobra.Command{
			Use: "openapi FILE", Short: "Write the OpenAPI document", Args: cobra.ExactArgs(1), Hidden: true,
			RunE: func(_ *cobra.Command, args []string) error { return writeDocument(args[0]) },
		},
		p.importCommands(), p.ledgerCommands(), p.boardCommands(), p.adminCommands(),
	)
	return root
}
