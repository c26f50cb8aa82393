package main

import (
	"fmt"
	"slices"
	"strings"
)

// liveColumn is a column of the live table.
type liveColumn struct {
	title  string
	right  bool // numbers line up on the right
	shrink int  // columns it may be cut to; 0: it is not cut
	cell   func(*gauge) string
}

const meterTitle = "PROGRESS"

func liveColumns() []liveColumn {
	return []liveColumn{
		{"JOB", false, 8, func(g *gauge) string { return g.id }},
		{"STATE", false, 9, (*gauge).state},
		{"%", true, 0, func(g *gauge) string { return fmt.Sprintf("%d%%", g.percent()) }},
		{"EPOCH", true, 0, func(g *gauge) string { return fmt.Sprint(g.last.Epoch) }},
		{"TOKENS", true, 0, func(g *gauge) string { return count(tokens(g.last.Job)) }},
		{"RATE", true, 0, (*gauge).rateText},
		{"ELAPSED", true, 0, func(g *gauge) string { return brief(g.elapsed()) }},
		{"LEFT", true, 0, func(g *gauge) string { return coarse(g.left()) }},
		{"COST", true, 0, (*gauge).cost},
	}
}

// layOut writes a title and a row for each job, none longer than room. What room there is
// beyond the need goes to a meter. What is lacking is taken from long texts first; then
// columns are left out, the least telling first.
func layOut(gauges []*gauge, room int, color bool) []string {
	const shortest, longest, gap = 10, 30, 2
	columns := liveColumns()
	need := func() (widths []int, total int) {
		for _, c := range columns {
			most := width(c.title)
			for _, g := range gauges {
				most = max(most, width(c.cell(g)))
			}
			widths, total = append(widths, most), total+most+gap
		}
		return widths, total - gap
	}
	widths, total := need()
	for i, c := range columns {
		if c.shrink > 0 && total > room {
			cut := min(total-room, max(widths[i]-c.shrink, 0))
			widths[i], total = widths[i]-cut, total-cut
		}
	}
	for _, least := range []string{"RATE", "TOKENS", "EPOCH", "COST", "ELAPSED", "LEFT"} {
		if total > room {
			i := slices.IndexFunc(columns, func(c liveColumn) bool { return c.title == least })
			total -= widths[i] + gap
			columns, widths = slices.Delete(columns, i, i+1), slices.Delete(widths, i, i+1)
		}
	}
	if spare := min(room-total-gap-2, longest); spare >= shortest { // 2 for the brackets
		meter := liveColumn{title: meterTitle, cell: func(g *gauge) string { return g.meter(spare) }}
		columns, widths = slices.Insert(columns, 2, meter), slices.Insert(widths, 2, spare+2)
	}
	line := func(cell func(liveColumn) string, paint func(string) string) string {
		var cells []string
		for i, c := range columns {
			text := pad(clip(cell(c), widths[i]), widths[i], c.right)
			if c.title == "STATE" {
				text = paint(text)
			}
			cells = append(cells, text)
		}
		return strings.TrimRight(strings.Join(cells, strings.Repeat(" ", gap)), " ")
	}
	plain := func(s string) string { return s }
	out := []string{clip(line(func(c liveColumn) string { return c.title }, plain), room)}
	for _, g := range gauges {
		row := line(func(c liveColumn) string { return c.cell(g) }, plain)
		if width(row) > room {
			row = clip(row, room) // a terminal this narrow gets no colours
		} else if color {
			row = line(func(c liveColumn) string { return c.cell(g) }, g.colored)
		}
		out = append(out, row)
	}
	return out
}
