package sftj

import (
	"errors"
	"testing"
)

// What was read of a job outweighs what its resumes were answered, in the report, in the
// ledger and for the run.
func TestVerdictComesFirst(t *testing.T) {
	says := func(kinds ...error) error {
		return &Error{kinds: kinds, cause: errors.Join(ErrOutcomeUnknown, ErrQuotaExhausted, ErrUnauthenticated)}
	}
	for name, c := range map[string]struct {
		err     error
		word    string
		unknown int
	}{
		"paused again":       {says(ErrPausedAgain), "paused again", 0},
		"failed":             {says(ErrJobFailed), "job failed", 0},
		"not resumable":      {says(ErrNotResumable), "not resumable", 0},
		"nothing for it":     {says(ErrNotFound, ErrOutcomeUnknown), "outcome unknown", 1},
		"lost, then refused": {says(ErrNotResumable, ErrOutcomeUnknown), "outcome unknown", 1},
	} {
		var report BulkReport
		result, run := BulkResult{Err: c.err}, &bulkRun{}
		count(&report, result)
		for range maxOutage {
			run.judge(t.Context(), "acme", result)
		}
		if got := wordFor(result); got != c.word || report.OutcomeUnknown != c.unknown || report.Failed != 1-c.unknown || report.Jobs() != 1 || (run.stopped() != nil) != (c.unknown > 0) {
			t.Errorf("%s: %q, %+v, stopped by %v", name, got, report, run.stopped())
		}
	}
}
