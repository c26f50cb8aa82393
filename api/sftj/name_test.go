package sftj_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestHostileIDs states for each id what is sent, or that nothing is. No id may reach
// another path than that of one job of one account.
func TestHostileIDs(t *testing.T) {
	long := strings.Repeat("a", 300)
	for _, tt := range []struct{ name, id, sent string }{
		{"plain", "ft-42", "ft-42"},
		{"empty", "", ""},
		{"dot", ".", ""},
		{"dot dot", "..", ""},
		{"slash", "a/b", ""},
		{"leading slash", "/a", ""},
		{"encoded slash", "a%2Fb", ""},
		{"encoded dot dot", "%2e%2e", ""},
		{"backslash", `a\b`, ""},
		{"colon", "a:b", ""},
		{"verb", "x:resume", ""},
		{"only a verb", ":resume", ""},
		{"encoded verb", "x%3Aresume", ""},
		{"query", "a?b=c", ""},
		{"fragment", "a#b", ""},
		{"umlaut", "ü", "%C3%BC"},
		{"space", "a b", ""},
		{"trailing space", "ft-42 ", ""},
		{"no-break space", "a\u00a0b", ""},
		{"newline", "ft-42\n", ""},
		{"control", "a\x00b", ""},
		{"delete", "a\x7f", ""},
		{"right-to-left override", "a\u202eb", ""},
		{"invalid UTF-8", "a\xff", ""},
		{"300 characters", long, long},
		{"1,025 characters", strings.Repeat("a", 1025), ""},
		{"full name", "accounts/acme/supervisedFineTuningJobs/ft-42", "ft-42"},
		{"full name of another account", "accounts/rival/supervisedFineTuningJobs/ft-42", ""},
		{"full name with a verb", "accounts/acme/supervisedFineTuningJobs/ft-42:resume", ""},
		{"full name without an id", "accounts/acme/supervisedFineTuningJobs/", ""},
		{"full name with dot dot", "accounts/../supervisedFineTuningJobs/ft-42", ""},
		{"name of a sibling", "accounts/acme/dpoJobs/ft-42", ""},
		{"account", "accounts/acme", ""},
		{"three dots", "...", "..."},
		{"plus and tilde", "a+b~c", "a+b~c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rt := &stub{script: []answer{{status: 404, body: `{"code":5,"message":"none","details":[]}`}}}
			c := newClient(t, rt)
			_, err := c.Resume(t.Context(), tt.id)
			_, getErr := c.Get(t.Context(), tt.id)
			delErr := c.Delete(t.Context(), tt.id)
			cancelErr := c.Cancel(t.Context(), tt.id)
			if tt.sent == "" {
				for _, err := range []error{err, getErr, delErr, cancelErr} {
					if !errors.Is(err, sftj.ErrInvalidArgument) {
						t.Errorf("want ErrInvalidArgument, got %v", err)
					}
				}
				if rt.count() != 0 {
					t.Errorf("sent %q", rt.requests)
				}
				return
			}
			want := []string{
				"POST " + jobsPath + "/" + tt.sent + ":resume", "GET " + jobsPath + "/" + tt.sent,
				"DELETE " + jobsPath + "/" + tt.sent, "POST " + jobsPath + "/" + tt.sent + ":cancel",
			}
			if strings.Join(rt.requests, "\n") != strings.Join(want, "\n") {
				t.Errorf("sent %q\nwant %q", rt.requests, want)
			}
		})
	}
}

func TestInvalidIDErrorsSayWhy(t *testing.T) {
	c := newClient(t, &stub{script: []answer{ok(jobBody)}})
	_, err := c.Resume(t.Context(), "a:b")
	const want = `sftj: resume: invalid argument: job id "a:b" contains ":", which would change the path; ids are the last part of a job's name, like yibuk7xq`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestFullNameSuppliesTheAccount(t *testing.T) {
	rt := &stub{script: []answer{ok(jobBody)}}
	c := newClient(t, rt, sftj.WithAccount(""))
	if _, err := c.Get(t.Context(), "accounts/acme/supervisedFineTuningJobs/ft-42"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Get(t.Context(), "ft-42"); !errors.Is(err, sftj.ErrInvalidArgument) || !strings.Contains(err.Error(), "FIREWORKS_ACCOUNT_ID") {
		t.Errorf("a bare id without an account: %v", err)
	}
	if rt.count() != 1 || rt.requests[0] != "GET "+jobsPath+"/ft-42" {
		t.Errorf("sent %q", rt.requests)
	}
}
