package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// bulkFlags are the flags of resume that are about many jobs.
type bulkFlags struct {
	allPaused, dryRun, yes bool
	filter, ledger         string
	rate, concurrency      int
}

func (f *bulkFlags) register(flags *pflag.FlagSet) {
	flags.BoolVar(&f.allPaused, "all-paused", false, "all jobs of the account that are paused")
	flags.StringVar(&f.filter, "filter", "", "all jobs that match an AIP-160 filter")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and send no resume")
	flags.BoolVarP(&f.yes, "yes", "y", false, "do not ask before resuming several jobs")
	flags.StringVar(&f.ledger, "ledger", "", "file to write down what was done; a second run goes on from it")
	flags.IntVar(&f.rate, "rate", 60, "requests a minute, all jobs together")
	flags.IntVar(&f.concurrency, "concurrency", 4, "jobs at a time")
}

// many reports whether a command line is about more than one job, or may be.
func (f *bulkFlags) many(jobs []string) bool {
	return len(jobs) > 1 || f.allPaused || f.filter != "" || slices.Contains(jobs, "-") || f.ledger != ""
}

const pausedFilter = `state="JOB_STATE_PAUSED"`

// resumeMany resumes the jobs that the arguments and flags name. They are all named
// before the first is touched: what is asked about has to be known.
func (a *app) resumeMany(cmd *cobra.Command, c *sftj.Client, args []string, f *resumeFlags) error {
	jobs, err := a.namedJobs(cmd, c, args, &f.bulk)
	if err != nil {
		return err
	}
	if len(jobs) == 0 {
		fmt.Fprintln(a.stderr, "no jobs")
		return nil
	}
	if f.bulk.dryRun {
		return a.dryRun(cmd, c, jobs, f)
	}
	if err := a.confirm(cmd, len(jobs), slices.Contains(args, "-"), f.bulk.yes); err != nil {
		return err
	}
	opts := sftj.BulkOptions{Ensure: f.ensure(), PerMinute: f.bulk.rate, Concurrency: f.bulk.concurrency, OnResult: a.printResult}
	if f.bulk.ledger != "" {
		if opts.Ledger, err = sftj.OpenLedger(f.bulk.ledger); err != nil {
			return err
		}
		defer func() { _ = opts.Ledger.Close() }() // every line is on the disk already
	}
	report, err := c.ResumeAll(cmd.Context(), each(jobs), opts)
	a.summary(report, f.bulk.ledger)
	if err == nil && report.Failed+report.Skipped > 0 {
		return errSomeFailed
	}
	return err
}

// namedJobs collects the jobs of the arguments, of stdin and of the filter.
func (a *app) namedJobs(cmd *cobra.Command, c *sftj.Client, args []string, f *bulkFlags) ([]string, error) {
	var jobs []string
	for _, arg := range args {
		if arg != "-" {
			jobs = append(jobs, arg)
			continue
		}
		for lines := bufio.NewScanner(a.stdin); ; {
			if !lines.Scan() {
				if err := lines.Err(); err != nil {
					return nil, fmt.Errorf("stdin: %w", err)
				}
				break
			}
			if line := strings.TrimSpace(lines.Text()); line != "" {
				jobs = append(jobs, line)
			}
		}
	}
	for _, job := range jobs {
		if _, _, err := sftj.ParseJobName(job); err != nil {
			return nil, err // before any of them is touched
		}
	}
	filter := f.filter
	if f.allPaused {
		filter = pausedFilter
		if f.filter != "" {
			filter += " AND (" + f.filter + ")"
		}
	}
	if filter == "" {
		return jobs, nil
	}
	for job, err := range c.List(cmd.Context(), sftj.ListOptions{Filter: filter, PageSize: 200}) {
		if err != nil {
			return nil, err
		}
		// A service that knows no filter gives all its jobs.
		if !f.allPaused || job.Lifecycle().Paused() {
			jobs = append(jobs, job.Name)
		}
	}
	return jobs, nil
}

// confirm asks on a terminal, and wants --yes without one.
func (a *app) confirm(cmd *cobra.Command, n int, stdinUsed, yes bool) error {
	if yes || n == 1 {
		return nil
	}
	if stdinUsed || !isTerminal(a.stdin) {
		return usage(cmd, fmt.Errorf("this would resume %d jobs: confirm it with --yes, or look first with --dry-run", n))
	}
	fmt.Fprintf(a.stderr, "Resume %d jobs? [y/N] ", n)
	answer, err := bufio.NewReader(a.stdin).ReadString('\n')
	if err != nil && err != io.EOF {
		return err
	}
	if answer = strings.ToLower(strings.TrimSpace(answer)); answer != "y" && answer != "yes" {
		return usage(cmd, fmt.Errorf("not confirmed, nothing was sent"))
	}
	return nil
}

func (a *app) dryRun(cmd *cobra.Command, c *sftj.Client, jobs []string, f *resumeFlags) error {
	var also []sftj.State
	for _, s := range f.alsoFrom {
		also = append(also, sftj.State("JOB_STATE_"+strings.TrimPrefix(strings.ToUpper(s), "JOB_STATE_")))
	}
	would := 0
	for _, name := range jobs {
		job, err := c.Get(cmd.Context(), name)
		if err != nil {
			return err
		}
		what := "would be left alone"
		if job.Lifecycle().Resumable(also...) {
			what = "would be resumed"
			would++
		}
		fmt.Fprintf(a.stdout, "%s\t%s\t%s\n", job.ID(), short(job.Lifecycle()), what)
	}
	fmt.Fprintf(a.stderr, "%d of %d jobs would be resumed; no resume was sent\n", would, len(jobs))
	return nil
}

func each(jobs []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, job := range jobs {
			if !yield(job, nil) {
				return
			}
		}
	}
}

// printResult writes what became of one job.
func (a *app) printResult(r sftj.BulkResult) {
	word, text := string(r.Outcome), ""
	switch {
	case r.Skipped:
		word = "skipped"
	case r.Err != nil:
		word = "failed"
	case r.FromLedger:
		word += ", by the ledger"
	}
	if r.Err != nil {
		text = redact.Text(r.Err.Error())
	}
	switch a.flags.output {
	case "json", "jsonl":
		line := map[string]any{"job": r.Job, "result": word, "posts": r.Posts}
		if text != "" {
			line["error"] = text
		}
		encoder := json.NewEncoder(a.stdout)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(line) // the run goes on when nobody reads: the ledger has it
	case "name":
		if r.Err == nil {
			fmt.Fprintln(a.stdout, r.Job)
		}
	default:
		_, id, err := sftj.ParseJobName(r.Job)
		if err != nil {
			id = r.Job
		}
		fmt.Fprintln(a.stdout, strings.TrimSpace(oneLine(id+"  "+word+"  "+text)))
	}
}

func (a *app) summary(r sftj.BulkReport, ledger string) {
	fmt.Fprintf(a.stderr, "%d jobs: %d resumed, %d reconciled, %d at work already, %d finished already, %d by the ledger, %d failed, %d skipped\n",
		r.Jobs(), r.Resumed, r.Reconciled, r.AlreadyActive, r.AlreadyFinished, r.FromLedger, r.Failed, r.Skipped)
	if r.OutcomeUnknown > 0 {
		fmt.Fprintf(a.stderr, "of %d it is not known whether they were resumed: read them\n", r.OutcomeUnknown)
	}
	if r.Failed+r.Skipped > 0 && ledger != "" {
		fmt.Fprintf(a.stderr, "run it again with --ledger %s to go on\n", ledger)
	}
}
