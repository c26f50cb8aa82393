package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// tableChunk is the number of jobs that are laid out together: a page of the service's default
// size, so that the first page is printed before the second one has come. Columns line up within
// a chunk.
const tableChunk = 50

// jobTable writes jobs as a table: whole, or cut to the width of a terminal.
type jobTable struct {
	w           io.Writer
	room        int // columns of the terminal; 0: nothing is cut
	columns     []column
	chunk, rows int
	kept        [][]string // rows that are not written yet
}

// newJobTable returns a table that shows its rows whenever a page is full.
func newJobTable(w io.Writer, columns []column, pageSize int32, room int) *jobTable {
	chunk := tableChunk
	if 0 < pageSize && pageSize < tableChunk {
		chunk = int(pageSize)
	}
	return &jobTable{w: w, room: room, columns: columns, chunk: chunk}
}

func (t *jobTable) add(job *sftj.Job) error {
	if t.rows == 0 {
		t.line(column.title)
	}
	t.rows++
	t.line(func(c column) string { return c.value(job) })
	if t.rows%t.chunk == 0 {
		return t.flush()
	}
	return nil
}

func (t *jobTable) line(cell func(column) string) {
	var cells []string
	for _, c := range t.columns {
		cells = append(cells, oneLine(cell(c)))
	}
	t.kept = append(t.kept, cells)
}

// flush shows what was added.
func (t *jobTable) flush() error {
	rows := t.kept
	t.kept = nil
	if len(rows) == 0 {
		return nil
	}
	if t.room > 0 {
		return t.cut(rows)
	}
	tw := tabwriter.NewWriter(t.w, 0, 0, columnGap, ' ', 0)
	for _, cells := range rows {
		fmt.Fprintln(tw, strings.Join(cells, "\t"))
	}
	return tw.Flush()
}

// cut writes rows that are no wider than the terminal. What is lacking is taken from the
// widest columns, as long as they are wide enough to be known by their beginning.
func (t *jobTable) cut(rows [][]string) error {
	const shortest = 8 // the service's ids stay whole
	columns := t.columns
	if last := len(columns) - 1; columns[last].name == problemColumn && !t.anyProblem(rows) {
		columns = columns[:last] // the others need the room that its title takes
		for i := range rows {
			rows[i] = rows[i][:last]
		}
	}
	widths := make([]int, len(columns))
	for _, cells := range rows {
		for i, cell := range cells {
			widths[i] = max(widths[i], width(cell))
		}
	}
	total := columnGap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > t.room; total-- {
		widest := 0
		for i, w := range widths {
			if w >= widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= shortest {
			break
		}
		widths[widest]--
	}
	var out strings.Builder
	for _, cells := range rows {
		for i, cell := range cells {
			cells[i] = pad(clip(cell, widths[i]), widths[i], false)
		}
		row := strings.Join(cells, strings.Repeat(" ", columnGap))
		out.WriteString(clip(strings.TrimRight(row, " "), t.room) + "\n")
	}
	_, err := io.WriteString(t.w, out.String())
	return err
}

// anyProblem reports whether the last cell of any row is not empty, the title left out.
func (t *jobTable) anyProblem(rows [][]string) bool {
	return slices.ContainsFunc(rows, func(cells []string) bool {
		last := len(cells) - 1
		return cells[last] != "" && cells[last] != t.columns[last].title()
	})
}
