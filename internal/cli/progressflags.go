package cli

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// progressFlags are the flags of commands that wait. Both timeouts end the watching, and
// never touch the job.
type progressFlags struct {
	mode             string
	timeout, pending time.Duration
	throughPauses    bool // watch a paused job on; no flag of this name
}

// progressModes are what --progress can be.
func progressModes() []string { return []string{"auto", "plain", "json", "none"} }

func (f *progressFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.mode, "progress", "auto", "auto (drawn on a terminal, lines elsewhere, JSON with -o json), plain, json or none")
	flags.DurationVar(&f.timeout, "timeout", 0, "stop watching after so long, with exit code 8 (0: never)")
	flags.DurationVar(&f.pending, "pending-timeout", 0, "the same if the job has not begun to run (0: never)")
}

// check refuses what can't be meant, before anything is sent.
func (f *progressFlags) check() error {
	if !slices.Contains(progressModes(), f.mode) {
		return fmt.Errorf("unknown progress %q: want auto, plain, json or none%s", f.mode, didYouMean(f.mode, progressModes()))
	}
	if f.timeout < 0 || f.pending < 0 {
		return errors.New("a timeout is not negative")
	}
	return nil
}

// options are the flags as the SDK takes them, for which a timeout of 0 is no bound too.
func (f *progressFlags) options() []sftj.WaitOption {
	opts := []sftj.WaitOption{sftj.WithTimeout(f.timeout), sftj.WithPendingTimeout(f.pending)}
	if f.throughPauses {
		opts = append(opts, sftj.ThroughPauses())
	}
	return opts
}
