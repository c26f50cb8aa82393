package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

func TestRoutes(t *testing.T) {
	const one = jobsPath + "/ft-1"
	cases := map[string]struct {
		method, path string
		status, code int
		allow        string
	}{
		"get of a verb":                {"GET", one + ":resume", 405, 12, "POST"},
		"get of another verb":          {"GET", one + ":cancel", 405, 12, "POST"},
		"delete of a verb":             {"DELETE", one + ":resume", 405, 12, "POST"},
		"put of a job":                 {"PUT", one, 405, 12, "DELETE, GET"},
		"post without a verb":          {"POST", one, 405, 12, "DELETE, GET"},
		"patch of a job":               {"PATCH", one, 405, 12, "DELETE, GET"},
		"head of a job":                {"HEAD", one, 405, 0, "DELETE, GET"},
		"options of a job":             {"OPTIONS", one, 405, 12, "DELETE, GET"},
		"delete of the collection":     {"DELETE", jobsPath, 405, 12, "GET, POST"},
		"unknown verb":                 {"POST", one + ":frobnicate", 404, 5, ""},
		"unknown verb, get":            {"GET", one + ":frobnicate", 404, 5, ""},
		"verb in another case":         {"POST", one + ":Resume", 404, 5, ""},
		"empty verb":                   {"POST", one + ":", 404, 5, ""},
		"verb without an id":           {"POST", jobsPath + "/:resume", 404, 5, ""},
		"verb on dots":                 {"POST", jobsPath + "/..:resume", 404, 5, ""},
		"verb as a segment":            {"POST", one + "/resume", 404, 5, ""},
		"slash in an id":               {"GET", jobsPath + "/ft%2F1", 404, 5, ""},
		"slash in an id, lower case":   {"POST", jobsPath + "/ft%2f1:resume", 404, 5, ""},
		"slash before the collection":  {"GET", "/v1/accounts/acme%2FsupervisedFineTuningJobs", 404, 5, ""},
		"trailing slash":               {"GET", one + "/", 404, 5, ""},
		"trailing slash, collection":   {"GET", jobsPath + "/", 404, 5, ""},
		"doubled slash":                {"GET", "/v1/accounts/acme//supervisedFineTuningJobs/ft-1", 404, 5, ""},
		"doubled slash at the start":   {"GET", "/" + one, 404, 5, ""},
		"way up":                       {"GET", jobsPath + "/x/../ft-1", 404, 5, ""},
		"way up as an id":              {"DELETE", jobsPath + "/..", 404, 5, ""},
		"way up as an id, escaped":     {"DELETE", jobsPath + "/%2e%2e", 404, 5, ""},
		"dot as an account":            {"GET", "/v1/accounts/./supervisedFineTuningJobs", 404, 5, ""},
		"no account":                   {"GET", "/v1/accounts//supervisedFineTuningJobs", 404, 5, ""},
		"another version":              {"GET", strings.Replace(one, "v1", "v2", 1), 404, 5, ""},
		"another collection":           {"GET", "/v1/accounts/acme/dpoJobs/ft-1", 404, 5, ""},
		"root":                         {"GET", "/", 404, 5, ""},
		"the id has a verb's colon":    {"POST", one + ":cancel:resume", 404, 5, ""},
		"verb escaped twice is an id":  {"GET", one + "%253Aresume", 404, 5, ""},
		"unknown path needs no key":    {"GET", "/healthz", 404, 5, ""},
		"another operation's job path": {"TRACE", one, 405, 12, "DELETE, GET"},
	}
	eachDoor(t, func(t *testing.T, w wire) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				w := w
				w.t = t
				r := w.send(c.method, c.path, "")
				if c.method == http.MethodHead {
					if r.status != c.status || r.body != "" {
						t.Fatalf("got %d %q, want %d and no body", r.status, r.body, c.status)
					}
				} else {
					r.fails(c.status, c.code)
				}
				if got := r.header.Get("Allow"); got != c.allow {
					t.Errorf("Allow %q, want %q", got, c.allow)
				}
			})
		}
	}, emulator.WithJobs("acme", paused("ft-1")))
}

// The generated routes have to agree with what has been resolved before: a request that
// passes here and not there would be answered in plain text.
func TestRoutesReachTheirOperations(t *testing.T) {
	eachDoor(t, func(t *testing.T, w wire) {
		w.send("GET", jobsPath, "").ok()
		w.send("GET", jobsPath+"/ft-1", "").ok()
		w.send("POST", jobsPath+"/ft-1:resume", "{}").ok()
		w.send("POST", jobsPath+"/ft-2%3Aresume", "{}").ok()
		w.send("POST", jobsPath+"/ft-1:cancel", "{}").ok()
		w.send("DELETE", jobsPath+"/ft-1", "").ok()
		w.send("POST", jobsPath, `{"dataset":"d"}`).ok()
		// Odd ids are ids all the same.
		for _, id := range []string{"a%20b", "%C3%A9", "a+b", "a%25b", "a:b:c:resume", "a%0Ab"} {
			method := "GET"
			if strings.HasSuffix(id, ":resume") {
				method = "POST"
			}
			w.send(method, jobsPath+"/"+id, "").fails(404, 5)
		}
	}, emulator.WithJobs("acme", paused("ft-1"), paused("ft-2")))
}
