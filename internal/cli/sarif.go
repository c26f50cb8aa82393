package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
)

// sarifLog collects findings for code scanning (SARIF 2.1.0, OASIS). A violation is an
// error, drift a note. A nil log takes everything and writes nothing.
type sarifLog struct {
	file  *reportFile
	run   *sarif.Run
	rules map[string]bool
}

// openSARIF opens the file before anything is read for it. Without a path there is no log.
//
// Errors: a path that cannot be written.
func openSARIF(path string) (*sarifLog, error) {
	if path == "" {
		return nil, nil
	}
	file := &reportFile{flag: "--sarif", path: path}
	if err := file.open(); err != nil {
		return nil, fmt.Errorf("--sarif: cannot write %s: %w", path, err)
	}
	run := sarif.NewRunWithInformationURI("sftj", "https://github.com/fireworks-sftj/sdk")
	run.Tool.Driver.WithVersion(thisBuild().Version)
	run.Results = []*sarif.Result{} // a run without findings has an empty list
	return &sarifLog{file: file, run: run, rules: map[string]bool{}}, nil
}

// add takes in what was found in a capture. Of a body the finding points at the line of the
// value, of an exchange at the line of its entry.
func (l *sarifLog) add(c capture, r conform.Result) {
	if l == nil {
		return
	}
	var lines map[string]int
	if c.exchange == nil {
		wanted := map[string]bool{}
		for _, v := range r.Violations {
			wanted[v.Pointer] = true
		}
		for _, d := range r.Drift {
			wanted[d.Pointer] = true
		}
		lines = linesOf(c.body, func(pointer string) bool { return wanted[pointer] })
	}
	for _, v := range r.Violations {
		l.finding("contract/"+v.Rule, "error", sourced(v), c, v.Pointer, lines).
			WithProperties(sarif.NewPropertyBag().Add("source", string(v.Source)))
	}
	for _, d := range r.Drift {
		l.finding("drift/"+d.Kind, "note", d.String(), c, d.Pointer, lines)
	}
}

func (l *sarifLog) finding(rule, level, text string, c capture, pointer string, lines map[string]int) *sarif.Result {
	if !l.rules[rule] {
		l.rules[rule] = true
		l.run.AddRule(rule).WithDescription(ruleText(rule)).WithHelpURI("https://github.com/fireworks-sftj/sdk/blob/main/docs/drift.md")
	}
	line := max(1, c.line, lines[pointer])
	where := sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewArtifactLocation().WithURI(artifactURI(c.file))).
		WithRegion(sarif.NewRegion().WithStartLine(line)))
	if pointer != "" {
		where.WithLogicalLocations([]*sarif.LogicalLocation{sarif.NewLogicalLocation().WithFullyQualifiedName(oneLine(pointer)).WithKind("property")})
	}
	if c.exchange != nil {
		text = strings.TrimPrefix(c.name, c.file) + ": " + text
	}
	result := sarif.NewRuleResult(rule).WithLevel(level).WithMessage(sarif.NewTextMessage(oneLine(text))).WithLocations([]*sarif.Location{where})
	l.run.AddResult(result)
	return result
}

// sourced is a violation with what the broken statement of the contract rests on, where nothing
// documents or shows it: the contract may then be what is wrong.
func sourced(v conform.Violation) string {
	switch v.Source {
	case conform.SourceAssumed:
		return v.String() + " (the contract assumes this)"
	case conform.SourceInferred:
		return v.String() + " (the contract infers this)"
	case conform.SourceDocumented, conform.SourceObserved:
	}
	return v.String()
}

// ruleText describes a rule in a sentence.
func ruleText(id string) string {
	kind, name, _ := strings.Cut(id, "/")
	if kind == "drift" {
		return "The service sends a value that the contract does not have yet (" + name + ")."
	}
	return "The exchange violates the contract (rule " + name + ")."
}

// artifactURI writes a file name as SARIF wants it: a relative reference with slashes.
func artifactURI(file string) string {
	if file == "-" {
		return "stdin"
	}
	return strings.ReplaceAll(filepath.ToSlash(filepath.Clean(file)), " ", "%20")
}

// write puts the log into its file.
func (l *sarifLog) write() error {
	if l == nil {
		return nil
	}
	report := sarif.NewReport()
	report.AddRun(l.run)
	l.file.write = func(_ *contract.Report, w io.Writer) error { return report.Write(w) }
	return reportFiles{l.file}.write(nil)
}

// discard removes the file if it was not written.
func (l *sarifLog) discard() {
	if l != nil {
		reportFiles{l.file}.discard()
	}
}
