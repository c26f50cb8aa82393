// Package capped is the reading of bodies that may be longer than anybody wants, in one go
// where their length was announced truly.
package capped

import (
	"io"
	"slices"
)

const (
	// usual is the room in bytes that is made for a body of which no length is known: a
	// job, with space to spare.
	usual = 4 << 10
	// maxPromised is how many bytes are made room for because a length was announced. The
	// announcement may be a lie; what is longer grows as it comes.
	maxPromised = 1 << 20
)

// Append reads r to its end, or up to limit bytes, and appends them to b. That limit bytes
// came tells that there may be more. The announced length is only a hint, 0 or less for
// none.
//
// Errors: those of r; the bytes before it are returned too.
func Append(b []byte, r io.Reader, limit, announced int64) ([]byte, error) {
	room := int64(usual)
	if announced > 0 {
		room = min(announced, maxPromised) + 1 // the end takes a read of its own
	}
	start := int64(len(b))
	b = slices.Grow(b, int(min(room, limit)))
	for {
		n, err := r.Read(b[len(b) : min(int64(cap(b))-start, limit)+start])
		b = b[:len(b)+n]
		switch {
		case err == io.EOF: // as io.ReadAll: a wrapped one is a failure
			return b, nil
		case err != nil || int64(len(b))-start == limit:
			return b, err
		case len(b) == cap(b):
			b = slices.Grow(b, max(len(b), usual))
		}
	}
}
