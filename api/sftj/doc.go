// Package sftj is a client of the supervised fine-tuning jobs of Fireworks AI, made
// for the moment when a paused job has to be resumed and somebody has to know that it
// was.
//
//	c, err := sftj.New() // FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID
//	r, err := c.EnsureResumed(ctx, "yibuk7xq")
//	for event, err := range c.ResumeAndWait(ctx, "yibuk7xq") { … }
//
// # Four ways to resume
//
// [Client.Resume] is one POST. It is sent again only if it surely did not reach the
// service, or the service says that it did not process it. When nobody can say, the error
// matches [ErrOutcomeUnknown].
//
// [Client.EnsureResumed] reads the job before, and after an answer that was lost: it
// finds out what happened, resumes only what is surely as it was, never more than three
// times, and never a job that somebody paused again or cancelled in the meantime.
//
// [Client.ResumeAndWait] goes on to watch the job to its end, as [Client.Wait] does for a
// job that is at work. Whoever stops watching detaches; the job goes on.
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
