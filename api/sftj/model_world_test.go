package sftj_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"time"
)

// A world is a small simulated service with one job and other people around it. It answers
// over http.RoundTripper in virtual time and remembers the true history, which an oracle
// compares with what the SDK said. Everything random is drawn from the seed.
type world struct {
	id     string // of the job
	random *rand.Rand
	kind   worldKind
	start  time.Time

	resolution time.Duration   // of updateTime
	missing    bool            // updateTime is never sent
	constant   bool            // updateTime never moves
	skews      []time.Duration // of the clocks of the nodes that write
	maxLag     time.Duration   // how old a read may be
	slowFirst  time.Duration   // how long the first read is on its way back
	readFaults float64         // probability that a read fails
	idempotent bool            // a resume of an active job answers 200
	touches    bool            // an accepted resume that starts later moves updateTime at once
	startDelay time.Duration   // how long after an accepted resume the job becomes active
	fates      []fate          // what becomes of the resume requests, in order
	down       bool            // the client has crashed: nothing reaches the service any more
	said       string          // by the SDK, for a failed test

	mu       sync.Mutex
	versions []version // of the job, in their order
	pending  []act     // what is to happen, in no order
	posts    []post
	reads    []read
}

// worldKind names a class of worlds; figures are counted by it.
type worldKind string

// The classes. Each has its own faults on top of those of calm.
const (
	calm       worldKind = "calm"        // other people, lagging reads, no fault
	lossy      worldKind = "lossy"       // responses lost, late, cut, doubled; gateways that fail
	startLater worldKind = "start later" // the service accepts first and starts later
	odd2xx     worldKind = "odd 2xx"     // a 200 whose body is not the job
	gateway    worldKind = "gateway"     // 429 and 503 after the effect
	skewed     worldKind = "skewed"      // clocks of the nodes differ by up to 2 s
	coarse     worldKind = "coarse"      // updateTime in seconds, missing or constant
	slow       worldKind = "slow"        // the first read takes up to 25 s
	everything worldKind = "everything"
)

func worldKinds() []worldKind {
	return []worldKind{calm, lossy, startLater, odd2xx, gateway, skewed, coarse, slow, everything}
}

// version is the job as it was from a moment on.
type version struct {
	at    time.Time
	state string
	stamp string // updateTime on the wire; empty for none
	by    string // who made it: "", "resume", "service", "person"
}

// act is something that happens by itself at a moment.
type act struct {
	at   time.Time
	what string // a case of happen
	post int    // the request that an effect belongs to
}

// post is one resume request as the service saw it.
type post struct {
	sent, applied time.Time // applied: zero if it was not
	fate          string
	status        int  // what the client received; 0: no response
	clean         bool // the response was the active job, whole
}

// read is one response to a read that was the job.
type read struct {
	asked, seen, told time.Time
	state             string
}

// fate is what becomes of one resume request.
type fate struct {
	name     string
	unsent   bool // it never leaves
	applied  bool // it reaches the service
	effectIn time.Duration
	twice    bool // a proxy sends it twice
	status   int  // of the response instead of the service's own; 0: the service's own, -1: none
	body     string
	header   string // Retry-After
	late     time.Duration
	cut      bool // the headers arrive, and the body breaks off
	hung     bool // the headers arrive, and the body never ends
}

func (w *world) flip(p float64) bool { return w.random.Float64() < p }

func (w *world) between(low, high time.Duration) time.Duration {
	return low + time.Duration(w.random.Int64N(int64(high-low)+1))
}

// newWorld draws a world. It has to be called inside the bubble whose clock it uses.
func newWorld(kind worldKind, seed uint64) *world {
	w := &world{id: "ft-42", random: rand.New(rand.NewPCG(seed, 15)), kind: kind, start: time.Now()}
	has := func(k worldKind) bool { return kind == k || kind == everything && w.flip(0.4) }
	w.resolution = []time.Duration{time.Microsecond, time.Microsecond, time.Millisecond, time.Nanosecond}[w.random.IntN(4)]
	w.skews = []time.Duration{0}
	w.maxLag = []time.Duration{0, 0, 200 * time.Millisecond, 2 * time.Second}[w.random.IntN(4)]
	w.idempotent = w.flip(0.3)
	if w.flip(0.15) {
		w.readFaults = 0.25
	}
	if has(skewed) {
		w.skews = []time.Duration{0, w.between(-2*time.Second, 2*time.Second), w.between(-2*time.Second, 2*time.Second)}
	}
	if has(coarse) {
		switch w.random.IntN(3) {
		case 0:
			w.resolution = time.Second
		case 1:
			w.missing = true
		case 2:
			w.constant = true
		}
	}
	if has(startLater) {
		w.startDelay, w.touches = w.between(300*time.Millisecond, 6*time.Second), w.flip(0.7)
	}
	if has(slow) {
		w.slowFirst = w.between(time.Second, 25*time.Second)
	}
	loses := has(lossy) || kind != calm && kind != odd2xx && kind != gateway && w.flip(0.5)
	w.fates = w.drawFates(loses, has(odd2xx), has(gateway))

	// The job was paused some time ago: now and then only just.
	ago := w.between(time.Minute, 24*time.Hour)
	if w.flip(0.3) {
		ago = w.between(0, 3*time.Second)
	}
	state := "PAUSED"
	if w.flip(0.1) {
		state = []string{"RUNNING", "COMPLETED", "FAILED", "CANCELLED", "PENDING"}[w.random.IntN(5)]
	}
	w.versions = []version{{at: w.start.Add(-ago), state: state}}
	w.versions[0].stamp = w.stamp(w.versions[0].at)
	w.drawPeople()
	return w
}

// drawFates draws what becomes of up to five resume requests.
func (w *world) drawFates(lossy, odd, gateway bool) (out []fate) {
	own := fate{name: "clean", applied: true}
	for range 5 {
		f := own
		switch {
		case odd && w.flip(0.7):
			bodies := []string{"", "{}", "[]", "null", `"ok"`, "<html>welcome</html>", `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","sta`,
				`{"name":"accounts/acme/supervisedFineTuningJobs/another","dataset":"d","state":"JOB_STATE_PENDING"}`}
			f = fate{name: "odd 2xx", applied: w.flip(0.5), status: 200, body: bodies[w.random.IntN(len(bodies))]}
			if w.flip(0.3) {
				f.name, f.cut = "odd 2xx, body cut", w.flip(0.5)
				f.hung = !f.cut
			}
		case gateway && w.flip(0.7):
			f = fate{name: "gateway", applied: w.flip(0.5), status: []int{429, 503}[w.random.IntN(2)], header: []string{"1", "3", "10"}[w.random.IntN(3)]}
		case lossy && w.flip(0.8):
			switch w.random.IntN(9) {
			case 0:
				f = fate{name: "never sent", unsent: true}
			case 1:
				f = fate{name: "lost on the way", status: -1}
			case 2:
				f = fate{name: "response lost", applied: true, status: -1}
			case 3:
				f = fate{name: "gateway failed", applied: w.flip(0.6), status: []int{408, 500, 502, 503, 504, 520}[w.random.IntN(6)]}
			case 4:
				f = fate{name: "doubled", applied: true, twice: true}
			case 5:
				f = fate{name: "late", applied: true, late: w.between(time.Second, 40*time.Second)}
			case 6:
				f = fate{name: "applied late", applied: true, effectIn: w.between(100*time.Millisecond, 5*time.Second), status: []int{-1, 504}[w.random.IntN(2)]}
			case 7:
				f = fate{name: "body cut", applied: true, cut: true}
			case 8:
				f = fate{name: "body hangs", applied: true, hung: true}
			}
		case w.flip(0.1):
			f = []fate{
				{name: "refused", status: 400, body: `{"code":9,"message":"not now","details":[]}`},
				{name: "suspended", status: 412, body: `{"code":9,"message":"the account is suspended","details":[]}`},
				{name: "bad key", status: 401, body: `{"code":16,"message":"no","details":[]}`},
				{name: "limited", status: 429, header: "2"},
				{name: "limited, no hint", status: 429},
			}[w.random.IntN(5)]
		}
		out = append(out, f)
	}
	return out
}

// drawPeople plans what other people and the job itself do.
func (w *world) drawPeople() {
	people := 0
	if w.flip(0.6) {
		people = 1 + w.random.IntN(4)
	}
	for range people {
		at := w.between(0, 40*time.Second)
		if w.flip(0.5) {
			at = w.between(0, 4*time.Second)
		}
		what := []string{"pause", "pause", "pause", "resume", "edit", "edit", "cancel"}[w.random.IntN(7)]
		w.pending = append(w.pending, act{at: w.start.Add(at), what: what})
	}
}

// stamp is the updateTime that a node gives to a change at a time.
func (w *world) stamp(at time.Time) string {
	switch {
	case w.missing:
		return ""
	case w.constant:
		return "2026-07-20T08:00:00Z"
	}
	at = at.Add(w.skews[w.random.IntN(len(w.skews))]).Truncate(w.resolution).UTC()
	return at.Format("2006-01-02T15:04:05.999999999Z")
}

func (w *world) now() version { return w.versions[len(w.versions)-1] }

func active(state string) bool {
	return state == "PENDING" || state == "RUNNING" || state == "WRITING_RESULTS"
}

func failedState(state string) bool { return state == "FAILED" || state == "CANCELLED" }

func (w *world) change(at time.Time, state, by string) {
	w.versions = append(w.versions, version{at: at, state: state, stamp: w.stamp(at), by: by})
}

// advance makes everything happen that was to happen until a time, in its order.
func (w *world) advance(until time.Time) {
	for {
		next := -1
		for i, a := range w.pending {
			if !a.at.After(until) && (next < 0 || a.at.Before(w.pending[next].at)) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		a := w.pending[next]
		w.pending = append(w.pending[:next:next], w.pending[next+1:]...)
		w.happen(a)
	}
}

func (w *world) happen(a act) {
	state := w.now().state
	switch a.what {
	case "pause":
		if active(state) {
			w.change(a.at, "PAUSED", "person")
		}
	case "resume":
		if state == "PAUSED" {
			w.activate(a.at, "person")
		}
	case "edit":
		w.change(a.at, state, "person")
	case "cancel":
		if active(state) || state == "PAUSED" {
			w.change(a.at, "CANCELLED", "person")
		}
	case "effect":
		w.apply(a.at, a.post)
	case "start":
		if state == "PAUSED" {
			w.activate(a.at, "resume")
		}
	case "run":
		if state == "PENDING" {
			w.change(a.at, "RUNNING", "service")
		}
	case "end":
		if state == "RUNNING" {
			w.change(a.at, []string{"COMPLETED", "COMPLETED", "FAILED"}[w.random.IntN(3)], "service")
		}
	}
}

func (w *world) activate(at time.Time, by string) {
	w.change(at, "PENDING", by)
	running := at.Add(w.between(100*time.Millisecond, 20*time.Second))
	w.pending = append(w.pending,
		act{at: running, what: "run"},
		act{at: running.Add(w.between(time.Second, 5*time.Minute)), what: "end"})
}

// apply carries out the resume of the nth request. It reports whether the job took it.
func (w *world) apply(at time.Time, n int) bool {
	if w.now().state != "PAUSED" {
		return false
	}
	w.posts[n].applied = at
	if w.startDelay == 0 {
		w.activate(at, "resume")
		return true
	}
	if w.touches {
		w.change(at, "PAUSED", "resume")
	}
	w.pending = append(w.pending, act{at: at.Add(w.startDelay), what: "start"})
	return true
}

var errLost = errors.New("read tcp: connection reset by peer")

// RoundTrip is the wire.
func (w *world) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	if w.isDown() {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	if req.Method == http.MethodPost {
		return w.resume(req)
	}
	return w.get(req)
}

func (w *world) isDown() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.down
}

// pass lets time go by, unless the request's context ends first.
func pass(req *http.Request, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-req.Context().Done():
		return req.Context().Err()
	}
}

func traced(req *http.Request, sent bool) {
	if trace := httptrace.ContextClientTrace(req.Context()); trace != nil {
		if trace.GetConn != nil {
			trace.GetConn(req.URL.Host)
		}
		if sent && trace.GotConn != nil {
			trace.GotConn(httptrace.GotConnInfo{})
		}
		if sent && trace.WroteHeaders != nil {
			trace.WroteHeaders()
		}
		if sent && trace.WroteRequest != nil {
			trace.WroteRequest(httptrace.WroteRequestInfo{})
		}
	}
}

func respond(req *http.Request, status int, body, after string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}}
	if after != "" {
		h.Set("Retry-After", after)
	}
	return &http.Response{StatusCode: status, Header: h, Request: req, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
}

func (w *world) body(v version) string {
	stamp := ""
	if v.stamp != "" {
		stamp = `,"updateTime":"` + v.stamp + `"`
	}
	created := "1999-01-01T00:00:00Z"
	if w.constant {
		created = v.stamp // it has never moved
	}
	return `{"name":"accounts/acme/supervisedFineTuningJobs/` + w.id + `","dataset":"accounts/acme/datasets/d","createTime":"` + created + `","state":"JOB_STATE_` + v.state + `"` + stamp + `}`
}

func (w *world) get(req *http.Request) (*http.Response, error) {
	asked := time.Now()
	w.mu.Lock()
	there, back, fault, lag := w.between(0, 100*time.Millisecond), w.between(0, 200*time.Millisecond), w.flip(w.readFaults), w.between(0, w.maxLag)
	if len(w.reads) == 0 && w.slowFirst > 0 {
		back, fault = w.slowFirst, false
		w.slowFirst = 0
	}
	kind := w.random.IntN(4)
	w.mu.Unlock()
	traced(req, true)
	if err := pass(req, there); err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.advance(time.Now())
	seen := w.seenAt(time.Now().Add(-lag))
	at := time.Now()
	w.mu.Unlock()
	if err := pass(req, back); err != nil {
		return nil, err
	}
	if fault {
		switch kind {
		case 0:
			return nil, errLost
		case 1:
			return respond(req, 200, "<html>please log in</html>", ""), nil
		default:
			return respond(req, 503, "", ""), nil
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads = append(w.reads, read{asked: asked, seen: at, told: time.Now(), state: seen.state})
	return respond(req, 200, w.body(seen), ""), nil
}

// seenAt is the job as it was at a time.
func (w *world) seenAt(at time.Time) version {
	for i := len(w.versions) - 1; i > 0; i-- {
		if !w.versions[i].at.After(at) {
			return w.versions[i]
		}
	}
	return w.versions[0]
}

func (w *world) resume(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	f := w.fates[min(len(w.posts), len(w.fates)-1)]
	n := len(w.posts)
	w.posts = append(w.posts, post{sent: time.Now(), fate: f.name})
	there, back := w.between(0, 100*time.Millisecond), w.between(0, 200*time.Millisecond)
	w.mu.Unlock()
	traced(req, !f.unsent)
	if f.unsent {
		return nil, errors.New("dial tcp: connection refused")
	}
	<-time.After(there) // what has left arrives, whatever becomes of the client
	w.mu.Lock()
	w.advance(time.Now())
	status, body := 200, ""
	switch {
	case !f.applied:
	case f.effectIn > 0:
		w.pending = append(w.pending, act{at: time.Now().Add(f.effectIn), what: "effect", post: n})
	default:
		took := w.apply(time.Now(), n)
		if f.twice {
			took = false // the response is that of the second
		}
		body = w.body(w.now())
		if !took && (!w.idempotent || !active(w.now().state)) {
			status, body = 400, `{"code":9,"message":"the job is not paused","details":[]}`
		}
	}
	clean := f.status == 0 && status == 200 && active(w.now().state) && !f.cut && !f.hung
	w.mu.Unlock()
	if err := pass(req, back+f.late); err != nil {
		return nil, err
	}
	if f.status < 0 {
		return nil, errLost
	}
	if f.status > 0 {
		status, body = f.status, f.body
	}
	w.mu.Lock()
	w.posts[n].status, w.posts[n].clean = status, clean
	w.mu.Unlock()
	resp := respond(req, status, body, f.header)
	if f.cut || f.hung {
		resp.Body = &halfBody{Reader: strings.NewReader(body[:len(body)/2]), req: req, hangs: f.hung}
	}
	return resp, nil
}

// halfBody is half a body. It breaks off then, or hangs until the request is over.
type halfBody struct {
	io.Reader
	req   *http.Request
	hangs bool
}

func (b *halfBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if !errors.Is(err, io.EOF) {
		return n, err
	}
	if b.hangs {
		<-b.req.Context().Done()
		return 0, b.req.Context().Err()
	}
	return 0, errLost
}

func (b *halfBody) Close() error { return nil }

// String is the history, for a failed test.
func (w *world) String() string {
	var b strings.Builder
	since := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.Sub(w.start).Round(time.Millisecond).String()
	}
	fmt.Fprintf(&b, "%s: resolution %v missing %v constant %v skews %v lag %v start delay %v (touches %v) idempotent %v\n",
		w.kind, w.resolution, w.missing, w.constant, w.skews, w.maxLag, w.startDelay, w.touches, w.idempotent)
	for _, v := range w.versions {
		fmt.Fprintf(&b, "  %9s %s %q by %q\n", since(v.at), v.state, v.stamp, v.by)
	}
	for _, p := range w.posts {
		fmt.Fprintf(&b, "  POST sent %s applied %s: %s, status %d\n", since(p.sent), since(p.applied), p.fate, p.status)
	}
	for _, r := range w.reads {
		fmt.Fprintf(&b, "  GET %s..%s (seen %s): %s\n", since(r.asked), since(r.told), since(r.seen), r.state)
	}
	fmt.Fprintf(&b, "  said: %s\n", w.said)
	return b.String()
}
