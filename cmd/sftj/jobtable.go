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
	columns     []column
	chunk, rows int
}

// newJobTable returns a table that shows its rows whenever a page is full.
func newJobTable(w io.Writer, columns []column, pageSize int32) *jobTable {
	chunk := tableChunk
	if 0 < pageSize && pageSize < tableChunk {
		chunk = int(pageSize)
	}
	return &jobTable{tw: tabwriter.NewWriter(w, 0, 0, 2, ' ', 0), columns: columns, chunk: chunk}
}

func (t *jobTable) add(job *sftj.Job) error {
	if t.rows == 0 {
		_ = t.line(column.title) // flush tells
	}
	t.rows++
	if err := t.line(func(c column) string { return c.value(job) }); err != nil {
		return err
	}
	if t.rows%t.chunk == 0 {
		return t.flush()
	}
	return nil
}

func (t *jobTable) line(cell func(column) string) error {
	var cells []string
	for _, c := range t.columns {
		cells = append(cells, oneLine(cell(c)))
	}
	_, err := fmt.Fprintln(t.tw, strings.Join(cells, "\t"))
	return err
}

// flush shows what was added.
func (t *jobTable) flush() error { return t.tw.Flush() }
