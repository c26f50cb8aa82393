package main

import "slices"

// key is one measure of one benchmark.
type key struct {
	suite, name string
	unit        string // sec/op, B/op, allocs/op, and those of b.ReportMetric
}

// samples are the values that were measured.
type samples struct {
	order  []key // as they first came
	values map[key][]float64
}

func (s *samples) add(k key, v float64) {
	if _, known := s.values[k]; !known {
		s.order = append(s.order, k)
	}
	s.values[k] = append(s.values[k], v)
}

// median returns the middle of the values, and whether there are any.
func (s *samples) median(k key) (float64, bool) {
	v := slices.Sorted(slices.Values(s.values[k]))
	if len(v) == 0 {
		return 0, false
	}
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2, true
	}
	return v[len(v)/2], true
}

// spread is how far the values lie apart, as a part of the median.
func (s *samples) spread(k key) float64 {
	m, ok := s.median(k)
	if !ok || m == 0 {
		return 0
	}
	return (slices.Max(s.values[k]) - slices.Min(s.values[k])) / m
}
