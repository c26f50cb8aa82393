package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// largestBinary is a limit of this project's, in bytes.
const largestBinary = 25_000_000

// program is the package of the program.
const program = "github.com/fireworks-sftj/sdk/cmd/sftj"

// linked sets the version as make build does.
const linked = "github.com/fireworks-sftj/sdk/internal/cli.linkedVersion=v1.2.3"

// built builds a package as make build does, and returns the program's path.
func built(tb testing.TB, pkg string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "program")
	cmd := exec.CommandContext(tb.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w -X "+linked, "-o", path, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return path
}

func TestStrippedBinaryIsSmall(t *testing.T) {
	info, err := os.Stat(built(t, program))
	if err != nil || info.Size() > largestBinary {
		t.Errorf("%v; %d bytes, want %d at most", err, info.Size(), largestBinary)
	}
}

func TestVersion_SetByTheLinker_IsPrinted(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), built(t, program), "version").Output()
	if err != nil || !strings.HasPrefix(string(out), "sftj v1.2.3 go") {
		t.Errorf("%v; %q", err, out)
	}
}

// BenchmarkStartUp runs sftj version and a program that does nothing in turn, and reports
// how many times as long the first takes, as the median over the runs:
//
//	go test ./internal/cli -run '^$' -bench StartUp -benchtime 200x
func BenchmarkStartUp(b *testing.B) {
	source := filepath.Join(b.TempDir(), "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	empty, full := built(b, source), built(b, program)
	var ratios, took []float64
	for b.Loop() {
		one, other := ran(b, empty), ran(b, full, "version")
		ratios, took = append(ratios, float64(other)/float64(one)), append(took, other.Seconds()*1000)
	}
	b.ReportMetric(median(ratios), "x-empty")
	b.ReportMetric(median(took), "ms/version")
}

// ran is how long a program takes from its start to its end.
func ran(b *testing.B, path string, args ...string) time.Duration {
	b.Helper()
	begun := time.Now()
	if err := exec.CommandContext(b.Context(), path, args...).Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
