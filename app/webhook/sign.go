package webhook

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Sign sets the headers of Standard Webhooks 1.0.0: the id by which the receiver drops repeats, the
// time of this try, and one signature for each secret (whsec_ and base64), so that a receiver that
// has only the new or only the previous one of a rotation can verify.
func Sign(header http.Header, id string, at time.Time, body []byte, secrets ...string) error {
	if len(secrets) == 0 {
		return errors.New("sign an announcement: there is no secret")
	}
	signatures := make([]string, 0, len(secrets))
	for _, secret := range secrets {
		signer, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return errors.New("sign an announcement: a secret is not in base64") // the library's error would show it
		}
		signature, err := signer.Sign(id, at, body)
		if err != nil {
			return fmt.Errorf("sign an announcement: %w", err)
		}
		signatures = append(signatures, signature)
	}
	header.Set(standardwebhooks.HeaderWebhookID, id)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return nil
}

// tolerance is how far the time of a signed call may be from ours (Standard Webhooks 1.0.0, "Verifying
// signatures").
const tolerance = 5 * time.Minute

// Verify says whether a call that came is signed with one of the secrets, at about the present moment.
func Verify(header http.Header, body []byte, now time.Time, secrets ...string) bool {
	seconds, err := strconv.ParseInt(header.Get(standardwebhooks.HeaderWebhookTimestamp), 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	for _, secret := range secrets {
		verifier, err := standardwebhooks.NewWebhook(secret)
		if err == nil && verifier.VerifyIgnoringTimestamp(body, header) == nil {
			return true
		}
	}
	return false
}
