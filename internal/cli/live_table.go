package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// liveTable draws several jobs on a terminal, a row each. It has the terminal's other
// screen to itself, as editors do: there it can draw everything anew whatever the
// terminal's size has become, and when it closes, the screen is as it was before.
type liveTable struct {
	w      io.Writer
	size   func() (width, height int)
	gauges []*gauge
	color  bool
	mine   func() bool // whether the screen may be drawn on at the moment; nil: always
	begun  bool
	open   bool
}

// event opens the screen at the first look, and not before: that a key is refused is printed
// on the screen where the command was typed.
func (t *liveTable) event(n int, ev sftj.Event) {
	t.gauges[n].take(ev)
	t.begun = true
	t.draw()
}

func (t *liveTable) ended(n int, err error) {
	t.gauges[n].end(err)
	t.tick()
}

func (t *liveTable) tick() {
	if t.begun {
		t.draw()
	}
}

func (t *liveTable) close() { t.hide() }

func (t *liveTable) hide() {
	if t.open {
		_, _ = io.WriteString(t.w, cursorShow+formerScreen)
		t.open = false
	}
}

// draw writes the whole screen in one go, so that it doesn't flicker.
func (t *liveTable) draw() {
	if t.mine != nil && !t.mine() {
		return
	}
	var out strings.Builder
	if !t.open {
		t.open = true
		out.WriteString(otherScreen + cursorHide)
	}
	columns, height := t.size()
	out.WriteString(cursorHome)
	for i, line := range t.lines(columns-1, height) {
		if i > 0 {
			out.WriteString("\r\n")
		}
		out.WriteString(line + eraseLine)
	}
	out.WriteString(eraseBelow)
	_, _ = io.WriteString(t.w, out.String())
}

// lines is the screen: the rows that there is height for, and a last line that sums up.
func (t *liveTable) lines(columns, height int) []string {
	shown := t.shown(max(height-2, 1)) // a title, and the sum
	sum := t.sum()
	if hidden := len(t.gauges) - len(shown); hidden > 0 {
		sum += fmt.Sprintf("; %d not shown", hidden)
	}
	return append(layOut(shown, columns, t.color), clip(sum+"; Ctrl-C stops the watching, not the jobs", columns))
}

// shown are the jobs that there is room for, in the order they were given. Those that have
// ended make room for those that go on.
func (t *liveTable) shown(room int) []*gauge {
	going := 0
	for _, g := range t.gauges {
		if !g.done {
			going++
		}
	}
	ended := max(room-going, 0)
	var shown []*gauge
	for _, g := range t.gauges {
		if g.done {
			ended--
		}
		if (!g.done || ended >= 0) && len(shown) < room {
			shown = append(shown, g)
		}
	}
	return shown
}

// sum counts how many jobs are in each state, most first, and how many have finished.
func (t *liveTable) sum() string {
	states := map[string]int{}
	var done, failed int
	for _, g := range t.gauges {
		states[strings.ToLower(strings.ReplaceAll(g.state(), "_", " "))]++
		if g.done {
			done++
		}
		if g.err != nil {
			failed++
		}
	}
	var counts []numbered
	for state, n := range states {
		counts = append(counts, numbered{n, state})
	}
	slices.SortFunc(counts, func(a, b numbered) int {
		return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(a.what, b.what))
	})
	sum := fmt.Sprintf("%s; %d of %d finished", notZero(counts), done, len(t.gauges))
	if failed > 0 {
		sum += fmt.Sprintf(", %d failed", failed)
	}
	return sum
}

// liveColumn is a column of the live table.
type liveColumn struct {
	title  string
	right  bool // numbers line up on the right, so that they can be compared
	shrink int  // columns of the terminal it may be cut to; 0: it is not cut
	cell   func(*gauge) string
}

const stateTitle, noteTitle = "STATE", "NOTE"

// liveColumns are those of a table that has room for all of them, from left to right.
func liveColumns() []liveColumn {
	return []liveColumn{
		{"JOB", false, 8, func(g *gauge) string { return g.id }}, // ids of the service's have 8 characters
		{stateTitle, false, 9, (*gauge).state},                   // COMPLETED stays whole
		{"%", true, 0, (*gauge).percentText},
		{"EPOCH", true, 0, (*gauge).epochText},
		{"TOKENS", true, 0, func(g *gauge) string { return count(tokens(g.last.Job)) }},
		{"RATE", true, 0, (*gauge).rateText},
		{"ELAPSED", true, 0, func(g *gauge) string { return brief(g.elapsed()) }},
		{"LEFT", true, 0, func(g *gauge) string { return coarse(g.left()) }},
		{"COST", true, 0, (*gauge).cost},
		{noteTitle, false, 0, (*gauge).note}, // only if there is any; its width is what is left
	}
}

// leastTelling are the columns that a narrow table does without, in this order. Job, state
// and percentage are never left out: without them there is nothing to watch.
func leastTelling() []string {
	return []string{"RATE", "TOKENS", "EPOCH", "COST", "ELAPSED", "LEFT"}
}

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
// telling first. What room there is beyond the need goes to the notes, then to a meter.
func newLayout(gauges []*gauge, room int) *layout {
	const shortNote = 24
	l := &layout{}
	longestNote := 0
	for _, c := range liveColumns() {
		most := 0
		for _, g := range gauges {
			most = max(most, width(c.cell(g)))
		}
		if c.title == noteTitle {
			if longestNote = most; most == 0 {
				continue
			}
			most = min(most, shortNote)
		}
		l.columns, l.widths = append(l.columns, c), append(l.widths, max(most, width(c.title)))
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
	if last := len(l.widths) - 1; l.columns[last].title == noteTitle {
		l.widths[last] = max(min(longestNote, l.widths[last]+room-l.total()), l.widths[last])
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
	meter := liveColumn{title: "PROGRESS", cell: func(g *gauge) string {
		if !g.last.ProgressKnown() {
			return unknownText
		}
		return g.meter(cells)
	}}
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
