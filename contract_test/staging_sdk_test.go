package contract_test

import (
	"errors"
	"net/http"
	"os"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestStagingWithSDK has the SDK read a live service, guarded. It runs when SFTJ_BASE_URL
// names one. Violations fail, drift is logged.
func TestStagingWithSDK(t *testing.T) {
	url := os.Getenv("SFTJ_BASE_URL")
	if url == "" {
		t.Skip("SFTJ_BASE_URL is not set: no live service to judge")
	}
	g := newGuard(t, conform.Observe)
	rt := &readOnly{t, g.client.Transport(http.DefaultTransport)}
	c, err := sftj.New(
		sftj.WithEnvironment(func(string) string { return "" }),
		sftj.WithBaseURL(url), sftj.WithAPIKey(os.Getenv("SFTJ_API_KEY")), sftj.WithAccount(os.Getenv("SFTJ_ACCOUNT_ID")),
		sftj.WithTransport(rt),
	)
	if err != nil {
		t.Fatalf("SFTJ_BASE_URL is set, so SFTJ_API_KEY and SFTJ_ACCOUNT_ID have to be too: %v", err)
	}
	const enough = 20 // jobs to read: the limit of an account without a payment method is 10 a minute
	n := 0
	for listed, err := range c.List(t.Context(), sftj.ListOptions{PageSize: enough}) {
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			read, err := c.Get(t.Context(), listed.ID())
			if err != nil {
				t.Fatal(err)
			}
			if read.Name != listed.Name || !read.CreateTime.Equal(listed.CreateTime) {
				t.Errorf("list and get differ about %s", read.ID())
			}
		}
		if n++; n == enough {
			break
		}
	}
	t.Logf("read %d jobs", n)
	if n == 0 {
		defer t.Skip("the account has no job to read: hardly anything was judged")
	}
	if _, err := c.Get(t.Context(), "sftj-no-such-job"); !errors.Is(err, sftj.ErrNotFound) {
		t.Errorf("an unknown job: %v", err)
	}
	violations, drift := g.found()
	for _, v := range violations {
		t.Error(v)
	}
	for _, d := range drift {
		t.Log(d)
	}
}

// readOnly lets nothing out but GET.
type readOnly struct {
	t    *testing.T
	next http.RoundTripper
}

func (r *readOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet {
		r.t.Errorf("%s would have left: the run is read-only", req.Method)
		return nil, errors.New("read-only")
	}
	return r.next.RoundTrip(req)
}
