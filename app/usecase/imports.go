package usecase

import (
	"context"
	"encoding/json"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// ImportState is an import as it stands. Result is the encoded ImportResult, or the problem that it
// failed with, once it has ended. Done and Total are lines.
type ImportState struct {
	ID                domain.ImportID
	Kind              ImportKind
	Status            string // waiting, running, done, failed, cancelled or taken_back
	Name              string
	Done, Total       int64
	Result            json.RawMessage
	DryRun            bool
	Partial           bool
	DeactivateMissing bool
	By                *domain.Ref[any] // nil: the command line
	At                time.Time
	EndedAt           *time.Time
	TakenBackBy       *domain.Ref[any]
	TakenBackAt       *time.Time
}

// IsUnderway says whether the import waits or runs.
func (s ImportState) IsUnderway() bool { return s.Status == "waiting" || s.Status == "running" }

// CanTakeBack says whether there is something to take back; whether it may be is found out by trying.
func (s ImportState) CanTakeBack() bool {
	var counts struct{ Created, Updated, Deactivated int64 }
	return s.Status == "done" && !s.DryRun && json.Unmarshal(s.Result, &counts) == nil && counts.Created+counts.Updated+counts.Deactivated > 0
}

// errInterrupted is why an import has failed whose process has died, and whose file is not kept.
var errInterrupted = domain.Conflict("interrupted", "The server that ran the import has stopped. Nothing was changed: import the file again.")

func (uc *UseCases) stateOf(row postgres.ImportRow) (ImportState, error) {
	choice, err := row.Choice()
	if err != nil {
		return ImportState{}, err
	}
	s := ImportState{
		ID: row.ID, Kind: ImportKind(row.Kind), Status: row.Status, Name: row.Name, Done: row.Done, Total: row.Total, Result: row.Result,
		DryRun: choice.DryRun, Partial: choice.Partial, DeactivateMissing: choice.DeactivateMissing,
		By: refOf(row.CreatedBy, row.CreatedByName), At: row.CreatedAt, EndedAt: row.EndedAt,
		TakenBackBy: refOf(row.TakenBackBy, row.TakenBackByName), TakenBackAt: row.TakenBackAt,
	}
	if s.IsUnderway() && !row.HasFile && uc.Now().Sub(row.SeenAt) > importSilent {
		problem, err := json.Marshal(map[string]string{"code": errInterrupted.Code, "detail": errInterrupted.Detail})
		s.Status, s.Result = "failed", problem
		return s, err
	}
	return s, nil
}

func refOf(id *domain.EmployeeID, name *string) *domain.Ref[any] {
	if id == nil {
		return nil
	}
	r := &domain.Ref[any]{ID: domain.ID[any]{UUID: id.UUID}}
	if name != nil {
		r.Name = *name
	}
	return r
}

// mayKnow says whether an import is the actor's to see: who began it, and administrators.
func mayKnow(actor domain.Actor, row postgres.ImportRow) bool {
	return actor.Is(domain.RoleAdmin) || (row.CreatedBy != nil && *row.CreatedBy == actor.ID)
}

// ImportState tells how far an import is: to who began it and to administrators; NotFound to others. An
// import whose process has died is taken up by another; one whose file is gone has failed, and has
// changed nothing.
func (uc *UseCases) ImportState(ctx context.Context, actor domain.Actor, id domain.ImportID) (ImportState, error) {
	row, err := uc.db.Imports.ByID(ctx, id)
	if err != nil {
		return ImportState{}, err
	}
	if !mayKnow(actor, row) {
		return ImportState{}, domain.NotFound()
	}
	return uc.stateOf(row)
}

// Imports lists all imports but dry runs, the latest first: to administrators all of them, to others
// their own.
func (uc *UseCases) Imports(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[ImportState], error) {
	var reader *domain.EmployeeID
	if !actor.Is(domain.RoleAdmin) {
		reader = actor.Ref()
	}
	rows, err := uc.db.Imports.List(ctx, reader, page)
	if err != nil {
		return domain.Slice[ImportState]{}, err
	}
	states := domain.Slice[ImportState]{Items: make([]ImportState, len(rows.Items)), Next: rows.Next}
	for i, row := range rows.Items {
		if states.Items[i], err = uc.stateOf(row); err != nil {
			return domain.Slice[ImportState]{}, err
		}
	}
	return states, nil
}
