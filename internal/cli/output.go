package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// outputs are the formats that have no query.
func outputs() []string { return []string{"table", "json", "jsonl", "yaml", "name"} }

// checkOutput refuses a format before anything is sent for it, and reads the query of
// one that has a query.
func (a *app) checkOutput() (err error) {
	query, ok := strings.CutPrefix(a.flags.output, jsonpathPrefix)
	switch {
	case ok:
		a.query, err = parseQuery(query)
	case !slices.Contains(outputs(), a.flags.output):
		err = fmt.Errorf("unknown output %q: want %s or %sQUERY", a.flags.output, strings.Join(outputs(), ", "), jsonpathPrefix)
	}
	if err != nil {
		return &usageError{err: err, command: "sftj"}
	}
	return nil
}

// raw returns a job's bytes as they may be shown: with --show-secrets as they came. Without
// it secrets are masked, and on a terminal what would steer it is escaped.
func (a *app) raw(job *sftj.Job) []byte {
	if a.flags.showSecrets {
		return job.Raw()
	}
	return a.printable(redact.Data(job.Raw()))
}

// printable escapes control and format characters in JSON that goes to a terminal. In a file
// or a pipe they stay as they came.
func (a *app) printable(text []byte) []byte {
	if a.stdoutRoom() == 0 {
		return text
	}
	return redact.Printable(text)
}

// masked returns a job as people may see it. What the masks leave is a job still, but for one
// that was read without its dataset.
func (a *app) masked(job *sftj.Job) *sftj.Job {
	if a.flags.showSecrets {
		return job
	}
	raw := a.raw(job)
	if out, err := sftj.ParseJob(raw); err == nil {
		return out
	}
	var out sftj.Job
	if err := json.Unmarshal(raw, &out.Job); err != nil {
		return &sftj.Job{} // nothing rather than a secret
	}
	return &out
}

// printJob writes one job to stdout. JSON is what the service sent, byte for byte but
// for the secrets.
func (a *app) printJob(job *sftj.Job) error {
	switch a.flags.output {
	case "json":
		return writeLine(a.stdout, a.raw(job))
	case "jsonl":
		return writeCompact(a.stdout, a.raw(job))
	case "yaml":
		return a.printYAML(a.raw(job))
	case "name":
		return a.printName(job.Name)
	}
	if a.query != nil {
		return a.printMatches(a.raw(job))
	}
	return a.describe(job)
}

func (a *app) describe(job *sftj.Job) error { return describe(a.stdout, a.masked(job), a.raw(job)) }

// writeLine writes b and ends the line.
func writeLine(w io.Writer, b []byte) error {
	if !bytes.HasSuffix(b, []byte("\n")) {
		b = append(b, '\n')
	}
	_, err := w.Write(b)
	return err
}

// writeCompact writes b on one line, without touching its values.
func writeCompact(w io.Writer, b []byte) error {
	var line bytes.Buffer
	if err := json.Compact(&line, b); err != nil {
		return fmt.Errorf("jsonl: %w", err)
	}
	line.WriteByte('\n')
	_, err := w.Write(line.Bytes())
	return err
}

func (a *app) printYAML(document []byte) error {
	text, err := toYAML(document)
	if err != nil {
		return err
	}
	_, err = a.stdout.Write(a.printable(text))
	return err
}

// printName writes the name of a job for a program to go on with, such as resume -. What
// the service calls a name and can't be one, because it holds a line break say, is left
// out with a warning: as a line of its own it would name another job.
func (a *app) printName(name string) error {
	if _, _, err := sftj.ParseJobName(name); err != nil {
		a.say("left out: %s", strings.TrimPrefix(a.errorText(err), "sftj: "))
		return nil
	}
	_, err := fmt.Fprintln(a.stdout, oneLine(name))
	return err
}
