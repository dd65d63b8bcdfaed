package auth_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"laurel/app/auth"
	"laurel/domain"
)

const key = "a key of tests, of more than thirty-two characters"

func newSigner(t *testing.T, key string, now func() time.Time) *auth.Signer {
	t.Helper()
	s, err := auth.NewSigner(key, 15*time.Minute, now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSigner_readsWhatItSigned(t *testing.T) {
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	s := newSigner(t, key, func() time.Time { return now })
	employee, session := domain.NewEmployeeID(), domain.NewSessionID()
	token, err := s.Sign(employee, session)
	if err != nil {
		t.Fatal(err)
	}
	gotEmployee, gotSession, err := s.Read(token)
	if err != nil || gotEmployee != employee || gotSession != session {
		t.Errorf("read %v, %v, %v", gotEmployee, gotSession, err)
	}
	now = now.Add(15*time.Minute - time.Second)
	if _, _, err := s.Read(token); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	now = now.Add(time.Second)
	if _, _, err := s.Read(token); err == nil {
		t.Error("an expired token is read")
	}
}

func TestSigner_outlivesARestart(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC) }
	token, err := newSigner(t, key, now).Sign(domain.NewEmployeeID(), domain.NewSessionID())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := newSigner(t, key, now).Read(token); err != nil {
		t.Error(err)
	}
	if _, _, err := newSigner(t, key+".", now).Read(token); err == nil {
		t.Error("a token of another key is read")
	}
}

func TestSigner_refusesForgeries(t *testing.T) {
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	s := newSigner(t, key, func() time.Time { return now })
	employee, session := domain.NewEmployeeID().String(), domain.NewSessionID().String()
	good := jwt.MapClaims{"iss": "laurel", "sub": employee, "sid": session, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}
	without := func(name string) jwt.MapClaims {
		c := jwt.MapClaims{}
		for k, v := range good {
			if k != name {
				c[k] = v
			}
		}
		return c
	}
	signed := func(method jwt.SigningMethod, c jwt.MapClaims, with any) string {
		token, err := jwt.NewWithClaims(method, c).SignedString(with)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	for name, token := range map[string]string{
		"nothing":                "",
		"no token":               "laurel",
		"no algorithm":           signed(jwt.SigningMethodNone, good, jwt.UnsafeAllowNoneSignatureType),
		"the key itself":         signed(jwt.SigningMethodHS256, good, []byte(key)),
		"another algorithm":      signed(jwt.SigningMethodHS512, good, []byte(key)),
		"without an end":         signed(jwt.SigningMethodHS256, without("exp"), []byte(key)),
		"an algorithm in cases":  base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"nOnE"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"laurel"}`)) + ".",
		"four parts":             "a.b.c.d",
		"a megabyte of nonsense": strings.Repeat("a", 1<<20),
	} {
		if _, _, err := s.Read(token); domain.CodeOf(err) != "unauthenticated" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSigner_refusesEveryChangedByte(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC) }
	s := newSigner(t, key, now)
	employee := domain.NewEmployeeID()
	token, err := s.Sign(employee, domain.NewSessionID())
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(token) - 1 { // the last character has bits that mean nothing
		changed := []byte(token)
		changed[i] ^= 1
		if _, _, err := s.Read(string(changed)); err == nil {
			t.Errorf("byte %d can be changed", i)
		}
	}
}

func TestSigner_blindsAccountsAlike(t *testing.T) {
	s := newSigner(t, key, time.Now)
	if s.Blind(" Ivan@Demo.example ") != s.Blind("ivan@demo.example") {
		t.Error("the same account in other letters is another")
	}
	if s.Blind("ivan@demo.example") == s.Blind("olga@demo.example") || strings.Contains(s.Blind("ivan@demo.example"), "ivan") {
		t.Error("accounts are not told apart, or shown")
	}
	if s.Blind("ivan@demo.example") == newSigner(t, key+".", time.Now).Blind("ivan@demo.example") {
		t.Error("the hash has no key")
	}
}

func TestToken_isRandomAndFoundByItsHash(t *testing.T) {
	token, hash := auth.NewToken()
	other, _ := auth.NewToken()
	if token == other || len(token) < 43 {
		t.Errorf("tokens %q and %q", token, other)
	}
	if !bytes.Equal(hash, auth.HashToken(token)) || bytes.Equal(hash, auth.HashToken(other)) {
		t.Error("a token is not found by its hash")
	}
}

func TestPasswords(t *testing.T) {
	p, err := auth.NewPasswords(1)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := p.Hash("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %s", hash)
	}
	for _, c := range []struct {
		name, password, hash string
		want                 bool
	}{
		{"right", "correct horse battery", hash, true},
		{"wrong", "correct horse batterz", hash, false},
		{"empty", "", hash, false},
		{"too long", strings.Repeat("x", 1<<20), hash, false},
		{"nobody", "correct horse battery", "", false},
	} {
		if got, err := p.Matches(c.password, c.hash); err != nil || got != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}

func TestPasswords_onlyAFewAtATime(t *testing.T) {
	p, err := auth.NewPasswords(1)
	if err != nil {
		t.Fatal(err)
	}
	done, err := p.Turn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Turn(ctx); domain.CodeOf(err) != "unavailable" {
		t.Errorf("a second turn at the same time: %v", err)
	}
	done()
	if _, err := p.Turn(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCheckPassword(t *testing.T) {
	for password, good := range map[string]bool{
		"correct horse battery":    true,
		"правильная лошадь":        true,
		"tenchars!x":               true,
		strings.Repeat("ab", 100):  true,
		"ninechars":                false,
		strings.Repeat("ab", 101):  false,
		"aaaaaaaaaaaa":             false,
		"0123456789":               false,
		"1234567890":               false,
		"9876543210":               false,
		"Password123":              false,
		"qwertyuiop":               false,
		"ivan.ivanov@demo.example": false,
		"Ivan.Ivanov2026":          false,
		"bad\xff\xfebytes, many":   false,
	} {
		err := auth.CheckPassword(password, "ivan.ivanov@demo.example")
		if (err == nil) != good {
			t.Errorf("%q: %v", password, err)
		}
		var known *domain.Error
		if err != nil && (!errors.As(err, &known) || known.Code != "weak_password" || known.Fields[0].Location != "body.password") {
			t.Errorf("%q: error %v", password, err)
		}
	}
}

func TestBox_marksTellOnlyItsOwnerWhatIsTheSame(t *testing.T) {
	box, err := auth.NewBox("a key of more than thirty-two characters", "secrets")
	if err != nil {
		t.Fatal(err)
	}
	other, err := auth.NewBox("another key of more than thirty-two characters", "secrets")
	if err != nil {
		t.Fatal(err)
	}
	mark := box.Mark([]byte("TREE-4471-A"))
	if !bytes.Equal(mark, box.Mark([]byte("TREE-4471-A"))) || bytes.Equal(mark, box.Mark([]byte("TREE-4471-B"))) || bytes.Equal(mark, other.Mark([]byte("TREE-4471-A"))) {
		t.Error("marks do not tell secrets apart, or are the same under another key")
	}
}
