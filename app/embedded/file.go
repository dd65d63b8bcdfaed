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

// makeFolder makes the data folder where it is missing, and what is missing above it as folders
// usually are. One that is there already is left as it is.
func makeFolder(folder string) error {
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711 // root's unprivileged servers pass through it
	}
	err := os.MkdirAll(filepath.Dir(folder), 0o755) //nolint:gosec // holds nothing but the data folder
	if err == nil {
		err = os.Mkdir(folder, mode)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return unusable(folder, err)
	}
	return nil
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
