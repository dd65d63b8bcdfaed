package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/audit"
)

// Audit lists the log of changes, the latest first.
func (uc *UseCases) Audit(ctx context.Context, f audit.Filter, page domain.Page) (domain.Slice[audit.Entry], error) {
	return uc.db.AuditLog.List(ctx, f, page)
}
