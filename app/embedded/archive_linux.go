package embedded

import (
	"archive/tar"
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

// packed is a packed PostgreSQL.
type packed struct {
	file string // among the archives
	hash string // SHA-256 in hexadecimal digits
}

// postgresArchive is the packed PostgreSQL for a processor, named as Go names it. It is not read
// before it is unpacked: 18 MB that would count as this process's memory.
func postgresArchive(processor string) (packed, error) {
	file := "archive/linux-" + processor + "/postgres.tar.zst"
	hash, err := archives.ReadFile(file + ".sha256")
	if errors.Is(err, fs.ErrNotExist) {
		return packed{}, ErrUnsupported
	}
	return packed{file: file, hash: strings.TrimSpace(string(hash))}, err
}

// The prefixes of the folders where programs are kept: whole, and on the way there.
const (
	whole   = "postgres-"
	partial = ".unpacking-"
)

// unpackOnce makes sure that the archive lies unpacked in a folder of its own below parent, and
// returns that folder. It appears by one rename, so a process killed on the way leaves nothing that
// could be taken for whole, and several processes may do it at once.
func unpackOnce(p packed, parent string) (string, error) {
	folder := filepath.Join(parent, whole+p.hash[:16])
	if isUnpacked(folder, p.hash) {
		return folder, nil
	}
	if err := makeOpen(parent); err != nil {
		return "", err
	}
	half, err := os.MkdirTemp(parent, partial)
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(half) }() // gone already when the rename succeeded
	if err := unpack(p.file, half); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(half, marker), []byte(p.hash), 0o644); err != nil { //nolint:gosec // no secret
		return "", err
	}
	if err := flush(half); err != nil {
		return "", err
	}
	if err := os.Chmod(half, 0o755); err != nil { //nolint:gosec // programs, run by an unprivileged user too
		return "", err
	}
	return folder, moveInto(half, folder, p.hash)
}

// makeOpen makes the folder of programs where it is missing, for an unprivileged user to pass through
// whatever the umask is.
func makeOpen(folder string) error {
	_, err := os.Stat(folder)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // programs, run by an unprivileged user too
		return err
	}
	return os.Chmod(folder, 0o755) //nolint:gosec // as above
}

// removeOthers removes the programs of other versions of Laurel, and what interrupted starts have
// left, from a folder that belongs to this process alone.
func removeOthers(parent, keep string) error {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if name != filepath.Base(keep) && (strings.HasPrefix(name, whole) || strings.HasPrefix(name, partial)) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(parent, name)))
		}
	}
	return err
}

// moveInto renames the unpacked folder to its place. A folder that is there but not whole (a file of
// it was removed by hand, the disk was damaged) is replaced; one that another process has just
// finished is kept.
func moveInto(half, folder, hash string) error {
	err := os.Rename(half, folder)
	if err == nil || isUnpacked(folder, hash) {
		return nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.Rename(half, folder)
}

func isUnpacked(folder, hash string) bool {
	found, err := os.ReadFile(filepath.Join(folder, marker)) //nolint:gosec // our own folder
	return err == nil && string(found) == hash
}

func unpack(archive, folder string) error {
	file, err := archives.Open(archive)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	plain, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
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
		return errors.Join(root.MkdirAll(name, mode), root.Chmod(name, mode)) // whatever the umask is
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
		return errors.Join(file.Chmod(mode), file.Close())
	default:
		return fmt.Errorf("the archive of PostgreSQL has an entry of an unknown kind: %s", entry.Name)
	}
}
