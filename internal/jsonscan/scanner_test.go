package jsonscan_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

// whole reads a text as one value, and reports whether there was no doubt.
func whole(text string) bool {
	s := jsonscan.Scanner{Text: []byte(text)}
	return s.Next() != 0 && value(&s) && s.Next() == 0 && s.Pos == len(text)
}

func value(s *jsonscan.Scanner) bool {
	switch s.Next() {
	case '"':
		_, _, ok := s.Quoted()
		return ok
	case '{':
		return list(s, '}', func() bool {
			_, ok := s.Name()
			return ok && value(s)
		})
	case '[':
		return list(s, ']', func() bool { return value(s) })
	case 't':
		return s.Word("true")
	case 'f':
		return s.Word("false")
	case 'n':
		return s.Word("null")
	}
	_, ok := s.Number()
	return ok
}

func list(s *jsonscan.Scanner, end byte, item func() bool) bool {
	s.Pos++
	if s.Next() == end {
		return s.Skip(end)
	}
	for item() {
		if s.Next() == end {
			return s.Skip(end)
		}
		if !s.Skip(',') {
			return false
		}
	}
	return false
}

func TestWhatIsRead(t *testing.T) {
	for _, text := range []string{
		`""`, `" a\n\"\\\/\b\f\r\t\u00e9 é"`, `0`, `-0`, `-12.50e+05`, `1E-400`, `true`, ` false `, `null`,
		`{}`, `[]`, " {\t\"a\" :\n[1 , {\"b\":null}]\r} ", `{"a":1,"b":{"a":"}"}}`,
	} {
		if !whole(text) {
			t.Errorf("doubts about %s", text)
		}
	}
}

func TestDoubts(t *testing.T) {
	for _, text := range []string{
		``, ` `, `"`, `"\`, `"\u12"`, `"\u12x4"`, `"\ud83d\ude80"`, `"\x"`, "\"\xff\"", "\"\x01\"", `01`, `+1`, `-`, `1.`, `.5`, `1e`, `1e+`,
		`tru`, `nul`, `nan`, `{`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{"\u0061":1}`, `[1,]`, `[1 2]`, `{} {}`, "\xef\xbb\xbf{}",
	} {
		if whole(text) {
			t.Errorf("sure of %s", text)
		}
	}
}

func TestInt32(t *testing.T) {
	for text, want := range map[string]struct {
		n  int32
		ok bool
	}{
		"0": {0, true}, "-0": {0, true}, "42": {42, true}, "-7": {-7, true},
		"2147483647": {2147483647, true}, "-2147483648": {-2147483648, true},
		"2147483648": {}, "-2147483649": {}, "9999999999": {}, "99999999999": {}, "4294967297": {},
		"1.0": {}, "1e2": {}, "1e0": {}, "10e-1": {}, "0.5": {},
	} {
		s := jsonscan.Scanner{Text: []byte(text)}
		number, ok := s.Number()
		if !ok || s.Pos != len(text) {
			t.Errorf("%s: not a number", text)
		}
		if n, ok := number.Int32(); ok != want.ok || ok && n != want.n {
			t.Errorf("%s: %d %v, want %v", text, n, ok, want)
		}
	}
}

func TestNumber_WholeInAnyNotation_IsAnInt64(t *testing.T) {
	zeros := strings.Repeat("0", 5000)
	for _, tt := range []struct {
		text        string
		n           int64
		whole, fits bool
	}{
		{"0", 0, true, true},
		{"-0.0e9", 0, true, true},
		{"3.0", 3, true, true},
		{"0.3e1", 3, true, true},
		{"-1.50E+2", -150, true, true},
		{"1200e-2", 12, true, true},
		{"9223372036854775807", 1<<63 - 1, true, true},
		{"-9223372036854775808", -1 << 63, true, true},
		{"9223372036854775807.000", 1<<63 - 1, true, true},
		{"9223372036854775808", 0, true, false},
		{"1e18", 1e18, true, true},
		{"1e19", 0, true, false},
		{"1e1000000", 0, true, false},
		{"0e1000000000000", 0, true, true},
		{"1e-1000000", 0, false, false},
		{"3.5", 0, false, false},
		{"125e-1", 0, false, false},
		{"1" + zeros + "e-5000", 1, true, true},
		{"0." + zeros + "1e5001", 1, true, true},
		{"0." + zeros + "1e5000", 0, false, false},
		{"1." + zeros + "1", 0, false, false},
		{"1" + zeros, 0, true, false},
	} {
		s := jsonscan.Scanner{Text: []byte(tt.text)}
		number, ok := s.Number()
		if !ok {
			t.Fatalf("%.30s: not a number", tt.text)
		}
		if n, whole, fits := number.Int64(); whole != tt.whole || fits != tt.fits || fits && n != tt.n {
			t.Errorf("%.30s: %d whole %v fits %v, want %+v", tt.text, n, whole, fits, tt)
		}
	}
}

// What the scanner is sure of is JSON, and the end it finds is the end.
func FuzzScanner(f *testing.F) {
	for _, text := range []string{`{"a":[1,-2.5e3,"x\u00e9"],"b":{"c":null}}`, `["}",{"]":"\\"}] 1`, `{"a":1,"a":2}`, `"\ud800"`, "\"\xc0\x80\""} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		strict := jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true)) // the scanner leaves them to its callers
		if len(text) < 5000 && whole(string(text)) && !strict {
			t.Errorf("sure of %q", text)
		}
	})
}
