package contract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// maxBody is how much of an answer is read. A page of 200 full jobs has some 400 kB.
	maxBody = 8 << 20
	// maxHung is after how many answers that never came the run is stopped.
	maxHung = 4
	// firstAnswers is after how many a target can be told to be slow.
	firstAnswers = 8
	// maxPatience is the longest Retry-After that is waited for.
	maxPatience = 20 * time.Second
	// maxLimited is how often in a row a request may be told to come later.
	maxLimited = 3
)

// deliver sends one request and reads its answer to the end. An answer 429 is no fault: the
// request is sent again when the target says, or in a second.
func (r *run) deliver(ctx context.Context, check string, p Probe) (*answer, error) {
	for limited := 0; ; limited++ {
		a, err := r.once(ctx, check, p)
		if err != nil || a.status != http.StatusTooManyRequests {
			return a, err
		}
		wait := retryAfter(a.header)
		if limited == maxLimited || wait > maxPatience {
			return nil, limitedError{fmt.Errorf("the target limits the rate of requests (429, %d times, wait %s): run again later, or slower", limited+1, wait)}
		}
		r.pace.slower()
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// limitedError ends a check that can't go on because the target asks for patience.
type limitedError struct{ error }

func retryAfter(h http.Header) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(h.Get("Retry-After"))); err == nil && n >= 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		return max(0, time.Until(at))
	}
	return time.Second
}

// once sends the request a single time, when its turn has come.
func (r *run) once(ctx context.Context, check string, p Probe) (*answer, error) {
	if r.count() >= r.maxRequests {
		r.stop(fmt.Sprintf("%d requests were sent, the limit of the run", r.maxRequests))
	}
	if why := r.stopReason(); why != "" {
		return nil, errors.New("the run was stopped: " + why)
	}
	if err := r.pace.wait(ctx); err != nil {
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
		a.body, err = io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
		resp.Body.Close()
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

// errTooLong is the end of an answer that went on and on.
var errTooLong = fmt.Errorf("the body has more than %d MiB", maxBody>>20)

// errHung is the end of an answer that was not complete in time.
var errHung = errors.New("no complete answer in time")

// down tells whether no connection came about: the target was never reached.
func down(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial"
}

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
const noKeyOfAnybody = "fw_no_such_key_000000000000"

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
