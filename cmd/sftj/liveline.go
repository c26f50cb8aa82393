package main

import (
	"io"
	"strings"
)

// liveLine is one line of a terminal that is drawn again and again, and leaves nothing
// behind.
type liveLine struct {
	w     io.Writer
	size  func() (width, height int)
	drawn int // columns that the line took when it was drawn
}

func (a *app) liveLine() *liveLine { return &liveLine{w: a.stderr, size: a.terminalSize} }

// room is how many columns a line may take. The last column is left free: a line that
// fills it makes some terminals go on to the next.
func (l *liveLine) room() int {
	columns, _ := l.size()
	return columns - 1
}

// draw puts a text in the place of the one before, at once, so that it doesn't flicker.
// columns is how many it takes, colours not counted.
func (l *liveLine) draw(text string, columns int) {
	_, _ = io.WriteString(l.w, l.back()+text+eraseBelow)
	l.drawn = columns
}

func (l *liveLine) clear() {
	if l.drawn > 0 {
		_, _ = io.WriteString(l.w, l.back()+eraseBelow)
		l.drawn = 0
	}
}

// back moves the cursor to where the line began. A terminal that was made narrower has
// broken the line into several.
func (l *liveLine) back() string {
	columns, _ := l.size()
	return strings.Repeat(cursorUp, max(l.drawn-1, 0)/columns) + "\r"
}
