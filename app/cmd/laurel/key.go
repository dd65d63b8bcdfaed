package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// keptSecret reads a secret that lives in the data folder, readable by this user alone; make gives a
// new one where there is none.
func keptSecret(folder, name string, fresh func() string) (string, error) {
	file := filepath.Join(folder, name)
	text, err := os.ReadFile(file) //nolint:gosec // the operator's folder
	if err == nil && strings.TrimSpace(string(text)) != "" {
		return strings.TrimSpace(string(text)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	secret := fresh()
	return secret, keepSecret(folder, name, secret)
}

// keepSecret puts a secret into the data folder. It is written beside and renamed: a start that is
// killed leaves no half of it.
func keepSecret(folder, name, secret string) error {
	half, err := os.CreateTemp(folder, name+"-")
	if err != nil {
		return err
	}
	defer os.Remove(half.Name()) //nolint:errcheck // renamed by then
	_, err = half.WriteString(secret + "\n")
	if err := errors.Join(err, half.Sync(), half.Close()); err != nil {
		return fmt.Errorf("%s cannot be kept: %w", name, err)
	}
	return os.Rename(half.Name(), filepath.Join(folder, name))
}

// signingKey is LAUREL_JWT_KEY, or the key that the data folder keeps.
func (p *program) signingKey(folder string) (string, error) {
	if p.config.JWTKey != "" {
		return p.config.JWTKey, nil
	}
	return keptSecret(folder, "jwt.key", func() string { return rand.Text() + rand.Text() })
}
