package main

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

// linked sets the version as make build does.
const linked = "github.com/fireworks-sftj/sdk/internal/version.linked=v1.2.3"

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
	info, err := os.Stat(built(t, "."))
	if err != nil || info.Size() > largestBinary {
		t.Errorf("%v; %d bytes, want %d at most", err, info.Size(), largestBinary)
	}
}

// TestVersionIsAnsweredEarly has the version be told before the validator is initialised,
// in the words of the ordinary way.
func TestVersionIsAnsweredEarly(t *testing.T) {
	path := built(t, ".")
	output := func(args ...string) (stdout, trace string) {
		cmd := exec.CommandContext(t.Context(), path, args...)
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		var out, err strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &err
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		return out.String(), err.String()
	}
	const validator = "init github.com/santhosh-tekuri/"
	early, trace := output("version")
	if strings.Contains(trace, validator) {
		t.Error("the validator is initialised first")
	}
	ordinary, trace := output("version", "-o", "table")
	if !strings.Contains(trace, validator) {
		t.Error("the trace of the ordinary way has no validator: this test sees nothing")
	}
	if early != ordinary || !strings.HasPrefix(early, "sftj v1.2.3 ") {
		t.Errorf("early %q, ordinarily %q", early, ordinary)
	}
}

// BenchmarkStartUp runs sftj version and a program that does nothing in turn, and reports
// how many times as long the first takes, as the median over the runs:
//
//	go test ./cmd/sftj -run '^$' -bench StartUp -benchtime 200x
func BenchmarkStartUp(b *testing.B) {
	source := filepath.Join(b.TempDir(), "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	empty, full := built(b, source), built(b, ".")
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
