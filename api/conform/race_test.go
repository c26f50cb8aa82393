//go:build race

package conform_test

// mostAllocated is not bounded under the race detector, which makes sync.Pool drop what it
// holds: the decoder then allocates its buffers anew for each value.
const mostAllocated = 1 << 62
