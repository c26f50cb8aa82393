package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// validation is what validate is asked.
type validation struct {
	operation, contentType string
	status                 int
	strictDrift            bool
	sarif                  string
}

func (a *app) validateCommand() *cobra.Command {
	var v validation
	cmd := &cobra.Command{
		Use:   "validate FILE…",
		Short: "Judge captured bodies by the contract",
		Long: `Checks what was captured from the service against the contract.

` + describeFiles + `
A body is the response to --operation with --status.

What violates the contract is named with its JSON pointer and rule, and the exit code
is 1. A field or a value of an open enum that the contract does not have yet is drift:
printed, and no failure unless --strict-drift. --sarif writes the findings for code
scanning. Values that look like secrets are masked. At most 100
violations of a body are listed, and a file of more than 128 MiB is not read.`,
		Example: `  curl … | sftj validate --operation resume -
  sftj validate --operation list --status 200 page1.json page2.json
  sftj validate --operation get --status 404 error.json
  sftj validate --sarif findings.sarif session.har`,
		Args: atLeastOne("which body? Give files, or - for stdin"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.validate(cmd, args, v) },
	}
	flags := cmd.Flags()
	flags.StringVar(&v.operation, "operation", "get", "resume, get, list, create, delete or cancel, or an operationId")
	flags.IntVar(&v.status, "status", http.StatusOK, "HTTP status the body came with")
	flags.StringVar(&v.contentType, "content-type", "application/json", "Content-Type the body came with")
	flags.BoolVar(&v.strictDrift, "strict-drift", false, "count drift as a failure")
	flags.StringVar(&v.sarif, "sarif", "", "file to write the findings to, as SARIF 2.1.0")
	return cmd
}

// verdict is what validate found in one file.
type verdict struct {
	File string `json:"file"`
	OK   bool   `json:"ok"`
	conform.Result
}

// MarshalJSON returns all fields. Without it the result's own method would be taken for that
// of the whole.
func (v verdict) MarshalJSON() ([]byte, error) {
	return redact.Shown(v), nil
}

func (a *app) validate(cmd *cobra.Command, files []string, v validation) error {
	if err := a.checkOutput(); err != nil {
		return err
	}
	if v.status < 100 || v.status > 599 {
		return usage(cmd, fmt.Errorf("%d is no HTTP status", v.status))
	}
	if err := stdinOnce(files); err != nil {
		return usage(cmd, err)
	}
	checker, err := conform.New()
	if err != nil {
		return err
	}
	log, err := openSARIF(v.sarif)
	if err != nil {
		return usage(cmd, err)
	}
	defer log.discard()
	failed := false
	for _, file := range files {
		found, err := a.readCaptures(cmd, file)
		if err != nil {
			return err
		}
		if found.exchanges() {
			a.tellLeftOut(file, found)
		}
		for _, c := range found.list {
			result, err := c.judge(cmd.Context(), checker, v.operation, v.status, v.contentType)
			if err != nil {
				return usage(cmd, err)
			}
			log.add(c, result)
			ok := len(result.Violations) == 0 && (!v.strictDrift || len(result.Drift) == 0)
			failed = failed || !ok
			if err := a.printVerdict(verdict{File: c.name, OK: ok, Result: result}); err != nil {
				return err
			}
		}
	}
	if err := log.write(); err != nil {
		return err
	}
	if failed {
		return errSilent
	}
	return nil
}

// stdinOnce refuses a list of files that has stdin in it twice.
func stdinOnce(files []string) error {
	if i := slices.Index(files, "-"); i >= 0 && slices.Contains(files[i+1:], "-") {
		return errors.New("stdin can be read once: - was given twice")
	}
	return nil
}

// maxInput is the size in bytes up to which a file or stdin is read: more than twice what
// the guard judges as one body, for recordings that hold several.
const maxInput = 128 << 20

// readFile reads a file, or stdin for -.
//
// Errors: what cannot be read, or is longer than maxInput.
func (a *app) readFile(name string) ([]byte, error) {
	in, title := a.stdin, "stdin"
	if name != "-" {
		title = name
		file, err := os.Open(name)
		if err != nil {
			return nil, unreadable(name, err)
		}
		defer file.Close()
		in = file
	}
	most := cmp.Or(a.maxInput, maxInput)
	body, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && int64(len(body)) > most {
		return nil, fmt.Errorf("can't read %s: it is longer than %d bytes", title, most)
	}
	return body, unreadable(title, err)
}

// unreadable names the file that could not be read, and why.
func unreadable(name string, err error) error {
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		return fmt.Errorf("can't read %s: %w", name, pathErr.Err)
	}
	return err
}

func (a *app) printVerdict(v verdict) error {
	var out strings.Builder
	word := "ok"
	if !v.OK {
		word = "FAILED"
	}
	fmt.Fprintf(&out, "%s: %s\n", oneLine(v.File), word)
	for _, violation := range v.Violations {
		fmt.Fprintf(&out, "  violation  %s\n", oneLine(sourced(violation)))
	}
	if v.MoreViolations {
		fmt.Fprintf(&out, "  violation  there are more; the first %d are listed\n", len(v.Violations))
	}
	for _, drift := range v.Drift {
		fmt.Fprintf(&out, "  drift      %s\n", oneLine(drift.String()))
	}
	if v.MoreDrift {
		fmt.Fprintf(&out, "  drift      there is more; the first %d are listed\n", len(v.Drift))
	}
	return a.printRecord(v, strings.TrimSuffix(out.String(), "\n"))
}
