package sftj

import (
	"errors"
	"testing"
)

// What was read of a job outweighs what its resumes were answered, in the report, in the
// ledger and for the run.
func TestVerdictComesFirst(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		word    string
		unknown int
	}{
		"paused again":   {errors.Join(ErrQuotaExhausted, ErrOutcomeUnknown, ErrPausedAgain), "paused again", 0},
		"failed":         {errors.Join(ErrOutcomeUnknown, ErrUnauthenticated, ErrJobFailed), "job failed", 0},
		"not resumable":  {errors.Join(ErrOutcomeUnknown, ErrNotResumable), "not resumable", 0},
		"nothing for it": {errors.Join(ErrNotFound, ErrOutcomeUnknown), "outcome unknown", 1},
	} {
		var report BulkReport
		result, run := BulkResult{Err: c.err}, &bulkRun{}
		count(&report, result)
		for range maxOutage {
			run.judge(t.Context(), result)
		}
		if got := wordFor(result); got != c.word || report.OutcomeUnknown != c.unknown || report.Failed != 1-c.unknown || report.Jobs() != 1 || (run.stopped() != nil) != (c.unknown > 0) {
			t.Errorf("%s: %q, %+v, stopped by %v", name, got, report, run.stopped())
		}
	}
}
