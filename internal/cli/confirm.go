package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// confirm asks on a terminal, and requires --yes where the question could not be seen or answered.
// A single job that was named needs no confirmation; one that a filter found does.
func (a *app) confirm(cmd *cobra.Command, c *sftj.Client, jobs, args []string, f *resumeFlags) error {
	n := len(jobs)
	if n == 0 {
		return nil // jobs of earlier runs are only watched
	}
	stdinUsed := slices.Contains(args, "-")
	if f.bulk.yes || n == 1 && !stdinUsed && !f.bulk.allPaused && f.bulk.filter == "" {
		return nil
	}
	if stdinUsed || !isTerminal(a.stdin) || !isTerminal(a.stderr) {
		return usage(cmd, fmt.Errorf("this would resume %s: confirm it with --yes, or look first with --dry-run", jobsText(n)))
	}
	yes, err := a.ask(cmd.Context(), "Resume "+jobsText(n)+a.whose(c)+a.outline(jobs, f)+"?")
	switch {
	case cmd.Context().Err() != nil:
		return errors.New("interrupted, nothing was sent")
	case err == nil && !yes:
		return usage(cmd, errors.New("not confirmed, nothing was sent"))
	}
	return err
}

// outline is what a person has to know about a run before it begins: the first jobs, how long it
// takes, and where it is written down.
func (a *app) outline(jobs []string, f *resumeFlags) string {
	const shown = 3
	ids := make([]string, 0, shown)
	for _, job := range jobs[:min(len(jobs), shown)] {
		ids = append(ids, a.mask(idOf(job)))
	}
	text := " (" + strings.Join(ids, ", ")
	if len(jobs) > shown {
		text += ", …"
	}
	if len(jobs) > 1 {
		text += "; about " + brief(max(timeFor(len(jobs), f.bulk.rate), time.Second))
	}
	if f.bulk.ledger != "" {
		text += "; ledger " + f.bulk.ledger
	}
	return oneLine(text + ")")
}

// ask asks a question; anything except yes means no. After Ctrl-C or Ctrl-D it ends the line of
// the question.
func (a *app) ask(ctx context.Context, question string) (yes bool, err error) {
	fmt.Fprint(a.stderr, question+" [y/N] ")
	answer, err := interruptible(ctx, func() (string, error) {
		const maxReply = 1 << 10 // bytes; a longer line is not yes
		return bufio.NewReader(io.LimitReader(a.stdin, maxReply)).ReadString('\n')
	})
	if err != nil {
		fmt.Fprintln(a.stderr)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", nil
}

// whose is the account and the service that a question is about, as far as they are known.
func (a *app) whose(c *sftj.Client) string {
	var text string
	if c.Account() != "" {
		text = " of account " + c.Account()
	}
	if a.flags.emulator {
		return text + " in the emulator"
	}
	s, err := a.settings()
	if err != nil {
		return text
	}
	if service, err := url.Parse(s.baseURL.Value); err == nil && service.Host != "" {
		text += " at " + service.Host
	}
	return oneLine(text)
}
