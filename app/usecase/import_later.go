package usecase

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// ImportState is how far an import is that runs by itself. Result is the encoded ImportResult, or the
// problem that it failed with, once it has ended.
type ImportState struct {
	ID          domain.ImportID
	Kind        ImportKind
	Status      string // waiting, running, done or failed
	Done, Total int64  // lines
	Result      json.RawMessage
}

// LaterImport is an import that is to run by itself.
type LaterImport struct {
	Kind    ImportKind
	Source  ImportSource
	Lines   int64 // of the file
	Options ImportOptions
	// Encode turns the ImportResult, and Fail the error, into what is kept as the result.
	Encode func(result any) ([]byte, error)
	Fail   func(err error) []byte
	// Release is called when the file is needed no more.
	Release func()
}

// The rhythm of an import that runs by itself: how often it tells how far it is, and after which
// silence it is taken for dead.
const (
	importTells  = time.Second
	importSilent = time.Minute
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
// that still run are ended, all others as well. They have changed nothing then, and say that they failed.
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

// ImportLater notes an import and lets it run by itself. The result is an ImportState.
func (uc *UseCases) ImportLater(ctx context.Context, actor domain.Actor, l LaterImport, o Once) (Answer, error) {
	id := domain.NewImportID()
	answer, err := uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		tx.Imports.Insert(postgres.ImportRow{ID: id, Kind: string(l.Kind), Total: l.Lines, CreatedBy: actor.Ref(), CreatedAt: uc.Now()})
		return ImportState{ID: id, Kind: l.Kind, Status: "waiting", Total: l.Lines}, nil
	})
	if err != nil || answer.Replayed {
		l.Release()
		return answer, err
	}
	uc.imports.running.Go(func() {
		defer l.Release()
		uc.runImport(uc.imports.ctx, actor, id, l)
	})
	return answer, nil
}

// runImport runs an import to its end and notes how it ended.
func (uc *UseCases) runImport(ctx context.Context, actor domain.Actor, id domain.ImportID, l LaterImport) {
	told := make(chan struct{})
	var lines atomic.Int64
	var telling sync.WaitGroup
	telling.Go(func() { uc.tellImport(ctx, id, &lines, told) })
	l.Options.Progress = lines.Store
	answer, err := uc.Import(ctx, actor, l.Kind, l.Source, l.Options, Once{Encode: l.Encode})
	close(told)
	telling.Wait()
	status, result := "done", answer.Body
	if err != nil {
		status, result = "failed", l.Fail(err)
		var known *domain.Error
		if !errors.As(err, &known) {
			uc.log.ErrorContext(ctx, "an import failed", slog.String("import", id.String()), slog.Any("error", err))
		}
	}
	if err := uc.db.Imports.End(context.WithoutCancel(ctx), id, status, result, uc.Now()); err != nil {
		uc.log.ErrorContext(ctx, "how an import ended cannot be noted", slog.String("import", id.String()), slog.String("status", status), slog.Any("error", err))
	}
}

// tellImport notes how far the import is, which shows as well that its process lives.
func (uc *UseCases) tellImport(ctx context.Context, id domain.ImportID, lines *atomic.Int64, end <-chan struct{}) {
	tick := time.NewTicker(importTells)
	defer tick.Stop()
	for {
		if err := uc.db.Imports.Progress(ctx, id, lines.Load(), uc.Now()); err != nil && ctx.Err() == nil {
			uc.log.WarnContext(ctx, "how far an import is cannot be noted", slog.String("import", id.String()), slog.Any("error", err))
		}
		select {
		case <-end:
			return
		case <-tick.C:
		}
	}
}

// ImportState tells how far an import is: to who began it and to administrators; NotFound to others. An
// import whose process has died is failed; it has changed nothing.
func (uc *UseCases) ImportState(ctx context.Context, actor domain.Actor, id domain.ImportID) (ImportState, error) {
	row, err := uc.db.Imports.ByID(ctx, id)
	if err != nil {
		return ImportState{}, err
	}
	mine := row.CreatedBy != nil && *row.CreatedBy == actor.ID
	if !mine && !actor.Is(domain.RoleAdmin) {
		return ImportState{}, domain.NotFound()
	}
	s := ImportState{ID: row.ID, Kind: ImportKind(row.Kind), Status: row.Status, Done: row.Done, Total: row.Total, Result: row.Result}
	if (s.Status == "waiting" || s.Status == "running") && uc.Now().Sub(row.SeenAt) > importSilent {
		s.Status, s.Result = "failed", json.RawMessage(`{"code":"interrupted","detail":"The server that ran the import has stopped. Nothing was changed: import the file again."}`)
	}
	return s, nil
}
