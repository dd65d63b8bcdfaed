package httpapi

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:generate go run laurel/app/cmd/laurel openapi ../../docs/openapi.json

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
			for _, response := range op.Responses {
				exemplify(schemas, response.Content, false)
			}
		}
	}
}

func exemplify(schemas huma.Registry, content map[string]*huma.MediaType, request bool) {
	for media, body := range content {
		if body.Schema == nil || body.Example != nil || len(body.Examples) > 0 || !strings.Contains(media, "json") {
			continue
		}
		body.Example = exampleOf(schemas, body.Schema, request, 0)
	}
}

// deepest is how far examples follow schemas into one another.
const deepest = 6

// exampleOf makes an example of a schema: of a field's own example where it has one, else a value of
// its kind. Of a request only what must be there, or has an example, is shown.
func exampleOf(schemas huma.Registry, s *huma.Schema, request bool, depth int) any {
	if s.Ref != "" {
		s = schemas.SchemaFromRef(s.Ref)
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
		return exampleOf(schemas, s.OneOf[0], request, depth+1)
	}
	switch s.Type {
	case huma.TypeObject:
		return exampleObject(schemas, s, request, depth)
	case huma.TypeArray:
		return []any{exampleOf(schemas, s.Items, request, depth+1)}
	case huma.TypeInteger, huma.TypeNumber:
		if s.Minimum != nil && *s.Minimum > 0 {
			return *s.Minimum
		}
		return 10
	case huma.TypeBoolean:
		return false
	case huma.TypeString:
		return exampleText(s)
	}
	return nil
}

func exampleObject(schemas huma.Registry, s *huma.Schema, request bool, depth int) map[string]any {
	example := map[string]any{}
	for name, property := range s.Properties {
		if request && !slices.Contains(s.Required, name) && len(property.Examples) == 0 {
			continue
		}
		example[name] = exampleOf(schemas, property, request, depth+1)
	}
	if values, ok := s.AdditionalProperties.(*huma.Schema); ok && len(s.Properties) == 0 {
		example["leaf"] = exampleOf(schemas, values, request, depth+1)
	}
	return example
}

func exampleText(s *huma.Schema) string {
	switch s.Format {
	case "uuid":
		return "0198c5a2-7d3e-7b1a-9c54-2f6a1e0b8d43"
	case "date-time":
		return "2026-03-31T09:12:44Z"
	case "date":
		return "2026-03-31"
	case "uri":
		return "https://hooks.example.com/laurel"
	case "email":
		return "olga@demo.example"
	}
	return "text"
}
