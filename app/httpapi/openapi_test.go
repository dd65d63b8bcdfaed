package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"
)

func document(t *testing.T) map[string]any {
	t.Helper()
	var text bytes.Buffer
	if err := WriteDocument(&text); err != nil {
		t.Fatal(err)
	}
	var d map[string]any
	if err := json.Unmarshal(text.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocument_isTheOneInDocs(t *testing.T) {
	kept, err := os.ReadFile("../../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var now bytes.Buffer
	if err := WriteDocument(&now); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, now.Bytes()) {
		t.Error("docs/openapi.json is not that of the routes: run `make gen`")
	}
}

// TestDocument_hasEveryRouteAndNoOther holds the document against what Fiber really serves.
func TestDocument_hasEveryRouteAndNoOther(t *testing.T) {
	h := newHouse(t)
	served := map[string]bool{}
	for _, group := range h.server.app.Stack() {
		for _, route := range group {
			path, below := strings.CutPrefix(route.Path, Base)
			if !below || isDocumentation(path) || route.Method == fiber.MethodHead || route.Method == fiber.MethodOptions {
				continue
			}
			served[route.Method+" "+parameter.ReplaceAllString(path, "{$1}")] = true
		}
	}
	paths, ok := document(t)["paths"].(map[string]any)
	if !ok || len(paths) < 30 {
		t.Fatalf("the document has %d paths", len(paths))
	}
	for path, item := range paths {
		for method := range item.(map[string]any) {
			name := strings.ToUpper(method) + " " + path
			if !served[name] {
				t.Errorf("%s is in the document and not served", name)
			}
			delete(served, name)
		}
	}
	for name := range served {
		if !strings.Contains(name, " ") || strings.HasSuffix(name, " ") || strings.HasSuffix(name, " /") {
			continue // the group itself
		}
		t.Errorf("%s is served and not in the document", name)
	}
}

var parameter = regexp.MustCompile(`:([a-z_]+)`)

func isDocumentation(path string) bool {
	return strings.HasPrefix(path, "/openapi") || strings.HasPrefix(path, "/docs")
}

func TestDocument_isWhole(t *testing.T) {
	d := document(t)
	if version, _ := d["openapi"].(string); !strings.HasPrefix(version, "3.1") {
		t.Errorf("OpenAPI %v", d["openapi"])
	}
	components, _ := d["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	name := regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	for schema := range schemas {
		if !name.MatchString(schema) {
			t.Errorf("%q is no name of a schema", schema)
		}
	}
	walk(d, func(key string, value any) {
		if ref, ok := value.(string); ok && key == "$ref" && schemas[strings.TrimPrefix(ref, "#/components/schemas/")] == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	})
	ids := map[string]bool{}
	for path, item := range d["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			checkOperation(t, strings.ToUpper(method)+" "+path, op.(map[string]any), ids)
		}
	}
}

func checkOperation(t *testing.T, name string, op map[string]any, ids map[string]bool) {
	t.Helper()
	id, _ := op["operationId"].(string)
	if id == "" || ids[id] {
		t.Errorf("%s: its id %q is missing or that of another", name, id)
	}
	ids[id] = true
	if op["summary"] == nil || op["tags"] == nil {
		t.Errorf("%s has no summary or no tag", name)
	}
	walk(op, func(key string, value any) {
		if key != "content" {
			return
		}
		for media, body := range value.(map[string]any) {
			b := body.(map[string]any)
			if b["example"] == nil && b["examples"] == nil && media != "text/event-stream" {
				t.Errorf("%s: a body of %s has no example", name, media)
			}
		}
	})
}

func walk(value any, visit func(key string, value any)) {
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			if key == "example" {
				continue
			}
			visit(key, inner)
			walk(inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(inner, visit)
		}
	}
}

func TestDocs_areReadableOffline(t *testing.T) {
	h := newHouse(t)
	a := h.as("").get("/docs").expect(http.StatusOK)
	if media := a.header.Get("Content-Type"); media != "text/html; charset=utf-8" {
		t.Error(media)
	}
	for _, want := range []string{"Put colleagues forward", "/nominations/{id}/approve", "Idempotency-Key", `id="schema-Nomination"`} {
		if !strings.Contains(a.text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	// The content-security policy allows no script and no style within the page, and nothing of others.
	for _, not := range []string{"<script", "<style", "style=", "http://", "https://cdn", "ZgotmplZ"} {
		if strings.Contains(strings.ReplaceAll(a.text, "https://hooks.example.com", ""), not) {
			t.Errorf("the page holds %q", not)
		}
	}
	anchors := regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(a.text, -1)
	if len(anchors) < 100 {
		t.Errorf("%d links within the page", len(anchors))
	}
	for _, anchor := range anchors {
		if !strings.Contains(a.text, `id="`+anchor[1]+`"`) {
			t.Errorf("#%s leads nowhere", anchor[1])
		}
	}
	h.as("").get("/docs.css").expect(http.StatusOK)
	var served map[string]any
	if err := json.Unmarshal([]byte(h.as("").get("/openapi.json").expect(http.StatusOK).text), &served); err != nil || served["openapi"] == nil {
		t.Errorf("openapi.json: %v", err)
	}
	if paths, _ := served["paths"].(map[string]any); len(paths) < 30 {
		t.Errorf("%d paths", len(paths))
	}
}

// TestDocument_saysWhatMayBeNull holds the document to what is sent: no list is null, and a thing that
// there may not be is null, not left out.
func TestDocument_saysWhatMayBeNull(t *testing.T) {
	schemas := document(t)["components"].(map[string]any)["schemas"].(map[string]any)
	property := func(schema, name string) map[string]any {
		return schemas[schema].(map[string]any)["properties"].(map[string]any)[name].(map[string]any)
	}
	if got := property("ListNomination", "items")["type"]; got != "array" {
		t.Errorf("a list is %v", got)
	}
	ref := func(name string) any {
		return []any{map[string]any{"$ref": "#/components/schemas/" + name}, map[string]any{"type": "null"}}
	}
	program := property("Nomination", "program")
	if diff := cmp.Diff(ref("Ref"), program["anyOf"]); diff != "" || program["description"] != "null for imported history." {
		t.Errorf("the program of a nomination is %v", program)
	}
	if diff := cmp.Diff(ref("Reciprocity"), property("NominationApproval", "reciprocity")["anyOf"]); diff != "" {
		t.Error(diff)
	}
	if customer := property("Nomination", "customer"); customer["$ref"] == nil {
		t.Errorf("the customer of a nomination is %v", customer)
	}
	if customer := property("NominationInput", "customer"); customer["$ref"] == nil {
		t.Errorf("the customer that is sent, or left out, is %v", customer)
	}
}
