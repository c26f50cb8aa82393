package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// TestPageInABrowser opens the page in Chromium, on a phone's width and on a desk's, in
// dark and in light. All that the browser asks of any host goes through the test.
func TestPageInABrowser(t *testing.T) {
	browser := chromium(t)
	r := flawed(t)
	// What can't be broken at a space is what pushes a page wide.
	r.Results[0].Findings = append(r.Results[0].Findings, contract.Finding{Verdict: contract.Fail, Message: strings.Repeat("x", 400)})
	r.Evidence[0].Body, r.Evidence[0].URL = strings.Repeat("y", 2000), r.Evidence[0].URL+strings.Repeat("/z", 200)
	html := page(t, r)

	background := make(map[string]bool)
	for _, dark := range []bool{false, true} {
		sights, strangers := open(t, browser, html, dark)
		if len(strangers) > 0 {
			t.Errorf("the browser asked %v", strangers)
		}
		for _, s := range sights {
			t.Run(fmt.Sprintf("%d px, dark %v", s.Width, dark), func(t *testing.T) { readable(t, r, s) })
		}
		background[sights[0].Background] = true
	}
	if len(background) != 2 {
		t.Errorf("dark and light have the same background: %v", background)
	}
}

// TestBrowserNotices has the browser open a page that is all that a report must not be.
func TestBrowserNotices(t *testing.T) {
	sights, strangers := open(t, chromium(t),
		`<!doctype html><body><div style="width: 1500px">x</div><img src="http://stranger.test/x.png"><script>1</script>`, false)
	if fmt.Sprint(strangers) != "[GET http://stranger.test/x.png]" {
		t.Errorf("it asked %v", strangers)
	}
	for _, s := range sights {
		if s.Scroll < 1500 || len(s.Wider) == 0 || len(s.Loaded) != 1 || s.Scripts != 1 {
			t.Errorf("%+v", s)
		}
	}
}

// readable holds what was seen to what is in the report.
func readable(t *testing.T, r *contract.Report, s sight) {
	if s.Inner != s.Width || s.Scroll > s.Inner || len(s.Wider) > 0 {
		t.Errorf("the page is %d px wide in a window of %d px, because of %v", s.Scroll, s.Inner, s.Wider)
	}
	n := r.Count()
	for _, v := range contract.Verdicts() {
		if s.Counts[v] != n[v] {
			t.Errorf("%d checks are shown to %s, want %d", s.Counts[v], v, n[v])
		}
	}
	if want := fmt.Sprintf("%d of %d checks passed, %d failed", n[contract.Pass], len(r.Results), n[contract.Fail]); !strings.HasPrefix(s.Headline, want) {
		t.Errorf("headline %q, want %q", s.Headline, want)
	}
	var failing contract.Result
	for _, res := range r.Results {
		if res.Verdict == contract.Fail && !res.Known {
			failing = res
			break
		}
	}
	if want := "The service documents: " + failing.Rule; s.Rule != want { // wire.schema is documented
		t.Errorf("rule %q, want that of %s with its source: %q", s.Rule, failing.ID, want)
	}
	if !strings.HasPrefix(s.Curl, "curl -sS") || !strings.Contains(s.Curl, "$SFTJ_API_KEY") {
		t.Errorf("command %q", s.Curl)
	}
	if got, want := s.Coverage["operations"], "3 of 6 operations"; got != want {
		t.Errorf("coverage %q, want %q", got, want)
	}
	if s.PassedAtFirst != 0 || s.PassedAfter != n[contract.Pass] || s.FailedAfter != 0 {
		t.Errorf("passed checks shown: %d at first, %d when asked for; failed ones when not: %d", s.PassedAtFirst, s.PassedAfter, s.FailedAfter)
	}
	if s.Scripts != 0 {
		t.Errorf("the page has %d scripts", s.Scripts)
	}
	if len(s.Loaded) > 0 {
		t.Errorf("the page loads %v", s.Loaded)
	}
}
