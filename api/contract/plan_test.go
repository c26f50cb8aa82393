package contract_test

import (
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// recorder keeps the requests that reach a service.
type recorder struct {
	next http.RoundTripper
	mu   sync.Mutex
	sent []*http.Request
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, req)
	if r.next == nil {
		return nil, errors.New("nothing was to be sent")
	}
	return r.next.RoundTrip(req)
}

func TestPlanSendsNothing(t *testing.T) {
	rec := &recorder{}
	at := target()
	at.Transport = rec
	steps, err := contract.Plan(at)
	if err != nil {
		t.Fatal(err)
	}
	if len(rec.sent) != 0 {
		t.Errorf("%d requests were sent", len(rec.sent))
	}
	if len(steps) != len(contract.Checks()) {
		t.Errorf("%d steps for %d checks", len(steps), len(contract.Checks()))
	}
}

// TestPlanIsKept has every request of a run be one that the plan announced.
func TestPlanIsKept(t *testing.T) { synctest.Test(t, planIsKept) }

func planIsKept(t *testing.T) {
	for _, writes := range []bool{false, true} {
		at := target()
		at.AllowWrite = writes
		steps, err := contract.Plan(at)
		if err != nil {
			t.Fatal(err)
		}
		planned := make(map[string]int)
		for _, s := range steps {
			for _, p := range s.Probes {
				planned[p.Method+" "+p.Path] += max(1, p.AtMost)
			}
		}
		rec := &recorder{next: service().Transport()}
		at.Transport = rec
		judge(t, at)
		for _, req := range rec.sent {
			line := req.Method + " " + req.URL.EscapedPath()
			if planned[line] == 0 {
				line = req.Method + " " + path.Dir(req.URL.EscapedPath()) + "/{id}"
			}
			if planned[line]--; planned[line] < 0 {
				t.Errorf("writes %v: %s was sent, more often than planned", writes, line)
			}
		}
	}
}

// TestReadOnlyByDefault lets a run without leave to write loose on a server that records.
// The last part of each path must be a job that does not exist.
func TestReadOnlyByDefault(t *testing.T) { synctest.Test(t, readOnlyByDefault) }

func readOnlyByDefault(t *testing.T) {
	rec := &recorder{next: service().Transport()}
	at := target()
	at.AllowWrite, at.Transport = false, rec
	judge(t, at)
	for _, req := range rec.sent {
		if req.Method == http.MethodGet || req.Method == http.MethodHead {
			continue
		}
		if last := req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]; slices.ContainsFunc(
			append(at.Jobs.Paused, "running1", "complet1", "failed01", "cancel01", "deleted1", "secret1"),
			func(id string) bool { return strings.Contains(req.URL.Path, id) }) || last == "" {
			t.Errorf("%s %s was sent without leave to write", req.Method, req.URL.Path)
		}
	}
}

// TestWritesTouchOnlyGivenJobs gives the kit one paused job of three.
func TestWritesTouchOnlyGivenJobs(t *testing.T) { synctest.Test(t, writesTouchOnlyGivenJobs) }

func writesTouchOnlyGivenJobs(t *testing.T) {
	em := service()
	rec := &recorder{next: em.Transport()}
	at := target()
	at.Transport = rec
	at.Jobs = contract.Jobs{Paused: []string{"paused2"}}
	at.Foreign = contract.Foreign{}
	judge(t, at)
	for _, req := range rec.sent {
		if req.Method == http.MethodGet || req.Method == http.MethodHead || strings.Contains(req.URL.Path, "nosuchjob") {
			continue
		}
		if req.URL.Path != "/v1/accounts/acme/supervisedFineTuningJobs" && !strings.Contains(req.URL.Path, "/paused2") {
			t.Errorf("%s %s was sent", req.Method, req.URL.Path)
		}
	}
}

func TestUnusableTargets(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*contract.Target)
		want   string
	}{
		"no URL":            {func(t *contract.Target) { t.BaseURL = "" }, "base URL"},
		"no scheme":         {func(t *contract.Target) { t.BaseURL = "sftj.test" }, "base URL"},
		"ftp":               {func(t *contract.Target) { t.BaseURL = "ftp://sftj.test" }, "base URL"},
		"user in the URL":   {func(t *contract.Target) { t.BaseURL = "http://me:secret@sftj.test" }, "user or password"},
		"query in the URL":  {func(t *contract.Target) { t.BaseURL = "http://sftj.test?key=secret" }, "query"},
		"no key":            {func(t *contract.Target) { t.APIKey = "" }, "no API key"},
		"key with newline":  {func(t *contract.Target) { t.APIKey = "secret\n" }, "API key"},
		"no account":        {func(t *contract.Target) { t.Account = "" }, "no account"},
		"account as path":   {func(t *contract.Target) { t.Account = "acme/datasets" }, "not an id"},
		"job as path":       {func(t *contract.Target) { t.Jobs.Paused = []string{"a/b"} }, "not a job id"},
		"job with a verb":   {func(t *contract.Target) { t.Jobs.Paused = []string{"a:cancel"} }, "not a job id"},
		"job twice":         {func(t *contract.Target) { t.Jobs.Failed = []string{"paused1"} }, "twice"},
		"half a foreigner":  {func(t *contract.Target) { t.Foreign.Account = "" }, "foreign"},
		"foreign is own":    {func(t *contract.Target) { t.Foreign.Account = account }, "the account itself"},
		"production":        {func(t *contract.Target) { t.BaseURL = "https://api.fireworks.ai" }, "production host"},
		"production, dot":   {func(t *contract.Target) { t.BaseURL = "https://API.fireworks.ai./x" }, "production host"},
		"production, other": {func(t *contract.Target) { t.BaseURL, t.WriteHost = "https://api.fireworks.ai", "sftj.test" }, "production host"},
	} {
		t.Run(name, func(t *testing.T) {
			rec := &recorder{}
			at := target()
			at.Transport = rec
			c.change(&at)
			for _, run := range []func() error{
				func() error { _, err := contract.Run(t.Context(), at); return err },
				func() error { _, err := contract.Plan(at); return err },
			} {
				err := run()
				if !errors.Is(err, contract.ErrTarget) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
					t.Errorf("got %v, want it to speak of %q", err, c.want)
				}
			}
			if len(rec.sent) > 0 {
				t.Error("something was sent")
			}
		})
	}
}

func TestProductionNamedOnPurpose(t *testing.T) {
	at := target()
	at.BaseURL, at.WriteHost = "https://api.fireworks.ai", "api.fireworks.ai"
	if _, err := contract.Plan(at); err != nil {
		t.Error(err)
	}
	at.WriteHost, at.AllowWrite = "", false
	if _, err := contract.Plan(at); err != nil {
		t.Errorf("reading alone: %v", err)
	}
}

func TestPausedJobsAreSpentOnce(t *testing.T) {
	for given, want := range map[int]int{0: 0, 1: 1, 2: 2, 3: 3, 5: 3} {
		at := target()
		at.Jobs.Paused = []string{"p1", "p2", "p3", "p4", "p5"}[:given]
		steps, err := contract.Plan(at)
		if err != nil {
			t.Fatal(err)
		}
		spent := make(map[string]string)
		for _, s := range steps {
			if !slices.Contains([]string{"resume.moves", "resume.at-once", "resume.no-body"}, s.ID) {
				continue
			}
			if s.Skip != "" {
				continue
			}
			for _, p := range s.Probes {
				if p.Job == "" {
					continue
				}
				if other, ok := spent[p.Job]; ok && other != s.ID {
					t.Errorf("%d given: %s is spent by %s and by %s", given, p.Job, other, s.ID)
				}
				spent[p.Job] = s.ID
			}
		}
		if len(spent) != want {
			t.Errorf("%d given: %d are spent, want %d", given, len(spent), want)
		}
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	for name, opt := range map[string]contract.Option{
		"rate 0": contract.WithRate(0), "rate NaN": contract.WithRate(math.NaN()), "timeout": contract.WithTimeout(0),
		"answers": contract.WithAnswerTimeout(-1), "latency": contract.WithLatencyBudget(0), "requests": contract.WithMaxRequests(0),
		"only": contract.WithOnly("no.such"), "known": contract.WithKnownFailings("resume"), "document": contract.WithDocument([]byte("nonsense")),
	} {
		if _, err := contract.Plan(target(), opt); !errors.Is(err, contract.ErrTarget) && name != "document" || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRequestsStayBelowTheLimit has a run stop, and say so, at the number it was given.
func TestRequestsStayBelowTheLimit(t *testing.T) {
	rec := &recorder{next: service().Transport()}
	at := target()
	at.Transport = rec
	r := judge(t, at, contract.WithMaxRequests(20))
	if len(rec.sent) != 20 || r.Requests != 20 || !strings.Contains(r.Stopped, "20 requests") {
		t.Errorf("%d were sent, %d reported, stopped: %q", len(rec.sent), r.Requests, r.Stopped)
	}
	if r.Failed(true) {
		t.Error("the limit is held against the target")
	}
}

func TestNothingFollowsARedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") }))
	t.Cleanup(elsewhere.Close)
	s := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	t.Cleanup(s.Close)
	at := target()
	at.BaseURL = s.URL
	r := judge(t, at)
	if res := result(t, r, "target.answers"); res.Verdict != contract.Error || !strings.Contains(res.Reason, "is redirected (307") {
		t.Errorf("%s %q", res.Verdict, res.Reason)
	}
}

// wantFail expects a check to fail, with a finding that says why.
func wantFail(t *testing.T, r *contract.Report, id string) {
	t.Helper()
	res := result(t, r, id)
	if res.Verdict != contract.Fail || len(res.Findings) == 0 {
		t.Errorf("%s: %s %q %v", id, res.Verdict, res.Reason, res.Findings)
	}
}

func result(t *testing.T, r *contract.Report, id string) contract.Result {
	t.Helper()
	for _, res := range r.Results {
		if res.ID == id {
			return res
		}
	}
	t.Fatalf("the report has no %s", id)
	return contract.Result{}
}

// answering is a server in this process that answers everything in one way.
func answering(status int, header http.Header, body string) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		h := header.Clone()
		if h == nil {
			h = http.Header{"Content-Type": {"application/json"}}
		}
		return &http.Response{
			StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
