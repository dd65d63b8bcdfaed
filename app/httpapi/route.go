package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// access says who may call a route at all. Every route names one; what is not named is locked.
type access struct {
	public bool
	roles  []domain.Role // empty: everybody who is signed in
	asked  bool          // and, whatever their role, for whom a decision waits
	media  string        // that it can answer with besides JSON, "" for none
}

// also is the access of a route that can answer with another media type as well.
func (a access) also(media string) access {
	a.media = media
	return a
}

var (
	forPublic    = access{public: true}
	forEverybody = access{}
	forOwners    = access{roles: []domain.Role{domain.RoleOwner}}
	forAdmins    = access{roles: []domain.Role{domain.RoleAdmin}}
	forDeciders  = access{roles: []domain.Role{domain.RoleManager, domain.RoleOwner}} // whoever has reports, too
	forAsked     = access{roles: forDeciders.roles, asked: true}
	forBoth      = access{roles: []domain.Role{domain.RoleOwner, domain.RoleAdmin}}
)

// maxBody is how long a body may be, imports apart.
const maxBody = 1 << 20

// register adds a JSON route: with its access, its limits, and errors in the one form.
func register[I, O any](s *server, who access, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	op.MaxBodyBytes = maxBody + 1
	op.Middlewares = append(huma.Middlewares{s.gate(who)}, op.Middlewares...)
	if op.OperationID == "" {
		panic("a route needs its operation id: " + op.Method + " " + op.Path)
	}
	mustBindAll(reflect.TypeFor[I]())
	if op.Errors == nil {
		op.Errors = errorsOf(who, op)
	}
	if !who.public {
		op.Security = []map[string][]string{{"session": {}}, {"bearer": {}}}
	}
	s.routes = append(s.routes, Route{Method: op.Method, Path: op.Path, Access: who})
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			p := problemOf(err)
			p.RequestID = requestID(ctx)
			s.tell(ctx, err, p)
			return nil, p
		}
		return out, nil
	})
}

// mustBindAll refuses an input with an embedded type that is not exported: huma would silently leave
// its fields unread.
func mustBindAll(input reflect.Type) {
	for i := range input.NumField() {
		if f := input.Field(i); f.Anonymous && !f.IsExported() {
			panic("the input " + input.String() + " embeds " + f.Name + ", whose fields would not be read")
		}
	}
}

// Route is a route with its access, for the test that walks them all.
type Route struct {
	Method, Path string
	Access       access
}

func errorsOf(who access, op huma.Operation) []int {
	list := []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if !who.public {
		list = append(list, http.StatusUnauthorized)
	}
	if len(who.roles) > 0 {
		list = append(list, http.StatusForbidden)
	}
	if op.Method != http.MethodGet {
		list = append(list, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return list
}

// PageInput is what every list takes; exported, so that it is read where it is embedded.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many items."`
	Cursor string `query:"cursor" maxLength:"1024" doc:"The next_cursor of the page before."`
}

func (in PageInput) page() domain.Page { return domain.Page{Limit: in.Limit, Cursor: in.Cursor} }

// List is every list of the API.
type List[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor" doc:"Asks for the next page; null on the last."`
}

// listOutput is the answer with a list.
type listOutput[T any] struct {
	Body List[T]
}

// listOf shapes a page of domain things for the wire.
func listOf[D, W any](page domain.Slice[D], shape func(D) W) *listOutput[W] {
	out := &listOutput[W]{Body: List[W]{Items: make([]W, len(page.Items))}}
	for i, item := range page.Items {
		out.Body.Items[i] = shape(item)
	}
	if page.Next != "" {
		out.Body.NextCursor = &page.Next
	}
	return out
}

// OnceInput is what every call takes that moves something: embedded beside Body.
type OnceInput struct {
	Key string `header:"Idempotency-Key" minLength:"1" maxLength:"255" doc:"The same key and body from the same caller have one effect."`
}

// onceOutput is the answer of such a call.
type onceOutput[T any] struct {
	Status   int
	Replayed string `header:"Idempotent-Replayed" doc:"true where the answer is that of the first call with this key."`
	Body     encoded[T]
}

// encoded is a body that has been encoded already; its schema is that of T.
type encoded[T any] struct{ raw json.RawMessage }

// MarshalJSON gives the body as it is.
func (e encoded[T]) MarshalJSON() ([]byte, error) { return e.raw, nil }

// Schema is that of the thing encoded.
func (e encoded[T]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}

// once makes the verb's guard against repetition out of a call. shape turns the verb's result into
// its wire form; body is the raw body of the request.
func once[D, W any](ctx context.Context, key string, status int, body any, shape func(D) W) (usecase.Once, error) {
	o := usecase.Once{Key: key, Status: status, Encode: func(result any) ([]byte, error) {
		return json.Marshal(shape(result.(D)))
	}}
	if key == "" {
		return o, nil
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return o, err
	}
	call := callOf(ctx)
	h := sha256.New()
	h.Write([]byte(call.method + " " + call.path + "\n"))
	h.Write(raw)
	o.Request = h.Sum(nil)
	return o, nil
}

// onceAnswer shapes the verb's answer.
func onceAnswer[T any](a usecase.Answer) *onceOutput[T] {
	out := &onceOutput[T]{Status: a.Status, Body: encoded[T]{raw: a.Body}}
	if a.Replayed {
		out.Replayed = "true"
	}
	return out
}
