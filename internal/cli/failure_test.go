package cli

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// An error that wraps or joins errors of the SDK names the package once, at its beginning.
func TestPrintError_ErrorsInside_NameThePackageOnce(t *testing.T) {
	get := &sftj.Error{Operation: "get", Job: "a", Message: "lost"}
	all := &sftj.Error{Operation: "resume all", Message: "stopped"}
	for err, want := range map[error]string{
		fmt.Errorf("reading ids: %w", get):                             "sftj: reading ids: get a: lost\n",
		errors.Join(get, all):                                          "sftj: get a: lost; resume all: stopped\n",
		errors.Join(all, fmt.Errorf("reading ids: %w", get), all):      "sftj: resume all: stopped; reading ids: get a: lost\n",
		&sftj.Error{Operation: "resume all", Message: "sftj: of ours"}: "sftj: resume all: of ours\n",
	} {
		var out strings.Builder
		a := &app{stderr: &out, getenv: func(string) string { return "" }}
		a.flags.output = "table"
		a.printError(err, exitError)
		if text, _, _ := strings.Cut(out.String(), "next: "); text != want {
			t.Errorf("%q, want %q", out.String(), want)
		}
	}
}

// In the middle of a watch a login page is something on the way, and no wrong base URL; a line
// about a read that failed has no prefix of the package either.
func TestWatch_LoginPageInTheMiddle_SaysThatSomethingInBetweenAnswered(t *testing.T) {
	var reads atomic.Int32
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if reads.Add(1) == 1 {
			answering(200, `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_RUNNING","jobProgress":{}}`)(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>Wi-Fi login</title>"))
	})
	got := sftjRun(t, s.env(), "watch", "ft-42", "--timeout", "1s")
	want := "ft-42  status check failed; retrying: get ft-42: 200 OK: bad response: an HTML page: Wi-Fi login; the service has answered before: a proxy or a login page on the way"
	if !strings.HasPrefix(got.stderr, "ft-42  RUNNING              –  0s\n"+want) || strings.Contains(got.stderr, "base URL") {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

// A state that the service left empty is never printed as nothing, and no flag allows it.
func TestEmptyState_EveryCommand_SaysSo(t *testing.T) {
	const job = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"","jobProgress":{"percent":null}}`
	for args, want := range map[string]struct {
		code int
		text string
	}{
		"get ft-42":                           {exitDone, "(empty), the service did not say which"},
		"list --columns id,state,progress":    {exitDone, "ft-42  (empty)  -"},
		"resume ft-42":                        {exitNotResumable, "the service did not say in which state the job is"},
		"resume ft-42 --once":                 {exitUnknown, "in state (empty)"},
		"resume ft-42 --dry-run":              {exitNotResumable, "(empty)    cannot be resumed: the service did not say"},
		"watch ft-42 --timeout 100ms":         {exitStillRunning, "ft-42  (empty)              –"},
		"watch ft-42 --timeout 100ms -o json": {exitStillRunning, `"state":"(empty)"`},
	} {
		s := newService(t, func(w http.ResponseWriter, r *http.Request) {
			body := job
			if strings.HasSuffix(r.URL.Path, "s") {
				body = `{"supervisedFineTuningJobs":[` + job + `]}`
			}
			answering(200, body)(w, r)
		})
		got := sftjRun(t, s.env(), strings.Fields(args)...)
		text := got.stdout + got.stderr
		if got.code != want.code || !strings.Contains(text, want.text) || strings.Contains(text, "also-from") || strings.Contains(text, "not in the contract") {
			t.Errorf("%s: exit %d, want %d and %q\n%s", args, got.code, want.code, want.text, text)
		}
	}
}
