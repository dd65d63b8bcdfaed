package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"laurel/app/httpapi"
	"laurel/app/usecase"
	"laurel/domain"
)

// importFlags are what the import commands take.
type importFlags struct{ dryRun, partial, deactivateMissing bool }

func (p *program) importCommands() *cobra.Command {
	all := group("import", "Bring files of other systems in")
	for kind, short := range map[usecase.ImportKind]string{
		usecase.ImportRoster:       "Bring employees and teams in",
		usecase.ImportRecognitions: "Bring recognitions of another product in",
		usecase.ImportWallets:      "Set opening balances",
	} {
		var flags importFlags
		command := &cobra.Command{
			Use: string(kind) + " FILE", Short: short, Args: cobra.ExactArgs(1), PreRunE: p.prepare,
			RunE: func(c *cobra.Command, args []string) error {
				return p.withHouse(c.Context(), func(ctx context.Context, h *house) error { return p.importFile(ctx, h, kind, args[0], flags) })
			},
		}
		command.Flags().BoolVar(&flags.dryRun, "dry-run", false, "tell what would happen and change nothing")
		command.Flags().BoolVar(&flags.partial, "partial", false, "take the good lines and tell the others")
		if kind == usecase.ImportRoster {
			command.Flags().BoolVar(&flags.deactivateMissing, "deactivate-missing", false, "deactivate who is not in the file")
		}
		all.AddCommand(command)
	}
	return all
}

// importFile brings a file in and tells how it went.
func (p *program) importFile(ctx context.Context, h *house, kind usecase.ImportKind, name string, flags importFlags) error {
	lines, err := countLines(name)
	if err != nil {
		return err
	}
	shown := p.newProgress(shortName(name), lines, readingLines)
	began := p.now()
	var result usecase.ImportResult
	shapes := httpapi.Shapes()
	_, err = h.uc.Import(ctx, domain.Actor{Language: "en"}, kind, func() (io.ReadCloser, error) { return os.Open(name) }, //nolint:gosec // named on the command line
		usecase.ImportOptions{
			DryRun: flags.dryRun, Partial: flags.partial, DeactivateMissing: flags.deactivateMissing,
			Name: strings.ToValidUTF8(filepath.Base(name), "�"), Lines: lines, Progress: shown.tell,
		},
		usecase.Once{Encode: func(r any) ([]byte, error) {
			result = r.(usecase.ImportResult)
			return json.Marshal(shapes.Import(result))
		}})
	shown.end()
	var known *domain.Error
	if errors.As(err, &known) {
		return p.tellFaults(name, known)
	}
	if err != nil {
		return err
	}
	return p.tellImport(result, flags, p.now().Sub(began))
}

// tellFaults lists what is wrong with a file, as compilers do: a terminal or an editor may jump there.
func (p *program) tellFaults(name string, failed *domain.Error) error {
	for _, f := range failed.Fields {
		if _, err := fmt.Fprintf(p.stderr, "%s:%d: %s %s\n", name, f.Line, f.Column, f.Message); err != nil {
			return err
		}
	}
	if more := failed.FieldsTotal - len(failed.Fields); more > 0 {
		if _, err := fmt.Fprintf(p.stderr, "and %d more\n", more); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(p.stderr, failed.Detail)
	return errors.Join(errTold, err)
}

func (p *program) tellImport(r usecase.ImportResult, flags importFlags, took time.Duration) error {
	for _, f := range r.Faults {
		if _, err := fmt.Fprintf(p.stderr, "line %d left out: %s %s\n", f.Line, f.Column, f.Message); err != nil {
			return err
		}
	}
	words := fmt.Sprintf("%d created", r.Created)
	if r.Kind != usecase.ImportRecognitions {
		words += fmt.Sprintf(", %d updated", r.Updated)
	}
	if r.Kind == usecase.ImportRoster {
		words += fmt.Sprintf(", %d deactivated", r.Deactivated)
	}
	words += fmt.Sprintf(", %d unchanged", r.Unchanged)
	if r.Kind == usecase.ImportWallets {
		words += fmt.Sprintf(", %d points in the file, %d in all wallets", r.Total, r.Liability)
	}
	if r.FaultsTotal > 0 {
		words += fmt.Sprintf(", %d faults", r.FaultsTotal)
	}
	if flags.dryRun {
		words += " (a dry run: nothing was changed)"
	}
	_, err := fmt.Fprintf(p.stdout, "%s: %s, %s\n", r.Kind, words, took.Round(10*time.Millisecond))
	return err
}

// countLines counts the lines of a file, for the progress.
func countLines(name string) (int64, error) {
	file, err := os.Open(name) //nolint:gosec // named on the command line
	if err != nil {
		return 0, err
	}
	defer file.Close() //nolint:errcheck // only read
	var lines int64
	chunk := make([]byte, 256<<10)
	for {
		n, err := file.Read(chunk)
		lines += int64(bytes.Count(chunk[:n], []byte("\n")))
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// progress shows how much of a work is done: a bar on a terminal, a plain line now and then elsewhere.
type progress struct {
	program *program
	name    string
	words   progressWords
	bar     *progressbar.ProgressBar // nil elsewhere
	total   int64
	told    time.Time
}

// progressWords say how far a work is: `part` and `all` are formats of the numbers, `rest` is what comes after all.
type progressWords struct{ part, all, rest string }

var readingLines = progressWords{part: "%d of %d lines read", all: "all %d lines read, checking and writing", rest: "checking and writing"}

// tellEvery is how often a plain line is written.
const tellEvery = 5 * time.Second

func (p *program) newProgress(name string, total int64, words progressWords) *progress {
	s := &progress{program: p, name: name, words: words, total: total, told: p.now()}
	terminal, ok := p.stderr.(*os.File)
	if ok && term.IsTerminal(int(terminal.Fd())) {
		// One step more: the last is the rest.
		s.bar = progressbar.NewOptions64(total+1, progressbar.OptionSetWriter(terminal), progressbar.OptionSetDescription(s.name),
			progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return s
}

func shortName(name string) string { return name[strings.LastIndexByte(name, os.PathSeparator)+1:] }

// tell is told how much is done.
func (s *progress) tell(done int64) {
	now, all := s.program.now(), done >= s.total
	switch {
	case s.bar != nil:
		_ = s.bar.Set64(min(done, s.total)) // a terminal that is gone is no reason to stop
		if all {
			s.bar.Describe(s.name + ": " + s.words.rest)
		}
	case all || now.Sub(s.told) >= tellEvery:
		s.told = now
		words := fmt.Sprintf(s.words.part, done, s.total)
		if all {
			words = fmt.Sprintf(s.words.all, done)
		}
		_, _ = fmt.Fprintln(s.program.stderr, words)
	}
}

func (s *progress) end() {
	if s.bar != nil {
		_ = s.bar.Finish()
	}
}
