package httpapi

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// SessionCookie is the name of the browser's session cookie.
const SessionCookie = "laurel_session"

// gate stands before every route: who calls (401), whether their role may (403), and whether an
// answer can be given in a form that the caller takes (406), in this order.
func (s *server) gate(who access) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		c := humafiber.Unwrap(ctx)
		if err := s.admit(c, who); err != nil {
			_ = s.fiberError(c, err)
			return
		}
		next(ctx)
	}
}

// admit is the gate for a plain Fiber route.
func (s *server) admit(c *fiber.Ctx, who access) error {
	request := callOf(c.UserContext())
	credential := usecase.Credential{Bearer: bearerOf(c.Get("Authorization")), Session: c.Cookies(SessionCookie), Address: request.address}
	// A public call is checked as well: another site must not sign a browser in or out.
	if credential.Bearer == "" && (credential.Session != "" || who.public) && isUnsafe(c.Method()) && !s.isSameOrigin(c) {
		return domain.Forbidden("bad_origin", "This call came from another site.")
	}
	if !who.public {
		actor, err := s.uc.Authenticate(c.UserContext(), credential)
		if err != nil {
			return err
		}
		actor.Address, actor.Request = request.address, request.id
		if language := languageOf(c.Get("Accept-Language")); language != "" {
			actor.Language = language
		}
		request.actor = actor
		if err := s.admitRole(c.UserContext(), actor, who); err != nil {
			return err
		}
	}
	if !accepts(c.Get("Accept"), "application/json") && (who.media == "" || !accepts(c.Get("Accept"), who.media)) {
		return fiber.NewError(http.StatusNotAcceptable)
	}
	if !who.public && c.Method() == http.MethodPost {
		if err := checkKey(c); err != nil {
			return err
		}
	}
	return checkQuery(c)
}

// checkKey refuses an idempotency key without a character: who sends one believes to be safe from
// repetition, and would not be.
func checkKey(c *fiber.Ctx) error {
	for _, key := range c.Request().Header.PeekAll("Idempotency-Key") {
		if len(bytes.TrimSpace(key)) == 0 {
			return domain.Invalid("invalid_input", "The idempotency key is empty.",
				domain.FieldError{Location: "header.Idempotency-Key", Message: "has from 1 to 255 characters"})
		}
	}
	return nil
}

// checkQuery refuses a query that is not in UTF-8: what is looked for would become another text on its way.
func checkQuery(c *fiber.Ctx) error {
	for name, value := range c.Context().QueryArgs().All() {
		if !utf8.Valid(name) || !utf8.Valid(value) {
			return domain.Invalid("invalid_text", "The query is not in UTF-8.",
				domain.FieldError{Location: "query." + strings.ToValidUTF8(string(name), "�"), Message: "is not in UTF-8"})
		}
	}
	return nil
}

// admitRole says whether an employee's role includes a route. Who leads only people of people who have
// left has no reports, and can be asked for a decision all the same.
func (s *server) admitRole(ctx context.Context, actor domain.Actor, who access) error {
	if len(who.roles) == 0 || actor.Is(who.roles...) {
		return nil
	}
	if who.asked {
		if asked, err := s.uc.IsAsked(ctx, actor); err != nil || asked {
			return err
		}
	}
	return domain.Forbidden("forbidden", "Your role does not include this.")
}

// bearerOf reads an access token from the header Authorization, "" where it holds none.
func bearerOf(header string) string {
	scheme, token, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func isUnsafe(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

// isSameOrigin says whether an unsafe call with a cookie comes from our own pages. Browsers always
// say where such a call comes from; programs that keep cookies do not.
func (s *server) isSameOrigin(c *fiber.Ctx) bool {
	origin := c.Get("Origin")
	if origin == "" {
		site := c.Get("Sec-Fetch-Site")
		return site == "" || site == "same-origin" || site == "none"
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	return (u.Scheme == s.public.Scheme && u.Host == s.public.Host) || u.Host == string(c.Request().Host())
}

// languageOf picks the first language of the header that we speak, "" where it names none.
func languageOf(header string) string {
	for _, part := range strings.Split(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		if tag == "en" || tag == "ru" {
			return tag
		}
	}
	return ""
}

// accepts says whether an Accept header takes a media type, or any of a group such as image/*.
func accepts(header, want string) bool {
	if strings.TrimSpace(header) == "" {
		return true
	}
	group, _, _ := strings.Cut(want, "/")
	for _, part := range strings.Split(header, ",") {
		media, parameters, err := mime.ParseMediaType(part)
		if err != nil || isZero(parameters["q"]) {
			continue
		}
		if media == "*/*" || media == group+"/*" || media == want || (want == group+"/*" && strings.HasPrefix(media, group+"/")) || (want == "application/json" && media == "application/problem+json") {
			return true
		}
	}
	return false
}

// isZero says whether a weight of an Accept header refuses what it weighs (RFC 9110, section 12.4.2).
func isZero(weight string) bool {
	q, err := strconv.ParseFloat(weight, 64)
	return err == nil && q == 0
}
