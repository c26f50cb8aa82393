package capped_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/fireworks-sftj/sdk/internal/capped"
)

func TestAppend(t *testing.T) {
	broken := errors.New("broken")
	for _, tc := range []struct {
		name, body string
		limit      int64
		end, err   error
		want       int
	}{
		{"nothing", "", 10, nil, nil, 0},
		{"short", "abc", 10, nil, nil, 3},
		{"as much as there may be", "abc", 3, nil, nil, 3},
		{"more than there may be", "abcdef", 3, nil, nil, 3},
		{"long", strings.Repeat("x", 30000), 1 << 62, nil, nil, 30000},
		{"broken", "abc", 10, broken, broken, 3},
		{"broken beyond", "abcdef", 3, broken, nil, 3},
		{"a wrapped end", "abc", 10, errors.Join(io.EOF), errors.Join(io.EOF), 3},
	} {
		for _, announced := range []int64{-1, 0, 1, int64(len(tc.body)), int64(len(tc.body)) + 1, 1 << 62} {
			for _, reader := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.DataErrReader, iotest.HalfReader} {
				var r io.Reader = strings.NewReader(tc.body)
				if tc.end != nil {
					r = io.MultiReader(r, iotest.ErrReader(tc.end))
				}
				buffer := append(make([]byte, 0, 5), "head"...)
				got, err := capped.Append(buffer, reader(r), tc.limit, announced)
				if string(got) != "head"+tc.body[:tc.want] || (err == nil) != (tc.err == nil) {
					t.Errorf("%s, announced as %d: %d bytes, %v; want %d, %v", tc.name, announced, len(got)-4, err, tc.want, tc.err)
				}
			}
		}
	}
}
