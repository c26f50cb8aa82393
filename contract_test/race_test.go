//go:build race

package contract_test

// underRace has the kit judge a mutant by fewer checks: the race detector makes each many
// times slower, and sees as much.
const underRace = true
