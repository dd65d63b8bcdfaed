package httpapi

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/paper"
	"laurel/app/usecase"
)

const (
	jsonMedia = "application/json"
	pdfMedia  = "application/pdf"
)

// drawing is anything that app/paper draws.
type drawing interface{ Write(to io.Writer) error }

// PaperInput is what every call takes that can answer with something to print; exported, so that it is
// read where it is embedded.
type PaperInput struct {
	Accept   string `header:"Accept" hidden:"true"`
	Language string `query:"language" enum:"en,ru" doc:"Of what is printed; yours where it is left out."`
}

func (in PaperInput) language(ctx context.Context) string {
	if in.Language != "" {
		return in.Language
	}
	return actorOf(ctx).Language
}

// wantsPaper says whether the caller takes PDF before JSON.
func (in PaperInput) wantsPaper() bool {
	return in.Accept != "" && accepts(in.Accept, pdfMedia) && !accepts(in.Accept, jsonMedia)
}

// paperOutput is an answer as JSON or to print.
type paperOutput struct {
	Status      int
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Replayed    string `header:"Idempotent-Replayed" doc:"true where the answer is that of the first call with this key."`
	Body        []byte
}

// asPaper gives a verb's answer as it is, or drawn where the caller wants it so: an answer that is kept
// for its key is drawn again from what was kept.
func asPaper[W any](answer usecase.Answer, in PaperInput, name string, of func(W) drawing) (*paperOutput, error) {
	out := &paperOutput{Status: answer.Status, ContentType: jsonMedia, Body: answer.Body}
	if answer.Replayed {
		out.Replayed = "true"
	}
	if !in.wantsPaper() {
		return out, nil
	}
	var wire W
	if err := json.Unmarshal(answer.Body, &wire); err != nil {
		return nil, err
	}
	return out.drawn(name, of(wire))
}

// drawn makes the answer a document with a name to be saved by.
func (out *paperOutput) drawn(name string, d drawing) (*paperOutput, error) {
	body, err := paper.Bytes(d.Write)
	if err != nil {
		return nil, err
	}
	out.ContentType, out.Disposition, out.Body = pdfMedia, `inline; filename="`+name+`"`, body
	return out, nil
}

// pdfExample stands for a document in the API's description.
const pdfExample = "%PDF-1.3 …"

func paperContent() *huma.MediaType {
	return &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}, Example: pdfExample}
}

// jsonOrPaper describes an answer in both forms.
func jsonOrPaper[W any](s *server, status int, description string) map[string]*huma.Response {
	return map[string]*huma.Response{strconv.Itoa(status): {Description: description, Content: map[string]*huma.MediaType{
		jsonMedia: {Schema: s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[W](), true, "")}, pdfMedia: paperContent(),
	}}}
}

// onPaper describes an answer that is only printed.
func onPaper(description string) map[string]*huma.Response {
	return map[string]*huma.Response{strconv.Itoa(http.StatusOK): {Description: description, Content: map[string]*huma.MediaType{pdfMedia: paperContent()}}}
}
