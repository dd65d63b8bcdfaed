package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"
)

// The web app's own page, which every address of the app begins with.
const indexPage = "index.html"

// Files whose names change with their content may be kept for ever; others are asked for again, which
// costs an answer without a body.
const (
	hashedFolder  = "assets/"
	cacheForever  = "public, max-age=31536000, immutable"
	cacheAskAgain = "no-cache"
)

// compressFrom is the size in bytes from which compressing a text is worth it.
const compressFrom = 1 << 10

// brotliLevel is the best that still takes well under a tenth of a second for the largest file.
const brotliLevel = 8

// webFile is one file of the web app, with its compressed forms, made when first asked for.
type webFile struct {
	media  string
	cache  string
	tag    string
	plain  []byte
	brotli func() []byte
	gzip   func() []byte
}

// webFiles are the web app's files by their paths.
type webFiles map[string]*webFile

// readWeb takes in the web app. What the build has compressed already (name.br, name.gz) is used.
func readWeb(files fs.FS) (webFiles, error) {
	found := webFiles{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(path.Base(name), ".") && name != "."; hidden {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
			return nil
		}
		found[name], err = readWebFile(files, name)
		return err
	})
	return found, err
}

func readWebFile(files fs.FS, name string) (*webFile, error) {
	plain, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(plain)
	f := &webFile{plain: plain, media: mediaOf(name), cache: cacheAskAgain, tag: hex.EncodeToString(sum[:12])}
	if strings.HasPrefix(name, hashedFolder) {
		f.cache = cacheForever
	}
	f.brotli = packed(files, name+".br", f, withBrotli)
	f.gzip = packed(files, name+".gz", f, withGzip)
	return f, nil
}

// packed gives the compressed form of a file, nil where it is not worth it.
func packed(files fs.FS, ready string, f *webFile, pack func([]byte) []byte) func() []byte {
	return sync.OnceValue(func() []byte {
		if body, err := fs.ReadFile(files, ready); err == nil {
			return body
		}
		if len(f.plain) < compressFrom || !isText(f.media) {
			return nil
		}
		if body := pack(f.plain); len(body) < len(f.plain) {
			return body
		}
		return nil
	})
}

func withBrotli(plain []byte) []byte {
	var to bytes.Buffer
	w := brotli.NewWriterLevel(&to, brotliLevel)
	if _, err := w.Write(plain); err != nil || w.Close() != nil {
		return plain // a buffer takes everything: not reached
	}
	return to.Bytes()
}

func withGzip(plain []byte) []byte {
	var to bytes.Buffer
	w := gzip.NewWriter(&to)
	if _, err := w.Write(plain); err != nil || w.Close() != nil {
		return plain // a buffer takes everything: not reached
	}
	return to.Bytes()
}

// mediaTypes are those of the web app's files: the machine's own table is not to be relied on.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".webp": "image/webp", ".woff2": "font/woff2",
	".json": "application/json", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8", ".map": "application/json",
}

func mediaOf(name string) string {
	if media, ok := mediaTypes[path.Ext(name)]; ok {
		return media
	}
	if media := mime.TypeByExtension(path.Ext(name)); media != "" {
		return media
	}
	return fiber.MIMEOctetStream
}

func isText(media string) bool {
	return strings.HasPrefix(media, "text/") || strings.Contains(media, "json") || strings.Contains(media, "svg")
}

// addWeb serves the web app: its files, and its page at every other address that a browser opens.
func (s *server) addWeb(files webFiles) {
	index := files[indexPage]
	if index == nil {
		index = notBuilt()
	}
	s.app.Use(func(c *fiber.Ctx) error {
		if isUnsafe(c.Method()) || isReserved(c.Path()) {
			return c.Next()
		}
		name := strings.TrimPrefix(path.Clean("/"+c.Path()), "/")
		if f := files[name]; f != nil && name != indexPage {
			return f.answer(c)
		}
		// A missing script or picture is missing: the page in its place would only confuse.
		if path.Ext(name) == "" || name == indexPage {
			if name == "" || name == indexPage || takesPages(c.Get("Accept")) {
				return index.answer(c)
			}
		}
		return c.Next()
	})
}

// takesPages says whether who asks takes a page: browsers, and programs that follow a link, take anything.
func takesPages(accept string) bool {
	return accept == "" || strings.Contains(accept, "text/html") || strings.Contains(accept, "*/*")
}

// isReserved says whether an address belongs to programs and never to the web app.
func isReserved(address string) bool {
	for _, prefix := range []string{"/api", "/scim", "/healthz", "/readyz", "/metrics", "/debug"} {
		if rest, ok := strings.CutPrefix(address, prefix); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// answer sends the file in the form that the caller takes, or only says that the caller's copy is
// still right.
func (f *webFile) answer(c *fiber.Ctx) error {
	body, encoding := f.form(c)
	tag := f.tag
	if encoding != "" {
		tag += "-" + encoding
		c.Set("Content-Encoding", encoding)
	}
	c.Set("ETag", `"`+tag+`"`)
	c.Set("Cache-Control", f.cache)
	c.Set("Vary", "Accept-Encoding")
	c.Set("Content-Type", f.media)
	if hasTag(c.Get("If-None-Match"), tag) {
		c.Response().Header.Del("Content-Encoding")
		return c.SendStatus(http.StatusNotModified)
	}
	c.Response().SetBodyRaw(body)
	return nil
}

// form picks the smallest form that the caller takes.
func (f *webFile) form(c *fiber.Ctx) (body []byte, encoding string) {
	if c.Get("Accept-Encoding") != "" { // left out: anything goes, which programs do not mean
		if body := f.brotli(); body != nil && c.AcceptsEncodings("br") == "br" {
			return body, "br"
		}
		if body := f.gzip(); body != nil && c.AcceptsEncodings("gzip") == "gzip" {
			return body, "gzip"
		}
	}
	return f.plain, ""
}

// hasTag says whether an If-None-Match header names the tag (RFC 9110, 13.1.2: weak comparison).
func hasTag(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == `"`+tag+`"` {
			return true
		}
	}
	return false
}

// notBuilt is the page of a binary that was built without the web app.
func notBuilt() *webFile {
	page := []byte(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Laurel</title>
<h1>The web app is not in this build</h1>
<p>Run <code>make build</code> and start <code>bin/laurel</code>, or use the API: <a href="/api/v1/docs">its documentation</a>.</p>
</html>
`)
	none := func() []byte { return nil }
	return &webFile{media: mediaTypes[".html"], cache: cacheAskAgain, tag: "not-built", plain: page, brotli: none, gzip: none}
}
