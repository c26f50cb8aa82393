package sftj

// maxTrail is how many page tokens are remembered one by one. A list that runs in circles
// does so soon; the number is this project's.
const maxTrail = 256

// pageTrail recognises a page token that came before. Its memory does not grow with the
// list: beyond maxTrail tokens it compares with one of them only, which it replaces at the
// 2nd, 4th, 8th page and so on, so that a circle of whatever length is noticed at the
// latest when it has been gone around twice more (Brent's algorithm).
type pageTrail struct {
	pages  int
	first  map[string]bool
	mark   string
	replan int // the page whose token is the next mark
}

func newPageTrail() *pageTrail { return &pageTrail{first: make(map[string]bool), replan: 1} }

// again takes note of the token of the next page, and reports whether it is an old one.
func (t *pageTrail) again(token string) bool {
	t.pages++
	if t.first[token] || t.pages > 1 && t.mark == token {
		return true
	}
	if len(t.first) < maxTrail {
		t.first[token] = true
	}
	if t.pages == t.replan {
		t.mark = token
		t.replan *= 2
	}
	return false
}
