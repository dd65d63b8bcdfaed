package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/announcement"
)

// QuietHours are the hours of each day in which nothing is sent.
type QuietHours struct {
	From     string `json:"from" example:"22:00" maxLength:"5"`
	To       string `json:"to" example:"07:30" maxLength:"5"`
	TimeZone string `json:"time_zone" example:"Europe/Moscow" maxLength:"100"`
}

// Endpoint is where announcements go.
type Endpoint struct {
	ID             string      `json:"id" format:"uuid"`
	Kind           string      `json:"kind" enum:"slack,teams,discord,mattermost,standard"`
	URL            string      `json:"url" example:"https://hooks.example.com/…" doc:"Without its secret part."`
	Events         []string    `json:"events" example:"[\"recognition.published\"]"`
	TeamIDs        []string    `json:"team_ids" doc:"Only of people in these teams, or below them; empty for all."`
	BehaviourIDs   []string    `json:"behaviour_ids" doc:"Only recognitions for these; empty for all."`
	Language       string      `json:"language" enum:"en,ru"`
	Digest         string      `json:"digest" enum:"instant,daily,weekly"`
	QuietHours     *QuietHours `json:"quiet_hours"`
	Status         string      `json:"status" enum:"active,disabled"`
	DisabledReason *string     `json:"disabled_reason" enum:"by_hand,gone,failing" nullable:"true"`
	FailingSince   *time.Time  `json:"failing_since" doc:"When the first try failed after the last that was taken."`
	CreatedAt      time.Time   `json:"created_at"`
	Secret         *string     `json:"secret,omitempty" example:"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" doc:"Of the kind standard, when it is made or changed: shown this once."`
}

// Delivery is one try of an announcement.
type Delivery struct {
	ID             string     `json:"id" format:"uuid"`
	EventID        string     `json:"event_id" format:"uuid" doc:"What a receiver drops repeats by: the webhook-id."`
	Event          string     `json:"event" example:"recognition.published"`
	Attempt        int        `json:"attempt" example:"1"`
	Status         string     `json:"status" enum:"pending,delivered,failed,abandoned"`
	ResponseStatus *int       `json:"response_status" example:"200"`
	Failure        *string    `json:"failure" nullable:"true" enum:"refused,closed,answered,timeout,unreachable,host_unknown,lookup_failed,certificate_not_trusted,not_secured,invalid_address,address_not_allowed,endpoint_disabled,withheld" doc:"Why it came to nothing, in a stable word; null where it did not."`
	Error          string     `json:"error" doc:"The same in English."`
	At             time.Time  `json:"at" doc:"When it was made, or is due."`
	DurationMS     *int64     `json:"duration_ms"`
	NextAttemptAt  *time.Time `json:"next_attempt_at"`
}

// EndpointInput is an endpoint as an administrator makes it.
type EndpointInput struct {
	Kind         string                `json:"kind" maxLength:"20" example:"standard"`
	URL          string                `json:"url" maxLength:"4096" example:"https://hooks.example.com/laurel"`
	Events       []string              `json:"events" maxItems:"20" nullable:"false" example:"[\"recognition.published\"]"`
	TeamIDs      []string              `json:"team_ids,omitempty" maxItems:"1000" nullable:"false"`
	BehaviourIDs []string              `json:"behaviour_ids,omitempty" maxItems:"1000" nullable:"false"`
	Language     string                `json:"language,omitempty" maxLength:"10" default:"en"`
	Digest       string                `json:"digest,omitempty" maxLength:"10" default:"instant"`
	QuietHours   mergeable[QuietHours] `json:"quiet_hours,omitzero"`
}

// EndpointPatch changes some of an endpoint: what is left out stays.
type EndpointPatch struct {
	URL          *string               `json:"url,omitempty" maxLength:"4096"`
	Events       *[]string             `json:"events,omitempty" maxItems:"20"`
	TeamIDs      *[]string             `json:"team_ids,omitempty" maxItems:"1000"`
	BehaviourIDs *[]string             `json:"behaviour_ids,omitempty" maxItems:"1000"`
	Language     *string               `json:"language,omitempty" maxLength:"10"`
	Digest       *string               `json:"digest,omitempty" maxLength:"10"`
	QuietHours   mergeable[QuietHours] `json:"quiet_hours,omitzero"`
	Status       *string               `json:"status,omitempty" enum:"active,disabled"`
	RotateSecret bool                  `json:"rotate_secret,omitempty" doc:"Make a new signing secret and show it; the one before signs as well for 24 hours."`
}

func endpointOf(e announcement.Endpoint) Endpoint {
	w := Endpoint{
		ID: e.ID.String(), Kind: string(e.Kind), URL: e.HiddenURL(), Events: make([]string, len(e.Events)), TeamIDs: textsOf(e.TeamIDs),
		BehaviourIDs: textsOf(e.BehaviourIDs), Language: e.Language, Digest: string(e.Digest), Status: string(e.Status),
		FailingSince: utc(e.FailingSince), CreatedAt: e.CreatedAt.UTC(),
	}
	for i, event := range e.Events {
		w.Events[i] = string(event)
	}
	if q := e.QuietHours; q != nil {
		w.QuietHours = &QuietHours{From: q.From, To: q.To, TimeZone: q.TimeZone}
	}
	w.DisabledReason = wordOf(e.DisabledReason)
	return w
}

// wordOf is a word of the API, null where there is none.
func wordOf[W ~string](word W) *string {
	if word == "" {
		return nil
	}
	text := string(word)
	return &text
}

func newEndpointOf(e usecase.NewWebhook) Endpoint {
	w := endpointOf(e.Endpoint)
	if e.Shown != "" {
		w.Secret = &e.Shown
	}
	return w
}

func deliveryOf(d announcement.Delivery) Delivery {
	return Delivery{
		ID: d.ID.String(), EventID: d.EventID.String(), Event: string(d.Event), Attempt: d.Attempt, Status: string(d.Status),
		ResponseStatus: d.ResponseStatus, Failure: wordOf(d.Failure), Error: d.Error, At: d.At.UTC(), DurationMS: d.DurationMS, NextAttemptAt: utc(d.NextAttemptAt),
	}
}

func textsOf[Kind any](ids []domain.ID[Kind]) []string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return texts
}

// change gives what the patch does to an endpoint.
func (in EndpointPatch) change() (usecase.WebhookChange, error) {
	change := usecase.WebhookChange{Rotate: in.RotateSecret, Status: (*announcement.Status)(in.Status)}
	var teams []domain.TeamID
	var behaviours []domain.BehaviourID
	var err error
	if in.TeamIDs != nil {
		if teams, err = parseIDs(*in.TeamIDs, domain.ParseTeamID); err != nil {
			return change, domain.InvalidField("team_ids", "holds what is no id")
		}
	}
	if in.BehaviourIDs != nil {
		if behaviours, err = parseIDs(*in.BehaviourIDs, domain.ParseBehaviourID); err != nil {
			return change, domain.InvalidField("behaviour_ids", "holds what is no id")
		}
	}
	change.Settings = func(to *announcement.Settings) {
		set(&to.URL, in.URL)
		set(&to.Language, in.Language)
		set((*string)(&to.Digest), in.Digest)
		if in.Events != nil {
			to.Events = eventKinds(*in.Events)
		}
		if in.TeamIDs != nil {
			to.TeamIDs = teams
		}
		if in.BehaviourIDs != nil {
			to.BehaviourIDs = behaviours
		}
		if in.QuietHours.sent {
			to.QuietHours = (*announcement.QuietHours)(in.QuietHours.value)
		}
	}
	return change, nil
}

func eventKinds(names []string) []domain.EventKind {
	kinds := make([]domain.EventKind, len(names))
	for i, name := range names {
		kinds[i] = domain.EventKind(name)
	}
	return kinds
}

func (in EndpointInput) settings() (announcement.Settings, error) {
	patch := EndpointPatch{
		URL: &in.URL, Events: &in.Events, TeamIDs: &in.TeamIDs, BehaviourIDs: &in.BehaviourIDs, Language: &in.Language, Digest: &in.Digest,
		QuietHours: in.QuietHours,
	}
	change, err := patch.change()
	if err != nil {
		return announcement.Settings{}, err
	}
	var settings announcement.Settings
	change.Settings(&settings)
	return settings, nil
}

type createEndpointInput struct {
	OnceInput
	Body EndpointInput
}

type endpointInput struct {
	ID string `path:"id" doc:"Of the endpoint."`
}

type changeEndpointInput struct {
	ID   string `path:"id" doc:"Of the endpoint."`
	Body EndpointPatch
}

type endpointOutput struct{ Body Endpoint }

type testEndpointInput struct {
	OnceInput
	ID   string    `path:"id" doc:"Of the endpoint."`
	Body *struct{} `required:"false"`
}

type endpointDeliveriesInput struct {
	PageInput
	ID string `path:"id" doc:"Of the endpoint."`
}

type retryDeliveryInput struct {
	OnceInput
	ID   string    `path:"id" doc:"Of the delivery."`
	Body *struct{} `required:"false"`
}

func (s *server) addWebhooks() {
	register(s, forAdmins, huma.Operation{
		OperationID: "list-endpoints", Method: http.MethodGet, Path: "/webhooks",
		Summary: "The endpoints that announcements go to", Tags: []string{"Webhooks"},
	}, s.listEndpoints)
	register(s, forAdmins, huma.Operation{
		OperationID: "create-endpoint", Method: http.MethodPost, Path: "/webhooks", DefaultStatus: http.StatusCreated,
		Summary: "Add an endpoint; one of the kind standard shows its secret this once", Tags: []string{"Webhooks"},
	}, s.createEndpoint)
	register(s, forAdmins, huma.Operation{
		OperationID: "change-endpoint", Method: http.MethodPatch, Path: "/webhooks/{id}",
		Summary: "Change an endpoint, disable or enable it, or give it a new secret", Tags: []string{"Webhooks"},
	}, s.changeEndpoint)
	register(s, forAdmins, huma.Operation{
		OperationID: "delete-endpoint", Method: http.MethodDelete, Path: "/webhooks/{id}", DefaultStatus: http.StatusNoContent,
		Summary: "Take an endpoint away", Tags: []string{"Webhooks"},
	}, s.deleteEndpoint)
	register(s, forAdmins, huma.Operation{
		OperationID: "test-endpoint", Method: http.MethodPost, Path: "/webhooks/{id}/test", DefaultStatus: http.StatusAccepted,
		Summary: "Send the endpoint a word that it is connected", Tags: []string{"Webhooks"},
	}, s.testEndpoint)
	register(s, forAdmins, huma.Operation{
		OperationID: "list-deliveries", Method: http.MethodGet, Path: "/webhooks/{id}/deliveries",
		Summary: "The tries for an endpoint, the latest first", Tags: []string{"Webhooks"},
	}, s.listDeliveries)
	register(s, forAdmins, huma.Operation{
		OperationID: "retry-delivery", Method: http.MethodPost, Path: "/deliveries/{id}/retry", DefaultStatus: http.StatusAccepted,
		Summary: "Try an announcement again, now", Tags: []string{"Webhooks"},
	}, s.retryDelivery)
}

func (s *server) listEndpoints(ctx context.Context, in *PageInput) (*listOutput[Endpoint], error) {
	page, err := s.uc.Webhooks(ctx, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, endpointOf), nil
}

func (s *server) createEndpoint(ctx context.Context, in *createEndpointInput) (*onceOutput[Endpoint], error) {
	settings, err := in.Body.settings()
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, newEndpointOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.CreateWebhook(ctx, actorOf(ctx), announcement.Kind(in.Body.Kind), settings, o)
	return onceAnswer[Endpoint](answer), err
}

func (s *server) changeEndpoint(ctx context.Context, in *changeEndpointInput) (*endpointOutput, error) {
	change, err := in.Body.change()
	if err != nil {
		return nil, err
	}
	id, err := domain.ParseEndpointID(in.ID)
	if err != nil {
		return nil, err
	}
	changed, err := s.uc.ChangeWebhook(ctx, actorOf(ctx), id, change)
	if err != nil {
		return nil, err
	}
	return &endpointOutput{Body: newEndpointOf(changed)}, nil
}

func (s *server) deleteEndpoint(ctx context.Context, in *endpointInput) (*struct{}, error) {
	id, err := domain.ParseEndpointID(in.ID)
	if err != nil {
		return nil, err
	}
	return nil, s.uc.DeleteWebhook(ctx, actorOf(ctx), id)
}

func (s *server) testEndpoint(ctx context.Context, in *testEndpointInput) (*onceOutput[Delivery], error) {
	id, err := domain.ParseEndpointID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusAccepted, struct{}{}, deliveryOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.TestWebhook(ctx, actorOf(ctx), id, o)
	return onceAnswer[Delivery](answer), err
}

func (s *server) listDeliveries(ctx context.Context, in *endpointDeliveriesInput) (*listOutput[Delivery], error) {
	id, err := domain.ParseEndpointID(in.ID)
	if err != nil {
		return nil, err
	}
	page, err := s.uc.Deliveries(ctx, id, in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, deliveryOf), nil
}

func (s *server) retryDelivery(ctx context.Context, in *retryDeliveryInput) (*onceOutput[Delivery], error) {
	id, err := domain.ParseDeliveryID(in.ID)
	if err != nil {
		return nil, err
	}
	o, err := once(ctx, in.Key, http.StatusAccepted, struct{}{}, deliveryOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.RetryDelivery(ctx, actorOf(ctx), id, o)
	return onceAnswer[Delivery](answer), err
}
