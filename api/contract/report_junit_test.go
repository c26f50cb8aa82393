package contract_test

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// junitFile is JUnit XML as its readers take it: strictly by these names.
type junitFile struct {
	XMLName  xml.Name `xml:"testsuites"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []struct {
		Name       string `xml:"name,attr"`
		Tests      int    `xml:"tests,attr"`
		Failures   int    `xml:"failures,attr"`
		Errors     int    `xml:"errors,attr"`
		Skipped    int    `xml:"skipped,attr"`
		Time       string `xml:"time,attr"`
		Timestamp  string `xml:"timestamp,attr"`
		Properties []struct {
			Name  string `xml:"name,attr"`
			Value string `xml:"value,attr"`
		} `xml:"properties>property"`
		Cases []junitTest `xml:"testcase"`
	} `xml:"testsuite"`
}

type junitTest struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Time    string     `xml:"time,attr"`
	Failure *junitText `xml:"failure"`
	Error   *junitText `xml:"error"`
	Skipped *junitText `xml:"skipped"`
	Output  string     `xml:"system-out"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

func junit(t *testing.T, r *contract.Report) junitFile {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJUnit(&b); err != nil {
		t.Fatal(err)
	}
	var f junitFile
	if err := xml.Unmarshal(b.Bytes(), &f); err != nil {
		t.Fatalf("%v in\n%s", err, b.String())
	}
	return f
}

// TestJUnit says of each check what became of it.
func TestJUnit(t *testing.T) {
	f := junit(t, sample())
	if f.Tests != 8 || f.Failures != 1 || f.Errors != 1 || f.Skipped != 4 || f.Time != "4.321" {
		t.Errorf("%+v", f)
	}
	cases := make(map[string]junitTest)
	for _, s := range f.Suites {
		for _, c := range s.Cases {
			cases[c.Name] = c
			if c.Class != s.Name || !strings.HasPrefix("contract."+c.Name, s.Name+".") {
				t.Errorf("%s of class %s is in the suite %s", c.Name, c.Class, s.Name)
			}
		}
		if s.Timestamp != "2026-11-24T04:05:06" || s.Properties[0].Name != "target" || s.Properties[0].Value != "http://sftj.test" {
			t.Errorf("suite %s: %s %v", s.Name, s.Timestamp, s.Properties)
		}
	}
	if c := cases["list.page"]; c.Failure != nil || c.Error != nil || c.Skipped != nil {
		t.Errorf("a pass: %+v", c)
	}
	if c := cases["get.job"]; c.Failure == nil || c.Failure.Type != "fail" || c.Time != "1.500" ||
		!strings.HasPrefix(c.Failure.Message, "get: the job is answered under the name of another") ||
		!strings.Contains(c.Failure.Text, "The rule of get.job.") || !strings.Contains(c.Failure.Text, "curl -sS") {
		t.Errorf("a failure: %+v", c)
	}
	if c := cases["auth.no-key"]; c.Error == nil || c.Error.Message != "the target limits the rate of requests" {
		t.Errorf("an error: %+v", c)
	}
	if c := cases["resume.moves"]; c.Skipped == nil || c.Skipped.Message != "no paused job is given" {
		t.Errorf("a skip: %+v", c)
	}
	if c := cases["wire.json"]; c.Failure != nil || c.Skipped == nil || c.Skipped.Message != "known to fail: a key twice" {
		t.Errorf("a known failing: %+v", c)
	}
	if c := cases["drift.fields"]; c.Failure != nil || !strings.Contains(c.Output, "unknown field") {
		t.Errorf("drift: %+v", c)
	}
}

// TestJUnitAddsUp has the sums of the suites be those of the file, and of the report.
func TestJUnitAddsUp(t *testing.T) {
	r := flawed(t)
	f := junit(t, r)
	var tests, failures, errs, skipped, cases int
	for _, s := range f.Suites {
		tests, failures, errs, skipped, cases = tests+s.Tests, failures+s.Failures, errs+s.Errors, skipped+s.Skipped, cases+len(s.Cases)
		if _, err := strconv.ParseFloat(s.Time, 64); err != nil {
			t.Error(err)
		}
	}
	if tests != f.Tests || failures != f.Failures || errs != f.Errors || skipped != f.Skipped || cases != f.Tests {
		t.Errorf("%d %d %d %d in the suites, %d %d %d %d in the file", tests, failures, errs, skipped, f.Tests, f.Failures, f.Errors, f.Skipped)
	}
	n := r.Count()
	if f.Tests != len(r.Results) || f.Failures != n[contract.Fail] || f.Errors != n[contract.Error] || f.Skipped != n[contract.Skip]+1 {
		t.Errorf("%+v for %v and one known failing", f, n)
	}
}
