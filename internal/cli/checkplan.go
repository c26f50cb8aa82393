package cli

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// planned is a check of a plan as JSON mode writes it.
type planned struct {
	Check    string           `json:"check"`
	Rule     string           `json:"rule"`
	Skip     string           `json:"skip,omitempty"`
	Requests []plannedRequest `json:"requests,omitempty"`
}

// plannedRequest is a request of a plan.
type plannedRequest struct {
	Method string        `json:"method"`
	URL    string        `json:"url"`
	Auth   contract.Auth `json:"auth,omitempty"`
	AtMost int           `json:"atMost"`
	// Changes is the job that it could change; Harmless why it can't change any.
	Changes  string `json:"changes,omitempty"`
	Harmless string `json:"harmless,omitempty"`
}

// printPlan writes every request that a run would send.
func (a *app) printPlan(t contract.Target, steps []contract.Step) error {
	var text strings.Builder
	out := struct {
		Checks   []planned `json:"checks"`
		Requests int       `json:"requests"`
	}{}
	for _, s := range steps {
		p := planned{Check: s.ID, Rule: s.Rule, Skip: s.Skip}
		fmt.Fprintf(&text, "%s  %s\n", s.ID, s.Rule)
		switch {
		case s.Skip != "":
			fmt.Fprintf(&text, "    skipped: %s\n", s.Skip)
		case len(s.Probes) == 0:
			text.WriteString("    sends nothing of its own: it looks at what the others saw\n")
		}
		for _, probe := range s.Probes {
			r := request(t, probe)
			p.Requests = append(p.Requests, r)
			out.Requests += r.AtMost
			fmt.Fprintf(&text, "    %s\n", oneLine(r.text()))
		}
		out.Checks = append(out.Checks, p)
	}
	fmt.Fprintf(&text, "\n%d requests at most to %s; nothing was sent", out.Requests, oneLine(t.BaseURL))
	return a.printRecord(out, text.String())
}

func request(t contract.Target, p contract.Probe) plannedRequest {
	u := strings.TrimRight(t.BaseURL, "/") + p.Path
	if len(p.Query) > 0 {
		u += "?" + query(p.Query)
	}
	return plannedRequest{p.Method, u, p.Auth, max(1, p.AtMost), p.Job, p.Harmless}
}

// query is a query for people: in order, and not longer than a line.
func query(q url.Values) string { return clip(q.Encode(), 200) }

// text is the request as a line.
func (r plannedRequest) text() string {
	var notes []string
	if r.Auth != contract.OwnKey {
		notes = append(notes, string(r.Auth))
	}
	if r.AtMost > 1 {
		notes = append(notes, fmt.Sprintf("%d times at most", r.AtMost))
	}
	if r.Changes != "" {
		notes = append(notes, "could change "+r.Changes)
	}
	if r.Harmless != "" {
		notes = append(notes, "harmless: "+r.Harmless)
	}
	text := r.Method + " " + r.URL
	if len(notes) > 0 {
		text += "  (" + strings.Join(notes, "; ") + ")"
	}
	return text
}
