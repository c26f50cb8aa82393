package sftj

import (
	"errors"
	"net/http"

	"github.com/fireworks-sftj/sdk/internal/netpath"
)

// hintNotContract is the hint for a response that is the service's and breaks the contract.
const hintNotContract = "the response is JSON, but not as the contract has it"

// The hints for a response that is not the service's. Where the same client has had one that was,
// the base URL is right, and the third takes the place of the others.
const (
	hintNotService = "check that the base URL is the service's"
	hintRedirect   = "check the base URL"
	hintInBetween  = "the service has answered before: a proxy or a login page on the way may have sent this response; try again"
)

// hint says what a person can do about an error, or nothing where that is plain.
func hint(e *Error) string {
	if e.Operation == opList.name && e.Is(ErrNotFound) { // no job was asked for
		return "check the account and the base URL"
	}
	if e.Operation == opCreate.name {
		if text := hintCreate(e); text != "" {
			return text
		}
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
		{ErrBadResponse, hintNotService},
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

// hintCreate is the hint for a create that failed, where that of the other calls would be about a
// job that exists.
func hintCreate(e *Error) string {
	switch {
	case e.Is(ErrOutcomeUnknown) && e.Job == "":
		return "the job may have been created, with an id that the service made: list the jobs before creating it again"
	case e.Is(ErrOutcomeUnknown):
		return "the job may have been created: read it before creating it again"
	case e.Is(ErrAccountSuspended):
		return "settle the account at https://app.fireworks.ai, then create the job again"
	case e.Is(ErrNotFound):
		return "check the account, the dataset and the model that the job names"
	case e.Code == codeAlreadyExists, e.Status == http.StatusConflict:
		return "the id may be in use: read the job, or give another id"
	}
	return ""
}
