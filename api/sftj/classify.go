package sftj

import (
	"net/http"
	"strings"
)

// kindsOf says which sentinels an answer matches. The status decides; the reason of an
// ErrorInfo, where there is one, refines it, and the message only where the service has
// been seen to send nothing better.
func kindsOf(e *Error, op operation, hasRetryAfter bool) []error {
	if e.cut && (e.Status == http.StatusPaymentRequired || e.Status == http.StatusPreconditionFailed) {
		return nil // a refusal that could not be read whole is no verdict about the account
	}
	text := strings.ToLower(e.Reason + " " + e.Message)
	says := func(word string) bool { return strings.Contains(text, word) }
	// A reason names its cause. A message may speak of anything, so it has to name the account.
	suspended := strings.Contains(strings.ToLower(e.Reason), "suspend") || namesSuspendedAccount(strings.ToLower(e.Message), e.Status)
	switch e.Status {
	case http.StatusUnauthorized:
		return []error{ErrUnauthenticated}
	case http.StatusProxyAuthRequired:
		return []error{ErrUnreachable}
	case http.StatusPaymentRequired:
		return []error{ErrPaymentRequired}
	case http.StatusForbidden:
		switch {
		case e.CodeName == gatewayUnauthorized: // a bad key, as the gateway answers it
			return []error{ErrUnauthenticated}
		case suspended:
			return []error{ErrAccountSuspended, ErrPermissionDenied}
		case e.Code == codeResourceExhausted || says("quota"):
			return []error{ErrQuotaExhausted, ErrPermissionDenied}
		}
		return []error{ErrPermissionDenied}
	case http.StatusNotFound:
		return []error{ErrNotFound}
	case http.StatusPreconditionFailed:
		// One without a word is no verdict about the account: a shape that is unavailable is
		// refused with a 412 too.
		if suspended {
			return []error{ErrAccountSuspended}
		}
	case http.StatusTooManyRequests:
		if e.Code == codeResourceExhausted && !hasRetryAfter {
			return []error{ErrQuotaExhausted}
		}
		return []error{ErrRateLimited}
	case http.StatusBadRequest:
		switch {
		case suspended && e.Code == codeFailedPrecondition:
			return []error{ErrAccountSuspended}
		case e.Code == codeFailedPrecondition && op == opResume:
			return []error{ErrNotResumable}
		case e.Code == codeInvalidArgument || e.Code == codeOutOfRange || e.Code == 0:
			return []error{ErrInvalidArgument}
		}
	}
	return byCode(e.Code)
}

// namesSuspendedAccount reports whether a sentence of a message, in lower case, says that an account
// is suspended: jobs and users may be suspended too. The message of a 412 need not name the account.
func namesSuspendedAccount(message string, status int) bool {
	for sentence := range strings.FieldsFuncSeq(message, func(r rune) bool { return r == '.' || r == ';' || r == '\n' }) {
		_, after, ok := strings.Cut(sentence, "account")
		if strings.Contains(sentence, "not ") {
			continue
		}
		if status == http.StatusPreconditionFailed && !ok && strings.Contains(sentence, "suspen") &&
			!strings.Contains(sentence, "job") && !strings.Contains(sentence, "user") {
			return true
		}
		if ok && strings.Contains(after, "suspen") || strings.Contains(sentence, "suspended account") {
			return true
		}
	}
	return false
}

// byCode is for statuses that say little, where a gRPC code came along.
func byCode(code int) []error {
	switch code {
	case codeUnauthenticated:
		return []error{ErrUnauthenticated}
	case codePermissionDenied:
		return []error{ErrPermissionDenied}
	case codeNotFound:
		return []error{ErrNotFound}
	}
	return nil
}
