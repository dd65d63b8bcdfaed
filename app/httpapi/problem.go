package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
)

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Type        string  `json:"type" example:"about:blank" doc:"A URI that names the kind of problem."`
	Title       string  `json:"title" example:"Conflict" doc:"The status in words."`
	Status      int     `json:"status" example:"409"`
	Detail      string  `json:"detail,omitempty" example:"The nomination does not wait for a decision any more."`
	Code        string  `json:"code" example:"not_pending" doc:"A stable word for programs."`
	Errors      []Fault `json:"errors,omitempty" doc:"What is wrong with the input, place by place."`
	ErrorsTotal int     `json:"errors_total,omitempty" doc:"How many faults there were, when errors holds only the first of them."`
	RequestID   string  `json:"request_id,omitempty" doc:"Name it when you ask an administrator for help."`

	retryAfter time.Duration
}

// Fault is one fault of an input.
type Fault struct {
	Location string `json:"location" example:"body.story"`
	Message  string `json:"message" example:"is empty"`
	Line     int    `json:"line,omitempty" doc:"In a file, as an editor counts."`
	Column   string `json:"column,omitempty" doc:"In a file, by the name in its header."`
}

// Error gives the code and the detail.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives Retry-After where the caller should come again.
func (p *Problem) GetHeaders() http.Header {
	header := http.Header{}
	if p.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(max(1, int((p.retryAfter+time.Second-1)/time.Second))))
	}
	if p.Status == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Bearer realm="laurel"`)
	}
	return header
}

// ContentType is that of problem details.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// statusOf is the one table from the kind of an error to its status.
var statusOf = map[domain.ErrorKind]int{
	domain.KindUnauthenticated: http.StatusUnauthorized,
	domain.KindForbidden:       http.StatusForbidden,
	domain.KindMalformed:       http.StatusBadRequest,
	domain.KindInvalid:         http.StatusUnprocessableEntity,
	domain.KindNotFound:        http.StatusNotFound,
	domain.KindConflict:        http.StatusConflict,
	domain.KindTooMany:         http.StatusTooManyRequests,
	domain.KindUnavailable:     http.StatusServiceUnavailable,
	domain.KindTooLarge:        http.StatusRequestEntityTooLarge,
}

// codeOf is the stable word of faults that are found before a verb is called.
var codeOf = map[int]string{
	http.StatusBadRequest:            "malformed",
	http.StatusUnauthorized:          "unauthenticated",
	http.StatusForbidden:             "forbidden",
	http.StatusNotFound:              "not_found",
	http.StatusMethodNotAllowed:      "method_not_allowed",
	http.StatusNotAcceptable:         "not_acceptable",
	http.StatusRequestTimeout:        "timeout",
	http.StatusRequestEntityTooLarge: "too_large",
	http.StatusUnsupportedMediaType:  "unsupported_media_type",
	http.StatusUnprocessableEntity:   "invalid_input",
	http.StatusTooManyRequests:       "too_many_requests",
	http.StatusServiceUnavailable:    "unavailable",

	http.StatusRequestHeaderFieldsTooLarge: "header_too_large",
}

// problemOf turns any error into what the caller hears. Unknown errors say nothing to the outside.
func problemOf(err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	var known *domain.Error
	if !errors.As(err, &known) {
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			known = domain.Unavailable("This took too long. Try again in a moment.", 2*time.Second)
		} else {
			return &Problem{
				Type: "about:blank", Title: http.StatusText(http.StatusInternalServerError), Status: http.StatusInternalServerError,
				Code: "internal", Detail: "Something went wrong on our side. Nothing was changed.",
			}
		}
	}
	status := statusOf[known.Kind]
	p := &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: known.Code, Detail: known.Detail,
		ErrorsTotal: known.FieldsTotal, retryAfter: known.RetryAfter,
	}
	for _, f := range known.Fields {
		p.Errors = append(p.Errors, Fault{Location: f.Location, Message: f.Message, Line: f.Line, Column: f.Column})
	}
	return p
}

// newHumaError makes our problem of a fault that huma found. Rejected values are left out: they may
// be secrets.
func newHumaError(status int, message string, errs ...error) huma.StatusError {
	if status == http.StatusInternalServerError && message == "cannot read request body" {
		status = http.StatusBadRequest // a body that ends early or is cut in broken pieces is the caller's fault
	}
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: message, Code: codeOf[status]}
	if p.Code == "" {
		p.Code = "internal"
	}
	for _, err := range errs {
		var detail *huma.ErrorDetail
		switch {
		case errors.As(err, &detail):
			p.Errors = append(p.Errors, faultOf(detail))
		case err != nil && status < http.StatusInternalServerError:
			p.Errors = append(p.Errors, Fault{Message: strings.ToValidUTF8(err.Error(), "�")})
		}
	}
	return p
}

// unreadable is how encoding/json says that a value does not fit, though it is of the right type: a number
// that is too large. It names our own types, which are nobody's business.
var unreadable = regexp.MustCompile(`^json: cannot unmarshal (\w+) .*into Go (?:struct field \w+\.([\w.]+)|value) of type`)

// faultOf says what huma found at one place of the input.
func faultOf(detail *huma.ErrorDetail) Fault {
	found := unreadable.FindStringSubmatch(detail.Message)
	if found == nil {
		return Fault{Location: detail.Location, Message: detail.Message}
	}
	location := detail.Location
	if found[2] != "" {
		location += "." + found[2]
	}
	return Fault{Location: location, Message: "is a " + found[1] + " that cannot be held"}
}

// tell logs what the caller is not told.
func (s *server) tell(ctx context.Context, err error, p *Problem) {
	if p.Status == http.StatusInternalServerError {
		s.log.ErrorContext(ctx, "request failed", slog.String("error", err.Error()), slog.String("request_id", requestID(ctx)))
	}
}
