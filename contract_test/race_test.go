//go:build race

package contract_test

// underRace has the kit judge a mutant by fewer checks, and the facts notice fewer removals: the
// race detector makes each many times slower, and sees as much.
const underRace = true
