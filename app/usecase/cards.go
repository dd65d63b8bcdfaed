package usecase

import (
	"context"
	"time"

	"laurel/app/auth"
	"laurel/domain"
	"laurel/domain/recognition"
	"laurel/storage/postgres"
)

// maxCardSheet is how many cards are made for a team at a time.
const maxCardSheet = 400

// CardSheet are cards that have just been made. Only now it is known what their QR codes say.
type CardSheet struct {
	MadeAt, ExpiresAt time.Time
	Cards             []MadeCard
}

// MadeCard is a card with its giver. URL is what its QR code says.
type MadeCard struct {
	recognition.Card
	Person recognition.Giver
	URL    string
}

// CardsFor says what cards are made: so many of the actor, or for a team so many of each member.
type CardsFor struct {
	Count   int
	Message string
	Team    *domain.TeamID
}

// MakeCards makes thank-you cards to print. The result is a CardSheet. Cards for a team are for an
// administrator to make, and have no printed message: nobody writes in another's name. 409
// `too_many_cards` where a giver would have too many open ones.
func (uc *UseCases) MakeCards(ctx context.Context, actor domain.Actor, wanted CardsFor, o Once) (Answer, error) {
	if wanted.Team != nil && !actor.Is(domain.RoleAdmin) {
		return Answer{}, domain.Forbidden("forbidden", "Cards for a team are made by an administrator.")
	}
	o.Secret = true
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		givers, err := uc.cardGivers(ctx, tx, actor, wanted)
		if err != nil {
			return nil, err
		}
		now := uc.Now()
		ids := make([]domain.EmployeeID, len(givers))
		for i, giver := range givers {
			ids[i] = giver.ID
		}
		open, err := tx.Cards.MostOpen(ctx, ids, now)
		if err != nil {
			return nil, err
		}
		if open+wanted.Count > recognition.MaxOpenCards {
			return nil, domain.Conflict("too_many_cards", "There would be more than 120 unused cards of one giver. Take some back first.")
		}
		sheet := CardSheet{MadeAt: now, ExpiresAt: now.Add(recognition.CardLife)}
		for _, giver := range givers {
			if err := uc.addCards(tx, actor, giver, wanted, &sheet); err != nil {
				return nil, err
			}
		}
		return sheet, nil
	})
}

func (uc *UseCases) cardGivers(ctx context.Context, tx *postgres.Tx, actor domain.Actor, wanted CardsFor) ([]recognition.Giver, error) {
	if wanted.Team == nil {
		giver, err := tx.Cards.Giver(ctx, actor.ID)
		return []recognition.Giver{giver}, err
	}
	if _, err := tx.Teams.ByID(ctx, *wanted.Team); err != nil {
		return nil, err
	}
	givers, err := tx.Cards.Givers(ctx, *wanted.Team, maxCardSheet+1)
	switch {
	case err != nil:
		return nil, err
	case len(givers) == 0:
		return nil, domain.Conflict("empty_team", "Nobody is in this team.")
	case len(givers)*wanted.Count > maxCardSheet:
		return nil, domain.Invalid("sheet_too_long", "400 cards at most are made at a time: fewer for each, or for a smaller team.", domain.FieldError{Location: "body.count", Message: "is too much for so many members"})
	}
	return givers, nil
}

func (uc *UseCases) addCards(tx *postgres.Tx, actor domain.Actor, giver recognition.Giver, wanted CardsFor, sheet *CardSheet) error {
	for range wanted.Count {
		card, err := recognition.NewCard(giver.ID, actor.ID, wanted.Message, sheet.MadeAt)
		if err != nil {
			return err
		}
		token, hash := auth.NewShortToken()
		tx.Cards.Insert(card, hash)
		sheet.Cards = append(sheet.Cards, MadeCard{card, giver, uc.publicURL + "/card#" + token})
	}
	tx.Audit.Add(actor, sheet.MadeAt, postgres.Entry{Action: "make_cards", SubjectKind: "employee", Subject: domain.ID[any](giver.ID), Data: map[string]any{"count": wanted.Count}})
	return nil
}

// Cards lists the actor's own cards, the latest made first; all states where the status is "".
func (uc *UseCases) Cards(ctx context.Context, actor domain.Actor, status recognition.CardStatus, page domain.Page) (domain.Slice[recognition.CardView], error) {
	return uc.db.Cards.ListOfGiver(ctx, actor.ID, status, page)
}

// OpenCard reads the card whose QR code says a token. NotFound where there is none; 409 `card_ended` for
// who has no part in it, once it has ended.
func (uc *UseCases) OpenCard(ctx context.Context, actor domain.Actor, token string) (recognition.CardView, error) {
	card, err := uc.db.Cards.ByHash(ctx, auth.HashToken(token))
	if err != nil {
		return card, err
	}
	mine := card.Giver == actor.ID || (card.Receiver != nil && *card.Receiver == actor.ID)
	if !mine && (!card.IsOpen(uc.Now()) || !card.GiverActive) {
		return card, errCardEnded
	}
	return card, nil
}

var errCardEnded = domain.Conflict("card_ended", "This card was used or taken back, or has run out.")

// CardInHand is a card that its receiver holds: Token is what its QR code says, Story what stands on it where it was written by
// hand, and Visibility what the receiver wants.
type CardInHand struct {
	Token, Story string
	Visibility   recognition.Visibility
}

// RedeemCard hands a card to the actor, once. Words that the giver had printed are published at once;
// what was written by hand waits for the giver's word. The result is a recognition.CardView.
func (uc *UseCases) RedeemCard(ctx context.Context, actor domain.Actor, in CardInHand, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		card, err := tx.Cards.LockByHash(ctx, auth.HashToken(in.Token))
		if err != nil {
			return nil, err
		}
		if !card.GiverActive {
			return nil, errCardEnded
		}
		if err := card.Redeem(actor.ID, in.Story, in.Visibility, now); err != nil {
			return nil, err
		}
		if card.IsGiversWord() {
			giver := domain.Actor{ID: card.Giver, Language: actor.Language}
			if err := uc.publishCard(ctx, tx, &card.Card, giver, now); err != nil {
				return nil, err
			}
		} else {
			tx.Events.Add(domain.NewEvent(domain.CardClaimed, card.ID, actor.Ref(), now, map[string]any{"giver": card.Giver, "receiver": actor.ID}))
		}
		return uc.keepCard(ctx, tx, card, actor, "redeem_card", now)
	})
}

// ConfirmCard lets the giver stand by what the receiver read off a card, in other words where they are
// given: it is published. 404 for who isn't the giver, 409 `not_claimed`.
func (uc *UseCases) ConfirmCard(ctx context.Context, actor domain.Actor, id domain.CardID, story string, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		card, err := uc.ownCard(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		if err := card.Confirm(story, now); err != nil {
			return nil, err
		}
		if err := uc.publishCard(ctx, tx, &card.Card, actor, now); err != nil {
			return nil, err
		}
		tx.Events.Add(domain.NewEvent(domain.CardAnswered, card.ID, actor.Ref(), now, nil))
		return uc.keepCard(ctx, tx, card, actor, "confirm_card", now)
	})
}

// DeclineCard lets the giver say that what was read off a card was not so. The errors are those of
// ConfirmCard.
func (uc *UseCases) DeclineCard(ctx context.Context, actor domain.Actor, id domain.CardID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		card, err := uc.ownCard(ctx, tx, actor, id)
		if err != nil {
			return nil, err
		}
		if err := card.Decline(now); err != nil {
			return nil, err
		}
		tx.Events.Add(domain.NewEvent(domain.CardAnswered, card.ID, actor.Ref(), now, nil))
		return uc.keepCard(ctx, tx, card, actor, "decline_card", now)
	})
}

// RevokeCard takes a card back that nobody has redeemed: by its giver, or by an administrator. 409
// `card_ended`.
func (uc *UseCases) RevokeCard(ctx context.Context, actor domain.Actor, id domain.CardID, o Once) (Answer, error) {
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		card, err := tx.Cards.Lock(ctx, id)
		if err != nil {
			return nil, err
		}
		if card.Giver != actor.ID && !actor.Is(domain.RoleAdmin) {
			return nil, domain.NotFound()
		}
		if err := card.Revoke(now); err != nil {
			return nil, err
		}
		return uc.keepCard(ctx, tx, card, actor, "revoke_card", now)
	})
}

func (uc *UseCases) ownCard(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.CardID) (recognition.CardView, error) {
	card, err := tx.Cards.Lock(ctx, id)
	if err == nil && card.Giver != actor.ID {
		err = domain.NotFound()
	}
	return card, err
}

// publishCard makes the card a recognition without points, given by its giver under the first simple
// program. 409 `no_thanks_program` where none is open.
func (uc *UseCases) publishCard(ctx context.Context, tx *postgres.Tx, card *recognition.Card, giver domain.Actor, now time.Time) error {
	program, err := tx.Cards.ThanksProgram(ctx, uc.day(now))
	if domain.CodeOf(err) == "not_found" {
		return domain.Conflict("no_thanks_program", "No program for simple thanks is open now. The card stays as it is.")
	}
	if err != nil {
		return err
	}
	none := int64(0)
	draft := recognition.Draft{
		Program: program, Nominees: []domain.EmployeeID{*card.Receiver}, Behaviours: []domain.BehaviourID{}, Story: card.Story, Points: &none, Visibility: card.Visibility,
	}
	call := nominateCall{actor: giver, draft: draft}
	all, err := uc.readForNominations(ctx, tx, []nominateCall{call})
	if err != nil {
		return err
	}
	seen, err := all.of(uc, call)
	if err != nil {
		return err
	}
	n, err := uc.newNomination(ctx, tx, draft, seen, giver.ID, now)
	if err != nil {
		return err
	}
	if err := uc.start(ctx, tx, n, seen, giver, now); err != nil {
		return err
	}
	card.Use(n.ID, now)
	return nil
}

// keepCard writes how a card stands now, and gives it with the receiver's name.
func (uc *UseCases) keepCard(ctx context.Context, tx *postgres.Tx, card recognition.CardView, actor domain.Actor, action string, now time.Time) (recognition.CardView, error) {
	tx.Cards.Update(card.Card)
	tx.Audit.Add(actor, now, postgres.Entry{Action: action, SubjectKind: "card", Subject: domain.ID[any](card.ID)})
	if card.Receiver != nil && card.ReceiverName == nil {
		receiver, err := tx.Cards.Giver(ctx, *card.Receiver)
		if err != nil {
			return card, err
		}
		card.ReceiverName = &receiver.Name
	}
	return card, nil
}
