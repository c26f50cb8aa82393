package conform

import (
	"net/http"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// reply is a response and the circumstances it came in.
type reply struct {
	status   int
	header   http.Header // nil: not captured
	body     []byte
	bodiless bool // to HEAD: the headers speak of a body that does not come
	partial  bool // a field mask was asked for
}

// judgeResponse judges the response to an operation.
func (c *Checker) judgeResponse(f *findings, op *operation, r reply) {
	declared, literal := documented(op, r.status)
	c.ledger.sawStatus(op, r.status, declared != nil, literal)
	if declared == nil {
		f.add("status", "status", strconv.Itoa(r.status), "the contract does not list this status")
		return
	}
	if r.header != nil {
		c.judgeHeaders(f, declared.Headers, r.header)
	}
	if !r.bodiless {
		c.judgeBody(f, body{
			op: op, header: r.header, bytes: r.body,
			content: declared.Content, needed: true,
			partial: r.partial && r.status < http.StatusBadRequest,
		})
	}
	if f.violated() {
		c.ledger.violating.sawStatus(op, r.status, true, literal)
		return
	}
	c.ledger.sawHeaders(declaredStatus(r.status, literal), declared.Headers, r.header)
}

// declaredStatus is the name under which the contract has a status.
func declaredStatus(status int, literal bool) string {
	if literal {
		return statusName(status)
	}
	return "default"
}

// documented finds what the contract says about a status, nil for nothing, and whether it
// says so of this status itself. `default` stands for failures only: a success or a
// redirect that the contract does not list is not what a caller of this operation can read.
func documented(op *operation, status int) (r *openapi3.Response, literal bool) {
	responses := op.route.Operation.Responses
	if ref := responses.Status(status); ref != nil {
		return ref.Value, true
	}
	if ref := responses.Default(); ref != nil && status >= http.StatusBadRequest && status < 600 {
		return ref.Value, false
	}
	return nil, false
}
