package embedded

import "embed"

// The archive is made by `make build`; in a fresh clone the folder holds only its .keep.
//
//go:embed all:archive/linux-arm64
var archives embed.FS
