package cli

import (
	"os"

	"golang.org/x/term"

	"github.com/fireworks-sftj/sdk/internal/safetext"
)

// oneLine makes a text for people safe to print. Every text goes through it that the service, a
// file or the command line may have had a part in.
func oneLine(s string) string { return safetext.Line(s) }

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
