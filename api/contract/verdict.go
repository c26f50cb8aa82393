package contract

import "slices"

// Verdict is what a check came to.
type Verdict string

// The verdicts, from the worst to the best.
const (
	Fail  Verdict = "fail"  // the target breaks the rule
	Error Verdict = "error" // it could not be judged: the target is not there, or the kit failed
	Drift Verdict = "drift" // the target is ahead of the contract, and need not be wrong
	Skip  Verdict = "skip"  // not checked, for the reason given
	Pass  Verdict = "pass"  // checked, and the rule holds
)

// Verdicts lists the verdicts, from the worst to the best.
func Verdicts() []Verdict { return []Verdict{Fail, Error, Drift, Skip, Pass} }

func knownVerdict(v Verdict) bool { return slices.Contains(Verdicts(), v) }
