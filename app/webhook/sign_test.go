package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"laurel/domain/announcement"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// verify is a receiver written from the text of Standard Webhooks 1.0.0 alone: the signed content
// is id, timestamp and body joined by full stops; the key is the secret's base64 after whsec_; the
// signature is "v1," and the base64 of HMAC-SHA256; any of the space-delimited ones may match; the
// timestamp is within a tolerance of now.
func verify(secret string, header http.Header, body []byte, now time.Time) error {
	id, stamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return err
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > 5*time.Minute || age < -5*time.Minute {
		return errors.New("too old or too new")
	}
	encoded, ok := strings.CutPrefix(secret, "whsec_")
	if !ok {
		return errors.New("not a secret")
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	want := mac.Sum(nil)
	for _, signature := range strings.Split(header.Get("webhook-signature"), " ") {
		version, value, _ := strings.Cut(signature, ",")
		got, err := base64.StdEncoding.Strict().DecodeString(value) // bits that the last letter does not use are a change too
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return errors.New("no signature matches")
}

// verifyByLibrary is the implementation of the project that keeps the specification. Its clock is
// the machine's, hence no check of the time.
func verifyByLibrary(t *testing.T, secret string, header http.Header, body []byte) error {
	t.Helper()
	receiver, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return receiver.VerifyIgnoringTimestamp(body, header)
}

func signed(t *testing.T, body []byte, secrets ...string) http.Header {
	t.Helper()
	header := http.Header{}
	if err := Sign(header, "0195570c-6c00-7000-8000-000000000001", noon, body, secrets...); err != nil {
		t.Fatal(err)
	}
	return header
}

func TestSign_exampleOfTheSpecification(t *testing.T) {
	header := http.Header{}
	err := Sign(header, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	if got := header.Get("webhook-signature"); got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("got %s", got)
	}
}

func TestSign_independentImplementationsVerify(t *testing.T) {
	for _, body := range []string{`{}`, `{"data":"благодарность 谢谢 شكرا \u0000"}`, "", strings.Repeat("x", 100_000)} {
		secret := announcement.NewSecret()
		header := signed(t, []byte(body), secret)
		if err := verify(secret, header, []byte(body), noon); err != nil {
			t.Errorf("by the text: %v", err)
		}
		if err := verifyByLibrary(t, secret, header, []byte(body)); err != nil {
			t.Errorf("by the library: %v", err)
		}
		if verify(announcement.NewSecret(), header, []byte(body), noon) == nil {
			t.Error("another secret verifies")
		}
		if verify(secret, header, []byte(body), noon.Add(6*time.Minute)) == nil {
			t.Error("an old one verifies")
		}
	}
}

func TestSign_everyBitFlipFails(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 14)) // the same 1,000 flips each time
	secret := announcement.NewSecret()
	body := []byte(`{"type":"recognition.published","timestamp":"2026-03-02T12:00:00Z","data":{"story":"Всё за один день"}}`)
	header := signed(t, body, secret)
	for n := range 1000 {
		h, b := header.Clone(), append([]byte(nil), body...)
		switch name := []string{"", "webhook-id", "webhook-timestamp", "webhook-signature"}[n%4]; name {
		case "":
			flip(random, b)
		default:
			value := []byte(h.Get(name))
			flip(random, value)
			h.Set(name, string(value))
		}
		if verify(secret, h, b, noon) == nil {
			t.Fatalf("flip %d verifies: %v %s", n, h, b)
		}
		if verifyByLibrary(t, secret, h, b) == nil {
			t.Fatalf("flip %d verifies by the library: %v %s", n, h, b)
		}
	}
}

func flip(random *rand.Rand, data []byte) {
	bit := random.IntN(len(data) * 8)
	data[bit/8] ^= 1 << (bit % 8)
}

func TestSign_bothSecretsVerifyDuringRotation(t *testing.T) {
	e, err := announcement.NewEndpoint(announcement.Standard, announcement.Settings{
		URL: "https://example.com/hook", Events: announcement.Events(),
	}, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	old := e.Secret
	if err := e.Rotate(noon); err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"type":"endpoint.tested"}`)
	header := signed(t, body, e.Secrets(noon)...)
	if n := len(strings.Split(header.Get("webhook-signature"), " ")); n != 2 {
		t.Errorf("%d signatures", n)
	}
	for _, secret := range []string{e.Secret, old} {
		if err := verify(secret, header, body, noon); err != nil {
			t.Error(err)
		}
		if err := verifyByLibrary(t, secret, header, body); err != nil {
			t.Error(err)
		}
	}
	header = signed(t, body, e.Secrets(noon.Add(announcement.Rotation))...)
	if verify(old, header, body, noon) == nil {
		t.Error("the previous secret verifies after the rotation")
	}
}

func TestSign_refusesWithoutShowingTheSecret(t *testing.T) {
	header := http.Header{}
	if Sign(header, "id", noon, nil) == nil {
		t.Error("nothing signs")
	}
	err := Sign(header, "id", noon, nil, "whsec_???hush")
	if err == nil || strings.Contains(err.Error(), "hush") || len(header) != 0 {
		t.Errorf("got %v, %v", err, header)
	}
}
