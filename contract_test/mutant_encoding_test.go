package contract_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// encodingMutants encode a body in another way than they say, or than was asked for.
func encodingMutants() []mutant {
	return []mutant{
		{"gzip-unlabelled", "A body is compressed, and not said to be.", tells(single, packed), "wire.encoding", "nothing says so", refuses(sftj.ErrBadResponse)},
		{"gzip-unasked", "A body is compressed for who can't read it.", tells(single, packed, encoded("gzip")), "wire.encoding", "accepts", refuses(sftj.ErrBadResponse)},
		{"plain-as-gzip", "A body is said to be compressed, and is not.", tells(single, encoded("gzip")), "wire.encoding", "", refuses(sftj.ErrBadResponse)},
		{"plain-as-brotli", "A body is labelled with an encoding that was not requested.", tells(single, encoded("br")), "wire.encoding", "br", refuses(sftj.ErrBadResponse)},
		{"deflate", "A body is deflated.", tells(single, deflated, encoded("deflate")), "wire.encoding", "deflate", refuses(sftj.ErrBadResponse)},
		{"gzip-twice", "A body is compressed twice, and said to be so once.", tells(single, packed, packed, encoded("gzip")), "wire.json wire.encoding", "", refuses(sftj.ErrBadResponse)},
		{"gzip-cut", "A compressed body stops short.", tells(asksGzip, packed, encoded("gzip"), func(r *reply) { r.body = r.body[:len(r.body)/2] }), "wire.json wire.encoding", "", unmet},
		{"gzip-broken", "A compressed body has a wrong checksum.", tells(asksGzip, packed, encoded("gzip"), func(r *reply) { r.body[len(r.body)-7] ^= 0xff }), "wire.encoding wire.json", "", unmet},
		{"list-gzip-cut", "A compressed list stops short.", tells(func(r *reply) bool { return lists(r) && r.req.Header.Get("Accept-Encoding") == "gzip" }, packed, encoded("gzip"), func(r *reply) { r.body = r.body[:len(r.body)-8] }), "wire.json wire.encoding", "", unmet},
		{"errors-unlabelled", "Refusals are compressed, and not said to be.", tells(refused(404), packed), "wire.encoding", "nothing says so", notes("content-encoding")},
		{"list-as-gzip", "The list is said to be compressed, and is not.", tells(lists, encoded("gzip")), "wire.encoding", "", refuses(sftj.ErrBadResponse)},
	}
}

// asksGzip are the jobs for who can read compressed bodies.
func asksGzip(r *reply) bool { return single(r) && r.req.Header.Get("Accept-Encoding") == "gzip" }

func encoded(as string) func(*reply) { return header("Content-Encoding", as) }

func packed(r *reply) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(r.body) // a buffer takes it
	_ = w.Close()
	r.body = b.Bytes()
}

func deflated(r *reply) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(r.body) // a buffer takes it
	_ = w.Close()
	r.body = b.Bytes()
}
