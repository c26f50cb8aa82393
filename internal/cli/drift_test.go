package cli

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/internal/recording"
)

// driftingJob has what the contract lacks, what it forbids, and secrets.
const driftingJob = `{"name":"accounts/acme/supervisedFineTuningJobs/a1","dataset":"d","state":"JOB_STATE_FROZEN",
	"region":"CANARYREGION","createdBy":"canary.ada@example.com","wandbConfig":{"apiKey":"CANARYWANDB","tier":7},"epochs":"CANARYEPOCHS"}`

// TestDriftOfAnAccount: what only one of list and get shows counts, nothing but GET is sent,
// and no value is shown.
func TestDriftOfAnAccount(t *testing.T) {
	conforming := strings.Replace(driftingJob, `"CANARYEPOCHS"`, "2", 1)
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		body := conforming
		if strings.HasSuffix(r.URL.Path, "/supervisedFineTuningJobs") {
			body = `{"supervisedFineTuningJobs":[{"name":"accounts/acme/supervisedFineTuningJobs/a1","dataset":"d"}],"unreachable":[]}`
		}
		answering(http.StatusOK, body)(w, r)
	})
	got := sftjRun(t, s.env(), "drift", "-o", "json")
	var report struct{ Drift []drifted }
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil || got.code != exitError {
		t.Fatalf("exit %d, %v\n%s%s", got.code, err, got.stdout, got.stderr)
	}
	want := []drifted{
		{Change: driftNew, What: "enum-value", Name: "JobState.JOB_STATE_FROZEN", Seen: 1},
		{Change: driftNew, What: "field", Name: "SupervisedFineTuningJob.region", Seen: 1, Service: "string"},
		{Change: driftNew, What: "field", Name: "SupervisedFineTuningJobList.unreachable", Seen: 1, Service: "array"},
		{Change: driftNew, What: "field", Name: "WandbConfig.tier", Seen: 1, Service: "number"},
	}
	if !slices.Equal(report.Drift, want) {
		t.Errorf("drift %+v", report.Drift)
	}
	for _, line := range s.requests {
		if !strings.HasPrefix(line, "GET ") {
			t.Errorf("%s was sent", line)
		}
	}
	if len(s.requests) != 2 {
		t.Errorf("%d requests, want a list and a get: %q", len(s.requests), s.requests)
	}
	if strings.Contains(got.stdout+got.stderr, "CANARY") || strings.Contains(got.stdout, "canary.ada") {
		t.Errorf("shows a value:\n%s%s", got.stdout, got.stderr)
	}
}

// TestDriftOfRecordings: the recordings of this project have none; one of a service that is
// ahead, and wrong, has it named.
func TestDriftOfRecordings(t *testing.T) {
	files, err := filepath.Glob("../../contract_test/testdata/recordings/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	if got := sftjRun(t, nil, append([]string{"drift"}, files...)...); got.code != exitDone || got.stdout != "" {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	ahead := write(t, "ahead.txtar", recording.Format("", []recording.Exchange{
		{Method: "GET", Target: "/v1/accounts/acme/supervisedFineTuningJobs/a1", Key: "Bearer with the key", Status: 200,
			ResponseHeader: http.Header{"Content-Type": {"application/json"}}, Body: []byte(driftingJob)},
		{Method: "GET", Target: "/v1/accounts/acme/supervisedFineTuningJobs/a2", Status: 202,
			ResponseHeader: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{}`)},
	}))
	got := sftjRun(t, nil, "drift", ahead)
	for _, want := range []string{"broken  type", "get /epochs", "broken  status", "SupervisedFineTuningJob.region", "WandbConfig.tier"} {
		if got.code != exitError || !strings.Contains(got.stdout, want) {
			t.Errorf("exit %d, no %q in\n%s%s", got.code, want, got.stdout, got.stderr)
		}
	}
	if strings.Contains(got.stdout+got.stderr, "CANARYW") || strings.Contains(got.stdout+got.stderr, "canary.ada") {
		t.Errorf("shows a secret:\n%s%s", got.stdout, got.stderr)
	}
	torn := write(t, "torn.txtar", []byte("-- a --\nGET / HTTP/1.1\n\n"))
	if got := sftjRun(t, nil, "drift", torn); got.code != exitUsage {
		t.Errorf("exit %d for half an exchange\n%s", got.code, got.stderr)
	}
}

// TestDriftSaysWhenItCouldNotLook: an outage is neither drift nor its absence.
func TestDriftSaysWhenItCouldNotLook(t *testing.T) {
	s := newService(t, answering(http.StatusInternalServerError, `{"code":13,"message":"no"}`))
	if got := sftjRun(t, s.env(), "drift"); got.code != exitNotJudged || got.stdout != "" || !strings.Contains(got.stderr, "sftj: list") {
		t.Errorf("exit %d, want %d\n%s%s", got.code, exitNotJudged, got.stdout, got.stderr)
	}
}

// TestDrift_AccountWithoutJobs_IsNotCalledFreeOfDrift: nothing was there to look at. Another
// program that answers {} to everything looks like this too.
func TestDrift_AccountWithoutJobs_IsNotCalledFreeOfDrift(t *testing.T) {
	for body, code := range map[string]int{
		`{}`: exitNotJudged, `{"supervisedFineTuningJobs":[],"nextPageToken":"","totalSize":0}`: exitNotJudged,
		`{"supervisedFineTuningJobs":[],"unreachable":[]}`: exitError, // which is drift
	} {
		s := newService(t, answering(http.StatusOK, body))
		if got := sftjRun(t, s.env(), "drift"); got.code != code || !strings.Contains(got.stderr, "the account has no job") {
			t.Errorf("%s: exit %d, want %d\n%s%s", body, got.code, code, got.stdout, got.stderr)
		}
	}
}

// TestDrift_PreviousReportOfCheck_ComparesOnlyWhatBothRead: check has read errors and jobs that
// drift does not read, and that is no drift. A field that every job had is.
func TestDrift_PreviousReportOfCheck_ComparesOnlyWhatBothRead(t *testing.T) {
	em := emulator.New(scriptOptions()...).Handler()
	without := ""
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		em.ServeHTTP(rec, r)
		maps.Copy(w.Header(), rec.Header())
		body := rec.Body.String()
		if without != "" {
			body = regexp.MustCompile(`"`+without+`":"[^"]*",`).ReplaceAllString(body, "")
			w.Header().Del("Content-Length")
		}
		w.WriteHeader(rec.Code)
		_, _ = io.WriteString(w, body)
	})
	report := filepath.Join(t.TempDir(), "check.json")
	if got := sftjRun(t, nil, checkArgs(s.URL, "--running-job", "running1", "--json", report)...); got.code != exitDone {
		t.Fatal(got.stderr)
	}
	env := map[string]string{"FIREWORKS_API_KEY": checkKey, "FIREWORKS_ACCOUNT_ID": sampleAccount, "FIREWORKS_BASE_URL": s.URL}
	for _, limit := range []string{"1", "20"} {
		if got := sftjRun(t, env, "drift", "--limit", limit, "--previous", report); got.code != exitDone || got.stdout != "" {
			t.Errorf("--limit %s: exit %d\n%s%s", limit, got.code, got.stdout, got.stderr)
		}
	}
	without = "baseModel"
	if got := sftjRun(t, env, "drift", "--previous", report); got.code != exitError || !strings.Contains(got.stdout, "SupervisedFineTuningJob.baseModel") {
		t.Errorf("a field that is gone: exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// TestDriftOfWhatCantBeRead: an answer that the SDK refuses is what drift is asked about.
func TestDriftOfWhatCantBeRead(t *testing.T) {
	const path, bad = "accounts/acme/supervisedFineTuningJobs/a", `"dataset":"d","epochs":"x"}`
	list := func(jobs string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/supervisedFineTuningJobs") {
				answering(200, `{"supervisedFineTuningJobs":[`+jobs+`]}`)(w, r)
				return
			}
			answering(200, `{"name":"`+strings.TrimPrefix(r.URL.Path, "/v1/")+`",`+bad)(w, r)
		}
	}
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		code    int
		has     string
	}{
		"a list":       {list(`{"name":"` + path + `1",` + bad), exitError, "list /supervisedFineTuningJobs/0/epochs"},
		"a job":        {list(`{"name":"` + path + `1","dataset":"d"}`), exitError, "get /epochs"},
		"another page": {answering(200, `<html>`), exitNotJudged, ""},
	} {
		s := newService(t, tt.handler)
		got := sftjRun(t, s.env(), "drift")
		if got.code != tt.code || !strings.Contains(got.stdout, tt.has) {
			t.Errorf("%s: exit %d, want %d with %q\n%s%s", name, got.code, tt.code, tt.has, got.stdout, got.stderr)
		}
	}
}

func write(t *testing.T, name string, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
