package announcement

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"laurel/domain"
)

// secretPrefix marks a signing secret (Standard Webhooks 1.0.0, "Signature scheme").
const secretPrefix = "whsec_"

// secretSize is how many random bytes a secret has; Standard Webhooks asks for 24 to 64.
const secretSize = 32

// Rotation is for how long the previous secret goes on signing beside the new one.
const Rotation = 24 * time.Hour

// NewSecret makes a signing secret: whsec_ and the base64 of random bytes.
func NewSecret() string {
	key := make([]byte, secretSize)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// Rotate gives the endpoint a new secret; the present one goes on signing for Rotation, an older
// one no more. Only the kind standard has secrets: others are a Conflict, code no_secret.
func (e *Endpoint) Rotate(at time.Time) error {
	if e.Kind != Standard {
		return domain.Conflict("no_secret", "Only endpoints of the kind standard have a secret.")
	}
	until := at.Add(Rotation)
	e.PreviousSecret, e.PreviousUntil = e.Secret, &until
	e.Secret = NewSecret()
	return nil
}

// Secrets gives the secrets that sign at a time, the present one first; none for kinds that are not
// signed.
func (e *Endpoint) Secrets(at time.Time) []string {
	if e.Secret == "" {
		return nil
	}
	secrets := []string{e.Secret}
	if e.PreviousSecret != "" && e.PreviousUntil != nil && at.Before(*e.PreviousUntil) {
		secrets = append(secrets, e.PreviousSecret)
	}
	return secrets
}
