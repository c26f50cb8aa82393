package contract_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

const jobs = "/v1/accounts/acme/supervisedFineTuningJobs"

// gateway stands for the code of a refusal by the gateway, whose envelope has no number.
const gateway = -1

// TestWire: what anybody with curl sees. Every refusal is JSON in the error shape.
func TestWire(t *testing.T) {
	for _, c := range compositions() {
		t.Run(c.name, func(t *testing.T) {
			g := newGuard(t, conform.Observe)
			rt, url := c.build(t, newEmulator(), g)
			for _, tt := range []struct {
				name, method, path, key, body string
				status, code                  int
				header                        string // "Name: value" that has to be there
			}{
				{"resume of a paused job", "POST", jobs + "/paused1:resume", key, "{}", 200, 0, ""},
				{"with the colon encoded", "POST", jobs + "/paused2%3Aresume", key, "{}", 200, 0, ""},
				{"without a body", "POST", jobs + "/paused3:resume", key, "", 200, 0, ""},
				{"of a running one", "POST", jobs + "/running1:resume", key, "{}", 400, 9, ""},
				{"of a completed one", "POST", jobs + "/completed1:resume", key, "{}", 400, 9, ""},
				{"without a key", "POST", jobs + "/failed1:resume", "", "{}", 401, 16, "Www-Authenticate: Bearer"},
				{"with a wrong key", "POST", jobs + "/failed1:resume", "fw_wrong", "{}", 403, gateway, ""},
				{"of another account's job", "POST", "/v1/accounts/rival/supervisedFineTuningJobs/secret1:resume", key, "{}", 403, 7, ""},
				{"in an account that is none", "GET", "/v1/accounts/nosuch/supervisedFineTuningJobs", key, "", 403, 7, ""},
				{"of an unknown job", "POST", jobs + "/nosuch:resume", key, "{}", 404, 5, ""},
				{"GET of a verb", "GET", jobs + "/failed1:resume", key, "", 405, 12, "Allow: POST"},
				{"PUT of a job", "PUT", jobs + "/failed1", key, "{}", 405, 12, "Allow: DELETE, GET"},
				{"an unknown verb", "POST", jobs + "/failed1:restart", key, "{}", 404, 5, ""},
				{"an unknown path", "GET", "/v2/accounts", key, "", 404, 5, ""},
				{"a body that is cut", "POST", jobs + "/failed1:resume", key, `{"a":`, 400, 3, ""},
				{"an array for a body", "POST", jobs + "/failed1:resume", key, `[]`, 400, 3, ""},
				{"two bodies", "POST", jobs + "/failed1:resume", key, `{}{}`, 400, 3, ""},
				{"a job without a dataset", "POST", jobs, key, `{"epochs":1}`, 400, 3, ""},
				{"a job with a wrong type", "POST", jobs, key, `{"dataset":"d","epochs":"one"}`, 400, 3, ""},
				{"a page size that is none", "GET", jobs + "?pageSize=many", key, "", 400, 3, ""},
				{"a page token that is none", "GET", jobs + "?pageToken=%00", key, "", 400, 3, ""},
				{"a filter that is none", "GET", jobs + "?filter=state%3D", key, "", 400, 3, ""},
				{"an order that is none", "GET", jobs + "?orderBy=colour", key, "", 400, 3, ""},
				{"a mask that is none", "GET", jobs + "/failed1?readMask=colour", key, "", 400, 3, ""},
				{"the job is as it was", "GET", jobs + "/failed1", key, "", 200, 0, ""},
			} {
				t.Run(tt.name, func(t *testing.T) {
					status, header, body := exchange(t, rt, tt.method, url+tt.path, tt.key, tt.body)
					if status != tt.status {
						t.Fatalf("status %d, want %d: %s", status, tt.status, body)
					}
					if got := header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
						t.Errorf("content type %q", got)
					}
					if name, value, ok := strings.Cut(tt.header, ": "); ok && header.Get(name) != value {
						t.Errorf("%s is %q, want %q", name, header.Get(name), value)
					}
					var failure struct {
						Code    int
						Message *string
						Details *[]any
						State   string
					}
					if tt.code == gateway {
						if !strings.Contains(string(body), `"code":"UNAUTHORIZED"`) || !strings.Contains(string(body), `"request_id":"`) {
							t.Errorf("not in the envelope of the gateway: %s", body)
						}
						return
					}
					if err := json.Unmarshal(body, &failure); err != nil {
						t.Fatalf("not JSON: %s", body)
					}
					if failure.Code != tt.code || tt.code != 0 && (failure.Message == nil || failure.Details == nil) {
						t.Errorf("want code %d in the error shape, got %s", tt.code, body)
					}
					if strings.HasSuffix(tt.name, "as it was") && failure.State != "JOB_STATE_FAILED" {
						t.Errorf("a refused request moved the job: %s", body)
					}
				})
			}
			// Requests were wrong on purpose. Answers never may be.
			violations, drift := g.found()
			for _, found := range append(violations, drift...) {
				if strings.Contains(found, ": response ") {
					t.Error(found)
				}
			}
		})
	}
}

// TestResumeIsSeenByReads: the answer, a later read and the list agree, and no other job
// moved.
func TestResumeIsSeenByReads(t *testing.T) {
	for _, c := range compositions() {
		t.Run(c.name, func(t *testing.T) {
			g := newGuard(t, conform.Strict)
			rt, url := c.build(t, newEmulator(), g)
			states := func() map[string]string {
				_, _, body := exchange(t, rt, "GET", url+jobs, key, "")
				var page struct {
					Jobs []struct{ Name, State string } `json:"supervisedFineTuningJobs"`
				}
				if err := json.Unmarshal(body, &page); err != nil {
					t.Fatal(err)
				}
				out := map[string]string{}
				for _, j := range page.Jobs {
					out[j.Name[strings.LastIndex(j.Name, "/")+1:]] = j.State
				}
				return out
			}
			before := states()
			_, _, answer := exchange(t, rt, "POST", url+jobs+"/paused1:resume", key, "{}")
			_, _, read := exchange(t, rt, "GET", url+jobs+"/paused1", key, "")
			if string(answer) != string(read) {
				t.Errorf("resume answered %s\na read says    %s", answer, read)
			}
			after := states()
			for id, state := range before {
				switch {
				case id == "paused1" && (after[id] == state || after[id] == ""):
					t.Errorf("%s: %s → %s", id, state, after[id])
				case id != "paused1" && after[id] != state:
					t.Errorf("%s moved too: %s → %s", id, state, after[id])
				}
			}
		})
	}
}

// exchange sends one request as it is, without any client of ours.
func exchange(t *testing.T, rt http.RoundTripper, method, url, key, body string) (int, http.Header, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, answer
}
