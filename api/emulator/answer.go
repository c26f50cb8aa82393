package emulator

import (
	"net/http"
	"strconv"
	"time"
)

// answer is a whole response, held back until it is decided how it travels. It is the
// http.ResponseWriter that the generated code writes to.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	refusal *failure // of the gateway, whose body is made when the answer is sent; else nil
}

func newAnswer() *answer { return &answer{status: http.StatusOK, header: make(http.Header)} }

func (a *answer) Header() http.Header    { return a.header }
func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(p []byte) (int, error) {
	a.body = append(a.body, p...)
	return len(p), nil
}

// again is a copy of an answer that is given more than once.
func (a *answer) again() *answer {
	return &answer{status: a.status, header: a.header.Clone(), body: a.body, refusal: a.refusal}
}

// sent is the answer to one request, with the header fields that every answer has. The
// name of the request id's field is an assumption, and so is that the service forbids
// caches to keep private data. A refusal of the gateway has the id in its body alone, as
// observed.
func (a *answer) sent(requestID string, now time.Time) *answer {
	h := a.header
	if f := a.refusal; f != nil {
		a.body = gatewayBody(f.gateway, f.message, requestID)
	} else {
		h.Set("X-Request-Id", requestID)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Date", now.Format(http.TimeFormat))
	if a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	return a
}

// rendered is a 200 answer whose bytes are ready. It is a response object of every
// operation, in place of the generated ones, which can write neither unset fields nor
// unknown ones.
type rendered []byte

func (b rendered) VisitCreateJobResponse(w http.ResponseWriter) error { return b.write(w) }
func (b rendered) VisitListJobsResponse(w http.ResponseWriter) error  { return b.write(w) }
func (b rendered) VisitGetJobResponse(w http.ResponseWriter) error    { return b.write(w) }
func (b rendered) VisitDeleteJobResponse(w http.ResponseWriter) error { return b.write(w) }
func (b rendered) VisitCancelJobResponse(w http.ResponseWriter) error { return b.write(w) }
func (b rendered) VisitResumeJobResponse(w http.ResponseWriter) error { return b.write(w) }

func (b rendered) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	if a, ok := w.(*answer); ok {
		a.body = b // no one else has these bytes: no need to copy them
		return nil
	}
	_, err := w.Write(b)
	return err
}
