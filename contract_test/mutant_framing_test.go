package contract_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// framingMutants are wrong on the connection, where net/http's clients don't look or don't
// tell. They are judged over TCP.
func framingMutants() []mutant {
	added := func(field string) func(*reply) []byte {
		return func(r *reply) []byte {
			return bytes.Replace(r.wellFormed(), []byte("\r\n"), []byte("\r\n"+field+"\r\n"), 1)
		}
	}
	return []mutant{
		{"bytes-behind", "Bytes stand behind the answer.", connection(gets, func(r *reply) []byte { return append(r.wellFormed(), "\r\nmore"...) }),
			"wire.framing", "stand behind the answer", tolerates},
		{"two-answers", "The answer comes twice.", connection(gets, func(r *reply) []byte { return bytes.Repeat(r.wellFormed(), 2) }), "wire.framing", "stand behind the answer", tolerates},
		{"two-resumes", "The answer to a resume comes twice.", connection(resumes, func(r *reply) []byte { return bytes.Repeat(r.wellFormed(), 2) }), "resume.moves", "stand behind the answer", tolerates},
		{"two-lengths", "Two lengths are announced, and differ.", connection(gets, added("Content-Length: 5")), "wire.framing wire.complete", "", refuses(nil)},
		{"length-and-chunks", "A length is announced, and the body comes in chunks.", connection(gets, func(r *reply) []byte {
			return r.chunked("Content-Length: 5\r\n", "")
		}), "wire.framing", "more than one way", tolerates},
		{"chunk-size-wrong", "A chunk is longer than it says.", connection(gets, func(r *reply) []byte {
			return bytes.Replace(r.chunked("", ""), []byte("\r\n\r\n"), []byte("\r\n\r\n1\r\nxyz\r\n"), 1)
		}), "wire.complete", "", refuses(nil)},
		{"chunks-unended", "The last chunk is missing.", connection(gets, func(r *reply) []byte { return bytes.TrimSuffix(r.chunked("", ""), []byte("0\r\n\r\n")) }),
			"wire.complete", "cut off", refuses(sftj.ErrBadResponse)},
		{"header-without-colon", "A line of the header has no colon.", connection(gets, added("no colon here")), "wire.framing wire.complete", "", refuses(nil)},
		{"header-space", "A name in the header has a space behind it.", connection(gets, added("X-Spaced : 1")), "wire.framing", "is malformed", tolerates},
		{"status-line", "The status line is that of another protocol.", connection(gets, func(r *reply) []byte { return r.head("SPDY/3 200 OK", len(r.body)) }), "wire.framing wire.complete", "", refuses(nil)},
		{"no-header", "The body comes without a header, as in HTTP/0.9.", connection(gets, func(r *reply) []byte { return r.body }), "wire.framing wire.complete", "", refuses(nil)},
		{"line-feeds", "Lines of the header end in a line feed alone.", connection(gets, func(r *reply) []byte {
			head, rest, _ := bytes.Cut(r.wellFormed(), []byte("\r\n\r\n"))
			return append(append(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")), "\n\n"...), rest...)
		}), "wire.framing", "does not end in an empty line", tolerates},
		{"head-with-body", "HEAD is answered with a body.", connection(every, func(r *reply) []byte {
			if r.req.Method == http.MethodHead {
				return append(r.head("HTTP/1.1 200 OK", 20), "twenty bytes of body"...)
			}
			return r.wellFormed()
		}), "wire.framing", "stand behind the answer", tolerates},
		{"length-negative", "A length below nothing is announced.", connection(gets, func(r *reply) []byte { return r.head("HTTP/1.1 200 OK", -1) }), "wire.complete wire.framing", "", refuses(nil)},
		{"header-folded", "A line of the header goes on in the next.", connection(gets, added("X-Long: one\r\n two")), "wire.framing", "malformed", tolerates},
		{"header-nul", "A value in the header has a zero byte.", connection(gets, added("X-Zero: a\x00b")), "wire.framing wire.complete", "", refuses(nil)},
		{"header-huge", "The header has half a megabyte.", connection(gets, added("X-Long: "+strings.Repeat("x", 512<<10))), "wire.complete wire.framing", "", tolerates},
		{"switches", "The answer switches to another protocol.", connection(gets, func(r *reply) []byte {
			return r.head("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket", len(r.body))
		}), "get.job wire.framing wire.status", "", refuses(nil)},
		{"status-999", "The status is none.", connection(gets, func(r *reply) []byte { return r.head("HTTP/1.1 999 Well", len(r.body)) }), "get.job wire.status", "999", refuses(nil)},
		{"mixed-connections", "On a connection that is kept, each answer is that of the request before.", lie{overTCP: true, tell: func(r *reply) {
			before := r.kept[r.req.RemoteAddr]
			r.kept[r.req.RemoteAddr] = r.body
			if before != nil {
				r.body = before
			}
		}}, "wire.keep-alive", "", refuses(sftj.ErrBadResponse)},
		{"closed-at-once", "The connection is closed without a byte.", connection(gets, func(*reply) []byte { return nil }), "wire.complete", "closed before an answer", refuses(nil)},
		{"stops-short", "The body stops before its announced length.", connection(gets, func(r *reply) []byte { return r.head("HTTP/1.1 200 OK", len(r.body)+50) }),
			"wire.complete", "cut off", refuses(sftj.ErrBadResponse)},
	}
}

// chunked is the answer in chunks, with more lines in its header.
func (r *reply) chunked(more, trailer string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n%s\r\n", r.status, more)
	for rest := r.body; len(rest) > 0; {
		n := min(len(rest), 100)
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, rest[:n])
		rest = rest[n:]
	}
	fmt.Fprintf(&b, "0\r\n%s\r\n", trailer)
	return b.Bytes()
}
