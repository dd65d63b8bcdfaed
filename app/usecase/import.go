package usecase

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// ImportKind says what a file holds.
type ImportKind string

// The kinds of imports.
const (
	ImportRoster       ImportKind = "roster"
	ImportRecognitions ImportKind = "recognitions"
	ImportWallets      ImportKind = "wallets"
)

// ImportOptions say how a file is taken.
type ImportOptions struct {
	// DryRun tells what would happen and changes nothing.
	DryRun bool
	// Partial takes the lines without faults and tells the others; else a file with a fault changes
	// nothing.
	Partial bool
	// DeactivateMissing deactivates who is not in a roster.
	DeactivateMissing bool
	// Progress is told now and then how many lines have been read; nil where nobody asks.
	Progress func(lines int64)
}

// ImportSource opens the file; it may be asked more than once.
type ImportSource func() (io.ReadCloser, error)

// ImportResult is what an import did, or would do.
type ImportResult struct {
	Kind                                     ImportKind
	Created, Updated, Deactivated, Unchanged int64
	// Total is the sum of the opening balances of a file of wallets, and Liability what all wallets
	// hold after it.
	Total, Liability int64
	// Faults are those of a partial import, the first of FaultsTotal.
	Faults      []postgres.ImportFault
	FaultsTotal int64
}

// errDryRun ends the transaction of a dry run.
var errDryRun = errors.New("dry run")

// Import brings a file in, in one transaction: all of it or nothing, unless Partial says otherwise. The
// same file again changes nothing. A file with faults is `import_failed` with line and column of each.
// The result is an ImportResult.
func (uc *UseCases) Import(ctx context.Context, actor domain.Actor, kind ImportKind, source ImportSource, options ImportOptions, o Once) (Answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(uc.imports.ctx, cancel)() //nolint:contextcheck // the server's end ends imports too
	var dry Answer
	answer, err := uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		result, err := uc.importFrom(ctx, tx, actor, kind, source, options)
		if err != nil || !options.DryRun {
			return result, err
		}
		body, err := o.Encode(result)
		dry = Answer{Status: o.Status, Body: body}
		return nil, errors.Join(errDryRun, err)
	})
	if options.DryRun && errors.Is(err, errDryRun) && dry.Body != nil {
		return dry, nil
	}
	return answer, err
}

// importJob is one import in its transaction.
type importJob struct {
	uc      *UseCases
	tx      *postgres.Tx
	actor   domain.Actor
	id      domain.ImportID
	now     time.Time
	options ImportOptions
	file    *importFile
	told    int64 // lines that Progress knows of
}

func (uc *UseCases) importFrom(ctx context.Context, tx *postgres.Tx, actor domain.Actor, kind ImportKind, source ImportSource, options ImportOptions) (ImportResult, error) {
	from, err := source()
	if err != nil {
		return ImportResult{}, err
	}
	defer from.Close() //nolint:errcheck // only read
	j := &importJob{uc: uc, tx: tx, actor: actor, id: domain.NewImportID(), now: uc.Now(), options: options}
	if err := tx.Imports.Begin(ctx); err != nil {
		return ImportResult{}, err
	}
	steps := map[ImportKind]struct {
		rule columnRule
		run  func(context.Context) (ImportResult, error)
	}{
		ImportRoster:       {rosterColumns, j.roster},
		ImportRecognitions: {recognitionColumns, j.recognitions},
		ImportWallets:      {walletColumns, j.wallets},
	}[kind]
	j.file, err = openImport(from, steps.rule)
	if err == nil {
		var result ImportResult
		if result, err = steps.run(ctx); err == nil {
			result.Kind = kind
			j.audit(result)
			return result, nil
		}
	}
	if errors.Is(err, errFileUnreadable) { // of a file that cannot be read there are no good lines
		err = importFailed(j.file.faults.first, j.file.faults.total)
	}
	return ImportResult{}, err
}

// rows feeds the lines of the file, as parse reads them, to a copy; nil leaves a line out.
func rows[T any](j *importJob, parse func() *T) func() (*T, error) {
	return func() (*T, error) {
		for {
			more, err := j.file.next()
			j.tell(!more)
			if err != nil || !more {
				return nil, err
			}
			if line := parse(); line != nil {
				return line, nil
			}
		}
	}
}

// tellEvery is after how many lines Progress is told.
const tellEvery = 1000

func (j *importJob) tell(last bool) {
	if j.options.Progress != nil && (last || j.file.lines-j.told >= tellEvery) {
		j.told = j.file.lines
		j.options.Progress(j.told)
	}
}

// faults gathers the faults of reading and of the database; the error is that of a file that may not
// have any.
func (j *importJob) faults(ctx context.Context) (first []postgres.ImportFault, total int64, err error) {
	first, total, err = j.tx.Imports.Faults(ctx)
	if err != nil {
		return nil, 0, err
	}
	first, total = append(first, j.file.faults.first...), total+j.file.faults.total
	slices.SortStableFunc(first, func(a, b postgres.ImportFault) int { return int(a.Line - b.Line) })
	first = first[:min(len(first), postgres.MostImportFaults)]
	if total > 0 && !j.options.Partial {
		return nil, 0, importFailed(first, total)
	}
	return first, total, nil
}

func (j *importJob) audit(r ImportResult) {
	j.tx.Audit.Add(j.actor, j.now, postgres.Entry{
		Action: "import_" + string(r.Kind), SubjectKind: "import", Subject: domain.ID[any]{UUID: j.id.UUID},
		Data: map[string]any{"created": r.Created, "updated": r.Updated, "deactivated": r.Deactivated, "unchanged": r.Unchanged, "faults": r.FaultsTotal},
	})
}
