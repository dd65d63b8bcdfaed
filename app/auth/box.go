// Package auth has what proves who calls: passwords, tokens, and the box that keeps secrets closed.
package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

// Box encrypts what is stored and must not be read from a copy of the database: AES-256-GCM with a
// random nonce in front, under a key derived from the installation's key (HKDF, RFC 5869).
type Box struct {
	gcm   cipher.AEAD
	marks []byte // the key of Mark
}

// NewBox derives the box's key; purpose keeps keys of different uses apart.
func NewBox(key, purpose string) (*Box, error) {
	derived, err := hkdf.Key(sha256.New, []byte(key), nil, "laurel "+purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	marks, err := hkdf.Key(sha256.New, []byte(key), nil, "laurel marks of "+purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return &Box{gcm, marks}, nil
}

// Seal encrypts.
func (b *Box) Seal(plain []byte) ([]byte, error) {
	nonce := make([]byte, b.gcm.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return b.gcm.Seal(nonce, nonce, plain, nil), nil
}

// Mark is a keyed hash (HMAC-SHA256) by which a secret is known again: whoever has only the database
// cannot try secrets against it.
func (b *Box) Mark(secret []byte) []byte {
	h := hmac.New(sha256.New, b.marks)
	h.Write(secret)
	return h.Sum(nil)
}

// Open decrypts what Seal made; it fails where a bit has changed or the key is another.
func (b *Box) Open(sealed []byte) ([]byte, error) {
	n := b.gcm.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("sealed text is too short")
	}
	return b.gcm.Open(nil, sealed[:n], sealed[n:], nil)
}
