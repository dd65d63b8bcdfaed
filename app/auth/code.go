package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"strings"

	"laurel/domain"
)

// codeLetters are those of a printed code: none that is taken for another one on paper.
const codeLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// codeLength makes 49 bits: guesses are counted, so that nobody finds one by trying.
const codeLength = 10

// NewCode makes a code to be printed and typed, such as `7KQ4M-XW2CH`.
func NewCode() string {
	var b strings.Builder
	most := big.NewInt(int64(len(codeLetters)))
	for i := range codeLength {
		if i == codeLength/2 {
			b.WriteByte('-')
		}
		n, err := rand.Int(rand.Reader, most)
		if err != nil {
			panic(err) // never: crypto/rand ends the process instead
		}
		b.WriteByte(codeLetters[n.Int64()])
	}
	return b.String()
}

// HashCode is what is stored of an employee's printed code. It is keyed: a code is short enough to be
// found from a plain hash by trying all. However the code is typed, in any case and with any dashes
// and spaces, the hash is the same.
func (s *Signer) HashCode(employee domain.EmployeeID, code string) []byte {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u2013' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ToUpper(code))
	mac := hmac.New(sha256.New, s.code)
	mac.Write(employee.UUID[:])
	mac.Write([]byte(plain))
	return mac.Sum(nil)
}

// The lengths of a PIN, in digits.
const (
	minPIN = 6
	maxPIN = 12
)

// CheckPIN says whether a PIN may be chosen: 6 to 12 digits, not the personnel number, and none of
// those that are tried first. The location is that of the field that it came in.
func CheckPIN(pin, number, location string) error {
	refuse := func(message string) error {
		return domain.Invalid("weak_pin", "This PIN cannot be used: it "+message+".", domain.FieldError{Location: location, Message: message})
	}
	digits := strings.Trim(pin, "0123456789") == ""
	switch {
	case !digits || len(pin) < minPIN || len(pin) > maxPIN:
		return refuse("is not 6 to 12 digits")
	case isRun([]rune(pin)) || isRepeated(pin) || isMirrored(pin):
		return refuse("is one of those that are guessed first")
	case strings.Contains(number, pin) || isWithin(strings.TrimLeft(number, "0"), pin):
		return refuse("is that of your personnel number")
	}
	return nil
}

// isWithin says whether a personnel number worth the name is part of a PIN.
func isWithin(number, pin string) bool {
	const worth = 4
	return len(number) >= worth && strings.Contains(pin, number)
}

// isRepeated says whether a shorter text is written again and again: 121212, 123123, 112112112.
func isRepeated(text string) bool {
	for n := 1; n <= len(text)/2; n++ {
		if len(text)%n == 0 && strings.Repeat(text[:n], len(text)/n) == text {
			return true
		}
	}
	return false
}

// isMirrored says whether a run comes back: 123321.
func isMirrored(text string) bool {
	half := len(text) / 2
	for i := range half {
		if text[i] != text[len(text)-1-i] {
			return false
		}
	}
	return isRun([]rune(text[:half]))
}
