package sftj_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// All paused jobs of an account are resumed, and a ledger lets a run that is cut short go
// on where it was.
func ExampleClient_ResumeAll() {
	c := exampleClient() // sftj.New()
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "ledger")
	defer os.RemoveAll(dir)
	ledger, err := sftj.OpenLedger(filepath.Join(dir, "resume.jsonl"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer ledger.Close()

	paused := func(yield func(string, error) bool) {
		for job, err := range c.List(ctx, sftj.ListOptions{Filter: `state="JOB_STATE_PAUSED"`, PageSize: 200}) {
			if err != nil {
				yield("", err)
				return
			}
			if !yield(job.ID(), nil) {
				return
			}
		}
	}
	opts := sftj.BulkOptions{
		PerMinute:   6000,
		Concurrency: 1,
		Ledger:      ledger,
		OnResult:    func(r sftj.BulkResult) { fmt.Println(r.Job, r.Outcome, r.Err) },
	}
	report, err := c.ResumeAll(ctx, paused, opts)
	fmt.Println(report.Resumed, "resumed,", report.Failed, "failed,", err)
	// Output:
	// ft-43 resumed <nil>
	// ft-42 resumed <nil>
	// 2 resumed, 0 failed, <nil>
}
