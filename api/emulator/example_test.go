package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// A paused job is resumed over the in-process transport, while the first answer is lost.
func Example() {
	now := time.Date(2026, 7, 21, 8, 0, 0, 0, time.UTC)
	em := emulator.New(
		emulator.WithClock(func() time.Time { return now }),
		emulator.WithAccount("acme", "fw_example"),
		emulator.WithJobs("acme", server.Job{
			Name:        "ft-42",
			State:       server.JobStatePaused,
			JobProgress: &server.JobProgress{Percent: 42},
		}),
	)
	em.Inject(emulator.DropAfterApply().On("resume"))

	httpClient := &http.Client{Transport: em.Transport()}
	resume := func() {
		req, _ := http.NewRequest(http.MethodPost,
			"http://emulator/v1/accounts/acme/supervisedFineTuningJobs/ft-42:resume", strings.NewReader("{}"))
		req.Header.Set("Authorization", "Bearer fw_example")
		resp, err := httpClient.Do(req)
		if err != nil {
			fmt.Println("no answer")
			return
		}
		defer resp.Body.Close()
		var answer struct{ Message string }
		_ = json.NewDecoder(resp.Body).Decode(&answer)
		fmt.Println(resp.StatusCode, answer.Message)
	}
	resume()
	resume()

	now = now.Add(10 * time.Minute)
	job, _ := em.Job("acme", "ft-42")
	fmt.Println(job.State, job.JobProgress.Percent)
	for _, a := range em.Attempts() {
		fmt.Printf("%s: %s to %s (%d) %s\n", a.Operation, a.Before, a.After, a.Status, a.Fault)
	}
	// Output:
	// no answer
	// 400 job is in state JOB_STATE_PENDING and cannot be resumed
	// JOB_STATE_RUNNING 74
	// resume: JOB_STATE_PAUSED to JOB_STATE_PENDING (0) drop after apply
	// resume: JOB_STATE_PENDING to JOB_STATE_PENDING (400)
}
