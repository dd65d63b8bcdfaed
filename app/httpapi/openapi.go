package httpapi

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
)

//go:generate go run laurel/app/cmd/laurel openapi ../../docs/openapi.json

// schemaPrefix is where the shapes of the document stand in it.
const schemaPrefix = "#/components/schemas/"

// documentVersion is that of the API itself, which the document in docs/ bears.
const documentVersion = "1"

// WriteDocument writes the OpenAPI document of the routes, as it stands in docs/openapi.json.
func WriteDocument(to io.Writer) error {
	_, s := newServer(Options{Public: &url.URL{Scheme: "http", Host: "127.0.0.1:8080"}, Log: slog.New(slog.DiscardHandler), Version: documentVersion})
	encoder := json.NewEncoder(to)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(s.api.OpenAPI())
}

// sayNull says which things of answers may be null instead of left out: huma can say so of texts and
// numbers only.
func sayNull(schemas huma.Registry) {
	for name, schema := range schemas.Map() {
		t := schemas.TypeFromRef(schemaPrefix + name)
		for t != nil && t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, field := range reflect.VisibleFields(t) {
			property, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			thing := schema.Properties[property]
			if thing == nil || thing.Ref == "" || field.Type.Kind() != reflect.Pointer || strings.Contains(options, "omit") {
				continue
			}
			schema.Properties[property] = &huma.Schema{
				Description: thing.Description, AnyOf: []*huma.Schema{{Ref: thing.Ref}, {Type: "null"}},
			}
		}
	}
}

// addExamples gives every body and answer of the document an example, made of the examples of its
// fields.
func addExamples(document *huma.OpenAPI) {
	schemas := document.Components.Schemas
	for _, item := range document.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			if op.RequestBody != nil {
				exemplify(schemas, op.RequestBody.Content, true)
			}
			for status, response := range op.Responses {
				exemplifyProblem(status, response.Content[problemMedia])
				exemplify(schemas, response.Content, false)
			}
		}
	}
}

// exemplifyProblem gives the error of a status its code.
func exemplifyProblem(status string, body *huma.MediaType) {
	code, err := strconv.Atoi(status)
	if body == nil || err != nil {
		return
	}
	body.Example = map[string]any{"type": "about:blank", "title": http.StatusText(code), "status": code, "code": codeOf[code], "detail": problemDetails[code]}
	if code == http.StatusConflict {
		body.Example = problemOf(domain.Conflict("not_pending", "The nomination does not wait for a decision any more."))
	}
	if code == http.StatusUnprocessableEntity {
		body.Example = problemOf(domain.InvalidField("story", "is empty"))
	}
}

// problemDetails are what errors say that come before a verb.
var problemDetails = map[int]string{
	http.StatusBadRequest:            "The body cannot be read.",
	http.StatusUnauthorized:          "Sign in first.",
	http.StatusForbidden:             "Your role does not include this.",
	http.StatusNotFound:              "There is no such thing, or it is not for you to see.",
	http.StatusRequestEntityTooLarge: "Request Entity Too Large",
	http.StatusUnsupportedMediaType:  "Unsupported Media Type",
	http.StatusTooManyRequests:       "Too many tries. Wait a while.",
	http.StatusServiceUnavailable:    "The database is busy. Try again in a moment.",
}

const problemMedia = "application/problem+json"

func exemplify(schemas huma.Registry, content map[string]*huma.MediaType, request bool) {
	for media, body := range content {
		if body.Schema == nil || body.Example != nil || len(body.Examples) > 0 || !strings.Contains(media, "json") {
			continue
		}
		body.Example = exampler{schemas, request}.of("", body.Schema, 0)
	}
}

// deepest is how far examples follow schemas into one another.
const deepest = 6

// exampler makes examples of the schemas of one document.
type exampler struct {
	schemas huma.Registry
	request bool // only what must be there, or says something, is shown
}

// of makes an example of a schema: of a field's own example where it has one, else a value of its kind
// and its name.
func (e exampler) of(name string, s *huma.Schema, depth int) any {
	if s.Ref != "" {
		s = e.schemas.SchemaFromRef(s.Ref)
	}
	switch {
	case s == nil || depth > deepest:
		return nil
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Default != nil:
		return s.Default
	case len(s.OneOf) > 0:
		return e.of(name, s.OneOf[0], depth+1)
	case len(s.AnyOf) > 0:
		return e.of(name, s.AnyOf[0], depth+1)
	}
	switch s.Type {
	case huma.TypeObject:
		return e.object(s, depth)
	case huma.TypeArray:
		return []any{e.of(strings.TrimSuffix(name, "s"), s.Items, depth+1)}
	case huma.TypeInteger, huma.TypeNumber:
		if s.Minimum != nil && *s.Minimum > 0 {
			return *s.Minimum
		}
		return 10
	case huma.TypeBoolean:
		return false
	case huma.TypeString:
		return exampleText(name, s.Format)
	}
	return nil
}

func (e exampler) object(s *huma.Schema, depth int) map[string]any {
	example := map[string]any{}
	for name, property := range s.Properties {
		if e.request && !slices.Contains(s.Required, name) && len(property.Examples) == 0 && !slices.Contains(tellingFields, name) {
			continue
		}
		example[name] = e.of(name, property, depth+1)
	}
	if values, ok := s.AdditionalProperties.(*huma.Schema); ok && len(s.Properties) == 0 {
		example["leaf"] = e.of("", values, depth+1)
	}
	return example
}

// tellingFields are those of requests that may be left out and yet belong to an example.
var tellingFields = []string{"behaviour_ids", "enabler_ids", "customer", "id", "points", "comment", "reason"}

// exampleID stands for any id.
const exampleID = "0198c5a2-7d3e-7b1a-9c54-2f6a1e0b8d43"

// exampleTexts are by the name of the field.
var exampleTexts = map[string]string{
	"id": exampleID, "name": "Olga Lindqvist", "code": "owns-the-outcome", "email": "olga@demo.example", "password": "correct horse battery",
	"story":  "The cold store door failed at 04:20. Daniel moved the whole order to bay 7.",
	"impact": "Orchard Foods got all 38 pallets by 06:00.", "comment": "Thank you for not waiting.",
	"reason": "Tell us what it did for the customer, and send it again.", "note": "Friday afternoon", "locale": "en",
	"description": "An afternoon for yourself.", "category": "Time", "currency": "EUR", "my_reaction": "leaf", "event": "recognition.published",
	"request_id": "W5FCEYKBZPZP2S4CTVZBFRDLNW", "time_zone": "Europe/Tallinn", "next_cursor": "MDE5OGM1YTI", "location": "body.story", "message": "is empty",
	"url": "https://hooks.example.com/laurel",
}

func exampleText(name, format string) string {
	switch format {
	case "uuid":
		return exampleID
	case "date-time":
		return "2026-03-31T09:12:44Z"
	case "date":
		return "2026-03-31"
	}
	if text, ok := exampleTexts[name]; ok {
		return text
	}
	if strings.HasSuffix(name, "_id") {
		return exampleID
	}
	return "…"
}

// schemaName names the schema of a type by letters and digits alone, as OpenAPI wants it.
func schemaName(t reflect.Type, hint string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || (!unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			return -1
		}
		return r
	}, huma.DefaultSchemaNamer(t, hint))
}
