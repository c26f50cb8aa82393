package contract_test

import (
	"math"
	"net/http/httptest"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

const (
	account, key = "acme", "fw_contract_acme"
	rivalKey     = "fw_contract_rival"
)

// service is an emulator with jobs in every state that the checks need.
func service() *emulator.Emulator {
	job := func(id string, state server.JobState) server.Job {
		return server.Job{Name: id, Dataset: "accounts/acme/datasets/d", BaseModel: "accounts/fireworks/models/m", State: state, Epochs: 2}
	}
	return emulator.New(
		emulator.WithAccount(account, key), emulator.WithAccount("rival", rivalKey),
		emulator.WithJobs(account,
			job("paused1", server.JobStatePaused), job("paused2", server.JobStatePaused), job("paused3", server.JobStatePaused),
			job("running1", server.JobStateRunning), job("complet1", server.JobStateCompleted),
			job("failed01", server.JobStateFailed), job("cancel01", server.JobStateCancelled)),
		emulator.WithJobs("rival", job("secret1", server.JobStatePaused)),
	)
}

// target is all that there is to know of the service.
func target() contract.Target {
	return contract.Target{
		BaseURL: "http://sftj.test", APIKey: key, Account: account, AllowWrite: true,
		Jobs: contract.Jobs{
			Paused: []string{"paused1", "paused2", "paused3"}, Running: []string{"running1"}, Completed: []string{"complet1"},
			Failed: []string{"failed01"}, Cancelled: []string{"cancel01"}, Deleted: []string{"deleted1"},
		},
		Foreign: contract.Foreign{Account: "rival", Job: "secret1"},
	}
}

// judge runs the kit without pauses.
func judge(t *testing.T, target contract.Target, opts ...contract.Option) *contract.Report {
	t.Helper()
	r, err := contract.Run(t.Context(), target, append([]contract.Option{contract.WithRate(math.Inf(1))}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestHonestServerIsNotBlamed(t *testing.T) {
	t.Run("in process", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			at := target()
			at.Transport = service().Transport()
			notBlamed(t, at)
		})
	})
	t.Run("over TCP", func(t *testing.T) {
		s := httptest.NewServer(service().Handler())
		t.Cleanup(s.Close)
		at := target()
		at.BaseURL = s.URL
		notBlamed(t, at)
	})
}

// notBlamed expects every check to pass, but for those that need what is not there.
func notBlamed(t *testing.T, at contract.Target) {
	t.Helper()
	for _, res := range judge(t, at).Results {
		skipped := res.Verdict == contract.Skip && len(res.Needs) > 0
		if res.Verdict != contract.Pass && !skipped {
			t.Errorf("%s: %s %s %v", res.ID, res.Verdict, res.Reason, res.Findings)
		}
	}
}
