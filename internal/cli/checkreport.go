package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// reportFiles are the files that a report goes to. They are opened before anything is sent,
// so that a run is never lost to a path that can't be written, and take the place of what
// was there before only when they are complete.
type reportFiles []*reportFile

type reportFile struct {
	flag, path string
	write      func(*contract.Report, io.Writer) error
	*os.File
}

// openReports opens the files that the flags name.
//
// Errors: a path that can't be written, with its flag.
func openReports(f *checkFlags) (reportFiles, error) {
	var files reportFiles
	taken := map[string]string{}
	for _, r := range []*reportFile{
		{flag: "--report", path: f.report, write: (*contract.Report).WriteHTML},
		{flag: "--junit", path: f.junit, write: (*contract.Report).WriteJUnit},
		{flag: "--json", path: f.json, write: (*contract.Report).WriteJSON},
		{flag: "--evidence", path: f.evidence, write: writeEvidence},
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
		err := errors.Join(r.write(report, r.File), r.Close())
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

// printReport writes the report to stdout.
func (a *app) printReport(r *contract.Report) error {
	switch a.flags.output {
	case "table":
		return r.WriteText(a.stdout)
	case "json":
		return r.WriteJSON(a.stdout)
	}
	return a.printRecord(r, "")
}
