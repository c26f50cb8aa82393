package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
)

// driftFlags are the flags of drift.
type driftFlags struct {
	operation          string
	status, limit      int
	upstream, previous string
	overlay, sarif     string
	evidence           string
}

func (a *app) driftCommand() *cobra.Command {
	var f driftFlags
	cmd := &cobra.Command{
		Use:   "drift [FILE…]",
		Short: "Tell where the service and the contract part",
		Long: `Tells what the service has that the contract lacks, and the other way round, from one of
three sources:

  without a FILE   the account, read-only: its list, and each job of it, up to --limit
  FILE…            captured bodies, each the response to --operation with --status,
                   recordings (*.txtar) or HAR files of browsers and proxies; - is stdin
  --upstream FILE  another OpenAPI document, whose job is compared with the contract's

A thing is new (the contract does not have it), gone (--previous, a report of an earlier
drift -o json or check --json, had it; or the other document lacks it), changed, or
broken (a body violates the contract). --overlay writes what is new as a patch for the
contract, an OpenAPI overlay. --evidence writes which statements of the contract the
responses confirmed and how often, in the form that the contract carries. Values are not
shown: only names and types.

It exits with 0 if there is no drift, 1 if there is, 2 for a command line that can't be
used, and 3 if it could not look, or had no job to look at.`,
		Example: `  sftj drift
  sftj drift -o json >today.json; sftj drift --previous today.json --overlay patch.yaml
  sftj drift --operation list page1.json page2.json
  sftj drift --sarif findings.sarif session.har
  sftj drift --upstream openapi.json`,
		RunE: func(cmd *cobra.Command, files []string) error { return a.drift(cmd, files, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.operation, "operation", "get", "the operation that FILE is an answer of: resume, get, list, create, delete or cancel")
	flags.IntVar(&f.status, "status", http.StatusOK, "HTTP status that FILE came with")
	flags.IntVar(&f.limit, "limit", 20, "jobs of the account to read")
	flags.StringVar(&f.upstream, "upstream", "", "OpenAPI document to compare with the contract")
	flags.StringVar(&f.previous, "previous", "", "earlier report: what it had and is missing now is gone")
	flags.StringVar(&f.sarif, "sarif", "", "file to write the findings about FILE to, as SARIF 2.1.0")
	flags.StringVar(&f.evidence, "evidence", "", "file to write the statements of the contract to that the responses confirmed")
	flags.StringVar(&f.overlay, "overlay", "", "file to write a patch for the contract to")
	return cmd
}

// drift looks at a source, and tells.
func (a *app) drift(cmd *cobra.Command, files []string, f driftFlags) error {
	if err := a.checkDrift(cmd, files, f); err != nil {
		return err
	}
	patch, err := openOverlay(f.overlay)
	if err != nil {
		return usage(cmd, err)
	}
	defer patch.discard()
	evidence, err := openEvidence(f.evidence)
	if err != nil {
		return usage(cmd, err)
	}
	defer evidence.discard()
	if len(files) > 0 && len(evidence) > 0 {
		evidence[0].write = writeCapturedEvidence
	}
	log, err := openSARIF(f.sarif)
	if err != nil {
		return usage(cmd, err)
	}
	defer log.discard()
	found := &drifting{Drift: []drifted{}}
	ck, err := conform.New(conform.WithMode(conform.Observe), conform.WithObserver(func(r conform.Result) { found.judged(r) }))
	if err != nil {
		return err
	}
	var previous *contract.Report
	if f.previous != "" {
		if previous, err = a.readReport(f.previous); err != nil {
			return usage(cmd, fmt.Errorf("--previous: %w", err))
		}
	}
	switch {
	case f.upstream != "":
		err = a.driftOfDocument(cmd, ck, f.upstream, found)
	case len(files) > 0:
		err = a.driftOfFiles(cmd, ck, files, f, found, log)
	default:
		err = a.driftOfAccount(cmd.Context(), ck, f.limit, found)
	}
	if err != nil {
		return notJudged(cmd.Context(), err)
	}
	found.conclude(ck, previous)
	if err := errors.Join(a.writeOverlay(patch, found), log.write(), evidence.write(&found.Report), a.printDrift(found)); err != nil {
		return err
	}
	switch {
	case len(found.Drift) > 0:
		return &verdictError{exitError}
	case found.nothing:
		return &verdictError{exitNotJudged}
	}
	return nil
}

// checkDrift refuses a command line that asks for two things at once.
func (a *app) checkDrift(cmd *cobra.Command, files []string, f driftFlags) error {
	if a.flags.output == "name" {
		return usage(cmd, errors.New("drift has no -o name"))
	}
	if err := a.checkOutput(); err != nil {
		return err
	}
	given := cmd.Flags().Changed
	switch {
	case f.upstream != "" && (len(files) > 0 || f.previous != "" || f.overlay != "" || f.evidence != ""):
		return usage(cmd, errors.New("--upstream compares two documents: it takes no FILE, no --previous, no --overlay and no --evidence"))
	case len(files) == 0 && (given("operation") || given("status") || given("sarif")):
		return usage(cmd, errors.New("--operation, --status and --sarif are about a FILE"))
	case f.status < 100 || f.status > 599:
		return usage(cmd, fmt.Errorf("%d is no HTTP status", f.status))
	case f.limit < 1:
		return usage(cmd, errors.New("--limit: at least one job has to be read"))
	}
	return usage(cmd, stdinOnce(files))
}

// unjudgedError is the end of a drift that could not look.
type unjudgedError struct{ error }

func (e *unjudgedError) Unwrap() error { return e.error }

// notJudged marks what keeps drift from looking, but for usage errors and interruptions.
func notJudged(ctx context.Context, err error) error {
	if _, ok := errors.AsType[*usageError](err); ok || ctx.Err() != nil {
		return err
	}
	return &unjudgedError{err}
}
