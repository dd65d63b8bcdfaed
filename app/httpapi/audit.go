package httpapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/domain"
	"laurel/domain/audit"
)

// AuditEntry is one line of the audit log. Data holds ids and numbers; the names are those of now.
type AuditEntry struct {
	ID        string          `json:"id" format:"uuid"`
	At        time.Time       `json:"at"`
	Actor     *Ref            `json:"actor" doc:"null for Laurel itself, or the command line."`
	Action    string          `json:"action" example:"update_employee"`
	Subject   AuditSubject    `json:"subject"`
	Address   string          `json:"address" doc:"Where the call came from."`
	RequestID string          `json:"request_id"`
	Data      json.RawMessage `json:"data"`
}

// AuditSubject is the thing that was changed.
type AuditSubject struct {
	Kind string  `json:"kind" example:"employee"`
	ID   *string `json:"id" format:"uuid"`
	Name *string `json:"name"`
}

type auditInput struct {
	PageInput
	Accept      string `header:"Accept" hidden:"true"`
	ActorID     string `query:"actor_id" format:"uuid"`
	Action      string `query:"action" maxLength:"100" example:"update_employee"`
	SubjectKind string `query:"subject_kind" maxLength:"100" example:"employee"`
	SubjectID   string `query:"subject_id" format:"uuid"`
	From        string `query:"from" format:"date" doc:"The first day, in the organisation's time zone."`
	To          string `query:"to" format:"date" doc:"The last day, which is included."`
}

func (s *server) addAudit() {
	register(s, forAdmins.also(csvMedia), huma.Operation{
		OperationID: "list-audit", Method: http.MethodGet, Path: "/audit",
		Summary: "Every change of money-like or personal data, the latest first; as CSV by Accept: text/csv, at most 50,000 lines", Tags: []string{"Organisation"},
		Responses: map[string]*huma.Response{"200": {Description: "A page as JSON, or all that was asked for as CSV, in which no cell is a formula.", Content: map[string]*huma.MediaType{
			jsonMedia: {Schema: s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[List[AuditEntry]](), true, "")},
			csvMedia:  {Schema: &huma.Schema{Type: huma.TypeString}, Example: "at,actor,action\n"},
		}}},
	}, s.listAudit)
}

func (s *server) listAudit(ctx context.Context, in *auditInput) (*tableOutput, error) {
	filter, err := in.filter(s.uc.Location())
	if err != nil {
		return nil, err
	}
	if wantsCSV(in.Accept) {
		body, err := s.auditCSV(ctx, filter)
		return &tableOutput{ContentType: csvMedia + "; charset=utf-8", Disposition: `attachment; filename="audit.csv"`, Body: body}, err
	}
	page, err := s.uc.Audit(ctx, filter, in.page())
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(listOf(page, auditEntryOf).Body)
	return &tableOutput{ContentType: jsonMedia, Body: body}, err
}

// filter reads the question; days are those of the organisation.
func (in auditInput) filter(where *time.Location) (audit.Filter, error) {
	f := audit.Filter{Action: in.Action, SubjectKind: in.SubjectKind}
	var err error
	if f.Actor, err = optionalID(in.ActorID, domain.ParseEmployeeID, "actor_id"); err != nil {
		return f, err
	}
	if f.Subject, err = optionalID(in.SubjectID, domain.ParseID[any], "subject_id"); err != nil {
		return f, err
	}
	if in.From != "" {
		from, err := time.ParseInLocation(time.DateOnly, in.From, where)
		if err != nil {
			return f, domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query.from", Message: "is no day"})
		}
		f.From = &from
	}
	if in.To != "" {
		to, err := time.ParseInLocation(time.DateOnly, in.To, where)
		if err != nil {
			return f, domain.Invalid("invalid_input", "The query is not right.", domain.FieldError{Location: "query.to", Message: "is no day"})
		}
		to = to.AddDate(0, 0, 1)
		f.To = &to
	}
	return f, nil
}

// mostAuditLines bounds a table: more are asked for by days.
const mostAuditLines = 50_000

func (s *server) auditCSV(ctx context.Context, f audit.Filter) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write([]string{"at", "actor", "actor_id", "action", "subject_kind", "subject", "subject_id", "address", "request_id", "data"})
	page := domain.Page{Limit: 1000}
	for lines := 0; lines < mostAuditLines; {
		list, err := s.uc.Audit(ctx, f, page)
		if err != nil {
			return nil, err
		}
		for _, e := range list.Items {
			_ = w.Write(auditLine(auditEntryOf(e))) // told by w.Error
		}
		lines += len(list.Items)
		if page.Cursor = list.Next; page.Cursor == "" {
			break
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func auditLine(e AuditEntry) []string {
	actor, actorID := "", ""
	if e.Actor != nil {
		actor, actorID = e.Actor.Name, e.Actor.ID
	}
	return cellsOf([]any{
		e.At.Format(time.RFC3339), actor, actorID, e.Action, e.Subject.Kind, orEmpty(e.Subject.Name), orEmpty(e.Subject.ID), e.Address, e.RequestID, string(e.Data),
	})
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func auditEntryOf(e audit.Entry) AuditEntry {
	w := AuditEntry{
		ID: e.ID.String(), At: e.At.UTC(), Actor: refOf(e.Actor, e.ActorName), Action: e.Action, Address: e.Address, RequestID: e.Request, Data: e.Data,
		Subject: AuditSubject{Kind: e.SubjectKind, Name: e.SubjectName},
	}
	if e.Subject != nil {
		id := e.Subject.String()
		w.Subject.ID = &id
	}
	return w
}
