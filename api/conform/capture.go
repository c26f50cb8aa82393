package conform

import (
	"bytes"
	"io"
	"net/http"

	"github.com/fireworks-sftj/sdk/internal/capped"
)

// captured is the head of a body, as far as it can be judged.
type captured struct {
	bytes []byte // at most one byte more than the limit
	err   error  // what reading ended with, nil at the end of the body and at the limit
	more  bool   // the body goes on
}

// capture reads a body up to one byte over the limit: enough to know that it is too long.
// The announced length is only a hint, 0 or less for none.
func capture(r io.Reader, limit, announced int64) captured {
	data, err := capped.Append(nil, r, limit+1, announced)
	return captured{bytes: data, err: err, more: err == nil && int64(len(data)) > limit}
}

// replay returns a body that has every byte and the same end: the bytes read, then what
// is left of the original or the error it broke off with. Closing it closes the original.
func (c captured) replay(original io.ReadCloser) io.ReadCloser {
	head := io.Reader(bytes.NewReader(c.bytes))
	switch {
	case c.err != nil:
		head = io.MultiReader(head, broken{c.err})
	case c.more:
		head = io.MultiReader(head, original)
	}
	return replayed{Reader: head, Closer: original}
}

type replayed struct {
	io.Reader
	io.Closer
}

// broken is the end of a body that was cut off.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// hasBody reports whether there is anything to read.
func hasBody(b io.ReadCloser) bool { return b != nil && b != http.NoBody }
