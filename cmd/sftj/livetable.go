package main

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

// event opens the screen at the first look, and not before: a key that is refused is told
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

// sum tells how many jobs are in each state, most first, and how many have ended.
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
	sum := fmt.Sprintf("%s; %d of %d ended", notZero(counts), done, len(t.gauges))
	if failed > 0 {
		sum += fmt.Sprintf(", %d badly", failed)
	}
	return sum
}
