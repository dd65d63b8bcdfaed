package usecase

import (
	"context"
	"encoding/json"

	"laurel/app/webhook"
	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/domain/recognition"
)

// Preview is a message as an endpoint would get it. Sample says that it is about nobody real: there is
// nothing yet that it could tell of, or what there is is not for administrators to see.
type Preview struct {
	Body   json.RawMessage
	Sample bool
}

// PreviewWebhook renders the message that an endpoint of a kind would get of an event, in a language: of
// the latest public recognition where it is about one.
func (uc *UseCases) PreviewWebhook(ctx context.Context, kind announcement.Kind, event domain.EventKind, language string, shapes Shapes) (Preview, error) {
	a, thing, err := uc.previewContent(ctx, event, language, shapes)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{}
	if thing == nil {
		settings, err := uc.Settings(ctx)
		if err != nil {
			return Preview{}, err
		}
		a, p.Sample = sampleOf(language, uc.publicURL), true
		a.RewardWord = settings.Words.Of(language, "reward", 0)
		thing = map[string]any{}
	}
	a.Event, a.ID, a.At, a.Language = event, domain.NewEventID(), uc.Now(), language
	if a.Raw, err = json.Marshal(thing); err != nil {
		return Preview{}, err
	}
	p.Body, _, err = webhook.Render(kind, a)
	return p, err
}

// previewContent reads what there is to tell of; nothing where only a sample will do.
func (uc *UseCases) previewContent(ctx context.Context, event domain.EventKind, language string, shapes Shapes) (announcement.Announcement, any, error) {
	switch event {
	case domain.RecognitionPublished, domain.RecognitionRevoked:
		latest, err := uc.db.Nominations.LatestPublic(ctx, language)
		if domain.CodeOf(err) == "not_found" || (err == nil && latest.Visibility != recognition.Public) {
			return announcement.Announcement{}, nil, nil
		}
		if err != nil {
			return announcement.Announcement{}, nil, err
		}
		return uc.announceRecognition(ctx, latest, language), shapes.Nomination(latest), nil
	case domain.EndpointTested:
		return announcement.Announcement{Link: uc.publicURL}, map[string]any{}, nil
	default: // who redeemed what is between them and the owners
		return announcement.Announcement{}, nil, nil
	}
}

// sampleOf is an announcement about nobody.
func sampleOf(language, link string) announcement.Announcement {
	if language == "ru" {
		return announcement.Announcement{
			Link: link, Nominator: "Мария Соколова", Nominees: []string{"Иван Петренко"}, Customer: "Яблоневый сад", Behaviours: []string{"Безупречно с первого раза"},
			Story: "Все 38 паллет были на месте до звонка клиента.", Impact: "Клиент открылся вовремя.", Points: 50,
			Employee: "Иван Петренко", Reward: "Книга на выбор", Quantity: 1, Title: "Ответ за один день",
		}
	}
	return announcement.Announcement{
		Link: link, Nominator: "Maria Sokolova", Nominees: []string{"Ivan Petrenko"}, Customer: "Orchard Foods", Behaviours: []string{"Right first time"},
		Story: "All 38 pallets stood at bay 7 before the customer could call.", Impact: "They opened on time.", Points: 50,
		Employee: "Ivan Petrenko", Reward: "A book you choose", Quantity: 1, Title: "An answer within a day",
	}
}
