package sftj_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// FuzzErrorBody: whatever a failure's body is, the status is kept, the text is one line of
// valid UTF-8, and the key is not in it.
func FuzzErrorBody(f *testing.F) {
	for _, body := range []string{
		`{"code":9,"message":"m","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"R"}]}`,
		`{"error":{"code":"NOT_FOUND","message":"m"}}`, `{"error":"m"}`, `{"message":"m"}`, "<html><title>t</title>", "", "null", "[]", "\xff",
	} {
		f.Add(403, []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 400 || status > 599 {
			return
		}
		rt := &stub{script: []answer{{status: status, body: string(body) + testKey}}}
		_, err := newClient(t, rt, sftj.WithMaxAttempts(1)).Resume(t.Context(), "ft-42")
		e, ok := errors.AsType[*sftj.Error](err)
		if !ok || e.Status != status {
			t.Fatalf("lost the status: %v", err)
		}
		if text := e.Error(); !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r") || strings.Contains(text, testKey) || len(text) > 2000 {
			t.Fatalf("text %q", text)
		}
	})
}

// FuzzRetryAfter: a pause is never negative, never longer than a minute, and never kept
// from the caller.
func FuzzRetryAfter(f *testing.F) {
	for _, v := range []string{"2", "0", "-1", "1.5", "1e300", "NaN", "Inf", "3600", "Fri, 31 Dec 1999 23:59:59 GMT", "Sat, 01 Jan 2000 00:00:10 GMT", " 5 ", "5s"} {
		f.Add(v, "")
		f.Add("", v)
	}
	f.Fuzz(func(t *testing.T, seconds, milliseconds string) {
		synctest.Test(t, func(t *testing.T) {
			a := answer{status: 429, header: map[string]string{}}
			if seconds != "" {
				a.header["Retry-After"] = seconds
			}
			if milliseconds != "" {
				a.header["Retry-After-Ms"] = milliseconds
			}
			start := time.Now()
			_, err := newClient(t, &stub{script: []answer{a}}, sftj.WithMaxAttempts(2)).Get(t.Context(), "ft-42")
			e, ok := errors.AsType[*sftj.Error](err)
			if took := time.Since(start); !ok || e.RetryAfter < 0 || took > time.Minute {
				t.Fatalf("%q %q: waited %v, %v", seconds, milliseconds, took, err)
			}
		})
	})
}

// FuzzJobName: what passes is one segment of a path, and gives the same again.
func FuzzJobName(f *testing.F) {
	for _, name := range []string{"ft-42", "accounts/acme/supervisedFineTuningJobs/ft-42", "..", "a/b", "a:b", "ü", "\x00", "accounts/acme", "%2e%2e"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		account, id, err := sftj.ParseJobName(name)
		if err != nil {
			if !errors.Is(err, sftj.ErrInvalidArgument) || !utf8.ValidString(err.Error()) {
				t.Fatal(err)
			}
			return
		}
		if id == "" || id == "." || id == ".." || strings.ContainsAny(id+account, "/:%?#\\ \n\x00") {
			t.Fatalf("%q passed as %q of %q", name, id, account)
		}
		rt := &stub{script: []answer{{status: 404}}}
		_, _ = newClient(t, rt, sftj.WithAccount(account)).Get(t.Context(), "accounts/"+orAcme(account)+"/supervisedFineTuningJobs/"+id)
		if rt.count() != 1 || strings.Count(rt.requests[0], "/") != 5 {
			t.Fatalf("%q became %q", name, rt.requests)
		}
	})
}

func orAcme(account string) string {
	if account == "" {
		return "acme"
	}
	return account
}

// FuzzJobJSON: a job that is returned was a whole JSON object with a dataset, and comes
// back byte for byte.
func FuzzJobJSON(f *testing.F) {
	for _, body := range []string{jobBody, `{"dataset":"d","epochs":3.0}`, `{"dataset":"d","epochs":1e400}`, `{}`, `{"dataset":"d"}x`, `[`, `{"dataset":"d","createTime":"x"}`, `{"a":"\ud800"}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		rt := &stub{script: []answer{{status: http.StatusOK, body: string(body)}}}
		job, err := newClient(t, rt, sftj.WithMaxAttempts(1)).Get(t.Context(), "ft-42")
		if err != nil {
			if !errors.Is(err, sftj.ErrBadResponse) {
				t.Fatal(err)
			}
			return
		}
		if string(job.Raw()) != string(body) {
			t.Fatalf("%q became %q", body, job.Raw())
		}
		if _, ok := job.Lookup("/dataset"); !ok {
			t.Fatalf("%q is no job", body)
		}
		_ = job.UnknownFields()
	})
}
