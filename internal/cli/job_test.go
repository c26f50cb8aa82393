package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const jobsPath = "/v1/accounts/acme/supervisedFineTuningJobs"

// TestHostileIDs: what of an id reaches the service, and that nothing else does.
func TestHostileIDs(t *testing.T) {
	for _, tt := range []struct{ name, id, sent string }{
		{"plain", "ft-42", "ft-42"},
		{"empty", "", ""},
		{"dot", ".", ""},
		{"dot dot", "..", ""},
		{"slash", "a/b", ""},
		{"encoded slash", "a%2Fb", ""},
		{"colon", "a:b", ""},
		{"verb", "x:resume", ""},
		{"umlaut", "ü", "%C3%BC"},
		{"space", "a b", ""},
		{"300 characters", strings.Repeat("a", 300), strings.Repeat("a", 300)},
		{"control", "a\x1b[2Jb", ""},
		{"newline", "a\nb", ""},
		{"query", "a?x=y", ""},
		{"full name", "accounts/acme/supervisedFineTuningJobs/ft-42", "ft-42"},
		{"another account's", "accounts/rival/supervisedFineTuningJobs/ft-42", ""},
		{"account", "accounts/acme", ""},
	} {
		for _, command := range []struct {
			args    []string
			request string
		}{{[]string{"get"}, "GET %"}, {[]string{"resume"}, "GET %"}, {[]string{"resume", "--once"}, "POST %:resume"}, {[]string{"watch"}, "GET %"}} {
			t.Run(strings.Join(command.args, " ")+"/"+tt.name, func(t *testing.T) {
				s := newService(t, answering(404, `{"code":5,"message":"none","details":[]}`))
				got := sftjRun(t, s.env(), append(slices.Clone(command.args), "--", tt.id)...)
				if tt.sent == "" {
					if got.code != exitUsage || len(s.requests) != 0 {
						t.Errorf("exit %d, sent %q\n%s", got.code, s.requests, got.stderr)
					}
					if strings.ContainsAny(got.stderr, "\x1b") {
						t.Errorf("draws on the terminal: %q", got.stderr)
					}
					return
				}
				want := strings.Replace(command.request, "%", jobsPath+"/"+tt.sent, 1)
				if got.code != exitError || !slices.Equal(s.requests, []string{want}) {
					t.Errorf("exit %d, sent %q, want %q\n%s", got.code, s.requests, want, got.stderr)
				}
			})
		}
	}
}

const future = "{ \"dataset\":\"d\",\n  \"name\":\"accounts/acme/supervisedFineTuningJobs/ft-42\", \"state\":\"JOB_STATE_DREAMING\",\n" +
	"  \"futureField\": {\"a\":[1.50, 1e2, \"\\u00e9\"]},\t\"learningRate\":1e-05,\"createdBy\":\"ada@example.com\"," +
	"\"wandbConfig\":{\"apiKey\":SECRET1},\"metricsFileSignedUrl\":SECRET2}"

// TestJSONIsByteForByte: what the service sent comes out as it was, unknown fields and
// states included, but for the secrets.
func TestJSONIsByteForByte(t *testing.T) {
	sent := strings.NewReplacer("SECRET1", `"CANARY"`, "SECRET2", `"https://s.example.com/CANARY?X-Signature=CANARY"`).Replace(future)
	masked := strings.NewReplacer("SECRET1", `"[redacted]"`, "SECRET2", `"https://s.example.com/[redacted]"`).Replace(future)
	s := newService(t, answering(200, sent))
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"get", "ft-42", "-o", "json"}, masked + "\n"},
		{[]string{"resume", "--once", "ft-42", "-o", "json"}, masked + "\n"},
		{[]string{"get", "ft-42", "-o", "json", "--show-secrets"}, sent + "\n"},
		{[]string{"get", "ft-42", "-o", "name"}, "accounts/acme/supervisedFineTuningJobs/ft-42\n"},
	} {
		if got := sftjRun(t, s.env(), tt.args...); got.code != 0 || got.stdout != tt.want {
			t.Errorf("%v: exit %d %s\n got %s\nwant %s", tt.args, got.code, got.stderr, got.stdout, tt.want)
		}
	}
	for _, output := range []string{"table", "yaml", "jsonl"} {
		got := sftjRun(t, s.env(), "get", "ft-42", "-o", output)
		if got.code != 0 || strings.Contains(got.stdout, "CANARY") || !strings.Contains(got.stdout, "DREAMING") || !strings.Contains(got.stdout, "futureField") {
			t.Errorf("-o %s: exit %d\n%s%s", output, got.code, got.stdout, got.stderr)
		}
	}
}

func TestListOutputs(t *testing.T) {
	job := `{"name":"accounts/acme/supervisedFineTuningJobs/ID","dataset":"d","state":"JOB_STATE_PAUSED", "future": 1.0}`
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("pageToken") == "" {
			answering(200, `{"supervisedFineTuningJobs":[`+strings.Replace(job, "ID", "a", 1)+`],"nextPageToken":"2"}`)(w, r)
			return
		}
		answering(200, `{"supervisedFineTuningJobs":[`+strings.Replace(job, "ID", "b", 1)+`]}`)(w, r)
	})
	for _, tt := range []struct{ args, want string }{
		{"-o json", `{"supervisedFineTuningJobs":[` + strings.Replace(job, "ID", "a", 1) + "," + strings.Replace(job, "ID", "b", 1) + "]}\n"},
		{"-o name", "accounts/acme/supervisedFineTuningJobs/a\naccounts/acme/supervisedFineTuningJobs/b\n"},
		{"-o name --limit 1", "accounts/acme/supervisedFineTuningJobs/a\n"},
		{"-o table", "ID  STATE   PROGRESS  AGE  OUTPUT MODEL  DISPLAY NAME  PROBLEM\na   PAUSED  -         -                                \nb   PAUSED  -         -                                \n"},
	} {
		if got := sftjRun(t, s.env(), append([]string{"list"}, strings.Fields(tt.args)...)...); got.code != 0 || got.stdout != tt.want {
			t.Errorf("list %s: exit %d %s\n got %q\nwant %q", tt.args, got.code, got.stderr, got.stdout, tt.want)
		}
	}
	got := sftjRun(t, s.env(), "list", "-o", "jsonl")
	for line := range strings.Lines(got.stdout) {
		if !json.Valid([]byte(line)) || !strings.Contains(line, `"future":1.0`) {
			t.Errorf("line %q", line)
		}
	}
}

// TestList_SamePageWithNewTokens_EndsWithAnError: a list whose page token is new each time
// ends every command with an error, and none resumes a job of it.
func TestList_SamePageWithNewTokens_EndsWithAnError(t *testing.T) {
	for _, args := range [][]string{
		{"list"}, {"resume", "--all-paused", "--yes"}, {"resume", "--all-paused", "--dry-run"}, {"watch", "--filter", "x=1"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			page := 0
			s := newService(t, func(w http.ResponseWriter, r *http.Request) {
				page++
				answering(200, fmt.Sprintf(`{"supervisedFineTuningJobs":[{"name":"accounts/acme/supervisedFineTuningJobs/a","dataset":"d","state":"JOB_STATE_PAUSED"}],"nextPageToken":"t%d"}`, page))(w, r)
			})
			got := sftjRun(t, s.env(), args...)
			if got.code != exitError || len(s.requests) != 6 || !strings.Contains(got.stderr, "the last 5 pages hold only jobs of earlier pages") {
				t.Errorf("exit %d after %d requests\n%s", got.code, len(s.requests), got.stderr)
			}
		})
	}
}
