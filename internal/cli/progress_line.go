package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// liveLine is one line of a terminal that is drawn again and again, and leaves nothing
// behind.
//
// Between two drawings the cursor stands at the line's beginning, where it stays when a
// terminal that was made narrower breaks the line into several: what is to be erased is
// always from the cursor on. A size that is out of date when a line is drawn does no harm
// either, because the line is cut at the edge, and not continued on the next.
type liveLine struct {
	w     io.Writer
	size  func() (width, height int)
	mine  func() bool // whether it may be drawn on at the moment; nil: always
	drawn bool
}

func (a *app) liveLine() *liveLine {
	return &liveLine{w: a.stderr, size: a.terminalSize, mine: a.drawable}
}

// room is how many columns a line may take. The last one is left free, because some
// terminals go on to the next line when it is filled. On a wide terminal it is not used to
// its end: when a terminal is made narrower than the line, some push the beginning of it
// out of the screen, where it can't be erased.
func (l *liveLine) room() int {
	const widest = 120
	columns, _ := l.size()
	return min(columns, widest) - 1
}

// draw puts a text in the place of the one before, at once, so that it doesn't flicker.
func (l *liveLine) draw(text string) {
	if l.mine != nil && !l.mine() {
		return
	}
	_, _ = io.WriteString(l.w, "\r"+wrapOff+text+wrapOn+eraseBelow+"\r")
	l.drawn = true
}

// clear erases the line by itself first, and what is below it from its second column on:
// some terminals take erasing from their first column on for clearing the screen, and keep
// what was there in the scrollback.
func (l *liveLine) clear() {
	if l.drawn {
		_, _ = io.WriteString(l.w, "\r"+eraseAll+cursorRight+eraseBelow+"\r")
		l.drawn = false
	}
}

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
	partNote
)

// text is the bar in so many columns. What has no room is left out, the least telling part
// first.
func (b *bar) text(room int) string {
	const shortest, longest, shortNote = 5, 30, 24
	g := b.gauge
	parts := make([]string, partNote+1)
	parts[partJob], parts[partState] = g.id, g.state()
	parts[partPercent] = g.percentText()
	if g.last.EpochKnown() {
		parts[partEpoch] = "epoch " + g.epochText()
	}
	if n := tokens(g.last.Job); n > 0 {
		parts[partTokens] = count(n) + " tok"
	}
	parts[partRate], parts[partElapsed], parts[partCost] = g.rateText(), brief(g.elapsed()), g.cost()
	if left := g.left(); left > 0 && g.last.Err == nil { // after a failed look it is worth nothing
		parts[partLeft] = coarse(left) + " left"
	}
	note := g.note()
	parts[partNote] = clip(note, shortNote)
	join := func() string {
		return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), " ")
	}
	// It is measured with the shortest note and meter, which then get what room is left.
	if g.last.ProgressKnown() {
		parts[partMeter] = g.meter(shortest)
	}
	for _, least := range []int{partRate, partMeter, partCost, partTokens, partEpoch, partElapsed, partLeft} {
		if width(join()) <= room {
			break
		}
		parts[least] = ""
	}
	if spare := room - width(join()); note != "" && spare > 0 {
		parts[partNote] = clip(note, width(parts[partNote])+spare)
	}
	if parts[partMeter] != "" {
		parts[partMeter] = g.meter(min(longest, shortest+room-width(join())))
	}
	return clip(join(), room)
}
