package usecase

import (
	"context"

	"laurel/app/picture"
	"laurel/domain"
	"laurel/storage/postgres"
)

// Image is an image that can be shown.
type Image struct {
	ID            domain.ImageID
	Type          string // its media type
	Width, Height int
	Bytes         []byte // only where it is read
}

// PostImage makes an uploaded image anew and keeps it; the same content is the same image. The result is
// an Image. Only one is decoded at a time: each may need hundreds of megabytes.
func (uc *UseCases) PostImage(ctx context.Context, actor domain.Actor, content []byte, o Once) (Answer, error) {
	made, err := uc.makePicture(ctx, content)
	if err != nil {
		return Answer{}, err
	}
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		kept, err := tx.Images.Keep(ctx, postgres.Image{
			ID: domain.NewImageID(), Media: made.Type, Width: made.Width, Height: made.Height, Bytes: made.Bytes,
		}, actor.ID, uc.Now())
		return imageOf(kept), err
	})
}

func (uc *UseCases) makePicture(ctx context.Context, content []byte) (picture.Picture, error) {
	select {
	case uc.darkroom <- struct{}{}:
	case <-ctx.Done():
		return picture.Picture{}, ctx.Err()
	}
	defer func() { <-uc.darkroom }()
	return picture.Make(content)
}

// Image reads an image.
func (uc *UseCases) Image(ctx context.Context, id domain.ImageID) (Image, error) {
	kept, err := uc.db.Images.ByID(ctx, id)
	return imageOf(kept), err
}

func imageOf(i postgres.Image) Image {
	return Image{ID: i.ID, Type: i.Media, Width: i.Width, Height: i.Height, Bytes: i.Bytes}
}
