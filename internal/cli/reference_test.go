package cli

import (
	"bytes"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

var update = flag.Bool("update", false, "write docs/commands.md anew")

const referenceFile = "../../docs/commands.md"

// TestReference holds docs/commands.md against the commands themselves. It is written anew
// by: go test ./internal/cli -run TestReference -update
func TestReference(t *testing.T) {
	want, err := reference()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(referenceFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referenceFile)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("docs/commands.md is not what the commands say (%v): go test ./internal/cli -run TestReference -update", err)
	}
}

// reference is all the help there is, as one page: each command with its flags, and the
// flags of all commands once.
func reference() ([]byte, error) {
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }}
	root := a.rootCommand()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var page bytes.Buffer
	page.WriteString("# Commands\n\nWritten by machine from the commands themselves: what is here is what `sftj help` says.\n\n")
	err := addPage(&page, root)
	return page.Bytes(), err
}

// addPage adds a command and those below it.
func addPage(page *bytes.Buffer, cmd *cobra.Command) error {
	var one bytes.Buffer
	anchor := func(file string) string {
		return "#" + strings.ReplaceAll(strings.TrimSuffix(file, ".md"), "_", "-")
	}
	if err := doc.GenMarkdownCustom(cmd, &one, anchor); err != nil {
		return err
	}
	text := one.String()
	if cmd.HasParent() { // the flags of all commands stand with the root's
		text = regexp.MustCompile("(?s)### Options inherited from parent commands\n\n```.*?```\n\n").ReplaceAllString(text, "")
	}
	page.WriteString(text)
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			if err := addPage(page, sub); err != nil {
				return err
			}
		}
	}
	return nil
}
