package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"laurel/app/paper"
	"laurel/app/usecase"
	"laurel/domain"
	"laurel/domain/recognition"
)

// CardsInput says what cards are made.
type CardsInput struct {
	Count   int    `json:"count" minimum:"1" maximum:"40" doc:"Eight go on a page. For a team: so many of each member." example:"8"`
	Message string `json:"message,omitempty" maxLength:"1200" doc:"Printed on each; without one there are lines to write on by hand." example:"You stayed until the last pallet stood in the lorry."`
	TeamID  string `json:"team_id,omitempty" format:"uuid" doc:"Cards of each member of the team and those below it, without a message. For administrators."`
}

// CardSheet are cards that have just been made. What their QR codes say is told this once.
type CardSheet struct {
	MadeAt    time.Time  `json:"made_at"`
	ExpiresAt time.Time  `json:"expires_at"`
	Items     []MadeCard `json:"items"`
}

// MadeCard is one of them.
type MadeCard struct {
	ID      string `json:"id" format:"uuid"`
	Giver   Person `json:"giver"`
	Message string `json:"message" doc:"Empty: written by hand."`
	URL     string `json:"url" doc:"What its QR code says."`
}

// Card is a thank-you card on paper.
type Card struct {
	ID           string     `json:"id" format:"uuid"`
	Giver        Person     `json:"giver"`
	Receiver     *Ref       `json:"receiver"`
	Message      string     `json:"message" doc:"As printed; empty where it was written by hand."`
	Story        string     `json:"story" doc:"What it thanks for: the message, or what the receiver read off it."`
	Status       string     `json:"status" enum:"open,claimed,used,declined,revoked" doc:"claimed: what the receiver read off it waits for the giver's word."`
	Visibility   string     `json:"visibility" enum:"public,private"`
	NominationID *string    `json:"nomination_id" format:"uuid" doc:"The recognition that it has become."`
	CreatedAt    time.Time  `json:"created_at"`
	ExpiresAt    time.Time  `json:"expires_at" doc:"Of a claimed card: until when it waits for the giver."`
	EndedAt      *time.Time `json:"ended_at"`
	Can          CardCan    `json:"can" doc:"What the caller may do with it now."`
}

// CardCan says what the caller may do with a card.
type CardCan struct {
	Redeem  bool `json:"redeem"`
	Confirm bool `json:"confirm"`
	Revoke  bool `json:"revoke"`
}

// CardToken is what the QR code of a card says.
type CardToken struct {
	Token string `json:"token" minLength:"1" maxLength:"200" doc:"Behind the # of the card's address."`
}

// CardRedemption is a card in its receiver's hand.
type CardRedemption struct {
	Token      string `json:"token" minLength:"1" maxLength:"200" doc:"Behind the # of the card's address."`
	Story      string `json:"story,omitempty" maxLength:"20000" doc:"What stands on it, where it was written by hand." example:"Lent me a torch when the lights went out."`
	Visibility string `json:"visibility,omitempty" enum:"public,private" default:"public"`
}

// CardConfirmation is the giver's word.
type CardConfirmation struct {
	Story string `json:"story,omitempty" maxLength:"20000" doc:"In other words than the receiver read; left out, those stay."`
}

func (s *server) addCards() {
	tags := []string{"Cards and letters"}
	register(s, forEverybody.also(pdfMedia), huma.Operation{
		OperationID: "make-cards", Method: http.MethodPost, Path: "/cards", DefaultStatus: http.StatusCreated,
		Summary: "Make thank-you cards to print", Tags: tags,
		Description: "Each is redeemed once, within 180 days. With `Accept: application/pdf` the answer is what is printed, eight a page: the same `Idempotency-Key` gives the same cards in either form.",
		Responses:   jsonOrPaper[CardSheet](s, http.StatusCreated, "The cards. What their QR codes say is told this once."),
	}, s.makeCards)
	register(s, forEverybody, huma.Operation{
		OperationID: "list-cards", Method: http.MethodGet, Path: "/cards",
		Summary: "List your own thank-you cards, the latest made first", Tags: tags,
	}, s.listCards)
	register(s, forEverybody, huma.Operation{
		OperationID: "open-card", Method: http.MethodPost, Path: "/cards/open", DefaultStatus: http.StatusOK,
		Summary: "Read the card in your hand", Tags: tags, Description: "Changes nothing; the token is in the body so that it stands in no log.",
	}, s.openCard)
	register(s, forEverybody, huma.Operation{
		OperationID: "redeem-card", Method: http.MethodPost, Path: "/cards/redeem", DefaultStatus: http.StatusOK,
		Summary: "Redeem the card in your hand, once", Tags: tags,
		Description: "What the giver had printed is published at once. What was written by hand waits until the giver stands by it: nobody's name stands under words that are not theirs.",
	}, s.redeemCard)
	register(s, forEverybody, huma.Operation{
		OperationID: "confirm-card", Method: http.MethodPost, Path: "/cards/{id}/confirm", DefaultStatus: http.StatusOK,
		Summary: "Stand by what the receiver read off your card", Tags: tags,
	}, s.confirmCard)
	register(s, forEverybody, huma.Operation{
		OperationID: "decline-card", Method: http.MethodPost, Path: "/cards/{id}/decline", DefaultStatus: http.StatusOK,
		Summary: "Say that it was not so", Tags: tags,
	}, s.declineCard)
	register(s, forEverybody, huma.Operation{
		OperationID: "revoke-card", Method: http.MethodPost, Path: "/cards/{id}/revoke", DefaultStatus: http.StatusOK,
		Summary: "Take back a card that nobody has redeemed", Tags: tags,
	}, s.revokeCard)
	register(s, forEverybody.also(pdfMedia), huma.Operation{
		OperationID: "get-letter", Method: http.MethodGet, Path: "/nominations/{id}/letter",
		Summary: "A recognition as a letter to print", Tags: tags, Responses: onPaper("The letter: one page of A4."),
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, s.letter)
}

type makeCardsInput struct {
	OnceInput
	PaperInput
	Body CardsInput
}

func (s *server) makeCards(ctx context.Context, in *makeCardsInput) (*paperOutput, error) {
	wanted := usecase.CardsFor{Count: in.Body.Count, Message: in.Body.Message}
	if in.Body.TeamID != "" {
		team, err := domain.ParseTeamID(in.Body.TeamID)
		if err != nil {
			return nil, domain.InvalidField("team_id", "is no id")
		}
		wanted.Team = &team
	}
	o, err := once(ctx, in.Key, http.StatusCreated, in.Body, cardSheetOf)
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.MakeCards(ctx, actorOf(ctx), wanted, o)
	if err != nil {
		return nil, err
	}
	return asPaper(answer, in.PaperInput, "laurel-cards.pdf", func(sheet CardSheet) drawing { return s.cardsOnPaper(sheet, in.language(ctx)) })
}

func cardSheetOf(sheet usecase.CardSheet) CardSheet {
	w := CardSheet{MadeAt: sheet.MadeAt, ExpiresAt: sheet.ExpiresAt, Items: make([]MadeCard, len(sheet.Cards))}
	for i, c := range sheet.Cards {
		w.Items[i] = MadeCard{
			ID: c.ID.String(), Giver: Person{ID: c.Giver.String(), Name: c.Person.Name, Team: refOf(c.Person.TeamID, c.Person.TeamName)},
			Message: c.Message, URL: c.URL,
		}
	}
	return w
}

func (s *server) cardsOnPaper(sheet CardSheet, language string) drawing {
	c := paper.Cards{Language: language, At: sheet.MadeAt, Until: sheet.ExpiresAt.In(s.uc.Location())}
	for _, item := range sheet.Items {
		c.Cards = append(c.Cards, paper.Card{Giver: item.Giver.Name, Team: teamName(item.Giver.Team), Message: item.Message, Link: item.URL})
	}
	return c
}

func teamName(team *Ref) string {
	if team == nil {
		return ""
	}
	return team.Name
}

type listCardsInput struct {
	PageInput
	Status string `query:"status" enum:"open,claimed,used,declined,revoked"`
}

func (s *server) listCards(ctx context.Context, in *listCardsInput) (*listOutput[Card], error) {
	actor := actorOf(ctx)
	page, err := s.uc.Cards(ctx, actor, recognition.CardStatus(in.Status), in.page())
	if err != nil {
		return nil, err
	}
	return listOf(page, cardFor(actor, s.uc.Now())), nil
}

// cardFor shapes a card for an actor at a moment.
func cardFor(actor domain.Actor, now time.Time) func(recognition.CardView) Card {
	return func(v recognition.CardView) Card {
		c := Card{
			ID: v.ID.String(), Giver: Person{ID: v.Giver.String(), Name: v.GiverName, Team: refOf(v.GiverTeamID, v.GiverTeamName)},
			Receiver: refOf(v.Receiver, v.ReceiverName), Message: v.Message, Story: v.Story, Status: string(v.Status), Visibility: string(v.Visibility),
			CreatedAt: v.CreatedAt.UTC(), ExpiresAt: v.ExpiresAt.UTC(), EndedAt: utc(v.EndedAt),
		}
		giver := v.Giver == actor.ID
		if v.Status == recognition.CardClaimed && v.ClaimedAt != nil {
			c.ExpiresAt = v.ClaimedAt.Add(recognition.ClaimLife).UTC()
			c.Can.Confirm = giver && now.Before(c.ExpiresAt)
		}
		c.Can.Redeem = !giver && v.GiverActive && v.IsOpen(now)
		c.Can.Revoke = v.Status == recognition.CardOpen && (giver || actor.Is(domain.RoleAdmin))
		if v.Nomination != nil {
			id := v.Nomination.String()
			c.NominationID = &id
		}
		return c
	}
}

type openCardInput struct{ Body CardToken }

type cardOutput struct{ Body Card }

func (s *server) openCard(ctx context.Context, in *openCardInput) (*cardOutput, error) {
	actor := actorOf(ctx)
	card, err := s.uc.OpenCard(ctx, actor, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &cardOutput{Body: cardFor(actor, s.uc.Now())(card)}, nil
}

type redeemCardInput struct {
	OnceInput
	Body CardRedemption
}

func (s *server) redeemCard(ctx context.Context, in *redeemCardInput) (*onceOutput[Card], error) {
	actor := actorOf(ctx)
	o, err := once(ctx, in.Key, http.StatusOK, in.Body, cardFor(actor, s.uc.Now()))
	if err != nil {
		return nil, err
	}
	answer, err := s.uc.RedeemCard(ctx, actor, usecase.CardInHand{Token: in.Body.Token, Story: in.Body.Story, Visibility: recognition.Visibility(in.Body.Visibility)}, o)
	return onceAnswer[Card](answer), err
}

// cardVerb runs a verb on one card and answers it as it then is.
func cardVerb[B any](ctx context.Context, s *server, id, key string, body B, run func(domain.Actor, domain.CardID, usecase.Once) (usecase.Answer, error)) (*onceOutput[Card], error) {
	card, err := domain.ParseCardID(id)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	o, err := once(ctx, key, http.StatusOK, body, cardFor(actor, s.uc.Now()))
	if err != nil {
		return nil, err
	}
	answer, err := run(actor, card, o)
	return onceAnswer[Card](answer), err
}

// cardInput is what a verb on one card takes.
type cardInput[B any] struct {
	OnceInput
	ID   string `path:"id" doc:"Of the card."`
	Body *B     `required:"false"`
}

func (s *server) confirmCard(ctx context.Context, in *cardInput[CardConfirmation]) (*onceOutput[Card], error) {
	word := CardConfirmation{}
	if in.Body != nil {
		word = *in.Body
	}
	return cardVerb(ctx, s, in.ID, in.Key, word, func(actor domain.Actor, id domain.CardID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.ConfirmCard(ctx, actor, id, word.Story, o)
	})
}

func (s *server) declineCard(ctx context.Context, in *cardInput[struct{}]) (*onceOutput[Card], error) {
	return cardVerb(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.CardID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.DeclineCard(ctx, actor, id, o)
	})
}

func (s *server) revokeCard(ctx context.Context, in *cardInput[struct{}]) (*onceOutput[Card], error) {
	return cardVerb(ctx, s, in.ID, in.Key, struct{}{}, func(actor domain.Actor, id domain.CardID, o usecase.Once) (usecase.Answer, error) {
		return s.uc.RevokeCard(ctx, actor, id, o)
	})
}

type letterInput struct {
	PaperInput
	ID string `path:"id" doc:"Of the nomination."`
}

func (s *server) letter(ctx context.Context, in *letterInput) (*paperOutput, error) {
	id, err := domain.ParseNominationID(in.ID)
	if err != nil {
		return nil, err
	}
	actor := actorOf(ctx)
	actor.Language = in.language(ctx)
	found, err := s.uc.Letter(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	out := &paperOutput{Status: http.StatusOK}
	return out.drawn("laurel-letter.pdf", s.letterOnPaper(found, actor.Language))
}

func (s *server) letterOnPaper(found usecase.Letter, language string) drawing {
	l := paper.Letter{
		Language: language, Published: found.PublishedAt.In(s.uc.Location()), Story: found.Story, Impact: found.Impact, Link: found.URL,
	}
	if found.ProgramName != nil {
		l.Program = *found.ProgramName
	}
	if found.CustomerName != nil && !found.Confidential { // paper is read by others too
		l.Customer = *found.CustomerName
	}
	if found.NominatorName != nil {
		l.Nominator = paper.Person{Name: *found.NominatorName, Team: orNone(found.NominatorTeamName)}
	}
	for _, p := range found.Nominees {
		l.Nominees = append(l.Nominees, paper.Person{Name: p.Name, Team: orNone(p.TeamName)})
	}
	for _, b := range found.Behaviours {
		l.Behaviours = append(l.Behaviours, b.Name)
	}
	for _, e := range found.Enablers {
		l.Enablers = append(l.Enablers, e.Name)
	}
	return l
}

func orNone(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
