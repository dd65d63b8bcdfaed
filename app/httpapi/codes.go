package httpapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/reward"
)

// CodePool is how many codes a reward has to hand out.
type CodePool struct {
	Available int64 `json:"available"`
	Used      int64 `json:"used" doc:"Codes of the pool that were handed out."`
	Waiting   int64 `json:"waiting" doc:"How many codes approved redemptions wait for."`
	WarnBelow int64 `json:"warn_below" doc:"From below how many available codes owners are told, once until it is refilled; 0: never."`
	Low       bool  `json:"low" doc:"Whether it should be refilled."`
}

// CodePoolPatch changes from when on owners are told.
type CodePoolPatch struct {
	WarnBelow int64 `json:"warn_below" minimum:"0" maximum:"1000000" example:"10"`
}

// CodesInput are codes for a pool.
type CodesInput struct {
	Codes []string `json:"codes" minItems:"1" maxItems:"10000" nullable:"false"`
}

// CodesAdded is what became of codes that were sent. It never holds one.
type CodesAdded struct {
	Added      int64    `json:"added"`
	Duplicates int64    `json:"duplicates" doc:"In what was sent, and of codes that the reward has ever had: they are left out."`
	Errors     []Fault  `json:"errors" nullable:"false" doc:"What could not be taken, line by line; the others were. At most 100."`
	Fulfilled  int64    `json:"fulfilled" doc:"How many redemptions that waited got their codes by it."`
	Pool       CodePool `json:"pool"`
}

const (
	codesPath   = "/rewards/{id}/codes"
	textMedia   = "text/plain"
	mostFaults  = 100
	codesColumn = "code" // a first line that says so is no code
)

func poolOf(p reward.Pool) CodePool {
	return CodePool{Available: p.Available, Used: p.Used, Waiting: p.Waiting, WarnBelow: p.WarnBelow, Low: p.IsLow()}
}

func codesAddedOf(done usecase.CodesAdded) CodesAdded {
	w := CodesAdded{Added: done.Added, Duplicates: done.Duplicates, Errors: []Fault{}, Fulfilled: done.Fulfilled, Pool: poolOf(done.Pool)}
	for _, f := range done.Faults[:min(len(done.Faults), mostFaults)] {
		w.Errors = append(w.Errors, Fault{Location: f.Location, Message: f.Message, Line: f.Line})
	}
	return w
}

type codePoolOutput struct{ Body CodePool }

type changeCodePoolInput struct {
	ID   string `path:"id" doc:"Of the reward."`
	Body CodePoolPatch
}

// addCodes adds the pools of codes.
func (s *server) addCodes() {
	register(s, forOwners, huma.Operation{
		OperationID: "get-codes", Method: http.MethodGet, Path: codesPath,
		Summary: "How many codes a reward has to hand out", Tags: []string{"Rewards"},
		Description: "The codes themselves are encrypted, and shown to who redeems them alone.",
	}, s.getCodes)
	register(s, forOwners, huma.Operation{
		OperationID: "change-codes", Method: http.MethodPatch, Path: codesPath,
		Summary: "Set from below how many codes owners are told", Tags: []string{"Rewards"},
	}, s.changeCodes)
	s.addPostCodes()
}

func (s *server) getCodes(ctx context.Context, in *rewardInput) (*codePoolOutput, error) {
	id, err := domain.ParseRewardID(in.ID)
	if err != nil {
		return nil, err
	}
	pool, err := s.uc.Pool(ctx, id)
	if err != nil {
		return nil, err
	}
	return &codePoolOutput{Body: poolOf(pool)}, nil
}

func (s *server) changeCodes(ctx context.Context, in *changeCodePoolInput) (*codePoolOutput, error) {
	id, err := domain.ParseRewardID(in.ID)
	if err != nil {
		return nil, err
	}
	pool, err := s.uc.ChangePool(ctx, actorOf(ctx), id, in.Body.WarnBelow)
	if err != nil {
		return nil, err
	}
	return &codePoolOutput{Body: poolOf(pool)}, nil
}

// addPostCodes adds the route that takes files of codes: a plain one, because it takes three kinds of
// bodies.
func (s *server) addPostCodes() {
	s.routes = append(s.routes, Route{Method: http.MethodPost, Path: codesPath, Access: forOwners})
	s.app.Post(Base+"/rewards/:id/codes", func(c *fiber.Ctx) error {
		if err := s.admit(c, forOwners); err != nil {
			return err
		}
		return s.postCodes(c)
	})
	schemas := s.api.OpenAPI().Components.Schemas
	lines := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}, Example: "TREE-4471-A\nTREE-9902-C\n"}
	op := &huma.Operation{
		OperationID: "add-codes", Method: http.MethodPost, Path: codesPath, Tags: []string{"Rewards"},
		Summary: "Put codes into the pool of a reward",
		Description: "One code a line, at most 10,000 in 1 MiB; a first line `code` is a header. Good lines are taken, others are told in `errors`, and what the reward has ever had is left out. " +
			"Each redemption that is approved gets the next codes of the pool, one a piece, and is fulfilled; what had to wait for codes gets them when they come, the oldest first.",
		Security: []map[string][]string{{"session": {}}, {"bearer": {}}},
		Parameters: []*huma.Param{
			{Name: "id", In: "path", Required: true, Description: "Of the reward.", Schema: &huma.Schema{Type: huma.TypeString}},
			{Name: "Idempotency-Key", In: "header", Description: "The same key and codes from the same caller have one effect.", Schema: &huma.Schema{Type: huma.TypeString}},
		},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			jsonMedia: {Schema: schemas.Schema(reflect.TypeFor[CodesInput](), true, "")}, csvMedia: lines, textMedia: lines,
		}},
		Responses: map[string]*huma.Response{"200": {Description: "What became of them.", Content: map[string]*huma.MediaType{
			jsonMedia: {Schema: schemas.Schema(reflect.TypeFor[CodesAdded](), true, "")},
		}}},
	}
	s.addProblems(op, append(errorsOf(forOwners, *op), http.StatusNotFound))
	s.api.OpenAPI().AddOperation(op)
}

func (s *server) postCodes(c *fiber.Ctx) error {
	key, err := keyOf(c)
	if err != nil {
		return err
	}
	typed, body, err := typedCodes(c)
	if err != nil {
		return err
	}
	id, err := domain.ParseRewardID(c.Params("id"))
	if err != nil {
		return err
	}
	o := usecase.Once{Key: key, Status: http.StatusOK, Request: hashOf(c, body), Encode: func(result any) ([]byte, error) {
		return json.Marshal(codesAddedOf(result.(usecase.CodesAdded)))
	}}
	answer, err := s.uc.AddCodes(c.UserContext(), actorOf(c.UserContext()), id, typed, o)
	return sendAnswer(c, answer, err)
}

// typedCodes reads a body of one of the three kinds, and gives it as it came.
func typedCodes(c *fiber.Ctx) ([]reward.TypedCode, []byte, error) {
	media, _, err := mime.ParseMediaType(c.Get("Content-Type"))
	read, ok := map[string]func([]byte) ([]reward.TypedCode, error){jsonMedia: codesOfJSON, csvMedia: codesOfCSV, textMedia: codesOfText}[media]
	if err != nil || !ok {
		return nil, nil, fiber.NewError(http.StatusUnsupportedMediaType)
	}
	if media != jsonMedia && isCSV(strings.Replace(c.Get("Content-Type"), textMedia, csvMedia, 1)) != nil { // another charset
		return nil, nil, fiber.NewError(http.StatusUnsupportedMediaType)
	}
	body, err := bodyUpTo(c, maxBody)
	if err != nil {
		return nil, nil, err
	}
	typed, err := read(bytes.TrimPrefix(body, []byte("\ufeff")))
	return typed, body, err
}

func codesOfJSON(body []byte) ([]reward.TypedCode, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	var in CodesInput
	if err := decoder.Decode(&in); err != nil || decoder.More() {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return nil, fiber.NewError(http.StatusBadRequest)
		}
		return nil, domain.InvalidField("codes", "is a list of texts, and nothing else is expected")
	}
	typed := make([]reward.TypedCode, len(in.Codes))
	for i, code := range in.Codes {
		typed[i] = reward.TypedCode{Text: code, Location: fmt.Sprintf("body.codes[%d]", i)}
	}
	return typed, nil
}

func codesOfText(body []byte) ([]reward.TypedCode, error) {
	var typed []reward.TypedCode
	line := 0
	for text := range strings.Lines(string(body)) {
		line++
		typed = append(typed, reward.TypedCode{Text: strings.TrimRight(text, "\r\n"), Line: line, Location: "body"})
	}
	return withoutHeader(typed), nil
}

func codesOfCSV(body []byte) ([]reward.TypedCode, error) {
	file := csv.NewReader(bytes.NewReader(body))
	file.FieldsPerRecord, file.ReuseRecord = -1, true
	var typed []reward.TypedCode
	for {
		record, err := file.Read()
		if errors.Is(err, io.EOF) {
			return withoutHeader(typed), nil
		}
		var fault *csv.ParseError
		if errors.As(err, &fault) {
			return nil, domain.Invalid("invalid_input", "The file cannot be read as CSV.",
				domain.FieldError{Location: "body", Message: "has quotes that do not fit", Line: fault.StartLine})
		}
		if err != nil {
			return nil, err
		}
		line, _ := file.FieldPos(0)
		for i, cell := range record {
			if i > 0 && strings.TrimSpace(cell) != "" {
				return nil, domain.Invalid("invalid_input", "The file has more than one column.",
					domain.FieldError{Location: "body", Message: "has more than one column", Line: line})
			}
		}
		typed = append(typed, reward.TypedCode{Text: record[0], Line: line, Location: "body"})
	}
}

func withoutHeader(typed []reward.TypedCode) []reward.TypedCode {
	if len(typed) > 0 && strings.EqualFold(strings.TrimSpace(typed[0].Text), codesColumn) {
		return typed[1:]
	}
	return typed
}
