package httpapi

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/announcement"
)

// Preview is a message as an endpoint would get it.
type Preview struct {
	Kind   string          `json:"kind" enum:"slack,teams,discord,mattermost,standard"`
	Event  string          `json:"event"`
	Sample bool            `json:"sample" doc:"It is about nobody real: there is nothing yet that it could tell of, or what there is is not for you to see."`
	Body   json.RawMessage `json:"body" doc:"What is posted."`
}

type previewInput struct {
	Kind     string `query:"kind" enum:"slack,teams,discord,mattermost,standard" default:"slack"`
	Event    string `query:"event" enum:"recognition.published,recognition.revoked,redemption.requested,redemption.fulfilled,goal.reached,report.published,endpoint.tested" default:"recognition.published"`
	Language string `query:"language" enum:"en,ru" default:"en"`
}

type previewOutput struct{ Body Preview }

func (s *server) addPreview() {
	register(s, forAdmins, huma.Operation{
		OperationID: "preview-message", Method: http.MethodGet, Path: "/webhooks/preview",
		Summary: "The message that an endpoint would get: of the latest public recognition, where it is about one", Tags: []string{"Webhooks"},
	}, s.previewMessage)
}

func (s *server) previewMessage(ctx context.Context, in *previewInput) (*previewOutput, error) {
	p, err := s.uc.PreviewWebhook(ctx, announcement.Kind(in.Kind), domain.EventKind(in.Event), in.Language, Shapes())
	if err != nil {
		return nil, err
	}
	return &previewOutput{Body: Preview{Kind: in.Kind, Event: in.Event, Sample: p.Sample, Body: p.Body}}, nil
}
