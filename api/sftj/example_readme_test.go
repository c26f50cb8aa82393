package sftj_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// The README shows what stands between the two marks; a test keeps the two equal.
func resumeAndWatch(ctx context.Context) error {
	// README begins
	c, err := sftj.New() // FIREWORKS_API_KEY, FIREWORKS_ACCOUNT_ID
	if err != nil {
		return err
	}
	for event, err := range c.ResumeAndWait(ctx, "yibuk7xq") {
		if err != nil {
			return err // errors.Is(err, sftj.ErrOutcomeUnknown): read the job
		}
		if event.Changed {
			fmt.Println(event.State)
		}
	}
	// README ends
	return nil
}

func Example() {
	em := emulator.New(
		emulator.WithAccount("acme", "fw_key"),
		emulator.WithJobs("acme", server.Job{Name: "yibuk7xq", Dataset: "d", State: server.JobStatePaused}),
		emulator.WithResumedState(server.JobStateCompleted), // over before it is looked at a second time
	)
	service := httptest.NewServer(em.Handler())
	defer service.Close()
	for name, value := range map[string]string{
		"FIREWORKS_API_KEY": "fw_key", "FIREWORKS_ACCOUNT_ID": "acme", "FIREWORKS_BASE_URL": service.URL,
	} {
		if err := os.Setenv(name, value); err != nil {
			fmt.Println(err)
		}
		defer os.Unsetenv(name)
	}
	if err := resumeAndWatch(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: JOB_STATE_COMPLETED
}
