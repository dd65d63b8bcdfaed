package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"laurel/app/usecase"
	"laurel/domain"
)

// importLimit bounds an import, and importStall how long its body may bring nothing.
const (
	importLimit = time.Hour
	importStall = 30 * time.Second
)

// maxImportName is how many characters the name of a file may have.
const maxImportName = 200

// addImports adds the imports: plain Fiber routes, because who may not import must hear so before the
// body is read, and because bodies are long.
func (s *server) addImports() {
	s.addImport(usecase.ImportRoster, forAdmins, reflect.TypeFor[RosterImport](), "Bring employees and teams in",
		"Columns `email,name,team,manager_email,role`, and where wanted `personnel_number,locale,started_on,location`, in any order; "+
			"an employee has an address, a personnel number, or both. A role that is left empty is `employee` for who is new and stays for others.")
	s.addImport(usecase.ImportRecognitions, forAdmins, reflect.TypeFor[RecognitionImport](), "Bring recognitions of another product in",
		"Columns `given_at,giver_email,receiver_email,behaviour,points,message`. They become approved, published recognitions of their dates, "+
			"which count on boards and profiles and issue nothing that can be spent.")
	s.addImport(usecase.ImportWallets, forBoth, reflect.TypeFor[WalletImport](), "Set opening balances",
		"Columns `email,points,note`. Another number than before books the difference.")
	s.addImportDesk()
}

func (s *server) addImport(kind usecase.ImportKind, who access, answer reflect.Type, summary, description string) {
	route := "/imports/" + string(kind)
	s.routes = append(s.routes, Route{Method: http.MethodPost, Path: route, Access: who})
	s.app.Post(Base+route, func(c *fiber.Ctx) error {
		if err := s.admit(c, who); err != nil {
			return err
		}
		return s.importFile(c, kind)
	})
	schemas := s.api.OpenAPI().Components.Schemas
	flag := func(name, doc string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: huma.TypeBoolean, Default: false}}
	}
	op := &huma.Operation{
		OperationID: "import-" + string(kind), Method: http.MethodPost, Path: route, Tags: []string{"Imports"}, Summary: summary,
		Description: description + " UTF-8, comma, quotes as RFC 4180. All or nothing, unless `partial`; the same file again changes nothing. " +
			"A file with faults is 422 `import_failed` with the line and the column of each; " +
			"where the file was made of another one, a column `source_line` says on which line of that one each record begins, and faults are told by it.",
		Security: []map[string][]string{{"session": {}}, {"bearer": {}}},
		Parameters: []*huma.Param{
			flag("dry_run", "Tell what would happen and change nothing."),
			flag("partial", "Take the good lines and tell the others."),
			{Name: "name", In: "query", Description: "What the file is called, for the list of imports.", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(maxImportName)}},
			{Name: "Prefer", In: "header", Description: "`respond-async`: answer 202 at once, with a Location that tells how far it is.", Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "Idempotency-Key", In: "header", Description: "The same key and file from the same caller have one effect.", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}, Example: importExamples[kind]}}},
		Responses: map[string]*huma.Response{
			"200": {Description: "Done.", Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(answer, true, "")}}},
			"202": {Description: "It runs by itself.", Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[Import](), true, "")}}},
		},
	}
	if kind == usecase.ImportRoster {
		op.Parameters = append(op.Parameters, flag("deactivate_missing", "Deactivate who is not in the file, but never the caller."))
	}
	s.addProblems(op, errorsOf(access{roles: []domain.Role{domain.RoleAdmin}}, *op))
	s.api.OpenAPI().AddOperation(op)
}

var importExamples = map[usecase.ImportKind]string{
	usecase.ImportRoster:       "email,name,team,manager_email,role\nmaria@demo.example,Maria Sokolova,Customer Care,,manager\nivan@demo.example,Ivan Petrenko,Customer Care,maria@demo.example,employee\n",
	usecase.ImportRecognitions: "given_at,giver_email,receiver_email,behaviour,points,message\n2025-11-03T09:12:44Z,maria@demo.example,ivan@demo.example,puts-it-right,50,\"He called, and called again.\"\n",
	usecase.ImportWallets:      "email,points,note\nivan@demo.example,120,from the old product\n",
}

// importFile takes the body of an import and brings it in, now or later.
func (s *server) importFile(c *fiber.Ctx, kind usecase.ImportKind) error {
	options, err := importOptions(c, kind)
	if err != nil {
		return err
	}
	key, err := keyOf(c)
	if err != nil {
		return err
	}
	if options.DryRun {
		key = "" // changes nothing: it may be asked again and again
	}
	if err := isCSV(c.Get("Content-Type")); err != nil {
		return err
	}
	file, err := s.receive(c)
	if err != nil {
		return err
	}
	defer file.release()
	options.Size, options.Lines = file.size, file.lines
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), importLimit)
	defer cancel()
	o := usecase.Once{Key: key, Status: http.StatusOK, Request: file.request(c), Encode: encodeImport}
	if wantsLater(c.Get("Prefer")) {
		return s.importLater(ctx, c, kind, file, options, o)
	}
	answer, err := s.uc.Import(ctx, actorOf(ctx), kind, file.open, options, o)
	return sendAnswer(c, answer, err)
}

func encodeImport(result any) ([]byte, error) {
	return json.Marshal(importAnswer(result.(usecase.ImportResult)))
}

func (s *server) importLater(ctx context.Context, c *fiber.Ctx, kind usecase.ImportKind, file *importBody, options usecase.ImportOptions, o usecase.Once) error {
	o.Status = http.StatusAccepted
	o.Encode = func(result any) ([]byte, error) { return json.Marshal(importOf(result.(usecase.ImportState))) }
	answer, err := s.uc.ImportLater(ctx, actorOf(ctx), usecase.LaterImport{Kind: kind, Source: file.open, Options: options, Shapes: Shapes()}, o)
	if err == nil {
		var made Import
		if err := json.Unmarshal(answer.Body, &made); err != nil {
			return err
		}
		c.Set("Location", Base+"/imports/"+made.ID)
		c.Set("Preference-Applied", "respond-async")
	}
	return sendAnswer(c, answer, err)
}

// importOptions reads the query.
func importOptions(c *fiber.Ctx, kind usecase.ImportKind) (usecase.ImportOptions, error) {
	var o usecase.ImportOptions
	flags := map[string]*bool{"dry_run": &o.DryRun, "partial": &o.Partial}
	if kind == usecase.ImportRoster {
		flags["deactivate_missing"] = &o.DeactivateMissing
	}
	for name, flag := range flags {
		switch c.Query(name) {
		case "true":
			*flag = true
		case "", "false":
		default:
			return o, domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query." + name, Message: "is true or false"})
		}
	}
	o.Name = strings.Clone(c.Query("name"))
	if fault := domain.TextFault(o.Name, 0, maxImportName); fault != "" {
		return o, domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query.name", Message: fault})
	}
	return o, nil
}

// isCSV says whether a body is announced as a file that can be read.
func isCSV(contentType string) error {
	media, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || media != "text/csv" {
		return fiber.NewError(http.StatusUnsupportedMediaType)
	}
	if charset := parameters["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "utf8") {
		return fiber.NewError(http.StatusUnsupportedMediaType)
	}
	return nil
}

// wantsLater reads a Prefer header (RFC 7240).
func wantsLater(prefer string) bool {
	for part := range strings.SplitSeq(prefer, ",") {
		name, _, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "respond-async") {
			return true
		}
	}
	return false
}

// importBody is the body of an import in a temporary file that has no name any more: whatever happens to
// this process, nothing is left of it.
type importBody struct {
	file  *os.File
	size  int64
	lines int64
	hash  []byte
}

func (b *importBody) open() (io.ReadCloser, error) {
	return io.NopCloser(io.NewSectionReader(b.file, 0, b.size)), nil
}

func (b *importBody) release() { _ = b.file.Close() }

// request is the hash of what is asked: method, path and query, and the file.
func (b *importBody) request(c *fiber.Ctx) []byte {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s %s\n", c.Method(), c.OriginalURL()) // a hash takes everything
	h.Write(b.hash)
	return h.Sum(nil)
}

// receive writes the body to a temporary file, up to the longest that is taken.
func (s *server) receive(c *fiber.Ctx) (*importBody, error) {
	if int64(c.Request().Header.ContentLength()) > s.importMax {
		return nil, fiber.NewError(http.StatusRequestEntityTooLarge)
	}
	file, err := os.CreateTemp("", "laurel-import-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	b := &importBody{file: file}
	if err := b.take(newPatient(c), s.importMax); err != nil {
		b.release()
		return nil, err
	}
	return b, nil
}

// take copies the body, counts its lines and hashes it.
func (b *importBody) take(body io.Reader, most int64) error {
	hash := sha256.New()
	lines := lineCounter{}
	n, err := io.Copy(io.MultiWriter(b.file, hash, &lines), io.LimitReader(body, most+1))
	if err != nil {
		var full *os.PathError
		if errors.As(err, &full) {
			return err
		}
		return fiber.NewError(http.StatusBadRequest) // the caller broke off, or sent nothing for too long
	}
	if n > most {
		return fiber.NewError(http.StatusRequestEntityTooLarge)
	}
	b.size, b.lines, b.hash = n, lines.count(), hash.Sum(nil)
	return nil
}

// lineCounter counts the lines of what is written to it.
type lineCounter struct {
	ends int64
	open bool // the last line has no end
}

// Write counts.
func (l *lineCounter) Write(p []byte) (int, error) {
	l.ends += int64(bytes.Count(p, []byte("\n")))
	if len(p) > 0 {
		l.open = p[len(p)-1] != '\n'
	}
	return len(p), nil
}

func (l *lineCounter) count() int64 {
	if l.open {
		return l.ends + 1
	}
	return l.ends
}

// patient reads a body that may take long to come, as long as something comes: the server's own limit is
// for short ones.
type patient struct {
	from  io.Reader
	stall *time.Timer
}

func newPatient(c *fiber.Ctx) io.Reader {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return bytes.NewReader(c.Body())
	}
	connection := c.Context().Conn()
	_ = connection.SetReadDeadline(time.Time{}) // a connection that is gone fails when it is read
	return &patient{from: stream, stall: time.AfterFunc(importStall, func() { endReading(connection) })}
}

// endReading lets a read that waits fail at once.
func endReading(connection net.Conn) { _ = connection.SetReadDeadline(time.Unix(1, 0)) }

// Read reads, and has patience anew.
func (p *patient) Read(to []byte) (int, error) {
	n, err := p.from.Read(to)
	if err != nil {
		p.stall.Stop()
	} else {
		p.stall.Reset(importStall)
	}
	return n, err
}
