package cli

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestCheckUsage: each command line is refused with exit code 2 before anything is sent,
// and the message names what is wrong.
func TestCheckUsage(t *testing.T) {
	s := newService(t, answering(500, ``))
	for _, tt := range []struct{ args, stderr string }{
		{"--api-key fw_k --account acme", "no --base-url, and no SFTJ_BASE_URL"},
		{"--base-url URL --account acme", "no --api-key, and no SFTJ_API_KEY"},
		{"--base-url URL --api-key fw_k", "no --account, and no SFTJ_ACCOUNT_ID"},
		{"FULL --running-job a,b --paused-job b", "job b is given twice"},
		{"FULL --running-job a/b", "not a job id"},
		{"FULL --running-job accounts/rival/supervisedFineTuningJobs/b", `of account "rival"`},
		{"FULL --foreign-job b", "a foreign job needs its account"},
		{"FULL --foreign-account acme --foreign-job b", "the account itself"},
		{"FULL --rate 0", "a rate of 0"},
		{"FULL --timeout 0s", "a run of 0s"},
		{"FULL --only no.such", `no check "no.such"`},
		{"FULL --require no.such", `no check "no.such"`},
		{"FULL --known-failings no.such", `no check "no.such"`},
		{"FULL --known-failings no/such", "can't read no/such"},
		{"FULL --previous no/such", "can't read no/such"},
		{"FULL --previous check_test.go", "check_test.go: can't read the report"},
		{"FULL --min-coverage 101", "0 to 100 percent"},
		{"FULL --json no/such/report.json", "--json: can't write no/such/report.json: no such file"},
		{"FULL --json testdata", "--json: can't write testdata: is a directory"},
		{"FULL -o name", "no -o name"},
		{"FULL -o xml", "unknown output"},
		{"FULL extra", "takes no argument"},
		{"--base-url https://api.fireworks.ai --api-key fw_k --account acme --allow-write", "--allow-write-to"},
		{"--base-url https://API.Fireworks.AI:443/v1 --api-key fw_k --account acme --allow-write", "--allow-write-to"},
		{"--base-url https://api.fireworks.ai --api-key fw_k --account acme --allow-write-to other.example", "--allow-write-to"},
		{"FULL --allow-write-to other.example", "--allow-write-to allows writes to other.example"},
		{"--base-url http://u:p@127.0.0.1 --api-key fw_k --account acme", "goes into --api-key"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			args := strings.NewReplacer("FULL", "--base-url "+s.URL+" --api-key fw_k --account acme", "URL", s.URL).Replace(tt.args)
			got := sftjRun(t, nil, append([]string{"check"}, strings.Fields(args)...)...)
			if got.code != exitUsage || !strings.Contains(got.stderr, tt.stderr) || got.stdout != "" {
				t.Errorf("exit %d, want 2 with %q\n%s%s", got.code, tt.stderr, got.stdout, got.stderr)
			}
		})
	}
	if len(s.requests) != 0 {
		t.Errorf("sent %q", s.requests)
	}
}

// TestCheckProductionByName: named on purpose, the vendor's host may be planned for.
func TestCheckProductionByName(t *testing.T) {
	got := sftjRun(t, nil, strings.Fields("check --base-url https://api.fireworks.ai --api-key fw_k --account acme --paused-job p --allow-write-to api.fireworks.ai --plan")...)
	if got.code != exitDone || !strings.Contains(got.stdout, "could change p") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// TestCheckEnvironment has the SFTJ_ variables describe one target, and the vendor's none.
func TestCheckEnvironment(t *testing.T) {
	var keys []string
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Header.Get("Authorization"))
		answering(http.StatusUnauthorized, `{"code":16}`)(w, r)
	})
	of := func(url string) map[string]string {
		return map[string]string{"SFTJ_BASE_URL": url, "SFTJ_API_KEY": "fw_env", "SFTJ_ACCOUNT_ID": "acme", "SFTJ_PAUSED_JOBS": "a,b", "SFTJ_ALLOW": "write"}
	}
	with := func(env map[string]string, name, value string) map[string]string {
		env = maps.Clone(env)
		env[name] = value
		return env
	}
	for name, tt := range map[string]struct {
		env    map[string]string
		args   string
		code   int
		key    string // that was sent; empty for none
		output string
	}{
		"all of it":              {of(s.URL), "", exitNotJudged, "fw_env", "401"},
		"a flag weighs more":     {of(s.URL), "--api-key fw_flag", exitNotJudged, "fw_flag", "401"},
		"the same target":        {of(s.URL), "--base-url " + s.URL + "/", exitNotJudged, "fw_env", "401"},
		"another target":         {of("https://staging.example"), "--base-url " + s.URL, exitUsage, "", "no --api-key"},
		"only the key":           {map[string]string{"SFTJ_API_KEY": "fw_env"}, "--account acme --base-url " + s.URL, exitNotJudged, "fw_env", "401"},
		"the vendor's variables": {s.env(), "", exitUsage, "", "no --base-url"},
		"the vendor's key":       {s.env(), "--account acme --base-url " + s.URL, exitUsage, "", "no --api-key"},
		"leave to write":         {of(s.URL), "--plan", exitDone, "", "could change a"},
		"no leave to write":      {of(s.URL), "--plan --allow-write=false", exitDone, "", "writes are not allowed"},
		"other jobs":             {of(s.URL), "--plan --paused-job c", exitDone, "", "could change c"},
		"what can't be read":     {with(of(s.URL), "SFTJ_ALLOW", "yes"), "", exitUsage, "", "SFTJ_ALLOW"},
		"no rate":                {with(of(s.URL), "SFTJ_RATE", "-1"), "", exitUsage, "", "a rate of -1"},
	} {
		t.Run(name, func(t *testing.T) {
			keys = nil
			got := sftjRun(t, tt.env, append([]string{"check"}, strings.Fields(tt.args)...)...)
			if got.code != tt.code || !strings.Contains(got.stdout+got.stderr, tt.output) {
				t.Errorf("exit %d, want %d with %q\n%s%s", got.code, tt.code, tt.output, got.stdout, got.stderr)
			}
			if tt.key == "" && len(keys) > 0 || tt.key != "" && !slices.Equal(keys, []string{"Bearer " + tt.key}) {
				t.Errorf("sent with %q, want %q", keys, tt.key)
			}
		})
	}
}

// TestPlainHTTPIsWarnedOf where the key can be read on its way, and nowhere else.
func TestPlainHTTPIsWarnedOf(t *testing.T) {
	const warning = "over plain http"
	for args, want := range map[string]bool{
		"--base-url http://sftj.invalid":              true,
		"--base-url http://sftj.invalid --plain-http": false,
		"--base-url https://sftj.invalid":             false,
		"--base-url http://127.0.0.1:1":               false,
		"--base-url http://[::1]:1":                   false,
		"--base-url http://localhost:1":               false,
	} {
		got := sftjRun(t, nil, append([]string{"check", "--api-key", "fw_k", "--account", "acme"}, strings.Fields(args)...)...)
		if strings.Contains(got.stderr, warning) != want || got.code != exitNotJudged {
			t.Errorf("%s: exit %d, warned %v\n%s", args, got.code, !want, got.stderr)
		}
	}
}
