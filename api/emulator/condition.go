package emulator

import "net/http"

// WithSuspended starts with an account suspended, as [Emulator.Suspend] leaves it.
func WithSuspended(account string) Option {
	return func(e *Emulator) { e.account(account).suspended = true }
}

// WithQuotaExhausted refuses create and resume on an account with 429 and no Retry-After:
// how an exhausted quota has been seen to look, hard to tell from a rate limit. Its reason
// is QUOTA_EXCEEDED, an assumption.
func WithQuotaExhausted(account string) Option {
	return func(e *Emulator) { e.account(account).noQuota = true }
}

// WithPaymentRequired refuses create and resume on an account with 402: documented for an
// account without a paid plan. Its code (9) and reason (PAYMENT_REQUIRED) are assumptions.
func WithPaymentRequired(account string) Option {
	return func(e *Emulator) { e.account(account).unpaid = true }
}

// Suspend suspends an account: its active jobs are paused, create and resume are answered
// 412 by the gateway (code PRECONDITION_FAILED, as observed on the inference side), or by the
// service ([WithServiceSuspension]), and the other operations go on. An account that is new is
// added.
func (e *Emulator) Suspend(account string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	a := e.account(account)
	a.suspended = true
	e.pauseActive(a)
}

// Unsuspend ends a suspension. Jobs that it paused stay paused until they are resumed.
func (e *Emulator) Unsuspend(account string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.account(account).suspended = false
}

// pauseActive is what a suspension does to the jobs of an account.
func (e *Emulator) pauseActive(a *account) {
	now := e.now()
	for _, rec := range a.jobs.byName {
		e.advance(rec, now)
		if rec.job.State.Active() {
			e.pause(rec, "paused while the account was suspended", causeSuspend, now)
		}
	}
}

// admit refuses what the condition of the account does not allow: making a job run.
func (e *Emulator) admit(a *account, operation string) *failure {
	if operation != opCreate && operation != opResume {
		return nil
	}
	switch {
	case a.suspended && !e.quirks.serviceSuspends:
		return newGatewayFailure(http.StatusPreconditionFailed, "PRECONDITION_FAILED", "Account "+a.id+
			" is suspended: its spending limit may be reached, or an invoice unpaid. See https://fireworks.ai/account/billing")
	case a.suspended:
		return newFailure(http.StatusPreconditionFailed, codeFailedPrecondition, "account "+a.id+" is suspended").
			because("ACCOUNT_SUSPENDED", nil)
	case a.noQuota:
		return newFailure(http.StatusTooManyRequests, codeResourceExhausted, "the training quota of account "+a.id+" is used up").
			because("QUOTA_EXCEEDED", nil)
	case a.unpaid:
		return newFailure(http.StatusPaymentRequired, codeFailedPrecondition, "account "+a.id+" has no paid plan").
			because("PAYMENT_REQUIRED", nil)
	}
	return nil
}
