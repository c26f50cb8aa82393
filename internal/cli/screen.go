package cli

import (
	"os"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// What a terminal obeys. All of them are in ECMA-48 or have been in every terminal since
// xterm.
const (
	cursorHome   = "\x1b[H"
	cursorHide   = "\x1b[?25l"
	cursorShow   = "\x1b[?25h"
	cursorRight  = "\x1b[C"
	eraseLine    = "\x1b[K"  // from the cursor to the end of the line
	eraseAll     = "\x1b[2K" // the whole line, wherever the cursor is in it
	eraseBelow   = "\x1b[J"  // from the cursor to the end of the screen
	wrapOff      = "\x1b[?7l"
	wrapOn       = "\x1b[?7h"
	otherScreen  = "\x1b[?1049h"
	formerScreen = "\x1b[?1049l"
)

// The size of a terminal that doesn't tell it.
const usualWidth, usualHeight = 80, 24

func sizeOf(f *os.File) (width, height int) {
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return usualWidth, usualHeight
	}
	return width, height
}

// stdoutRoom is how many columns of a terminal stdout has; 0 if it is none.
func (a *app) stdoutRoom() int {
	if a.stdoutColumns > 0 {
		return a.stdoutColumns - 1
	}
	stream := any(a.stdout)
	if s, ok := stream.(*sink); ok {
		stream = s.w
	}
	if f, ok := stream.(*os.File); ok && isTerminal(f) {
		columns, _ := sizeOf(f)
		return columns - 1
	}
	return 0
}

// width is how many columns of a terminal a text takes.
func width(s string) int { return uniseg.StringWidth(s) }

// clip cuts a text to so many columns, with … where something is missing.
func clip(s string, columns int) string {
	if width(s) <= columns {
		return s
	}
	if columns <= 0 {
		return ""
	}
	var out strings.Builder
	for room, clusters := columns-1, uniseg.NewGraphemes(s); clusters.Next(); {
		if room -= clusters.Width(); room < 0 {
			break
		}
		out.WriteString(clusters.Str())
	}
	return out.String() + "…"
}

// pad fills a text up to so many columns, on the right, or on the left if right is set.
func pad(s string, columns int, right bool) string {
	fill := strings.Repeat(" ", max(columns-width(s), 0))
	if right {
		return fill + s
	}
	return s + fill
}

// colored colours a text by the state that it tells: well ended green, badly red,
// standing still yellow.
func (g *gauge) colored(text string) string {
	const green, red, yellow, normal = "\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[0m"
	switch s := g.last.State; {
	case g.last.Job != nil && s.Finished():
		return green + text + normal
	case g.last.Job != nil && s.Failed(), g.err != nil && g.last.Job == nil:
		return red + text + normal
	case g.last.Job != nil && s.Paused():
		return yellow + text + normal
	}
	return text
}
