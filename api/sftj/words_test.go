package sftj_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// singleCalls are the calls about one job, and the list.
func singleCalls() map[string]func(context.Context, *sftj.Client) error {
	return map[string]func(context.Context, *sftj.Client) error{
		"get":    func(ctx context.Context, c *sftj.Client) error { _, err := c.Get(ctx, "ft-42"); return err },
		"resume": func(ctx context.Context, c *sftj.Client) error { _, err := c.Resume(ctx, "ft-42"); return err },
		"create": func(ctx context.Context, c *sftj.Client) error {
			_, err := c.Create(ctx, "ft-42", client.Job{Dataset: "d"})
			return err
		},
		"cancel": func(ctx context.Context, c *sftj.Client) error { return c.Cancel(ctx, "ft-42") },
		"delete": func(ctx context.Context, c *sftj.Client) error { return c.Delete(ctx, "ft-42") },
		"list": func(ctx context.Context, c *sftj.Client) error {
			for _, err := range c.List(ctx, sftj.ListOptions{}) {
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// An error in the body of a 200 or 201 is what the service has to say: every call fails and shows
// it, whatever its form, on one line and masked.
func TestSingleCalls_ErrorInA2xx_ShowTheServicesMessage(t *testing.T) {
	const said = "no capacity,\\n ask fw_CANARY0123456789abcdef"
	for _, body := range []string{
		`{"code":9,"message":"` + said + `","details":[]}`,
		`{"error":{"code":"BUSY","message":"` + said + `","type":"error","param":null},"request_id":"r1"}`,
		`{"error":{"message":"` + said + `"}}`,
		`{"error":"` + said + `"}`,
		`{"message":"` + said + `"}`,
	} {
		for _, status := range []int{200, 201} {
			for name, call := range singleCalls() {
				err := call(t.Context(), newClient(t, &stub{script: []answer{{status: status, body: body}}}))
				if !errors.Is(err, sftj.ErrBadResponse) || errors.Is(err, sftj.ErrOutcomeUnknown) == (name == "get" || name == "list") {
					t.Errorf("%s, %d %s: %v", name, status, body, err)
					continue
				}
				if text := err.Error(); !strings.Contains(text, "the body is an error: no capacity, ask ") || strings.Contains(text, "CANARY") || strings.Contains(text, "\n") {
					t.Errorf("%s, %d %s: %s", name, status, body, text)
				}
			}
		}
	}
}

// A job with a fault is no error: its fault is said, not an unknown field of it.
func TestGet_FaultyJobWithAMessage_NamesTheFault(t *testing.T) {
	_, err := get(t, `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","updateTime":"x","message":"hello"}`)
	if err == nil || !strings.Contains(err.Error(), "/updateTime") || strings.Contains(err.Error(), "hello") {
		t.Error(err)
	}
}

// What net/http says about its own parts is no text for a person.
func TestErrors_TextsOfNetHTTP_AreInOurWords(t *testing.T) {
	for text, want := range map[string]string{
		"http2: Transport: cannot retry err [http2: Transport received Server's graceful shutdown GOAWAY] after Request.Body was written; define Request.GetBody to avoid this error": "the server closed the connection (HTTP/2 GOAWAY), after the request was sent",
		`http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=""`:                                                                             "the server closed the connection (HTTP/2 GOAWAY, NO_ERROR)",
		`http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=ENHANCE_YOUR_CALM, debug="too_many_pings"`:                                                      `the server closed the connection (HTTP/2 GOAWAY, ENHANCE_YOUR_CALM): "too_many_pings"`,
		"stream error: stream ID 7; REFUSED_STREAM; received from peer":                                                                                                               "the server reset the request (HTTP/2 REFUSED_STREAM)",
		`net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0-x"`:                                                                                         `the response is not HTTP: "SSH-2.0-x"`,
		"http: server closed idle connection":                 "the server closed the connection",
		"net/http: TLS handshake timeout":                     "TLS handshake timeout",
		"dial tcp 127.0.0.1:1: connect: connection refused":   "dial tcp 127.0.0.1:1: connect: connection refused",
		"sftj: ledger x.jsonl: it is used by another process": "ledger x.jsonl: it is used by another process",
	} {
		for name, call := range singleCalls() {
			err := call(t.Context(), newClient(t, &stub{script: []answer{{err: errors.New(text)}}}, sftj.WithMaxAttempts(1)))
			if err == nil || !strings.Contains(err.Error(), ": "+want) || strings.Contains(err.Error(), "GetBody") || strings.Count(err.Error(), "sftj: ") != 1 {
				t.Errorf("%s: %v\nwant %s", name, err, want)
			}
		}
	}
	_, err := newClient(t, &stub{script: []answer{{err: io.EOF}}}, sftj.WithMaxAttempts(1)).Get(t.Context(), "ft-42")
	if !errors.Is(err, io.EOF) || !strings.Contains(err.Error(), "the connection was closed before a response") {
		t.Error(err)
	}
}

// The same over a real HTTP/2 connection.
func TestErrors_HTTP2ThatFails_NamesNoPartOfNetHTTP(t *testing.T) {
	for _, fault := range h2Faults {
		for name, call := range singleCalls() {
			s := &h2Service{t: t, fault: fault, failing: func(string, int) bool { return true }}
			transport, url := s.start()
			err := call(t.Context(), newClient(t, transport, sftj.WithBaseURL(url), sftj.WithMaxAttempts(1)))
			if err == nil {
				t.Errorf("%s, %s: no error", fault.name, name)
				continue
			}
			for _, theirs := range []string{"GetBody", "http2:", "net/http", "stream ID", "Transport"} {
				if strings.Contains(err.Error(), theirs) {
					t.Errorf("%s, %s: %v", fault.name, name, err)
				}
			}
		}
	}
}

// The hint of a create speaks of a job that may be new.
func TestCreate_Failed_HintFitsACreate(t *testing.T) {
	for _, tt := range []struct {
		name, id  string
		a         answer
		want, not string
	}{
		{"response lost, an id of the service's", "", answer{err: io.EOF}, "with an id that the service made: list the jobs before creating it again", "read the job"},
		{"response lost, an id of the caller's", "ft-42", answer{err: io.EOF}, "the job may have been created: read it before creating it again", "the service made"},
		{"a gateway's page, an id of the caller's", "ft-42", failure(502, ""), "the job may have been created: read it before creating it again", "applied"},
		{"id in use", "ft-42", failure(409, `{"code":6,"message":"exists"}`), "another id", "resume"},
		{"account suspended", "ft-42", failure(412, `{"message":"the account is suspended"}`), "create the job again", "resume"},
		{"a dataset that is not there", "ft-42", failure(404, `{"code":5}`), "the dataset", "job id"},
	} {
		_, err := newClient(t, &stub{script: []answer{tt.a}}, sftj.WithMaxAttempts(1)).Create(t.Context(), tt.id, client.Job{Dataset: "d"})
		e, ok := errors.AsType[*sftj.Error](err)
		if !ok || !strings.Contains(e.Hint, tt.want) || strings.Contains(e.Hint, tt.not) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// After a response that was the service's, the base URL is right: an HTML page, a redirect or a
// 101 came from something on the way. Before one, the base URL is to be checked.
func TestErrors_PageAfterAGoodResponse_SaysThatSomethingInBetweenAnswered(t *testing.T) {
	const between, address = "on the way", "base URL"
	for name, page := range map[string]answer{
		"a login page": ok("<!doctype html><title>Wi-Fi login</title>"),
		"a redirect":   failure(302, "", "Location", "https://login.example.com/"),
		"text":         ok("welcome"),
		"a 101":        failure(101, ""),
	} {
		c := newClient(t, &stub{script: []answer{page, ok(jobBody), page}}, sftj.WithMaxAttempts(1))
		for i, want := range []string{address, "", between} {
			_, err := c.Get(t.Context(), "ft-42")
			if want == "" && err == nil {
				continue
			}
			e, is := errors.AsType[*sftj.Error](err)
			if !is || !strings.Contains(e.Hint, want) || want == between && strings.Contains(e.Hint, address) {
				t.Errorf("%s, read %d: %v", name, i+1, err)
			}
		}
		synctest.Test(t, func(t *testing.T) {
			var last sftj.Event
			var err error
			for ev, e := range newClient(t, &stub{script: []answer{ok(jobBody), page}}).Wait(t.Context(), "ft-42") {
				if ev.Err != nil {
					last = ev
				}
				err = e
			}
			for _, err := range []error{last.Err, err} {
				if e, is := errors.AsType[*sftj.Error](err); !is || !strings.Contains(e.Hint, between) {
					t.Errorf("%s, in a wait: %v", name, err)
				}
			}
		})
	}
}
