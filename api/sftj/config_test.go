package sftj_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func TestNewValidates(t *testing.T) {
	key := sftj.WithAPIKey("k")
	for _, tt := range []struct {
		name string
		opts []sftj.Option
		want string // part of the error, empty for none
	}{
		{"no key", nil, "FIREWORKS_API_KEY"},
		{"key of spaces", []sftj.Option{sftj.WithAPIKey("  ")}, "no API key"},
		{"key with a trailing newline", []sftj.Option{sftj.WithAPIKey("k\n")}, ""},
		{"key with a line break inside", []sftj.Option{sftj.WithAPIKey("a\nX-Evil: 1")}, "line break"},
		{"key with an umlaut", []sftj.Option{sftj.WithAPIKey("ü")}, "a character that no key has, at character 1"},
		{"account as a name", []sftj.Option{key, sftj.WithAccount("accounts/acme")}, ""},
		{"account with a slash", []sftj.Option{key, sftj.WithAccount("a/b")}, `account "a/b"`},
		{"account dot dot", []sftj.Option{key, sftj.WithAccount("..")}, "step in a path"},
		{"base URL with /v1", []sftj.Option{key, sftj.WithBaseURL("https://api.fireworks.ai/v1/")}, "leave it out"},
		{"base URL without a scheme", []sftj.Option{key, sftj.WithBaseURL("api.fireworks.ai")}, "http or https"},
		{"base URL of another scheme", []sftj.Option{key, sftj.WithBaseURL("ftp://x")}, "http or https"},
		{"base URL with a password", []sftj.Option{key, sftj.WithBaseURL("https://u:pw@x")}, "a user"},
		{"base URL with a query", []sftj.Option{key, sftj.WithBaseURL("https://x?a=b")}, "a query"},
		{"unparsable base URL", []sftj.Option{key, sftj.WithBaseURL("https://x\x7f")}, "can't be parsed"},
		{"plain http", []sftj.Option{key, sftj.WithBaseURL("http://example.com")}, "unencrypted"},
		{"plain http on purpose", []sftj.Option{key, sftj.WithBaseURL("http://example.com"), sftj.WithPlainHTTP()}, ""},
		{"plain http to this machine", []sftj.Option{key, sftj.WithBaseURL("http://127.0.0.1:8080")}, ""},
		{"plain http to localhost", []sftj.Option{key, sftj.WithBaseURL("http://localhost:8080/")}, ""},
		{"a host that begins like this machine", []sftj.Option{key, sftj.WithBaseURL("http://127.0.0.1.example.com")}, "unencrypted"},
		{"a path", []sftj.Option{key, sftj.WithBaseURL("https://proxy.example.com/fireworks/")}, ""},
		{"no attempts", []sftj.Option{key, sftj.WithMaxAttempts(0)}, "one attempt"},
		{"no body", []sftj.Option{key, sftj.WithMaxBody(0)}, "body cap"},
		{"a user agent of two lines", []sftj.Option{key, sftj.WithUserAgent("x\ny")}, "control character"},
		{"no time to reconcile", []sftj.Option{key, sftj.WithReconcileFor(0)}, "reconcile"},
		{"poll backwards", []sftj.Option{key, sftj.WithPollInterval(time.Minute, time.Second)}, "poll interval"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := sftj.New(append(tt.opts, sftj.WithEnvironment(func(string) string { return "" }))...)
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (!errors.Is(err, sftj.ErrInvalidArgument) || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v, want ErrInvalidArgument with %q", err, tt.want)
			case err != nil && (strings.Contains(err.Error(), "pw") || strings.Contains(err.Error(), "Evil")):
				t.Errorf("quotes a secret: %v", err)
			}
		})
	}
}

func TestOptionsWinOverTheEnvironment(t *testing.T) {
	env := map[string]string{
		"FIREWORKS_API_KEY": "fw_env", "FIREWORKS_ACCOUNT_ID": "accounts/acme", "FIREWORKS_BASE_URL": "https://env.example.com",
	}
	for _, tt := range []struct {
		name, wantKey, wantAccount, wantHost string
		opts                                 []sftj.Option
	}{
		{name: "environment", wantKey: "fw_env", wantAccount: "acme", wantHost: "env.example.com"},
		{
			name: "options", wantKey: "fw_opt", wantAccount: "other", wantHost: "opt.example.com",
			opts: []sftj.Option{sftj.WithAPIKey("fw_opt"), sftj.WithAccount("other"), sftj.WithBaseURL("https://opt.example.com")},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rt := &stub{script: []answer{{status: 404}}}
			c, err := sftj.New(append(tt.opts, sftj.WithTransport(rt), sftj.WithEnvironment(func(k string) string { return env[k] }))...)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = c.Get(t.Context(), "x")
			if got := rt.headers[0].Get("Authorization"); got != "Bearer "+tt.wantKey {
				t.Errorf("Authorization %q", got)
			}
			if c.Account() != tt.wantAccount || !strings.Contains(rt.requests[0], "/accounts/"+tt.wantAccount+"/") {
				t.Errorf("account %q, sent %q", c.Account(), rt.requests)
			}
		})
	}
}

func TestBasePathIsKept(t *testing.T) {
	rt := &stub{script: []answer{ok(jobBody)}}
	c := newClient(t, rt, sftj.WithBaseURL("https://proxy.example.com/fireworks/"))
	if _, err := c.Resume(t.Context(), "ft-42"); err != nil {
		t.Fatal(err)
	}
	if want := "POST /fireworks" + jobsPath + "/ft-42:resume"; rt.requests[0] != want {
		t.Errorf("sent %q, want %q", rt.requests[0], want)
	}
}

func TestNilIsNoOption(t *testing.T) {
	c, err := sftj.New(nil, sftj.WithEnvironment(nil), sftj.WithAPIKey(testKey))
	if err != nil || c.Account() != "" {
		t.Errorf("%v, account %q", err, c.Account())
	}
}
