package jsonscan_test

import (
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/internal/jsonscan"
)

func TestTimestamp(t *testing.T) {
	for text, ok := range map[string]bool{
		"2026-07-20T09:12:07Z": true, "2026-07-20T09:12:07.5Z": true, "2026-07-20T09:12:07.386612847Z": true,
		"0001-01-01T00:00:00Z": true, "9999-12-31T23:59:59.999999999Z": true, "2028-02-29T00:00:00Z": true,
		"": false, "Z": false, "2026-07-20T09:12:07": false, "2026-07-20T09:12:07.Z": false, "2026-07-20T09:12:07,5Z": false,
		"2026-07-20T09:12:07.1234567890Z": false, "2026-07-20T09:12:07.12x4Z": false, "2026-07-20t09:12:07Z": false, "2026-07-20T09:12:07z": false,
		"2026-07-20T09:12:07+00:00": false, "0000-01-01T00:00:00Z": false, "2026-00-20T00:00:00Z": false, "2026-13-20T00:00:00Z": false,
		"2026-07-00T00:00:00Z": false, "2026-02-29T00:00:00Z": false, "2026-04-31T00:00:00Z": false, "2026-07-32T00:00:00Z": false,
		"2026-07-20T24:00:00Z": false, "2026-07-20T09:60:00Z": false, "2026-07-20T09:12:60Z": false, "2026-07-2xT09:12:07Z": false,
	} {
		got, sure := jsonscan.Timestamp([]byte(text))
		if sure != ok {
			t.Errorf("%q: sure %v, want %v", text, sure, ok)
		}
		if want, err := time.Parse(time.RFC3339Nano, text); sure && (err != nil || got != want) {
			t.Errorf("%q: %v, want %v, %v", text, got, want, err)
		}
	}
}
