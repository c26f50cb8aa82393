package safetext_test

import (
	"testing"
	"unicode/utf8"

	"github.com/fireworks-sftj/sdk/internal/safetext"
)

func TestLine(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"plain text", "job ft-42 ist pausiert – ü 日本", "job ft-42 ist pausiert – ü 日本"},
		{"line breaks and tabs", "a\nb\r\nc\td", "a b  c d"},
		{"an escape sequence", "a\x1b[31mb", "a [31mb"},
		{"delete and C1", "a\x7fb\u009bc", "a b c"},
		{"separators of lines", "a\u2028b\u2029c", "a b c"},
		{"a change of direction", "a\u202eb", "ab"},
		{"invisible characters", "a\u200bb\ufeffc", "abc"},
		{"no UTF-8", "a\xffb", "a\ufffdb"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Line(tt.text); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\x1b]0;title\a\u202e")
	f.Fuzz(func(t *testing.T, s string) {
		got := safetext.Line(s)
		if !utf8.ValidString(got) || safetext.Line(got) != got {
			t.Errorf("%q became %q", s, got)
		}
		for _, r := range got {
			if safetext.Steers(r) {
				t.Errorf("%q still has %q", got, r)
			}
		}
	})
}
