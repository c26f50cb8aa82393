package main

import "strconv"

// liveColumn is a column of the live table.
type liveColumn struct {
	title  string
	right  bool // numbers line up on the right, so that they can be compared
	shrink int  // columns of the terminal it may be cut to; 0: it is not cut
	cell   func(*gauge) string
}

const stateTitle = "STATE"

// liveColumns are those of a table that has room for all of them, from left to right.
func liveColumns() []liveColumn {
	return []liveColumn{
		{"JOB", false, 8, func(g *gauge) string { return g.id }}, // ids of the service's have 8 characters
		{stateTitle, false, 9, (*gauge).state},                   // COMPLETED stays whole
		{"%", true, 0, func(g *gauge) string { return strconv.Itoa(g.percent()) + "%" }},
		{"EPOCH", true, 0, func(g *gauge) string { return strconv.Itoa(int(g.last.Epoch)) }},
		{"TOKENS", true, 0, func(g *gauge) string { return count(tokens(g.last.Job)) }},
		{"RATE", true, 0, (*gauge).rateText},
		{"ELAPSED", true, 0, func(g *gauge) string { return brief(g.elapsed()) }},
		{"LEFT", true, 0, func(g *gauge) string { return coarse(g.left()) }},
		{"COST", true, 0, (*gauge).cost},
	}
}

// leastTelling are the columns that a narrow table does without, in this order. Job, state
// and percentage are never left out: without them there is nothing to watch.
func leastTelling() []string {
	return []string{"RATE", "TOKENS", "EPOCH", "COST", "ELAPSED", "LEFT"}
}
