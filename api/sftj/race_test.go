//go:build race

package sftj_test

// scaleJobs is a tenth of a big run: the race detector makes each step many times slower.
const scaleJobs = 10_000
