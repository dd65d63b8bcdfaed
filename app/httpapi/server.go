// Package httpapi is the only place that knows HTTP: routes, wire shapes, the one error table, the
// live stream and the web app's files.
package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
	"github.com/valyala/fasthttp"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/frontend"
)

// Base is the path below which the API lives.
const Base = "/api/v1"

// requestTimeout bounds every call but the live stream and imports.
const requestTimeout = 25 * time.Second

// Options of New.
type Options struct {
	UseCases *usecase.UseCases
	Log      *slog.Logger
	Public   *url.URL
	// TrustedProxies are addresses or ranges whose X-Forwarded-For is believed.
	TrustedProxies []string
	// ImportMax bounds the body of an import, in bytes.
	ImportMax int64
	Version   string
	// Live is the live feed; nil where none runs.
	Live *usecase.Live
	// Metrics counts what Prometheus asks for; MetricsHere serves them at /metrics of this address.
	Metrics     *Metrics
	MetricsHere bool
	// Checks are what /readyz asks, by name.
	Checks map[string]func(context.Context) error
	// Operation is what the process knows of how it fares, for the health page.
	Operation Operation
}

type server struct {
	uc        *usecase.UseCases
	log       *slog.Logger
	public    *url.URL
	proxies   []netip.Prefix
	importMax int64
	live      *usecase.Live
	metrics   *Metrics
	checks    map[string]func(context.Context) error
	operation Operation
	version   string
	api       huma.API
	app       *fiber.App
	routes    []Route
}

// now is the present moment in the organisation's time zone, whose days say what one may do.
func (s *server) now() time.Time { return s.uc.Now().In(s.uc.Location()) }

// New makes the whole HTTP side.
func New(o Options) *fiber.App {
	app, _ := newServer(o)
	return app
}

func newServer(o Options) (*fiber.App, *server) {
	s := &server{
		uc: o.UseCases, log: o.Log, public: o.Public, proxies: prefixes(o.TrustedProxies), importMax: o.ImportMax,
		live: o.Live, metrics: o.Metrics, checks: o.Checks, operation: o.Operation, version: o.Version,
	}
	app := fiber.New(fiber.Config{
		AppName:                      "laurel",
		DisableStartupMessage:        true,
		Immutable:                    true,
		StreamRequestBody:            true, // imports stream; others are bounded by their route
		DisablePreParseMultipartForm: true,
		BodyLimit:                    maxBody,
		ReadBufferSize:               16 << 10, // the longest header block
		ReadTimeout:                  30 * time.Second,
		IdleTimeout:                  2 * time.Minute,
		ErrorHandler:                 s.fiberError,
		StrictRouting:                false,
		CaseSensitive:                true,
		Network:                      fiber.NetworkTCP,
	})
	s.app = app
	app.Server().Handler = s.knownMethods(app.Server().Handler)
	app.Use(s.begin, recover.New(recover.Config{EnableStackTrace: false}))
	huma.DefaultArrayNullable = false // a list is always a list, at least an empty one
	huma.NewError = newHumaError
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := newHumaError(status, message, errs...)
		var problem *Problem
		if errors.As(p, &problem) && ctx != nil {
			problem.RequestID = requestID(ctx.Context())
		}
		return p
	}
	s.api = humafiber.NewWithGroup(app, app.Group(Base), s.apiConfig(o.Version))
	s.addRoutes()
	s.addEvents()
	s.addHealth(o.MetricsHere)
	sayNull(s.api.OpenAPI().Components.Schemas)
	addExamples(s.api.OpenAPI())
	s.addDocs()
	files, err := readWeb(frontend.Files())
	if err != nil {
		panic(err) // they are embedded: they cannot fail to be read
	}
	s.addWeb(files)
	return app, s
}

func (s *server) apiConfig(version string) huma.Config {
	config := huma.DefaultConfig("Laurel", version)
	config.Info.Description = "Recognition and rewards for organisations that want their people to think of customers first."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Servers = []*huma.Server{{URL: Base}}
	config.CreateHooks = nil // no $schema in bodies: they are as API.md says
	config.DocsPath = ""
	config.OpenAPIPath = "/openapi"
	config.SchemasPath = ""
	config.Components.Schemas = huma.NewMapRegistry(schemaPrefix, schemaName)
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "The browser's session."},
		"bearer":  {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "A program's access token."},
	}
	return config
}

// knownMethods answers methods that no route has: Fiber would say so in plain text, before any of our
// handlers.
func (s *server) knownMethods(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		if slices.Contains(fiber.DefaultMethods, string(ctx.Method())) {
			next(ctx)
			return
		}
		ctx.Request.Header.SetMethod(http.MethodTrace) // which no route has either
		next(ctx)
	}
}

// call is what the handlers need to know of a request beyond its input.
type call struct {
	id, method, path, address string
	actor                     domain.Actor
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return &call{}
	}
	return c
}

func requestID(ctx context.Context) string { return callOf(ctx).id }

// actorOf is the employee who calls; the gate has put it there.
func actorOf(ctx context.Context) domain.Actor { return callOf(ctx).actor }

// begin gives every request its id, its deadline and the headers that every answer has.
func (s *server) begin(c *fiber.Ctx) error {
	id := c.Get("X-Request-Id")
	if !isRequestID(id) {
		id = rand.Text()
	}
	began := s.uc.Now()
	request := &call{id: id, method: c.Method(), path: c.Path(), address: s.addressOf(c)}
	// Not c.Context(): it is used again for the next request while the database may still hold it.
	ctx, cancel := context.WithTimeout(context.WithValue(context.Background(), callKey{}, request), requestTimeout)
	defer cancel()
	c.SetUserContext(ctx)
	c.Set("X-Request-Id", id)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	c.Set("Content-Security-Policy", contentSecurityPolicy)
	if s.public.Scheme == "https" {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if strings.HasPrefix(c.Path(), Base) {
		c.Set("Cache-Control", "no-store")
	}
	err := c.Next()
	if err != nil {
		err = s.fiberError(c, err)
	}
	closeUnread(c)
	s.metrics.observe(c.Route().Path, request.method, c.Response().StatusCode(), s.uc.Now().Sub(began))
	s.log.DebugContext(ctx, "request", slog.String("method", request.method), slog.String("path", withoutToken(request.path)),
		slog.Int("status", c.Response().StatusCode()), slog.String("request_id", id))
	return err
}

// withoutToken takes a link's token out of a path: whoever reads the log must not be able to
// choose somebody's password, or decide in their place.
func withoutToken(path string) string {
	for _, links := range []string{Base + "/auth/invitations/", Base + "/auth/password/reset/", Base + "/decisions/"} {
		if strings.HasPrefix(path, links) {
			return links + "…"
		}
	}
	return path
}

// closeUnread ends a connection whose request has more of a body than was read: the rest would be
// taken for the next request.
func closeUnread(c *fiber.Ctx) {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return
	}
	const worthReading = 64 << 10
	if n, err := io.CopyN(io.Discard, stream, worthReading); n == worthReading || (err != nil && !errors.Is(err, io.EOF)) {
		c.Context().SetConnectionClose()
		if connection, ok := c.Context().Conn().(*lingerer); ok {
			connection.unread.Store(true)
		}
	}
}

const contentSecurityPolicy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func isRequestID(id string) bool {
	if id == "" || len(id) > 128 {
		return false
	}
	return strings.IndexFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// addressOf is the caller's address: the peer's, or the last that a trusted proxy has added.
func (s *server) addressOf(c *fiber.Ctx) string {
	peer := c.Context().RemoteIP().String()
	if !s.isProxy(peer) {
		return peer
	}
	chain := strings.Split(c.Get("X-Forwarded-For"), ",")
	for i := len(chain) - 1; i >= 0; i-- {
		hop := strings.TrimSpace(chain[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			break
		}
		if !s.isProxy(hop) {
			return hop
		}
	}
	return peer
}

func (s *server) isProxy(address string) bool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, p := range s.proxies {
		if p.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

func prefixes(texts []string) []netip.Prefix {
	var list []netip.Prefix
	for _, text := range texts {
		if p, err := netip.ParsePrefix(text); err == nil {
			list = append(list, p)
		} else if a, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return list
}

// fiberError answers faults that Fiber found: unknown paths, wrong methods, panics.
func (s *server) fiberError(c *fiber.Ctx, err error) error {
	var p *Problem
	var known *fiber.Error
	var ours *domain.Error
	switch {
	case errors.As(err, &ours) || errors.As(err, &p):
		p = problemOf(err)
	case errors.As(err, &known):
		var ok bool
		if p, ok = newHumaError(known.Code, http.StatusText(known.Code)).(*Problem); !ok {
			p = problemOf(err)
		}
	default:
		p = problemOf(err)
	}
	return s.writeProblem(c, err, p)
}

func (s *server) writeProblem(c *fiber.Ctx, err error, p *Problem) error {
	ctx := c.UserContext()
	p.RequestID = requestID(ctx)
	s.tell(ctx, err, p)
	for name, values := range p.GetHeaders() {
		c.Set(name, values[0])
	}
	return c.Status(p.Status).JSON(p, "application/problem+json")
}
