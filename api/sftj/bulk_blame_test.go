package sftj_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// TestAnAnswerToOneJobIsNoAnswerToAnother: the refusal that stops a run must not be told
// as what became of a job that was under way.
func TestAnAnswerToOneJobIsNoAnswerToAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := bulkService([]string{"under-way", "refused"})
		em.Inject(
			emulator.DropBeforeRead().On("resume").ForJob("under-way"),
			emulator.FailStatus(401).On("resume").ForJob("refused"),
			emulator.Delay(2*time.Second).On("get").ForJob("refused"), // after the resume of the other
		)
		results := map[string]error{}
		report, err := newClient(t, em.Transport()).ResumeAll(t.Context(), named([]string{"under-way", "refused"}, nil), sftj.BulkOptions{
			PerMinute: 600, Concurrency: 2, OnResult: func(r sftj.BulkResult) { results[r.Job] = r.Err },
		})
		if !errors.Is(err, sftj.ErrUnauthenticated) || report.OutcomeUnknown != 1 || report.Failed != 1 {
			t.Errorf("%+v %v", report, err)
		}
		own := results["under-way"]
		if !errors.Is(own, sftj.ErrOutcomeUnknown) || errors.Is(own, sftj.ErrUnauthenticated) || !strings.Contains(own.Error(), "not sent: sftj: resume refused: 401") {
			t.Errorf("the job that was under way: %v", own)
		}
		if strings.Count(own.Error(), "may have been applied") != 1 {
			t.Errorf("said twice: %v", own)
		}
	})
}
