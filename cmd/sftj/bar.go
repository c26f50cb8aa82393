package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bar draws one job on one line of a terminal. It begins with the first event, so that
// what is said before it has a line of its own.
type bar struct {
	line  *liveLine
	gauge *gauge
	color bool
	begun bool
}

func (b *bar) event(_ int, ev sftj.Event) {
	b.gauge.take(ev)
	b.begun = true
	b.tick()
}

func (b *bar) ended(_ int, err error) { b.gauge.end(err) }

func (b *bar) hide() { b.line.clear() }

func (b *bar) close() { b.hide() }

func (b *bar) tick() {
	if !b.begun {
		return
	}
	text := b.text(b.line.room())
	if state := b.gauge.state(); b.color { // after it was measured: colours have no width
		text = strings.Replace(text, " "+state, " "+b.gauge.colored(state), 1)
	}
	b.line.draw(text)
}

// The parts of a bar, in the order they are shown.
const (
	partJob = iota
	partState
	partMeter
	partPercent
	partEpoch
	partTokens
	partRate
	partElapsed
	partLeft
	partCost
)

// text is the bar in so many columns. What has no room is left out, the least telling part
// first.
func (b *bar) text(room int) string {
	const shortest, longest = 5, 30
	g := b.gauge
	parts := make([]string, partCost+1)
	parts[partJob], parts[partState] = g.id, g.state()
	parts[partPercent] = fmt.Sprintf("%d%%", g.percent())
	parts[partEpoch] = fmt.Sprintf("epoch %d", g.last.Epoch)
	if n := tokens(g.last.Job); n > 0 {
		parts[partTokens] = count(n) + " tok"
	}
	parts[partRate], parts[partElapsed], parts[partCost] = g.rateText(), brief(g.elapsed()), g.cost()
	if left := g.left(); left > 0 {
		parts[partLeft] = coarse(left) + " left"
	}
	if g.last.Err != nil { // an estimate from a look that failed is worth nothing
		parts[partLeft] = "looking failed, trying again"
	}
	join := func() string {
		return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), " ")
	}
	// It is measured with the shortest meter, which then gets what room is left.
	parts[partMeter] = g.meter(shortest)
	for _, least := range []int{partRate, partMeter, partCost, partTokens, partEpoch, partElapsed, partLeft} {
		if width(join()) <= room {
			break
		}
		parts[least] = ""
	}
	if parts[partMeter] != "" {
		parts[partMeter] = g.meter(min(longest, shortest+room-width(join())))
	}
	return clip(join(), room)
}
