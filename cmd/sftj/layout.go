package main

import (
	"slices"
	"strings"
)

// columnGap is how many columns of the terminal lie between those of the table.
const columnGap = 2

// layout is a live table of a certain width: which columns it has, and how wide they are.
type layout struct {
	columns []liveColumn
	widths  []int
}

// layOut writes a title and a row for each job, none longer than room.
func layOut(gauges []*gauge, room int, color bool) []string {
	l := newLayout(gauges, room)
	title := l.line(func(c liveColumn) string { return c.title }, nil)
	out := []string{clip(title, room)}
	for _, g := range gauges {
		cell := func(c liveColumn) string { return c.cell(g) }
		row := l.line(cell, nil)
		switch {
		case width(row) > room: // a terminal this narrow gets no colours: they can't be cut
			row = clip(row, room)
		case color:
			row = l.line(cell, g.colored)
		}
		out = append(out, row)
	}
	return out
}

// newLayout makes the columns fit. What is lacking is taken from long texts first, because
// a job is known by the beginning of its id too; then columns are left out, the least
// telling first. What room there is beyond the need goes to a meter.
func newLayout(gauges []*gauge, room int) *layout {
	l := &layout{columns: liveColumns()}
	for _, c := range l.columns {
		most := width(c.title)
		for _, g := range gauges {
			most = max(most, width(c.cell(g)))
		}
		l.widths = append(l.widths, most)
	}
	for i, c := range l.columns {
		if lack := l.total() - room; c.shrink > 0 && lack > 0 {
			l.widths[i] -= min(lack, max(l.widths[i]-c.shrink, 0))
		}
	}
	for _, least := range leastTelling() {
		if l.total() > room {
			i := slices.IndexFunc(l.columns, func(c liveColumn) bool { return c.title == least })
			l.columns, l.widths = slices.Delete(l.columns, i, i+1), slices.Delete(l.widths, i, i+1)
		}
	}
	l.addMeter(room)
	return l
}

// addMeter puts a meter behind the state, if there is room for one that can be read.
func (l *layout) addMeter(room int) {
	const shortest, longest, brackets, behindState = 10, 30, 2, 2
	cells := min(room-l.total()-columnGap-brackets, longest)
	if cells < shortest {
		return
	}
	meter := liveColumn{title: "PROGRESS", cell: func(g *gauge) string { return g.meter(cells) }}
	l.columns = slices.Insert(l.columns, behindState, meter)
	l.widths = slices.Insert(l.widths, behindState, cells+brackets)
}

// total is how many columns of the terminal a row takes.
func (l *layout) total() int {
	n := columnGap * (len(l.widths) - 1)
	for _, w := range l.widths {
		n += w
	}
	return n
}

// line puts cells beside one another. paint, which may be nil, colours the state, after it
// was cut and padded: what a terminal obeys has no width.
func (l *layout) line(cell func(liveColumn) string, paint func(string) string) string {
	var cells []string
	for i, c := range l.columns {
		text := pad(clip(cell(c), l.widths[i]), l.widths[i], c.right)
		if c.title == stateTitle && paint != nil {
			text = paint(text)
		}
		cells = append(cells, text)
	}
	return strings.TrimRight(strings.Join(cells, strings.Repeat(" ", columnGap)), " ")
}
