package usecase

import (
	"context"
	"reflect"

	"laurel/domain"
	"laurel/domain/leaderboard"
	"laurel/domain/people"
	"laurel/storage/postgres"
)

// Preferences reads what the actor has chosen.
func (uc *UseCases) Preferences(ctx context.Context, actor domain.Actor) (people.Preferences, error) {
	return uc.db.People.Preferences(ctx, actor.ID)
}

// ChoosePreferences changes what the actor has chosen. Who hides leaves all boards by an event, in
// the order of all other changes.
func (uc *UseCases) ChoosePreferences(ctx context.Context, actor domain.Actor, change people.PreferencesChange) (people.Preferences, error) {
	var chosen people.Preferences
	now := uc.Now()
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		before, err := tx.People.LockPreferences(ctx, actor.ID)
		if err != nil {
			return err
		}
		if chosen, err = before.Choose(change); err != nil || reflect.DeepEqual(chosen, before) {
			return err
		}
		tx.People.SetPreferences(actor.ID, chosen, now)
		if before.Birthday != nil && (chosen.Birthday == nil || *chosen.Birthday != *before.Birthday) {
			tx.Celebrations.ForgetBirthdays(actor.ID)
		}
		if chosen.Hidden != before.Hidden {
			tx.Events.Add(domain.NewEvent(domain.BoardVisibilityChange, actor.ID, actor.Ref(), now,
				map[string]any{"visibility": leaderboard.Visibility{Employee: actor.ID, Hidden: chosen.Hidden}}))
		}
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "choose_preferences", SubjectKind: "employee", Subject: domain.ID[any]{UUID: actor.ID.UUID},
			Data: map[string]any{
				"locale": chosen.Locale, "theme": chosen.Theme, "time_zone": chosen.TimeZone, "hidden": chosen.Hidden,
				"thank_privately": chosen.ThankPrivately, "points_private": chosen.PointsPrivate, "notifications": chosen.Notifications,
				"anniversary_hidden": chosen.AnniversaryHidden, "birthday_given": chosen.Birthday != nil,
			},
		})
		return nil
	})
	if err != nil {
		return people.Preferences{}, err
	}
	uc.wake()
	return chosen, nil
}
