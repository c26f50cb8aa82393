package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/apiname"
)

const pausedFilter = `state="JOB_STATE_PAUSED"`

// idOf is a job's id, or what was given for one if it is none.
func idOf(job string) string {
	if _, id, err := sftj.ParseJobName(job); err == nil {
		return id
	}
	return job
}

// inFull is a job's full name, or nothing for what is none.
func inFull(job string) string {
	if account, _, err := sftj.ParseJobName(job); err == nil && account != "" {
		return job
	}
	return ""
}

// namedJobs collects the jobs of the arguments, of stdin and of the filter, each once.
//
// Errors: those of the list; with sftj.ErrUnreadableJobs, the jobs are all that can be read.
func (a *app) namedJobs(ctx context.Context, c *sftj.Client, args []string, f *bulkFlags) ([]string, error) {
	var jobs []string
	for _, arg := range args {
		if arg != "-" {
			jobs = append(jobs, arg)
			continue
		}
		lines, err := interruptible(ctx, a.stdinLines)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, lines...)
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
		return eachOnce(jobs, c.Account()), nil
	}
	var unreadable error
	for job, err := range c.List(ctx, sftj.ListOptions{Filter: filter, PageSize: 200}) {
		if errors.Is(err, sftj.ErrUnreadableJobs) { // the last thing that a list yields
			unreadable = err
			break
		}
		if err != nil {
			a.hintAtFilter(f.filter)
			return nil, err
		}
		// A service that knows no filter gives all its jobs.
		if !f.allPaused || job.Lifecycle().Paused() {
			jobs = append(jobs, job.Name)
		}
	}
	if len(jobs) == 0 {
		a.hintAtFilter(f.filter)
	}
	return eachOnce(jobs, c.Account()), unreadable
}

// goOnWithoutUnreadable reports the jobs of a list that can't be read, so that the others can
// be dealt with. Left is what the command ends with if nothing worse comes; other errors are
// returned as they are.
func (a *app) goOnWithoutUnreadable(err error) (left, other error) {
	if !errors.Is(err, sftj.ErrUnreadableJobs) {
		return nil, err
	}
	a.printJobError("", err, exitSomeFailed)
	return errSomeFailed, nil
}

// maxStdinJobs is the number of bytes of job ids that are read from stdin: about 250,000 full
// names. A stdin without an end must not take all memory.
const maxStdinJobs = 16 << 20

// stdinLines reads stdin to its end. Blank lines are left out, and so is the byte order mark
// that some editors put before UTF-8.
//
// Errors: those of stdin; a line of more than 64 KiB; more than maxStdinJobs bytes.
func (a *app) stdinLines() ([]string, error) {
	var lines []string
	in := &io.LimitedReader{R: a.stdin, N: maxStdinJobs + 1}
	scanner := bufio.NewScanner(in)
	for scanner.Scan() {
		if line := strings.TrimSpace(strings.TrimPrefix(scanner.Text(), "\ufeff")); line != "" {
			lines = append(lines, line)
		}
	}
	switch err := scanner.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, &usageError{err: fmt.Errorf("stdin: line of more than %d KiB; give one job id a line", bufio.MaxScanTokenSize>>10), command: "sftj"}
	case err != nil:
		return nil, fmt.Errorf("stdin: %w", err)
	case in.N <= 0:
		return nil, &usageError{err: fmt.Errorf("stdin: more than %d MiB of job ids; give fewer in one run", maxStdinJobs>>20), command: "sftj"}
	}
	return lines, nil
}

// eachOnce gives each job its full name, and leaves out those that were named before, be it
// by their id or in full. A bare id is of the given account; without one it stays bare.
func eachOnce(jobs []string, account string) []string {
	seen := map[string]bool{}
	var once []string
	for _, job := range jobs {
		of, id, err := sftj.ParseJobName(job)
		if err == nil && of == "" && account != "" { // else it will be refused by that name
			job = apiname.Job{Account: account, ID: id}.String()
		}
		if !seen[job] {
			seen[job] = true
			once = append(once, job)
		}
	}
	return once
}
