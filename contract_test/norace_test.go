//go:build !race

package contract_test

// underRace is for the race detector, which is not there.
const underRace = false
