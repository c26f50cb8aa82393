package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
)

// The tables stand between these lines; what is around them is written by hand.
const (
	begin = "<!-- make bench writes from here -->\n"
	end   = "<!-- to here -->\n"
)

// replace puts new tables into the file.
func replace(ctx context.Context, file string, s *samples, rounds int) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(old), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has not the lines that say where the tables stand", file)
	}
	var b bytes.Buffer
	b.WriteString(head + begin + "\n")
	if err := machine(ctx, &b, rounds); err != nil {
		return err
	}
	if err := write(&b, s); err != nil {
		return err
	}
	b.WriteString("\n" + end + tail)
	return os.WriteFile(file, b.Bytes(), 0o644) //nolint:gosec // a document for everybody
}

// machine says what the numbers were measured on.
func machine(ctx context.Context, w io.Writer, rounds int) error {
	text, err := output(ctx, ".", "go", "list", "-m", "-json", "github.com/ogen-go/ogen", "github.com/getkin/kin-openapi",
		"github.com/go-json-experiment/json", "github.com/oapi-codegen/oapi-codegen/v2", "github.com/oapi-codegen/runtime")
	if err != nil {
		return err
	}
	var versions []string
	for dec := json.NewDecoder(bytes.NewReader(text)); dec.More(); {
		var m struct{ Path, Version string }
		if err := dec.Decode(&m); err != nil {
			return err
		}
		versions = append(versions, strings.TrimPrefix(m.Path, "github.com/")+" "+m.Version)
	}
	_, err = fmt.Fprintf(w, "%s on %s/%s, %d processors (%s). %s. Medians of %d rounds.\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor(), strings.Join(versions, ", "), rounds)
	return err
}

// processor is the name of the processor, as far as Linux tells.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo") // other systems have no such file
	_, rest, _ := strings.Cut(string(text), "model name")
	line, _, _ := strings.Cut(rest, "\n")
	if name := strings.Trim(line, "\t :"); name != "" {
		return name
	}
	return "model not known"
}

// write writes the goals and the measures as Markdown.
func write(w io.Writer, s *samples) error {
	var b strings.Builder
	b.WriteString("\n| goal | limit | measured | |\n|---|---|---|---|\n")
	for _, g := range goals() {
		value, reached, ok := g.reached(s)
		if !ok {
			continue
		}
		sign, verdict := "≤", "reached"
		if g.atLeast {
			sign = "≥"
		}
		if !reached {
			verdict = "**missed**"
		}
		fmt.Fprintf(&b, "| %s | %s %v | %.2f | %s |\n", g.claim, sign, g.limit, value, verdict)
	}
	b.WriteString("\n| benchmark | time | spread | B/op | allocs/op | other |\n|---|---:|---:|---:|---:|---|\n")
	for _, k := range s.order {
		if k.unit != perOp {
			continue
		}
		time, _ := s.median(k)
		fmt.Fprintf(&b, "| %s %s | %s | ±%.0f %% | %s | %s | %s |\n", k.suite, k.name, duration(time), 50*s.spread(k),
			s.text(k, "B/op"), s.text(k, allocs), s.others(k))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// duration writes seconds.
func duration(s float64) string {
	switch {
	case s < 1e-3:
		return fmt.Sprintf("%.1f µs", s*1e6)
	case s < 1:
		return fmt.Sprintf("%.2f ms", s*1e3)
	}
	return fmt.Sprintf("%.2f s", s)
}

// text is another measure of the same benchmark.
func (s *samples) text(k key, unit string) string {
	k.unit = unit
	v, ok := s.median(k)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%.0f", v)
}

// others are the measures that only this benchmark has.
func (s *samples) others(of key) string {
	var out []string
	for _, k := range s.order {
		if k.suite != of.suite || k.name != of.name {
			continue
		}
		switch v, _ := s.median(k); k.unit {
		case perOp, "B/op", allocs, "B/s":
		case perJob:
			out = append(out, duration(v)+" a job")
		default:
			out = append(out, fmt.Sprintf("%.3g %s", v, k.unit))
		}
	}
	return strings.Join(out, ", ")
}
