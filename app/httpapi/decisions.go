package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/usecase"
	"laurel/domain/recognition"
	"laurel/domain/reward"
)

// AskedByLink is what a link to decide is about: a nomination or a redemption, as its approver sees it.
type AskedByLink struct {
	Kind       string      `json:"kind" enum:"nomination,redemption"`
	Approver   Ref         `json:"approver" doc:"Who got the link, and decides."`
	Nomination *Nomination `json:"nomination" doc:"null where a redemption is decided on."`
	Redemption *Redemption `json:"redemption"`
	ExpiresAt  time.Time   `json:"expires_at"`
}

// LinkDecision is what is decided by a link.
type LinkDecision struct {
	Action  string `json:"action" enum:"approve,decline"`
	Comment string `json:"comment,omitempty" maxLength:"8000" doc:"With a yes to a nomination."`
	Reason  string `json:"reason,omitempty" maxLength:"8000" doc:"Needed with a no: who asked will read it."`
}

// DecidedByLink is what came of it.
type DecidedByLink struct {
	Kind   string `json:"kind" enum:"nomination,redemption"`
	ID     string `json:"id" format:"uuid"`
	Status string `json:"status" doc:"Of the nomination or the redemption: pending where a further step follows."`
}

func (s *server) addDecisions() {
	tags := []string{"Approvals"}
	register(s, forPublic, huma.Operation{
		OperationID: "read-decision-link", Method: http.MethodGet, Path: "/decisions/{token}",
		Summary: "Read what a link from an e-mail asks you to decide", Tags: tags,
		Description: "The link is signed, for one approver at one step. It decides nothing by being opened. 404 once it was used, " +
			"its time is over, or somebody else is asked.",
	}, s.readDecisionLink)
	register(s, forPublic, huma.Operation{
		OperationID: "decide-by-link", Method: http.MethodPost, Path: "/decisions/{token}",
		Summary: "Decide by a link from an e-mail, once", Tags: tags,
	}, s.decideByLink)
}

type decisionLinkInput struct {
	Token    string `path:"token" maxLength:"1000"`
	Language string `header:"Accept-Language" hidden:"true"`
}

type askedByLinkOutput struct{ Body AskedByLink }

func (s *server) readDecisionLink(ctx context.Context, in *decisionLinkInput) (*askedByLinkOutput, error) {
	asked, err := s.uc.AskedBy(ctx, in.Token, languageOf(in.Language))
	if err != nil {
		return nil, err
	}
	now := s.uc.Now()
	body := AskedByLink{Kind: "redemption", Approver: Ref{ID: asked.Approver.ID.String(), Name: asked.Name}, ExpiresAt: asked.Until.UTC()}
	if asked.Nomination != nil {
		n := nominationFor(asked.Approver, now)(*asked.Nomination)
		body.Kind, body.Nomination = "nomination", &n
	} else {
		d := redemptionFor(asked.Approver, now)(*asked.Redemption)
		body.Redemption = &d
	}
	return &askedByLinkOutput{Body: body}, nil
}

type decideByLinkInput struct {
	OnceInput
	Token string `path:"token" maxLength:"1000"`
	Body  LinkDecision
}

func (s *server) decideByLink(ctx context.Context, in *decideByLinkInput) (*onceOutput[DecidedByLink], error) {
	request := callOf(ctx)
	o, err := once(ctx, in.Key, http.StatusOK, in.Body, decidedByLink)
	if err != nil {
		return nil, err
	}
	decision := usecase.LinkDecision{Approve: in.Body.Action == "approve", Comment: in.Body.Comment, Reason: in.Body.Reason}
	answer, err := s.uc.DecideByLink(ctx, in.Token, decision, request.address, request.id, o)
	return onceAnswer[DecidedByLink](answer), err
}

func decidedByLink(result any) DecidedByLink {
	switch v := result.(type) {
	case recognition.View:
		return DecidedByLink{Kind: "nomination", ID: v.ID.String(), Status: string(v.Status)}
	case reward.RedemptionView:
		return DecidedByLink{Kind: "redemption", ID: v.ID.String(), Status: string(v.Status)}
	}
	return DecidedByLink{}
}
