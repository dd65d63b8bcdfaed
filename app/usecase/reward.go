package usecase

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/text/currency"

	"laurel/domain"
	"laurel/domain/people"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// Rewards lists the active rewards that are for the actor, or the whole catalogue, which is for owners, of
// a choice, in the actor's language.
func (uc *UseCases) Rewards(ctx context.Context, actor domain.Actor, c reward.Choice, page domain.Page) (domain.Slice[reward.View], error) {
	if c.All && !actor.Is(domain.RoleOwner) {
		return domain.Slice[reward.View]{}, domain.Forbidden("forbidden", "Only owners see the whole catalogue.")
	}
	if err := c.Check(); err != nil {
		return domain.Slice[reward.View]{}, err
	}
	return uc.db.Rewards.List(ctx, actor.ID, actor.Language, c, page)
}

// RewardCategories lists the categories of the rewards that are for the actor.
func (uc *UseCases) RewardCategories(ctx context.Context, actor domain.Actor, page domain.Page) (domain.Slice[reward.Category], error) {
	return uc.db.Rewards.Categories(ctx, actor.ID, actor.Language, page)
}

// Reward reads one reward; NotFound where it is not offered to the actor. Owners see every one.
func (uc *UseCases) Reward(ctx context.Context, actor domain.Actor, id domain.RewardID) (reward.View, error) {
	return uc.db.Rewards.View(ctx, id, actor.ID, actor.Language, actor.Is(domain.RoleOwner))
}

// RewardTexts reads what a reward says in its own words and in each language.
func (uc *UseCases) RewardTexts(ctx context.Context, id domain.RewardID) (domain.Texts, error) {
	return uc.db.Rewards.Texts(ctx, id)
}

// CreateReward adds a reward to the catalogue; the result is a RewardMade.
func (uc *UseCases) CreateReward(ctx context.Context, actor domain.Actor, d reward.Details, translations domain.Translations, o Once) (Answer, error) {
	if err := uc.checkSupplier(ctx, d.SupplierURL); err != nil {
		return Answer{}, err
	}
	o.Secret = o.Secret || d.SupplierURL != ""
	return uc.once(ctx, actor, o, func(tx *postgres.Tx) (any, error) {
		now := uc.Now()
		r, err := reward.New(d, now)
		if err != nil {
			return nil, err
		}
		if err := checkRewardRefers(ctx, tx, r.Details); err != nil {
			return nil, err
		}
		translations, err := translations.Checked(people.Languages())
		if err != nil {
			return nil, err
		}
		tx.Rewards.Insert(r, translations)
		setStock(tx, r, nil, actor)
		auditReward(tx, actor, "create", r)
		view, err := rewardAfter(ctx, tx, actor, r.ID)
		if err != nil {
			return nil, err
		}
		secret, err := uc.shareSecret(ctx, tx, r, false)
		return RewardMade{view, secret}, err
	})
}

// RewardChange is what is changed of a reward. Rotate asks for a new secret of its supplier.
type RewardChange struct {
	Details      func(*reward.Details)
	Translations *domain.Translations // nil where they stay
	Rotate       bool
}

// ChangeReward changes what an owner wants changed. Redemptions that were made before keep their
// points.
func (uc *UseCases) ChangeReward(ctx context.Context, actor domain.Actor, id domain.RewardID, change RewardChange) (RewardMade, error) {
	var asked reward.Details
	change.Details(&asked)
	if err := uc.checkSupplier(ctx, asked.SupplierURL); err != nil {
		return RewardMade{}, err
	}
	var made RewardMade
	err := uc.db.InTx(ctx, func(tx *postgres.Tx) error {
		r, err := tx.Rewards.Lock(ctx, id)
		if err != nil {
			return err
		}
		d, stock := r.Details, r.Stock
		change.Details(&d)
		if err := r.Change(d, uc.Now()); err != nil {
			return err
		}
		if err := checkRewardRefers(ctx, tx, r.Details); err != nil {
			return err
		}
		tx.Rewards.Update(r)
		setStock(tx, r, stock, actor)
		if change.Translations != nil {
			clean, err := change.Translations.Checked(people.Languages())
			if err != nil {
				return err
			}
			tx.Rewards.Translate(id, clean)
		}
		auditReward(tx, actor, "change", r)
		if r.Fulfilment == reward.ByCode { // its pool may serve who has waited until now
			if _, err := uc.handOut(ctx, tx, id); err != nil {
				return err
			}
		}
		if made.View, err = rewardAfter(ctx, tx, actor, id); err != nil {
			return err
		}
		made.Secret, err = uc.shareSecret(ctx, tx, r, change.Rotate)
		if err == nil && change.Rotate && made.Secret != "" {
			auditReward(tx, actor, "rotate_supplier_secret", r)
		}
		return err
	})
	return made, err
}

// checkRewardRefers says which of the teams, and whether the currency and the image, that a reward names
// are not there.
func checkRewardRefers(ctx context.Context, tx *postgres.Tx, d reward.Details) error {
	var faults []domain.FieldError
	if d.Cash != nil {
		if _, err := currency.ParseISO(d.Cash.Currency); err != nil {
			faults = append(faults, domain.FieldError{Location: "body.cash_value.currency", Message: "is no currency of ISO 4217, such as EUR"})
		}
	}
	if len(d.Teams) > 0 {
		known, err := tx.Teams.Existing(ctx, d.Teams)
		if err != nil {
			return err
		}
		for i, id := range d.Teams {
			if !slices.Contains(known, id) {
				faults = append(faults, domain.FieldError{Location: fmt.Sprintf("body.team_ids[%d]", i), Message: "is no team"})
			}
		}
	}
	if d.Image != nil {
		there, err := tx.Images.Exists(ctx, *d.Image)
		if err != nil {
			return err
		}
		if !there {
			faults = append(faults, domain.FieldError{Location: "body.image", Message: "is no image that has been posted"})
		}
	}
	if len(faults) > 0 {
		return domain.Invalid("invalid_input", "The reward is not right.", faults...)
	}
	return nil
}

func rewardAfter(ctx context.Context, tx *postgres.Tx, actor domain.Actor, id domain.RewardID) (reward.View, error) {
	if err := tx.Flush(ctx); err != nil {
		return reward.View{}, err
	}
	return tx.Rewards.View(ctx, id, actor.ID, actor.Language, true)
}

func auditReward(tx *postgres.Tx, actor domain.Actor, action string, r *reward.Reward) {
	tx.Audit.Add(actor, r.UpdatedAt, postgres.Entry{
		Action: action, SubjectKind: "reward", Subject: domain.ID[any]{UUID: r.ID.UUID},
		Data: map[string]any{"cost": r.Cost, "stock": r.Stock, "active": r.Active},
	})
}
