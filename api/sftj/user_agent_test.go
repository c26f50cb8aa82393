package sftj_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func TestRequests_AnyUserAgentOption_SendAnAgentThatIsNoBareLibrary(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts []sftj.Option
		want string
	}{
		{"none is given", nil, "fireworks-sftj-go"},
		{"an empty one", []sftj.Option{sftj.WithUserAgent("")}, "fireworks-sftj-go"},
		{"a blank one", []sftj.Option{sftj.WithUserAgent(" \t ")}, "fireworks-sftj-go"},
		{"one of the caller", []sftj.Option{sftj.WithUserAgent(" trainer/2 ")}, "trainer/2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = append(got, r.Header.Get("User-Agent"))
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"name":"accounts/acme/supervisedFineTuningJobs/a1","dataset":"d","state":"JOB_STATE_PAUSED"}`))
			}))
			defer s.Close()
			opts := append([]sftj.Option{
				sftj.WithEnvironment(func(string) string { return "" }), sftj.WithAPIKey("fw_k"),
				sftj.WithAccount("acme"), sftj.WithBaseURL(s.URL),
			}, tt.opts...)
			c, err := sftj.New(opts...)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Get(t.Context(), "a1"); err != nil {
				t.Fatal(err)
			}
			// The stock client goes through the same plumbing.
			h, err := sftj.HTTPClient(opts...)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := h.Get(s.URL + "/v1/accounts/acme/supervisedFineTuningJobs/a1")
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if strings.Join(got, "|") != tt.want+"|"+tt.want {
				t.Errorf("User-Agent %q, want %q twice", got, tt.want)
			}
		})
	}
}
