package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// tableChunk is how many jobs are laid out together: a page of the service's default
// size, so that nobody waits for the second page to see the first. Columns line up within
// a chunk.
const tableChunk = 50

// jobTable writes jobs as a table.
type jobTable struct {
	tw          *tabwriter.Writer
	chunk, rows int
}

// newJobTable returns a table that shows its rows whenever a page is full.
func newJobTable(w io.Writer, pageSize int32) *jobTable {
	chunk := tableChunk
	if 0 < pageSize && pageSize < tableChunk {
		chunk = int(pageSize)
	}
	return &jobTable{tw: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0), chunk: chunk}
}

func (t *jobTable) add(job *sftj.Job) error {
	if t.rows == 0 {
		fmt.Fprintln(t.tw, "ID\tSTATE\tPROGRESS\tAGE\tOUTPUT MODEL\tDISPLAY NAME") // flush tells
	}
	t.rows++
	if _, err := fmt.Fprintln(t.tw, row(job)); err != nil {
		return err
	}
	if t.rows%t.chunk == 0 {
		return t.flush()
	}
	return nil
}

// flush shows what was added.
func (t *jobTable) flush() error { return t.tw.Flush() }

func row(job *sftj.Job) string {
	progress, created := "-", "-"
	if p := job.JobProgress; p != nil {
		progress = fmt.Sprintf("%d%%", p.Percent)
	}
	if !job.CreateTime.IsZero() {
		created = age(job.CreateTime)
	}
	columns := []string{job.ID(), short(job.Lifecycle()), progress, created, job.OutputModel, job.DisplayName}
	for i, c := range columns {
		columns[i] = oneLine(c)
	}
	return strings.Join(columns, "\t")
}
