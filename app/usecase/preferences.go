package usecase

import (
	"context"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/storage/postgres"
)

// Preferences are what an employee chooses for themselves.
type Preferences struct {
	Locale string // "en" or "ru"
	Hidden bool   // from leaderboards
}

// PreferencesChange is a choice; nil leaves a thing as it is.
type PreferencesChange struct {
	Locale *string
	Hidden *bool
}

// Preferences reads what the actor has chosen.
func (uc *UseCases) Preferences(ctx context.Context, actor domain.Actor) (Preferences, error) {
	p, err := uc.db.People.Preferences(ctx, actor.ID)
	return Preferences(p), err
}

// ChoosePreferences changes what the actor has chosen. Who hides leaves all boards by an event, in
// the order of all other changes.
func (uc *UseCases) ChoosePreferences(ctx context.Context, actor domain.Actor, change PreferencesChange) (Preferences, error) {
	var chosen postgres.Preferences
	now := uc.Now()
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		before, err := tx.People.LockPreferences(ctx, actor.ID)
		if err != nil {
			return err
		}
		chosen = before
		if change.Locale != nil {
			chosen.Locale = *change.Locale
		}
		if change.Hidden != nil {
			chosen.Hidden = *change.Hidden
		}
		if chosen == before {
			return nil
		}
		tx.People.SetPreferences(actor.ID, chosen, now)
		if chosen.Hidden != before.Hidden {
			tx.Events.Add(domain.NewEvent(domain.BoardVisibilityChange, actor.ID, actor.Ref(), now,
				map[string]any{"visibility": leaderboard.Visibility{Employee: actor.ID, Hidden: chosen.Hidden}}))
		}
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "choose_preferences", SubjectKind: "employee", Subject: domain.ID[any]{UUID: actor.ID.UUID},
			Data: map[string]any{"locale": chosen.Locale, "hidden": chosen.Hidden},
		})
		return nil
	})
	if err != nil {
		return Preferences{}, err
	}
	uc.wake()
	return Preferences(chosen), nil
}
