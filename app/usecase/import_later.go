package usecase

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// LaterImport is an import that is to run by itself.
type LaterImport struct {
	Kind    ImportKind
	Source  ImportSource
	Options ImportOptions
	// Shapes turn the ImportResult, or the error, into what is kept as the result.
	Shapes Shapes
}

// The rhythm of an import that runs by itself: how often it tells how far it is, after which silence
// another process takes it up, how often one may begin it, and after which silence one without a file
// is taken for dead.
const (
	importTells    = time.Second
	importLeftOver = 10 * time.Second
	importAttempts = 3
	importSilent   = time.Minute
)

// importRuns are the imports that this process runs by themselves.
type importRuns struct {
	running sync.WaitGroup
	stop    context.CancelFunc
	ctx     context.Context //nolint:containedctx // that of the runs, which outlive the calls that began them
}

func newImportRuns() *importRuns {
	ctx, stop := context.WithCancel(context.Background())
	return &importRuns{ctx: ctx, stop: stop}
}

// StopImports waits for the imports that run by themselves, but not for longer than the patience: those
// that still run are ended, all others as well. They have changed nothing then, and are taken up by
// another instance or at the next start.
func (uc *UseCases) StopImports(patience time.Duration) {
	defer uc.imports.stop()
	done := make(chan struct{})
	go func() {
		uc.imports.running.Wait()
		close(done)
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		uc.imports.stop()
		<-done
	}
}

// ImportLater notes an import, keeps its file in the database, and lets it run by itself: if this process
// dies, another takes it up. The result is an ImportState.
func (uc *UseCases) ImportLater(ctx context.Context, actor domain.Actor, l LaterImport, o Once) (Answer, error) {
	var row postgres.ImportRow
	answer, err := uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		j := uc.newImportJob(tx, actor, l.Kind, l.Options)
		file, err := l.Source()
		if err != nil {
			return nil, err
		}
		defer file.Close() //nolint:errcheck // only read
		if err := tx.Imports.KeepFile(ctx, j.id, file); err != nil {
			return nil, err
		}
		row, err = tx.Imports.ByID(ctx, j.id)
		if err != nil {
			return nil, err
		}
		return uc.stateOf(row)
	})
	if err != nil || answer.Replayed {
		return answer, err
	}
	uc.startImport(row, l.Shapes) //nolint:contextcheck // the run outlives the call
	return answer, nil
}

// TakeUpImports lets this process run what other processes have left: because they died, or were told to
// stop. Work is done in the background.
func (uc *UseCases) TakeUpImports(ctx context.Context, shapes Shapes) error {
	for {
		now := uc.Now()
		row, found, err := uc.db.Imports.TakeUp(ctx, now.Add(-importLeftOver), now)
		if err != nil || !found {
			return err
		}
		uc.log.InfoContext(ctx, "an import is taken up that another process has left", slog.String("import", row.ID.String()), slog.Int("attempt", row.Attempts))
		uc.startImport(row, shapes) //nolint:contextcheck // as above
	}
}

func (uc *UseCases) startImport(row postgres.ImportRow, shapes Shapes) {
	ctx, cancel := context.WithCancel(uc.imports.ctx)
	run := &importRun{uc: uc, id: row.ID, row: row, shapes: shapes, cancel: cancel, told: make(chan struct{})}
	uc.imports.running.Go(func() {
		defer cancel()
		run.run(ctx)
	})
}

// importRun is one process's try at an import that runs by itself.
type importRun struct {
	uc     *UseCases
	id     domain.ImportID
	row    postgres.ImportRow
	shapes Shapes
	cancel context.CancelFunc // ends the work

	lines   atomic.Int64
	ended   atomic.Bool // it has been cancelled, or done by another process
	quiet   sync.Once
	told    chan struct{} // closed when nothing more is to be told
	telling sync.WaitGroup
}

// run brings the import to its end, or leaves it to be tried again.
func (r *importRun) run(ctx context.Context) {
	r.telling.Go(func() { r.tell(ctx) })
	body, err := r.work(ctx)
	r.hush()
	if err == nil && !r.isDry() {
		r.uc.wake()
		return // noted in its own transaction
	}
	r.note(context.WithoutCancel(ctx), body, err)
}

func (r *importRun) isDry() bool {
	choice, err := r.row.Choice()
	return err == nil && choice.DryRun
}

func (r *importRun) work(ctx context.Context) ([]byte, error) {
	choice, err := r.row.Choice()
	if err != nil {
		return nil, err
	}
	from, err := r.row.From()
	if err != nil {
		return nil, err
	}
	if !r.row.HasFile {
		return nil, postgres.ErrFileGone
	}
	actor := domain.Actor{Address: from.Address, Request: from.Request, Language: from.Language}
	if r.row.CreatedBy != nil {
		actor.ID = *r.row.CreatedBy
	}
	options := ImportOptions{
		DryRun: choice.DryRun, Partial: choice.Partial, DeactivateMissing: choice.DeactivateMissing, Name: r.row.Name, Size: r.row.Size, Lines: r.row.Total,
		Progress: r.lines.Store, run: r,
	}
	source := func() (io.ReadCloser, error) { return r.uc.db.Imports.OpenFile(ctx, r.id, r.row.Size), nil }
	answer, err := r.uc.Import(ctx, actor, ImportKind(r.row.Kind), source, options, Once{Encode: func(result any) ([]byte, error) {
		return json.Marshal(r.shapes.Import(result.(ImportResult)))
	}})
	return answer.Body, err
}

// hush ends the telling, so that the import's own transaction is not waited for by it.
func (r *importRun) hush() {
	r.quiet.Do(func() { close(r.told) })
	r.telling.Wait()
}

// tell notes how far the import is, which shows as well that its process lives; and ends the work where
// the import has been cancelled.
func (r *importRun) tell(ctx context.Context) {
	tick := time.NewTicker(importTells)
	defer tick.Stop()
	for {
		runs, err := r.uc.db.Imports.Progress(ctx, r.id, r.lines.Load(), r.uc.Now())
		switch {
		case err == nil && !runs:
			r.ended.Store(true)
			r.cancel()
			return
		case err != nil && ctx.Err() == nil:
			r.uc.log.WarnContext(ctx, "how far an import is cannot be noted", slog.String("import", r.id.String()), slog.Any("error", err))
		}
		r.uc.wake()
		select {
		case <-r.told:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// note keeps how an import ended that has changed nothing: it is done (a dry run), has failed for good,
// or is left to be tried again.
func (r *importRun) note(ctx context.Context, body []byte, err error) {
	var kept bool
	var noting error
	switch {
	case err == nil:
		kept, noting = r.uc.db.Imports.End(ctx, r.id, "done", body, r.uc.Now())
	case r.isForGood(err):
		if errors.Is(err, postgres.ErrFileGone) {
			err = errInterrupted
		}
		problem, _ := json.Marshal(r.shapes.Problem(err)) // texts and numbers of ours
		kept, noting = r.uc.db.Imports.End(ctx, r.id, "failed", problem, r.uc.Now())
	case r.uc.imports.ctx.Err() != nil: // told to stop: the next one need not wait
		kept, noting = true, r.uc.db.Imports.Leave(ctx, r.id, r.uc.Now().Add(-importLeftOver))
	default:
		kept, noting = true, r.uc.db.Imports.Leave(ctx, r.id, r.uc.Now())
	}
	if !kept && noting == nil { // cancelled, or done by another process
		noting = r.uc.db.Imports.DropFile(ctx, r.id)
	}
	if err != nil && kept && domain.CodeOf(err) != "import_failed" {
		r.uc.log.ErrorContext(ctx, "an import did not end well", slog.String("import", r.id.String()), slog.Int("attempt", r.row.Attempts), slog.Any("error", err))
	}
	r.uc.wake()
	if noting != nil {
		r.uc.log.ErrorContext(ctx, "how an import ended cannot be noted", slog.String("import", r.id.String()), slog.Any("error", noting))
	}
}

// isForGood says whether another try would end alike, or enough have been made.
func (r *importRun) isForGood(err error) bool {
	if r.uc.imports.ctx.Err() != nil {
		return false
	}
	var known *domain.Error
	isOurs := errors.As(err, &known) && known.Kind != domain.KindUnavailable
	return isOurs || r.ended.Load() || errors.Is(err, postgres.ErrFileGone) || errors.Is(err, errImportEnded) || r.row.Attempts >= importAttempts
}
