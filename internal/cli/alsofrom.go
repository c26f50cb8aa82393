package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

const statePrefix = "JOB_STATE_"

// alsoFrom reads the states of --also-from, each with or without JOB_STATE_ and in any
// case. A state that is younger than this program has to be given in full.
//
// Errors: what is no state of the contract, with those that are.
func alsoFrom(names []string) ([]sftj.State, error) {
	full := regexp.MustCompile(`^` + statePrefix + `[A-Z][A-Z0-9_]*$`) // the contract's x-open-enum
	var states []sftj.State
	for _, name := range names {
		short, inFull := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(name)), statePrefix)
		state := sftj.State(statePrefix + short)
		if !state.Known() && (!inFull || !full.MatchString(string(state))) {
			return nil, fmt.Errorf("--also-from %q is no state of a job: want %s, or one that is new, in full, as in %sNEW",
				name, strings.Join(knownStates(), ", "), statePrefix)
		}
		states = append(states, state)
	}
	return states, nil
}

// knownStates are the states of the contract, without prefix.
func knownStates() []string {
	var names []string
	for _, s := range client.JobStateValues() {
		if state := sftj.State(s); state.Known() {
			names = append(names, short(state))
		}
	}
	return names
}
