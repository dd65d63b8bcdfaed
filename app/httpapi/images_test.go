package httpapi

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"laurel/domain"
)

// drawn is an image of one colour as PNG, JPEG or GIF.
func drawn(tb testing.TB, media string, w, h int, c color.Color) []byte {
	tb.Helper()
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{c})
	var b bytes.Buffer
	var err error
	switch media {
	case "image/png":
		err = png.Encode(&b, img)
	case "image/jpeg":
		err = jpeg.Encode(&b, img, nil)
	default:
		err = gif.Encode(&b, img, nil)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func (h *house) postImage(media string, content []byte) *answer {
	h.t.Helper()
	return h.as("owner").with("Content-Type", media).post("/images", content)
}

func TestImages_arePostedAndShown(t *testing.T) {
	h := newHouse(t)
	green := color.NRGBA{G: 120, A: 255}
	made := h.postImage("image/png", drawn(t, "image/png", 2400, 1200, green)).expect(http.StatusCreated)
	id := made.str("id")
	if made.num("width") != 1200 || made.num("height") != 600 || made.str("url") != Base+"/images/"+id || made.header.Get("Location") != made.str("url") {
		t.Fatalf("made %s, at %s", made.text, made.header.Get("Location"))
	}
	shown := h.as("olga").with("Accept", "image/avif,image/*;q=0.8").get("/images/" + id).expect(http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff", "ETag": `"` + id + `"`,
		"Vary": "Cookie, Authorization",
	} {
		if got := shown.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if img, err := jpeg.Decode(strings.NewReader(shown.text)); err != nil || img.Bounds().Dx() != 1200 {
		t.Errorf("shown as %v, %v", img, err)
	}
	if again := h.as("ivan").with("If-None-Match", `"`+id+`"`).get("/images/" + id).expect(http.StatusNotModified); again.text != "" {
		t.Error("a copy that is right is sent again")
	}
	h.as("").get("/images/"+id).problem(http.StatusUnauthorized, "unauthenticated")
	h.as("olga").get("/images/"+domain.NewImageID().String()).problem(http.StatusNotFound, "not_found")
	h.as("olga").get("/images/nonsense").problem(http.StatusNotFound, "not_found")
	h.as("olga").with("Accept", "text/html").get("/images/"+id).problem(http.StatusNotAcceptable, "not_acceptable")
}

func TestImages_sameContentIsTheSameImage(t *testing.T) {
	h := newHouse(t)
	red := drawn(t, "image/jpeg", 30, 20, color.NRGBA{R: 200, A: 255})
	first := h.postImage("image/jpeg", red).expect(http.StatusCreated).str("id")
	if second := h.postImage("image/jpeg", red).expect(http.StatusCreated).str("id"); second != first {
		t.Errorf("%s is %s the second time", first, second)
	}
	if other := h.postImage("image/gif", drawn(t, "image/gif", 30, 20, color.NRGBA{B: 200, A: 255})).expect(http.StatusCreated).str("id"); other == first {
		t.Error("another image has the same id")
	}
	if n := h.count(`select count(*) from image`); n != 2 {
		t.Errorf("%d are kept", n)
	}
	keyed := h.as("owner").with("Content-Type", "image/jpeg").with("Idempotency-Key", "picture")
	keyed.post("/images", red).expect(http.StatusCreated)
	if a := keyed.post("/images", red).expect(http.StatusCreated); a.header.Get("Idempotent-Replayed") != "true" {
		t.Error("the key was not known again")
	}
	keyed.post("/images", drawn(t, "image/jpeg", 5, 5, color.White)).problem(http.StatusUnprocessableEntity, "idempotency_key_reused")
}

// dot is the smallest image.
func dot(h *house) any { return drawn(h.t, "image/png", 1, 1, color.White) }

// inForm puts files into a form.
func inForm(t *testing.T, media string, files ...[]byte) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("note", "for the wall"); err != nil {
		t.Fatal(err)
	}
	for i, content := range files {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%d.png"`, i)}, "Content-Type": {media},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

func TestImages_comeInFormsAsWell(t *testing.T) {
	h := newHouse(t)
	one := drawn(t, "image/png", 3, 2, color.White)
	for _, c := range []struct {
		name   string
		media  string
		files  [][]byte
		status int
	}{
		{"one file", "image/png", [][]byte{one}, http.StatusCreated},
		{"declared another type", "image/gif", [][]byte{one}, http.StatusUnsupportedMediaType},
		{"no file", "image/png", nil, http.StatusUnprocessableEntity},
		{"two files", "image/png", [][]byte{one, one}, http.StatusUnprocessableEntity},
		{"an empty file", "image/png", [][]byte{{}}, http.StatusUnprocessableEntity},
	} {
		body, contentType := inForm(t, c.media, c.files...)
		if a := h.postImage(contentType, body); a.status != c.status {
			t.Errorf("%s: %d\n%s", c.name, a.status, a.text)
		}
	}
	h.postImage("multipart/form-data", []byte("x")).expect(http.StatusBadRequest)
	h.postImage("multipart/form-data; boundary=x", []byte("--x\r\nbroken")).expect(http.StatusBadRequest)
}

func TestImages_refusals(t *testing.T) {
	h := newHouse(t)
	one := drawn(t, "image/png", 3, 2, color.White)
	for _, c := range []struct {
		name, media string
		content     []byte
		status      int
		code        string
	}{
		{"declared another type than it is", "image/jpeg", one, http.StatusUnsupportedMediaType, "unsupported_media_type"},
		{"a type that is not taken", "image/svg+xml", []byte("<svg/>"), http.StatusUnsupportedMediaType, "unsupported_media_type"},
		{"a page that says it is an image", "image/png", []byte("<html><script>alert(1)</script>"), http.StatusUnsupportedMediaType, "unsupported_media_type"},
		{"JSON", "application/json", []byte("{}"), http.StatusUnsupportedMediaType, "unsupported_media_type"},
		{"nothing", "image/png", nil, http.StatusUnprocessableEntity, "invalid_input"},
		{"half of one", "image/png", one[:40], http.StatusUnprocessableEntity, "image_unreadable"},
		{"a large file", "image/png", append(bytes.Clone(one), make([]byte, 5<<20)...), http.StatusRequestEntityTooLarge, "too_large"},
		{"a very large file", "image/png", append(bytes.Clone(one), make([]byte, 7<<20)...), http.StatusRequestEntityTooLarge, "too_large"},
		{"too many pixels", "image/gif", []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x00;"), http.StatusUnprocessableEntity, "image_too_large"},
	} {
		a := h.postImage(c.media, c.content)
		if a.status != c.status || a.str("code") != c.code {
			t.Errorf("%s: %d\n%s", c.name, a.status, a.text)
		}
	}
	h.as("olga").with("Content-Type", "image/jpeg").post("/images", one).problem(http.StatusForbidden, "forbidden")
	h.as("owner").with("Content-Type", "image/png").with("Idempotency-Key", strings.Repeat("k", 256)).post("/images", one).problem(http.StatusUnprocessableEntity, "invalid_input")
	if n := h.count(`select count(*) from image`); n != 0 {
		t.Errorf("%d were kept all the same", n)
	}
}

func TestImages_ofRewards(t *testing.T) {
	h := newHouse(t)
	id := h.postImage("image/png", drawn(t, "image/png", 30, 20, color.White)).expect(http.StatusCreated).str("id")
	book := h.offer(form{"image": id})
	if got := h.as("olga").get("/rewards").str("items.0.image"); got != id {
		t.Errorf("the catalogue shows %q", got)
	}
	h.as("owner").patch("/rewards/"+book, form{"cost": 31}).expect(http.StatusOK)
	if got := h.as("olga").get("/rewards/" + book).str("image"); got != id {
		t.Errorf("after another price the image is %q", got)
	}
	for name, image := range map[string]string{"one that is not there": domain.NewImageID().String(), "another thing": book} {
		a := h.as("owner").patch("/rewards/"+book, form{"image": image}).problem(http.StatusUnprocessableEntity, "invalid_input")
		if a.str("errors.0.location") != "body.image" {
			t.Errorf("%s: %s", name, a.text)
		}
		h.as("owner").post("/rewards", form{"name": "A pen", "cost": 3, "image": image}).problem(http.StatusUnprocessableEntity, "invalid_input")
	}
	h.as("owner").patch("/rewards/"+book, form{"image": "nonsense"}).expect(http.StatusUnprocessableEntity)
	if got := h.as("owner").patch("/rewards/"+book, form{"image": nil}).expect(http.StatusOK).at("image"); got.Value() != nil {
		t.Errorf("taken away, the image is %v", got)
	}
}

func TestHousekeep_dropsImagesThatNothingShows(t *testing.T) {
	h := newHouse(t)
	shown := h.postImage("image/png", drawn(t, "image/png", 30, 20, color.White)).expect(http.StatusCreated).str("id")
	h.offer(form{"image": shown})
	left := h.postImage("image/png", drawn(t, "image/png", 20, 30, color.Black)).expect(http.StatusCreated).str("id")
	for _, c := range []struct{ hours, status int }{{23, http.StatusOK}, {25, http.StatusNotFound}} {
		if _, err := h.db.Housekeep(t.Context(), houseStart.Add(time.Duration(c.hours)*time.Hour)); err != nil {
			t.Fatal(err)
		}
		h.as("olga").get("/images/" + left).expect(c.status)
		h.as("olga").get("/images/" + shown).expect(http.StatusOK)
	}
}
