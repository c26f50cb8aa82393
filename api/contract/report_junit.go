package contract

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// The elements are those that the readers of GitHub, GitLab and Jenkins have in common.
// What XML can't hold is replaced: by visible, and by encoding/xml.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		junitCounts
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitCounts struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Time     string `xml:"time,attr"` // in seconds
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Classname string       `xml:"classname,attr"`
		Name      string       `xml:"name,attr"`
		Time      string       `xml:"time,attr"`
		Failure   *junitReason `xml:"failure"`
		Error     *junitReason `xml:"error"`
		Skipped   *junitReason `xml:"skipped"`
		Output    string       `xml:"system-out,omitempty"`
	}
	junitReason struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the report as JUnit XML: a suite for each subject, a case for each
// check. Drift does not fail a case and is in its output; a known failing is a skipped one.
//
// Errors: those of w.
func (r *Report) WriteJUnit(w io.Writer) error {
	out := junitSuites{junitCounts: r.junitCounts("contract", r.Results)}
	out.Time = seconds(r.Took)
	for _, results := range r.suites() {
		s := junitSuite{
			junitCounts: r.junitCounts("contract."+suite(results[0].ID), results),
			Timestamp:   r.Started.UTC().Format("2006-01-02T15:04:05"),
			Properties:  r.junitProperties(),
		}
		for _, res := range results {
			s.Cases = append(s.Cases, r.junitCase(res))
		}
		out.Suites = append(out.Suites, s)
	}
	text, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return fmt.Errorf("contract: write the report: %w", err)
	}
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}

func (r *Report) junitCounts(name string, results []Result) junitCounts {
	c := junitCounts{Name: name, Tests: len(results)}
	var took time.Duration
	for _, res := range results {
		took += res.Took
		switch {
		case res.Known, res.Verdict == Skip:
			c.Skipped++
		case res.Verdict == Fail:
			c.Failures++
		case res.Verdict == Error:
			c.Errors++
		}
	}
	c.Time = seconds(took)
	return c
}

func (r *Report) junitProperties() []junitProperty {
	p := []junitProperty{
		{"target", r.Target}, {"account", r.Account}, {"mode", r.mode()}, {"requests", strconv.Itoa(r.Requests)}, {"outcome", r.headline()},
	}
	if r.Stopped != "" {
		p = append(p, junitProperty{"stopped", r.Stopped})
	}
	for _, t := range r.tallies() {
		p = append(p, junitProperty{"coverage of " + t.Name, fmt.Sprintf("%d of %d", t.Seen, t.All)})
	}
	return p
}

func (r *Report) junitCase(res Result) junitCase {
	c := junitCase{Classname: "contract." + suite(res.ID), Name: res.ID, Time: seconds(res.Took)}
	switch {
	case res.Known:
		c.Skipped = &junitReason{Message: visible("known to fail: "+res.first(), "")}
	case res.Verdict == Skip:
		c.Skipped = &junitReason{Message: visible(res.Reason, "")}
	case res.Verdict == Fail:
		c.Failure = &junitReason{Message: visible(res.lead(), ""), Type: string(Fail), Text: r.details(res)}
	case res.Verdict == Error:
		c.Error = &junitReason{Message: visible(res.first(), ""), Type: string(Error), Text: r.details(res)}
	case res.Verdict == Drift:
		c.Output = r.details(res)
	}
	return c
}

// first is what a result is about, in a line.
func (r Result) first() string {
	for _, f := range r.Findings {
		return f.Message
	}
	return r.Reason
}

// details tells all about a result, as the text does.
func (r *Report) details(res Result) string {
	var p sheet
	p.blank()
	p.para(0, res.sourcedRule())
	if res.Reason != "" {
		p.para(0, "Reason: "+res.Reason)
	}
	r.writeFindings(&p, res, make(map[int]bool))
	return strings.TrimRight(p.text(), "\n") + "\n"
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }
