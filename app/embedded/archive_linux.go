package embedded

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// marker is the file that is written last into an unpacked folder; it holds the archive's hash.
const marker = ".unpacked"

// postgresArchive is the packed PostgreSQL for a processor, named as Go names it.
func postgresArchive(processor string) ([]byte, error) {
	packed, err := archives.ReadFile("archive/linux-" + processor + "/postgres.tar.zst")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnsupported
	}
	return packed, err
}

// unpackOnce makes sure that the archive lies unpacked in a folder of its own below parent, and
// returns that folder. The folder is named by the archive's hash and appears by one rename, so a
// process killed on the way leaves nothing that could be taken for whole, and several processes may
// do it at once.
func unpackOnce(packed []byte, parent string) (string, error) {
	sum := sha256.Sum256(packed)
	hash := hex.EncodeToString(sum[:])
	folder := filepath.Join(parent, "postgres-"+hash[:16])
	if isUnpacked(folder, hash) {
		return folder, nil
	}
	if err := os.MkdirAll(parent, 0o755); err != nil { //nolint:gosec // programs, run by an unprivileged user too
		return "", err
	}
	partial, err := os.MkdirTemp(parent, ".unpacking-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(partial) }() // gone already when the rename succeeded
	if err := unpack(packed, partial); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(partial, marker), []byte(hash), 0o644); err != nil { //nolint:gosec // no secret
		return "", err
	}
	if err := flush(partial); err != nil {
		return "", err
	}
	if err := os.Chmod(partial, 0o755); err != nil { //nolint:gosec // programs, run by an unprivileged user too
		return "", err
	}
	return folder, moveInto(partial, folder, hash)
}

// moveInto renames the unpacked folder to its place. A folder that is there but not whole (a file of
// it was removed by hand, the disk was damaged) is replaced; one that another process has just
// finished is kept.
func moveInto(partial, folder, hash string) error {
	err := os.Rename(partial, folder)
	if err == nil || isUnpacked(folder, hash) {
		return nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.Rename(partial, folder)
}

func isUnpacked(folder, hash string) bool {
	found, err := os.ReadFile(filepath.Join(folder, marker)) //nolint:gosec // our own folder
	return err == nil && string(found) == hash
}

func unpack(packed []byte, folder string) error {
	plain, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(0))
	if err != nil {
		return err
	}
	defer plain.Close()
	root, err := os.OpenRoot(folder) // no entry can reach outside, whatever the archive says
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	for entries := tar.NewReader(plain); ; {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the archive of PostgreSQL is damaged: %w", err)
		}
		if err := unpackEntry(root, entry, entries); err != nil {
			return err
		}
	}
}

func unpackEntry(root *os.Root, entry *tar.Header, content io.Reader) error {
	name := strings.TrimSuffix(entry.Name, "/")
	mode := fs.FileMode(entry.Mode).Perm() //nolint:gosec // permission bits only
	switch entry.Typeflag {
	case tar.TypeDir:
		return root.MkdirAll(name, mode)
	case tar.TypeSymlink:
		return root.Symlink(entry.Linkname, name)
	case tar.TypeReg:
		file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if err != nil {
			return err
		}
		if _, err := io.Copy(file, content); err != nil {
			return errors.Join(err, file.Close())
		}
		// The umask may have taken away what the unprivileged user needs.
		return errors.Join(file.Chmod(mode), file.Close())
	default:
		return fmt.Errorf("the archive of PostgreSQL has an entry of an unknown kind: %s", entry.Name)
	}
}
