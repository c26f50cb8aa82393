package main

import "io"

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
	drawn bool
}

func (a *app) liveLine() *liveLine { return &liveLine{w: a.stderr, size: a.terminalSize} }

// room is how many columns a line may take. The last one is left free, because some
// terminals go on to the next line when it is filled. A line of more than the usual width
// is not drawn on a wide terminal either: when one is made narrower, some push the
// beginning of a line that is broken out of the screen, where it can't be erased.
func (l *liveLine) room() int {
	columns, _ := l.size()
	return min(columns, usualWidth) - 1
}

// draw puts a text in the place of the one before, at once, so that it doesn't flicker.
func (l *liveLine) draw(text string) {
	_, _ = io.WriteString(l.w, "\r"+wrapOff+text+wrapOn+eraseBelow+"\r")
	l.drawn = true
}

func (l *liveLine) clear() {
	if l.drawn {
		_, _ = io.WriteString(l.w, "\r"+eraseBelow)
		l.drawn = false
	}
}
