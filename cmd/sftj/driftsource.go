package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/recording"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// driftOfAccount reads the account's jobs, the page and each job by itself, under the eyes of
// the guard. It sends nothing but GET.
func (a *app) driftOfAccount(ctx context.Context, ck *conform.Checker, limit int, found *drifting) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	var next http.RoundTripper // nil: the network
	if a.flags.emulator {
		next = a.service().Transport()
	}
	c, err := a.client(sftj.WithTransport(ck.Transport(next)))
	if err != nil {
		return err
	}
	found.Target, found.Account = redact.Text(s.baseURL.Value, s.key.Value), s.account.Value
	read := 0
	for job, err := range c.List(ctx, sftj.ListOptions{PageSize: int32(min(limit, 200))}) {
		if err != nil && unlikeContract(err) { // the guard has seen what is wrong with it
			a.say("the list was not read to its end: %s", a.errorText(err))
			return nil
		}
		if err != nil {
			return err
		}
		_, err = c.Get(ctx, job.ID())
		if err != nil && !errors.Is(err, sftj.ErrNotFound) && !unlikeContract(err) { // it may be deleted meanwhile
			return err
		}
		if read++; read == limit {
			break
		}
	}
	if read == 0 {
		a.say("the account has no job: hardly anything was looked at")
	}
	return nil
}

// unlikeContract reports whether an error is about an answer of the service that can't be
// read because of what is in it, and not about somebody else's page.
func unlikeContract(err error) bool {
	call, ok := errors.AsType[*sftj.Error](err)
	return ok && call.Is(sftj.ErrBadResponse) && !strings.Contains(call.Hint, "base URL")
}

// driftOfFiles judges captured bodies, and the exchanges of recordings.
func (a *app) driftOfFiles(cmd *cobra.Command, ck *conform.Checker, files []string, f driftFlags, found *drifting) error {
	found.Target = strings.Join(files, ", ")
	for _, file := range files {
		body, err := interruptible(cmd.Context(), func() ([]byte, error) { return a.readFile(file) })
		if err != nil {
			return usage(cmd, err)
		}
		if filepath.Ext(file) == ".txtar" {
			if err := replay(cmd.Context(), ck, body); err != nil {
				return usage(cmd, fmt.Errorf("%s: %w", file, err))
			}
			continue
		}
		header := http.Header{"Content-Type": {"application/json"}}
		if _, err := ck.CheckResponse(cmd.Context(), f.operation, f.status, header, body); err != nil {
			return usage(cmd, err)
		}
	}
	return nil
}

// replay judges the answers of a recording. Its requests are none of the service's doing: a
// kit breaks the contract with some of them on purpose.
func replay(ctx context.Context, ck *conform.Checker, archive []byte) error {
	exchanges, err := recording.Parse(archive)
	if err != nil {
		return err
	}
	for _, x := range exchanges {
		target, err := url.ParseRequestURI(x.Target)
		if err != nil {
			return fmt.Errorf("recording: %s is no path", x.Target)
		}
		ck.Check(ctx, conform.Exchange{
			Request: &http.Request{Method: x.Method, URL: target, Header: x.Header}, RequestBody: x.RequestBody,
			Status: x.Status, Header: x.ResponseHeader, Body: x.Body,
		})
	}
	return nil
}

// driftOfDocument compares another OpenAPI document with the contract.
func (a *app) driftOfDocument(cmd *cobra.Command, ck *conform.Checker, file string, found *drifting) error {
	found.Target = file
	document, err := interruptible(cmd.Context(), func() ([]byte, error) { return a.readFile(file) })
	if err != nil {
		return usage(cmd, err)
	}
	differences, err := ck.Compare(document)
	if err != nil {
		return fmt.Errorf("%s: %s", file, strings.TrimPrefix(err.Error(), "conform: "))
	}
	found.document = true
	for _, difference := range differences {
		found.differ(difference)
	}
	return nil
}
