//go:build !race

package conform_test

// mostAllocated bounds what judging a body of a megabyte may allocate, in bytes.
const mostAllocated = 200 << 20
