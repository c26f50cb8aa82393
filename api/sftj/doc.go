// Package sftj resumes Fireworks AI supervised fine-tuning jobs and confirms that the
// resume took effect.
//
//	c, err := sftj.New() // FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID
//	r, err := c.EnsureResumed(ctx, "yibuk7xq")
//	for event, err := range c.ResumeAndWait(ctx, "yibuk7xq") { … }
//
// # Four ways to resume
//
// [Client.Resume] is one POST. It is sent again only if it certainly did not reach the
// service, or the service says that it did not process it. If it may have been applied and
// its outcome is not known, the error matches [ErrOutcomeUnknown].
//
// [Client.EnsureResumed] reads the job before the resume, and after it unless the response
// settles the outcome. It never sends a second resume after a 2xx, three at most, and none for
// a job that changed after it was read. docs/resume-verdicts.md lists the evidence.
//
// [Client.ResumeAndWait] also waits until the job ends, as [Client.Wait] does for an active
// job. Ending the wait leaves the job alone.
//
// [Client.ResumeAll] does it for many jobs under one rate limit, stops at the first sign
// that the account is suspended, and with a [Ledger] goes on after a crash.
//
// # What can be relied on
//
// Ids are checked before a URL is built. Redirects are refused, bodies are capped, the
// key goes to one host only. An answer has to be JSON, strictly, and about the job that
// was asked for. Errors are [*Error], match sentinels, and hold no secret; logging is an
// allow-list. What the service sent is kept byte for byte beside the struct ([Job.Raw]),
// so fields and states of the future are neither lost nor fatal.
//
// # Seams
//
// [WithTransport] takes any [net/http.RoundTripper]: a tracer, the guard of api/conform,
// the emulator of api/emulator as a test double. [WithLogger] takes a [log/slog.Logger].
// [Jobs] is the interface to fake. [HTTPClient] is the plumbing for the stock client in
// gen/client, and [Client.Stock] is the stock client with the plumbing in it.
//
// This is not the vendor's software. What the service does not document is stated as an
// assumption where it matters, and made an option where it can be.
package sftj
