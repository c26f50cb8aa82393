package contract

import (
	"cmp"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// Source says where a rule comes from, and so what a failure of it means: a target that breaks
// an assumed rule contradicts a guess of the contract, and no promise of the service.
type Source string

// The sources, from the strongest to the weakest.
const (
	SourceStandard   Source = "standard"   // HTTP, JSON, proto3 JSON or OAuth state it
	SourceDocumented Source = "documented" // the vendor's reference states it
	SourceObserved   Source = "observed"   // bodies captured from the service show it
	SourceInferred   Source = "inferred"   // it follows from sibling resources, or from what is documented or observed
	SourceAssumed    Source = "assumed"    // nothing public states it; the contract assumes it
)

// Sources lists the sources, from the strongest to the weakest.
func Sources() []Source {
	return []Source{SourceStandard, SourceDocumented, SourceObserved, SourceInferred, SourceAssumed}
}

// intro introduces a broken rule by what it rests on.
func (s Source) intro() string {
	switch s {
	case SourceStandard:
		return "A standard requires: "
	case SourceDocumented:
		return "The service documents: "
	case SourceObserved:
		return "The service was observed to hold: "
	case SourceInferred:
		return "The contract infers: "
	case SourceAssumed:
		return "The contract assumes: "
	}
	return ""
}

// ruleSources holds the source of each check's rule. Where a rule has parts of several
// sources, the weakest counts. The checks whose findings are about single statements of the
// contract (wire.schema, wire.status and others) give each finding its own source besides.
var ruleSources = map[string]Source{
	"target.answers": SourceDocumented,

	"get.job":      SourceObserved,
	"get.state":    SourceDocumented,
	"get.deleted":  SourceInferred,
	"get.stable":   SourceInferred, // observed for a completed job; of a running one, from the meaning of its fields
	"get.times":    SourceObserved,
	"get.progress": SourceInferred, // counters are int32 in the reference, which has no minimum
	"get.meaning":  SourceObserved, // that a completed job has no error as its status; the rest is documented
	"get.mask":     SourceDocumented,
	"get.gzip":     SourceStandard,
	"get.unknown":  SourceInferred, // observed for an unknown id; not for a part of one or another case
	"get.foreign":  SourceInferred,
	"get.odd-id":   SourceAssumed,
	"get.query":    SourceAssumed,

	"auth.no-key":    SourceInferred, // what a missing key gets was not captured
	"auth.wrong-key": SourceObserved,
	"auth.near-key":  SourceInferred,

	"method.resume": SourceStandard,
	"method.job":    SourceStandard,
	"method.list":   SourceStandard,
	"method.verb":   SourceInferred,
	"method.head":   SourceStandard,
	"route.unknown": SourceStandard,

	"list.page":      SourceObserved,
	"list.given":     SourceInferred,
	"list.agrees":    SourceInferred,
	"list.walk":      SourceDocumented,
	"list.twice":     SourceAssumed,
	"list.size":      SourceDocumented,
	"list.bad-token": SourceAssumed,
	"list.bad-size":  SourceAssumed,
	"list.filter":    SourceDocumented,
	"list.order":     SourceDocumented,
	"list.query":     SourceAssumed,

	"resume.unknown":        SourceInferred, // observed for a read of an unknown job
	"resume.foreign":        SourceInferred,
	"resume.broken-body":    SourceInferred,
	"resume.denied-key":     SourceInferred,
	"resume.denied-account": SourceInferred,
	"resume.denied-method":  SourceInferred,
	"resume.denied-body":    SourceAssumed,
	"resume.completed":      SourceAssumed, // no resume was captured, and no state it is allowed from is documented
	"resume.failed":         SourceAssumed,
	"resume.cancelled":      SourceAssumed,
	"resume.running":        SourceAssumed,
	"resume.deleted":        SourceAssumed,
	"resume.moves":          SourceInferred, // the reference says that it resumes the job and answers with it
	"resume.at-once":        SourceAssumed,
	"resume.no-body":        SourceAssumed,
	"resume.others":         SourceAssumed,
	"resume.lasts":          SourceAssumed,

	"wire.steady":       SourceInferred,
	"wire.keep-alive":   SourceStandard,
	"wire.framing":      SourceStandard,
	"wire.complete":     SourceStandard,
	"wire.latency":      SourceAssumed, // the budget is that of who runs the kit
	"wire.status":       SourceInferred,
	"wire.redirect":     SourceAssumed,
	"wire.content-type": SourceObserved,
	"wire.encoding":     SourceStandard,
	"wire.json":         SourceStandard,
	"wire.format":       SourceStandard,
	"wire.schema":       SourceDocumented,
	"wire.error":        SourceObserved,
	"wire.error-code":   SourceInferred,
	"wire.private":      SourceAssumed,
	"wire.secret":       SourceAssumed,
	"wire.inside":       SourceAssumed,
	"wire.headers":      SourceStandard,
	"wire.at-rest":      SourceInferred,

	"drift.fields":   SourceObserved,
	"drift.values":   SourceObserved,
	"drift.progress": SourceInferred,
	"drift.gone":     SourceInferred,
}

// statementSource is the source of the single statement of the contract that a violation
// breaks, "" where the guard names none.
func statementSource(v conform.Violation) Source {
	switch v.Source {
	case conform.SourceDocumented:
		return SourceDocumented
	case conform.SourceObserved:
		return SourceObserved
	case conform.SourceInferred:
		return SourceInferred
	case conform.SourceAssumed:
		return SourceAssumed
	}
	return ""
}

// RestsOnAssumption reports whether the check failed, and all that it found contradicts
// assumptions of the contract alone. The contract may then be what is wrong.
func (r Result) RestsOnAssumption() bool {
	failed := false
	for _, f := range r.Findings {
		if f.Verdict != Fail {
			continue
		}
		if failed = true; cmp.Or(f.Source, r.Source) != SourceAssumed {
			return false
		}
	}
	return failed
}

// lead is what a result is about in a line, which says of an assumption that it is one.
func (r Result) lead() string {
	if r.RestsOnAssumption() {
		return "not as the contract assumes: " + r.first()
	}
	return r.first()
}

// sourcedRule is the rule with what it rests on.
func (r Result) sourcedRule() string { return r.Source.intro() + r.Rule }

// sourced is the message with what the single statement rests on.
func (f Finding) sourced() string {
	switch f.Source {
	case SourceAssumed:
		return f.Message + " (assumed by the contract)"
	case SourceInferred:
		return f.Message + " (inferred by the contract)"
	case SourceObserved, SourceDocumented, SourceStandard:
		return f.Message + " (" + string(f.Source) + ")"
	}
	return f.Message
}

// onAssumptions counts the failed checks that contradict an assumption alone.
func (r *Report) onAssumptions() int {
	n := 0
	for _, res := range r.with(Fail) {
		n += truth(res.RestsOnAssumption())
	}
	return n
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
