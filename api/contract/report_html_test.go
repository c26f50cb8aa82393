package contract_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// What a browser makes of the page is for the test that starts one, in contract_test.

func page(t *testing.T, r *contract.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTML(t *testing.T) {
	got := page(t, sample())
	for _, want := range []string{
		"<title>1 of 8 checks passed, 1 failed, 1 with drift, 1 could not be judged, 1 known to fail; 3 not checked: 3 for lack of a job, a permission or an option · contract report of http://sftj.test</title>",
		`<h1 class="is-fail">1 of 8 checks passed, 1 failed, 1 with drift,`,
		"<dd>2026-11-24 04:05:06 UTC</dd>", "<dd>4.32s</dd>", "<dd>reading and writing</dd>",
		"12 requests were sent, the limit of the run",
		`<b data-count="fail">1</b>`, `<b data-count="known">1</b>`, `<b data-count="skip">3</b>`, `<b data-count="pass">1</b>`,
		`<details class="check" id="check-get.job" data-verdict="fail" open>`,
		"get: it has no dataset <a href=\"#get.job-7\">request 7</a>", `<article class="exchange" id="get.job-7">`,
		`<details class="check" id="check-resume.moves" data-verdict="skip">`,
		`{&#34;name&#34;:&#34;·[2J·PASS···&lt;b&gt;&amp;]]&gt;·&#34;}`,
		" -H &#39;X-A: it&#39;\\&#39;&#39;s a b&#39; \\\n",
		`<li><code>Job.region</code> <span>string </span><b>8×</b></li>`, "$.components.schemas.Job",
		`<b>1</b> of 2 operations`, `<b>2</b> of 4 statuses`, `<b>1</b> of 2 properties`, `<b>1</b> of 1 enum values`,
		`<td class="seen" title="">8</td><td class="never" title="get 404 was never seen">0</td>`,
		`<li class="never"><code>dataset</code> <b>never</b></li>`, `<li class="seen"><code>name</code> <b>9×</b></li>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if strings.Contains(got, "<b>&") || strings.Contains(got, "\x1b") || strings.Contains(got, "\u202e") {
		t.Error("what a server sent is in the page as it came")
	}
}

// TestHTMLStandsAlone looks for whatever would load something or run something. The policy
// allows the one style sheet, by its hash.
func TestHTMLStandsAlone(t *testing.T) {
	for name, r := range map[string]*contract.Report{"the sample": sample(), "a run": flawed(t), "an empty one": {}} {
		got := page(t, r)
		if m := regexp.MustCompile(`(?i)<(script|link|img|iframe|object|embed|form|base|video|audio)\b|\s(src|on[a-z]+|style|action|srcset)=|url\(|@import`).FindString(got); m != "" {
			t.Errorf("%s has %q", name, m)
		}
		_, style, _ := strings.Cut(got, "<style>")
		style, _, _ = strings.Cut(style, "</style>")
		want := fmt.Sprintf("default-src &#39;none&#39;; style-src &#39;sha256-%s&#39;;", hash(style))
		if !strings.Contains(strings.ReplaceAll(got, "&#43;", "+"), want) {
			t.Errorf("%s: the policy does not say %s", name, want)
		}
	}
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// TestHTMLIDsAreUnique: a link must lead to one place.
func TestHTMLIDsAreUnique(t *testing.T) {
	seen := make(map[string]bool)
	got := page(t, flawed(t))
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(got, -1) {
		if seen[m[1]] {
			t.Errorf("two elements have the id %s", m[1])
		}
		seen[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(got, -1) {
		if !seen[m[1]] {
			t.Errorf("a link leads to %s, which is not there", m[1])
		}
	}
}

// TestHTMLShowsWhatMatters: what passed is hidden at first, unless all did.
func TestHTMLShowsWhatMatters(t *testing.T) {
	healthy := &contract.Report{Results: []contract.Result{verdictOn("get.job", contract.Pass, "")}}
	for name, c := range map[string]struct {
		r       *contract.Report
		checked bool
	}{"something failed": {sample(), false}, "all is well": {healthy, true}} {
		if got := strings.Contains(page(t, c.r), `id="show-pass" autocomplete="off" checked>`); got != c.checked {
			t.Errorf("%s: what passed is shown: %v", name, got)
		}
	}
}
