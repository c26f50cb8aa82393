package contract_test

import (
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// TestTheSDKReadsStatesAsTheContractDoes: what a state means stands in x-lifecycle and, in
// code, in sftj.State. The two must say the same of every state.
func TestTheSDKReadsStatesAsTheContractDoes(t *testing.T) {
	states := parseContract(t)["components"].(map[string]any)["schemas"].(map[string]any)["JobState"].(map[string]any)
	class := map[string]string{string(client.JobStateUnspecified): ""}
	for name, list := range states["x-lifecycle"].(map[string]any) {
		if values, ok := list.([]any); ok { // x-source is not a class
			for _, state := range values {
				class[state.(string)] = name
			}
		}
	}
	for _, state := range states["enum"].([]any) {
		s := sftj.State(state.(string))
		for name, is := range map[string]bool{
			"active": s.Active(), "finished": s.Finished(), "failed": s.Failed(), "leaving": s.Leaving(), "paused": s.Paused(),
		} {
			if is != (class[state.(string)] == name) {
				t.Errorf("%s: %s is %v, the contract says %q", s, name, is, class[state.(string)])
			}
		}
		if s.Known() != (class[state.(string)] != "") || s.Terminal() != (s.Finished() || s.Failed()) {
			t.Errorf("%s: known %v, terminal %v", s, s.Known(), s.Terminal())
		}
	}
}
