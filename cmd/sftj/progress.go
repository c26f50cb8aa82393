package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// progressFlags are the flags of commands that wait.
type progressFlags struct {
	mode             string
	timeout, pending time.Duration
}

func (f *progressFlags) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.mode, "progress", "auto", "auto (a bar on a terminal, lines elsewhere, JSON with -o json), plain, json or none")
	flags.DurationVar(&f.timeout, "timeout", 0, "stop watching after so long, with exit code 8 (0: never)")
	flags.DurationVar(&f.pending, "pending-timeout", 0, "the same if the job has not begun to run (0: never)")
}

func (f *progressFlags) check() error {
	if !slices.Contains([]string{"auto", "plain", "json", "none"}, f.mode) {
		return fmt.Errorf("unknown progress %q: want auto, plain, json or none", f.mode)
	}
	if f.timeout < 0 || f.pending < 0 {
		return errors.New("a timeout is not negative")
	}
	return nil
}

func (f *progressFlags) options() []sftj.WaitOption {
	return []sftj.WaitOption{sftj.WithTimeout(f.timeout), sftj.WithPendingTimeout(f.pending)}
}

// reporter shows the events of a wait.
type reporter interface {
	event(sftj.Event)
	close()
}

func (a *app) reporter(mode, job string) reporter {
	if mode == "auto" {
		switch {
		case isTerminal(a.stderr):
			mode = "bar"
		case a.jsonMode():
			mode = "json"
		default:
			mode = "plain"
		}
	}
	id := idOf(job)
	switch mode {
	case "bar":
		return &bar{w: a.stderr, job: id, color: a.getenv("NO_COLOR") == ""}
	case "plain":
		return &plain{w: a.stderr, job: id, heartbeat: time.Minute}
	case "json":
		return &jsonLines{json.NewEncoder(a.stderr)}
	}
	return silent{}
}

// short is a state without its prefix.
func short(s sftj.State) string { return strings.TrimPrefix(s.String(), "JOB_STATE_") }

type silent struct{}

func (silent) event(sftj.Event) {}
func (silent) close()           {}

// plain writes a line when something changed, and one each heartbeat.
type plain struct {
	w         io.Writer
	job       string
	heartbeat time.Duration
	last      time.Duration
	begun     bool
}

func (p *plain) event(ev sftj.Event) {
	if p.begun && !ev.Changed && ev.Err == nil && ev.Elapsed-p.last < p.heartbeat {
		return
	}
	p.begun, p.last = true, ev.Elapsed
	if ev.Err != nil {
		fmt.Fprintln(p.w, oneLine(fmt.Sprintf("%s  looking failed, trying again: %s", p.job, inFlags(ev.Err.Error()))))
		return
	}
	fmt.Fprintln(p.w, oneLine(fmt.Sprintf("%s  %-16s %3d %%  epoch %d  %s%s",
		p.job, short(ev.State), ev.Percent, ev.Epoch, rounded(ev.Elapsed), remaining(ev))))
}

func (*plain) close() {}

// jsonLines writes an object for each event.
type jsonLines struct{ *json.Encoder }

func (j *jsonLines) event(ev sftj.Event) {
	line := map[string]any{
		"state": ev.State.String(), "changed": ev.Changed, "percent": ev.Percent, "epoch": ev.Epoch,
		"elapsedSeconds": ev.Elapsed.Seconds(), "remainingSeconds": ev.Remaining.Seconds(),
	}
	if ev.Job != nil {
		line["job"] = ev.Job.ID()
	}
	if ev.Err != nil {
		line["error"] = inFlags(ev.Err.Error())
	}
	_ = j.Encode(line) // stderr is gone, and there is nowhere to say so
}

func (*jsonLines) close() {}

// bar draws on a terminal. It begins with the first event, so that what is said before it
// has a line of its own.
type bar struct {
	w     io.Writer
	job   string
	color bool
	drawn *progressbar.ProgressBar
}

func (b *bar) event(ev sftj.Event) {
	if b.drawn == nil {
		b.drawn = progressbar.NewOptions(100,
			progressbar.OptionSetWriter(b.w),
			progressbar.OptionEnableColorCodes(b.color),
			progressbar.OptionUseANSICodes(true),
			progressbar.OptionSetWidth(20),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionSetTheme(progressbar.Theme{Saucer: "=", SaucerHead: ">", SaucerPadding: " ", BarStart: "[", BarEnd: "]"}),
		)
	}
	b.drawn.Describe(oneLine(fmt.Sprintf("%s %s epoch %d, %s%s", b.job, short(ev.State), ev.Epoch, rounded(ev.Elapsed), remaining(ev))))
	_ = b.drawn.Set(int(min(max(ev.Percent, 0), 99))) // 100 would end the bar before the job ends
}

func (b *bar) close() {
	if b.drawn != nil {
		_ = b.drawn.Clear()
	}
}

func rounded(d time.Duration) time.Duration { return d.Round(time.Second) }

func remaining(ev sftj.Event) string {
	if ev.Remaining <= 0 {
		return ""
	}
	return ", about " + rounded(ev.Remaining).String() + " to go"
}
