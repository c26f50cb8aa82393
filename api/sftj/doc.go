// Package sftj is a client of the supervised fine-tuning jobs of Fireworks AI, made
// for the moment when a paused job has to be resumed and somebody has to know that it
// was.
//
// It is manners over the stock client in gen/client: ids are checked before a URL is
// built, a POST is never repeated unless it surely did not happen, redirects are
// refused, bodies are capped, errors are typed, and what the service sent is kept byte
// for byte beside the struct ([Job.Raw]).
//
//	c, err := sftj.New() // FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID
//	job, err := c.Resume(ctx, "yibuk7xq")
//	for ev, err := range c.Wait(ctx, "yibuk7xq") { … }
//
// The same plumbing fits under the stock client: see [HTTPClient].
//
// This is not the vendor's software. What the service does not document is stated as an
// assumption where it matters.
package sftj
