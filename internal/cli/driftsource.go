package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/netpath"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// driftOfAccount reads the account's jobs, the page and each job by itself, under the eyes of
// the guard. It sends nothing but GET.
func (a *app) driftOfAccount(ctx context.Context, ck *conform.Checker, limit int, found *drifting) error {
	s, err := a.settings()
	if err != nil {
		return err
	}
	next := netpath.NewTransport(s.network.Settings)
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
		a.say("the account has no job: nothing was looked at that could have drift")
		found.nothing = true
	}
	return nil
}

// unlikeContract reports whether an error is about a response of the service that can't
// be decoded, and not about the page of another server.
func unlikeContract(err error) bool {
	call, ok := errors.AsType[*sftj.Error](err)
	return ok && call.Is(sftj.ErrBadResponse) && !strings.Contains(call.Hint, "base URL")
}

// driftOfFiles judges captured bodies, and the exchanges of recordings and of HAR files.
func (a *app) driftOfFiles(cmd *cobra.Command, ck *conform.Checker, files []string, f driftFlags, found *drifting, log *sarifLog) error {
	found.Target = strings.Join(files, ", ")
	for _, file := range files {
		captured, err := a.readCaptures(cmd, file)
		if err != nil {
			return err
		}
		if captured.exchanges() {
			a.tellLeftOut(file, captured)
		}
		for _, c := range captured.list {
			result, err := c.judge(cmd.Context(), ck, f.operation, f.status, "application/json")
			if err != nil {
				return usage(cmd, err)
			}
			log.add(c, result)
		}
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
