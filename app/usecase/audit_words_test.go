package usecase_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The actions that are written into the audit log, by the calls that write them.
var (
	auditAction = regexp.MustCompile(`(?:\bAction: +|(?:\.record|\bkeepCard|\bnoteChain|\bnoteBehaviour|\baudit[A-Z]\w+)\([^"\n]*)"([a-z_]*[a-z])"[,)}]`)
	movedAction = regexp.MustCompile(`domain\.Approval\w+: +"(\w+)"`)
)

func TestAudit_webAppHasWordsForEveryAction(t *testing.T) {
	words, err := os.ReadFile("../../frontend/src/i18n/en/admin.ts")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, pattern := range []*regexp.Regexp{auditAction, movedAction} {
			for _, match := range pattern.FindAllStringSubmatch(string(source), -1) {
				found[match[1]] = true
			}
		}
	}
	for _, sure := range []string{"name_enabler", "escalate", "redeem_card", "boost"} {
		if !found[sure] {
			t.Errorf("%s is not found in the sources any more", sure)
		}
	}
	for action := range found {
		if !strings.Contains(string(words), "'admin.action."+action+"'") {
			t.Errorf("the web app has no words for %s", action)
		}
	}
}
