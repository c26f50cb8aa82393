package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// printDrift writes what was found to stdout, and what was looked at to stderr.
func (a *app) printDrift(d *drifting) error {
	if a.flags.output != "table" {
		return a.printRecord(d, "")
	}
	a.say("%s", d.summary())
	if len(d.Drift) == 0 {
		return nil
	}
	tw := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "CHANGE\tWHAT\tNAME\tSEEN\tCONTRACT\tSERVICE")
	for _, row := range d.Drift {
		seen := ""
		if row.Seen > 0 {
			seen = fmt.Sprint(row.Seen)
		}
		cells := []string{row.Change, row.What, row.Name, seen, row.Contract, row.Service}
		for i, cell := range cells {
			cells[i] = orDash(oneLine(cell))
		}
		fmt.Fprintln(tw, strings.Join(cells, "\t"))
	}
	return tw.Flush()
}

// openOverlay opens the file of --overlay before anything is read for it.
//
// Errors: a path that can't be written.
func openOverlay(path string) (reportFiles, error) {
	if path == "" {
		return nil, nil
	}
	r := &reportFile{flag: "--overlay", path: path, write: func(*contract.Report, io.Writer) error { return nil }}
	if err := r.open(); err != nil {
		return nil, fmt.Errorf("--overlay: can't write %s: %w", path, err)
	}
	return reportFiles{r}, nil
}

// writeOverlay writes the patch, if there is something to patch.
func (a *app) writeOverlay(files reportFiles, d *drifting) error {
	if len(files) == 0 {
		return nil
	}
	var patch bytes.Buffer
	switch err := d.WriteOverlay(&patch); {
	case errors.Is(err, contract.ErrNoDrift):
		a.say("nothing is new, so there is no patch: %s was not written", files[0].path)
		return nil
	case err != nil:
		return err
	}
	files[0].write = func(_ *contract.Report, w io.Writer) error {
		_, err := w.Write(patch.Bytes())
		return err
	}
	return files.write(&d.Report)
}
