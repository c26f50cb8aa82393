package contract_test

import (
	"bytes"
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
