package cli

import "io"

// sink is stdout. It remembers the first failure, for those who print without looking,
// cobra among them: output that is lost must not end with exit code 0.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err != nil && s.err == nil {
		s.err = err
	}
	return n, err
}
