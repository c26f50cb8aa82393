package emulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// traced is the hooks that fired during a request, in order.
func traced(w wire, method, path, body string) []string {
	var fired []string
	note := func(s string) { fired = append(fired, s) }
	ctx := httptrace.WithClientTrace(w.t.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { note("GetConn") },
		GotConn: func(info httptrace.GotConnInfo) {
			_ = info.Conn.RemoteAddr() // what a logger may do
			note("GotConn")
		},
		WroteHeaders:         func() { note("WroteHeaders") },
		WroteRequest:         func(info httptrace.WroteRequestInfo) { note("WroteRequest") },
		GotFirstResponseByte: func() { note("GotFirstResponseByte") },
	})
	w.try(ctx, method, path, body)
	return fired
}

// The hooks fire as they do over TCP, for as long as the request gets.
func TestTrace(t *testing.T) {
	sent := []string{"GetConn", "GotConn", "WroteHeaders", "WroteRequest"}
	answered := append(sent[:4:4], "GotFirstResponseByte")
	for name, c := range map[string]struct {
		faults []emulator.Fault
		want   []string
	}{
		"answered":  {nil, answered},
		"refused":   {[]emulator.Fault{emulator.Refuse()}, sent[:1]},
		"dropped":   {[]emulator.Fault{emulator.DropAfterApply()}, sent},
		"truncated": {[]emulator.Fault{emulator.Truncate(1)}, answered},
		"failed":    {[]emulator.Fault{emulator.FailStatus(503)}, answered},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulator.New(emulator.WithJobs("acme", paused("x")))
			e.Inject(c.faults...)
			if got := traced(inProcess(t, e), "POST", jobsPath+"/x:resume", "{}"); !reflect.DeepEqual(got, c.want) {
				t.Errorf("fired %v, want %v", got, c.want)
			}
			if name != "refused" { // which can't happen over TCP
				e := emulator.New(emulator.WithJobs("acme", paused("x")))
				e.Inject(c.faults...)
				if got := traced(listening(t, e), "POST", jobsPath+"/x:resume", "{}"); !reflect.DeepEqual(got, c.want) {
					t.Errorf("net/http fired %v, want %v", got, c.want)
				}
			}
		})
	}
}

// body counts how often it was closed.
type body struct {
	io.Reader
	closed *int
}

func (b body) Close() error { *b.closed++; return nil }

func TestRequestBodyIsAlwaysClosed(t *testing.T) {
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("given up"))
	for name, c := range map[string]struct {
		ctx   context.Context //nolint:containedctx // a case of the table
		url   string
		fault emulator.Fault
		in    io.Reader
		fails string // empty: it does not
	}{
		"answered":    {t.Context(), jobsPath + "/x:resume", emulator.Delay(0), strings.NewReader("{}"), ""},
		"refused":     {t.Context(), jobsPath + "/x:resume", emulator.Refuse(), strings.NewReader("{}"), "connection refused"},
		"dropped":     {t.Context(), jobsPath + "/x:resume", emulator.DropBeforeRead(), strings.NewReader("{}"), "unexpected EOF"},
		"cancelled":   {cancelled, jobsPath + "/x:resume", emulator.Delay(0), strings.NewReader("{}"), "given up"},
		"broken body": {t.Context(), jobsPath + "/x:resume", emulator.Delay(0), &broken{}, "broken"},
	} {
		t.Run(name, func(t *testing.T) {
			e := emulator.New(emulator.WithJobs("acme", paused("x")))
			e.Inject(c.fault)
			closed := 0
			req, err := http.NewRequestWithContext(c.ctx, http.MethodPost, "http://h"+c.url, body{c.in, &closed})
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Api-Key", "k")
			resp, err := e.Transport().RoundTrip(req)
			if err == nil {
				resp.Body.Close()
			}
			if closed != 1 || (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("closed %d times, error %v", closed, err)
			}
		})
	}
}

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, errors.New("broken") }

func TestResponseIsComplete(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithJobs("acme", paused("x"))))
	req := w.request("GET", jobsPath+"/x", "")
	resp, err := w.to.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(resp.Body)
	if resp.Request != req || resp.Status != "200 OK" || !resp.ProtoAtLeast(1, 1) || resp.ContentLength != int64(len(b)) || len(b) == 0 {
		t.Errorf("response %+v", resp)
	}
	for _, name := range []string{"Date", "X-Request-Id", "Content-Length", "Cache-Control", "Content-Type"} {
		if resp.Header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	resp.Body.Close()
	if _, err := resp.Body.Read(b); !errors.Is(err, http.ErrBodyReadAfterClose) {
		t.Errorf("reading a closed body: %v", err)
	}
	for name, req := range map[string]*http.Request{
		"no URL":  (&http.Request{Header: http.Header{}}).WithContext(t.Context()),
		"no host": w.request("GET", jobsPath, ""),
	} {
		if req.URL != nil {
			req.URL.Host, req.Host = "", ""
		}
		if resp, err := w.to.RoundTrip(req); err == nil {
			resp.Body.Close()
			t.Errorf("%s: no error", name)
		}
	}
}

// A context that is cancelled before the body was read loses the body, as over TCP.
func TestCancelledBody(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithJobs("acme", paused("x"))))
	ctx, cancel := context.WithCancel(t.Context())
	resp, err := w.to.RoundTrip(w.request("GET", jobsPath+"/x", "").WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	cancel()
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWaitsEndWithTheContext(t *testing.T) {
	for name, fault := range map[string]emulator.Fault{
		"hang": emulator.Hang(), "hang after apply": emulator.HangAfterApply(), "delay": emulator.Delay(time.Hour),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := emulator.New(emulator.WithJobs("acme", paused("x")))
				e.Inject(fault)
				ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
				defer cancel()
				start := time.Now()
				if o := inProcess(t, e).try(ctx, "POST", jobsPath+"/x:resume", "{}"); !errors.Is(o.err, context.DeadlineExceeded) {
					t.Errorf("got %+v", o)
				}
				if waited := time.Since(start); waited != 7*time.Second {
					t.Errorf("waited %v", waited)
				}
			})
		})
	}
}
