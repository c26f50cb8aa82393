package cli

import (
	"strings"
	"testing"
)

// TestNextSteps: what is said after an answer that can't be used, and after one that is
// about nothing that a list of jobs would show.
func TestNextSteps(t *testing.T) {
	const (
		path  = `{"name":"accounts/acme/supervisedFineTuningJobs/`
		good  = path + `ft-41","dataset":"d","state":"JOB_STATE_PAUSED"}`
		drift = "next: sftj drift shows where the service and the contract part\n"
	)
	for _, tt := range []struct {
		name, args, body string
		status           int
		has              []string
		hasNot           string
	}{
		{"a page", "get ft-42", "<html>", 200, []string{"bad response", "check that the base URL is the service's\n"}, "drift"},
		{"text", "list", "ok", 200, []string{"check that the base URL is the service's\n"}, "drift"},
		{"a mistyped job", "get ft-42 --strict", path + `ft-42","dataset":"d","epochs":"x"}`, 200, []string{"get ft-42", "/epochs (string): want an integer", drift}, "base URL"},
		{"a cut job", "get ft-42", path, 200, []string{"get ft-42", "malformed", drift}, "base URL"},
		{"a mistyped job of a list", "list", `{"supervisedFineTuningJobs":[` + good + `,` + path + `ft-42","dataset":"d","state":7}]}`, 200,
			[]string{"job 1 of the page, ft-42: /state (number): want a string", drift}, "base URL"},
		{"a job without a name", "list", `{"supervisedFineTuningJobs":[{"name":7}]}`, 200, []string{"job 0 of the page: /name (number): want a string", drift}, "base URL"},
		{"no such account", "list", `{"code":5}`, 404, []string{"check the account and the base URL\n", "next: sftj config shows which account"}, "sftj list"},
		{"no such job", "get ft-42", `{"code":5}`, 404, []string{"check the job id", "next: sftj list shows the jobs"}, "config"},
		{"not resumable", "resume ft-42", path + `ft-42","dataset":"d","state":"JOB_STATE_FAILED"}`, 200, []string{"next: sftj get ft-42 shows more; --also-from"}, "read its state"},
		{"suspended, one job", "resume ft-42 --once", `{"error":{"message":"the account is suspended","code":"PRECONDITION_FAILED"}}`, 412, []string{"then resume again\n", "next: when the account is in order again: sftj resume ft-42\n"}, "--all-paused"},
		{"suspended, a list", "list", `{"error":{"message":"the account is suspended","code":"PRECONDITION_FAILED"}}`, 412, []string{"next: when the account is in order again: sftj resume --all-paused --dry-run\n"}, "--once"},
		{"paused all along", "watch ft-42 --timeout 3s", path + `ft-42","dataset":"d","state":"JOB_STATE_PAUSED"}`, 200, []string{"next: sftj resume ft-42 --wait\n"}, "still running"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel() // the one that watches takes seconds
			s := newService(t, answering(tt.status, tt.body))
			got := sftjRun(t, s.env(), strings.Fields(tt.args)...)
			for _, want := range tt.has {
				if !strings.Contains(got.stderr, want) {
					t.Errorf("no %q in\n%s", want, got.stderr)
				}
			}
			if got.code == 0 || strings.Contains(got.stderr, tt.hasNot) {
				t.Errorf("exit %d, and %q\n%s", got.code, tt.hasNot, got.stderr)
			}
		})
	}
}
