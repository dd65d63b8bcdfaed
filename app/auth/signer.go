package auth

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	lru "github.com/hashicorp/golang-lru/v2"

	"laurel/domain"
)

// issuer is the claim `iss` of our access tokens.
const issuer = "laurel"

// Signer signs and reads the access tokens of programs: JWT, signed by HMAC-SHA256 under a key that
// is derived from the installation's key, so that a token of one use never passes for another.
type Signer struct {
	key, blind, code []byte
	decision         []byte // of links that decide, see decision.go
	ttl              time.Duration
	now              func() time.Time
	parser           *jwt.Parser
	read             *lru.Cache[string, bearer]
}

// bearer is whose a token is that was read.
type bearer struct {
	employee domain.EmployeeID
	session  domain.SessionID
	expires  time.Time
}

// mostRead is how many tokens are remembered as read: programs call again and again with the same one, and
// to check it costs more than to know it. Whether its session still stands is asked at each call.
const mostRead = 4096

// NewSigner derives the keys; ttl is how long an access token lives.
func NewSigner(key string, ttl time.Duration, now func() time.Time) (*Signer, error) {
	signing, err := hkdf.Key(sha256.New, []byte(key), nil, "laurel access token", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	blind, err := hkdf.Key(sha256.New, []byte(key), nil, "laurel sign-in failure", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	code, err := hkdf.Key(sha256.New, []byte(key), nil, "laurel sign-in code", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	decision, err := hkdf.Key(sha256.New, []byte(key), nil, "laurel decision link", 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	read, err := lru.New[string, bearer](mostRead)
	if err != nil {
		return nil, fmt.Errorf("remember tokens: %w", err)
	}
	return &Signer{
		key: signing, blind: blind, code: code, decision: decision, ttl: ttl, now: now, read: read,
		// The algorithm is pinned: a token that names another, or none, is refused unread.
		parser: jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer),
			jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(now)),
	}, nil
}

// claims of an access token: `sub` is the employee, `sid` the session that it stands and falls with.
type claims struct {
	Session string `json:"sid"`
	jwt.RegisteredClaims
}

// TTL is how long an access token lives.
func (s *Signer) TTL() time.Duration { return s.ttl }

// Sign makes an access token of a program's session.
func (s *Signer) Sign(employee domain.EmployeeID, session domain.SessionID) (string, error) {
	now := s.now()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		Session: session.String(),
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Subject: employee.String(), IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(s.ttl)),
		},
	}).SignedString(s.key)
}

// Read gives whose token it is; domain.Unauthenticated where it was not signed here, has been
// changed, or has expired.
func (s *Signer) Read(token string) (domain.EmployeeID, domain.SessionID, error) {
	if known, ok := s.read.Get(token); ok && s.now().Before(known.expires) {
		return known.employee, known.session, nil
	}
	var c claims
	if _, err := s.parser.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.key, nil }); err != nil {
		return domain.EmployeeID{}, domain.SessionID{}, domain.Unauthenticated()
	}
	employee, errEmployee := domain.ParseEmployeeID(c.Subject)
	session, errSession := domain.ParseSessionID(c.Session)
	if errEmployee != nil || errSession != nil {
		return domain.EmployeeID{}, domain.SessionID{}, domain.Unauthenticated()
	}
	s.read.Add(strings.Clone(token), bearer{employee, session, c.ExpiresAt.Time}) // the server uses the memory of a request again
	return employee, session, nil
}

// Blind gives a keyed hash of an account as it was typed at the sign-in, in any case of letters:
// failures are counted by it, and people type passwords into the wrong field.
func (s *Signer) Blind(account string) string {
	mac := hmac.New(sha256.New, s.blind)
	mac.Write([]byte(strings.ToLower(strings.TrimSpace(account))))
	return hex.EncodeToString(mac.Sum(nil))
}
