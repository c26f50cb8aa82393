package cli

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// checkOptions are the options of a run that the flags set. What no flag sets is as the
// variables or the kit have it.
//
// Errors: a file that can't be read, a number out of bounds.
func (a *app) checkOptions(given *pflag.FlagSet, f *checkFlags) ([]contract.Option, error) {
	if !(f.minCoverage >= 0 && f.minCoverage <= 100) {
		return nil, fmt.Errorf("--min-coverage %g: it goes from 0 to 100 percent", f.minCoverage)
	}
	known, err := a.knownFailings(f.known)
	if err != nil {
		return nil, err
	}
	opts := []contract.Option{
		contract.WithOnly(f.only...), contract.WithRequired(f.require...), contract.WithKnownFailings(known...),
	}
	for name, opt := range map[string]contract.Option{
		"rate":           contract.WithRate(f.rate),
		"timeout":        contract.WithTimeout(f.timeout),
		"answer-timeout": contract.WithAnswerTimeout(f.answerTimeout),
	} {
		if given.Changed(name) {
			opts = append(opts, opt)
		}
	}
	if f.previous != "" {
		previous, err := a.readReport(f.previous)
		if err != nil {
			return nil, fmt.Errorf("--previous: %w", err)
		}
		opts = append(opts, contract.WithPrevious(previous))
	}
	return opts, nil
}

// readReport reads a report that --json wrote.
func (a *app) readReport(name string) (*contract.Report, error) {
	text, err := a.readFile(name)
	if err != nil {
		return nil, err
	}
	r, err := contract.ReadReport(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "contract: "))
	}
	return r, nil
}
