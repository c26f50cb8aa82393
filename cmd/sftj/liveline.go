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
