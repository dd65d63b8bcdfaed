package picture

import (
	"bytes"
	"image"

	"github.com/bep/imagemeta"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// formats are those whose metadata can say which way is up.
var formats = map[string]imagemeta.ImageFormat{"image/jpeg": imagemeta.JPEG, "image/png": imagemeta.PNG, "image/webp": imagemeta.WebP}

// orientationOf reads which way a camera was held (EXIF 2.32, tag 0x0112): 1 to 8, and 1 where nothing
// says so.
func orientationOf(content []byte) (orientation int) {
	format, ok := formats[TypeOf(content)]
	if !ok {
		return 1
	}
	orientation = 1
	_, _ = imagemeta.Decode(imagemeta.Options{ // metadata that cannot be read say nothing
		R: bytes.NewReader(content), ImageFormat: format, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Tag == "Orientation" && tag.Namespace == "IFD0" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if n, ok := tag.Value.(uint16); ok && n >= 1 && n <= 8 {
				orientation = int(n)
			}
			return nil
		},
	})
	return orientation
}

func liesOnItsSide(orientation int) bool { return orientation >= 5 }

// upright turns an image as its orientation says.
func upright(src *image.NRGBA, orientation int) *image.NRGBA {
	if orientation == 1 {
		return src
	}
	size := src.Bounds().Size()
	w, h := float64(size.X), float64(size.Y)
	if liesOnItsSide(orientation) {
		size.X, size.Y = size.Y, size.X
	}
	// Where each point of the image comes to lie: the rows of EXIF's table, as x' and y'.
	turns := [9]f64.Aff3{
		2: {-1, 0, w, 0, 1, 0},
		3: {-1, 0, w, 0, -1, h},
		4: {1, 0, 0, 0, -1, h},
		5: {0, 1, 0, 1, 0, 0},
		6: {0, -1, h, 1, 0, 0},
		7: {0, -1, h, -1, 0, w},
		8: {0, 1, 0, -1, 0, w},
	}
	dst := image.NewNRGBA(image.Rectangle{Max: size})
	draw.NearestNeighbor.Transform(dst, turns[orientation], src, src.Bounds(), draw.Src, nil)
	return dst
}
