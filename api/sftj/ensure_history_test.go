package sftj_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// jobAt is a job in a state, changed last at a time; an empty time is none.
func jobAt(state, updated string) answer {
	if updated != "" {
		updated = `,"updateTime":"` + updated + `"`
	}
	return ok(strings.Replace(jobBody, `"JOB_STATE_PENDING"`, `"JOB_STATE_`+state+`","createTime":"`+created+`"`+updated, 1))
}

// Times of a job, in their order, as precise as the service's.
const (
	created = "2026-07-20T07:00:00.000017Z"

	t0 = "2026-07-20T08:00:00.000017Z"
	t1 = "2026-07-20T09:00:00.000017Z"
	t2 = "2026-07-20T10:00:00.000017Z"
	t3 = "2026-07-20T11:00:00.000017Z"
)

// split answers reads and resumes from a script each.
type split struct{ reads, posts *stub }

func (s split) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodPost {
		return s.posts.RoundTrip(req)
	}
	return s.reads.RoundTrip(req)
}

func history(reads, posts []answer) split {
	return split{reads: &stub{script: reads}, posts: &stub{script: posts}}
}

// allKinds is what an error can match.
func allKinds() []error {
	return []error{
		sftj.ErrInvalidArgument, sftj.ErrUnauthenticated, sftj.ErrPermissionDenied, sftj.ErrPaymentRequired, sftj.ErrAccountSuspended,
		sftj.ErrNotFound, sftj.ErrNotResumable, sftj.ErrPaused, sftj.ErrPausedAgain, sftj.ErrPausedAndChanged, sftj.ErrRateLimited, sftj.ErrQuotaExhausted,
		sftj.ErrOutcomeUnknown, sftj.ErrWaitTimeout, sftj.ErrJobFailed, sftj.ErrBadResponse,
	}
}

func kinds(err error) (all []error) {
	for _, kind := range allKinds() {
		if errors.Is(err, kind) {
			all = append(all, kind)
		}
	}
	return all
}

// TestHistories: what was read and answered, in what order, decides; a table of histories
// that no emulator has. The last response of each script is repeated.
func TestHistories(t *testing.T) {
	paused, lost := jobAt("PAUSED", t1), failure(502, "")
	wrongState := failure(400, `{"code":9,"message":"the job is not paused"}`)
	unknown, refused := []error{sftj.ErrOutcomeUnknown}, []error{sftj.ErrNotResumable}
	both := []error{sftj.ErrNotResumable, sftj.ErrOutcomeUnknown}
	changed := []error{sftj.ErrPaused, sftj.ErrPausedAndChanged, sftj.ErrOutcomeUnknown}
	wait, page := failure(429, "", "Retry-After", "1"), ok("<html>please log in</html>")
	unsent := answer{err: io.ErrClosedPipe, unsent: true}
	for _, tt := range []struct {
		name         string
		reads, posts []answer
		outcome      sftj.Outcome
		is           []error // all that the error matches
		sent         int
	}{
		{"a new state that moved is no reason to resume again", []answer{paused, jobAt("DREAMING", t2)}, []answer{lost}, "", unknown, 1},
		{"a new state that did not move neither", []answer{paused, jobAt("DREAMING", t1)}, []answer{lost}, "", unknown, 1},
		{"paused and moved is changed, not paused again", []answer{paused, jobAt("PAUSED", t2)}, []answer{lost}, "", changed, 1},
		{"paused with an older time is changed too", []answer{paused, jobAt("PAUSED", t0)}, []answer{lost}, "", changed, 1},
		{"an older read says nothing", []answer{paused, jobAt("RUNNING", t0), paused}, []answer{failure(400, `{"code":9}`)}, "", refused, 1},
		{"older reads that repeat are believed", []answer{paused, jobAt("RUNNING", t0)}, []answer{lost}, sftj.Reconciled, nil, 1},
		{"older failures that repeat are believed", []answer{paused, jobAt("CANCELLED", t0)}, []answer{lost}, "", []error{sftj.ErrJobFailed}, 1},
		{"a failure right after the resume is read again", []answer{paused, jobAt("CANCELLED", t2), jobAt("CANCELLED", t2), jobAt("RUNNING", t3)}, []answer{lost}, sftj.Reconciled, nil, 1},
		{"older failures neither", []answer{paused, jobAt("FAILED", t0), jobAt("FAILED", t0), jobAt("RUNNING", t2)}, []answer{lost}, sftj.Reconciled, nil, 1},
		{"the last read fails", []answer{paused, paused, paused, paused, paused, paused, failure(503, "")}, []answer{lost}, "", unknown, 1},
		{"it is on its way out", []answer{paused, jobAt("CANCELLING", t2)}, []answer{lost}, "", refused, 1},
		{"no times in later reads prove nothing", []answer{paused, jobAt("PAUSED", "")}, []answer{lost}, "", unknown, 1},
		{"a time that never moved proves nothing", []answer{jobAt("PAUSED", created)}, []answer{lost}, "", unknown, 1},
		{"a time that never moved does not prove a refusal", []answer{jobAt("PAUSED", created)}, []answer{wrongState}, "", both, 1},
		{"lost three times", []answer{paused}, []answer{lost}, "", unknown, 3},
		{"lost, then no key", []answer{paused}, []answer{lost, failure(401, "")}, "", []error{sftj.ErrUnauthenticated, sftj.ErrOutcomeUnknown}, 2},
		{"lost, then suspended", []answer{paused}, []answer{lost, failure(412, "account acme is suspended")}, "", []error{sftj.ErrAccountSuspended, sftj.ErrOutcomeUnknown}, 2},
		{"lost, then refused", []answer{paused}, []answer{lost, wrongState}, "", both, 2},
		{"lost, then told to come back in an hour", []answer{paused}, []answer{lost, failure(429, "", "Retry-After", "3600")}, "", []error{sftj.ErrRateLimited, sftj.ErrOutcomeUnknown}, 2},
		{"lost, then unknown to the service", []answer{paused}, []answer{lost, failure(404, "")}, "", []error{sftj.ErrNotFound, sftj.ErrOutcomeUnknown}, 2},
		{"accepted as paused, which goes on", []answer{paused}, []answer{paused}, "", []error{sftj.ErrPaused, sftj.ErrOutcomeUnknown}, 1},
		{"accepted as paused, later", []answer{paused, jobAt("PAUSED", t2), jobAt("PAUSED", t2), jobAt("PENDING", t3)}, []answer{jobAt("PAUSED", t2)}, sftj.Resumed, nil, 1},
		{"accepted as paused, starts after every read but the last", append(slices.Repeat([]answer{jobAt("PAUSED", t2)}, 5), jobAt("PENDING", t3)), []answer{jobAt("PAUSED", t2)}, sftj.Resumed, nil, 1},
		{"lost, moved, and starts after every read but the last", append([]answer{paused}, append(slices.Repeat([]answer{jobAt("PAUSED", t2)}, 5), jobAt("PENDING", t3))...), []answer{lost}, sftj.Reconciled, nil, 1},
		{"accepted as paused, later, to the nanosecond", []answer{paused, jobAt("PAUSED", "2026-07-20T10:00:00.123456Z"), jobAt("PENDING", t3)}, []answer{jobAt("PAUSED", "2026-07-20T10:00:00.123456789Z")}, sftj.Resumed, nil, 1},
		{"accepted as paused, later, and touched after that", []answer{paused, jobAt("PAUSED", t3)}, []answer{jobAt("PAUSED", t2)}, "", changed, 1},
		{"accepted in no state", []answer{paused}, []answer{jobAt("UNSPECIFIED", t2)}, "", []error{sftj.ErrPaused, sftj.ErrOutcomeUnknown}, 1},
		{"accepted in no state, and active", []answer{paused, jobAt("RUNNING", t2)}, []answer{jobAt("UNSPECIFIED", t2)}, sftj.Resumed, nil, 1},
		{"accepted, and in a new state", []answer{paused, jobAt("DREAMING", t2)}, []answer{paused}, sftj.Resumed, nil, 1},
		{"accepted, and no read", []answer{paused, failure(503, "")}, []answer{paused}, "", unknown, 1},
		{"accepted as failed", []answer{paused, jobAt("FAILED", t2)}, []answer{jobAt("FAILED", t2)}, "", []error{sftj.ErrJobFailed}, 1},
		{"refused, and as it was", []answer{paused}, []answer{wrongState}, "", refused, 1},
		{"refused, and active", []answer{paused, jobAt("RUNNING", t2)}, []answer{wrongState}, sftj.Reconciled, nil, 1},
		{"refused, and no read", []answer{paused, failure(503, "")}, []answer{wrongState}, "", both, 1},
		{"refused, and a read without a key", []answer{paused, failure(401, "")}, []answer{failure(409, "")}, "", []error{sftj.ErrUnauthenticated, sftj.ErrOutcomeUnknown}, 1},
		{"refused, and gone", []answer{paused, failure(404, "")}, []answer{wrongState}, "", []error{sftj.ErrNotFound, sftj.ErrNotResumable, sftj.ErrOutcomeUnknown}, 1},
		{"refused, and in a new state", []answer{paused, jobAt("DREAMING", t2)}, []answer{wrongState}, "", both, 1},
		{"a server's error with a code that would settle it", []answer{paused, jobAt("RUNNING", t2)}, []answer{failure(500, `{"code":16}`)}, sftj.Reconciled, nil, 1},
		{"a gateway's 502 that asks for patience", []answer{paused, jobAt("RUNNING", t2)}, []answer{failure(502, "", "Retry-After", "1")}, sftj.Reconciled, nil, 1},
		{"a gateway's 502 that asks for patience, and as it was", []answer{paused}, []answer{failure(502, "", "Retry-After", "1")}, "", unknown, 3},
		{"told to wait, lost, and active by then", []answer{paused, paused, jobAt("RUNNING", t2)}, []answer{failure(429, "", "Retry-After", "1"), lost}, sftj.Reconciled, nil, 2},
		{"lost, told to wait, and active by then", append(slices.Repeat([]answer{paused}, 7), jobAt("RUNNING", t2)), []answer{lost, failure(429, "", "Retry-After", "1")}, sftj.Reconciled, nil, 2},
		{"lost, told to wait, and failed by then", append(slices.Repeat([]answer{paused}, 7), jobAt("FAILED", t2)), []answer{lost, failure(429, "", "Retry-After", "1")}, "", []error{sftj.ErrJobFailed}, 2},
		{"told to wait, and active by an older time", []answer{paused, jobAt("RUNNING", t0)}, []answer{wait, jobAt("PENDING", t2)}, sftj.Reconciled, nil, 1},
		{"told to wait, and cancelled by an older time", []answer{paused, jobAt("CANCELLED", t0)}, []answer{wait, jobAt("PENDING", t2)}, "", []error{sftj.ErrJobFailed, sftj.ErrNotResumable}, 1},
		{"told to wait, and paused with an older time", []answer{paused, jobAt("PAUSED", t0)}, []answer{wait, jobAt("PENDING", t2)}, "", changed, 1},
		{"told to wait, and unreadable once", []answer{paused, page, paused}, []answer{wait, jobAt("PENDING", t2)}, sftj.Resumed, nil, 2},
		{"told to wait, and unreadable from then on", []answer{paused, page}, []answer{wait, jobAt("PENDING", t2)}, "", []error{sftj.ErrRateLimited, sftj.ErrBadResponse, sftj.ErrOutcomeUnknown}, 1},
		{"never sent, and unreadable once", []answer{paused, page, paused}, []answer{unsent, jobAt("PENDING", t2)}, sftj.Resumed, nil, 2},
		{"never sent, and changed by then", []answer{paused, jobAt("PAUSED", t2)}, []answer{unsent, jobAt("PENDING", t2)}, "", []error{sftj.ErrPaused, sftj.ErrPausedAndChanged}, 1},
		{"never sent, and active by then", []answer{paused, jobAt("RUNNING", t2)}, []answer{unsent, jobAt("PENDING", t2)}, sftj.AlreadyActive, nil, 1},
		{"never sent, and cancelled by an older time", []answer{paused, jobAt("CANCELLED", t0)}, []answer{unsent, jobAt("PENDING", t2)}, "", refused, 1},
		{"a quota's 429 after the effect, seen in the last read", append(slices.Repeat([]answer{paused}, 7), jobAt("RUNNING", t2)), []answer{failure(429, `{"code":8}`)}, sftj.Reconciled, nil, 2},
		{"an hour's 429 after the effect, seen in the last read", append(slices.Repeat([]answer{paused}, 6), jobAt("RUNNING", t2)), []answer{failure(429, "", "Retry-After", "3600")}, sftj.Reconciled, nil, 1},
		{"an hour's 503 after the effect", []answer{paused, jobAt("RUNNING", t2)}, []answer{failure(503, "", "Retry-After", "3600")}, sftj.Reconciled, nil, 1},
		{"an hour's 429, and as it was", []answer{paused}, []answer{failure(429, "", "Retry-After", "3600")}, "", []error{sftj.ErrRateLimited}, 1},
		{"an hour's 429, and no read", []answer{paused, failure(503, "")}, []answer{failure(429, "", "Retry-After", "3600")}, "", []error{sftj.ErrRateLimited, sftj.ErrOutcomeUnknown}, 1},
		{"a 429 after the effect, then no key", []answer{paused, paused, paused, paused, jobAt("RUNNING", t2)}, []answer{wait, failure(401, "")}, sftj.Reconciled, nil, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rt := history(tt.reads, tt.posts)
				r, err := newClient(t, rt).EnsureResumed(t.Context(), "ft-42")
				if got := kinds(err); !sameKinds(got, tt.is) || rt.posts.count() != tt.sent {
					t.Errorf("%d POSTs, %v %v; want %d and %v", rt.posts.count(), got, err, tt.sent, tt.is)
				}
				if (err == nil) != (tt.outcome != "") || err == nil && r.Outcome != tt.outcome {
					t.Errorf("%v %v, want %q", r, err, tt.outcome)
				}
				var e *sftj.Error
				if errors.As(err, &e) && (e.Before == nil || e.Before.UpdateTime.IsZero()) {
					t.Errorf("the error has not the job as it was: %v", e.Before)
				}
				if errors.Is(err, sftj.ErrOutcomeUnknown) && !strings.Contains(err.Error(), "sftj get ft-42") {
					t.Errorf("no way to find out: %v", err)
				}
			})
		})
	}
}

// TestARefusalBehindALostAnswerIsWhole: what the service said is kept, whatever else is not known.
func TestARefusalBehindALostAnswerIsWhole(t *testing.T) {
	said := failure(400, `{"code":9,"message":"not paused","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"JOB_NOT_RESUMABLE","domain":"d"}]}`, "X-Request-Id", "r1")
	for name, rt := range map[string]split{
		"lost before":   history([]answer{jobAt("PAUSED", t1)}, []answer{failure(502, ""), said}),
		"no read since": history([]answer{jobAt("PAUSED", t1), failure(503, "")}, []answer{said}),
	} {
		synctest.Test(t, func(t *testing.T) {
			_, err := newClient(t, rt).EnsureResumed(t.Context(), "ft-42")
			var e *sftj.Error
			if !errors.As(err, &e) || !e.Is(sftj.ErrOutcomeUnknown) || !e.Is(sftj.ErrNotResumable) ||
				e.Status != 400 || e.Code != 9 || e.Reason != "JOB_NOT_RESUMABLE" || e.RequestID != "r1" || len(e.Details) != 1 || !strings.Contains(e.Message, "not paused") {
				t.Errorf("%s: %v %+v", name, err, e.Details)
			}
		})
	}
}

func sameKinds(a, b []error) bool {
	sort := func(in []error) []string {
		words := make([]string, len(in))
		for i, err := range in {
			words[i] = err.Error()
		}
		slices.Sort(words)
		return words
	}
	return slices.Equal(sort(a), sort(b))
}
