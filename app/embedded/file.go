package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func unusable(folder string, err error) error {
	return fmt.Errorf("the data folder %s cannot be used: %w; set LAUREL_DATA_DIR to a folder that this user may write to", folder, err)
}

// makeFolder makes the data folder where it is missing, for this user alone, and what is missing above
// it as folders usually are.
func makeFolder(folder string) error {
	err := os.MkdirAll(filepath.Dir(folder), 0o755) //nolint:gosec // holds nothing but the data folder
	if err == nil {
		err = os.Mkdir(folder, 0o700)
	}
	if err == nil || errors.Is(err, fs.ErrExist) {
		err = letThrough(folder)
	}
	if err != nil {
		return unusable(folder, err)
	}
	return nil
}

// letThrough lets root's unprivileged child pass through the data folder, without being able to list
// it. Folders above it are the operator's and are left as they are.
func letThrough(folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm()&0o001 != 0 {
		return err
	}
	return os.Chmod(folder, info.Mode().Perm()|0o011) // passing through only
}

// replaceFile writes a file for this user alone; it is there whole or not at all.
func replaceFile(file, text string) error {
	partial, err := os.CreateTemp(filepath.Dir(file), ".new-") // mode 0600
	if err != nil {
		return err
	}
	_, err = partial.WriteString(text)
	err = errors.Join(err, partial.Sync(), partial.Close())
	if err == nil {
		err = os.Rename(partial.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(partial.Name()))
	}
	return nil
}
