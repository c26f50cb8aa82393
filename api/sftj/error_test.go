package sftj_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestErrorBodies: whatever the body is, the status is kept and what it says is read.
func TestErrorBodies(t *testing.T) {
	long := strings.Repeat("word ", 200)
	for _, tt := range []struct {
		name, body, message string
		code                int
		reason              string
	}{
		{"the service's", `{"code":9,"message":"not paused","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"R","domain":"d"}]}`, "not paused", 9, "R"},
		{"an empty message", `{"code":7,"message":"","details":[]}`, "", 7, ""},
		{"a code as a name", `{"code":"NOT_FOUND","message":"m"}`, "m", 5, ""},
		{"a code in a string", `{"code":"9","message":"m"}`, "m", 9, ""},
		{"a status in the code", `{"code":400,"message":"m"}`, "m", 0, ""},
		{"a code that is nonsense", `{"code":[1],"message":"m"}`, "m", 0, ""},
		{"the inference side's", `{"error":{"message":"m","code":"NOT_FOUND"}}`, "m", 5, ""},
		{"nested with a status", `{"error":{"message":"m","code":404,"status":"NOT_FOUND"}}`, "m", 5, ""},
		{"a string", `{"error":"m"}`, "m", 0, ""},
		{"only a message", `{"message":"m"}`, "m", 0, ""},
		{"a message that is none", `{"message":{"a":1}}`, "", 0, ""},
		{"details that are none", `{"code":9,"message":"m","details":[1,"x",{"@type":5}]}`, "m", 9, ""},
		{"HTML", "<!DOCTYPE html><html><head><title>502 Bad\nGateway</title></head></html>", "an HTML page: 502 Bad Gateway", 0, ""},
		{"HTML without a title", "<html><body>x", "an HTML page", 0, ""},
		{"text", "upstream connect error", "upstream connect error", 0, ""},
		{"a lot of text", long, long[:300] + "…", 0, ""},
		{"invalid UTF-8", "bad \xff byte", "bad \uFFFD byte", 0, ""},
		{"nothing", "", "", 0, ""},
		{"cut JSON", `{"code":9,"mess`, `{"code":9,"mess`, 0, ""},
		{"an array", `[1,2]`, "[1,2]", 0, ""},
		{"null", `null`, "null", 0, ""},
		{"details that are no array", `{"code":9,"message":"m","details":{"wandbConfig":{"apiKey":"k"}}}`, "m", 9, ""},
		{"control characters", "a\x1b[31mred\x07\u202e\u009bx\u2028y", "a [31mred x y", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rt := &stub{script: []answer{failure(418, tt.body, "X-Request-Id", "req-1")}}
			_, err := newClient(t, rt).Resume(t.Context(), "ft-42")
			e, ok := errors.AsType[*sftj.Error](err)
			if !ok {
				t.Fatalf("not an *Error: %v", err)
			}
			if e.Status != 418 || e.RequestID != "req-1" || e.Operation != "resume" || e.Job != "ft-42" ||
				e.Method != "POST" || !strings.HasSuffix(e.Path, "{supervised_fine_tuning_job_id}:resume") {
				t.Errorf("lost something: %#v", *e)
			}
			if e.Message != tt.message || e.Code != tt.code || e.Reason != tt.reason {
				t.Errorf("message %q code %d reason %q, want %q %d %q", e.Message, e.Code, e.Reason, tt.message, tt.code, tt.reason)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    answer
		want string
	}{
		{
			"not resumable",
			failure(400, `{"code":9,"message":"job is in state JOB_STATE_COMPLETED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"JOB_NOT_RESUMABLE"}]}`, "X-Request-Id", "r1"),
			"sftj: resume ft-42: 400 Bad Request: not resumable: job is in state JOB_STATE_COMPLETED (reason JOB_NOT_RESUMABLE, request id r1); only a paused job is sure to be resumable: read its state",
		},
		{"an empty message", failure(403, `{"code":7,"message":"","details":[]}`), "sftj: resume ft-42: 403 Forbidden: permission denied; check that the key belongs to the account and may manage its jobs"},
		{"not found", failure(404, `{"code":5,"message":"no job ft-42"}`), "sftj: resume ft-42: 404 Not Found: no job ft-42; check the job id and the account"},
		{"ambiguous", failure(502, ``), "sftj: resume ft-42: 502 Bad Gateway: outcome unknown; the request may have been applied: read the job before trying again"},
		{"redirect", failure(302, ``, "Location", "https://evil.example.com/x?key=1"), "sftj: resume ft-42: 302 Found: bad response: outcome unknown: the service redirects to https://evil.example.com, which is refused; check the base URL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newClient(t, &stub{script: []answer{tt.a}}).Resume(t.Context(), "ft-42")
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// TestNoSecretInAnySink plants canaries in every answer and setting, and looks for them
// in everything that is printed without having been asked for.
func TestNoSecretInAnySink(t *testing.T) {
	const canaries = `"createdBy":"CANARY@example.com","metricsFileSignedUrl":"https://s.example.com/CANARY?sig=CANARY",` +
		`"trainerLogsSignedUrl":"CANARY","renderSamplesSignedUrl":"https://CANARYHOST.example.com:1/CANARY",` +
		`"wandbConfig":{"apiKey":"CANARY"},"awsS3Config":{"credentialsSecret":"accounts/acme/secrets/CANARY"},"other":"fw_CANARY"`
	full := strings.TrimSuffix(jobBody, "}") + "," + canaries + "}"
	message := `{"code":9,"message":"key fw_CANARY by CANARY@example.com see https://x.example.com/?t=CANARY, Bearer CANARY, ` + testKey + `",` +
		`"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"fw_CANARY","domain":"CANARY@example.com","metadata":{"apiKey":"CANARY"}}]}`
	for _, tt := range []struct {
		name string
		a    answer
	}{
		{"200", ok(full)},
		{"200 with a wrong type", ok(strings.Replace(full, `"dataset":`, `"epochs":"fw_CANARY","dataset":`, 1))},
		{"200 about another job", ok(strings.Replace(full, "ft-42", "fw_CANARY", 1))},
		{"200 cut", ok(full[:len(full)-10])},
		{"200 with a bad cost", ok(strings.TrimSuffix(full, "}") + `,"estimatedCost":{"units":"fw_CANARY"}}`)},
		{"200 that is text", ok("the key is " + testKey)},
		{"400", failure(400, message)},
		{"400 with details that are none", failure(400, `{"code":3,"message":"m","details":{"wandbConfig":{"apiKey":"CANARY"},"createdBy":"CANARY","metricsFileSignedUrl":"//s.x/CANARY"}}`)},
		{"400 that is cut", failure(400, `{"code":3,"job":{"createdBy":"CANARY","trainerLogsSignedUrl":"https://h/CANARY`)},
		{"400 with JSON in the message", failure(400, `{"code":3,"message":"upstream: {\"apiKey\":\"CANARY\"}","details":5}`)},
		{"400 in words", failure(400, `{"code":3,"message":"wandbConfig.apiKey \"CANARY\" bad, password=$CANARY, Authorization: Basic CANARY"}`)},
		{"500 in text", failure(500, "panic: key "+testKey+" createdBy CANARY@example.com")},
		{"500 in HTML", failure(500, "<html><title>"+testKey+"</title></html>")},
		{"a key in a name that is cut", ok(strings.Replace(full, "ft-42", strings.Repeat("y", 20)+testKey, 1))},
		{"a key that is cut", failure(403, strings.Repeat("x", 280)+testKey)},
		{"a key in a detail", failure(400, `{"code":9,"details":[{"@type":"t","reason":"r","metadata":{"m":"`+testKey+`"}}]}`)},
		{"a key for a state", ok(strings.Replace(full, "JOB_STATE_PENDING", "fw_CANARY", 1))},
		{"a redirect to the key", failure(302, ``, "Location", "https://"+testKey+".example.com/")},
		{"a status line", answer{err: fmt.Errorf("malformed HTTP status code %q", testKey)}},
		{"a request id", failure(404, `{}`, "X-Request-Id", "fw_CANARY")},
		{"a redirect", failure(302, ``, "Location", "https://u:CANARY@x.example.com/CANARY?CANARY")},
		{"a network error", answer{err: fmt.Errorf("dial with %s: %w", testKey, io.ErrUnexpectedEOF)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug - 8}))
				c := newClient(t, &stub{script: []answer{tt.a}}, sftj.WithLogger(logger))
				var out strings.Builder
				job, err := c.Resume(t.Context(), "ft-42")
				_, getErr := c.Get(t.Context(), "ft-42")
				var listErr error
				for _, listErr = range c.List(t.Context(), sftj.ListOptions{Filter: "display_name=CANARY"}) {
				}
				for _, v := range []any{err, getErr, listErr, job} {
					fmt.Fprintf(&out, "%v %+v %#v %s %q\n", v, v, v, v, v)
					logger.Info("what came of it", "value", v)
				}
				if job != nil {
					fmt.Fprintf(&out, "%v %+v %#v\n", *job, *job, *job)
					logger.Info("by value", "job", *job)
				}
				if e, ok := errors.AsType[*sftj.Error](err); ok {
					fmt.Fprintf(&out, "%+v %+v %v\n", e.Attempts, e.Details, errors.Unwrap(err))
				}
				r, ensureErr := c.EnsureResumed(t.Context(), "ft-42")
				fmt.Fprintf(&out, "%v %+v %#v %v %+v %#v\n", r, r, r, ensureErr, ensureErr, ensureErr)
				for ev, err := range c.ResumeAndWait(t.Context(), "ft-42", sftj.WithTimeout(20e9)) {
					fmt.Fprintf(&out, "%v %+v %#v %v %+v %#v\n", ev, ev, ev, err, err, err)
				}
				for ev, err := range c.Wait(t.Context(), "ft-42", sftj.WithTimeout(20e9)) {
					fmt.Fprintf(&out, "%v %+v %#v %s %v %+v %#v\n", ev, ev, ev, ev, err, err, err)
				}
				if log.Len() == 0 {
					t.Error("nothing was logged")
				}
				for sink, text := range map[string]string{"errors, jobs and events": out.String(), "log": log.String()} {
					if i := strings.Index(strings.ReplaceAll(text, "CANARYHOST", ""), "CANARY"); i >= 0 {
						t.Errorf("%s: …%s", sink, text[max(0, i-120):i+20])
					}
				}
			})
		})
	}
}

func TestAttemptsAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &stub{script: []answer{
			failure(429, `{"code":8}`, "Retry-After", "1"), {err: io.ErrUnexpectedEOF, unsent: true}, failure(500, ``),
		}}
		_, err := newClient(t, rt).Resume(t.Context(), "ft-42")
		e, ok := errors.AsType[*sftj.Error](err)
		if !ok || len(e.Attempts) != 3 {
			t.Fatalf("%v: want three attempts", err)
		}
		a := e.Attempts
		if a[0].Status != 429 || !a[0].Sent || a[1].Err == nil || a[1].Sent || a[1].Waited.Seconds() != 1 || a[2].Status != 500 {
			t.Errorf("attempts %+v", a)
		}
	})
}

func TestCancelledBeforeItBegins(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rt := &stub{script: []answer{{err: context.Canceled, unsent: true}}}
	_, err := newClient(t, rt).Resume(ctx, "ft-42")
	if !errors.Is(err, context.Canceled) || errors.Is(err, sftj.ErrOutcomeUnknown) || rt.count() != 0 {
		t.Errorf("%d requests: %v", rt.count(), err)
	}
}

// TestSuspended: it is the account that is suspended, not whatever a message speaks of.
func TestSuspended(t *testing.T) {
	for _, tt := range []struct {
		a    answer
		kind []error
	}{
		{failure(412, `{"code":9,"message":"Account acme is suspended"}`), []error{sftj.ErrAccountSuspended}},
		{failure(412, `{"code":9,"message":"suspended for lack of payment"}`), []error{sftj.ErrAccountSuspended}},
		{failure(412, `{"code":9,"message":"the job is not suspended"}`), nil},
		{failure(412, `{"code":9,"message":"job j5 was suspended by user bob"}`), nil},
		{failure(412, `{"code":9,"message":"job foo is not in a suspended state; account acme is fine"}`), nil},
		{failure(403, `{"code":7,"message":"the account has been suspended"}`), []error{sftj.ErrAccountSuspended, sftj.ErrPermissionDenied}},
		{failure(403, `{"code":7,"message":"you may not resume suspended jobs"}`), []error{sftj.ErrPermissionDenied}},
		{failure(403, `{"code":7,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCOUNT_SUSPENDED"}]}`), []error{sftj.ErrAccountSuspended, sftj.ErrPermissionDenied}},
		{failure(400, `{"code":9,"message":"the account is suspended"}`), []error{sftj.ErrAccountSuspended}},
		{failure(400, `{"code":9,"message":"job is not suspended, account acme"}`), []error{sftj.ErrNotResumable}},
	} {
		_, err := newClient(t, &stub{script: []answer{tt.a}}).Resume(t.Context(), "ft-42")
		if !sameKinds(kinds(err), tt.kind) {
			t.Errorf("%s: %v, want %v", tt.a.body, kinds(err), tt.kind)
		}
	}
}

// TestError_SecretSplitByInvisibleCharacters_IsMasked: a character that is dropped from a line
// must not put a secret together that was not seen to be one.
func TestError_SecretSplitByInvisibleCharacters_IsMasked(t *testing.T) {
	const secret = "fw_CANARY0123456789abcdef"
	for _, split := range []string{"\u200b", "\u202e", "\ufeff"} {
		torn := secret[:3] + split + secret[3:]
		for field, err := range map[string]*sftj.Error{
			"message": {Operation: "resume", Message: "bad key " + torn},
			"hint":    {Operation: "resume", Message: "no", Hint: "is it " + torn},
		} {
			if text := err.Error(); strings.Contains(text, "CANARY") {
				t.Errorf("%s with %q: %s", field, split, text)
			}
		}
	}
}
