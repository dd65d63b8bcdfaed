package httpapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
)

//go:embed docs.html.tmpl
var docsText string

//go:embed docs.css
var docsStyle []byte

var docsPage = template.Must(template.New("docs").Parse(docsText))

// addDocs serves the documentation for people: one page made of the OpenAPI document by the server
// itself, so that it works offline and needs no script.
func (s *server) addDocs() {
	page := sync.OnceValues(func() ([]byte, error) {
		var to bytes.Buffer
		err := docsPage.Execute(&to, readableDocument(s.api.OpenAPI()))
		return to.Bytes(), err
	})
	s.app.Get(Base+"/docs", func(c *fiber.Ctx) error {
		body, err := page()
		if err != nil {
			return err
		}
		c.Set("Content-Type", "text/html; charset=utf-8")
		return c.Send(body)
	})
	s.app.Get(Base+"/docs.css", func(c *fiber.Ctx) error {
		c.Set("Content-Type", "text/css; charset=utf-8")
		return c.Send(docsStyle)
	})
}

// readable is the document as its page shows it.
type readable struct {
	Title, Version, Description, Base string
	Groups                            []readableGroup
	Schemas                           []readableSchema
}

type readableGroup struct {
	Name, Anchor string
	Operations   []readableOperation
}

type readableOperation struct {
	ID, Method, Path, Summary, Description string
	Public                                 bool
	Parameters                             []readableField
	Request                                *readableBody
	Responses                              []readableResponse
}

type readableField struct {
	Name, Place, Type, Description string
	Schema                         string // a schema of the list below, "" for none
	Required                       bool
}

type readableBody struct {
	Media, Type, Schema, Example string
}

type readableResponse struct {
	Status, Words string
	Body          *readableBody
}

type readableSchema struct {
	Name, Description string
	Fields            []readableField
}

func readableDocument(document *huma.OpenAPI) readable {
	r := readable{Title: document.Info.Title, Version: document.Info.Version, Description: document.Info.Description, Base: Base}
	groups := map[string][]readableOperation{}
	for path, item := range document.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "PUT": item.Put, "POST": item.Post, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op == nil {
				continue
			}
			name := "Other"
			if len(op.Tags) > 0 {
				name = op.Tags[0]
			}
			groups[name] = append(groups[name], readableOperationOf(method, path, op))
		}
	}
	for name, operations := range groups {
		slices.SortFunc(operations, func(a, b readableOperation) int {
			return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
		})
		r.Groups = append(r.Groups, readableGroup{Name: name, Anchor: strings.ReplaceAll(strings.ToLower(name), " ", "-"), Operations: operations})
	}
	slices.SortFunc(r.Groups, func(a, b readableGroup) int { return strings.Compare(a.Name, b.Name) })
	for name, schema := range document.Components.Schemas.Map() {
		r.Schemas = append(r.Schemas, readableSchema{Name: name, Description: schema.Description, Fields: readableFields(schema)})
	}
	slices.SortFunc(r.Schemas, func(a, b readableSchema) int { return strings.Compare(a.Name, b.Name) })
	return r
}

func readableOperationOf(method, path string, op *huma.Operation) readableOperation {
	o := readableOperation{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Description: op.Description, Public: len(op.Security) == 0}
	for _, p := range op.Parameters {
		kind, schema := typeWords(p.Schema)
		o.Parameters = append(o.Parameters, readableField{Name: p.Name, Place: p.In, Type: kind, Schema: schema, Description: p.Description, Required: p.Required})
	}
	if op.RequestBody != nil {
		o.Request = readableBodyOf(op.RequestBody.Content)
	}
	for status, response := range op.Responses {
		words := response.Description
		if code, err := strconv.Atoi(status); err == nil && words == "" {
			words = http.StatusText(code)
		}
		body := readableBodyOf(response.Content)
		if body != nil && body.Schema == "Problem" {
			body.Example = "" // the same for all: shown once, with the schema
		}
		o.Responses = append(o.Responses, readableResponse{Status: status, Words: words, Body: body})
	}
	slices.SortFunc(o.Responses, func(a, b readableResponse) int { return strings.Compare(a.Status, b.Status) })
	return o
}

func readableBodyOf(content map[string]*huma.MediaType) *readableBody {
	for media, body := range content {
		kind, schema := typeWords(body.Schema)
		b := &readableBody{Media: media, Type: kind, Schema: schema}
		switch example := body.Example.(type) {
		case nil:
		case string:
			b.Example = example
		default:
			if text, err := json.MarshalIndent(example, "", "  "); err == nil {
				b.Example = string(text)
			}
		}
		return b
	}
	return nil
}

func readableFields(s *huma.Schema) []readableField {
	fields := make([]readableField, 0, len(s.Properties))
	for name, property := range s.Properties {
		kind, schema := typeWords(property)
		fields = append(fields, readableField{Name: name, Type: kind, Schema: schema, Description: property.Description, Required: slices.Contains(s.Required, name)})
	}
	slices.SortFunc(fields, func(a, b readableField) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

// typeWords says in words what a schema takes, and which schema of the list it is.
func typeWords(s *huma.Schema) (words, schema string) {
	if s == nil {
		return "", ""
	}
	if s.Ref != "" {
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return name, name
	}
	words = s.Type
	if s.Type == huma.TypeArray {
		of, inner := typeWords(s.Items)
		words, schema = "list of "+of, inner
	}
	if s.Format != "" {
		words = s.Format
	}
	if len(s.Enum) > 0 {
		texts := make([]string, len(s.Enum))
		for i, value := range s.Enum {
			texts[i] = fmt.Sprint(value)
		}
		words = strings.Join(texts, " · ")
	}
	return words + boundWords(s), schema
}

func boundWords(s *huma.Schema) string {
	var words strings.Builder
	if s.Minimum != nil {
		fmt.Fprintf(&words, ", from %v", *s.Minimum)
	}
	if s.Maximum != nil {
		fmt.Fprintf(&words, ", to %v", *s.Maximum)
	}
	if s.MaxLength != nil {
		fmt.Fprintf(&words, ", at most %d characters", *s.MaxLength)
	}
	if s.Default != nil {
		fmt.Fprintf(&words, ", default %v", s.Default)
	}
	if s.Nullable {
		words.WriteString(", or null")
	}
	return words.String()
}
