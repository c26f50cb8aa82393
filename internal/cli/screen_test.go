package cli

import (
	"testing"
	"time"
)

func TestClip(t *testing.T) {
	for _, tt := range []struct {
		text    string
		columns int
		want    string
	}{
		{"yibuk7xq", 8, "yibuk7xq"},
		{"yibuk7xq", 7, "yibuk7…"},
		{"東京東京", 5, "東京…"}, // two columns each
		{"東京東京", 4, "東…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"}, // an accent takes none
		{"yibuk7xq", 1, "…"},
		{"yibuk7xq", 0, ""},
		{"", 0, ""},
	} {
		if got := clip(tt.text, tt.columns); got != tt.want || width(got) > tt.columns {
			t.Errorf("clip(%q, %d) = %q", tt.text, tt.columns, got)
		}
	}
}

func TestShortForms(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", 400 * time.Millisecond: "", 12 * time.Second: "12s", 192 * time.Second: "3m12s",
		time.Hour + 2*time.Minute: "1h02m", 51*time.Hour + 59*time.Minute: "2d03h",
	} {
		if got := brief(d); got != want {
			t.Errorf("brief(%v) = %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		59 * time.Second: "59s", 9*time.Minute + 59*time.Second: "9m59s", 12*time.Minute + 31*time.Second: "13m",
		59*time.Minute + 40*time.Second: "1h00m", 61*time.Minute + 40*time.Second: "1h02m", 51*time.Hour + 40*time.Minute: "2d04h",
	} {
		if got := coarse(d); got != want {
			t.Errorf("coarse(%v) = %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int64]string{
		-1: "", 0: "", 999: "999", 1000: "1.0k", 32_100: "32.1k", 983_040: "983k", 4_128_768: "4.1M", 2_000_000_000: "2.0G",
	} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
}
