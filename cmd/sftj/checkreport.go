package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// reportFiles are the files that a report goes to. They are opened before anything is sent,
// so that a run is never lost to a path that can't be written, and take the place of what
// was there before only when they are complete.
type reportFiles []*reportFile

type reportFile struct {
	flag, path string
	write      func(io.Writer, *contract.Report) error
	*os.File
}

// openReports opens the files that the flags name.
//
// Errors: a path that can't be written, with its flag.
func openReports(f *checkFlags) (reportFiles, error) {
	var files reportFiles
	taken := map[string]string{}
	for _, r := range []*reportFile{
		{flag: "--json", path: f.json, write: writeJSONReport},
	} {
		if r.path == "" {
			continue
		}
		if other, ok := taken[filepath.Clean(r.path)]; ok {
			files.discard()
			return nil, fmt.Errorf("%s and %s name the same file", other, r.flag)
		}
		taken[filepath.Clean(r.path)] = r.flag
		if err := r.open(); err != nil {
			files.discard()
			return nil, fmt.Errorf("%s: can't write %s: %w", r.flag, r.path, err)
		}
		files = append(files, r)
	}
	return files, nil
}

// open makes a file beside the one that is wanted. What is there and is no regular file, a
// pipe say, is written to directly.
func (r *reportFile) open() (err error) {
	if info, statErr := os.Stat(r.path); statErr == nil && !info.Mode().IsRegular() {
		r.File, err = os.OpenFile(r.path, os.O_WRONLY, 0)
	} else {
		r.File, err = os.CreateTemp(filepath.Dir(r.path), "."+filepath.Base(r.path)+".*")
	}
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

// write writes the report to all of them. What fails for one does not keep the others back.
func (files reportFiles) write(report *contract.Report) error {
	var failed []error
	for _, r := range files {
		err := errors.Join(r.write(r.File, report), r.Close())
		if err == nil && r.Name() != r.path {
			err = errors.Join(os.Chmod(r.Name(), 0o644), os.Rename(r.Name(), r.path)) //nolint:gosec // a report holds no secret
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", r.flag, err))
		}
	}
	return errors.Join(failed...)
}

// discard removes what was not written.
func (files reportFiles) discard() {
	for _, r := range files {
		_ = r.Close()
		if r.Name() != r.path {
			_ = os.Remove(r.Name()) // gone already when it was written
		}
	}
}

func writeJSONReport(w io.Writer, r *contract.Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// printReport writes the report to stdout.
func (a *app) printReport(r *contract.Report) error {
	var text strings.Builder
	n := r.Count()
	for _, res := range r.Results {
		if res.Verdict == contract.Pass {
			continue
		}
		fmt.Fprintf(&text, "%-5s  %s: %s %s\n", res.Verdict, res.ID, res.Rule, res.Reason)
		for _, finding := range res.Findings {
			fmt.Fprintf(&text, "       %s\n", oneLine(finding.Message))
		}
	}
	fmt.Fprintf(&text, "%d failed, %d errors, %d drift, %d skipped, %d passed; %d requests in %s",
		n[contract.Fail], n[contract.Error], n[contract.Drift], n[contract.Skip], n[contract.Pass], r.Requests, r.Took)
	return a.printRecord(r, text.String())
}
