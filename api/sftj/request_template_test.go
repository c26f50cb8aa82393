package sftj_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// sentRequest returns everything of a request that a server or a transport can observe. Its
// body can be read once: with GetBody, net/http would send a request again by itself.
func sentRequest(t *testing.T, req *http.Request) string {
	t.Helper()
	body := ""
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			t.Fatal(err)
		}
		body = string(b)
	}
	if req.GetBody != nil {
		t.Error("the transport can have the body again")
	}
	header := ""
	for _, name := range slices.Sorted(maps.Keys(req.Header)) {
		header += fmt.Sprintf("%s%q ", name, req.Header[name])
	}
	return fmt.Sprintf("%s %s %s %q %s\n%s%d %q", req.Method, req.URL, req.URL.RequestURI(), req.URL.Path, req.Host, header, req.ContentLength, body)
}

// TestRequestsAreTheStockClients: made once and used again, or made anew, a request is the
// same.
func TestRequestsAreTheStockClients(t *testing.T) {
	for _, base := range []string{"https://api.example.com", "https://api.example.com/one/two/", "https://h.example:8443/a%2Fb", "https://h.example/any-job-0/ü", "https://h.example/any-account-0"} {
		for _, name := range []string{"accounts/acme/supervisedFineTuningJobs/ft-42", "accounts/any-job-0/supervisedFineTuningJobs/any-account-0", "accounts/müller/supervisedFineTuningJobs/a.b_c~d",
			"accounts/a,b/supervisedFineTuningJobs/x;y", "accounts/acme/supervisedFineTuningJobs/a+b=c@d&e$f", `accounts/acme/supervisedFineTuningJobs/"<>|^` + "`{}[]*!'()"} {
			account, id, err := sftj.ParseJobName(name)
			if err != nil {
				t.Fatal(err)
			}
			var sent []string
			c := newClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
				sent = append(sent, sentRequest(t, req))
				return (&stub{script: []answer{{status: 404}}}).RoundTrip(req)
			}), sftj.WithBaseURL(base), sftj.WithAccount(account))
			stock, ctx := c.Stock(), t.Context()
			for op, calls := range map[string][2]func(){
				"resume": {func() { _, _ = c.Resume(ctx, id) }, func() { _, _ = stock.ResumeJobWithResponse(ctx, account, id, client.ResumeRequest{}) }},
				"get":    {func() { _, _ = c.Get(ctx, id) }, func() { _, _ = stock.GetJobWithResponse(ctx, account, id, nil) }},
				"cancel": {func() { _ = c.Cancel(ctx, id) }, func() { _, _ = stock.CancelJobWithResponse(ctx, account, id, client.CancelRequest{}) }},
				"delete": {func() { _ = c.Delete(ctx, id) }, func() { _, _ = stock.DeleteJobWithResponse(ctx, account, id) }},
			} {
				sent = nil
				calls[0]()
				calls[1]()
				if len(sent) != 2 || sent[0] != sent[1] {
					t.Errorf("%s of %s at %s\nsent %q", op, name, base, sent)
				}
			}
		}
	}
}
