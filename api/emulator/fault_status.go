package emulator

import "net/http"

// FailStatus answers with an error of the contract's shape. Its code is the one that fits
// the status unless WithCode says otherwise, its message the text of the status. Nothing
// takes effect unless Applied: a gateway's 502 may come after the operation.
func FailStatus(status int, opts ...AnswerOption) Fault {
	f := newFailure(status, codeOf(status), http.StatusText(status))
	for _, opt := range opts {
		opt(f)
	}
	a := newAnswer()
	f.write(a)
	return Fault{name: "status", canned: a}
}

// AnswerOption changes the answer of [FailStatus].
type AnswerOption func(*failure)

// WithRetryAfter adds a Retry-After: seconds or an HTTP date, or whatever a test needs.
func WithRetryAfter(value string) AnswerOption { return WithHeader("Retry-After", value) }

// WithHeader adds a header field.
func WithHeader(name, value string) AnswerOption {
	return func(f *failure) { f.header.Add(name, value) }
}

// WithCode sets the number of the gRPC code.
func WithCode(code int) AnswerOption { return func(f *failure) { f.code = code } }

// WithMessage sets the message; it may be empty, which has been observed.
func WithMessage(message string) AnswerOption { return func(f *failure) { f.message = message } }

// WithReason adds a google.rpc.ErrorInfo with a reason.
func WithReason(reason string) AnswerOption { return func(f *failure) { _ = f.because(reason, nil) } }

// codeOf is the gRPC code for a status: grpc-gateway's mapping backwards where it can be
// turned around, and the nearest code where a proxy invented the status.
func codeOf(status int) int {
	switch status {
	case http.StatusBadRequest:
		return codeInvalidArgument
	case http.StatusUnauthorized:
		return codeUnauthenticated
	case http.StatusForbidden:
		return codePermissionDenied
	case http.StatusNotFound:
		return codeNotFound
	case http.StatusConflict:
		return codeAlreadyExists
	case http.StatusPaymentRequired, http.StatusPreconditionFailed:
		return codeFailedPrecondition
	case http.StatusTooManyRequests:
		return codeResourceExhausted
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return codeDeadlineExceeded
	case http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return codeUnimplemented
	case http.StatusInternalServerError:
		return codeInternal
	case http.StatusBadGateway, http.StatusServiceUnavailable:
		return codeUnavailable
	case 499: // the client closed the request, in nginx's words
		return codeCancelled
	}
	return codeUnknown
}
