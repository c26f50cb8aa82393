package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestExitCodes(t *testing.T) {
	job := func(state string) string {
		return `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_` + state + `"}`
	}
	for _, tt := range []struct {
		name   string
		status int
		body   string
		args   string
		code   int
		stderr string
	}{
		{"resumed", 200, job("PENDING"), "resume --once ft-42", 0, "resumed ft-42"},
		{"once, and completed", 200, job("COMPLETED"), "resume --once ft-42", 9, "the service accepted the resume, and its response has the job in state JOB_STATE_COMPLETED"},
		{"once, and still paused", 200, job("PAUSED"), "resume --once ft-42", 9, "outcome unknown"},
		{"once, and failed", 200, job("FAILED"), "resume --once ft-42 -o json", 9, `"exitCode":9`},
		{"finished", 200, job("COMPLETED"), "watch ft-42", 0, "COMPLETED"},
		{"once, and wait turned off", 200, job("PENDING"), "resume --once --wait=false ft-42", 0, "resumed ft-42"},
		{"an error", 409, `{"code":10}`, "resume --once ft-42", 1, "409"},
		{"a quota", 403, `{"code":7,"message":"quota exceeded"}`, "get ft-42", 1, "quota"},
		{"no command", 200, "", "resum ft-42", 2, "did you mean resume?"},
		{"no job", 200, "", "resume", 2, "see sftj resume --help"},
		{"no job to watch", 200, "", "watch", 2, "see sftj watch --help"},
		{"once and wait", 200, "", "resume ft-42 --once --wait", 2, "--once is for one job"},
		{"dry run and wait", 200, "", "resume a b --wait --dry-run", 2, "nothing to --wait for"},
		{"no such flag", 200, "", "resume ft-42 --dryrun", 2, "did you mean --dry-run?"},
		{"no such column", 200, "", "list --columns id,sate", 2, "did you mean state?"},
		{"columns of json", 200, "", "list --columns id -o json", 2, "jsonpath"},
		{"no query", 200, "", "get ft-42 -o jsonpath=", 2, "needs a query"},
		{"no such query", 200, "", "get ft-42 -o jsonpath=$[", 2, "jsonpath"},
		{"active already", 200, job("RUNNING"), "resume ft-42", 0, "already active ft-42"},
		{"finished already", 200, job("COMPLETED"), "resume ft-42", 0, "already finished ft-42"},
		{"in a state that can not", 200, job("EXPIRED"), "resume ft-42", 6, "JOB_STATE_EXPIRED"},
		{"of another account", 403, `{"code":7}`, "resume ft-42", 4, "get ft-42: 403"},
		{"an unknown flag", 200, "", "resume ft-42 --force", 2, "--force"},
		{"an unknown output", 200, "", "get ft-42 -o xml", 2, "want table"},
		{"an unknown progress", 200, "", "watch ft-42 --progress blink", 2, "want auto"},
		{"a negative limit", 200, "", "list --limit -1", 2, "not negative"},
		{"the job failed", 200, job("FAILED"), "watch ft-42", 3, "job failed"},
		{"the key is refused", 401, `{"code":16}`, "resume --once ft-42", 4, "check the API key"},
		{"forbidden", 403, `{"code":7,"message":"","details":[]}`, "resume --once ft-42", 4, "permission denied"},
		{"suspended", 412, `{"code":9,"message":"account acme is suspended"}`, "resume --once ft-42", 5, "account suspended"},
		{"payment", 402, ``, "resume --once ft-42", 5, "payment"},
		{"not resumable", 400, `{"code":9,"message":"m"}`, "resume --once ft-42", 6, "not resumable"},
		{"still running", 200, job("RUNNING"), "watch ft-42 --timeout 3s", 8, "the job is still JOB_STATE_RUNNING"},
		{"not read before the timeout", 200, job("RUNNING"), "watch ft-42 --timeout 1ns", 1, "timed out before the job could be read"},
		{"unknown outcome", 500, `{"code":13}`, "resume --once ft-42", 9, "may have been applied"},
		{"an unreadable answer", 200, `<html>`, "resume --once ft-42", 9, "may have been applied"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newService(t, answering(tt.status, tt.body))
			got := sftjRun(t, s.env(), strings.Fields(tt.args)...)
			if got.code != tt.code || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, want %d with %q\n%s", got.code, tt.code, tt.stderr, got.stderr)
			}
			if tt.code == exitUsage && len(s.requests) != 0 {
				t.Errorf("sent %q", s.requests)
			}
		})
	}
}

func TestInterruptedIs130(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		answering(200, `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_RUNNING"}`)(w, r)
		cancel()
	})
	got := runWith(ctx, "", s.env(), "watch", "ft-42")
	if got.code != exitInterrupted || got.stdout != "" {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	for _, request := range s.requests {
		if !strings.HasPrefix(request, "GET ") {
			t.Errorf("an interrupted watch sent %s", request)
		}
	}
}

func TestErrorsAreJSONInJSONMode(t *testing.T) {
	s := newService(t, answering(400, `{"code":9,"message":"key fw_CANARY","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"JOB_NOT_RESUMABLE"}]}`))
	got := sftjRun(t, s.env(), "resume", "--once", "ft-42", "-o", "json")
	var f failure
	if err := json.Unmarshal([]byte(got.stderr), &f); err != nil || got.stdout != "" {
		t.Fatalf("%v\n%s%s", err, got.stdout, got.stderr)
	}
	e := f.Error
	if e.ExitCode != 6 || e.Status != 400 || e.Code != 9 || e.Reason != "JOB_NOT_RESUMABLE" || e.Operation != "resume" || e.Job != "ft-42" || e.Hint == "" {
		t.Errorf("%+v", e)
	}
	if strings.Contains(got.stderr, "CANARY") {
		t.Errorf("shows a secret: %s", got.stderr)
	}
}

func TestExitCodesTopicListsThemAll(t *testing.T) {
	got := sftjRun(t, nil, "help", "exit-codes")
	for _, code := range []string{" 0 ", " 1 ", " 2 ", " 3 ", " 4 ", " 5 ", " 6 ", " 7 ", " 8 ", " 9 ", " 10 ", " 130 "} {
		if !strings.Contains(got.stdout, code) {
			t.Errorf("no code%s", code)
		}
	}
}
