package usecase

import (
	"context"
	"crypto/rand"
	"time"

	"laurel/domain"
	"laurel/storage/postgres"
)

// Founding is what the organisation begins with.
type Founding struct {
	TimeZone string
	Now      time.Time
}

// initialAllowance is how many points everybody may give away in a month, until an owner says
// otherwise.
const initialAllowance = 100

// Found makes the organisation at the first start of an installation, and gives it as it is kept:
// its time zone is that of the first start. fresh says that this call has made it.
func Found(ctx context.Context, db *postgres.DB, f Founding) (kept postgres.OrganisationRow, fresh bool, err error) {
	kept, err = db.Organisation.Get(ctx)
	if domain.CodeOf(err) != "not_found" {
		return kept, false, err
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return kept, false, err
	}
	row := postgres.OrganisationRow{TimeZone: f.TimeZone, Allowance: initialAllowance, ImportKey: key, CreatedAt: f.Now}
	err = db.InTx(ctx, func(tx *postgres.Tx) error {
		tx.Organisation.Insert(row)
		return nil
	})
	if err != nil {
		return kept, false, err
	}
	// Another instance may have been first.
	kept, err = db.Organisation.Get(ctx)
	return kept, err == nil && string(kept.ImportKey) == string(key), err
}
