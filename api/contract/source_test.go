package contract_test

import (
	"bytes"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

func TestChecks_EachRule_HasASource(t *testing.T) {
	for _, c := range contract.Checks() {
		if !slices.Contains(contract.Sources(), c.Source) {
			t.Errorf("%s has the source %q", c.ID, c.Source)
		}
	}
}

// failing is a report of one check that failed, on a rule with a source and by a statement of
// the contract with another, "" for none.
func failing(rule, statement contract.Source) *contract.Report {
	res := verdictOn("list.query", contract.Fail, "the order is another")
	res.Source, res.Findings[0].Source = rule, statement
	return &contract.Report{Version: contract.ReportFormat, Target: "http://sftj.test", Results: []contract.Result{res}}
}

func TestReport_BrokenAssumption_IsReportedAsThat(t *testing.T) {
	for _, tc := range []struct {
		name            string
		rule, statement contract.Source
		assumed         bool
		text            string
	}{
		{"assumed rule", contract.SourceAssumed, "", true, "The contract assumes: The rule of list.query."},
		{"assumed statement under a documented rule", contract.SourceDocumented, contract.SourceAssumed, true, "another (assumed by the contract)"},
		{"observed statement under an assumed rule", contract.SourceAssumed, contract.SourceObserved, false, "another (observed)"},
		{"documented rule", contract.SourceDocumented, "", false, "The service documents: The rule of list.query."},
		{"standard", contract.SourceStandard, "", false, "A standard requires: The rule of list.query."},
		{"report of an older version", "", "", false, "    The rule of list.query."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := failing(tc.rule, tc.statement)
			if got := r.Results[0].RestsOnAssumption(); got != tc.assumed {
				t.Errorf("rests on an assumption: %v, want %v", got, tc.assumed)
			}
			if !r.Failed(false) {
				t.Error("the run does not fail")
			}
			body := text(t, r)
			if !strings.Contains(body, tc.text) {
				t.Errorf("the text lacks %q:\n%s", tc.text, body)
			}
			if strings.Contains(body, "1 of them not as the contract assumes") != tc.assumed {
				t.Errorf("the headline counts the assumption wrongly:\n%s", body)
			}
			var html, junit bytes.Buffer
			if err := r.WriteHTML(&html); err != nil {
				t.Fatal(err)
			}
			if err := r.WriteJUnit(&junit); err != nil {
				t.Fatal(err)
			}
			for form, b := range map[string]string{"HTML": html.String(), "JUnit": junit.String()} {
				if strings.Contains(b, "not as the contract assumes: the order is another") != tc.assumed {
					t.Errorf("%s tells the assumption wrongly", form)
				}
			}
		})
	}
}

// Each form of a report says what a broken rule rests on, and so does each form of the source of
// a single statement.
func TestReport_EachForm_ShowsTheSource(t *testing.T) {
	intro := map[contract.Source]string{
		contract.SourceStandard: "A standard requires: ", contract.SourceDocumented: "The service documents: ",
		contract.SourceObserved: "The service was observed to hold: ", contract.SourceInferred: "The contract infers: ",
		contract.SourceAssumed: "The contract assumes: ",
	}
	for _, source := range contract.Sources() {
		r := failing(source, source)
		for form, write := range map[string]func(*contract.Report, io.Writer) error{
			"text": (*contract.Report).WriteText, "HTML": (*contract.Report).WriteHTML, "JUnit": (*contract.Report).WriteJUnit,
		} {
			var out bytes.Buffer
			if err := write(r, &out); err != nil {
				t.Fatal(err)
			}
			for what, want := range map[string]string{"rule": intro[source] + "The rule of list.query.", "statement": "(" + string(source)} {
				if intro[source] == "" || !strings.Contains(out.String(), want) {
					t.Errorf("%s of a report with the source %s lacks %q for the %s", form, source, want, what)
				}
			}
		}
		var out bytes.Buffer
		if err := r.WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		again, err := contract.ReadReport(&out)
		if err != nil || again.Results[0].Source != source || again.Results[0].Findings[0].Source != source {
			t.Errorf("JSON of a report with the source %s: %v", source, err)
		}
	}
}

// What a resumed job answers is not public: a state there that is not active contradicts an
// assumption, and another job's name does not.
func TestRun_ResumeAnswersAnotherState_IsReportedAsAnAssumption(t *testing.T) {
	for _, tc := range []struct {
		name, pattern, with string
		want                contract.Source
	}{
		{"paused, as it was", `"state":"JOB_STATE_[A-Z_]+"`, `"state":"JOB_STATE_PAUSED"`, contract.SourceAssumed},
		{"another job", `/supervisedFineTuningJobs/`, `/supervisedFineTuningJobs/not-`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at := target()
			next := service().Transport()
			at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
				if strings.HasSuffix(r.URL.Path, ":resume") {
					return changing(next, func(body string) string {
						return regexp.MustCompile(tc.pattern).ReplaceAllString(body, tc.with)
					}).RoundTrip(r)
				}
				return next.RoundTrip(r)
			})
			res := result(t, judge(t, at, contract.WithOnly("resume.moves")), "resume.moves")
			if res.Verdict != contract.Fail || res.Findings[0].Source != tc.want {
				t.Errorf("%s %+v", res.Verdict, res.Findings)
			}
		})
	}
}

func TestRun_BodyBreaksAnObservedField_FindingNamesTheSource(t *testing.T) {
	at := target()
	at.Transport = changing(service().Transport(), func(body string) string {
		return strings.ReplaceAll(body, `"loraAlpha":0`, `"loraAlpha":"0"`)
	})
	res := result(t, judge(t, at), "wire.schema")
	if res.Verdict != contract.Fail || res.Findings[0].Source != contract.SourceObserved {
		t.Errorf("%s %+v", res.Verdict, res.Findings)
	}
}
