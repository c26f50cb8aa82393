package cli

import (
	"time"

	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// checkFlags are the flags of check, beside those of every command.
type checkFlags struct {
	jobs                contract.Jobs
	foreign             contract.Foreign
	allowWrite          bool
	allowWriteTo        string
	rate                float64
	timeout             time.Duration
	answerTimeout       time.Duration
	gate                contract.Gate
	plan, list          bool
	only, require       []string
	known               []string
	previous            string
	minCoverage         float64
	report, junit, json string
	evidence            string
}

func (f *checkFlags) register(flags *pflag.FlagSet) {
	for _, j := range jobFlags(&f.jobs) {
		flags.StringSliceVar(j.ids, j.name, nil, j.text+"; repeat it, or separate several by commas")
	}
	flags.StringVar(&f.foreign.Account, "foreign-account", "", "an account that the key must not reach")
	flags.StringVar(&f.foreign.Job, "foreign-job", "", "a job of that account")
	flags.BoolVar(&f.allowWrite, "allow-write", false, "allow what changes the jobs given; without it nothing is changed")
	flags.StringVar(&f.allowWriteTo, "allow-write-to", "", "the same, and name the host: needed for the vendor's production host")
	flags.Float64Var(&f.rate, "rate", contract.DefaultRate, "requests a second, at most")
	flags.DurationVar(&f.timeout, "timeout", 0, "end the run after so long (default 10m, and more where the rate needs it)")
	flags.DurationVar(&f.answerTimeout, "answer-timeout", 5*time.Second, "an answer that takes longer is a failure")
	flags.BoolVar(&f.gate.StrictDrift, "strict-drift", false, "count drift as a failure")
	flags.BoolVar(&f.gate.AllowIncomplete, "allow-incomplete", false, "accept that checks were left out for lack of time, requests or patience")
	flags.StringSliceVar(&f.only, "only", nil, "run these checks alone: ids, or their first parts, separated by commas")
	flags.StringSliceVar(&f.require, "require", nil, "fail if one of these checks was skipped: ids, or their first parts")
	flags.Float64Var(&f.minCoverage, "min-coverage", 0, "fail if less of the contract was seen on the wire, in percent")
	flags.StringSliceVar(&f.known, "known-failings", nil, "checks that are known to fail, or a file that lists them; one that passes fails the run")
	flags.StringVar(&f.previous, "previous", "", "JSON report of an earlier run: a field that it had and that is gone is drift")
	flags.BoolVar(&f.list, "list-checks", false, "list the checks, what they need and their rules, and send nothing")
	flags.BoolVar(&f.plan, "plan", false, "print every request that would be sent, and send none")
	flags.StringVar(&f.report, "report", "", "file to write the report to, as an HTML page")
	flags.StringVar(&f.junit, "junit", "", "file to write the report to, as JUnit XML")
	flags.StringVar(&f.evidence, "evidence", "", "file to write the statements of the contract to that the target confirmed")
	flags.StringVar(&f.json, "json", "", "file to write the report to, as JSON")
}

// jobFlag is a flag that takes ids of jobs.
type jobFlag struct {
	name, text string
	ids        *[]string
}

// jobFlags are the flags that fill jobs, one for each state.
func jobFlags(jobs *contract.Jobs) []jobFlag {
	return []jobFlag{
		{"paused-job", "a paused job, spent by one check at most", &jobs.Paused},
		{"running-job", "a running job", &jobs.Running},
		{"completed-job", "a completed job", &jobs.Completed},
		{"failed-job", "a failed job", &jobs.Failed},
		{"cancelled-job", "a cancelled job", &jobs.Cancelled},
		{"deleted-job", "the id of a job that was deleted", &jobs.Deleted},
	}
}

// override puts what the flags say over what a target has.
func (f *checkFlags) override(given *pflag.FlagSet, t *contract.Target) {
	mine := jobFlags(&f.jobs)
	for i, theirs := range jobFlags(&t.Jobs) {
		if given.Changed(theirs.name) {
			*theirs.ids = *mine[i].ids
		}
	}
	if given.Changed("foreign-account") || given.Changed("foreign-job") {
		t.Foreign = f.foreign
	}
	if given.Changed("allow-write") {
		t.AllowWrite = f.allowWrite
	}
	if given.Changed("allow-write-to") {
		t.AllowWrite, t.WriteHost = f.allowWriteTo != "", f.allowWriteTo
	}
}
