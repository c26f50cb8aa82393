package contract

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// htmlView is a report as the page's template reads it.
type htmlView struct {
	*Report
	Policy     string
	Style      template.CSS
	Headline   string
	Mode       string
	Worst      Verdict
	Verdicts   []htmlVerdict
	Drift      []htmlDrift
	Overlay    string
	Tallies    []tally
	Confirmed  string
	Matrix     htmlMatrix
	Properties htmlSchemas
	Values     htmlSchemas
}

// htmlVerdict has the checks that came to a verdict, and their part of the bar.
type htmlVerdict struct {
	Verdict, Label string
	Checks         []htmlCheck
	Hidden         bool   // until the reader asks for them
	From, Width    string // in percent
}

// htmlCheck is a result with its exchanges, each once.
type htmlCheck struct {
	Result
	Shown       string // the verdict, or "known" for a failing that is no news
	Lead        string // what is said while it is closed
	SourcedRule string
	Open        bool
	Exchanges   []htmlExchange
}

type htmlExchange struct {
	Exchange
	Anchor, Note, Outcome, Command string
	Lines                          []string // the header
}

func (r *Report) htmlView() htmlView {
	v := htmlView{
		Report: r, Policy: policy(), Style: template.CSS(reportStyle),
		Headline: r.headline(), Mode: r.mode(), Worst: r.worst(),
		Verdicts: r.htmlVerdicts(), Drift: r.htmlDrift(), Tallies: r.tallies(), Confirmed: r.ConfirmedText(), Matrix: r.htmlMatrix(),
		Properties: htmlSchemasOf("Properties", r.Coverage.Properties), Values: htmlSchemasOf("Enum values", r.Coverage.EnumValues),
	}
	var overlay strings.Builder
	if r.WriteOverlay(&overlay) == nil { // the one error is that there is nothing to patch
		v.Overlay = overlay.String()
	}
	return v
}

// worst is the verdict that the page is coloured by: a skip is none, unless the check was left
// out. An incomplete run is not green.
func (r *Report) worst() Verdict {
	n := r.Count()
	if n[Fail] == 0 && r.LeftOut() > 0 {
		return Error
	}
	for _, v := range []Verdict{Fail, Error, Drift, Pass} {
		if n[v] > 0 {
			return v
		}
	}
	return Skip
}

// shownKnown is what a known failing is shown as.
const shownKnown = "known"

func (r Result) shown() string {
	if r.Known {
		return shownKnown
	}
	return string(r.Verdict)
}

// htmlVerdicts groups the checks, the worst first. What passed is hidden at first where
// there is something more urgent to read.
func (r *Report) htmlVerdicts() []htmlVerdict {
	out := []htmlVerdict{
		{Verdict: string(Fail), Label: "Failed"}, {Verdict: string(Error), Label: "Error"},
		{Verdict: string(Drift), Label: "Drift"}, {Verdict: shownKnown, Label: "Known to fail"},
		{Verdict: string(Skip), Label: "Skipped"}, {Verdict: string(Pass), Label: "Passed", Hidden: r.worst() != Pass},
	}
	from := 0.0
	for i := range out {
		v := &out[i]
		for _, res := range r.Results {
			if res.shown() == v.Verdict {
				v.Checks = append(v.Checks, r.htmlCheck(res))
			}
		}
		width := 100 * float64(len(v.Checks)) / float64(max(1, len(r.Results)))
		v.From, v.Width = percent(from), percent(width)
		from += width
	}
	return slices.DeleteFunc(out, func(v htmlVerdict) bool { return v.Verdict == shownKnown && len(v.Checks) == 0 })
}

func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }

func (r *Report) htmlCheck(res Result) htmlCheck {
	c := htmlCheck{Result: res, Shown: res.shown(), Lead: res.lead(), SourcedRule: res.sourcedRule(), Open: !res.Known && (res.Verdict == Fail || res.Verdict == Error)}
	if c.Lead == "" {
		c.Lead = res.Rule
	}
	if first := res.SameCauseAs(); first != "" {
		c.Open, c.Lead = false, "the same cause as "+first+": "+c.Lead
	}
	for _, f := range res.Findings {
		x, ok := r.evidence(f.Evidence)
		if !ok || slices.ContainsFunc(c.Exchanges, func(h htmlExchange) bool { return h.Seq == x.Seq }) {
			continue
		}
		c.Exchanges = append(c.Exchanges, htmlExchange{
			Exchange: x, Anchor: res.ID + "-" + strconv.Itoa(x.Seq), Note: x.Auth.note(), Outcome: x.outcome(),
			Command: folded(x.Curl), Lines: x.headerLines(),
		})
	}
	return c
}

// headerLines is the header of an answer, in order.
func (x Exchange) headerLines() []string {
	var out []string
	for name, values := range x.Header {
		for _, v := range values {
			out = append(out, name+": "+v)
		}
	}
	slices.Sort(out)
	return out
}

// folded is a command in lines that end where an argument does.
func folded(command string) string {
	var p sheet
	p.command(0, command)
	return strings.TrimSuffix(p.text(), "\n")
}
