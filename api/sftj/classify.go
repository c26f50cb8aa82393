package sftj

import (
	"net/http"
	"strings"
)

// kindsOf says which sentinels an answer matches. The status decides; the reason of an
// ErrorInfo, where there is one, refines it, and the message only where the service has
// been seen to send nothing better.
func kindsOf(e *Error, op operation, hasRetryAfter bool) []error {
	says := func(words ...string) bool {
		text := strings.ToLower(e.Reason + " " + e.Message)
		for _, word := range words {
			if strings.Contains(text, word) {
				return true
			}
		}
		return false
	}
	switch e.Status {
	case http.StatusUnauthorized:
		return []error{ErrUnauthenticated}
	case http.StatusPaymentRequired:
		return []error{ErrPaymentRequired}
	case http.StatusForbidden:
		switch {
		case says("suspend"):
			return []error{ErrAccountSuspended, ErrPermissionDenied}
		case e.Code == codeResourceExhausted || says("quota"):
			return []error{ErrQuotaExhausted, ErrPermissionDenied}
		}
		return []error{ErrPermissionDenied}
	case http.StatusNotFound:
		return []error{ErrNotFound}
	case http.StatusPreconditionFailed:
		// Refusals without a word have been seen; a 412 is then for the account.
		if says("suspend") || e.Reason == "" && e.Message == "" {
			return []error{ErrAccountSuspended}
		}
	case http.StatusTooManyRequests:
		if e.Code == codeResourceExhausted && !hasRetryAfter {
			return []error{ErrQuotaExhausted}
		}
		return []error{ErrRateLimited}
	case http.StatusBadRequest:
		switch {
		case says("suspend") && e.Code == codeFailedPrecondition:
			return []error{ErrAccountSuspended}
		case e.Code == codeFailedPrecondition && op == opResume:
			return []error{ErrNotResumable}
		case e.Code == codeInvalidArgument || e.Code == codeOutOfRange || e.Code == 0:
			return []error{ErrInvalidArgument}
		}
	}
	return byCode(e.Code)
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
