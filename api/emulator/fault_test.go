package emulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// outcome is how a request under a fault looks to the client.
type outcome struct {
	status int   // 0: no answer
	err    error // of the request or of its body
	body   string
	header string // Retry-After, Location
}

func (w wire) try(ctx context.Context, method, path, body string) outcome {
	resp, err := w.to.RoundTrip(w.request(method, path, body).WithContext(ctx))
	if err != nil {
		return outcome{err: err}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return outcome{resp.StatusCode, err, string(b), resp.Header.Get("Retry-After") + resp.Header.Get("Location")}
}

func TestFaults(t *testing.T) {
	const html = "<html>"
	cut := func(o outcome) bool { return o.status == 200 && errors.Is(o.err, io.ErrUnexpectedEOF) }
	lost := func(o outcome) bool {
		// A closed connection is an EOF to net/http, and a reset where bytes were unread.
		return o.status == 0 && (errors.Is(o.err, io.ErrUnexpectedEOF) || errors.Is(o.err, io.EOF) || errors.Is(o.err, syscall.ECONNRESET))
	}
	reset := func(o outcome) bool {
		var op *net.OpError
		return o.status == 0 && errors.As(o.err, &op) && errors.Is(o.err, syscall.ECONNRESET)
	}
	late := func(o outcome) bool { return o.status == 0 && errors.Is(o.err, context.Canceled) }
	status := func(status int, body, header string) func(outcome) bool {
		return func(o outcome) bool {
			return o.status == status && o.err == nil && (body == "" || o.body == body) && o.header == header
		}
	}
	for name, c := range map[string]struct {
		fault   emulator.Fault
		seen    func(outcome) bool
		applied bool
		over    string // empty: both doors
	}{
		"refuse":         {emulator.Refuse(), func(o outcome) bool { return errors.Is(o.err, syscall.ECONNREFUSED) }, false, "transport"},
		"refuse, tcp":    {emulator.Refuse(), lost, false, "handler"},
		"wrong length":   {emulator.WrongLength(9), func(o outcome) bool { return o.status == 200 && o.err == nil && !json.Valid([]byte(o.body)) }, true, ""},
		"drip":           {emulator.Drip(time.Millisecond), func(o outcome) bool { return o.status == 200 && o.err == nil && json.Valid([]byte(o.body)) }, true, ""},
		"drop before":    {emulator.DropBeforeRead(), lost, false, ""},
		"drop after":     {emulator.DropAfterApply(), lost, true, ""},
		"reset":          {emulator.Reset(), reset, false, ""},
		"reset, applied": {emulator.Reset().Applied(), reset, true, ""},
		"truncate":       {emulator.Truncate(10), func(o outcome) bool { return cut(o) && len(o.body) == 10 }, true, ""},
		"truncate all":   {emulator.Truncate(0), func(o outcome) bool { return cut(o) && o.body == "" }, true, ""},
		"truncate none":  {emulator.Truncate(1 << 20), func(o outcome) bool { return o.status == 200 && o.err == nil }, true, ""},
		"hang":           {emulator.Hang(), late, false, ""},
		"hang after":     {emulator.HangAfterApply(), late, true, ""},
		"long delay":     {emulator.Delay(time.Hour), late, false, ""},
		"long, applied":  {emulator.Delay(time.Hour).Applied(), late, true, ""},
		"short delay":    {emulator.Delay(time.Millisecond), status(200, "", ""), true, ""},
		"short, applied": {emulator.Delay(time.Millisecond).Applied(), status(200, "", ""), true, ""},
		"status": {emulator.FailStatus(503, emulator.WithRetryAfter("2")),
			status(503, `{"code":14,"details":[],"message":"Service Unavailable"}`, "2"), false, ""},
		"status, applied": {emulator.FailStatus(502).Applied(), status(502, "", ""), true, ""},
		"status in detail": {emulator.FailStatus(403, emulator.WithMessage(""), emulator.WithReason("R"), emulator.WithCode(9)),
			status(403, `{"code":9,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","domain":"fireworks.ai","reason":"R"}],"message":""}`, ""), false, ""},
		"body":          {emulator.Body(200, "text/html", []byte(html)), status(200, html, ""), false, ""},
		"body, applied": {emulator.Body(504, "text/html", []byte(html)).Applied(), status(504, html, ""), true, ""},
		"no content":    {emulator.Body(204, "", nil), status(204, "", ""), false, ""},
		"redirect":      {emulator.Redirect(302, "https://elsewhere.example/"), status(302, "Found", "https://elsewhere.example/"), false, ""},
	} {
		for door, open := range map[string]func(*testing.T, *emulator.Emulator) wire{"transport": inProcess, "handler": listening} {
			if c.over != "" && c.over != door {
				continue
			}
			t.Run(name+", "+door, func(t *testing.T) {
				arrived := make(chan struct{}, 1)
				e := emulator.New(emulator.WithJobs("acme", paused("x")), emulator.WithClock(func() time.Time {
					select {
					case arrived <- struct{}{}: // the service looks at the clock for every request
					default:
					}
					return time.Now()
				}))
				<-arrived
				e.Inject(c.fault)
				w := open(t, e)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if c.seen(outcome{err: context.Canceled}) {
					go func() { // what ends by giving up goes on until then: another request is answered first
						<-arrived
						w.try(t.Context(), "GET", jobsPath+"/x", "")
						cancel()
					}()
				}
				if o := w.try(ctx, "POST", jobsPath+"/x:resume", "{}"); !c.seen(o) {
					t.Errorf("seen %+v", o)
				}
				w.close()
				want := server.JobStatePaused
				if c.applied {
					want = server.JobStatePending
				}
				if job, _ := e.Job("acme", "x"); job.State != want {
					t.Errorf("the job is %s, want %s", job.State, want)
				}
				inProcess(t, e).send("GET", jobsPath+"/x", "").ok() // the fault is used up
			})
		}
	}
}

// What is applied is the whole request, its body included.
func TestAppliedCreateHasItsBody(t *testing.T) {
	for name, fault := range map[string]emulator.Fault{
		"drop": emulator.DropAfterApply(), "reset": emulator.Reset().Applied(), "refuse": emulator.Refuse().Applied(),
	} {
		for door, open := range map[string]func(*testing.T, *emulator.Emulator) wire{"transport": inProcess, "handler": listening} {
			t.Run(name+", "+door, func(t *testing.T) {
				e := emulator.New(emulator.WithAccount("acme", "key-of-acme"))
				e.Inject(fault)
				w := open(t, e)
				if o := w.try(t.Context(), "POST", jobsPath+"?supervisedFineTuningJobId=x", `{"dataset":"d"}`); o.err == nil {
					t.Errorf("answered %+v", o)
				}
				w.close()
				job, ok := e.Job("acme", "x")
				if want := name != "refuse"; ok != want || ok && job.Dataset != "d" {
					t.Errorf("created %v: %+v", ok, job)
				}
			})
		}
	}
}

func TestWhichRequestsAreStruck(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", paused("x"), paused("y")))
	w := inProcess(t, e)
	e.Inject(
		emulator.FailStatus(500).On("resume").ForJob("y").Repeated(2),
		emulator.FailStatus(501).On("GET"), // an operation, in any case
		emulator.FailStatus(502).On("get"),
		emulator.FailStatus(503).On("get"),
		emulator.FailStatus(504).ForJob("y").Repeated(-1),
	)
	for i, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/x", 501},
		{"GET", "/x", 502},
		{"POST", "/x:resume", 200},
		{"POST", "/y:resume", 500},
		{"GET", "/y", 503},
		{"GET", "/x", 200},
		{"POST", "/y:resume", 500},
		{"POST", "/y:resume", 504},
		{"GET", "/y", 504},
		{"GET", "", 200},
		{"DELETE", "/y", 504},
	} {
		if got := w.send(c.method, jobsPath+c.path, "").status; got != c.status {
			t.Errorf("request %d, %s %s: %d, want %d", i, c.method, c.path, got, c.status)
		}
	}
}

// An answer that is given twice is two answers: what one of them has, the other has not.
func TestRepeatedAnswersAreApart(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", paused("x")))
	e.Inject(emulator.FailStatus(500).Repeated(2))
	w := inProcess(t, e)
	first := w.send("GET", jobsPath+"/x", "")
	id := first.header.Get("X-Request-Id")
	second := w.send("GET", jobsPath+"/x", "")
	if first.header.Get("X-Request-Id") != id || second.header.Get("X-Request-Id") == id {
		t.Errorf("request ids %q, then %q and %q", id, first.header.Get("X-Request-Id"), second.header.Get("X-Request-Id"))
	}
}

func TestCodesOfStatuses(t *testing.T) {
	for status, code := range map[int]int{
		400: 3, 401: 16, 402: 9, 403: 7, 404: 5, 405: 12, 408: 4, 409: 6, 412: 9, 429: 8, 499: 1, 500: 13, 501: 12, 502: 14, 503: 14,
		504: 4, 520: 2, 418: 2,
	} {
		e := emulator.New(emulator.WithJobs("acme", paused("x")))
		e.Inject(emulator.FailStatus(status))
		inProcess(t, e).send("GET", jobsPath+"/x", "").fails(status, code)
	}
}
