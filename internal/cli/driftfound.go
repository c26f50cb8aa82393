package cli

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/internal/apiname"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// The ways in which the service and the contract part.
const (
	driftNew     = "new"     // the contract does not have it
	driftGone    = "gone"    // it was there before, or the contract alone has it
	driftChanged = "changed" // both have it, in two ways
	driftBroken  = "broken"  // an answer violates the contract
)

// drifted is one thing in which the service and the contract part.
type drifted struct {
	Change string `json:"change"`
	What   string `json:"what"` // field, enum-value, or a keyword of a schema
	Name   string `json:"name"` // of the schema, and in it
	Seen   int64  `json:"seen,omitempty"`
	// Contract and Service are what the two say, where more than the name is known.
	Contract string `json:"contract,omitempty"`
	Service  string `json:"service,omitempty"`
}

// drifting is all that was found. In JSON it is a report without checks, so that a later run
// can be held against it.
type drifting struct {
	contract.Report
	Drift []drifted `json:"drift"`

	mu       sync.Mutex
	broken   []drifted
	document bool // the source is another document, not the wire
	nothing  bool // the account has no job to look at
	// bothSides counts violations by the client too: its requests are judged as well.
	bothSides bool
}

// MarshalJSON returns the report and the drift. Without it the report's own method would be
// taken for that of the whole.
func (d *drifting) MarshalJSON() ([]byte, error) {
	return redact.Shown(d), nil
}

// judged counts an exchange, and keeps how its answer violates the contract. It returns the
// violations of a kind that it had not seen.
func (d *drifting) judged(r conform.Result) (first []conform.Violation) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Requests++
	for _, v := range r.Violations {
		if v.Side != conform.Response && (!d.bothSides || v.Operation == "") {
			continue
		}
		name := strings.TrimSpace(apiname.Verb(v.Operation) + " " + v.Pointer)
		if v.Side == conform.Request {
			name = "request of " + name
		}
		row := drifted{Change: driftBroken, What: v.Rule, Name: name, Service: v.Message}
		if i := slices.IndexFunc(d.broken, func(b drifted) bool { return b.Name == row.Name && b.What == row.What }); i >= 0 {
			d.broken[i].Seen++
			continue
		}
		row.Seen = 1
		d.broken = append(d.broken, row)
		first = append(first, v)
	}
	return first
}

// conclude makes rows of all that was found.
func (d *drifting) conclude(ck *conform.Checker, previous *contract.Report) {
	d.Version, d.Started, d.Coverage = contract.ReportFormat, time.Now().UTC(), ck.Ledger().Report()
	if !d.document {
		d.Confirmed, d.Statements, _ = ck.Confirmed() // x-evidence is tested
	}
	d.Results, d.Evidence = []contract.Result{}, []contract.Exchange{} // lists in JSON, not null
	for what, list := range map[string][]conform.SeenUnknown{
		conform.DriftField: d.Coverage.Unknown.Fields, conform.DriftEnumValue: d.Coverage.Unknown.EnumValues,
	} {
		for _, u := range list {
			d.Drift = append(d.Drift, drifted{Change: driftNew, What: what, Name: u.Name, Seen: u.Seen, Service: strings.Join(u.Types, " or ")})
		}
	}
	if previous != nil {
		for _, field := range contract.Compare(previous, &d.Report).Gone {
			d.Drift = append(d.Drift, drifted{Change: driftGone, What: conform.DriftField, Name: field})
		}
	}
	d.Drift = append(d.Drift, d.broken...)
	order := []string{driftBroken, driftGone, driftChanged, driftNew}
	slices.SortStableFunc(d.Drift, func(a, b drifted) int {
		if by := slices.Index(order, a.Change) - slices.Index(order, b.Change); by != 0 {
			return by
		}
		return strings.Compare(a.Name+" "+a.What, b.Name+" "+b.What)
	})
}

// differ makes a row of what another document says.
func (d *drifting) differ(x conform.Difference) {
	row := drifted{Change: driftChanged, What: x.About, Name: x.Schema + "." + x.Name, Contract: x.Contract, Service: x.Other}
	if x.About == conform.DriftField || x.About == conform.DriftEnumValue {
		switch {
		case x.Gone():
			row.Change = driftGone
		case x.New():
			row.Change = driftNew
		}
	}
	if x.About == conform.DriftEnumValue {
		row.Contract, row.Service = "", "" // the name says it
	}
	d.Drift = append(d.Drift, row)
}

// summary is what was looked at, in a line.
func (d *drifting) summary() string {
	if d.document {
		return fmt.Sprintf("%d differences between %s and the contract", len(d.Drift), d.Target)
	}
	seen, all := d.Covered()
	return fmt.Sprintf("%d findings of drift in %d answers; %d of %d parts of the contract were seen; confirmed: %s",
		len(d.Drift), d.Requests, seen, all, d.ConfirmedText())
}
