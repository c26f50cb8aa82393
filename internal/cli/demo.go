package cli

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

const (
	demoJob = "yibuk7xq"
	// demoSpeed makes the rest of the sample job a matter of seconds.
	demoSpeed = 200
)

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "See a paused job resumed and finished, without an account",
		Long: `Runs the emulator inside the program and does the main job on it: a paused job is
resumed, watched and finished, at many times the speed of life. Nothing leaves the
machine. Every answer is checked against the contract on the way.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.flags.output != "table" {
				return usage(cmd, errors.New("demo is for people: it has no -o; for data there is --emulator with any other command"))
			}
			return a.demo(cmd)
		},
	}
}

func (a *app) demo(cmd *cobra.Command) error {
	checker, err := conform.New()
	if err != nil {
		return err
	}
	em := emulator.New(sampleOptions(demoSpeed)...)
	c, err := sftj.New(
		sftj.WithEnvironment(func(string) string { return "" }),
		sftj.WithAPIKey(sampleKey), sftj.WithAccount(sampleAccount),
		sftj.WithTransport(checker.Transport(em.Transport())),
		sftj.WithPollInterval(150*time.Millisecond, 300*time.Millisecond),
	)
	if err != nil {
		return err
	}
	ctx, say := cmd.Context(), func(format string, args ...any) { fmt.Fprintf(a.stdout, format+"\n", args...) }

	say("This is the emulator, inside this program. Nothing leaves the machine.\n")
	say("$ sftj get %s", demoJob)
	job, err := c.Get(ctx, demoJob)
	if err != nil {
		return err
	}
	if err := a.describe(job); err != nil {
		return err
	}
	say("\n$ sftj resume %s --wait", demoJob)
	shown := a.view("auto", []string{demoJob}, longestPause)
	if l, ok := shown.(*lines); ok {
		l.heartbeat = time.Second // in a minute it would all be over
	}
	end := a.follow([]iter.Seq2[sftj.Event, error]{c.ResumeAndWait(ctx, demoJob)}, shown)[0]
	if end.err != nil {
		return end.err
	}
	last := end.last
	say("%s %s %d %% after %s; model %s, cost %s", last.Job.ID(), short(last.State), last.Percent,
		rounded(last.Elapsed), last.Job.OutputModel, moneyText(last.Job.EstimatedCost))
	say(demoEpilogue, demoJob)
	return nil
}

const demoEpilogue = `
Every answer conformed to the contract. The same against the real service:

  export FIREWORKS_API_KEY=fw_... FIREWORKS_ACCOUNT_ID=your-account
  sftj list --filter 'state="JOB_STATE_PAUSED"'
  sftj resume JOB --wait

Against the emulator on a port of its own:

  sftj serve          # prints what to export
  sftj resume %s --wait`
