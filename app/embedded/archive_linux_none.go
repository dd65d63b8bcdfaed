//go:build !amd64 && !arm64

package embedded

import "embed"

// archives is empty where no PostgreSQL is carried.
var archives embed.FS
