package cli

import (
	"regexp"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// hintAtFilter tells of a state in a filter that lacks its prefix, and so is none that a
// job can be in. It is for a filter that found nothing, or was refused.
func (a *app) hintAtFilter(filter string) {
	if state := bareState(filter); state != "" {
		a.say(`a filter has states in full: state="%s%s"`, statePrefix, state)
	}
}

// bareState finds the first state in a filter without its prefix, in whatever case.
func bareState(filter string) string {
	compared := regexp.MustCompile(`(?i)\bstate\s*(?:=|!=|:)\s*["']?([a-z_]+)`)
	for _, m := range compared.FindAllStringSubmatch(filter, -1) {
		state := strings.ToUpper(m[1])
		if !strings.HasPrefix(state, statePrefix) && sftj.State(statePrefix+state).Known() {
			return state
		}
	}
	return ""
}
