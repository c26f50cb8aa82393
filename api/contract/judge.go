package contract

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// judge holds an answer to the contract. A request that is none of the contract's, or that
// breaks it on purpose, has answers like those of the operation it comes near to.
//
// Before the service has answered once, no response is judged that may be another program's.
func (r *run) judge(a *answer) {
	if a.err != nil || !a.speaks && !r.met() {
		return
	}
	a.plain = decoded(a)
	ctx := context.Background() // judging waits for nothing
	switch {
	case a.probe.Method == http.MethodHead:
	case a.probe.Broken, a.probe.Auth != OwnKey:
		// The error can only be an operation that the contract does not have: a bug of
		// the kit, which the tests of the catalogue would find.
		a.verdict, _ = r.guard.CheckResponse(ctx, a.probe.Operation, a.status, a.header, a.body)
	default:
		a.verdict = r.guard.Check(ctx, conform.Exchange{
			Request: a.request, RequestBody: a.probe.Body,
			Status: a.status, Header: a.header, Body: a.body,
		})
	}
	a.familiar = stripUnknownFields(a.plain, a.verdict.Drift)
}

// decoded takes gzip off a body. Other encodings, and what is not as announced, are for
// the guard to name.
func decoded(a *answer) []byte {
	if !strings.EqualFold(a.header.Get("Content-Encoding"), "gzip") {
		return a.body
	}
	z, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		return nil
	}
	out, err := io.ReadAll(io.LimitReader(z, maxBody+1))
	if err != nil {
		return nil
	}
	return out
}
