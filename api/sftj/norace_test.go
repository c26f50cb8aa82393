//go:build !race

package sftj_test

// scaleJobs is a big account.
const scaleJobs = 100_000
