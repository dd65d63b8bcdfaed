package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func unusable(folder string, err error) error {
	return fmt.Errorf("the data folder %s cannot be used: %w; set LAUREL_DATA_DIR to a folder that this user may write to", folder, err)
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
