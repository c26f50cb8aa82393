package contract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

const (
	// maxBody is how much of an answer is read. A page of 200 full jobs has some 400 kB.
	maxBody = 8 << 20
	// maxDrift is how many unknown fields and values of one response are told apart. All of
	// them are left out before the response is compared with others, so the guard's own
	// limit is too small: a page of 200 jobs may have a hundred new fields each.
	maxDrift = 100_000
	// maxHung is after how many answers that never came the run is stopped.
	maxHung = 4
	// firstAnswers is after how many a target can be told to be slow.
	firstAnswers = 8
	// maxPatience is the longest Retry-After that is waited for.
	maxPatience = 20 * time.Second
	// maxLimited is how often in a row a read with the target's own key may be answered
	// 429. Without reads nothing can be checked; the other kinds have kindPatience.
	maxLimited = 3
)

// deliver sends one request and reads its response to the end. A 429 is no fault: the
// request is sent again when the target says, or in a second.
//
// Errors: stopError, limitedError, goneError; the cause of ctx.
func (r *run) deliver(ctx context.Context, check string, p Probe) (*answer, error) {
	kind := p.kind()
	for limited := 1; ; limited++ {
		if err := r.pace.closed(kind); err != nil {
			return nil, err
		}
		a, err := r.once(ctx, check, p)
		if err != nil {
			return nil, err
		}
		if a.status != http.StatusTooManyRequests {
			r.pace.accepted(kind)
			return a, r.vanished(ctx, a)
		}
		wait := retryAfter(a.header, limited)
		if !r.pace.limited(kind, wait) || kind == ownReads && limited > maxLimited || wait > maxPatience {
			err := limitedError{fmt.Errorf("the target limits the rate of %s (429 in response to %s, %d in a row; it asks to wait %s)", kind, p, limited, wait)}
			r.pace.close(kind, err)
			if kind == ownReads && !a.speaks && r.met() {
				return nil, r.lose(a) // a limit of something before the service
			}
			return nil, err
		}
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// limitedError ends a check that cannot go on because the target limits its requests.
type limitedError struct{ error }

// retryAfter is how long the target asks to wait after its n-th 429 in a row; where it does not
// say, a second, two, four and so on.
func retryAfter(h http.Header, n int) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(h.Get("Retry-After"))); err == nil && n >= 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		return max(0, time.Until(at))
	}
	return time.Second << min(n-1, 4)
}

// once sends the request a single time, when its turn has come.
func (r *run) once(ctx context.Context, check string, p Probe) (*answer, error) {
	if err := r.admit(ctx, p); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, r.answerTimeout, errHung)
	defer cancel()
	req, err := r.request(ctx, p)
	if err != nil {
		return nil, err
	}
	a := &answer{check: check, probe: p, request: req, at: time.Now(), began: r.count(), crowded: p.crowded}
	client := r.client
	if p.kept {
		client = r.kept
		// A kept connection may end at any time, which is no fault: net/http then sends
		// again what it knows to be safe to repeat. The name alone does it; nothing is sent.
		req.Header["Idempotency-Key"] = nil
	}
	resp, err := client.RoundTrip(req)
	if err == nil {
		a.status, a.proto, a.header, a.contentLength = resp.StatusCode, resp.Proto, resp.Header, resp.ContentLength
		a.body, err = readBody(resp)
		a.speaks = speaksAPI(a.status, a.body)
	}
	a.took = time.Since(a.at)
	if len(a.body) > maxBody {
		a.body, err = nil, errTooLong
	}
	switch cause := context.Cause(ctx); {
	case err != nil && errors.Is(cause, errHung):
		a.err = errHung
	case err != nil && cause != nil:
		return nil, cause // the whole run is over: the target is not to blame
	default:
		a.err = err
	}
	r.note(a)
	r.judge(a)
	return a, nil
}

// admit lets one request of the run out: within its limits, and when its turn has come.
//
// Errors: stopError; the cause of ctx.
func (r *run) admit(ctx context.Context, p Probe) error {
	r.mu.Lock()
	if r.stopped == nil && r.sentAll >= r.maxRequests {
		r.stopped = &stopError{SkipRequests, fmt.Sprintf("%d requests were sent, the limit of the run", r.maxRequests)}
	}
	stopped := r.stopped
	if stopped == nil {
		r.sentAll++ // counted before it is sent, so that several at a time stay within the limit
	}
	r.mu.Unlock()
	if stopped != nil {
		return stopped
	}
	return r.pace.wait(ctx, p.kind())
}

// readBody reads a response to its end. A response with a status below 200 has no end: for
// 101 the body is the connection itself, which no context closes.
func readBody(resp *http.Response) ([]byte, error) {
	defer resp.Body.Close()
	if resp.StatusCode < http.StatusOK {
		return nil, &switchedError{resp.StatusCode}
	}
	return io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
}

// switchedError is an informational response (1xx) in the place of the final one. No request
// of the kit asks for another protocol.
type switchedError struct{ status int }

func (e *switchedError) Error() string {
	return fmt.Sprintf("the response is %d %s, which is not a final one, and no request asked for it", e.status, http.StatusText(e.status))
}

// errTooLong is the error of a response that was not read to its end, because of its length.
var errTooLong = fmt.Errorf("the response has more than %d MiB", maxBody>>20)

// errHung is the end of an answer that was not complete in time.
var errHung = errors.New("no complete answer in time")

// request makes the HTTP request of a probe. The path goes out as it is written.
func (r *run) request(ctx context.Context, p Probe) (*http.Request, error) {
	u, err := url.Parse(r.root.String() + p.target())
	if err != nil {
		return nil, fmt.Errorf("the kit made a bad request: %w", err)
	}
	var body io.Reader
	if p.Body != nil {
		body = strings.NewReader(string(p.Body))
	}
	req, err := http.NewRequestWithContext(ctx, p.Method, u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("the kit made a bad request: %w", err)
	}
	maps.Copy(req.Header, p.Header)
	if req.Header.Get("Accept-Encoding") == "" {
		req.Header.Set("Accept-Encoding", "identity")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "sftj-contract")
	if p.Auth == WrongHeader {
		req.Header.Set("X-Api-Key", noKeyOfAnybody)
	} else if auth := r.authorization(p.Auth); auth != "" {
		req.Header.Set("Authorization", auth)
	}
	return req, nil
}

// authorization is the value of the header, "" for none.
func (r *run) authorization(a Auth) string {
	key := r.APIKey
	switch a {
	case OwnKey:
		return "Bearer " + key
	case WrongKey:
		return "Bearer " + noKeyOfAnybody
	case EmptyKey:
		return "Bearer "
	case LongerKey:
		return "Bearer " + key + "x"
	case ShorterKey:
		return "Bearer " + key[:len(key)-1]
	case OtherCaseKey:
		return "Bearer " + otherCase(key)
	case BasicKey:
		return "Basic " + key
	case NoKey, WrongHeader:
	}
	return ""
}

// noKeyOfAnybody has the shape of a key, so that it is looked up.
const noKeyOfAnybody = redact.WrongKey

// otherCase swaps small and capital letters: a key is compared byte by byte.
func otherCase(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, s)
}
