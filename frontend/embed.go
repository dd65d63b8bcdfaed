// Package frontend carries the built web app inside the binary.
package frontend

import (
	"embed"
	"io/fs"
)

// dist is what the build of the web app has made; on a fresh clone it holds only .keep.
//
//go:embed all:dist
var dist embed.FS

// Files are the web app's files by their paths below the root of the site. Without a build there is
// no index.html among them.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded: it cannot be missing
	}
	return files
}
