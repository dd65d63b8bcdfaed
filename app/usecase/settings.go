package usecase

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/text/currency"

	"laurel/domain"
	"laurel/domain/organisation"
	"laurel/storage/postgres"
)

// Settings reads what administrators choose for the organisation.
func (uc *UseCases) Settings(ctx context.Context) (organisation.Settings, error) {
	return uc.db.Organisation.Settings(ctx)
}

// ChangeSettings changes what administrators choose. Another allowance holds from everybody's next
// period on: what was given for this one stays. Another period begins at once for who was filled before
// it began; what they have left lapses then.
func (uc *UseCases) ChangeSettings(ctx context.Context, actor domain.Actor, change func(*organisation.Settings)) (organisation.Settings, error) {
	var after organisation.Settings
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		before, err := tx.Organisation.LockSettings(ctx)
		if err != nil {
			return err
		}
		after = before
		change(&after)
		if after, err = after.Checked(); err != nil {
			return err
		}
		if err := checkSettingsRefer(after); err != nil {
			return err
		}
		now := uc.Now()
		tx.Organisation.UpdateSettings(after)
		tx.Audit.Add(actor, now, postgres.Entry{
			Action: "change_settings", SubjectKind: "organisation",
			Data: map[string]any{
				"allowance": after.Allowance, "allowance_per_report": after.AllowancePerReport, "allowance_period": after.AllowancePeriod,
				"allowance_pro_rata": after.AllowanceProRata, "language": after.Language, "point_cost": after.PointCost, "tax_free": len(after.TaxFree), "celebrations": after.Celebrations, "changed": settingsChanges(before, after),
			},
		})
		tx.Events.Add(domain.NewEvent(domain.SettingsChanged, actor.ID, actor.Ref(), now, nil))
		return nil
	})
	if err == nil {
		uc.allowances.Store(nil)
		uc.wake()
	}
	return after, err
}

// checkSettingsRefer says which of the things that the settings name are not there.
func checkSettingsRefer(s organisation.Settings) error {
	if s.PointCost != nil {
		if _, err := currency.ParseISO(s.PointCost.Currency); err != nil {
			return domain.InvalidField("point_cost.currency", "is no currency of ISO 4217, such as EUR")
		}
	}
	for i, t := range s.TaxFree {
		if _, err := currency.ParseISO(t.Currency); err != nil {
			return domain.InvalidField(fmt.Sprintf("tax_free[%d].currency", i), "is no currency of ISO 4217, such as EUR")
		}
	}
	return nil
}

func settingsChanges(a, b organisation.Settings) []string {
	changed := []string{}
	for _, field := range []struct {
		name string
		same bool
	}{
		{"name", a.Name == b.Name},
		{"language", a.Language == b.Language},
		{"allowance", a.Allowance == b.Allowance},
		{"words", sameWords(a.Words, b.Words)},
		{"allowance_per_report", a.AllowancePerReport == b.AllowancePerReport},
		{"allowance_period", a.AllowancePeriod == b.AllowancePeriod},
		{"allowance_pro_rata", a.AllowanceProRata == b.AllowanceProRata},
		{"celebrations", a.Celebrations == b.Celebrations},
		{"tax_free", slices.Equal(a.TaxFree, b.TaxFree)},
		{"point_cost", a.PointCost == b.PointCost || (a.PointCost != nil && b.PointCost != nil && *a.PointCost == *b.PointCost)},
	} {
		if !field.same {
			changed = append(changed, field.name)
		}
	}
	return changed
}

func sameWords(a, b organisation.Words) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && slices.Equal(left, right)
}

// Setup is how far the organisation is set up: what the guide for the first start shows.
type Setup = postgres.SetupRow

// Setup reads how far the organisation is set up.
func (uc *UseCases) Setup(ctx context.Context) (Setup, error) { return uc.db.Organisation.Setup(ctx) }
