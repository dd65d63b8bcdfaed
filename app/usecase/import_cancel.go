package usecase

import (
	"context"

	"laurel/domain"
	"laurel/storage/postgres"
)

// CancelImport ends an import that waits or runs: it changes nothing then. `already_done` where it was
// quicker; an import that has ended without a change stays as it is. The result is an ImportState.
func (uc *UseCases) CancelImport(ctx context.Context, actor domain.Actor, id domain.ImportID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		row, err := lockImport(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		switch row.Status {
		case "done", "taken_back":
			return nil, domain.Conflict("already_done", "The import was done before it could be cancelled. Take it back instead.")
		case "failed", "cancelled":
			return uc.stateOf(row)
		}
		if _, err := tx.Imports.Cancel(ctx, id, uc.Now()); err != nil {
			return nil, err
		}
		tx.Audit.Add(actor, uc.Now(), postgres.Entry{Action: "cancel_import", SubjectKind: "import", Subject: domain.ID[any](id)})
		return uc.stateAfter(ctx, tx, id)
	})
}

// lockImport reads an import that the actor may know of, and keeps it for the transaction.
func lockImport(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.ImportID) (postgres.ImportRow, error) {
	row, err := tx.Imports.Lock(ctx, id)
	if err == nil && !mayKnow(actor, row) {
		err = domain.NotFound()
	}
	return row, err
}

func (uc *UseCases) stateAfter(ctx context.Context, tx *postgres.Tx, id domain.ImportID) (any, error) {
	if err := tx.Flush(ctx); err != nil {
		return nil, err
	}
	row, err := tx.Imports.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	return uc.stateOf(row)
}
