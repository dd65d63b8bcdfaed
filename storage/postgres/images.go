package postgres

import (
	"context"
	"crypto/sha256"
	"time"

	"laurel/domain"
)

// Images is the table of images, as they are shown.
type Images struct {
	q  queryer
	tx *Tx
}

// Image is one of them. Bytes are left out where only its frame is asked for.
type Image struct {
	ID     domain.ImageID `db:"id"`
	Media  string         `db:"media"`
	Width  int            `db:"width"`
	Height int            `db:"height"`
	Bytes  []byte         `db:"bytes"`
}

// Keep keeps an image, or gives the one with the same bytes that is there already.
func (r Images) Keep(ctx context.Context, i Image, by domain.EmployeeID, now time.Time) (Image, error) {
	hash := sha256.Sum256(i.Bytes)
	// What is there already is as good as new: it is not swept away before whoever posted it has used it.
	return one[Image](ctx, r.q, `insert into image (id, hash, media, width, height, bytes, created_by, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (hash) do update set created_at = excluded.created_at
		returning id, media, width, height, ''::bytea as bytes`, i.ID, hash[:], i.Media, i.Width, i.Height, i.Bytes, by, now)
}

// ByID reads an image with its bytes.
func (r Images) ByID(ctx context.Context, id domain.ImageID) (Image, error) {
	return one[Image](ctx, r.q, `select id, media, width, height, bytes from image where id = $1`, id)
}

// Exists says whether there is such an image, and keeps it for this transaction.
func (r Images) Exists(ctx context.Context, id domain.ImageID) (bool, error) {
	found, err := many[domain.ImageID](ctx, r.q, `select id from image where id = $1 for key share`, id)
	return len(found) > 0, err
}
