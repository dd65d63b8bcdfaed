package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"laurel/domain"
)

var (
	red   = color.NRGBA{R: 255, A: 255}
	green = color.NRGBA{G: 255, A: 255}
	blue  = color.NRGBA{B: 255, A: 255}
	white = color.NRGBA{R: 255, G: 255, B: 255, A: 255}
)

// quarters is an image with a colour in each quarter: red and green above, blue and white below.
func quarters(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, [2][2]color.NRGBA{{red, green}, {blue, white}}[y*2/h][x*2/w])
		}
	}
	return img
}

func asPNG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asGIF(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// webpSample is 2 × 2 pixels without loss.
func webpSample(t *testing.T) []byte {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// turned puts an EXIF segment with an orientation, and a secret, into a JPEG.
func turned(content []byte, orientation uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x02")
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1)
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0)
	secret := "taken at home\x00"
	tiff = append(tiff, 0x01, 0x0e, 0, 2, 0, 0, 0, byte(len(secret)), 0, 0, 0, 38, 0, 0, 0, 0)
	tiff = append(tiff, secret...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(out, segment...), content[2:]...)
}

func open(t *testing.T, p Picture) image.Image {
	t.Helper()
	img, format, err := image.Decode(bytes.NewReader(p.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	if "image/"+format != p.Type || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
		t.Fatalf("said to be %s of %d × %d, is %s of %v", p.Type, p.Width, p.Height, format, img.Bounds())
	}
	return img
}

// near says whether a colour is another but for what JPEG loses.
func near(a, b color.Color) bool {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	off := func(x, y uint32) bool { return max(x, y)-min(x, y) > 0x2800 }
	return !off(ar, br) && !off(ag, bg) && !off(ab, bb)
}

func TestMake_takesEachType(t *testing.T) {
	clear := quarters(40, 20)
	clear.SetNRGBA(0, 0, color.NRGBA{A: 10})
	for name, c := range map[string]struct {
		content []byte
		of      string
		want    string
	}{
		"png":              {asPNG(t, quarters(40, 20)), "image/png", "image/jpeg"},
		"png seen through": {asPNG(t, clear), "image/png", "image/png"},
		"jpeg":             {asJPEG(t, quarters(40, 20)), "image/jpeg", "image/jpeg"},
		"gif":              {asGIF(t, quarters(40, 20)), "image/gif", "image/jpeg"},
		"webp":             {webpSample(t), "image/webp", "image/png"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := TypeOf(c.content); got != c.of {
				t.Fatalf("is %q, want %q", got, c.of)
			}
			p, err := Make(c.content)
			if err != nil {
				t.Fatal(err)
			}
			open(t, p)
			if p.Type != c.want {
				t.Errorf("kept as %s", p.Type)
			}
			if again, err := Make(c.content); err != nil || !bytes.Equal(again.Bytes, p.Bytes) {
				t.Errorf("made differently a second time: %v", err)
			}
		})
	}
}

func TestMake_fitsTheFrameAndNeverGrows(t *testing.T) {
	for _, c := range []struct{ w, h, toW, toH int }{
		{1200, 900, 1200, 900},
		{2400, 1800, 1200, 900},
		{3000, 100, 1200, 40},
		{100, 3000, 30, 900},
		{1000, 2000, 450, 900},
		{5, 4, 5, 4},
		{1, 20000, 1, 900},
	} {
		p, err := Make(asPNG(t, image.NewGray(image.Rect(0, 0, c.w, c.h))))
		if err != nil || p.Width != c.toW || p.Height != c.toH {
			t.Errorf("%d × %d became %d × %d, want %d × %d (%v)", c.w, c.h, p.Width, p.Height, c.toW, c.toH, err)
		}
	}
}

// TestMake_isUpright holds each orientation against where EXIF says that the first row and column are.
func TestMake_isUpright(t *testing.T) {
	plain := asJPEG(t, quarters(64, 32))
	for orientation, want := range map[uint16][4]color.NRGBA{ // above left, above right, below left, below right
		1: {red, green, blue, white}, 2: {green, red, white, blue}, 3: {white, blue, green, red}, 4: {blue, white, red, green},
		5: {red, blue, green, white}, 6: {blue, red, white, green}, 7: {white, green, blue, red}, 8: {green, white, red, blue},
		9: {red, green, blue, white}, // there is no such one
	} {
		t.Run(fmt.Sprint(orientation), func(t *testing.T) {
			content := turned(plain, orientation)
			p, err := Make(content)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(p.Bytes, []byte("taken at home")) || bytes.Contains(p.Bytes, []byte("Exif")) {
				t.Error("metadata were kept")
			}
			img := open(t, p)
			if side := orientation >= 5 && orientation <= 8; (p.Width < p.Height) != side {
				t.Errorf("became %d × %d", p.Width, p.Height)
			}
			w, h := p.Width, p.Height
			for i, at := range []image.Point{{w / 4, h / 4}, {w * 3 / 4, h / 4}, {w / 4, h * 3 / 4}, {w * 3 / 4, h * 3 / 4}} {
				if got := img.At(at.X, at.Y); !near(got, want[i]) {
					t.Errorf("quarter %d is %v, want %v", i, got, want[i])
				}
			}
		})
	}
}

func TestMake_portraitOfACameraFitsTheFrame(t *testing.T) {
	p, err := Make(turned(asJPEG(t, quarters(2400, 1800)), 6))
	if err != nil || p.Width != 675 || p.Height != 900 {
		t.Errorf("became %d × %d, %v", p.Width, p.Height, err)
	}
}

// claims is a PNG that says it has so many pixels, and holds none.
func claims(w, h uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(nil, w)...)
	head = append(binary.BigEndian.AppendUint32(head, h), 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(out, head...), crc32.ChecksumIEEE(head))
}

func TestMake_refuses(t *testing.T) {
	good := asPNG(t, quarters(64, 64))
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"too many pixels":   {claims(8000, 8000), "image_too_large"},
		"one side too long": {claims(1, MaxSide+1), "image_too_large"},
		"as many as may be": {claims(8000, 5000), "image_unreadable"}, // and then holds none
		"no pixels":         {claims(0, 0), "image_unreadable"},
		"half of one":       {good[:len(good)/2], "image_unreadable"},
		"its first bytes":   {good[:8], "image_unreadable"},
		"a text":            {[]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "image_unreadable"},
		"nothing":           {nil, "image_unreadable"},
	} {
		if _, err := Make(c.content); domain.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

func TestTypeOf_goesByTheContent(t *testing.T) {
	for _, text := range []string{"", "<html>", "%PDF-1.3", "BM" + strings.Repeat("\x00", 60), "<?xml version='1.0'?><svg/>"} {
		if got := TypeOf([]byte(text)); got != "" {
			t.Errorf("%.10q is said to be %s", text, got)
		}
	}
}

// FuzzMake finds content that breaks a decoder: whatever is uploaded, the answer is an image or a fault.
func FuzzMake(f *testing.F) {
	var b bytes.Buffer
	if err := png.Encode(&b, quarters(8, 8)); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	b.Reset()
	if err := jpeg.Encode(&b, quarters(8, 8), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(turned(b.Bytes(), 6))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := Make(content)
		if err == nil {
			open(t, p)
		} else if domain.CodeOf(err) == "" {
			t.Fatal(err)
		}
	})
}
