// Package picture takes in images that people upload: it checks by their content what they are, and makes
// them anew, upright and no larger than they are shown, so that nothing of the uploaded bytes is served.
package picture

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // read, and kept as its first frame
	"image/jpeg"
	"image/png"
	"net/http"
	"slices"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // read, and kept as another format

	"laurel/domain"
)

// The bounds of an image: MaxBytes as it is uploaded, MaxPixels and MaxSide before it is scaled, and the
// frame into which it is scaled down.
const (
	MaxBytes  = 5 << 20
	MaxPixels = 40_000_000
	MaxSide   = 30_000
	MaxWidth  = 1200
	MaxHeight = 900
)

// quality is that of JPEG at which the loss is not seen at this size.
const quality = 88

// Types are the media types that are taken.
var Types = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// Picture is an image as it is kept and shown.
type Picture struct {
	Type          string // image/jpeg, or image/png where some of it can be seen through
	Width, Height int
	Bytes         []byte
}

// TypeOf gives the media type of some content, "" where it is none of Types.
func TypeOf(content []byte) string {
	if media := http.DetectContentType(content); slices.Contains(Types, media) {
		return media
	}
	return ""
}

// Make decodes an uploaded image of one of Types and makes it anew. Its size is read from its header, so
// that one that would fill the memory is refused before it does. The errors are `image_too_large` and
// `image_unreadable` (422).
func Make(content []byte) (Picture, error) {
	header, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil || header.Width < 1 || header.Height < 1 {
		return Picture{}, errUnreadable()
	}
	if header.Width > MaxSide || header.Height > MaxSide || header.Width*header.Height > MaxPixels {
		return Picture{}, domain.Invalid("image_too_large",
			fmt.Sprintf("The image has %d × %d pixels: too many to be read.", header.Width, header.Height),
			domain.FieldError{Location: "body", Message: "has too many pixels"})
	}
	decoded, err := decode(content)
	if err != nil {
		return Picture{}, errUnreadable()
	}
	orientation := orientationOf(content)
	frame := image.Pt(MaxWidth, MaxHeight)
	if liesOnItsSide(orientation) {
		frame = image.Pt(MaxHeight, MaxWidth)
	}
	return encode(upright(scaled(decoded, frame), orientation))
}

func errUnreadable() error {
	return domain.Invalid("image_unreadable", "The file cannot be read as an image.", domain.FieldError{Location: "body", Message: "is damaged, or of a kind that cannot be read"})
}

// decode decodes content that anybody may have made: a decoder that gives up on it by a panic has only
// found another way to say that it is damaged.
func decode(content []byte) (decoded image.Image, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("decode an image: %v", fault)
		}
	}()
	decoded, _, err = image.Decode(bytes.NewReader(content))
	if err == nil && decoded.Bounds().Empty() {
		err = image.ErrFormat
	}
	return decoded, err
}

// scaled fits an image into a frame; one that fits stays as large as it is.
func scaled(src image.Image, frame image.Point) *image.NRGBA {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	factor := min(1, float64(frame.X)/float64(w), float64(frame.Y)/float64(h))
	dst := image.NewNRGBA(image.Rect(0, 0, max(1, int(float64(w)*factor+0.5)), max(1, int(float64(h)*factor+0.5))))
	if dst.Bounds().Size() == src.Bounds().Size() {
		draw.Draw(dst, dst.Bounds(), src, src.Bounds().Min, draw.Src)
		return dst
	}
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	return dst
}

// encode keeps what can be seen through, and makes everything else small.
func encode(made *image.NRGBA) (Picture, error) {
	p := Picture{Type: "image/jpeg", Width: made.Bounds().Dx(), Height: made.Bounds().Dy()}
	var to bytes.Buffer
	var err error
	if made.Opaque() {
		err = jpeg.Encode(&to, made, &jpeg.Options{Quality: quality})
	} else {
		p.Type = "image/png"
		err = png.Encode(&to, made)
	}
	p.Bytes = to.Bytes()
	return p, err
}
