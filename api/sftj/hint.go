package sftj

import (
	"errors"
	"net/http"

	"github.com/fireworks-sftj/sdk/internal/netpath"
)

// hintNotContract is the hint for a response that is the service's and breaks the contract.
const hintNotContract = "the response is JSON, but not as the contract has it"

// hint says what a person can do about an error, or nothing where that is plain.
func hint(e *Error) string {
	if e.Operation == opList.name && e.Is(ErrNotFound) { // no job was asked for
		return "check the account and the base URL"
	}
	if e.Status == http.StatusProxyAuthRequired {
		return netpath.ProxyAuthHint
	}
	if _, cut := errors.AsType[*cutShortError](e.cause); cut && !e.Is(ErrOutcomeUnknown) {
		return "try again: the connection ended inside the response; if it keeps doing so, check the proxy and the base URL"
	}
	for _, h := range []struct {
		kind error
		text string
	}{
		{ErrOutcomeUnknown, "the request may have been applied: read the job before trying again"},
		{ErrAccountSuspended, "settle the account at https://app.fireworks.ai, then resume again"},
		{ErrPaymentRequired, "the account needs a plan or a payment method: https://app.fireworks.ai"},
		{ErrQuotaExhausted, "a quota of the account is used up; it does not come back within minutes"},
		{ErrRateLimited, "wait and try again; without a payment method an account has 10 requests a minute"},
		{ErrUnauthenticated, "check the API key"},
		{ErrPermissionDenied, "check that the key belongs to the account and may manage its jobs"},
		{ErrNotFound, "check the job id and the account"},
		{ErrNotResumable, "only a paused job is sure to be resumable: read its state"},
		{ErrBadResponse, "check that the base URL is the service's"},
	} {
		if e.Is(h.kind) {
			return h.text
		}
	}
	switch e.Status {
	case http.StatusPreconditionFailed:
		if saysNothing(e) {
			return "the service gave no reason: the account may be suspended, or no hardware of the kind that the job needs is free"
		}
	case http.StatusInternalServerError:
		return "the service failed; try again later"
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, 520:
		return "a gateway did not get a response from the service; try again later"
	}
	return ""
}
