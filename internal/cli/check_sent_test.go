package cli

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// sampleJobFlags give a run every sample job.
func sampleJobFlags() []string {
	return strings.Fields("--paused-job paused01,paused02 --paused-job accounts/acme/supervisedFineTuningJobs/paused03 " +
		"--running-job running1 --completed-job complet1 --failed-job failed01 --cancelled-job cancel01 --deleted-job gone0001 " +
		"--foreign-account rival --foreign-job rv9secret")
}

// TestCheckPlanSendsNothing plans everything there is, writes included.
func TestCheckPlanSendsNothing(t *testing.T) {
	s := served(t)
	for _, more := range [][]string{{"--plan"}, {"--plan", "--allow-write"}, {"--plan", "-o", "json"}, {"--plan", "--api-key", ""}} {
		got := sftjRun(t, nil, checkArgs(s.URL, append(sampleJobFlags(), more...)...)...)
		if got.code != exitDone || !strings.Contains(got.stdout, "supervisedFineTuningJobs/paused03") || strings.Contains(got.stdout, checkKey) {
			t.Errorf("%v: exit %d\n%s%s", more, got.code, got.stdout, got.stderr)
		}
	}
	if len(s.requests) != 0 {
		t.Errorf("sent %q", s.requests)
	}
}

// TestCheckOnlyReads: without leave to write, what is no GET is one of the harmless probes
// that the plan lists, and names no job that exists.
func TestCheckOnlyReads(t *testing.T) {
	s := served(t)
	steps, err := contract.Plan(contract.Target{BaseURL: s.URL, APIKey: checkKey, Account: sampleAccount, Foreign: contract.Foreign{Account: rivalAccount, Job: "rv9secret"}})
	if err != nil {
		t.Fatal(err)
	}
	harmless := map[string]bool{}
	for _, step := range steps {
		for _, p := range step.Probes {
			harmless[p.Method+" "+p.Path] = p.Harmless != ""
		}
	}
	if got := sftjRun(t, nil, checkArgs(s.URL, sampleJobFlags()...)...); got.code != exitDone {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	if len(s.requests) < 100 {
		t.Errorf("only %d requests", len(s.requests))
	}
	for _, request := range s.requests {
		line, _, _ := strings.Cut(request, "?")
		if reads(request) || harmless[line] && !namesAJob(line, "") {
			continue
		}
		t.Errorf("%s was sent without leave to write", request)
	}
}

// TestCheckWritesOnlyWhereAllowed gives two jobs, and looks at the others.
func TestCheckWritesOnlyWhereAllowed(t *testing.T) {
	s := served(t)
	got := sftjRun(t, nil, checkArgs(s.URL, "--allow-write", "--paused-job", "paused02", "--failed-job", "failed01")...)
	if got.code != exitDone {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	for _, request := range s.requests {
		if !reads(request) && namesAJob(request, "paused02", "failed01") {
			t.Errorf("%s was sent to a job that was not given", request)
		}
	}
	if !slices.Contains(s.requests, "POST /v1/accounts/acme/supervisedFineTuningJobs/paused02:resume") {
		t.Error("the job that was given was not resumed")
	}
}

func reads(request string) bool {
	return strings.HasPrefix(request, "GET ") || strings.HasPrefix(request, "HEAD ")
}

// namesAJob reports whether a request names an existing job other than these.
func namesAJob(request string, but ...string) bool {
	request, err := url.PathUnescape(request)
	if err != nil {
		return true
	}
	jobs := []string{"rv9secret", "yibuk7xq", "paused01", "paused02", "paused03", "paused04", "running1", "complet1", "failed01", "cancel01", "earlyst1"}
	return slices.ContainsFunc(jobs, func(id string) bool { return strings.Contains(request, id) && !slices.Contains(but, id) })
}
