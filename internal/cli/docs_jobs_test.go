package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The jobs that commands in the docs and in the help name are among those of sftj serve and sftj
// demo: who tries a command gets what the page shows.
func TestDocs_JobsInCommands_AreSampleJobs(t *testing.T) {
	var ids []string
	for _, s := range samples() {
		ids = append(ids, s.id)
	}
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	command := regexp.MustCompile(`sftj (?:get|watch|resume|cancel)((?: [^\s|;&)]+)*)`)
	named := 0
	for _, file := range append(files, "../../README.md", "../../docs/screens.sh") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range command.FindAllStringSubmatch(strings.ReplaceAll(string(text), "`", " "), -1) {
			for word := range strings.FieldsSeq(match[1]) {
				if !regexp.MustCompile(`^[a-z][a-z0-9-]*[0-9][a-z0-9-]*$`).MatchString(word) {
					break // a flag, a placeholder or prose
				}
				named++
				if !slices.Contains(ids, word) {
					t.Errorf("%s: %s: no sample job is called %s", file, strings.TrimSpace(match[0]), word)
				}
			}
		}
	}
	if named < 20 {
		t.Errorf("only %d jobs in commands", named)
	}
}
