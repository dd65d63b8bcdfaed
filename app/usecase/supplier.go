package usecase

import (
	"context"
	"errors"
	"fmt"
	"time"

	"laurel/domain"
	"laurel/domain/announcement"
	"laurel/domain/reward"
	"laurel/storage/postgres"
)

// RewardMade is a reward as its owner sees it after they made or changed it. Secret is what is shared with its
// supplier, shown this once; "" where none was made.
type RewardMade struct {
	reward.View
	Secret string
}

// checkSupplier holds a supplier's address against what may be reached. A slow name server must hold no locks, so
// it is asked before the transaction.
func (uc *UseCases) checkSupplier(ctx context.Context, address string) error {
	if address == "" || domain.TextFault(address, 0, reward.MaxSupplierURL) != "" {
		return nil // the reward says what is wrong with it
	}
	err := uc.poster.Check(ctx, address)
	var refused *domain.Error
	if errors.As(err, &refused) {
		at := *refused
		at.Fields = []domain.FieldError{{Location: "body.supplier_url", Message: refused.Detail}}
		return &at
	}
	return err
}

// shareSecret makes the secret of a supplier where there is none, or another one where it is asked for, and gives
// it; "" where nothing was made. The one before goes on signing for a day.
func (uc *UseCases) shareSecret(ctx context.Context, tx *postgres.Tx, r *reward.Reward, rotate bool) (string, error) {
	if r.Fulfilment != reward.ByWebhook || r.SupplierURL == "" {
		return "", nil
	}
	known, err := tx.Orders.Supplier(ctx, r.ID)
	if err != nil || (known.Secret != nil && !rotate) {
		return "", err
	}
	secret := announcement.NewSecret()
	sealed, err := uc.box.Seal([]byte(secret))
	if err != nil {
		return "", fmt.Errorf("seal a secret: %w", err)
	}
	next := postgres.Supplier{Reward: r.ID, Secret: sealed}
	if known.Secret != nil {
		until := uc.Now().Add(announcement.Rotation)
		next.Previous, next.PreviousUntil = known.Secret, &until
	}
	tx.Orders.SetSecrets(next)
	return secret, nil
}

// openSecrets gives the secrets that sign at a moment, the present one first.
func (uc *UseCases) openSecrets(s postgres.Supplier, at time.Time) ([]string, error) {
	sealed := [][]byte{s.Secret}
	if s.PreviousUntil != nil && at.Before(*s.PreviousUntil) {
		sealed = append(sealed, s.Previous)
	}
	var secrets []string
	for _, one := range sealed {
		if len(one) == 0 {
			continue
		}
		opened, err := uc.box.Open(one)
		if err != nil {
			return nil, fmt.Errorf("open the secret of a supplier: %w", err)
		}
		secrets = append(secrets, string(opened))
	}
	return secrets, nil
}
