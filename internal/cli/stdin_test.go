package cli

import (
	"strings"
	"testing"
)

func TestStdinJobs_WithoutAnEnd_AreRefusedAndNothingIsSent(t *testing.T) {
	for _, tt := range []struct {
		name, item, want string
		most             int64 // bytes of stdin that may be read
	}{
		{"ids", strings.Repeat("a", 60) + "\n", "stdin: more than 16 MiB of job ids", 17 << 20},
		{"blank lines", "\n", "stdin: more than 16 MiB of job ids", 17 << 20},
		{"one line", "a", "stdin: line of more than 64 KiB; give one job id a line", 1 << 20},
	} {
		for _, command := range []string{"resume --yes -", "get -", "watch -"} {
			t.Run(command+", "+tt.name, func(t *testing.T) {
				s := newService(t, answering(200, `{}`))
				in := &endless{item: tt.item}
				got := runApp(t.Context(), &app{stdin: in}, s.env(), strings.Fields(command)...)
				if got.code != exitUsage || !strings.Contains(got.stderr, tt.want) {
					t.Errorf("exit %d, want %d and %q\n%.500s", got.code, exitUsage, tt.want, got.stderr)
				}
				if in.read > tt.most || len(s.requests) != 0 {
					t.Errorf("%d bytes were read, and %q was sent", in.read, s.requests)
				}
			})
		}
	}
}
