package bench_test

import (
	"net/http/httptest"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
	"github.com/fireworks-sftj/sdk/internal/bench/ogenclient"
)

// The contract suits a generator of another kind: ogen's client resumes a job at the emulator.
func TestOgenClient_Resume_EmulatorAccepts(t *testing.T) {
	em := emulator.New(emulator.WithAccount(account, key),
		emulator.WithJobs(account, server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
	srv := httptest.NewServer(em.Handler())
	defer srv.Close()
	client, err := ogenclient.NewClient(srv.URL, security{})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.GatewayResumeSupervisedFineTuningJob(t.Context(), &ogenclient.ResumeSupervisedFineTuningJobRequest{},
		ogenclient.GatewayResumeSupervisedFineTuningJobParams{AccountID: account, SupervisedFineTuningJobID: "ft-42"})
	job, ok := resp.(*ogenclient.SupervisedFineTuningJob)
	if err != nil || !ok || job.State.Or("") != "JOB_STATE_PENDING" {
		t.Errorf("%T %v, %v; want a pending job", resp, job, err)
	}
}
