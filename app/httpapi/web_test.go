package httpapi

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"
)

// page is long enough to be worth compressing.
var page = "<!doctype html><title>Laurel</title>" + strings.Repeat("<p>leaf</p>", 200)

func webApp(t *testing.T, files fstest.MapFS) func(method, path string, header ...string) *http.Response {
	t.Helper()
	read, err := readWeb(files)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{app: fiber.New(fiber.Config{DisableStartupMessage: true})}
	s.app.Get("/api/v1/known", func(c *fiber.Ctx) error { return c.SendString("known") })
	s.addWeb(read)
	return func(method, path string, header ...string) *http.Response {
		t.Helper()
		r := httptest.NewRequest(method, path, http.NoBody)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		response, err := s.app.Test(r, -1)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = response.Body.Close() })
		return response
	}
}

func text(t *testing.T, r io.Reader) string {
	t.Helper()
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

var builtWeb = fstest.MapFS{
	"index.html":               {Data: []byte(page)},
	"assets/index-Ab12.js":     {Data: []byte("let leaf = 1;" + strings.Repeat("leaf += 1;", 200))},
	"assets/ready-Cd34.css":    {Data: []byte(strings.Repeat("p{}", 500))},
	"assets/ready-Cd34.css.br": {Data: []byte("compressed by the build")},
	"logo.svg":                 {Data: []byte("<svg/>")},
	"manifest.webmanifest":     {Data: []byte("{}")},
	"worker.js":                {Data: []byte("self.addEventListener('fetch', () => {});")},
	"icon-192.png":             {Data: []byte("png")},
	".vite/manifest.json":      {Data: []byte("{}")},
	".keep":                    {Data: nil},
}

const navigation = "text/html,application/xhtml+xml,*/*;q=0.8"

func TestWeb_servesItsPageAtEveryAddressOfTheApp(t *testing.T) {
	get := webApp(t, builtWeb)
	for _, path := range []string{"/", "/leaderboard", "/recognitions/0198c5a2-7d3e-7b1a-9c54-2f6a1e0b8d43", "/index.html"} {
		r := get(http.MethodGet, path, "Accept", navigation)
		if r.StatusCode != http.StatusOK || text(t, r.Body) != page || r.Header.Get("Cache-Control") != "no-cache" || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %v", path, r.StatusCode, r.Header)
		}
	}
	// A program that follows the link of an invitation takes anything.
	if r := get(http.MethodGet, "/invitation", "Accept", "*/*"); r.StatusCode != http.StatusOK || text(t, r.Body) != page {
		t.Errorf("*/*: %d", r.StatusCode)
	}
	if r := get(http.MethodHead, "/leaderboard", "Accept", navigation); r.StatusCode != http.StatusOK || text(t, r.Body) != "" {
		t.Errorf("HEAD: %d", r.StatusCode)
	}
}

func TestWeb_servesNothingElse(t *testing.T) {
	get := webApp(t, builtWeb)
	for _, c := range []struct{ method, path, accept string }{
		{http.MethodGet, "/api/v1/nothing", navigation},
		{http.MethodGet, "/api", navigation},
		{http.MethodGet, "/scim/v2/Users", navigation},
		{http.MethodGet, "/metrics", navigation},
		{http.MethodGet, "/debug/pprof/", "*/*"},
		{http.MethodGet, "/leaderboard", "application/json"},
		{http.MethodGet, "/assets/gone-Xy99.js", navigation},
		{http.MethodGet, "/.vite/manifest.json", "*/*"},
		{http.MethodGet, "/.keep", "*/*"},
		{http.MethodGet, "/assets/ready-Cd34.css.br", "*/*"},
		{http.MethodGet, "/../web.go", "*/*"},
		{http.MethodPost, "/leaderboard", navigation},
	} {
		if r := get(c.method, c.path, "Accept", c.accept); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s %s (%s): %d", c.method, c.path, c.accept, r.StatusCode)
		}
	}
	if r := get(http.MethodGet, "/api/v1/known", "Accept", navigation); text(t, r.Body) != "known" {
		t.Error("the API is hidden by the web app")
	}
}

func TestWeb_filesThatChangeTheirNamesAreKeptForEver(t *testing.T) {
	get := webApp(t, builtWeb)
	for path, want := range map[string]string{
		"/assets/index-Ab12.js": "public, max-age=31536000, immutable",
		"/logo.svg":             "no-cache",
		"/manifest.webmanifest": "no-cache",
		"/worker.js":            "no-cache",
	} {
		r := get(http.MethodGet, path)
		if got := r.Header.Get("Cache-Control"); got != want || r.Header.Get("ETag") == "" {
			t.Errorf("%s: %q, ETag %q", path, got, r.Header.Get("ETag"))
		}
	}
}

// What a browser installs the app by: it takes a worker only as a script, from the root of what it is to
// serve, and a newer one only where the old one is not held by a cache.
func TestWeb_canBeInstalled(t *testing.T) {
	get := webApp(t, builtWeb)
	for path, want := range map[string]string{
		"/manifest.webmanifest": "application/manifest+json",
		"/worker.js":            "text/javascript; charset=utf-8",
		"/icon-192.png":         "image/png",
	} {
		r := get(http.MethodGet, path, "Accept", "*/*")
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != want || r.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d, %q, %q", path, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Cache-Control"))
		}
	}
}

func TestWeb_saysWhenACopyIsStillRight(t *testing.T) {
	get := webApp(t, builtWeb)
	for _, encoding := range []string{"", "gzip", "br"} {
		tag := get(http.MethodGet, "/", "Accept", navigation, "Accept-Encoding", encoding).Header.Get("ETag")
		for _, known := range []string{tag, "W/" + tag, `"other", ` + tag} {
			r := get(http.MethodGet, "/", "Accept", navigation, "Accept-Encoding", encoding, "If-None-Match", known)
			if r.StatusCode != http.StatusNotModified || text(t, r.Body) != "" || r.Header.Get("ETag") != tag {
				t.Errorf("%q with %s: %d %v", encoding, known, r.StatusCode, r.Header)
			}
		}
		if r := get(http.MethodGet, "/", "Accept", navigation, "Accept-Encoding", encoding, "If-None-Match", `"other"`); r.StatusCode != http.StatusOK {
			t.Errorf("%q: %d for another copy", encoding, r.StatusCode)
		}
	}
}

func TestWeb_compressesTextsForWhoTakesIt(t *testing.T) {
	get := webApp(t, builtWeb)
	for accepted, want := range map[string]string{"": "", "identity": "", "gzip": "gzip", "gzip, deflate, br, zstd": "br", "br;q=0, gzip": "gzip"} {
		r := get(http.MethodGet, "/", "Accept", navigation, "Accept-Encoding", accepted)
		if got := r.Header.Get("Content-Encoding"); got != want || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %q, Vary %q", accepted, got, r.Header.Get("Vary"))
			continue
		}
		var plain io.Reader = r.Body
		switch want {
		case "br":
			plain = brotli.NewReader(r.Body)
		case "gzip":
			unpacked, err := gzip.NewReader(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			plain = unpacked
		}
		if text(t, plain) != page {
			t.Errorf("%q: another text", accepted)
		}
	}
	if r := get(http.MethodGet, "/logo.svg", "Accept-Encoding", "br"); r.Header.Get("Content-Encoding") != "" {
		t.Error("what is shorter than its compressed form is compressed")
	}
	if r := get(http.MethodGet, "/assets/ready-Cd34.css", "Accept-Encoding", "br"); text(t, r.Body) != "compressed by the build" {
		t.Error("what the build has compressed is not used")
	}
}

func TestWeb_saysHowToBuildIt(t *testing.T) {
	get := webApp(t, fstest.MapFS{".keep": {}})
	if r := get(http.MethodGet, "/", "Accept", navigation); r.StatusCode != http.StatusOK || !strings.Contains(text(t, r.Body), "make build") {
		t.Errorf("%d", r.StatusCode)
	}
}
