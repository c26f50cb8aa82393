package contract_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/api/contract"
)

func environment(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestFromEnvironment(t *testing.T) {
	got, opts, err := contract.FromEnvironment(environment(map[string]string{
		"SFTJ_BASE_URL": " https://staging.test ", "SFTJ_API_KEY": "fw_k\n", "SFTJ_ACCOUNT_ID": "acme",
		"SFTJ_PAUSED_JOBS": "a, b,,c", "SFTJ_RUNNING_JOBS": "d", "SFTJ_COMPLETED_JOBS": "e", "SFTJ_FAILED_JOBS": "f",
		"SFTJ_CANCELLED_JOBS": "g", "SFTJ_DELETED_JOBS": "h", "SFTJ_FOREIGN_ACCOUNT": "rival", "SFTJ_FOREIGN_JOB": "i",
		"SFTJ_ALLOW": "write", "SFTJ_ALLOW_WRITE_TO": "api.fireworks.ai", "SFTJ_RATE": "0.5", "SFTJ_TIMEOUT": "10m",
		"FIREWORKS_BASE_URL": "https://api.fireworks.ai", "FIREWORKS_API_KEY": "fw_other", "FIREWORKS_ACCOUNT_ID": "other",
	}))
	want := contract.Target{
		BaseURL: "https://staging.test", APIKey: "fw_k", Account: "acme",
		Jobs: contract.Jobs{
			Paused: []string{"a", "b", "c"}, Running: []string{"d"}, Completed: []string{"e"},
			Failed: []string{"f"}, Cancelled: []string{"g"}, Deleted: []string{"h"},
		},
		Foreign:    contract.Foreign{Account: "rival", Job: "i"},
		AllowWrite: true, WriteHost: "api.fireworks.ai",
	}
	if err != nil || len(opts) != 2 {
		t.Fatal(err, len(opts))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestVendorsVariablesChooseNothing: they are set on machines whose jobs must not be tested on.
func TestVendorsVariablesChooseNothing(t *testing.T) {
	got, opts, err := contract.FromEnvironment(environment(map[string]string{
		"FIREWORKS_BASE_URL": "https://api.fireworks.ai", "FIREWORKS_API_KEY": "fw_other", "FIREWORKS_ACCOUNT_ID": "other",
	}))
	if err != nil || len(opts) != 0 || got.BaseURL+got.APIKey+got.Account != "" {
		t.Errorf("%+v, %d options, %v", got, len(opts), err)
	}
}

func TestVariablesThatCanNotBeRead(t *testing.T) {
	for name, value := range map[string]string{
		"SFTJ_ALLOW": "true", "SFTJ_RATE": "fast", "SFTJ_TIMEOUT": "60",
	} {
		if _, _, err := contract.FromEnvironment(environment(map[string]string{name: value})); !errors.Is(err, contract.ErrTarget) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}
