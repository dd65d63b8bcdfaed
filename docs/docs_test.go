// Package docs_test holds what is written about Laurel together: what a text names is there.
package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// picturesMost is how many bytes all pictures of the guides have at most: who clones the tree gets each of
// their versions.
const picturesMost = 1_500_000

var (
	fences   = regexp.MustCompile("(?ms)^ *```.*?^ *```$|`[^`\n]*`")
	headings = regexp.MustCompile(`(?m)^#{1,6} +(.+)$`)
	links    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	images   = regexp.MustCompile(`!\[([^\]]*)\]\(([^)\s]+)\)|<img src="([^"]*)"(?: width="\d+")? alt="([^"]*)">`)
	anchored = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// texts are the documents by their paths, without what stands in them as code.
func texts(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, pattern := range []string{"*.md", "*/*.md", "../*.md"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			found[path] = string(content)
		}
	}
	if len(found) < 10 {
		t.Fatalf("only %d documents are found", len(found))
	}
	return found
}

// anchors are the places in a text that a link can lead to, as GitHub names them.
func anchors(text string) map[string]bool {
	found := map[string]bool{}
	for _, heading := range headings.FindAllStringSubmatch(text, -1) {
		plain := anchored.ReplaceAllString(strings.ToLower(heading[1]), "")
		found[strings.ReplaceAll(plain, " ", "-")] = true
	}
	return found
}

func TestLinks_leadToWhatIsThere(t *testing.T) {
	all := texts(t)
	for path, text := range all {
		for _, link := range links.FindAllStringSubmatch(fences.ReplaceAllString(text, ""), -1) {
			if strings.Contains(link[1], "://") || strings.HasPrefix(link[1], "mailto:") {
				continue
			}
			file, anchor, _ := strings.Cut(link[1], "#")
			target := path
			if file != "" {
				target = filepath.Join(filepath.Dir(path), file)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s names %s, which is not there", path, link[1])
			} else if anchor != "" && !anchors(all[target])[anchor] {
				t.Errorf("%s leads to %s, where no heading is called so", path, link[1])
			}
		}
	}
}

func TestPictures_areThereAndDescribedAndNamed(t *testing.T) {
	named := map[string]bool{}
	for path, text := range texts(t) {
		for _, image := range images.FindAllStringSubmatch(text, -1) {
			picture := filepath.Join(filepath.Dir(path), image[2]+image[3])
			named[picture] = true
			if len(image[1]+image[4]) < 20 {
				t.Errorf("%s does not say what is seen in %s", path, picture)
			}
			if _, err := os.Stat(picture); err != nil {
				t.Errorf("%s shows %s, which is not there", path, picture)
			}
		}
	}
	entries, err := os.ReadDir("pictures")
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	for _, entry := range entries {
		if picture := filepath.Join("pictures", entry.Name()); !named[picture] {
			t.Errorf("no guide shows %s", picture)
		}
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > picturesMost {
		t.Errorf("the pictures have %d bytes together, of %d at most", size, picturesMost)
	}
}
