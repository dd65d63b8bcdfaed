package auth

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"laurel/domain"
)

// The lengths of a password, in characters.
const (
	minPassword = 10
	maxPassword = 200
)

// hashParams cost 19 MiB and two passes on one core, as OWASP's Password Storage Cheat Sheet
// recommends for Argon2id.
var hashParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashWait is how long a sign-in waits for its turn to be hashed.
const hashWait = 5 * time.Second

// Passwords hashes passwords and checks them, only a few at a time: each takes a core and 19 MiB, and
// sign-ins must not take the machine from those who are in.
type Passwords struct {
	turns chan struct{}
	dummy string
}

// NewPasswords allows so many hashes at a time (at least one).
func NewPasswords(atOnce int) (*Passwords, error) {
	// What no account has is checked as well, against the hash of a random text, so that the time of an
	// answer does not tell which accounts exist.
	token, _ := NewToken()
	dummy, err := argon2id.CreateHash(token, hashParams)
	if err != nil {
		return nil, fmt.Errorf("hash: %w", err)
	}
	return &Passwords{turns: make(chan struct{}, max(1, atOnce)), dummy: dummy}, nil
}

// Turn waits for a turn to hash; done gives it back. domain.Unavailable where it takes too long.
func (p *Passwords) Turn(ctx context.Context) (done func(), err error) {
	waiting, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-waiting.Done():
		return nil, domain.Unavailable("Too many sign in at once. Try again in a moment.", hashWait)
	}
}

// Matches says whether a password is the one that was hashed. A hash of "" is that of nobody: it costs
// the same and never matches. The caller has its turn.
func (p *Passwords) Matches(password, hash string) (bool, error) {
	nobody := hash == ""
	if nobody {
		hash = p.dummy
	}
	if utf8.RuneCountInString(password) > maxPassword {
		password = "" // nobody has so long a password; it is not worth hashing, but the same work
	}
	matches, err := argon2id.ComparePasswordAndHash(password, hash)
	return matches && !nobody, err
}

// Hash makes the hash under which a password is stored. The caller has its turn.
func (p *Passwords) Hash(password string) (string, error) {
	return argon2id.CreateHash(password, hashParams)
}

// common are passwords, long enough by themselves, that every list of stolen passwords begins with.
// Words with digits after them are found by their letters.
var common = map[string]bool{
	"password": true, "passwort": true, "passw0rd": true, "p@ssw0rd": true, "qwertyuiop": true, "qwerty": true, "qwertz": true, "azerty": true,
	"iloveyou": true, "letmein": true, "welcome": true, "changeme": true, "administrator": true, "admin": true, "football": true, "baseball": true,
	"sunshine": true, "princess": true, "superman": true, "starwars": true, "dragon": true, "monkey": true, "secret": true, "laurel": true,
	"qazwsxedc": true, "1q2w3e4r5t": true, "q1w2e3r4t5": true, "1qaz2wsx3edc": true, "asdfghjkl": true, "zxcvbnm": true, "abc": true, "abcdefghij": true,
	"пароль": true, "йцукенгшщз": true, "йцукен": true, "привет": true, "любовь": true,
}

// CheckPassword says whether a password may be chosen: 10 to 200 characters, not the account itself,
// and none of those that are tried first.
func CheckPassword(password string, account string) error {
	refuse := func(message string) error {
		return domain.Invalid("weak_password", "This password cannot be used: it "+message+".", domain.FieldError{Location: "body.password", Message: message})
	}
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return refuse("is not text")
	case n < minPassword:
		return refuse("is shorter than 10 characters")
	case n > maxPassword:
		return refuse("is longer than 200 characters")
	case isPlain(strings.ToLower(password), strings.ToLower(account)):
		return refuse("is one of those that are guessed first")
	}
	return nil
}

func isPlain(password, account string) bool {
	local, _, _ := strings.Cut(account, "@")
	if account != "" && (password == account || strings.Trim(password, "0123456789!.") == local) {
		return true
	}
	if common[password] || common[strings.Trim(password, "0123456789!.")] {
		return true
	}
	return isRun([]rune(password))
}

// isRun says whether each character follows the one before in the same step: aaaaaaaaaa, 0123456789,
// 9876543210 (where 0 follows 9).
func isRun(text []rune) bool {
	step := func(i int) rune {
		d := text[i] - text[i-1]
		if d == -9 || d == 9 { // 9 to 0 and back
			return -d / 9
		}
		return d
	}
	for i := 2; i < len(text); i++ {
		if step(i) != step(1) {
			return false
		}
	}
	return step(1) >= -1 && step(1) <= 1
}
