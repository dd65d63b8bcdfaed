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
	// Name is that of the file, as the caller calls it.
	Name string
	// Size is that of the file in bytes, and Lines its lines; 0 where nobody has counted.
	Size, Lines int64
	// Progress is told now and then how many lines have been read; nil where nobody asks.
	Progress func(lines int64)
	// run is the import that this one is a run of; nil where it is none of its own yet.
	run *importRun
}

func (o ImportOptions) choice() postgres.ImportChoice {
	return postgres.ImportChoice{DryRun: o.DryRun, Partial: o.Partial, DeactivateMissing: o.DeactivateMissing}
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
	// Preview is what would change, of a dry run.
	Preview *ImportPreview
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
		j := uc.newImportJob(tx, actor, kind, options)
		result, err := j.do(ctx, source)
		if err != nil {
			return result, err
		}
		body, err := o.Encode(result)
		if err != nil {
			return nil, err
		}
		if options.DryRun {
			dry = Answer{Status: o.Status, Body: body}
			return nil, errDryRun
		}
		return result, j.finish(ctx, body)
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
	kind    ImportKind
	id      domain.ImportID
	now     time.Time
	options ImportOptions
	file    *importFile
	told    int64    // lines that Progress knows of
	teams   []string // that a roster has made
}

func (uc *UseCases) newImportJob(tx *postgres.Tx, actor domain.Actor, kind ImportKind, options ImportOptions) *importJob {
	j := &importJob{uc: uc, tx: tx, actor: actor, kind: kind, id: domain.NewImportID(), now: uc.Now(), options: options}
	if options.run != nil {
		j.id = options.run.id
		return j
	}
	tx.Imports.Insert(j.row())
	return j
}

// row is how the import is noted.
func (j *importJob) row() postgres.NewImport {
	return postgres.NewImport{
		ID: j.id, Kind: string(j.kind), Name: j.options.Name, Size: j.options.Size, Total: j.options.Lines, Choice: j.options.choice(),
		Caller:    postgres.ImportCaller{Address: j.actor.Address, Request: j.actor.Request, Language: j.actor.Language},
		CreatedBy: j.actor.Ref(), CreatedAt: j.now,
	}
}

// do reads the file and writes what it says.
func (j *importJob) do(ctx context.Context, source ImportSource) (ImportResult, error) {
	from, err := source()
	if err != nil {
		return ImportResult{}, err
	}
	defer from.Close() //nolint:errcheck // only read
	if err := j.tx.Imports.Begin(ctx); err != nil {
		return ImportResult{}, err
	}
	steps := map[ImportKind]struct {
		rule columnRule
		run  func(context.Context) (ImportResult, error)
	}{
		ImportRoster:       {rosterColumns, j.roster},
		ImportRecognitions: {recognitionColumns, j.recognitions},
		ImportWallets:      {walletColumns, j.wallets},
	}[j.kind]
	j.file, err = openImport(from, steps.rule)
	if err == nil {
		var result ImportResult
		if result, err = steps.run(ctx); err == nil {
			result.Kind = j.kind
			j.audit(result)
			return result, nil
		}
	}
	if errors.Is(err, errFileUnreadable) { // of a file that cannot be read there are no good lines
		err = importFailed(j.file.faults.first, j.file.faults.total)
	}
	return ImportResult{}, err
}

// errImportEnded says that an import has been cancelled, or was done by another process, while this one
// worked on it: nothing of this one's work may stay.
var errImportEnded = errors.New("the import has ended already")

// finish notes in the transaction that the import is done: whoever cancels it either comes before that,
// and nothing is changed, or finds it done.
func (j *importJob) finish(ctx context.Context, body []byte) error {
	if j.options.run != nil {
		j.options.run.hush()
	}
	if err := j.tx.Flush(ctx); err != nil {
		return err
	}
	kept, err := j.tx.Imports.Finish(ctx, j.id, body, j.file.lines, j.now)
	if err == nil && !kept {
		err = errImportEnded
	}
	return err
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
