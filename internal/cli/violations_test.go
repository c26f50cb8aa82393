package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// oddJob is a job in a state, with three values that decide nothing and are not allowed.
func oddJob(id, state string) string {
	return fmt.Sprintf(`{"name":"accounts/acme/supervisedFineTuningJobs/%s","dataset":"d","state":"JOB_STATE_%s",`+
		`"completedTime":"","jobProgress":{"percent":42.5,"inputTokens":3000000000}}`, id, state)
}

// oddService has two paused jobs that are odd, and a running one.
func oddService(t *testing.T, more ...string) *service {
	resumed := map[string]bool{}
	return newService(t, func(w http.ResponseWriter, r *http.Request) {
		job := func(id string) string {
			if resumed[id] || id == "done1" {
				return oddJob(id, "COMPLETED")
			}
			return oddJob(id, "PAUSED")
		}
		_, rest, _ := strings.Cut(r.URL.Path, "/supervisedFineTuningJobs")
		id, verb, _ := strings.Cut(strings.TrimPrefix(rest, "/"), ":")
		switch {
		case id == "":
			answering(200, `{"supervisedFineTuningJobs":[`+strings.Join(append(more, job("paused1"), job("paused2")), ",")+`]}`)(w, r)
		case verb == "resume":
			resumed[id] = true
			answering(200, oddJob(id, "RUNNING"))(w, r)
		default:
			answering(200, job(id))(w, r)
		}
	})
}

const (
	oddPercent = "/jobProgress/percent (number): not a whole number"
	oddTokens  = "/jobProgress/inputTokens (number): out of the int32 range"
	oddTime    = "/completedTime (string): empty, want an RFC 3339 time"
)

func TestCommandsThatReadJobs_OddValue_SucceedWithAWarning(t *testing.T) {
	for _, args := range [][]string{
		{"get", "paused1"},
		{"get", "paused1", "paused2"},
		{"list"},
		{"watch", "done1"},
		{"watch", "done1", "--progress", "none"},
		{"resume", "paused1"},
		{"resume", "paused1", "--once"},
		{"resume", "paused1", "--wait"},
		{"resume", "paused1", "--dry-run"},
		{"resume", "--all-paused", "--yes", "--rate", "6000"},
		{"resume", "--all-paused", "--dry-run"},
		{"resume", "paused1", "paused2", "--yes", "--wait", "--rate", "6000"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Chdir(t.TempDir()) // a bulk run writes a ledger
			run := func(args ...string) result {
				a := &app{stdin: strings.NewReader(""), clientOptions: []sftj.Option{sftj.WithPollInterval(time.Millisecond, time.Millisecond)}}
				return runApp(t.Context(), a, oddService(t).env(), args...)
			}
			got := run(args...)
			if got.code != 0 || strings.Contains(got.stdout, "warning") {
				t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
			}
			for _, want := range []string{oddPercent, oddTokens, oddTime} {
				if strings.Count(got.stderr, "warning: ") < 3 || !strings.Contains(got.stderr, want) {
					t.Errorf("no warning of %s in\n%s", want, got.stderr)
				}
			}
			if got := run(append(args, "--strict")...); got.code == 0 || !strings.Contains(got.stderr, oddPercent) {
				t.Errorf("--strict: exit %d\n%s", got.code, got.stderr)
			}
		})
	}
}

func TestGet_OddValueAsJSON_BodyIsUnchangedAndTheWarningIsJSON(t *testing.T) {
	got := sftjRun(t, oddService(t).env(), "get", "paused1", "-o", "json")
	if got.code != 0 || got.stdout != oddJob("paused1", "PAUSED")+"\n" {
		t.Errorf("exit %d, %s", got.code, got.stdout)
	}
	lines := strings.Split(strings.TrimSuffix(got.stderr, "\n"), "\n")
	for _, line := range lines {
		var event struct {
			Warning struct{ Job, Pointer, Type, Rule string }
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil || event.Warning.Job != "paused1" || event.Warning.Rule == "" {
			t.Errorf("%v in %s", err, line)
		}
	}
	if len(lines) != 3 {
		t.Errorf("%d warnings", len(lines))
	}
}

func TestList_ManyOddJobs_TwoLinesForEachViolation(t *testing.T) {
	var more []string
	for i := range 50 {
		more = append(more, oddJob(fmt.Sprint("more", i), "RUNNING"))
	}
	got := sftjRun(t, oddService(t, more...).env(), "list")
	if got.code != 0 || strings.Count(got.stderr, "\n") != 6 ||
		!strings.Contains(got.stderr, "warning: more0: "+oddPercent) || !strings.Contains(got.stderr, "warning: 51 more with "+oddPercent) {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

func TestListAndResumeAllPaused_OneUnreadableJob_OthersAreDealtWithThenTheError(t *testing.T) {
	broken := strings.Replace(oddJob("broken1", "PAUSED"), `"JOB_STATE_PAUSED"`, "17", 1)
	const want = "job 0 of the page, broken1: /state (number): want a string"
	got := sftjRun(t, oddService(t, broken).env(), "list")
	if got.code != 1 || !strings.Contains(got.stdout, "paused1") || !strings.Contains(got.stdout, "paused2") || !strings.Contains(got.stderr, want) {
		t.Errorf("list: exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	t.Chdir(t.TempDir())
	s := oddService(t, broken)
	got = sftjRun(t, s.env(), "resume", "--all-paused", "--yes", "--rate", "6000")
	posts := 0
	for _, line := range s.requests {
		if strings.HasPrefix(line, "POST ") {
			posts++
		}
	}
	if got.code != exitSomeFailed || posts != 2 || !strings.Contains(got.stderr, want) {
		t.Errorf("resume --all-paused: exit %d, %d POSTs\n%s%s", got.code, posts, got.stdout, got.stderr)
	}
}
