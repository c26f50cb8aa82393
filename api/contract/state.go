package contract

import "strings"

// The states that the checks speak of. All others are in transitions.json.
const (
	paused    = "JOB_STATE_PAUSED"
	running   = "JOB_STATE_RUNNING"
	completed = "JOB_STATE_COMPLETED"
	failed    = "JOB_STATE_FAILED"
	cancelled = "JOB_STATE_CANCELLED"
	deleted   = "JOB_STATE_DELETED"
)

// word is a state as people write it: paused.
func word(state string) string {
	return strings.ToLower(strings.TrimPrefix(state, "JOB_STATE_"))
}
