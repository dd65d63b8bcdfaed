//go:build !linux

package embedded

import "errors"

// Space tells how many bytes are free where a folder is: nothing embedded runs here.
func Space(string) (free, total int64, err error) { return 0, 0, errors.ErrUnsupported }
