package sftj

import "errors"

// What can go wrong, for [errors.Is]. An [Error] matches every one that applies.
var (
	// ErrInvalidArgument: the caller or its settings; or the service says so (400, code 3).
	ErrInvalidArgument = errors.New("invalid argument")
	// ErrUnauthenticated: no valid API key (401).
	ErrUnauthenticated = errors.New("unauthenticated")
	// ErrPermissionDenied: the key may not do this (403).
	ErrPermissionDenied = errors.New("permission denied")
	// ErrPaymentRequired: the account has no plan that allows this (402).
	ErrPaymentRequired = errors.New("payment required")
	// ErrAccountSuspended: the account is suspended (412, or a reason that says so).
	ErrAccountSuspended = errors.New("account suspended")
	// ErrNotFound: no such job, or none that this key may see (404).
	ErrNotFound = errors.New("not found")
	// ErrNotResumable: the job's state does not allow a resume (400, code 9).
	ErrNotResumable = errors.New("not resumable")
	// ErrPaused: the job is paused and stays so until someone resumes it.
	ErrPaused = errors.New("paused")
	// ErrPausedAgain: the job was seen active after the resume and is paused again. Such an
	// error matches ErrPaused too.
	ErrPausedAgain = errors.New("paused again")
	// ErrPausedAndChanged: the job is still paused and has changed since it was read; it was
	// not seen active in between. Such an error matches ErrPaused too, and ErrOutcomeUnknown
	// if a resume was sent: it may have been applied before the change, or not at all.
	ErrPausedAndChanged = errors.New("paused and changed")
	// ErrRateLimited: too many requests (429 with Retry-After); later is fine.
	ErrRateLimited = errors.New("rate limited")
	// ErrQuotaExhausted: a quota is used up (429 without Retry-After, or 403 that says
	// so); waiting a little does not help.
	ErrQuotaExhausted = errors.New("quota exhausted")
	// ErrOutcomeUnknown: the request was sent and may have been applied; its outcome could not be
	// confirmed.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrWaitTimeout: the job was not at its end when the wait was.
	ErrWaitTimeout = errors.New("wait timeout")
	// ErrJobFailed: the job came to an end without a model.
	ErrJobFailed = errors.New("job failed")
	// ErrUnreachable: no connection can be made with these settings. A host name does not
	// resolve, a certificate is refused, or a proxy refuses. Such a request was not sent, and
	// it is not repeated.
	ErrUnreachable = errors.New("service unreachable")
	// ErrBadResponse: the answer can't be read, or is not about what was asked.
	ErrBadResponse = errors.New("bad response")
	// ErrUnreadableJobs: a list is complete, except for jobs that can't be read. Such an error
	// matches ErrBadResponse too, and comes after all other jobs.
	ErrUnreadableJobs = errors.New("unreadable jobs")
)
