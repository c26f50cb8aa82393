package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// The numbers of the gRPC codes, as an error body carries them.
const (
	codeCancelled          = 1
	codeUnknown            = 2
	codeInvalidArgument    = 3
	codeDeadlineExceeded   = 4
	codeNotFound           = 5
	codeAlreadyExists      = 6
	codePermissionDenied   = 7
	codeResourceExhausted  = 8
	codeFailedPrecondition = 9
	codeUnimplemented      = 12
	codeInternal           = 13
	codeUnavailable        = 14
	codeUnauthenticated    = 16
)

// failure is an answer that says what went wrong, in one of the two envelopes of the
// contract: the service's, or that of the gateway in front of it.
type failure struct {
	status  int
	gateway string // the code in the gateway's envelope; empty for the service's
	code    int
	message string
	details []server.ErrorDetail
	header  http.Header
}

func newFailure(status, code int, message string) *failure {
	return &failure{status: status, code: code, message: message, header: make(http.Header)}
}

// invalid is a request that is malformed: 400, code 3.
func invalid(format string, args ...any) *failure {
	return newFailure(http.StatusBadRequest, codeInvalidArgument, fmt.Sprintf(format, args...))
}

// notFound is 404 for a job or an account, in the observed words, which do not name it.
func notFound() *failure {
	return newFailure(http.StatusNotFound, codeNotFound, "resource not found")
}

// wrongState is 400, code 9: the state of a job does not allow the operation.
func wrongState(state server.JobState, done, reason string) *failure {
	return newFailure(http.StatusBadRequest, codeFailedPrecondition,
		fmt.Sprintf("job is in state %s and cannot be %s", state, done)).
		because(reason, map[string]string{"state": string(state)})
}

// because adds a google.rpc.ErrorInfo.
func (f *failure) because(reason string, metadata map[string]string) *failure {
	f.details = append(f.details, server.ErrorDetail{
		Type:     "type.googleapis.com/google.rpc.ErrorInfo",
		Reason:   reason,
		Domain:   "fireworks.ai",
		Metadata: metadata,
	})
	return f
}

func (f *failure) Error() string { return fmt.Sprintf("emulator: %d: %s", f.status, f.message) }

// newGatewayFailure is a refusal by the gateway in front of the service, which has codes of
// its own.
func newGatewayFailure(status int, code, message string) *failure {
	f := newFailure(status, 0, message)
	f.gateway = code
	return f
}

// gatewayBody is the envelope of the gateway, its keys in the order of the captures.
func gatewayBody(code, message, requestID string) []byte {
	type inner struct {
		Message string  `json:"message"`
		Param   *string `json:"param"`
		Code    string  `json:"code"`
		Type    string  `json:"type"`
	}
	body, _ := json.Marshal(struct { // strings always encode
		Error     inner  `json:"error"`
		RequestID string `json:"request_id"`
	}{inner{Message: message, Code: code, Type: "error"}, requestID})
	return body
}

// write answers a request with the failure. The message and the details are written when
// they are empty too, as the service does. The body of the gateway has the id of the request
// in it, and is written when the answer is sent.
func (f *failure) write(w http.ResponseWriter) {
	if a, ok := w.(*answer); ok && f.gateway != "" {
		maps.Copy(a.header, f.header)
		a.header.Set("Content-Type", "application/json")
		a.status, a.refusal = f.status, f
		return
	}
	details := f.details
	if details == nil {
		details = []server.ErrorDetail{}
	}
	body, _ := json.Marshal(struct { // strings and numbers always encode
		Code    int                  `json:"code"`
		Details []server.ErrorDetail `json:"details"`
		Message string               `json:"message"`
	}{f.code, details, f.message})
	maps.Copy(w.Header(), f.header)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.status)
	_, _ = w.Write(body) // to an answer that is held back: it can't fail
}

// fail is what the generated code calls for an error of an operation.
func fail(w http.ResponseWriter, _ *http.Request, err error) {
	var f *failure
	if !errors.As(err, &f) {
		f = newFailure(http.StatusInternalServerError, codeInternal, "internal error")
	}
	f.write(w)
}

// misread is what the generated code calls for parameters and bodies it can't decode.
func misread(w http.ResponseWriter, _ *http.Request, err error) {
	var (
		param *server.InvalidParamFormatError
		typed *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &param):
		invalid("%s: not a value of its type", param.ParamName).write(w)
	case errors.As(err, &typed):
		invalid("%s: a %s does not fit", typed.Field, typed.Value).write(w)
	default:
		invalid("the body does not fit the operation").write(w)
	}
}
