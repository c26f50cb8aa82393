package cli

import (
	"bytes"
	"fmt"
	"io"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// jobList writes several jobs to stdout in the format that was asked for, each as it
// comes: none is kept, however many there are. JSON and YAML have the shape of the
// service's own list, one page with all the jobs in it. A list that breaks off is not
// closed, so that it cannot be mistaken for the whole list.
type jobList struct {
	*app
	table *jobTable
	n     int
}

// newJobList returns a list that shows its table, if it is one, whenever a page is full.
func (a *app) newJobList(columns []column, pageSize int32) *jobList {
	return &jobList{app: a, table: newJobTable(a.stdout, columns, pageSize, a.stdoutRoom())}
}

func (l *jobList) add(job *sftj.Job) error {
	l.n++
	switch l.flags.output {
	case "table":
		return l.table.add(l.masked(job))
	case "json":
		lead := ","
		if l.n == 1 {
			lead = `{"supervisedFineTuningJobs":[`
		}
		_, err := l.stdout.Write(append([]byte(lead), l.raw(job)...))
		return err
	case "yaml":
		if l.n == 1 {
			if _, err := io.WriteString(l.stdout, "supervisedFineTuningJobs:\n"); err != nil {
				return err
			}
		}
		text, err := toYAML(append(append([]byte("["), l.raw(job)...), ']'))
		if err != nil {
			return err
		}
		_, err = l.stdout.Write(l.printable(indented(text)))
		return err
	}
	return l.printJob(job)
}

// indented moves lines two columns to the right, which in YAML moves a value under a key.
func indented(text []byte) []byte {
	const indent = "  "
	text = bytes.ReplaceAll(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"), []byte("\n"+indent))
	return append(append([]byte(indent), text...), '\n')
}

// end closes the list.
func (l *jobList) end() (err error) {
	switch {
	case l.flags.output == "json" && l.n == 0:
		_, err = fmt.Fprintln(l.stdout, `{"supervisedFineTuningJobs":[]}`)
	case l.flags.output == "json":
		_, err = fmt.Fprintln(l.stdout, "]}")
	case l.flags.output == "yaml" && l.n == 0:
		_, err = fmt.Fprintln(l.stdout, "supervisedFineTuningJobs: []")
	}
	if err != nil {
		return err
	}
	return l.flush()
}

// flush shows what a table holds back. Of a list that broke off it is worth seeing.
func (l *jobList) flush() error { return l.table.flush() }
